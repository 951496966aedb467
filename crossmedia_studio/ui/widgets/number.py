"""A number that is dragged, typed with simple sums, or reset by a double click."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui import theme

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


def sum_of(text: str) -> float:
    """``"1.5 + 2*3"`` → 7.5. Raises ``ValueError`` for anything that is not a simple sum of numbers."""
    try:
        return float(_value(ast.parse(text.replace(",", ".").strip(), mode="eval").body))
    except (SyntaxError, ZeroDivisionError, OverflowError, RecursionError, MemoryError) as error:
        raise ValueError(text) from error


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return node.value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    raise ValueError("not a sum")


class NumberField(QLineEdit):
    """``edited`` (value, whether more of the same drag may follow). Drag sideways; Shift for fine steps."""

    edited = Signal(float, bool)

    def __init__(
        self,
        value: float,
        *,
        default: float = 0.0,
        minimum: float | None = None,
        maximum: float | None = None,
        step: float = 0.01,
        decimals: int = 2,
        unit: str = "",
        special: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``special`` stands for the least value (such as "Automatic" for 0)."""
        super().__init__(parent)
        self._special = special
        self._default, self._low, self._high = default, minimum, maximum
        self._step, self._decimals, self._unit = step, decimals, unit
        self._value = value
        self._press: QPointF | None = None
        self._from = value
        self._dragging = False
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFont(theme.font(tabular=True))
        self.setMinimumWidth(72)
        self.setReadOnly(True)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setToolTip(tr("Drag to change, click to type a number or a sum, double-click to reset"))
        self.editingFinished.connect(self._typed)
        self._show()

    @property
    def value(self) -> float:
        return self._value

    def set_value(self, value: float) -> None:
        """Show ``value`` without saying so; left alone while it is being typed in."""
        self._value = self._bounded(value)
        if self.isReadOnly():
            self._show()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.isReadOnly() and event.button() == Qt.MouseButton.LeftButton:
            self._press, self._from, self._dragging = event.position(), self._value, False
            self.setFocus()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            super().mouseMoveEvent(event)
            return
        moved = event.position().x() - self._press.x()
        if abs(moved) < 3 and not self._dragging:
            return
        self._dragging = True
        fine = 0.1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        self._set(self._from + moved * self._step * fine, more=True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._press is not None:
            dragged, self._press, self._dragging = self._dragging, None, False
            if dragged:
                self.edited.emit(self._value, False)
            else:
                self._begin()
            return
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._end()
        self._press = None
        self._set(self._default, more=False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            self._set(self._value + self._step * (1 if event.angleDelta().y() > 0 else -1), more=False)
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.isReadOnly():
            if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._set(self._value + self._step * (1 if key == Qt.Key.Key_Up else -1), more=False)
            elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.text().strip():
                self._begin()
                if event.text().strip():
                    super().keyPressEvent(event)
            else:
                super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape:
            self._end()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._end()

    def _begin(self) -> None:
        self.setReadOnly(False)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setText(f"{self._value:.{self._decimals}f}")
        self.selectAll()

    def _end(self) -> None:
        self.setReadOnly(True)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self._show()

    def _typed(self) -> None:
        if self.isReadOnly():
            return
        try:
            value = sum_of(self.text().removesuffix(self._unit))
        except ValueError:
            self._end()
            return
        self._end()
        self._set(value, more=False)

    def _set(self, value: float, *, more: bool) -> None:
        value = round(self._bounded(value), self._decimals)
        if value != self._value:
            self._value = value
            self._show()
            self.edited.emit(value, more)

    def _bounded(self, value: float) -> float:
        value = value if self._low is None else max(self._low, value)
        return value if self._high is None else min(self._high, value)

    def _show(self) -> None:
        if self._special and self._value == self._low:
            self.setText(self._special)
            return
        unit = f" {self._unit}" if self._unit else ""
        self.setText(f"{self._value:.{self._decimals}f}{unit}")
