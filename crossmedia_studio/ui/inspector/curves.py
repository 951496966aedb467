"""Editing a value that may have keyframes, and the row that does it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.project.model import Curve, Keyframe
from crossmedia_studio.project.timeline import value_at
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.widgets.number import NumberField


def key_at(curve: Curve, time: int, near: int = 0) -> Keyframe | None:
    """The keyframe within ``near`` ticks of ``time``."""
    return next((key for key in curve.keys if abs(key.time - time) <= near), None)


def with_value(curve: Curve, time: int, value: float, near: int = 0) -> Curve:
    """``curve`` with ``value`` at ``time``: its constant where it has no keyframes, else a keyframe there."""
    if not curve.keys:
        return replace(curve, value=value)
    there = key_at(curve, time, near)
    if there is not None:
        return replace(curve, keys=tuple(replace(k, value=value) if k is there else k for k in curve.keys))
    keys = list(curve.keys)
    keys.insert(bisect_left([k.time for k in keys], time), Keyframe(time, value))
    return replace(curve, keys=tuple(keys))


def toggled(curve: Curve, time: int, near: int = 0) -> Curve:
    """``curve`` with a keyframe at ``time`` set or taken away; the last one leaves its value behind."""
    there = key_at(curve, time, near)
    if there is None:
        if not curve.keys:
            return replace(curve, keys=(Keyframe(time, curve.value),))
        return with_value(curve, time, value_at(curve, time))
    keys = tuple(key for key in curve.keys if key is not there)
    return Curve(there.value) if not keys else replace(curve, keys=keys)


class CurveRow(QWidget):
    """``edited`` (value in the document's unit, more of the drag may follow); ``keyed`` when the diamond is pressed."""

    edited = Signal(float, bool)
    keyed = Signal()

    def __init__(
        self,
        label: str,
        *,
        default: float,
        scale: float = 1.0,
        minimum: float | None = None,
        maximum: float | None = None,
        step: float = 1.0,
        decimals: int = 0,
        unit: str = "",
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """The field shows the document's value times ``scale`` (100 for percent)."""
        super().__init__(parent)
        self._scale = scale
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        name = QLabel(label)
        name.setToolTip(tip)
        row.addWidget(name, 1)
        self.number = NumberField(
            default * scale, default=default * scale, minimum=minimum, maximum=maximum, step=step, decimals=decimals,
            unit=unit,
        )  # fmt: skip
        self.number.setFixedWidth(96)
        self.number.edited.connect(self._edited)
        row.addWidget(self.number)
        self.diamond = QToolButton()
        self.diamond.setIconSize(QSize(14, 14))
        self.diamond.clicked.connect(self.keyed)
        row.addWidget(self.diamond)
        self._show_key(False, False)

    def show_curve(self, curve: Curve, time: int, near: int) -> None:
        """The value at clip time ``time``."""
        self.number.set_value(value_at(curve, time) * self._scale)
        self._show_key(bool(curve.keys), key_at(curve, time, near) is not None)

    def _show_key(self, moving: bool, here: bool) -> None:
        self.diamond.setIcon(
            icon("diamond-fill" if here else "diamond", "accent" if here else "warning" if moving else "second")
        )
        self.diamond.setToolTip(
            tr("Take the keyframe at the playhead away") if here else tr("Set a keyframe at the playhead")
        )

    def _edited(self, value: float, more: bool) -> None:
        self.edited.emit(value / self._scale, more)
