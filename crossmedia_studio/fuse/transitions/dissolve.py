"""One picture melts into the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.fuse.compose import Picture, lerp


@dataclass(frozen=True)
class Dissolve:
    name: ClassVar[str] = "dissolve"
    title: ClassVar[str] = mark("Dissolve")

    def __call__(self, a: Picture, b: Picture, progress: float) -> Picture:
        return lerp(a, b, progress)
