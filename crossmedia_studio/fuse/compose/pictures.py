"""Pictures from and to arrays, and drawing one onto another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from crossmedia_studio.project.model import Blend

Picture = QImage
"""Named for those who handle pictures without importing Qt."""

FORMAT = QImage.Format.Format_RGBA8888_Premultiplied

_Mode = QPainter.CompositionMode
_MODES = {
    Blend.NORMAL: _Mode.CompositionMode_SourceOver,
    Blend.MULTIPLY: _Mode.CompositionMode_Multiply,
    Blend.SCREEN: _Mode.CompositionMode_Screen,
    Blend.OVERLAY: _Mode.CompositionMode_Overlay,
    Blend.ADD: _Mode.CompositionMode_Plus,
    Blend.DARKEN: _Mode.CompositionMode_Darken,
    Blend.LIGHTEN: _Mode.CompositionMode_Lighten,
}


def blank(width: int, height: int, colour: str = "#00000000") -> QImage:
    """A picture of one ``colour`` (``#rrggbb`` or ``#aarrggbb``)."""
    image = QImage(width, height, FORMAT)
    image.fill(QColor(colour))
    return image


def picture(pixels: np.ndarray, straight: bool = True) -> QImage:
    """A picture from uint8 (h, w, 4) RGBA, copied; ``straight`` alpha is premultiplied on the way."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    kind = QImage.Format.Format_RGBA8888 if straight else FORMAT
    view = QImage(pixels.data, width, height, 4 * width, kind)
    return view.convertToFormat(FORMAT) if straight else view.copy()


def pixels(image: QImage) -> np.ndarray:
    """A copy of the premultiplied RGBA, uint8 (h, w, 4)."""
    return view(image).copy()


def view(image: QImage) -> np.ndarray:
    """The premultiplied RGBA itself, uint8 (h, w, 4), not to be written to; valid while ``image`` lives."""
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width()]


def straight(image: QImage) -> np.ndarray:
    """A copy with straight alpha, uint8 (h, w, 4)."""
    return pixels(image.convertToFormat(QImage.Format.Format_RGBA8888))


def resized(image: QImage, width: int, height: int) -> QImage:
    """Smoothly scaled, every source pixel counted."""
    if (image.width(), image.height()) == (width, height):
        return image
    mode, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(max(width, 1), max(height, 1), mode, smooth).convertToFormat(FORMAT)


@contextmanager
def painting(image: QImage) -> Iterator[QPainter]:
    painter = QPainter(image)
    try:
        yield painter
    finally:
        painter.end()


def place(
    canvas: QImage,
    image: QImage,
    centre: tuple[float, float],
    size: tuple[float, float],
    rotation: float = 0.0,
    opacity: float = 1.0,
    blend: Blend = Blend.NORMAL,
) -> None:
    """Draw ``image`` so that it fills ``size`` around ``centre`` (pixels, fractions allowed), turned clockwise."""
    with painting(canvas) as painter:
        painter.setOpacity(opacity)
        painter.setCompositionMode(_MODES[blend])
        width, height = size
        left, top = centre[0] - width / 2, centre[1] - height / 2
        exact = not rotation and (width, height) == (image.width(), image.height())
        if exact and left == round(left) and top == round(top):
            painter.drawImage(QPointF(left, top), image)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        inside = left > 0 or top > 0 or left + width < canvas.width() or top + height < canvas.height()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, bool(rotation) or inside)
        painter.translate(*centre)
        painter.rotate(rotation)
        painter.drawImage(QRectF(QPointF(-width / 2, -height / 2), QSizeF(width, height)), image)


def over(canvas: QImage, image: QImage, x: int, y: int, opacity: float = 1.0, blend: Blend = Blend.NORMAL) -> None:
    """Draw ``image`` with its top left corner at whole pixels ``x``, ``y``."""
    with painting(canvas) as painter:
        painter.setOpacity(opacity)
        painter.setCompositionMode(_MODES[blend])
        painter.drawImage(x, y, image)


def over_turned(
    canvas: QImage,
    image: QImage,
    x: int,
    y: int,
    shift: tuple[float, float],
    scale: float,
    rotation: float,
    opacity: float,
) -> None:
    """Draw ``image`` at ``x``, ``y`` as part of a frame that is moved by ``shift`` pixels and scaled and turned about
    its centre."""
    with painting(canvas) as painter:
        painter.setOpacity(opacity)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        middle = canvas.width() / 2, canvas.height() / 2
        painter.translate(middle[0] + shift[0], middle[1] + shift[1])
        painter.rotate(rotation)
        painter.scale(scale, scale)
        painter.drawImage(QPointF(x - middle[0], y - middle[1]), image)
