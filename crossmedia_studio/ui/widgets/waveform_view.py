"""A sound from end to end: peaks or spectrogram, time ruler, decibel grid, a selection dragged with the mouse."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.timing import seconds, ticks
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.widgets.waveform_shape import Peaks, picture

RULER = 26
_DECIBELS = (-3, -6, -12, -24)
_GRAB = 6
_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_PAN_STEP = 0.8


class WaveformView(QAbstractScrollArea):
    """``set_peaks`` shows a sound; ``selected`` carries start and end in ticks (equal: a place, no stretch)."""

    selected = Signal(object, object)
    sought = Signal(object)
    """The artist clicked at a time (ticks)."""
    pointed = Signal(float, float)
    """Time in seconds and level in dBFS under the pointer."""
    finer = Signal(int)
    """Zoomed in so far that peaks with this many values a second are wanted."""
    moved = Signal()
    """Scrolled or zoomed: a spectrogram of the part in sight is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._peaks: Peaks | None = None
        self._length = 0.0
        self._scale = 100.0
        self._left = 0.0
        self._selection = (0.0, 0.0)
        self._position = 0.0
        self._gain = 1.0
        self._fades = (0.0, 0.0)
        self._drag = ""
        self._anchor = 0.0
        self._pan: tuple[QPointF, float] | None = None
        self._spectrum: tuple[QImage, float, float] | None = None
        self._spectral = False
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Waveform"))

    # ── what is shown ──

    def set_peaks(self, peaks: Peaks, length: float, *, keep_view: bool = False) -> None:
        """Show a sound of ``length`` seconds; ``keep_view`` when these are only finer peaks of the same."""
        self._peaks, self._length = peaks, length or peaks.seconds
        if not keep_view:
            self._selection, self._position, self._spectrum = (0.0, 0.0), 0.0, None
            self.fit()
        self.viewport().update()

    @property
    def peaks(self) -> Peaks | None:
        return self._peaks

    @property
    def selection(self) -> tuple[int, int]:
        """Start and end in ticks."""
        return ticks(self._selection[0]), ticks(self._selection[1])

    def set_selection(self, start: float, end: float) -> None:
        """Select a stretch, in seconds."""
        start, end = sorted((min(max(start, 0.0), self._length), min(max(end, 0.0), self._length)))
        self._selection = (start, end)
        self.selected.emit(*self.selection)
        self.viewport().update()

    def set_position(self, time: int) -> None:
        """Where it plays, ticks."""
        self._position = seconds(time)
        self.viewport().update()

    def set_shaping(self, gain_db: float, fade_in: float, fade_out: float) -> None:
        """Draw the selection (or everything) as it would be after an edit; fades in seconds."""
        self._gain, self._fades = 10 ** (gain_db / 20), (fade_in, fade_out)
        self.viewport().update()

    def set_spectral(self, on: bool) -> None:
        self._spectral = on
        self.moved.emit()
        self.viewport().update()

    @property
    def spectral(self) -> bool:
        return self._spectral

    def set_spectrum(self, levels: np.ndarray, start: float, end: float) -> None:
        """A spectrogram, uint8 (h, w), of ``start`` … ``end`` seconds."""
        self._spectrum = (_heat(levels), start, end)
        self.viewport().update()

    @property
    def sight(self) -> tuple[float, float]:
        """The part in sight, seconds."""
        return self._left, min(self._length, self._left + self.viewport().width() / self._scale)

    def level(self, start: float, end: float) -> float:
        """The peak between two times in dBFS, -100 for silence."""
        if self._peaks is None:
            return -100.0
        columns = self._peaks.columns(start, max(end, start + 1 / self._peaks.per_second), 64)
        return 20 * math.log10(max(float(np.abs(columns).max()), 1e-5))

    # ── zoom ──

    def fit(self) -> None:
        """The whole sound."""
        self._left = 0.0
        self._zoom_to(self.viewport().width() / max(self._length, 0.01))

    def fit_selection(self) -> None:
        start, end = self._selection
        if end > start:
            self._zoom_to(self.viewport().width() * 0.9 / (end - start))
            self._left = start - (end - start) * 0.055
            self._sync()

    def zoom(self, factor: float, about: float | None = None) -> None:
        """Keep the time under the view's x ``about`` (default: the middle) where it is."""
        about = self.viewport().width() / 2 if about is None else about
        time = self._left + about / self._scale
        least = self.viewport().width() / max(self._length, 0.01)
        scale = min(max(self._scale * factor, least), 50_000.0)
        self._left = time - about / scale
        self._zoom_to(scale)

    def _zoom_to(self, scale: float) -> None:
        self._scale = scale
        if self._peaks is not None and scale > 1.5 * self._peaks.per_second:
            self.finer.emit(1000 if scale < 2500 else 8000)
        self._sync()

    def _sync(self) -> None:
        width = self.viewport().width()
        bar = self.horizontalScrollBar()
        bar.blockSignals(True)
        bar.setRange(0, max(0, round(self._length * self._scale) - width))
        bar.setPageStep(width)
        bar.setSingleStep(40)
        bar.setValue(round(self._left * self._scale))
        bar.blockSignals(False)
        self._left = max(0.0, min(self._left, self._length - width / self._scale))
        self.moved.emit()
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._left = self.horizontalScrollBar().value() / self._scale
        self.moved.emit()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        whole = abs(self._scale * self._length - event.oldSize().width()) < 2
        if whole or self._scale * self._length < self.viewport().width():
            self.fit()
        else:
            self._sync()

    # ── painting ──

    def _x(self, time: float) -> float:
        return (time - self._left) * self._scale

    def _time(self, x: float) -> float:
        return min(max(self._left + x / self._scale, 0.0), self._length)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        size = self.viewport().size()
        body = QRect(0, RULER, size.width(), size.height() - RULER)
        painter.fillRect(self.viewport().rect(), theme.colour("field"))
        start, end = self._selection
        if self._spectral and self._spectrum is not None:
            image, left, right = self._spectrum
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(self._x(left), body.top(), (right - left) * self._scale, body.height()), image)
            self._pitches(painter, body)
        else:
            self._grid(painter, body)
            self._wave(painter, body)
            self._levels(painter, body)
        if end > start:
            band = QRectF(self._x(start), body.top(), (end - start) * self._scale, body.height())
            painter.fillRect(band, theme.colour("accent", 0.16))
            painter.setPen(QPen(theme.colour("accent"), 1))
            for x in (band.left(), band.right()):
                painter.drawLine(QPointF(x, body.top()), QPointF(x, body.bottom()))
        self._ruler(painter, size.width())
        x = round(self._x(self._position)) + 0.5
        painter.setPen(QPen(theme.colour("text"), 1))
        painter.drawLine(QPointF(x, RULER - 8), QPointF(x, size.height()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.colour("text"))
        painter.drawPolygon(QPolygonF([QPointF(x - 5, RULER - 10), QPointF(x + 5, RULER - 10), QPointF(x, RULER - 3)]))
        painter.end()

    def _wave(self, painter: QPainter, body: QRect) -> None:
        if self._peaks is None:
            return
        width = body.width()
        begin = self._left
        columns = self._peaks.columns(begin, begin + width / self._scale, width)
        times = begin + (np.arange(width) + 0.5) / self._scale
        shape = self._shape(times)
        ink = theme.colour("medium_audio")
        painter.drawImage(QPointF(0, body.top() + 4), picture(columns, body.height() - 8, ink, shape))
        loud = np.abs(columns * shape[:, None]).max(axis=1) >= 0.999
        painter.setPen(QPen(theme.colour("error"), 1))
        for x in np.flatnonzero(loud):
            painter.drawLine(QPointF(x + 0.5, body.top()), QPointF(x + 0.5, body.top() + 5))
        painter.setPen(QPen(theme.colour("medium_audio", 0.5), 1))
        middle = body.top() + body.height() / 2
        painter.drawLine(QPointF(0, middle), QPointF(max(0.0, self._x(self._length)), middle))

    def _shape(self, times: np.ndarray) -> np.ndarray:
        """The gain at ``times``: what the edit would make of the selection."""
        start, end = self._selection
        if end <= start:
            start, end = 0.0, self._length
        gain = np.ones_like(times)
        inside = (times >= start) & (times <= end)
        gain[inside] = self._gain
        fade_in, fade_out = self._fades
        if fade_in > 0:
            gain[inside] *= 0.5 - 0.5 * np.cos(np.pi * np.clip((times[inside] - start) / fade_in, 0, 1))
        if fade_out > 0:
            gain[inside] *= 0.5 - 0.5 * np.cos(np.pi * np.clip((end - times[inside]) / fade_out, 0, 1))
        return gain

    def _grid(self, painter: QPainter, body: QRect) -> None:
        half = (body.height() - 8) / 2
        middle = body.top() + body.height() / 2
        painter.setPen(QPen(theme.colour("line"), 1))
        for level in _DECIBELS:
            reach = half * 10 ** (level / 20)
            for y in (middle - reach, middle + reach):
                painter.drawLine(QPointF(0, round(y) + 0.5), QPointF(body.width(), round(y) + 0.5))

    def _levels(self, painter: QPainter, body: QRect) -> None:
        """What the lines of the grid stand for, on plates above the wave, as far as they do not touch."""
        painter.setFont(theme.font("small", tabular=True))
        metrics = painter.fontMetrics()
        half = (body.height() - 8) / 2
        middle = body.top() + body.height() / 2
        last = -1000.0
        for level in _DECIBELS:
            words = f"{level} dB".replace("-", "−")
            plate = QRectF(4, 0, metrics.horizontalAdvance(words) + 8, metrics.height())
            plate.moveBottom(round(middle - half * 10 ** (level / 20)) - 1)
            if plate.top() < last + 2 or plate.bottom() > middle:
                continue
            last = plate.bottom()
            painter.fillRect(plate, theme.colour("field", 0.8))
            painter.setPen(theme.colour("second"))
            painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), words)

    def _pitches(self, painter: QPainter, body: QRect) -> None:
        painter.setFont(theme.font("small", tabular=True))
        for pitch, word in ((100, "100 Hz"), (440, "440 Hz"), (1000, "1 kHz"), (4000, "4 kHz"), (10_000, "10 kHz")):
            share = math.log(pitch / 40) / math.log(16_000 / 40)
            y = body.bottom() - share * body.height()
            painter.setPen(QPen(theme.colour("line", 0.5), 1))
            painter.drawLine(QPointF(0, y), QPointF(body.width(), y))
            painter.setPen(Qt.GlobalColor.white)
            painter.drawText(QPointF(6, y - 3), word)

    def _ruler(self, painter: QPainter, width: int) -> None:
        painter.fillRect(QRect(0, 0, width, RULER), theme.colour("panel"))
        painter.fillRect(QRect(0, RULER - 1, width, 1), theme.colour("line"))
        painter.setFont(theme.font("small", tabular=True))
        step = next((s for s in _STEPS if s * self._scale >= 80), _STEPS[-1])
        index = int(self._left / step)
        while self._x(index * step) < width:
            x = round(self._x(index * step)) + 0.5
            painter.setPen(QPen(theme.colour("border", 0.7), 1))
            painter.drawLine(QPointF(x, RULER - 8), QPointF(x, RULER - 2))
            for part in range(1, 5):
                small = round(self._x((index + part / 5) * step)) + 0.5
                painter.drawLine(QPointF(small, RULER - 4), QPointF(small, RULER - 2))
            painter.setPen(theme.colour("second"))
            painter.drawText(QPointF(x + 4, 15), clock(index * step, step))
            index += 1

    # ── pointer ──

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan = (event.position(), self._left)
            return
        if event.button() != Qt.MouseButton.LeftButton or self._peaks is None:
            return
        start, end = self._selection
        time = self._time(x)
        if end > start and abs(self._x(start) - x) <= _GRAB:
            self._drag, self._anchor = "edge", end
        elif end > start and abs(self._x(end) - x) <= _GRAB:
            self._drag, self._anchor = "edge", start
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._drag, self._anchor = "edge", start if abs(time - end) < abs(time - start) else end
            self.set_selection(self._anchor, time)
        else:
            self._drag, self._anchor = "new", time

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        time = self._time(x)
        if self._pan is not None:
            pressed, left = self._pan
            self._left = left - (x - pressed.x()) / self._scale
            self._sync()
        elif self._drag and (self._drag == "edge" or abs(self._x(self._anchor) - x) > 3):
            self._drag = "edge"
            self.set_selection(self._anchor, time)
        else:
            start, end = self._selection
            near = end > start and min(abs(self._x(start) - x), abs(self._x(end) - x)) <= _GRAB
            self.viewport().setCursor(Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.IBeamCursor)
        if self._peaks is not None:
            self.pointed.emit(time, self.level(time, time + 1 / self._scale))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag == "new":
            self.set_selection(self._anchor, self._anchor)
            self.sought.emit(ticks(self._anchor))
        self._drag, self._pan = "", None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._drag = ""
        self.set_selection(0.0, self._length)

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.25 ** (delta / 120), event.position().x())
        else:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - round(delta * _PAN_STEP))
        event.accept()


def clock(time: float, step: float = 1.0) -> str:
    """``m:ss`` with as many decimals as ``step`` seconds need."""
    decimals = 0 if step >= 1 else min(3, math.ceil(-math.log10(step)))
    whole = round(time * 1000)
    minutes, rest = divmod(whole, 60_000)
    return f"{minutes}:{rest / 1000:0{3 + decimals if decimals else 2}.{decimals}f}"


def _heat(levels: np.ndarray) -> QImage:
    """Loudness 0–255 as a colour: black, the violet of sound, white."""
    stops = np.array([[8, 8, 12], [58, 34, 110], [150, 90, 220], [240, 170, 190], [255, 248, 235]], np.float32)
    table = np.stack([np.interp(np.arange(256), np.linspace(0, 255, 5), stops[:, c]) for c in range(3)], axis=1)
    pixels = np.empty((*levels.shape, 4), np.uint8)
    pixels[..., :3] = table.astype(np.uint8)[levels]
    pixels[..., 3] = 255
    height, width = levels.shape
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBA8888).copy()
