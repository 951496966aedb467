"""A quiet word in the corner when long work is done, with its result; a click shows it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, QSize, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QGraphicsOpacityEffect, QHBoxLayout, QLabel, QWidget

from crossmedia_studio.ui import theme
from crossmedia_studio.ui.icons import icon

_SHOWN_MS = 5000
_WIDEST = 320


class Toast(QWidget):
    """Lies over ``over`` for five seconds; stays while the pointer rests on it."""

    def __init__(self, over: QWidget, text: str, picture: QPixmap | None, clicked: Callable[[], object]) -> None:
        super().__init__(over.window())
        self._over = over
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._clicked = clicked
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 14, 8)
        row.setSpacing(10)
        self._sign = QLabel()
        self._sign.setPixmap(icon("check-circle", "done").pixmap(QSize(20, 20)))
        row.addWidget(self._sign)
        label = QLabel(text)
        if label.sizeHint().width() > _WIDEST:
            label.setWordWrap(True)
            label.setFixedWidth(_WIDEST)
        row.addWidget(label)
        if picture is not None:
            self.set_picture(picture)
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self.deleteLater)
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        self._appear()
        self._timer.start()

    def set_picture(self, picture: QPixmap) -> None:
        """Show the result itself in place of the tick."""
        self._sign.setPixmap(
            picture.scaled(64, 44, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        )
        self.adjustSize()
        self.place()

    def place(self) -> None:
        """At the foot of the widget it lies over, in the middle."""
        area = self._over.rect()
        corner = self._over.mapTo(self._over.window(), area.bottomLeft())
        self.move(corner.x() + (area.width() - self.width()) // 2, corner.y() - self.height() - 60)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._clicked()
        self.deleteLater()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: object) -> None:
        self._timer.start()

    def _appear(self) -> None:
        duration = theme.motion(160)
        if not duration:
            return
        effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(effect)
        self._fade = QPropertyAnimation(effect, b"opacity", self)
        self._fade.setDuration(duration)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fade.start()
