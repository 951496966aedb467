"""The picture of the Viewer: a frame fitted or at its own size, safe areas; and the level meters beside it."""

from __future__ import annotations

import time

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui import theme

_ACTION_SAFE, _TITLE_SAFE = 0.93, 0.90
"""Shares of width and height, EBU R95."""

_FLOOR_DB = -54.0
_HOLD_SECONDS = 1.2
_FALL_DB = 26.0
"""Decibels a second by which a meter falls (a type I programme meter falls about as fast)."""


class FrameView(QWidget):
    """``wanted`` carries the size in device pixels that frames should be made in."""

    wanted = Signal(int, int)
    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._shape = QSize(16, 9)
        self._zoom = 0.0
        self._quality = 1.0
        self._pan = QPointF()
        self._drag: QPointF | None = None
        self._safe = False
        self.setMinimumSize(120, 80)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Picture"))

    @property
    def image(self) -> QImage:
        """The frame on show."""
        return self._image

    def show_frame(self, image: QImage) -> None:
        self._image = image
        self.update()

    def set_shape(self, width: int, height: int) -> None:
        """The film's frame size in its own pixels."""
        size = QSize(max(width, 1), max(height, 1))
        if size != self._shape:
            self._shape = size
            self._pan = QPointF()
            self._ask()
            self.update()

    def set_zoom(self, zoom: float) -> None:
        """0 fits the picture into the pane, 1 shows a picture's pixel as a screen's pixel."""
        self._zoom = zoom
        self._pan = QPointF()
        self._ask()
        self.update()

    @property
    def zoom(self) -> float:
        return self._zoom

    def set_quality(self, share: float) -> None:
        """1 asks for full frames, 0.5 for half as many pixels each way: smoother on a slow machine."""
        self._quality = share
        self._ask()

    def set_safe_areas(self, on: bool) -> None:
        self._safe = on
        self.update()

    def place(self) -> QRectF:
        """Where the picture lies in the pane."""
        if self._zoom:
            size = self._shape.toSizeF() * (self._zoom / self.devicePixelRatioF())
        else:
            size = self._shape.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio).toSizeF()
        rect = QRectF(0, 0, size.width(), size.height())
        rect.moveCenter(QRectF(self.rect()).center() + self._pan)
        return rect

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("window"))
        rect = self.place()
        painter.fillRect(rect, Qt.GlobalColor.black)
        if not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(rect, self._image)
        if self._safe:
            self._paint_safe(painter, rect)
        painter.end()

    def _paint_safe(self, painter: QPainter, rect: QRectF) -> None:
        for share in (_ACTION_SAFE, _TITLE_SAFE):
            box = QRectF(0, 0, rect.width() * share, rect.height() * share)
            box.moveCenter(rect.center())
            for pen in (QPen(theme.colour("field", 0.6), 3), QPen(theme.colour("text", 0.8), 1)):
                painter.setPen(pen)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box)
        centre = rect.center()
        painter.drawLine(centre - QPointF(8, 0), centre + QPointF(8, 0))
        painter.drawLine(centre - QPointF(0, 8), centre + QPointF(0, 8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._ask()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl+wheel zooms about the pointer."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        before = self.place()
        at = event.position()
        now = before.width() * self.devicePixelRatioF() / self._shape.width()
        self._zoom = min(max(now * 1.25 ** (event.angleDelta().y() / 120), 0.05), 8.0)
        self._pan = QPointF()
        after = self.place()
        share = QPointF((at.x() - before.left()) / before.width(), (at.y() - before.top()) / before.height())
        target = QPointF(after.left() + share.x() * after.width(), after.top() + share.y() * after.height())
        self._pan = at - target
        self._ask()
        self.update()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton or (
            self._zoom and event.button() == Qt.MouseButton.LeftButton
        ):
            self._drag = event.position() - self._pan
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            self.clicked.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            self._pan = event.position() - self._drag
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.set_zoom(0.0)

    def _ask(self) -> None:
        size = self.place().size() * (self.devicePixelRatioF() * self._quality)
        if self._zoom > 1:  # no more pixels than the film has
            size = self._shape.toSizeF() * self._quality
        self.wanted.emit(max(2, round(size.width())), max(2, round(size.height())))


class LevelMeters(QWidget):
    """Left and right peak with hold, -54 … 0 dBFS; falls by itself while sound stops."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = [_FLOOR_DB, _FLOOR_DB]
        self._held = [(_FLOOR_DB, 0.0), (_FLOOR_DB, 0.0)]
        self._last = time.monotonic()
        self._clock = QTimer(self)
        self._clock.setInterval(33)
        self._clock.timeout.connect(self._fall)
        self.setFixedSize(150, 20)
        self.setToolTip(tr("Loudest moment, left and right, in dBFS. Red: too loud"))
        self.setAccessibleName(tr("Level meters"))

    def show_levels(self, left: float, right: float) -> None:
        """Peaks in dBFS of what has just been heard."""
        now = time.monotonic()
        for i, level in enumerate((left, right)):
            self._shown[i] = max(self._shown[i], min(level, 0.0))
            if level >= self._held[i][0]:
                self._held[i] = (min(level, 3.0), now)
        if not self._clock.isActive() and max(left, right) > _FLOOR_DB:
            self._last = now
            self._clock.start()

    def release(self) -> None:
        self._clock.stop()

    def _fall(self) -> None:
        now = time.monotonic()
        step, self._last = _FALL_DB * (now - self._last), now
        for i in (0, 1):
            self._shown[i] = max(_FLOOR_DB, self._shown[i] - step)
            level, since = self._held[i]
            if now - since > _HOLD_SECONDS:
                self._held[i] = (max(_FLOOR_DB, level - step), since)
        if max(*self._shown, self._held[0][0], self._held[1][0]) <= _FLOOR_DB:
            self._clock.stop()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        bar = (self.height() - 8) / 2
        for i in (0, 1):
            y = 3 + i * (bar + 2)
            painter.fillRect(QRectF(0, y, self.width(), bar), theme.colour("field"))
            level = self._x(self._shown[i])
            for low, high, token in ((_FLOOR_DB, -18, "done"), (-18, -6, "warning"), (-6, 0, "error")):
                left, right = self._x(low), min(self._x(high), level)
                if right > left:
                    painter.fillRect(QRectF(left, y, right - left, bar), theme.colour(token))
            held = self._held[i][0]
            if held > _FLOOR_DB:
                token = "error" if held > -1 else "text"
                painter.fillRect(QRectF(min(self._x(held), self.width() - 2), y, 2, bar), theme.colour(token))
        painter.setPen(QPen(theme.colour("panel"), 1))
        for mark in (-36, -18, -6):
            painter.drawLine(QPointF(self._x(mark), 2), QPointF(self._x(mark), self.height() - 2))
        painter.end()

    def _x(self, level: float) -> float:
        return max(0.0, (min(level, 0.0) - _FLOOR_DB) / -_FLOOR_DB * self.width())
