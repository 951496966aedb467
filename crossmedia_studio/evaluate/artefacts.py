"""Flaws that can be measured in a picture itself: blur, seams, banding, clipping, fringes around what is cut out."""

from __future__ import annotations

import math

import numpy as np

from crossmedia_studio.media.image import resize
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.understand.colour import oklab

PERIODS = (8, 16, 32, 64)
"""Pixels between the seams of networks that draw in patches, enlarged or not."""
COLUMNS = ("sharpness", "banding", "clipped", "fringe", *(f"{part}{p}" for p in PERIODS for part in ("seam", "inside")))
"""What :func:`looks` gives, in order."""
SHARPNESS_SIDE = 256
_LUMA = np.array([0.2126, 0.7152, 0.0722])
_WINDOW = 16
_LEAST_LINES = 10
"""Grid lines, both ways together, from which something can be said."""


def looks(pixels: np.ndarray) -> np.ndarray:
    """All measures of ``pixels`` (uint8 (h, w, 4), straight alpha) as float32 in the order of :data:`COLUMNS`.

    nan where a measure does not apply (fringe without transparency, banding without smooth areas).
    """
    steps = (value for pair in seam_steps(pixels) for value in pair)
    return np.array([sharpness(pixels), banding(pixels), clipped(pixels), fringe(pixels), *steps], np.float32)


def sharpness(pixels: np.ndarray) -> float:
    """Variance of the Laplacian of luma 0–1 (Pech-Pacheco et al. 2000), the longer side brought to 256 pixels."""
    height, width = pixels.shape[:2]
    scale = SHARPNESS_SIDE / max(height, width)
    small = resize(Image(pixels), max(round(width * scale), 1), max(round(height * scale), 1)).pixels
    light = _on_white(small) @ _LUMA
    if min(light.shape) < 3:
        return math.nan
    edges = light[1:-1, :-2] + light[1:-1, 2:] + light[:-2, 1:-1] + light[2:, 1:-1] - 4 * light[1:-1, 1:-1]
    return float(edges.var())


def seam_steps(pixels: np.ndarray) -> list[tuple[float, float]]:
    """For each of :data:`PERIODS`: the typical step of luma across a grid line, and across the lines around it.

    Medians over the lines: a seam runs along all of them, an outline that happens to lie on the grid along one or two.
    """
    light = _on_white(pixels) @ _LUMA
    across = np.abs(np.diff(light, axis=1)).mean(axis=0) if light.shape[1] > 1 else np.zeros(0)
    down = np.abs(np.diff(light, axis=0)).mean(axis=1) if light.shape[0] > 1 else np.zeros(0)
    found = []
    for period in PERIODS:
        on, around = [], []
        for profile in (across, down):  # entry i is the step from line i to i + 1
            for line in range(period - 1, len(profile) - period // 2, period):
                near = profile[line - period // 2 : line + period // 2 + 1]
                on.append(profile[line])
                around.append((near.sum() - profile[line]) / (len(near) - 1))
        few = len(on) < _LEAST_LINES
        found.append((math.nan, math.nan) if few else (float(np.median(on)), float(np.median(around))))
    return found


def seams(table: np.ndarray) -> float:
    """How much steps on the worst grid exceed the others, over all pictures of ``table`` (n, columns): 0 is none.

    One grid is shared by all pictures of a network, so sums over many show what a single picture hides.
    """
    worst = -math.inf
    for index in range(len(PERIODS)):
        pair = table[:, 4 + 2 * index : 6 + 2 * index].astype(np.float64)  # (n, 2): on the grid, off it
        pair = pair[np.isfinite(pair).all(axis=1)]
        if len(pair) and pair[:, 1].sum() > 0:
            worst = max(worst, float(pair[:, 0].sum() / pair[:, 1].sum()) - 1.0)
    return max(worst, 0.0) if math.isfinite(worst) else math.nan


def banding(pixels: np.ndarray) -> float:
    """The share of tones that smooth areas skip: 0 for a fine gradient, 0.5 where every second tone is missing.

    Smooth areas are windows of 16 × 16 opaque pixels with a range of 4 to 24 levels and no step above 8.
    """
    windows, opaque = _windows(pixels[..., :3]), _windows(pixels[..., 3:])  # (n, c, 16, 16)
    windows = windows[(opaque > 250).all(axis=(1, 2, 3))].astype(np.int16)
    steps = np.maximum(
        np.abs(np.diff(windows, axis=2)).max(axis=(2, 3), initial=0),
        np.abs(np.diff(windows, axis=3)).max(axis=(2, 3), initial=0),
    )  # (n, 3)
    flat = np.sort(windows.reshape(len(windows), 3, _WINDOW * _WINDOW), axis=2)  # (n, 3, 256)
    reach = flat[..., -1] - flat[..., 0]
    tones = (np.diff(flat, axis=2) > 0).sum(axis=2)
    smooth = (reach >= 4) & (reach <= 24) & (steps <= 8)
    return float((1.0 - tones[smooth] / reach[smooth]).mean()) if smooth.sum() >= 4 else math.nan


def clipped(pixels: np.ndarray) -> float:
    """The share of what is seen where red, green or blue stands at 0 or 255."""
    seen = pixels[pixels[..., 3] > 8][:, :3]
    return float(((seen == 0) | (seen == 255)).any(axis=1).mean()) if len(seen) else math.nan


def fringe(pixels: np.ndarray) -> float:
    """How far the colours of half-transparent edges are from the opaque colour beside them, in Oklab (0 is none).

    A halo left by a cut-out, or a dark rim of colour wrongly blended, shows here. nan without transparency.
    """
    alpha = pixels[..., 3]
    edge, solid = (alpha > 12) & (alpha < 243), alpha >= 250
    if (alpha < 128).mean() < 0.005 or edge.sum() < 16 or not solid.any():
        return math.nan
    colour = oklab(pixels[..., :3])  # (h, w, 3)
    weight = _box(solid[..., None].astype(np.float64))  # (h, w, 1)
    beside = _box(colour * solid[..., None]) / np.maximum(weight, 1e-9)
    judged = edge & (weight[..., 0] > 1e-6)
    if judged.sum() < 16:
        return math.nan
    away = np.linalg.norm(colour[judged] - beside[judged], axis=1)
    return float(np.average(away, weights=alpha[judged]))


def _on_white(pixels: np.ndarray) -> np.ndarray:
    """float64 (h, w, 3) 0–1."""
    share = pixels[..., 3:].astype(np.float64) / 255.0
    return pixels[..., :3] / 255.0 * share + (1.0 - share)


def _windows(values: np.ndarray) -> np.ndarray:
    """``values`` (h, w, c) in windows (n, c, 16, 16); what does not fill one is left out."""
    rows, columns = values.shape[0] // _WINDOW, values.shape[1] // _WINDOW
    cut = values[: rows * _WINDOW, : columns * _WINDOW].reshape(rows, _WINDOW, columns, _WINDOW, values.shape[2])
    return cut.transpose(0, 2, 4, 1, 3).reshape(rows * columns, values.shape[2], _WINDOW, _WINDOW)


def _box(values: np.ndarray, reach: int = 3) -> np.ndarray:
    """Sums over squares of 2 · reach + 1 pixels around each of ``values`` (h, w, c), by running sums."""
    for axis in (0, 1):
        padded = np.pad(values, [(reach + 1, reach) if i == axis else (0, 0) for i in range(3)])
        total = np.cumsum(padded, axis=axis)
        length = values.shape[axis]
        window = 2 * reach + 1
        high = np.take(total, np.arange(window, window + length), axis=axis)
        values = high - np.take(total, np.arange(length), axis=axis)
    return values
