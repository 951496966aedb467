"""A dock with a quiet title row of one size, so that all panes look alike."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.icons import icon


class Dock(QDockWidget):
    def __init__(self, name: str, title: str, icon_name: str, pane: QWidget, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(f"dock.{name}")
        self.setWidget(pane)
        self.toggleViewAction().setIcon(icon(icon_name))
        row = QWidget(self)
        row.setObjectName("paneTitle")
        row.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(10, 0, 4, 0)
        layout.setSpacing(2)
        layout.addWidget(QLabel(title))
        layout.addStretch(1)
        buttons: list[QToolButton] = []
        for glyph, tip, work in (
            ("arrow-square-out", tr("Float as a window of its own, or put back"), self._toggle_floating),
            ("x", tr("Hide; the View menu brings it back"), self.close),
        ):
            button = QToolButton(row)
            button.setIcon(icon(glyph, "second"))
            button.setIconSize(QSize(14, 14))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setToolTip(tip)
            button.clicked.connect(work)
            layout.addWidget(button)
            buttons.append(button)
        self._float = buttons[0]
        row.setFixedHeight(28)
        self.setTitleBarWidget(row)
        self.topLevelChanged.connect(self._on_floating)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonDblClick and not self.isFloating():
            return True  # a slip of the hand; a pane floats by its button or when it is dragged out
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isFloating():  # without a frame it would seem to be part of the window below
            painter = QPainter(self)
            painter.setPen(theme.colour("accent"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            painter.end()

    def _toggle_floating(self) -> None:
        self.setFloating(not self.isFloating())

    def _on_floating(self, on: bool) -> None:
        self._float.setIcon(icon("arrow-square-in" if on else "arrow-square-out", "second"))
