"""A circle opens on the second picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.params import option
from crossmedia_studio.fuse.compose import Picture, split_round


@dataclass(frozen=True)
class Iris:
    name: ClassVar[str] = "iris"
    title: ClassVar[str] = mark("Iris")

    x: float = option(0.5, mark("Centre across"), minimum=0, maximum=1)
    y: float = option(0.5, mark("Centre down"), minimum=0, maximum=1)
    softness: float = option(0.1, mark("Softness"), minimum=0, maximum=1)

    def __call__(self, a: Picture, b: Picture, progress: float) -> Picture:
        if progress <= 0:
            return a.copy()
        if progress >= 1:
            return b.copy()
        width, height = a.width(), a.height()
        centre = width * self.x, height * self.y
        reach = math.hypot(max(centre[0], width - centre[0]), max(centre[1], height - centre[1]))
        soft = max(self.softness * reach, 1.0)
        outer = progress * (reach + soft)
        return split_round(a, b, centre, outer - soft, outer)
