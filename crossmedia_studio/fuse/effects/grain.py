"""Film grain: luminance noise that is new in every frame and the same for the same frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.params import option
from crossmedia_studio.fuse.compose import Picture, picture, pixels, resized, textured

_TILE = 512
_REFERENCE = 1080
"""A grain of size 1 is one pixel in a frame of this height."""
_DEVIATION = 60.0


@dataclass(frozen=True)
class Grain:
    name: ClassVar[str] = "grain"
    title: ClassVar[str] = mark("Film grain")
    moves: ClassVar[bool] = True

    strength: float = option(0.25, mark("Strength"), minimum=0, maximum=1)
    size: float = option(1.5, mark("Size"), minimum=1, maximum=6)

    def __call__(self, image: Picture, time: int) -> Picture:
        if not self.strength:
            return image.copy()
        side = max(round(_TILE * self.size * image.height() / _REFERENCE), 64)
        draw = np.random.default_rng(abs(time))
        tile = _tile(int(draw.integers(4)), side)
        shift = int(draw.integers(side)), int(draw.integers(side))
        return textured(image, tile, shift, self.strength)


@lru_cache(maxsize=8)
def _tile(seed: int, side: int) -> Picture:
    """Grey noise around the middle, opaque, ``side`` pixels square; as strong at every size."""
    coarse = np.full((_TILE, _TILE, 4), 255, np.uint8)
    coarse[..., :3] = np.random.default_rng(seed).integers(0, 256, (_TILE, _TILE, 1), np.uint8)
    noise = pixels(resized(picture(coarse, straight=False), side, side))[..., :1].astype(np.float32)
    tile = np.full((side, side, 4), 255, np.uint8)
    tile[..., :3] = ((noise - noise.mean()) * (_DEVIATION / noise.std()) + 127.5).clip(0, 255)
    return picture(tile, straight=False)
