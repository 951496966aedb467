"""What the generator will go by, as chips; pressing one offers other choices, which become options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton, QWidget

from crossmedia_studio.core.foretold import Told
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.key_names import shown
from crossmedia_studio.core.params import Param
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.corrections import TEMPI
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.widgets.chip import Chip
from crossmedia_studio.ui.widgets.flow import Flow

_KEYS = ("C major", "D major", "F major", "G major", "A minor", "C minor", "D minor", "E minor")
_LEFT_OPEN = mark("As understood")


class Foretold(Flow):
    """``chosen`` carries (option, value) for each choice; the option's default leaves it open again."""

    chosen = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def show_told(self, told: tuple[Told, ...], params: tuple[Param, ...]) -> None:
        """A chip for each of ``told``; those whose option is among ``params`` can be changed."""
        self.clear()
        by_name = {param.name: param for param in params}
        for one in told:
            param = by_name.get(one.option)
            if param is None:
                self.add(Chip(one.words, sign=icon(one.icon, "second"), tip=tr(one.label), removable=False))
            else:
                self.add(_Button(one, tr("{label}: press to change", label=tr(one.label)), self._menu_of(one, param)))

    def _menu_of(self, one: Told, param: Param) -> QMenu:
        menu = QMenu(self)
        if one.fixed:
            menu.addAction(tr(_LEFT_OPEN)).triggered.connect(self._sender(param.name, param.default))
            menu.addSeparator()
        for words, value in _choices(param):
            menu.addAction(words).triggered.connect(self._sender(param.name, value))
        if not param.choices:
            menu.addAction(tr("Other…")).triggered.connect(lambda: self._ask(param, one))
        return menu

    def _sender(self, name: str, value: Any) -> Callable[[], None]:
        return lambda: self.chosen.emit(name, value)

    def _ask(self, param: Param, one: Told) -> None:
        dialog = QInputDialog(self.window())
        dialog.setWindowTitle(tr(param.label))
        dialog.setLabelText(tr(param.help) or tr(param.label))
        dialog.finished.connect(dialog.deleteLater)
        if param.type is float:
            dialog.setInputMode(QInputDialog.InputMode.DoubleInput)
            dialog.setDoubleRange(param.minimum or 0.0, param.maximum or 1e6)
            dialog.setDoubleDecimals(0)
            dialog.setDoubleValue(90.0)
            dialog.doubleValueSelected.connect(lambda value: self.chosen.emit(param.name, value))
        else:
            dialog.setTextValue(one.words)
            dialog.textValueSelected.connect(lambda words: self.chosen.emit(param.name, words.strip()))
        dialog.open()


def _choices(param: Param) -> list[tuple[str, Any]]:
    """Words and values to choose from, without the one that leaves it open."""
    if param.choices:
        labels = param.choice_labels or param.choices
        return [(tr(label), value) for label, value in zip(labels, param.choices, strict=True) if value]
    if param.name == "tempo":
        return [(f"{tr(words)} ({tempo:.0f})", tempo) for words, tempo in TEMPI.items()]
    if param.name == "key":
        return [(shown(key), key) for key in _KEYS]
    return [(form, form) for form in ("ABA", "AABA", "AABB", "ABAC")] if param.name == "form" else []


class _Button(QToolButton):
    """A chip that opens a menu."""

    def __init__(self, one: Told, tip: str, menu: QMenu) -> None:
        super().__init__()
        self.setObjectName("chip")
        self.setText(one.words)
        self.setIcon(icon(one.icon, "accent" if one.fixed else "second"))
        self.setIconSize(QSize(14, 14))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setToolTip(tip)
        self.setFont(theme.font("small"))
        self.setFixedHeight(24)
        self.setStyleSheet(
            "QToolButton { min-height: 20px; padding: 0 8px; }  QToolButton::menu-indicator { image: none; }"
        )
        menu.setParent(self, menu.windowFlags())
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
