"""Two pictures into one, and light and texture over one."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QGradient, QImage, QLinearGradient, QPainter, QRadialGradient, QTransform

from crossmedia_studio.fuse.compose.pictures import painting

_Mode = QPainter.CompositionMode


def lerp(a: QImage, b: QImage, share: float) -> QImage:
    """``a`` and ``b`` in the shares 1 − ``share`` and ``share``, alpha included."""
    mixed = a.copy()
    with painting(mixed) as painter:
        painter.setCompositionMode(_Mode.CompositionMode_Source)
        painter.setOpacity(min(max(share, 0.0), 1.0))
        painter.drawImage(0, 0, b)
    return mixed


def split_linear(a: QImage, b: QImage, start: tuple[float, float], end: tuple[float, float]) -> QImage:
    """``b`` up to the line through ``start``, ``a`` from the line through ``end`` on, mixed between (in pixels)."""
    return _split(a, b, QLinearGradient(QPointF(*start), QPointF(*end)))


def split_round(a: QImage, b: QImage, centre: tuple[float, float], inner: float, outer: float) -> QImage:
    """``b`` within ``inner`` pixels of ``centre``, ``a`` from ``outer`` pixels on, mixed between."""
    if outer <= 0:
        return a.copy()
    gradient = QRadialGradient(QPointF(*centre), outer)
    return _split(a, b, gradient, min(max(inner / outer, 0.0), 1.0))


def _split(a: QImage, b: QImage, gradient: QGradient, solid: float = 0.0) -> QImage:
    gradient.setColorAt(solid, QColor(0, 0, 0, 255))
    gradient.setColorAt(1.0, QColor(0, 0, 0, 0))
    near, far = b.copy(), a.copy()
    for image, mode in (
        (near, _Mode.CompositionMode_DestinationIn),
        (far, _Mode.CompositionMode_DestinationOut),
    ):
        with painting(image) as painter:
            painter.setCompositionMode(mode)
            painter.fillRect(image.rect(), QBrush(gradient))
    with painting(far) as painter:
        painter.setCompositionMode(_Mode.CompositionMode_Plus)
        painter.drawImage(0, 0, near)
    return far


def darken_rim(image: QImage, strength: float, start: float, end: float) -> QImage:
    """A copy whose rim is darkened by ``strength`` 0–1, from ``start`` to ``end`` (1 = the corners)."""
    result = image.copy()
    with painting(result) as painter:
        painter.setCompositionMode(_Mode.CompositionMode_SourceAtop)
        painter.translate(image.width() / 2, image.height() / 2)
        painter.scale(image.width() / 2, image.height() / 2)
        gradient = QRadialGradient(QPointF(0, 0), 2**0.5 * max(end, 1e-3))
        begin = min(start / max(end, 1e-3), 0.999)
        for at in np.linspace(0.0, 1.0, 9):
            smooth = at * at * (3 - 2 * at)
            gradient.setColorAt(begin + (1 - begin) * float(at), QColor(0, 0, 0, round(255 * strength * smooth)))
        painter.fillRect(QRectF(-1, -1, 2, 2), QBrush(gradient))
    return result


def textured(image: QImage, tile: QImage, shift: tuple[int, int], opacity: float) -> QImage:
    """A copy with ``tile`` repeated over it by Overlay, moved by ``shift`` pixels; mid-grey changes nothing."""
    result = image.copy()
    with painting(result) as painter:
        painter.setCompositionMode(_Mode.CompositionMode_Overlay)
        painter.setOpacity(opacity)
        brush = QBrush(tile)
        brush.setTransform(QTransform.fromTranslate(*shift))
        painter.fillRect(image.rect(), brush)
        painter.setOpacity(1.0)
        painter.setCompositionMode(_Mode.CompositionMode_DestinationIn)
        painter.drawImage(0, 0, image)
    return result
