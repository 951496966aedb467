"""Text → film: the collage of the words, its layers in motion under a slow camera."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate.collage import moving, picture
from crossmedia_studio.generate.collage.staging import stage_of
from crossmedia_studio.generate.frames import FPS, film_length, film_size, write_film
from crossmedia_studio.media.kinds import Video
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions

_ROOM = 1.06
"""The stage is that much larger than the film, so that the camera's push stays sharp."""


@dataclass(frozen=True)
class AnimateOptions:
    """How the film is finished."""

    grain: float = option(0.7, mark("Paper grain"), minimum=0, maximum=2)
    pictures: str = option(
        "", mark("Folder of own pictures"), help=mark("Pictures named after what they show, such as fox.png")
    )


class Animate:
    """See the module."""

    name: ClassVar[str] = "animate"
    title: ClassVar[str] = mark("Moving collage")
    about: ClassVar[str] = mark("A collage of your words whose clouds drift, birds bob and stars twinkle.")
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT})
    target: ClassVar[Kind] = Kind.VIDEO
    needs: ClassVar[tuple[str, ...]] = ()
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = AnimateOptions

    def generate(
        self, conditions: Conditions, options: AnimateOptions, models: Models, scratch: Path, step: Step
    ) -> Video:
        size = film_size(conditions.ask)
        count = max(round(film_length(conditions.ask, 4.0) * FPS), 1)
        stage = stage_of(conditions, options.pictures, round(size[0] * _ROOM), round(size[1] * _ROOM))
        layers = picture.layers_of(stage, part(step, 0.0, 0.10))
        film = moving.Moving(stage, layers, size, options.grain, part(step, 0.10, 0.15))

        def frame(index: int) -> np.ndarray:
            return film.frame(index / float(FPS), index / max(count - 1, 1))

        return write_film(scratch, size, count, frame, part(step, 0.15, 1.0))
