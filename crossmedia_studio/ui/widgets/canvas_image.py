"""Pictures between numpy and Qt."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage


def image_of(pixels: np.ndarray) -> QImage:
    """uint8 (h, w, 4) RGBA, straight alpha, as a premultiplied QImage of its own."""
    data = np.ascontiguousarray(pixels)
    height, width = data.shape[:2]
    image = QImage(data.data, width, height, width * 4, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def pixels_of(image: QImage) -> np.ndarray:
    """The pixels of ``image`` as uint8 (h, w, 4) RGBA, straight alpha."""
    straight = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(straight.constBits(), np.uint8).reshape(straight.height(), straight.bytesPerLine())
    return rows[:, : straight.width() * 4].reshape(straight.height(), straight.width(), 4).copy()
