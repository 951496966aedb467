"""Words or a picture → a short film in which the picture comes alive, in a loop that closes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate import choices, living
from crossmedia_studio.generate.frames import FPS, film_length, frame_size, write_film
from crossmedia_studio.media.image import resize
from crossmedia_studio.media.kinds import Image, Video
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions
from crossmedia_studio.represent.image import fit

_GROUNDS = {"white": 255, "grey": 128, "black": 8}
_LONGEST = 1920
"""A larger picture is reduced to that, where no size is asked for."""
_LEAST = 32
_ROOM = 0.05
"""Of its longer side, so far a cut-out keeps from the edges of the film, that nothing is cut off as it moves."""


@dataclass(frozen=True)
class MotionOptions:
    """How it moves, how far, and before what."""

    strength: float = option(
        1.0, mark("Strength"), minimum=0, maximum=3, help=mark("How far things move; 1 is as in the learned clips")
    )  # fmt: skip
    variety: float = option(
        0.4, mark("Variety"), minimum=0, maximum=1,
        help=mark("Less moves as things that look alike do, more is stranger; another seed moves otherwise"),
    )  # fmt: skip
    seconds: float = option(3.0, mark("Length of a loop"), unit="s", minimum=1, maximum=8)
    loops: int = option(1, mark("Loops"), minimum=1, maximum=20, help=mark("Where no length is asked for"))
    ground: str = choices.ground(_GROUNDS, mark("Behind a picture with transparency"))
    trained: str = choices.trained(living.FAMILY)


class Motion:
    """See the module."""

    name: ClassVar[str] = "motion"
    title: ClassVar[str] = mark("Bring to life")
    about: ClassVar[str] = mark(
        "Makes a picture come alive for a few seconds, in a loop: it sways, bobs and nods, and stays as sharp as it is."
    )
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT, Kind.IMAGE})
    target: ClassVar[Kind] = Kind.VIDEO
    needs: ClassVar[tuple[str, ...]] = (living.SHIPPED,)
    uses: ClassVar[tuple[str, ...]] = ("sketchbook", "vae", "upscale")
    words: ClassVar[tuple[str, ...]] = (
        "bring to life", "bring it to life", "brought to life", "come alive", "comes alive", "coming alive",
        "living picture", "make it move", "动起来", "活起来", "活过来", "动图",
    )  # fmt: skip
    Options: ClassVar[type] = MotionOptions

    def generate(
        self, conditions: Conditions, options: MotionOptions, models: Models, scratch: Path, step: Step
    ) -> Video:
        model = living.load(models, options.trained)
        source = conditions.first(Kind.IMAGE)
        if source is not None and isinstance(source.media, Image):
            picture, begun = source.media, 0.02
        else:
            picture, begun = _drawn(conditions, models, scratch, part(step, 0.0, 0.4)), 0.4
        seed = conditions.ask.seed
        step(begun, 1.0, tr("Finding how it moves"))
        picture = _sized(picture, conditions)
        opaque = bool(picture.pixels[..., 3].min() == 255)
        field = living.paths(model, picture.pixels, seed, options.strength, options.variety)
        still = living.planes(picture.pixels)
        length = film_length(conditions.ask, options.seconds * options.loops)
        loops = max(round(length / options.seconds), 1)
        count = max(round(length / loops * FPS), 1)  # frames of a loop
        ground = _GROUNDS[options.ground] / 255.0

        def frame(index: int) -> np.ndarray:
            seen = living.frame(still, field, index % count / count, opaque)  # (4, h, w)
            page = seen[:3] + ground * (1.0 - seen[3:])
            return np.ascontiguousarray((page * 255.0 + 0.5).byte().permute(1, 2, 0).numpy())

        size = picture.width, picture.height
        return write_film(scratch, size, count * loops, frame, part(step, begun + 0.03, 1.0), fps=Fraction(FPS))


def _drawn(conditions: Conditions, models: Models, scratch: Path, step: Step) -> Image:
    """A picture of the words: by Sketchbook where it is installed, else a collage."""
    from crossmedia_studio.generate.make import make

    ask = replace(conditions.ask, target=Kind.IMAGE, duration=0.0)
    words = [source for source in conditions.sources if source.media.kind is Kind.TEXT]
    drawer = "sketchbook" if models.installed("sketchbook") and models.installed("vae") else "collage"
    take = make(ask, words, models, scratch, step, backend=drawer, prompt=conditions.prompt)
    if not isinstance(take.media, Image):
        raise MediaError(tr("There is no picture to bring to life"), do=tr("Choose a picture, or write what to draw"))
    return take.media


def _sized(picture: Image, conditions: Conditions) -> Image:
    """At the size asked for, else its own, in even numbers as films need; a cut-out with room around it."""
    height, width = picture.pixels.shape[:2]
    cut_out = bool(picture.pixels[..., 3].min() < 255)
    share = min(_LONGEST / max(width, height), 1.0)
    own = max(round(width * share), _LEAST), max(round(height * share), _LEAST)
    if cut_out:
        return _framed(picture, own, conditions)
    wide, high = frame_size(conditions.ask, own)
    return fit(picture, wide - wide % 2, high - high % 2)


def _framed(picture: Image, own: tuple[int, int], conditions: Conditions) -> Image:
    """A cut-out whole on a clear page; where no size is asked for the page grows where the cut-out nears its edges."""
    solid = picture.pixels[..., 3] > 0
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    height, width = solid.shape
    if not len(rows):
        raise MediaError(tr("There is nothing on this picture"), do=tr("Choose another picture"))
    room = round(max(height, width) * _ROOM)
    least = min(columns[0], width - 1 - columns[-1], rows[0], height - 1 - rows[-1])
    pad = max(room - int(least), 0)
    page = np.pad(picture.pixels, ((pad, pad), (pad, pad), (0, 0)))
    grown = own[0] + 2 * round(pad * own[0] / width), own[1] + 2 * round(pad * own[1] / height)
    wide, high = frame_size(conditions.ask, grown)
    wide, high = wide - wide % 2, high - high % 2
    share = min(wide / page.shape[1], high / page.shape[0])
    inside = max(round(page.shape[1] * share), 1), max(round(page.shape[0] * share), 1)
    if inside != (page.shape[1], page.shape[0]):
        page = resize(Image(page), *inside).pixels
    whole = np.zeros((high, wide, 4), np.uint8)
    top, left = (high - page.shape[0]) // 2, (wide - page.shape[1]) // 2
    whole[top : top + page.shape[0], left : left + page.shape[1]] = page[:high, :wide]
    return Image(whole)
