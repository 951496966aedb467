"""Picture → the same picture painted: one of 26 built-in styles, or in the manner of a second picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate import stylist
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions

_TASTEFUL = (0, 2, 4, 5, 11, 12, 14, 16, 19, 22, 23, 24, 25)
"""Built-in styles that keep most pictures recognisable: what a seed chooses from."""


@dataclass(frozen=True)
class StyliseOptions:
    """Which style, and how much of it."""

    style: int = option(
        -1, mark("Style number"), minimum=-1, maximum=stylist.STYLES - 1, help=mark("−1 lets the seed choose")
    )
    strength: float = option(0.85, mark("Strength"), minimum=0, maximum=1)
    keep_colours: bool = option(False, mark("Keep the colours"))


class Stylise:
    """See the module."""

    name: ClassVar[str] = "stylise"
    title: ClassVar[str] = mark("Paint in a style")
    about: ClassVar[str] = mark(
        "Repaints a picture in one of 26 styles; add a second picture to use its style instead."
    )
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.IMAGE})
    target: ClassVar[Kind] = Kind.IMAGE
    needs: ClassVar[tuple[str, ...]] = ("style",)
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = StyliseOptions

    def generate(
        self, conditions: Conditions, options: StyliseOptions, models: Models, scratch: Path, step: Step
    ) -> Image:
        pictures = [s.media for s in conditions.sources if isinstance(s.media, Image)]
        if not pictures:
            raise MediaError(tr("There is no picture to paint"), do=tr("Choose a picture"))
        pixels = pictures[0].pixels
        if len(pictures) > 1:
            like = pictures[1].pixels
            return Image(
                stylist.painted_like(models, pixels, like, options.strength, step, keep_colours=options.keep_colours)
            )
        style = options.style
        if style < 0:
            style = _TASTEFUL[int(rng(conditions.ask.seed, "style").integers(len(_TASTEFUL)))]
        return Image(stylist.painted(models, pixels, style, options.strength, step, keep_colours=options.keep_colours))
