"""The first picture fades into a colour, the second out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.params import option
from crossmedia_studio.fuse.compose import Picture, blank, lerp

_COLOURS = {"black": "#000000", "white": "#ffffff", "grey": "#808080"}


@dataclass(frozen=True)
class Dip:
    name: ClassVar[str] = "dip"
    title: ClassVar[str] = mark("Fade through a colour")

    colour: str = option(
        "black",
        mark("Colour"),
        choices=tuple(_COLOURS),
        choice_labels=(mark("Black"), mark("White"), mark("Grey")),
    )
    hold: float = option(0.1, mark("Hold"), help=mark("Share of the time at the full colour"), minimum=0, maximum=0.9)

    def __call__(self, a: Picture, b: Picture, progress: float) -> Picture:
        ground = blank(a.width(), a.height(), _COLOURS[self.colour])
        half = (1 - self.hold) / 2
        if progress < 0.5:
            return lerp(a, ground, min(progress / half, 1.0))
        return lerp(b, ground, min((1 - progress) / half, 1.0))
