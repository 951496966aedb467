"""Text → picture as a paper collage: subjects and setting from the words, drawings from an open library."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

import numpy as np

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate import stylist, upscaler
from crossmedia_studio.generate.collage import picture, stage
from crossmedia_studio.generate.collage.redraw import redrawn
from crossmedia_studio.generate.collage.staging import stage_of
from crossmedia_studio.generate.frames import frame_size
from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions

WIDTH, HEIGHT = 1280, 720
_NATIVE = 2048
"""Longer pictures are composed smaller and enlarged by the upscaling network, if it is installed."""
STYLES = {
    "paper": (16, 0.22, 1.0),
    "painted": (19, 0.55, 0.5),
    "watercolour": (14, 0.65, 1.4),
    "crayon": (16, 0.90, 1.2),
    "ink": (18, 0.50, 0.8),
    "flat": (0, 0.0, 0.0),
}
"""Style network number, its strength (colours stay ours), and how much paper grain."""


@dataclass(frozen=True)
class CollageOptions:
    """How the collage is finished."""

    style: str = option(
        "paper", mark("Style"), choices=tuple(STYLES),
        choice_labels=(mark("Cut paper"), mark("Painted"), mark("Watercolour"),
                       mark("Crayon"), mark("Ink"), mark("Flat")),
    )  # fmt: skip
    grain: float = option(1.0, mark("Paper grain"), minimum=0, maximum=2)
    figures: str = option(
        "cut", mark("Figures drawn by"), choices=("cut", "3d", "flat", "line"),
        choice_labels=(mark("The picture library"), mark("Sketchbook, 3-D"), mark("Sketchbook, flat"),
                       mark("Sketchbook, line")),
        help=mark("Sketchbook redraws the figures of the picture library by its own hand: softer, less exact"),
    )  # fmt: skip
    pictures: str = option(
        "", mark("Folder of own pictures"), help=mark("Pictures named after what they show, such as fox.png")
    )


class Collage:
    """See the module."""

    name: ClassVar[str] = "collage"
    title: ClassVar[str] = mark("Collage")
    about: ClassVar[str] = mark(
        "Cuts out drawings that match your words and arranges them in a landscape; it composes, it does not imagine."
    )
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT})
    target: ClassVar[Kind] = Kind.IMAGE
    needs: ClassVar[tuple[str, ...]] = ()
    uses: ClassVar[tuple[str, ...]] = ("style", "upscale")
    Options: ClassVar[type] = CollageOptions

    def generate(
        self, conditions: Conditions, options: CollageOptions, models: Models, scratch: Path, step: Step
    ) -> Image:
        width, height = frame_size(conditions.ask, (WIDTH, HEIGHT))
        enlarge = max(width, height) > _NATIVE and models.installed("upscale")
        share = max(_NATIVE / 2 / max(width, height), 1 / upscaler.SCALE) if enlarge else 1.0
        small = max(round(width * share), 16), max(round(height * share), 16)
        recast = None
        if options.figures != "cut":
            recast = partial(redrawn, models=models, style=options.figures, step=part(step, 0.0, 0.25))
        scene = stage_of(conditions, options.pictures, *small, recast)
        layers = picture.layers_of(scene, part(step, 0.25 if recast else 0.0, 0.45))
        composed = stage.compose(layers, *small, part(step, 0.45, 0.65))
        number, strength, tooth = STYLES[options.style]
        pixels = picture.finish(composed, scene)
        step(0.68, 1.0, "", upscaler.preview(pixels))
        if strength and models.installed("style"):
            pixels = stylist.painted(models, pixels, number, strength, part(step, 0.68, 0.9), keep_colours=True)
        if enlarge:
            pixels = upscaler.upscaled(models, pixels, "drawing", part(step, 0.9, 0.98))
            pixels = image.resize(Image(pixels), width, height).pixels
        pixels = picture.paper(pixels, scene, options.grain * tooth)
        return Image(np.ascontiguousarray(pixels))
