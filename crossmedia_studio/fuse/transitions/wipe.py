"""An edge, hard or soft, uncovers the second picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.params import option
from crossmedia_studio.fuse.compose import Picture, split_linear


@dataclass(frozen=True)
class Wipe:
    name: ClassVar[str] = "wipe"
    title: ClassVar[str] = mark("Wipe")

    angle: float = option(
        0.0,
        mark("Direction"),
        help=mark("0 to the right, 90 down, 180 to the left, 270 up"),
        unit="°",
        minimum=0,
        maximum=360,
    )
    softness: float = option(
        0.1, mark("Softness"), help=mark("Width of the edge, as a share of the way"), minimum=0, maximum=1
    )

    def __call__(self, a: Picture, b: Picture, progress: float) -> Picture:
        if progress <= 0:
            return a.copy()
        if progress >= 1:
            return b.copy()
        width, height = a.width(), a.height()
        dx, dy = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        way = abs(width * dx) + abs(height * dy)
        soft = max(self.softness * way, 1.0)
        edge = progress * (way + soft) - way / 2  # how far the front of the soft edge is past the middle
        front = width / 2 + dx * edge, height / 2 + dy * edge
        return split_linear(a, b, (front[0] - dx * soft, front[1] - dy * soft), front)
