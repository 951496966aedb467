"""The second picture pushes the first out of the frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.fuse.compose import Picture, blank, over
from crossmedia_studio.fuse.direction import WAYS, direction


@dataclass(frozen=True)
class Push:
    name: ClassVar[str] = "push"
    title: ClassVar[str] = mark("Push")

    direction: str = direction()

    def __call__(self, a: Picture, b: Picture, progress: float) -> Picture:
        width, height = a.width(), a.height()
        eased = progress * progress * (3 - 2 * progress)
        x, y = WAYS[self.direction]
        across, down = round(x * (1 - eased) * width), round(y * (1 - eased) * height)
        canvas = blank(width, height)
        over(canvas, a, across - x * width, down - y * height)
        over(canvas, b, across, down)
        return canvas
