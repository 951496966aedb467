"""Pictures into the square that a Sketchbook model draws in, and out of it at any size."""

from __future__ import annotations

import numpy as np
from PIL import Image as Pillow
from PIL import ImageFilter

from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate import upscaler
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


def straight(pixels: np.ndarray) -> np.ndarray:
    """Premultiplied → straight RGBA uint8; what is clear takes the colour of what is near it, so no edge darkens."""
    alpha = pixels[..., 3:].astype(np.float32)
    colour = np.where(alpha > 0, pixels[..., :3] * (255.0 / np.maximum(alpha, 1.0)), 0.0).clip(0, 255)
    solid = np.dstack([colour, np.where(alpha > 96, 255.0, 0.0)]).astype(np.uint8)
    spread = solid.astype(np.float32)
    for radius in (2, 6, 16):
        soft = np.asarray(_blurred_premultiplied(spread, radius))
        weak = spread[..., 3:] < 128
        known = soft[..., 3:] > 2
        filled = np.dstack([soft[..., :3] * (255.0 / np.maximum(soft[..., 3:], 1.0)), np.full(soft.shape[:2], 255.0)])
        spread = np.where(weak & known, filled.clip(0, 255), spread)
    rgb = np.where(alpha > 96, colour, spread[..., :3])
    return np.dstack([rgb + 0.5, alpha]).clip(0, 255).astype(np.uint8)


def _blurred_premultiplied(pixels: np.ndarray, radius: int) -> np.ndarray:
    shown = pixels.copy()
    shown[..., :3] *= shown[..., 3:] / 255.0
    image = Pillow.fromarray(shown.clip(0, 255).astype(np.uint8), "RGBA")
    return np.asarray(image.filter(ImageFilter.BoxBlur(radius)), np.float32)


def enlarged(models: Models, pixels: np.ndarray, width: int, height: int, step: Step) -> np.ndarray:
    """Premultiplied (128, 128, 4) → straight RGBA (height, width, 4): ×4 by the upscaler where it is installed.

    A picture wider or higher than square keeps the drawing whole in its middle; its ground goes on to the sides.
    """
    side = min(width, height)
    picture = straight(pixels)
    if models.installed("upscale"):
        while len(picture) < side:
            picture = upscaler.upscaled(models, picture, "drawing", step)
    square = _resized(picture, side, side)
    if width == height:
        return square
    top, left = (height - side) // 2, (width - side) // 2
    if square[..., 3].min() < 128:
        out = np.zeros((height, width, 4), np.uint8)
    else:
        pad = ((top, height - side - top), (left, width - side - left), (0, 0))
        out = np.pad(square, pad, mode="symmetric" if max(top, left) < side else "wrap")
        soft = np.asarray(Pillow.fromarray(out, "RGBA").filter(ImageFilter.GaussianBlur(side / 28)))
        out = soft.copy()
        out = _joined(out, square, top, left)
        return out
    out[top : top + side, left : left + side] = square
    return out


def _joined(out: np.ndarray, square: np.ndarray, top: int, left: int) -> np.ndarray:
    """The square laid into ``out`` with soft edges where the ground goes on."""
    side = len(square)
    edge = max(side // 12, 1)
    ramp = np.clip(np.minimum(np.arange(side), np.arange(side)[::-1]) / edge, 0.0, 1.0).astype(np.float32)
    ramp = ramp * ramp * (3.0 - 2.0 * ramp)
    mask = np.ones((side, side), np.float32)
    if left:
        mask *= ramp[None, :]
    if top:
        mask *= ramp[:, None]
    under = out[top : top + side, left : left + side].astype(np.float32)
    mixed = under + (square - under) * mask[..., None]
    out[top : top + side, left : left + side] = (mixed + 0.5).astype(np.uint8)
    return out


def _resized(pixels: np.ndarray, width: int, height: int) -> np.ndarray:
    if pixels.shape[:2] == (height, width):
        return pixels
    return np.asarray(Pillow.fromarray(pixels, "RGBA").resize((width, height), Pillow.Resampling.LANCZOS))
