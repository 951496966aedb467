"""Lettering of text clips: font, size, colours, place."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QCheckBox, QColorDialog, QComboBox, QFontComboBox, QPushButton, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.project.model import Clip, TextStyle
from crossmedia_studio.ui.inspector.edits import ClipEdits
from crossmedia_studio.ui.inspector.rows import labelled
from crossmedia_studio.ui.widgets.chip import swatch
from crossmedia_studio.ui.widgets.number import NumberField

_ALIGN = {"left": mark("Left"), "center": mark("Centre"), "right": mark("Right")}
_COLOURS = {"colour": mark("Colour"), "outline": mark("Outline"), "background": mark("Plate behind")}
_NUMBERS = {
    "size": (mark("Size"), 1.0, 40.0, 5.5), "outline_width": (mark("Outline width"), 0.0, 5.0, 0.4),
    "x": (mark("Across"), 0.0, 100.0, 50.0), "y": (mark("Down"), 0.0, 100.0, 90.0),
    "width": (mark("Line width"), 5.0, 100.0, 86.0),
}  # fmt: skip


class StyleBox(QWidget):
    """Numbers are shown in percent of the frame."""

    def __init__(self, edits: ClipEdits) -> None:
        super().__init__()
        self._edits = edits
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.font_box = QFontComboBox()
        self.font_box.setEditable(False)
        self.font_box.currentFontChanged.connect(self._on_font)
        column.addWidget(labelled(tr("Font"), self.font_box))
        self.numbers: dict[str, NumberField] = {}
        for name, (label, low, high, default) in _NUMBERS.items():
            field = NumberField(default, default=default, minimum=low, maximum=high, step=0.1, decimals=1, unit="%")
            field.edited.connect(partial(self._on_number, name))
            self.numbers[name] = field
            column.addWidget(labelled(tr(label), field))
        self.bold = QCheckBox(tr("Bold"))
        self.bold.toggled.connect(self._on_bold)
        column.addWidget(self.bold)
        self.align = QComboBox()
        for key, title in _ALIGN.items():
            self.align.addItem(tr(title), key)
        self.align.currentIndexChanged.connect(self._on_align)
        column.addWidget(labelled(tr("Alignment"), self.align))
        self.colours: dict[str, QPushButton] = {}
        for name, label in _COLOURS.items():
            button = QPushButton()
            button.setIconSize(QSize(16, 16))
            button.clicked.connect(partial(self._ask_colour, name))
            self.colours[name] = button
            column.addWidget(labelled(tr(label), button))
        self._style = TextStyle()

    def show_style(self, style: TextStyle) -> None:
        self._style = style
        for name, field in self.numbers.items():
            field.set_value(getattr(style, name) * 100)
        for widget, show in (
            (self.bold, lambda: self.bold.setChecked(style.bold)),
            (self.align, lambda: self.align.setCurrentIndex(max(0, self.align.findData(style.align)))),
            (self.font_box, lambda: self.font_box.setCurrentFont(QFont(style.font or self.font().family()))),
        ):
            widget.blockSignals(True)
            show()
            widget.blockSignals(False)
        for name, button in self.colours.items():
            value = getattr(style, name)
            button.setText(value.upper() if value else tr("None"))
            button.setIcon(swatch(QColor(value or "transparent"), 16))

    def _set(self, name: str, value: Any, *, more: bool = False) -> None:
        def changes(clip: Clip) -> dict[str, object]:
            return {"style": replace(clip.style, **{name: value})}

        self._edits.change(changes, what=f"style.{name}", more=more)

    def _on_font(self, font: QFont) -> None:
        self._set("font", font.family())

    def _on_number(self, name: str, value: float, more: bool) -> None:
        self._set(name, value / 100, more=more)

    def _on_bold(self, on: bool) -> None:
        self._set("bold", on)

    def _on_align(self, index: int) -> None:
        self._set("align", self.align.currentData())

    def _ask_colour(self, name: str) -> None:
        dialog = QColorDialog(QColor(getattr(self._style, name) or "#ffffff"), self.window())
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setOption(QColorDialog.ColorDialogOption.ShowAlphaChannel)
        dialog.colorSelected.connect(partial(self._on_colour, name))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_colour(self, name: str, colour: QColor) -> None:
        form = QColor.NameFormat.HexRgb if colour.alpha() == 255 else QColor.NameFormat.HexArgb
        empty = name == "background" and colour.alpha() == 0
        self._set(name, "" if empty else colour.name(form))
