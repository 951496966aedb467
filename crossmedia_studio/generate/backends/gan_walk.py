"""Words → a film that wanders in a loop from one invented picture to the next and back to the first."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

import numpy as np

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, no_step, part
from crossmedia_studio.generate import choices, cutouts, imagining
from crossmedia_studio.generate.frames import film_length, film_size, write_film
from crossmedia_studio.media.kinds import Video
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import latents
from crossmedia_studio.represent.conditions import Conditions

_FPS = Fraction(25)
_SECONDS = 6.0
_A_KEY = 1.5
"""Seconds from one picture to the next."""


@dataclass(frozen=True)
class GanWalkOptions:
    """Through what it wanders, and before what."""

    style: str = imagining.styles()
    ground: str = choices.ground()
    variety: float = option(
        0.7, mark("Variety"), minimum=0.3, maximum=1.2, help=mark("Less stays among pictures that are alike")
    )
    sharp: bool = option(
        False, mark("Sharpen every frame"), help=mark("Enlarges with the network, where it is installed: slower")
    )
    trained: str = choices.trained(imagining.FAMILY)


class GanWalk:
    """See the module."""

    name: ClassVar[str] = "gan_walk"
    title: ClassVar[str] = mark("Wandering pictures")
    about: ClassVar[str] = mark(
        "A film in which one invented picture turns into the next, in a loop; words choose the style and where it "
        "begins, it does not understand them."
    )
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT})
    target: ClassVar[Kind] = Kind.VIDEO
    needs: ClassVar[tuple[str, ...]] = (imagining.SHIPPED, latents.SHIPPED)
    uses: ClassVar[tuple[str, ...]] = ("upscale",)
    Options: ClassVar[type] = GanWalkOptions

    def generate(
        self, conditions: Conditions, options: GanWalkOptions, models: Models, scratch: Path, step: Step
    ) -> Video:
        words = imagining.words(conditions)
        size = film_size(conditions.ask, (512, 512))
        length = film_length(conditions.ask, _SECONDS)
        count = max(round(length * _FPS), 1)
        step(0.0, 1.0, tr("Inventing"))
        model = imagining.load(models, options.trained)
        style = imagining.style(words, options.style, model.generator.config.styles)
        start = imagining.Start(words, conditions.ask.seed, style, options.variety)
        codes, kinds = imagining.loop(model.generator, start, max(round(length / _A_KEY), 2), count)
        side = min(size)
        enlarge = options.sharp and side > latents.SIZE and models.installed("upscale")

        def frame(index: int) -> np.ndarray:
            small = model.pictures(codes[index : index + 1], kinds[index : index + 1])[0]
            picture = cutouts.straight(small)
            if enlarge:
                picture = cutouts.enlarged(models, picture, no_step)
            return cutouts.before(picture, side, size, choices.GROUNDS[options.ground])

        return write_film(scratch, size, count, frame, part(step, 0.02, 1.0), fps=_FPS)
