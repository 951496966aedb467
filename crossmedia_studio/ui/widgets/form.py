"""A form derived from option fields: sliders with typed numbers, choices, check boxes; double click resets."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.params import Param, Value
from crossmedia_studio.ui.widgets.number import NumberField
from crossmedia_studio.ui.widgets.pad import Pad

_STEPS = 1000


class Form(QWidget):
    """``changed`` carries (name, value, whether more of the same drag may follow)."""

    changed = Signal(str, object, bool)

    def __init__(
        self, params: tuple[Param, ...], values: Mapping[str, Any] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._fields: dict[str, _Field] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self._pads: list[tuple[Param, Param, Pad]] = []
        by_name = {param.name: param for param in params}
        for row, param in enumerate(params, sum(bool(param.pad) for param in params)):
            field = _field(param, (values or {}).get(param.name, param.default))
            field.changed.connect(self._on_changed)
            field.name = param.name
            self._fields[param.name] = field
            label = QLabel(tr(param.label))
            label.setToolTip(tr(param.help))
            field.setToolTip(tr(param.help))
            if param.type is bool:
                grid.addWidget(field, row, 0, 1, 2)
            elif param.multiline:
                both = QVBoxLayout()
                both.setSpacing(4)
                both.addWidget(label)
                both.addWidget(field)
                grid.addLayout(both, row, 0, 1, 2)
            else:
                label.setMaximumWidth(150)
                label.setWordWrap(len(label.text()) > 20)
                grid.addWidget(label, row, 0)
                grid.addWidget(field, row, 1)

        for row, param in enumerate(one for one in params if one.pad):
            grid.addWidget(self._pad(param, by_name[param.pad]), row, 0, 1, 2)

    def values(self) -> dict[str, Value]:
        """Every option and its value."""
        return {name: field.value() for name, field in self._fields.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show ``values``; unknown names are ignored, nothing is emitted."""
        for name, field in self._fields.items():
            if name in values and values[name] != field.value():
                field.show_value(values[name])
        self._show_pads()

    def field(self, name: str) -> QWidget:
        """The editing widget of an option."""
        return self._fields[name]

    def _on_changed(self, value: Any, more: bool) -> None:
        field = self.sender()
        if isinstance(field, _Field):
            self._show_pads()
            self.changed.emit(field.name, value, more)

    def _pad(self, across: Param, up: Param) -> Pad:
        """A knob that moves the fields of two numbers."""
        pad = Pad((_share(across, across.default), _share(up, up.default)), (tr(across.label), tr(up.label)))
        pad.setToolTip(tr("Drag, or use the arrow keys; double click goes back to the middle"))

        def moved(x: float, y: float, more: bool) -> None:
            for param, share in ((across, x), (up, y)):
                value = _value(param, share)
                self._fields[param.name].show_value(value)
                self.changed.emit(param.name, value, more)

        pad.moved.connect(moved)
        self._pads.append((across, up, pad))
        self._show_pads()
        return pad

    def _show_pads(self) -> None:
        for across, up, pad in self._pads:
            pad.show_at(*(_share(param, self._fields[param.name].value()) for param in (across, up)))


def _share(param: Param, value: Any) -> float:
    """Where ``value`` lies between the limits of ``param``, 0–1."""
    low, high = param.minimum or 0.0, param.maximum or 1.0
    return (float(value) - low) / (high - low)


def _value(param: Param, share: float) -> float:
    low, high = param.minimum or 0.0, param.maximum or 1.0
    return round(low + share * (high - low), 3)


class _Field(QWidget):
    changed = Signal(object, bool)
    name = ""

    def value(self) -> Value:
        raise TypeError(type(self).__name__)

    def show_value(self, value: Any) -> None:
        raise TypeError(type(self).__name__)

    def _lay(self, *widgets: QWidget) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for index, widget in enumerate(widgets):
            row.addWidget(widget, 1 if index == 0 else 0)


class _Number(_Field):
    """A slider where the limits are known, and always a number to drag or type."""

    def __init__(self, param: Param, value: float) -> None:
        super().__init__()
        self._whole = param.type is int
        low, high = param.minimum, param.maximum
        self._low = low if low is not None else 0.0
        span = (high - low) if low is not None and high is not None else 0.0
        self._span = span
        decimals = 0 if self._whole else (2 if not span or span <= 20 else 1)
        if not self._whole and 0 < abs(float(param.default)) < 0.1:
            decimals = max(decimals, 1 - math.floor(math.log10(abs(float(param.default)))))
        step = 1.0 if self._whole else (span / 200 if span else 0.05)
        self._default = float(param.default)
        self.number = NumberField(
            float(value), default=self._default, minimum=low, maximum=high, step=step, decimals=decimals,
            unit=tr(param.unit),
        )  # fmt: skip
        self.number.edited.connect(self._numbered)
        self.slider: QSlider | None = None
        if span and span <= 10_000:
            self.slider = QSlider(Qt.Orientation.Horizontal)
            self.slider.setRange(0, int(span) if self._whole else _STEPS)
            self.slider.setMinimumWidth(56)
            self.slider.installEventFilter(self)
            self._slide(float(value))
            self.slider.valueChanged.connect(self._slid)
            self.slider.sliderReleased.connect(self._released)
            self._lay(self.slider, self.number)
            self.number.setFixedWidth(78)
        else:
            self._lay(self.number)

    def value(self) -> Value:
        return round(self.number.value) if self._whole else self.number.value

    def show_value(self, value: Any) -> None:
        self.number.set_value(float(value))
        self._slide(float(value))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.show_value(self._default)
            self.changed.emit(self.value(), False)
            return True
        if event.type() == QEvent.Type.Wheel and not (self.slider and self.slider.hasFocus()):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _slide(self, value: float) -> None:
        if self.slider is not None:
            self.slider.blockSignals(True)
            share = (value - self._low) / self._span
            self.slider.setValue(round(value - self._low) if self._whole else round(share * _STEPS))
            self.slider.blockSignals(False)

    def _slid(self, position: int) -> None:
        value = self._low + (position if self._whole else position / _STEPS * self._span)
        self.number.set_value(value)
        self.changed.emit(self.value(), bool(self.slider and self.slider.isSliderDown()))

    def _released(self) -> None:
        self.changed.emit(self.value(), False)

    def _numbered(self, value: float, more: bool) -> None:
        self._slide(value)
        self.changed.emit(self.value(), more)


class _Choice(_Field):
    def __init__(self, param: Param, value: Any) -> None:
        super().__init__()
        self._box = QComboBox()
        self._box.setMinimumContentsLength(6)
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        labels = param.choice_labels or param.choices
        for choice, label in zip(param.choices, labels, strict=False):
            self._box.addItem(tr(label) if param.choice_labels else label, choice)
        self.show_value(value)
        self._box.currentIndexChanged.connect(self._picked)
        self._lay(self._box)

    def value(self) -> Value:
        return self._box.currentData()

    def show_value(self, value: Any) -> None:
        self._box.blockSignals(True)
        self._box.setCurrentIndex(max(0, self._box.findData(value)))
        self._box.blockSignals(False)

    def _picked(self, index: int) -> None:
        self.changed.emit(self.value(), False)


class _Switch(_Field):
    def __init__(self, param: Param, value: Any) -> None:
        super().__init__()
        self._box = QCheckBox(tr(param.label))
        self._box.setChecked(bool(value))
        self._box.toggled.connect(self._toggled)
        self._lay(self._box)

    def value(self) -> Value:
        return self._box.isChecked()

    def show_value(self, value: Any) -> None:
        self._box.blockSignals(True)
        self._box.setChecked(bool(value))
        self._box.blockSignals(False)

    def _toggled(self, on: bool) -> None:
        self.changed.emit(on, False)


class _Words(_Field):
    def __init__(self, param: Param, value: Any) -> None:
        super().__init__()
        self._edit: QLineEdit | QPlainTextEdit
        if param.multiline:
            self._edit = QPlainTextEdit(str(value))
            self._edit.setFixedHeight(84)
            self._edit.setTabChangesFocus(True)
        else:
            self._edit = QLineEdit(str(value))
        self._edit.textChanged.connect(self._typed)
        self._lay(self._edit)

    def value(self) -> Value:
        return self._edit.toPlainText() if isinstance(self._edit, QPlainTextEdit) else self._edit.text()

    def show_value(self, value: Any) -> None:
        self._edit.blockSignals(True)
        if isinstance(self._edit, QPlainTextEdit):
            self._edit.setPlainText(str(value))
        else:
            self._edit.setText(str(value))
        self._edit.blockSignals(False)

    def _typed(self, *_: object) -> None:
        self.changed.emit(self.value(), True)


def _field(param: Param, value: Any) -> _Field:
    if param.choices:
        return _Choice(param, value)
    if param.type is bool:
        return _Switch(param, value)
    if param.type in (int, float):
        return _Number(param, value)
    return _Words(param, value)
