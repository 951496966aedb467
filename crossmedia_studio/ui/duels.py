"""Duels: which of two takes the artist liked better, kept in the project's folder (``duels.json``)."""

from __future__ import annotations

import json
import logging
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.files import write_bytes

log = logging.getLogger(__name__)

FILE = "duels.json"


@dataclass(frozen=True)
class Duel:
    """Two media ids, the better one first; of a tie neither is."""

    better: str
    other: str
    tie: bool = False


class Duels(QObject):
    """``changed`` after each choice. A damaged file counts as empty; a folder that cannot be written loses nothing but
    the choices of this session (``read_only``: another window has the project)."""

    changed = Signal()

    def __init__(self, project_folder: Path, *, read_only: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = project_folder / FILE
        self._read_only = read_only
        self._all = _load(self._path)

    def all(self) -> tuple[Duel, ...]:
        """Every choice, oldest first."""
        return tuple(self._all)

    def won(self) -> tuple[tuple[str, str], ...]:
        """(better, other) of every decided duel."""
        return tuple((duel.better, duel.other) for duel in self._all if not duel.tie)

    def ties(self) -> tuple[tuple[str, str], ...]:
        """The pairs of which neither was better."""
        return tuple((duel.better, duel.other) for duel in self._all if duel.tie)

    def add(self, duel: Duel) -> None:
        self._all.append(duel)
        self._changed()

    def take_back(self) -> Duel | None:
        """Forget the last choice. → It, if there was one."""
        last = self._all.pop() if self._all else None
        if last is not None:
            self._changed()
        return last

    def next_pair(self, ids: Sequence[str]) -> tuple[str, str] | None:
        """Two of ``ids`` that say most: the one seen least, against one it met least and that was seen least.

        The same for the same choices so far; chance decides between equals, and which stands left. None for fewer
        than two.
        """
        if len(ids) < 2:
            return None
        seen = Counter(media_id for duel in self._all for media_id in (duel.better, duel.other))
        met = Counter(frozenset((duel.better, duel.other)) for duel in self._all)
        chance = random.Random(len(self._all))
        order = sorted(dict.fromkeys(ids))
        chance.shuffle(order)
        first = min(order, key=lambda one: seen[one])
        rest = [one for one in order if one != first]
        if not rest:
            return None
        second = min(rest, key=lambda one: (met[frozenset((first, one))], seen[one]))
        return (first, second) if chance.random() < 0.5 else (second, first)

    def _changed(self) -> None:
        if not self._read_only:
            rows = [[duel.better, duel.other, duel.tie] for duel in self._all]
            try:
                write_bytes(self._path, json.dumps(rows, indent=0).encode())
            except StudioError as error:
                log.warning("choices not kept: %s", error)
        self.changed.emit()


def _load(path: Path) -> list[Duel]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [Duel(str(better), str(other), bool(tie)) for better, other, tie in rows if better != other]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, RecursionError) as error:
        log.warning("the choices in %s cannot be read: %s", path, error)
        return []
