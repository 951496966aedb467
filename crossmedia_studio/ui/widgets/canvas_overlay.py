"""What lies under and over the picture on the canvas: chequers, pixel grid, crop frame, the brush's outline."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from crossmedia_studio.ui import theme

_SQUARE = 10


@lru_cache(maxsize=1)
def _squares() -> QImage:
    result = QImage(2 * _SQUARE, 2 * _SQUARE, QImage.Format.Format_RGB32)
    result.fill(QColor("#9a9a9a"))
    painter = QPainter(result)
    painter.fillRect(0, 0, _SQUARE, _SQUARE, QColor("#b4b4b4"))
    painter.fillRect(_SQUARE, _SQUARE, _SQUARE, _SQUARE, QColor("#b4b4b4"))
    painter.end()
    return result


def chequers(painter: QPainter, rect: QRectF, origin: QPointF) -> None:
    """What shows through where a picture is transparent."""
    painter.setBrushOrigin(origin)
    painter.fillRect(rect, QBrush(_squares()))


def pixel_grid(painter: QPainter, target: QRectF, zoom: float, sight: QRectF) -> None:
    """Lines between the pixels of a picture that fills ``target``."""
    painter.setPen(QPen(QColor(128, 128, 128, 70), 1))
    area = target.intersected(sight)
    first = math.floor((area.left() - target.left()) / zoom)
    for i in range(first, math.ceil((area.right() - target.left()) / zoom) + 1):
        x = target.left() + i * zoom
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
    first = math.floor((area.top() - target.top()) / zoom)
    for i in range(first, math.ceil((area.bottom() - target.top()) / zoom) + 1):
        y = target.top() + i * zoom
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))


def crop_frame(painter: QPainter, target: QRectF, kept: QRectF, crop: QRect) -> None:
    """Darkness around ``kept``, thirds inside, the size of ``crop`` in words."""
    shade = QColor(0, 0, 0, 150)
    for rect in (
        QRectF(target.left(), target.top(), target.width(), kept.top() - target.top()),
        QRectF(target.left(), kept.bottom(), target.width(), target.bottom() - kept.bottom()),
        QRectF(target.left(), kept.top(), kept.left() - target.left(), kept.height()),
        QRectF(kept.right(), kept.top(), target.right() - kept.right(), kept.height()),
    ):
        painter.fillRect(rect, shade)
    painter.setPen(QPen(QColor(255, 255, 255, 90), 1))
    for share in (1 / 3, 2 / 3):
        x, y = kept.left() + kept.width() * share, kept.top() + kept.height() * share
        painter.drawLine(QPointF(x, kept.top()), QPointF(x, kept.bottom()))
        painter.drawLine(QPointF(kept.left(), y), QPointF(kept.right(), y))
    painter.setPen(QPen(theme.colour("accent"), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(kept)
    painter.setFont(theme.font("small", tabular=True))
    painter.setPen(Qt.GlobalColor.white)
    words = f"{crop.width()} × {crop.height()}"
    painter.drawText(kept.adjusted(6, 4, -6, -4), int(Qt.AlignmentFlag.AlignLeft), words)


def outline(painter: QPainter, at: QPointF, radius: float) -> None:
    """The brush's edge: dark and light, so that it shows on any picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, 160), 2.5))
    painter.drawEllipse(at, radius, radius)
    painter.setPen(QPen(QColor(255, 255, 255, 230), 1))
    painter.drawEllipse(at, radius, radius)
