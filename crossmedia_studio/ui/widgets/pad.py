"""A knob in two dimensions: a square to drag in, for two numbers that belong together. Arrow keys move it too."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from crossmedia_studio.ui import theme

_SIDE = 148
_MARGIN = 8
_DOT = 6.0
_KEYS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Down: (0, -1), Qt.Key.Key_Up: (0, 1),
}  # fmt: skip
_STEP, _LEAP = 0.02, 0.2


class Pad(QWidget):
    """``moved`` carries both shares, 0–1 (rightwards, upwards), and whether more of the same drag may follow."""

    moved = Signal(float, float, bool)

    def __init__(self, home: tuple[float, float], names: tuple[str, str], parent: QWidget | None = None) -> None:
        """``home``: where a double click leads back to; ``names`` of the two numbers, for screen readers."""
        super().__init__(parent)
        self._home = self._at = home
        self._names = names
        self.setFixedHeight(_SIDE)
        self.setMinimumWidth(_SIDE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._tell()

    @property
    def at(self) -> tuple[float, float]:
        return self._at

    def show_at(self, x: float, y: float) -> None:
        """Stand at these shares; nothing is emitted."""
        self._at = (min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0))
        self._tell()
        self.update()

    def place(self) -> QRectF:
        """The square within which the dot moves."""
        side = min(self.width(), self.height()) - 2 * _MARGIN
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    # ── Qt ──

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag(event.position(), True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position(), True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.moved.emit(*self._at, False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._go(*self._home)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _KEYS:
            super().keyPressEvent(event)
            return
        far = _LEAP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
        (right, up), (x, y) = _KEYS[Qt.Key(event.key())], self._at
        self._go(x + right * far, y + up * far)

    def paintEvent(self, event: QPaintEvent) -> None:
        place = self.place()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "border"), 1))
        painter.setBrush(theme.colour("field"))
        painter.drawRoundedRect(place.adjusted(-_MARGIN + 1, -_MARGIN + 1, _MARGIN - 1, _MARGIN - 1), 4, 4)
        painter.setPen(QPen(theme.colour("line"), 1))
        dot = QPointF(place.left() + self._at[0] * place.width(), place.bottom() - self._at[1] * place.height())
        middle = place.center()
        painter.drawLine(QPointF(place.left(), middle.y()), QPointF(place.right(), middle.y()))
        painter.drawLine(QPointF(middle.x(), place.top()), QPointF(middle.x(), place.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent" if self.isEnabled() else "off"))
        painter.drawEllipse(dot, _DOT, _DOT)
        painter.end()

    # ── inside ──

    def _drag(self, point: QPointF, more: bool) -> None:
        place = self.place()
        self._go((point.x() - place.left()) / place.width(), (place.bottom() - point.y()) / place.height(), more)

    def _go(self, x: float, y: float, more: bool = False) -> None:
        self.show_at(x, y)
        self.moved.emit(*self._at, more)

    def _tell(self) -> None:
        across, up = (f"{round(100 * share)} %" for share in self._at)
        self.setAccessibleName(f"{self._names[0]} {across}, {self._names[1]} {up}")
