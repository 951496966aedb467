"""Small cut-outs made large: colour and outline are enlarged apart, so that no fringe shows on any ground."""

from __future__ import annotations

import numpy as np
from PIL import Image as Pillow

from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate import upscaler
from crossmedia_studio.models.loader import Models

NETWORK = "drawing"


def straight(premultiplied: np.ndarray) -> np.ndarray:
    """uint8 RGBA (h, w, 4) with premultiplied colour → straight alpha; the colour runs on where nothing is seen."""
    opacity = premultiplied[..., 3:].astype(np.float32) / 255.0  # (h, w, 1)
    colour = _run_on(premultiplied[..., :3].astype(np.float32), opacity)
    return np.concatenate([np.rint(colour).clip(0, 255).astype(np.uint8), premultiplied[..., 3:]], axis=-1)


def _run_on(colour: np.ndarray, opacity: np.ndarray) -> np.ndarray:
    """Push–pull (Gortler et al. 1996): premultiplied colour (h, w, 3) → straight, holes filled from around them."""
    height, width = opacity.shape[:2]
    mean = colour / np.maximum(opacity, 1e-4)
    if height < 2 or width < 2:
        return mean
    even = ((0, height % 2), (0, width % 2), (0, 0))
    rows, columns = (height + 1) // 2, (width + 1) // 2
    halves = [
        np.pad(one, even, mode="edge").reshape(rows, 2, columns, 2, -1).mean(axis=(1, 3)) for one in (colour, opacity)
    ]  # (h/2, w/2, …)
    behind = np.repeat(np.repeat(_run_on(*halves), 2, axis=0), 2, axis=1)[:height, :width]
    return mean * opacity + behind * (1.0 - opacity)


def enlarged(models: Models, pixels: np.ndarray, step: Step) -> np.ndarray:
    """Straight RGBA (h, w, 4) → (4 h, 4 w, 4), by the installed network; its outline by the same, as a grey picture."""
    colour = pixels.copy()
    colour[..., 3] = 255
    large = upscaler.upscaled(models, colour, NETWORK, part(step, 0.0, 0.5))
    outline = np.repeat(pixels[..., 3:], 4, axis=2)
    outline[..., 3] = 255
    large[..., 3] = upscaler.upscaled(models, outline, NETWORK, part(step, 0.5, 1.0))[..., 1]
    return large


def fitted(pixels: np.ndarray, side: int) -> np.ndarray:
    """Straight RGBA (h, h, 4) at ``side`` × ``side`` pixels (Lanczos, on premultiplied colour)."""
    if pixels.shape[0] == side:
        return pixels
    return np.asarray(Pillow.fromarray(np.ascontiguousarray(pixels)).resize((side, side), Pillow.Resampling.LANCZOS))


def before(pixels: np.ndarray, side: int, size: tuple[int, int], ground: int) -> np.ndarray:
    """Straight RGBA (h, h, 4), ``side`` pixels large, amid a page of ``size`` in grey 0–255: (height, width, 3)."""
    width, height = size
    top, left = (height - side) // 2, (width - side) // 2
    drawn = fitted(pixels, side)
    opacity = drawn[..., 3:].astype(np.float32) / 255.0
    page = np.full((height, width, 3), ground, np.uint8)
    page[top : top + side, left : left + side] = np.rint(drawn[..., :3] * opacity + ground * (1.0 - opacity))
    return page
