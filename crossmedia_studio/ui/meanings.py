"""What library items say, read in the background so that they can be found by meaning; never written by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.ui.jobs import Jobs

_QUICK = (Kind.TEXT, Kind.IMAGE)
"""Kinds that are read in a moment; sounds and films are read when the artist asks for it."""


class Meanings(QObject):
    """``ready`` when everything that :meth:`read` was asked for has been read."""

    ready = Signal()

    def __init__(self, jobs: Jobs, store: MediaStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._store = store
        self._known: dict[str, str] = {}
        self._asked: set[str] = set()

    def read(self, items: Iterable[MediaItem]) -> bool:
        """Read what is not known yet; False if there is nothing to wait for."""
        for item in items:
            if item.meaning or item.kind not in _QUICK or item.id in self._known or item.id in self._asked:
                continue
            try:
                source = m.SourceFile(self._store.path(item.id, item.suffix), item.name, item.id)
            except MediaError:
                continue
            self._asked.add(item.id)
            self._jobs.submit(
                m.Understand(source, media_id=item.id), lane="aside", done=partial(self._keep, item.id),
                failed=partial(self._give_up, item.id),
            )  # fmt: skip
        return bool(self._asked)

    def told(self, items: Iterable[MediaItem]) -> tuple[MediaItem, ...]:
        """``items`` with what is known of them; what the artist corrected stands."""
        return tuple(item if item.meaning else replace(item, meaning=self._known.get(item.id, "")) for item in items)

    def _keep(self, media_id: str, meaning: str) -> None:
        self._known[media_id] = meaning
        self._ended(media_id)

    def _give_up(self, media_id: str, failed: m.Failed) -> None:
        self._known[media_id] = ""
        self._ended(media_id)

    def _ended(self, media_id: str) -> None:
        self._asked.discard(media_id)
        if not self._asked:
            self.ready.emit()
