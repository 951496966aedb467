"""How near a picture stays to another: PSNR, and MS-SSIM as in Wang, Simoncelli & Bovik 2003.

"Multiscale structural similarity for image quality assessment": a Gaussian window of 11 px, σ 1.5, five scales. As the
literature on codecs does, MS-SSIM is taken of red, green and blue and averaged.
"""

from __future__ import annotations

import math

import numpy as np

_WINDOW, _SIGMA = 11, 1.5
_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
_C1, _C2 = (0.01 * 255.0) ** 2, (0.03 * 255.0) ** 2
_ROWS = 512
LARGEST_PSNR = 100.0


def psnr(first: np.ndarray, second: np.ndarray) -> float:
    """Peak signal to noise in dB of two uint8 arrays of one shape; 100 for equal ones."""
    _same(first, second)
    total = 0.0
    for top in range(0, len(first), _ROWS):
        difference = first[top : top + _ROWS].astype(np.float32) - second[top : top + _ROWS]
        total += float(np.square(difference, dtype=np.float64).sum())
    error = total / first.size
    return LARGEST_PSNR if error == 0.0 else min(LARGEST_PSNR, 10.0 * math.log10(255.0**2 / error))


def ms_ssim(first: np.ndarray, second: np.ndarray) -> float:
    """Likeness of structure at five scales, 0–1, of two uint8 arrays (h, w, channels).

    Pictures of less than 176 px have fewer scales, and of less than 11 px a smaller window; the weights are shared out
    among those that are left.
    """
    _same(first, second)
    found = [_of_plane(first[..., channel], second[..., channel]) for channel in range(first.shape[2])]
    return float(np.mean(found))


def _of_plane(first: np.ndarray, second: np.ndarray) -> float:
    a, b = first.astype(np.float32), second.astype(np.float32)
    window = _gaussian(min(_WINDOW, *a.shape))
    scales = 1
    while scales < len(_WEIGHTS) and min(a.shape) // 2**scales >= _WINDOW:
        scales += 1
    weights = np.array(_WEIGHTS[:scales]) / sum(_WEIGHTS[:scales])
    likeness = 1.0
    for scale, weight in enumerate(weights):
        whole, structure = _ssim(a, b, window)
        likeness *= max(whole if scale == scales - 1 else structure, 0.0) ** weight
        a, b = _halved(a), _halved(b)
    return likeness


def _ssim(a: np.ndarray, b: np.ndarray, window: np.ndarray) -> tuple[float, float]:
    """Mean of the whole index and of contrast and structure alone, over all whole windows; in bands of rows."""
    reach = len(window) - 1
    rows = a.shape[0] - reach
    whole = structure = 0.0
    for top in range(0, rows, _ROWS):
        x, y = (plane[top : min(top + _ROWS, rows) + reach] for plane in (a, b))
        mean_x, mean_y = _blurred(x, window), _blurred(y, window)
        variance_x = _blurred(x * x, window) - mean_x**2
        variance_y = _blurred(y * y, window) - mean_y**2
        covariance = _blurred(x * y, window) - mean_x * mean_y
        contrast = (2.0 * covariance + _C2) / (variance_x + variance_y + _C2)
        light = (2.0 * mean_x * mean_y + _C1) / (mean_x**2 + mean_y**2 + _C1)
        whole += float(np.sum(light * contrast, dtype=np.float64))
        structure += float(np.sum(contrast, dtype=np.float64))
    count = rows * (a.shape[1] - reach)
    return whole / count, structure / count


def _gaussian(size: int) -> np.ndarray:
    places = np.arange(size, dtype=np.float64) - (size - 1) / 2.0
    weights = np.exp(-0.5 * (places / _SIGMA) ** 2)
    return (weights / weights.sum()).astype(np.float32)


def _blurred(plane: np.ndarray, window: np.ndarray) -> np.ndarray:
    """Down the columns, then along the rows, whole windows only: (h − size + 1, w − size + 1)."""
    size = len(window)
    height, width = plane.shape[0] - size + 1, plane.shape[1] - size + 1
    down = sum(weight * plane[i : i + height] for i, weight in enumerate(window))
    return np.asarray(sum(weight * down[:, i : i + width] for i, weight in enumerate(window)))


def _halved(plane: np.ndarray) -> np.ndarray:
    """Means of 2 × 2 pixels; an odd last row or column is left out."""
    height, width = plane.shape[0] // 2 * 2, plane.shape[1] // 2 * 2
    if not (height and width):
        return plane
    return plane[:height, :width].reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))


def _same(first: np.ndarray, second: np.ndarray) -> None:
    if first.shape != second.shape:
        raise ValueError(f"{first.shape} is not {second.shape}")
