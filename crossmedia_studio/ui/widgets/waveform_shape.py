"""Waveforms at any zoom: a pyramid of peaks, and columns of it as an anti-aliased picture made by numpy."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QImage

_STEP = 4


class Peaks:
    """Lowest and highest value of a sound, ``per_second`` pairs a second, and coarser levels of the same."""

    def __init__(self, values: np.ndarray, per_second: int) -> None:
        """``values``: float32 (n, 2)."""
        self.per_second = per_second
        self.levels = [np.ascontiguousarray(values, np.float32)]
        while len(self.levels[-1]) > 512:
            fine = self.levels[-1]
            edges = np.arange(0, len(fine), _STEP)
            low = np.minimum.reduceat(fine[:, 0], edges)
            high = np.maximum.reduceat(fine[:, 1], edges)
            self.levels.append(np.stack([low, high], axis=1))

    @property
    def seconds(self) -> float:
        return len(self.levels[0]) / self.per_second

    def columns(self, start: float, end: float, count: int) -> np.ndarray:
        """float32 (count, 2): lowest and highest value in each of ``count`` columns from ``start`` to ``end`` seconds;
        zero outside the sound."""
        out = np.zeros((count, 2), np.float32)
        if count <= 0 or end <= start or not len(self.levels[0]):
            return out
        per_column = (end - start) * self.per_second / count
        level = min(max(int(np.log(max(per_column, 1.0)) / np.log(_STEP)), 0), len(self.levels) - 1)
        values = self.levels[level]
        rate = self.per_second / _STEP**level
        edges = np.linspace(start * rate, end * rate, count + 1)
        first = np.floor(edges[:-1]).astype(np.int64)
        last = np.maximum(np.ceil(edges[1:]).astype(np.int64), first + 1)
        inside = (last > 0) & (first < len(values))
        if not inside.any():
            return out
        first, last = np.clip(first[inside], 0, len(values) - 1), np.clip(last[inside], 1, len(values))
        low, high = values[first, 0].copy(), values[first, 1].copy()
        for offset in range(1, int((last - first).max())):
            at = np.minimum(first + offset, last - 1)
            np.minimum(low, values[at, 0], out=low)
            np.maximum(high, values[at, 1], out=high)
        out[inside, 0], out[inside, 1] = low, high
        return out


def picture(columns: np.ndarray, height: int, colour: QColor, gain: float | np.ndarray = 1.0) -> QImage:
    """``columns`` (n, 2) as a QImage of n × ``height`` pixels, full scale from edge to edge; ``gain`` is a factor,
    one for all or one a column."""
    width = len(columns)
    scale = np.asarray(gain, np.float32) * (height / 2)
    high = np.clip(columns[:, 1] * scale, -height, height)
    low = np.clip(columns[:, 0] * scale, -height, height)
    rows = (height - 1) / 2 - np.arange(height, dtype=np.float32)[:, None]
    cover = np.clip(np.minimum(high + 0.5 - rows, rows - low + 0.5), 0, 1)
    body = np.clip(np.minimum(high * 0.5 + 0.5 - rows, rows - low * 0.5 + 0.5), 0, 1)
    alpha = (0.62 * cover + 0.38 * body) * colour.alphaF()
    pixels = np.empty((height, width, 4), np.uint8)
    for channel, value in enumerate((colour.blueF(), colour.greenF(), colour.redF())):
        pixels[..., channel] = alpha * (value * 255)
    pixels[..., 3] = alpha * 255
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()
