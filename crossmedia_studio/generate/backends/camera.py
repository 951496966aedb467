"""Picture → film: a slow camera move over it, to sub-pixel precision; no frame ever steps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
from PIL import Image as Pillow

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.frames import FPS, film_length, film_size, write_film
from crossmedia_studio.media.kinds import Image, Video
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions

_MOVES = ("in", "out", "left", "right", "up", "down")


@dataclass(frozen=True)
class CameraOptions:
    """Which way the camera moves, and how far."""

    move: str = option(
        "any", mark("Move"), choices=("any", *_MOVES),
        choice_labels=(mark("Surprise me"), mark("Push in"), mark("Pull out"), mark("Pan left"), mark("Pan right"),
                       mark("Tilt up"), mark("Tilt down")),
    )  # fmt: skip
    amount: float = option(0.16, mark("Amount"), minimum=0.02, maximum=0.6, help=mark("Part of the picture travelled"))


class Camera:
    """See the module."""

    name: ClassVar[str] = "camera"
    title: ClassVar[str] = mark("Camera move")
    about: ClassVar[str] = mark("Moves a camera slowly over a picture: push in, pull out, pan or tilt.")
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.IMAGE})
    target: ClassVar[Kind] = Kind.VIDEO
    needs: ClassVar[tuple[str, ...]] = ()
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = CameraOptions

    def generate(
        self, conditions: Conditions, options: CameraOptions, models: Models, scratch: Path, step: Step
    ) -> Video:
        source = conditions.first(Kind.IMAGE)
        if source is None or not isinstance(source.media, Image):
            raise MediaError(tr("There is no picture to move over"), do=tr("Choose a picture"))
        size = film_size(conditions.ask)
        count = max(round(film_length(conditions.ask, 5.0) * FPS), 1)
        move = options.move
        if move == "any":
            random = rng(conditions.ask.seed, "camera")
            move = ("in", "in", "out", "left", "right")[int(random.integers(5))]
        picture = _prepared(source.media.pixels, size, options.amount)

        def frame(index: int) -> np.ndarray:
            return view(picture, size, move, options.amount, index / max(count - 1, 1))

        return write_film(scratch, size, count, frame, step)


def view(picture: Pillow.Image, size: tuple[int, int], move: str, amount: float, time: float) -> np.ndarray:
    """The camera's view at ``time`` 0–1: uint8 RGB (height, width, 3)."""
    eased = time * time * (3 - 2 * time) * 0.6 + time * 0.4
    wide, high = picture.size
    share = min(wide / size[0], high / size[1])
    full_w, full_h = size[0] * share, size[1] * share
    zoom = 1 - amount
    x, y = 0.5, 0.5
    if move in ("in", "out"):
        near = eased if move == "in" else 1 - eased
        zoom = (1 - amount) ** near
        y = 0.5 - 0.06 * near
    else:
        slide = eased if move in ("right", "down") else 1 - eased
        if move in ("left", "right"):
            x = slide
        else:
            y = slide
    w, h = full_w * zoom, full_h * zoom
    left, top = (wide - w) * x, (high - h) * y
    seen = picture.resize(size, Pillow.Resampling.BICUBIC, box=(left, top, left + w, top + h))
    return np.asarray(seen)


def _prepared(pixels: np.ndarray, size: tuple[int, int], amount: float) -> Pillow.Image:
    """The picture on black, no larger than the closest view needs."""
    alpha = pixels[..., 3:].astype(np.float32) / 255
    picture = Pillow.fromarray((pixels[..., :3] * alpha).astype(np.uint8))
    need = max(size[0] / picture.width, size[1] / picture.height) / (1 - amount) * 1.1
    if need < 1:
        picture = picture.resize((round(picture.width * need), round(picture.height * need)), Pillow.Resampling.LANCZOS)
    return picture
