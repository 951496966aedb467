"""Models that bring a picture back instead of making one: autoencoders and codecs, each as it is used in the studio."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from crossmedia_studio.core.errors import ModelMissing
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.evaluate import named as by_name
from crossmedia_studio.evaluate.named import Named
from crossmedia_studio.media.image import resize
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import codec_models, latents

QUALITY = 4
"""The quality that pictures are compressed with unless the artist says otherwise."""
LARGEST = 2_000_000
"""Pixels of a picture that a codec is judged by; a larger one is reduced first."""


@dataclass(frozen=True, eq=False)
class Rebuilt:
    """The planes that are compared, uint8 (h, w, 3 or 4), before and after, and the bytes between (0: no file)."""

    before: np.ndarray
    after: np.ndarray
    bytes: int = 0


class Rebuilder(Protocol):
    """``planes`` says in the artist's language what is compared, ``about`` how pictures are brought to the model."""

    @property
    def planes(self) -> str: ...

    @property
    def about(self) -> str: ...

    def __call__(self, pixels: np.ndarray, step: Step) -> Rebuilt:
        """``pixels``: uint8 (h, w, 4), straight alpha."""


class Autoencoder:
    """A picture VAE by the mean of its code, at the size that it draws in."""

    def __init__(self, models: Models, name: str) -> None:
        self._vae = latents.load_vae(models, name)

    @property
    def planes(self) -> str:
        return tr("premultiplied red, green, blue and alpha, {size} px", size=latents.SIZE)

    @property
    def about(self) -> str:
        return tr("Each picture was fitted whole into {size} × {size} pixels, as the model draws.", size=latents.SIZE)

    def __call__(self, pixels: np.ndarray, step: Step) -> Rebuilt:
        from crossmedia_studio.generate.sketchbook.pixels import squared

        before = squared(pixels, latents.SIZE)
        code = latents.encode(self._vae, before[None], part(step, 0.0, 0.5))
        return Rebuilt(before, latents.decode(self._vae, code, part(step, 0.5, 1.0))[0])


class Codec:
    """A picture codec at its usual quality, its file as it would be written."""

    def __init__(self, models: Models, name: str) -> None:
        found = next(one for one in models.family(codec_models.FAMILY) if one.name == name)
        self._codec = codec_models.open_codec(models, found)

    @property
    def planes(self) -> str:
        return tr("red, green and blue, on white")

    @property
    def about(self) -> str:
        return tr(
            "Compressed at quality {quality}. Pictures of more than {size} megapixels were reduced to that first.",
            quality=QUALITY, size=LARGEST // 1_000_000,
        )  # fmt: skip

    def __call__(self, pixels: np.ndarray, step: Step) -> Rebuilt:
        from crossmedia_studio.represent.codec_file import to_bytes

        before = on_white(_within(pixels, LARGEST))
        opaque = np.dstack([before, np.full(before.shape[:2], 255, np.uint8)])  # (h, w, 4)
        packed = self._codec.compress(opaque, QUALITY, part(step, 0.0, 0.5))
        after = self._codec.decompress(packed, "", part(step, 0.5, 1.0))[..., :3]
        return Rebuilt(before, after, len(to_bytes(packed)))


REBUILDERS: dict[str, Callable[[Models, str], Rebuilder]] = {latents.SHIPPED: Autoencoder, codec_models.FAMILY: Codec}
"""By family of models."""


def named(name: str, models: Models) -> Named | None:
    """The autoencoder or codec called ``name``; None for anything else."""
    return by_name.find(name, models, REBUILDERS)


def names(models: Models) -> list[str]:
    """All that :func:`named` knows."""
    return by_name.names(models, REBUILDERS)


def opened(found: Named, models: Models) -> Rebuilder:
    """Raises ModelMissing or ModelError."""
    if not models.installed(found.name):
        raise ModelMissing(tr("The model {title} is not installed", title=found.title), do=tr("Import it again"))
    return REBUILDERS[found.family](models, found.name)


def on_white(pixels: np.ndarray) -> np.ndarray:
    """Straight RGBA (h, w, 4) as it is seen on white: uint8 (h, w, 3)."""
    alpha = pixels[..., 3:].astype(np.float32) / 255.0
    return (pixels[..., :3] * alpha + 255.0 * (1.0 - alpha) + 0.5).astype(np.uint8)


def _within(pixels: np.ndarray, most: int) -> np.ndarray:
    height, width = pixels.shape[:2]
    if height * width <= most:
        return pixels
    scale = math.sqrt(most / (height * width))
    return resize(Image(pixels), max(round(width * scale), 1), max(round(height * scale), 1)).pixels
