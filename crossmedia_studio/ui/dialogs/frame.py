"""What every dialog is made of: modeless, a title, a body, a row of buttons, Escape closes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import tr


class Dialog(QDialog):
    """``body`` takes the content, :meth:`button` adds to the row below. Deleted when closed."""

    def __init__(self, title: str, parent: QWidget, *, width: int = 480) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(14)
        head = QLabel(title)
        head.setObjectName("title")
        column.addWidget(head)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        column.addLayout(self.body, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)

    def button(self, text: str, work: object, *, main: bool = False) -> QPushButton:
        """A button in the row below; ``main`` is what Return presses."""
        button = QPushButton(text)
        button.setAutoDefault(main)
        button.setDefault(main)
        button.clicked.connect(work)
        self._buttons.addWidget(button)
        return button

    def at_left(self, widget: QWidget) -> None:
        """Something apart from the other buttons of the row below."""
        self._buttons.insertWidget(0, widget)

    def close_button(self, text: str = "") -> QPushButton:
        return self.button(text or tr("Close"), self.close)

    def note(self, text: str) -> QLabel:
        """A quiet line of explanation."""
        label = QLabel(text)
        label.setObjectName("small")
        label.setWordWrap(True)
        self.body.addWidget(label)
        return label
