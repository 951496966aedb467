"""Darker towards the corners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.params import option
from crossmedia_studio.fuse.compose import Picture, darken_rim


@dataclass(frozen=True)
class Vignette:
    name: ClassVar[str] = "vignette"
    title: ClassVar[str] = mark("Vignette")
    moves: ClassVar[bool] = False

    strength: float = option(0.5, mark("Strength"), minimum=0, maximum=1)
    size: float = option(
        0.45, mark("Clear middle"), help=mark("How far the middle stays untouched"), minimum=0, maximum=0.95
    )

    def __call__(self, image: Picture, time: int) -> Picture:
        return darken_rim(image, self.strength, self.size, 1.0)
