"""The second picture slides in over the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.fuse.compose import Picture, over
from crossmedia_studio.fuse.direction import WAYS, direction


@dataclass(frozen=True)
class Slide:
    name: ClassVar[str] = "slide"
    title: ClassVar[str] = mark("Slide in")

    direction: str = direction()

    def __call__(self, a: Picture, b: Picture, progress: float) -> Picture:
        if progress >= 1:
            return b.copy()
        rest = (1 - progress) ** 2  # fast in, gently to rest
        x, y = WAYS[self.direction]
        canvas = a.copy()
        if progress > 0:
            over(canvas, b, round(x * rest * a.width()), round(y * rest * a.height()))
        return canvas
