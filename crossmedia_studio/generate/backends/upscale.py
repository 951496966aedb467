"""Picture → the same picture four times as wide and high, with detail put in by Real-ESRGAN."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate import upscaler
from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions

_MOST = 4096 * 4096
"""Pixels of the result."""


@dataclass(frozen=True)
class UpscaleOptions:
    """Which network: the quick one suits most pictures."""

    kind: str = option(
        "drawing", mark("Made for"), choices=tuple(upscaler.NETWORKS),
        choice_labels=(mark("Anything, quickly"), mark("Drawings, finely"), mark("Photographs, finely (slow)")),
    )  # fmt: skip


class Upscale:
    """See the module."""

    name: ClassVar[str] = "upscale"
    title: ClassVar[str] = mark("Enlarge")
    about: ClassVar[str] = mark("Makes a picture four times larger and sharpens it with a network.")
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.IMAGE})
    target: ClassVar[Kind] = Kind.IMAGE
    needs: ClassVar[tuple[str, ...]] = ("upscale",)
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = UpscaleOptions

    def generate(
        self, conditions: Conditions, options: UpscaleOptions, models: Models, scratch: Path, step: Step
    ) -> Image:
        source = conditions.first(Kind.IMAGE)
        if source is None or not isinstance(source.media, Image):
            raise MediaError(tr("There is no picture to enlarge"), do=tr("Choose a picture"))
        picture = source.media
        width, height = conditions.ask.width, conditions.ask.height
        if picture.width * picture.height * upscaler.SCALE**2 > _MOST:
            raise MediaError(
                tr("{width} × {height} is too large to enlarge", width=picture.width, height=picture.height),
                do=tr("Choose a picture with sides up to about {most}", most=1024),
            )
        large = Image(upscaler.upscaled(models, picture.pixels, options.kind, step))
        if width and height:
            return image.resize(large, min(width, large.width), min(height, large.height))
        return large
