"""What an empty pane shows: a drawing, a sentence, a button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.widgets.sign import Sign

_SIGN = 44


class Empty(QWidget):
    """Where there is little room the drawing gives way to the words."""

    def __init__(
        self,
        icon_name: str,
        title: str,
        text: str = "",
        button: str = "",
        work: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(8)
        column.addStretch(1)
        self._sign = Sign(icon(icon_name, "off"), _SIGN)
        column.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        for name, words in (("empty", title), ("emptyText", text)):
            if words:
                label = QLabel(words)
                label.setObjectName(name)
                label.setWordWrap(True)
                label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                column.addWidget(label)
        if button and work is not None:
            press = QPushButton(button)
            press.clicked.connect(lambda: work())
            column.addSpacing(4)
            column.addWidget(press, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        need = self._column.totalHeightForWidth(self.width())
        if self._sign.isHidden():
            need += _SIGN + self._column.spacing()
        self._sign.setVisible(self.height() >= need)
