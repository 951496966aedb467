"""The Canvas: a picture large, its alpha on a chequerboard, zoomed and panned, painted with mouse or pen."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.widgets import canvas_overlay as overlay
from crossmedia_studio.ui.widgets.canvas_crop import CropFrame
from crossmedia_studio.ui.widgets.canvas_paint import Brush, CanvasPaint, Ink

_CROP_REACH = 8
_ZOOM = (0.02, 64.0)
_KEYS = {
    Qt.Key.Key_B, Qt.Key.Key_E, Qt.Key.Key_G, Qt.Key.Key_P, Qt.Key.Key_C, Qt.Key.Key_N, Qt.Key.Key_BracketLeft,
    Qt.Key.Key_BracketRight, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_0, Qt.Key.Key_1,
}  # fmt: skip


class Tool(Enum):
    BRUSH = "brush"
    ERASER = "eraser"
    MASK = "mask"
    FILL = "fill"
    PICKER = "picker"
    CROP = "crop"


class CanvasView(QWidget):
    """Keys: B brush, E eraser, N mask, G fill, P colour, C crop, [ ] size, Space pans, 0 fits, 1 is 100 %."""

    painted = Signal()
    """A stroke, fill or crop is done (or undone)."""
    tool_changed = Signal(object)
    size_changed = Signal(float)
    colour_picked = Signal(QColor)
    pointed = Signal(object, object)
    """(QPoint in the picture or None, QColor or None) under the pointer."""
    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paint = CanvasPaint(QImage(QSize(16, 16), QImage.Format.Format_ARGB32_Premultiplied))
        self.tool = Tool.BRUSH
        self.brush = Brush()
        self._zoom = 1.0
        self._origin = QPointF()
        self._fitted = True
        self._pan: QPointF | None = None
        self._space = False
        self._pointer: QPointF | None = None
        self._crop = CropFrame(self.paint.image.rect())
        self._pen_down = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TabletTracking)
        self.setMinimumSize(160, 120)
        self.setAccessibleName(tr("Canvas"))

    # ── what is shown ──

    def show_picture(self, paint: CanvasPaint) -> None:
        self.paint, self._crop = paint, CropFrame(paint.image.rect())
        self.fit()
        self.update()

    def set_tool(self, tool: Tool) -> None:
        if tool is not self.tool:
            self.tool = tool
            self._crop = CropFrame(self.paint.image.rect())
            self.tool_changed.emit(tool)
            self._set_cursor()
            self.update()

    def set_brush(self, brush: Brush) -> None:
        self.brush = brush
        self.update()

    @property
    def zoom_factor(self) -> float:
        """Screen pixels a picture's pixel."""
        return self._zoom * self.devicePixelRatioF()

    def fit(self) -> None:
        """The whole picture, with a little air around it."""
        size = self.paint.image.size()
        room = QSize(max(self.width() - 32, 16), max(self.height() - 32, 16))
        self._zoom = min(room.width() / size.width(), room.height() / size.height(), 8.0)
        self._origin = QPointF(
            (self.width() - size.width() * self._zoom) / 2, (self.height() - size.height() * self._zoom) / 2
        )
        self._fitted = True
        self.zoomed.emit(self.zoom_factor)
        self.update()

    def set_zoom(self, zoom: float, about: QPointF | None = None) -> None:
        """Zoom to ``zoom``, keeping what lies under ``about`` (default: the middle)."""
        about = QPointF(self.width() / 2, self.height() / 2) if about is None else about
        zoom = min(max(zoom, _ZOOM[0]), _ZOOM[1])
        place = self._to_picture(about)
        self._zoom = zoom
        self._origin = about - place * zoom
        self._fitted = False
        self.zoomed.emit(self.zoom_factor)
        self.update()

    @property
    def crop_rect(self) -> QRect | None:
        """What the crop tool has marked, in the picture's pixels."""
        return self._crop.rect

    def apply_crop(self) -> None:
        """Cut the picture down to what is marked."""
        if self._crop.rect is not None and self.paint.crop(self._crop.rect):
            self._crop = CropFrame(self.paint.image.rect())
            self.fit()
            self.painted.emit()

    def undo(self) -> None:
        if self.paint.undo():
            self._after_swap()

    def redo(self) -> None:
        if self.paint.redo():
            self._after_swap()

    def _after_swap(self) -> None:
        self._crop = CropFrame(self.paint.image.rect())
        if self._fitted:
            self.fit()
        self.update()
        self.painted.emit()

    # ── painting ──

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("window"))
        size = self.paint.image.size()
        target = QRectF(self._origin, size.toSizeF() * self._zoom)
        painter.save()
        painter.setClipRect(target.intersected(QRectF(event.rect())))
        overlay.chequers(painter, target, self._origin)
        seen = self._to_picture_rect(QRectF(event.rect())).intersected(self.paint.image.rect())
        if self._zoom < 2:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not seen.isEmpty():
            place = self._to_view_rect(seen)
            painter.drawImage(place, self.paint.image, QRectF(seen))
            touched = self.paint.dirty.intersected(seen)
            if self.paint.painting and not self.paint.on_mask and not touched.isEmpty():
                spot = self._to_view_rect(touched)
                overlay.chequers(painter, spot, self._origin)
                part = self.paint.preview(touched)
                painter.drawImage(spot, part, QRectF(part.rect()))
            if self.paint.has_mask or self.paint.on_mask:
                self._paint_mask(painter, seen)
        painter.restore()
        if self._zoom >= 12:
            overlay.pixel_grid(painter, target, self._zoom, QRectF(self.rect()))
        if self._crop.rect is not None:
            overlay.crop_frame(painter, target, self._to_view_rect(self._crop.rect), self._crop.rect)
        self._paint_cursor(painter)
        painter.end()

    def _paint_mask(self, painter: QPainter, seen: QRect) -> None:
        part = self.paint.preview(seen) if self.paint.on_mask else self.paint.mask.copy(seen)
        tint = QPainter(part)
        tint.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        tint.fillRect(part.rect(), theme.colour("error"))
        tint.end()
        painter.setOpacity(0.55)
        painter.drawImage(self._to_view_rect(seen), part, QRectF(part.rect()))
        painter.setOpacity(1.0)

    def _paint_cursor(self, painter: QPainter) -> None:
        if self._pointer is None or self._panning or self.tool not in (Tool.BRUSH, Tool.ERASER, Tool.MASK):
            return
        overlay.outline(painter, self._pointer, max(self.brush.size * self._zoom / 2, 2.0))

    # ── places ──

    def _to_picture(self, at: QPointF) -> QPointF:
        return (at - self._origin) / self._zoom

    def _to_picture_rect(self, rect: QRectF) -> QRect:
        top_left, bottom_right = self._to_picture(rect.topLeft()), self._to_picture(rect.bottomRight())
        return QRectF(top_left, bottom_right).toAlignedRect().adjusted(-1, -1, 1, 1)

    def _to_view_rect(self, rect: QRect) -> QRectF:
        return QRectF(self._origin + QPointF(rect.topLeft()) * self._zoom, rect.size().toSizeF() * self._zoom)

    def _update(self, rect: QRect) -> None:
        if not rect.isEmpty():
            self.update(self._to_view_rect(rect).toAlignedRect().adjusted(-2, -2, 2, 2))

    # ── pointer ──

    @property
    def _panning(self) -> bool:
        return self._space or self._pan is not None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._pen_down:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space):
            self._pan = event.position() - self._origin
            self._set_cursor()
        elif event.button() == Qt.MouseButton.LeftButton:
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._down(event.position(), 1.0, pick=alt)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pen_down:
            return
        if self._pan is not None:
            self._origin = event.position() - self._pan
            self._pointer, self._fitted = event.position(), False
            self.update()
            return
        self._moved(event.position(), 1.0, bool(event.buttons() & Qt.MouseButton.LeftButton))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pan is not None:
            self._pan = None
            self._set_cursor()
        elif event.button() == Qt.MouseButton.LeftButton and not self._pen_down:
            self._up()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Pen and pressure; the far end of the pen erases."""
        kind = event.type()
        if kind == QEvent.Type.TabletPress and not self._space:
            self._pen_down = True
            self._down(event.position(), event.pressure(), eraser=event.pointerType().name == "Eraser")
            event.accept()
        elif kind == QEvent.Type.TabletMove and self._pen_down:
            self._moved(event.position(), event.pressure(), True)
            event.accept()
        elif kind == QEvent.Type.TabletRelease and self._pen_down:
            self._up()
            self._pen_down = False
            event.accept()
        else:
            event.ignore()

    def _down(self, at: QPointF, pressure: float, *, pick: bool = False, eraser: bool = False) -> None:
        place = self._to_picture(at)
        if pick or self.tool is Tool.PICKER:
            self._pick(place)
        elif self.tool is Tool.FILL:
            self._update(self.paint.fill(place, self.brush.colour, self.brush.opacity))
            self.painted.emit()
        elif self.tool is Tool.CROP:
            self._crop.press(place, _CROP_REACH / self._zoom)
        else:
            self._update(self.paint.begin(self._with_ink(eraser), place, pressure))

    def _with_ink(self, eraser: bool) -> Brush:
        ink = {Tool.BRUSH: Ink.PAINT, Tool.ERASER: Ink.ERASE, Tool.MASK: Ink.MASK}[self.tool]
        if eraser:
            ink = Ink.UNMASK if ink is Ink.MASK else Ink.ERASE
        return replace(self.brush, ink=ink, opacity=self.brush.opacity if ink in (Ink.PAINT, Ink.ERASE) else 1.0)

    def _moved(self, at: QPointF, pressure: float, down: bool) -> None:
        place = self._to_picture(at)
        self._move_cursor(at)
        if self.paint.painting:
            self._update(self.paint.extend(place, pressure))
        elif down and self.tool is Tool.PICKER:
            self._pick(place)
        elif self._crop.dragging:
            self._crop.drag(place)
            self.update()
        elif self.tool is Tool.CROP and not self._panning:
            self.setCursor(self._crop.cursor_at(place, _CROP_REACH / self._zoom))
        pixel = place.toPoint() if place.x() >= 0 and place.y() >= 0 else None
        inside = pixel is not None and self.paint.image.rect().contains(int(place.x()), int(place.y()))
        colour = self.paint.image.pixelColor(int(place.x()), int(place.y())) if inside else None
        self.pointed.emit(pixel if inside else None, colour)

    def _up(self) -> None:
        if self.paint.painting:
            self._update(self.paint.end())
            self.painted.emit()
        if self._crop.dragging:
            self._crop.release()
            self.painted.emit()
            self.update()

    def _pick(self, place: QPointF) -> None:
        if self.paint.image.rect().contains(int(place.x()), int(place.y())):
            colour = self.paint.image.pixelColor(int(place.x()), int(place.y()))
            colour.setAlpha(255)
            self.colour_picked.emit(colour)

    def _move_cursor(self, at: QPointF | None) -> None:
        reach = self.brush.size * self._zoom / 2 + 4
        for place in (self._pointer, at):
            if place is not None:
                self.update(QRectF(place.x() - reach, place.y() - reach, 2 * reach, 2 * reach).toAlignedRect())
        self._pointer = at

    def leaveEvent(self, event: QEvent) -> None:
        self._move_cursor(None)
        self._pointer = None
        self.pointed.emit(None, None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel zooms about the pointer; with Ctrl in finer steps, with Shift it sets the brush size."""
        turn = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._resize_brush(1.15**turn)
        else:
            fine = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self.set_zoom(self._zoom * (1.1 if fine else 1.25) ** turn, event.position())
        event.accept()

    def _resize_brush(self, factor: float) -> None:
        size = min(max(self.brush.size * factor, 1.0), 800.0)
        self.brush = replace(self.brush, size=size)
        self.size_changed.emit(size)
        self.update()

    # ── keys ──

    def event(self, event: QEvent) -> bool:
        """Keys of the canvas come before the window's while it has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._own(event):
            event.accept()
            return True
        return super().event(event)

    def _own(self, event: QKeyEvent) -> bool:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() == Qt.Key.Key_Z:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            return self.paint.can_redo if shift else self.paint.can_undo
        return not control and event.key() in _KEYS

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        tools = {
            Qt.Key.Key_B: Tool.BRUSH, Qt.Key.Key_E: Tool.ERASER, Qt.Key.Key_G: Tool.FILL, Qt.Key.Key_P: Tool.PICKER,
            Qt.Key.Key_C: Tool.CROP, Qt.Key.Key_N: Tool.MASK,
        }  # fmt: skip
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if key == Qt.Key.Key_Z and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.redo()
            elif key == Qt.Key.Key_Z:
                self.undo()
            else:
                super().keyPressEvent(event)
        elif key in tools:
            self.set_tool(tools[Qt.Key(key)])
        elif key == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = True
            self._set_cursor()
        elif key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            self._resize_brush(1 / 1.15 if key == Qt.Key.Key_BracketLeft else 1.15)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_1:
            self.set_zoom(1.0 / self.devicePixelRatioF())
        elif key == Qt.Key.Key_Return:
            self.apply_crop()
        elif key == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self._set_cursor()
        super().keyReleaseEvent(event)

    def _escape(self) -> None:
        if self.paint.painting:
            self._update(self.paint.cancel())
        elif self._crop.rect is not None:
            self._crop.rect = None
            self.painted.emit()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._fitted:
            self.fit()

    def _set_cursor(self) -> None:
        if self._panning:
            shape = Qt.CursorShape.ClosedHandCursor if self._pan is not None else Qt.CursorShape.OpenHandCursor
        elif self.tool in (Tool.BRUSH, Tool.ERASER, Tool.MASK):
            shape = Qt.CursorShape.BlankCursor if self.brush.size * self._zoom > 6 else Qt.CursorShape.CrossCursor
        else:
            shape = Qt.CursorShape.CrossCursor
        self.setCursor(shape)
