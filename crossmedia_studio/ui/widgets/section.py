"""A titled part of a form that folds away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from crossmedia_studio.ui import theme
from crossmedia_studio.ui.icons import icon


class Section(QWidget):
    """``body`` is the layout that takes the content."""

    def __init__(self, title: str, *, is_open: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._head = QToolButton()
        self._head.setText(title)
        self._head.setCheckable(True)
        self._head.setFont(theme.font("small", bold=True))
        self._head.setIconSize(QSize(12, 12))
        self._head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._head.setStyleSheet(
            "QToolButton, QToolButton:checked, QToolButton:hover { border-color: transparent; padding: 0;"
            " background: transparent; } QToolButton:focus { border-bottom: 1px solid palette(highlight); }"
        )
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 4)
        self.body.setSpacing(6)
        column.addWidget(self._head, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._content)
        self._head.toggled.connect(self._toggled)
        self._head.setChecked(is_open)
        self._toggled(is_open)

    def add(self, widget: QWidget) -> QWidget:
        self.body.addWidget(widget)
        return widget

    def _toggled(self, is_open: bool) -> None:
        self._content.setVisible(is_open)
        self._head.setIcon(icon("caret-down" if is_open else "caret-right", "second"))
