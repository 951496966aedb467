"""Pictures into the square that a Sketchbook model draws in, and out of it at any size."""

from __future__ import annotations

import numpy as np
from PIL import Image as Pillow
from PIL import ImageFilter

from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate import cutouts, upscaler
from crossmedia_studio.generate.sketchbook.draw import SIDE
from crossmedia_studio.models.loader import Models


def squared(pixels: np.ndarray, side: int = SIDE) -> np.ndarray:
    """Straight RGBA (h, w, 4) → premultiplied (side, side, 4), whole and centred, clear around it."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    shown = pixels.astype(np.float32)
    shown[..., :3] *= shown[..., 3:] / 255.0
    small = [
        np.asarray(Pillow.fromarray(np.ascontiguousarray(shown[..., k])).resize(size, Pillow.Resampling.LANCZOS))
        for k in range(4)
    ]
    out = np.zeros((side, side, 4), np.uint8)
    top, left = (side - size[1]) // 2, (side - size[0]) // 2
    out[top : top + size[1], left : left + size[0]] = np.clip(np.stack(small, axis=-1) + 0.5, 0, 255)
    return out


def enlarged(models: Models, picture: np.ndarray, width: int, height: int, step: Step, room: float = 0.0) -> np.ndarray:
    """Premultiplied (128, 128, 4) → straight RGBA (height, width, 4): ×4 by the upscaler where it is installed.

    A picture wider or higher than square keeps the drawing whole in its middle; its ground goes on to the sides.
    One that is clear around leaves ``room`` (0–1) of the height free above it.
    """
    clear = picture[..., 3].min() < 250
    free = round(height * room) if clear else 0
    side = max(min(width, height - free), 1)
    square = cutouts.straight(picture)
    if models.installed("upscale"):
        while len(square) < side:
            square = (
                cutouts.enlarged(models, square, step) if clear else upscaler.upscaled(models, square, "drawing", step)
            )
    square = cutouts.fitted(square, side)
    if width == height == side:
        return square
    top, left = free + (height - free - side) // 2, (width - side) // 2
    if clear:
        out = np.zeros((height, width, 4), np.uint8)
        out[top : top + side, left : left + side] = square
        return out
    pad = ((top, height - side - top), (left, width - side - left), (0, 0))
    wide = np.pad(square, pad, mode="symmetric" if max(top, left) < side else "wrap")
    soft = Pillow.fromarray(wide, "RGBA").filter(ImageFilter.GaussianBlur(side / 28))
    return _joined(np.array(soft), square, top, left)


def _joined(ground: np.ndarray, square: np.ndarray, top: int, left: int) -> np.ndarray:
    """The square laid into ``ground`` with soft edges where the ground goes on."""
    side = len(square)
    edge = max(side // 12, 1)
    ramp = np.clip(np.minimum(np.arange(side), np.arange(side)[::-1]) / edge, 0.0, 1.0).astype(np.float32)
    ramp = ramp * ramp * (3.0 - 2.0 * ramp)
    mask = np.ones((side, side), np.float32) * (ramp[None, :] if left else 1.0) * (ramp[:, None] if top else 1.0)
    under = ground[top : top + side, left : left + side].astype(np.float32)
    mixed = under + (square - under) * mask[..., None]
    ground[top : top + side, left : left + side] = (mixed + 0.5).astype(np.uint8)
    return ground
