"""Two pictures → one between them, or a film from one to the other, through the latents of the picture VAE."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate import choices, frames
from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image, Video
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import latents
from crossmedia_studio.represent.conditions import Conditions

_LARGEST = 512
_FILM_LARGEST = 384
_SECONDS = 4.0
_GROUND = 24


@dataclass(frozen=True)
class BlendOptions:
    """How much of each."""

    share: float = option(0.5, mark("Share of the second"), minimum=0, maximum=1)
    trained: str = choices.trained(latents.SHIPPED, choices.OWN)


@dataclass(frozen=True)
class MorphOptions:
    """Which latents it goes through, and back again or not."""

    back: bool = option(False, mark("And back again"), help=mark("Ends where it began, so that it loops"))
    trained: str = choices.trained(latents.SHIPPED, choices.OWN)


class Blend:
    """Two pictures → one between them."""

    name: ClassVar[str] = "blend"
    title: ClassVar[str] = mark("Blend two pictures")
    about: ClassVar[str] = mark("Mixes what two pictures are condensed into, and draws what lies between; best alike.")
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.IMAGE})
    target: ClassVar[Kind] = Kind.IMAGE
    needs: ClassVar[tuple[str, ...]] = ("vae",)
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = BlendOptions

    def generate(
        self, conditions: Conditions, options: BlendOptions, models: Models, scratch: Path, step: Step
    ) -> Image:
        from crossmedia_studio.generate.morphing import Between, two_pictures

        first, second = two_pictures(conditions)
        width, height = frames.frame_size(conditions.ask, _within(first.width, first.height, _LARGEST))
        step(0.0, 1.0, tr("Blending"))
        between = Between(models, options.trained, first, second, *_within(width, height, _LARGEST))
        step(0.5, 1.0, tr("Blending"))
        made = image.resize(Image(between.at(options.share)), width, height)
        step(1.0, 1.0, "", made.pixels)
        return made


class Morph:
    """Two pictures → a film from one to the other."""

    name: ClassVar[str] = "morph"
    title: ClassVar[str] = mark("Morph between two pictures")
    about: ClassVar[str] = mark("A film from one picture to another, through what both are condensed into.")
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.IMAGE})
    target: ClassVar[Kind] = Kind.VIDEO
    needs: ClassVar[tuple[str, ...]] = ("vae",)
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = MorphOptions

    def generate(
        self, conditions: Conditions, options: MorphOptions, models: Models, scratch: Path, step: Step
    ) -> Video:
        from crossmedia_studio.generate.morphing import Between, shares, two_pictures

        first, second = two_pictures(conditions)
        width, height = frames.film_size(conditions.ask, _even(_within(first.width, first.height, _LARGEST)))
        seconds = frames.film_length(conditions.ask, _SECONDS)
        step(0.0, 1.0, tr("Blending"))
        between = Between(models, options.trained, first, second, *_within(width, height, _FILM_LARGEST))
        count = max(round(seconds * float(frames.FPS)), 2)
        way = shares(count if not options.back else (count + 1) // 2)
        path = np.concatenate([way, way[::-1]])[:count] if options.back else way
        kept: dict[float, np.ndarray] = {}

        def frame(index: int) -> np.ndarray:
            share = float(path[index])
            if share not in kept:
                if not options.back:
                    kept.clear()
                kept[share] = _opaque(image.resize(Image(between.at(share)), width, height).pixels)
            return kept[share]

        return frames.write_film(scratch, (width, height), count, frame, part(step, 0.02, 1.0, tr("Blending")))


def _within(width: int, height: int, largest: int) -> tuple[int, int]:
    share = min(largest / max(width, height), 1.0)
    return max(round(width * share), 32), max(round(height * share), 32)


def _even(size: tuple[int, int]) -> tuple[int, int]:
    return size[0] - size[0] % 2, size[1] - size[1] % 2


def _opaque(pixels: np.ndarray) -> np.ndarray:
    """Over a dark ground: films have no transparency."""
    alpha = pixels[..., 3:].astype(np.float32) / 255.0
    out = pixels.copy()
    out[..., :3] = pixels[..., :3] * alpha + _GROUND * (1.0 - alpha) + 0.5
    out[..., 3] = 255
    return out
