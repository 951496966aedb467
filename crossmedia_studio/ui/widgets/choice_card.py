"""A card that is chosen among others: an icon, a title, a few words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crossmedia_studio.ui import theme
from crossmedia_studio.ui.widgets.sign import Sign


class ChoiceCard(QAbstractButton):
    """Checkable; put several into a QButtonGroup, whose arrow keys then go from one to the next."""

    def __init__(self, sign: QIcon, title: str, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setAccessibleDescription(about)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(12)
        row.addWidget(Sign(sign, 20), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        self._title = QLabel(f"<b>{title}</b>")
        self.about = QLabel(about)
        self.about.setObjectName("small")
        self.about.setWordWrap(True)
        for label in (self._title, self.about):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            words.addWidget(label)
        row.addLayout(words, 1)

    def add(self, widget: QWidget) -> None:
        """Something to press at the end of the card."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.heightForWidth(width) if layout else 0

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout else QSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.isChecked() or self.hasFocus()
        edge = theme.colour("accent" if lit else "border" if self.underMouse() else "line")
        painter.setPen(QPen(edge, 2 if self.isChecked() else 1))
        painter.setBrush(theme.colour("raised" if self.isChecked() else "panel"))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
        painter.end()
