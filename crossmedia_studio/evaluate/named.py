"""A model of one of our own families, found by its name, and the folders it may be judged by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.models.loader import Models


@dataclass(frozen=True)
class Named:
    """``folders`` are where examples to judge it by may lie: its own first, then that of the one that ships."""

    name: str
    title: str
    family: str
    folders: tuple[Path, ...]
    kind: Kind = Kind.IMAGE
    """What it learned from."""


def find(name: str, models: Models, families: Iterable[str]) -> Named | None:
    """The model called ``name`` if it is of one of ``families``."""
    for family in families:
        there = models.family(family)
        for found in there:
            if found.name == name:
                folders = dict.fromkeys((name, there[0].name))
                kind = Kind(found.task) if found.task in set(Kind) else Kind.IMAGE
                return Named(name, tr(found.title), family, tuple(models.folder(one) for one in folders), kind)
    return None


def names(models: Models, families: Iterable[str]) -> list[str]:
    """All that :func:`find` knows."""
    return [found.name for family in families for found in models.family(family)]
