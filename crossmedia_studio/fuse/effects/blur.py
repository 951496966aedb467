"""A soft, even blur; the frame's edges are continued, so they do not darken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.params import option
from crossmedia_studio.fuse.compose import Picture, picture, pixels, resized


@dataclass(frozen=True)
class Blur:
    name: ClassVar[str] = "blur"
    title: ClassVar[str] = mark("Blur")
    moves: ClassVar[bool] = False

    radius: float = option(0.02, mark("Radius"), help=mark("As a share of the frame's height"), minimum=0, maximum=0.25)

    def __call__(self, image: Picture, time: int) -> Picture:
        sigma = self.radius * image.height() / 2
        if sigma < 0.2:
            return image.copy()
        # A wide blur holds no fine detail: it is made at a fraction of the size and drawn up again.
        shrink = max(1, int(sigma / 2))
        width, height = max(image.width() // shrink, 1), max(image.height() // shrink, 1)
        small = _gauss(pixels(resized(image, width, height)), sigma * height / image.height())
        return resized(picture(small, straight=False), image.width(), image.height())


def _gauss(values: np.ndarray, sigma: float) -> np.ndarray:
    """uint8 (h, w, 4) under a Gaussian of ``sigma`` pixels, edges continued."""
    reach = max(int(3 * sigma + 0.5), 1)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    weights = (weights / weights.sum()).astype(np.float32)
    result = values.astype(np.float32)
    for axis in (0, 1):
        pad = [(0, 0), (0, 0), (0, 0)]
        pad[axis] = (reach, reach)
        padded = np.moveaxis(np.pad(result, pad, mode="edge"), axis, 0)
        length = values.shape[axis]
        blurred = sum(weight * padded[index : index + length] for index, weight in enumerate(weights))
        result = np.moveaxis(np.asarray(blurred), 0, axis)
    return result.round().clip(0, 255).astype(np.uint8)
