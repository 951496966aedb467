"""A small rounded token with an icon, words and perhaps a cross: references, moods, subjects, colours."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.widgets.sign import Sign

_LONGEST = 28


class Chip(QWidget):
    """``removed`` when its cross was pressed."""

    removed = Signal()

    def __init__(
        self, text: str, *, sign: QIcon | QPixmap | None = None, removable: bool = True, tip: str = ""
    ) -> None:
        super().__init__()
        self.setObjectName("chip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = text
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 2 if removable else 10, 0)
        row.setSpacing(4)
        if sign is not None:
            row.addWidget(Sign(sign if isinstance(sign, QIcon) else QIcon(sign), 14))
        short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        label = QLabel(short)
        label.setFont(theme.font("small"))
        row.addWidget(label)
        self.setToolTip(tip or (text if short != text else ""))
        self.setFixedHeight(24)
        if removable:
            cross = QToolButton()
            cross.setIcon(icon("x", "second"))
            cross.setIconSize(QSize(10, 10))
            cross.setFixedSize(20, 20)
            cross.setStyleSheet("QToolButton { min-height: 16px; min-width: 16px; padding: 0; border-radius: 8px; }")
            cross.setToolTip(tr("Remove {name}", name=text))
            cross.clicked.connect(self.removed)
            row.addWidget(cross)


class AddChip(QToolButton):
    """A chip-shaped button that adds something."""

    def __init__(self, text: str, tip: str, work: Callable[[], object]) -> None:
        super().__init__()
        self.setText(text)
        self.setIcon(icon("plus", "second"))
        self.setIconSize(QSize(12, 12))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setToolTip(tip)
        self.setFont(theme.font("small"))
        self.setFixedHeight(24)
        self.setStyleSheet("QToolButton { min-height: 20px; padding: 0 8px; border-radius: 12px; }")
        self.clicked.connect(lambda: work())


def swatch(colour: QColor, size: int = 12) -> QPixmap:
    """A round sample of ``colour``."""
    result = QPixmap(size, size)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(colour)
    painter.setPen(theme.colour("border"))
    painter.drawEllipse(1, 1, size - 2, size - 2)
    painter.end()
    return result
