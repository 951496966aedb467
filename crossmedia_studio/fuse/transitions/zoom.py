"""The first picture rushes closer and melts into the second, which comes to rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.params import option
from crossmedia_studio.fuse.compose import Picture, blank, lerp, place


@dataclass(frozen=True)
class Zoom:
    name: ClassVar[str] = "zoom"
    title: ClassVar[str] = mark("Zoom through")

    amount: float = option(0.5, mark("Amount"), help=mark("How much closer the pictures come"), minimum=0, maximum=3)

    def __call__(self, a: Picture, b: Picture, progress: float) -> Picture:
        share = progress * progress * (3 - 2 * progress)
        near = _closer(a, 1 + self.amount * share)
        far = _closer(b, 1 + self.amount * (1 - share))
        return lerp(near, far, share)


def _closer(image: Picture, scale: float) -> Picture:
    if scale == 1:
        return image
    width, height = image.width(), image.height()
    canvas = blank(width, height)
    place(canvas, image, (width / 2, height / 2), (width * scale, height * scale))
    return canvas
