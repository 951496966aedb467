"""Words → a picture, or a sheet of them, that a GAN invents at once; the words choose the style and where it begins."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate import choices, cutouts, imagining
from crossmedia_studio.generate.frames import frame_size
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import latents
from crossmedia_studio.represent.conditions import Conditions

_CELL = {1: 512, 4: 384, 9: 256, 16: 256, 64: 128}
"""Pixels a side of each picture of a sheet, where no size is asked for."""


@dataclass(frozen=True)
class GanOptions:
    """What is invented, and how far from what the model knows."""

    style: str = imagining.styles()
    sheet: str = option("1", mark("Pictures on the sheet"), choices=tuple(str(count) for count in _CELL))
    variety: float = option(
        0.7, mark("Variety"), minimum=0.3, maximum=1.2,
        help=mark("Less stays close to what the model has seen, more is stranger"),
    )  # fmt: skip
    trained: str = choices.trained(imagining.FAMILY)


class Gan:
    """See the module."""

    name: ClassVar[str] = "gan"
    title: ClassVar[str] = mark("Imagined pictures")
    about: ClassVar[str] = mark(
        "Invents small cut-outs in seconds; words choose 3D, flat or line and where it begins, it does not understand "
        "them."
    )
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT})
    target: ClassVar[Kind] = Kind.IMAGE
    needs: ClassVar[tuple[str, ...]] = (imagining.SHIPPED, latents.SHIPPED)
    uses: ClassVar[tuple[str, ...]] = ("upscale",)
    Options: ClassVar[type] = GanOptions

    def generate(self, conditions: Conditions, options: GanOptions, models: Models, scratch: Path, step: Step) -> Image:
        words, count = imagining.words(conditions), int(options.sheet)
        across = round(math.sqrt(count))
        size = frame_size(conditions.ask, (across * _CELL[count],) * 2)
        step(0.0, 1.0, tr("Inventing"))
        model = imagining.load(models, options.trained)
        style = imagining.style(words, options.style, model.generator.config.styles)
        start = imagining.Start(words, conditions.ask.seed, style, options.variety)
        codes, kinds = imagining.invented(model.generator, start, count)
        small = model.pictures(codes, kinds, part(step, 0.05, 0.5, tr("Inventing")))
        return Image(_sheet(small, size, models, part(step, 0.5, 1.0, tr("Enlarging"))))


def _sheet(pictures: np.ndarray, size: tuple[int, int], models: Models, step: Step) -> np.ndarray:
    """Premultiplied pictures (n, h, h, 4) in rows on a clear page of ``size``: straight RGBA (height, width, 4)."""
    width, height = size
    count = len(pictures)
    across = min(range(1, count + 1), key=lambda n: (-min(width // n, height // math.ceil(count / n)), n))
    down = math.ceil(count / across)
    side = max(min(width // across, height // down), 1)
    left, top = (width - across * side) // 2, (height - down * side) // 2
    page = np.zeros((height, width, 4), np.uint8)
    enlarge = side > pictures.shape[1] and models.installed("upscale")
    for number, picture in enumerate(pictures):
        inner = part(step, number / count, (number + 1) / count)
        inner(0.0, 1.0, "", page[:: max(height // 480, 1), :: max(width // 480, 1)].copy())
        cell = cutouts.straight(picture)
        if enlarge:
            cell = cutouts.enlarged(models, cell, inner)
        y, x = top + number // across * side, left + number % across * side
        page[y : y + side, x : x + side] = cutouts.fitted(cell, side)
    return page
