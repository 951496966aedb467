"""A picture as large as there is room, chequers where it is transparent."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from crossmedia_studio.ui import theme
from crossmedia_studio.ui.icons import paint
from crossmedia_studio.ui.widgets.canvas_overlay import chequers

_LARGEST = 4.0
"""How far a small picture is enlarged."""


class PictureView(QWidget):
    """``clicked`` on a press of the mouse. Without a picture it shows ``glyph``, faintly, over ``words``."""

    clicked = Signal()

    def __init__(self, glyph: str = "image", words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph, self._words = glyph, words
        self._picture = QPixmap()
        self._framed = False
        self.setMinimumSize(96, 96)

    @property
    def picture(self) -> QPixmap:
        return self._picture

    def show_picture(self, picture: QPixmap | None) -> None:
        self._picture = picture or QPixmap()
        self.update()

    def set_framed(self, on: bool) -> None:
        """A frame in the colour of action: this one is chosen."""
        self._framed = on
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 320)

    def place(self) -> QRectF:
        """Where the picture lies."""
        size = QRectF(self._picture.rect()).size()
        if size.isEmpty():
            return QRectF()
        ratio = min(self.width() / size.width(), self.height() / size.height(), _LARGEST)
        result = QRectF(0, 0, round(size.width() * ratio), round(size.height() * ratio))
        result.moveCenter(QPointF(round(self.width() / 2), round(self.height() / 2)))
        return result

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = self.place()
        if box.isEmpty():
            spot = QRectF(0, 0, 44, 44)
            spot.moveCenter(QRectF(self.rect()).center())
            if self._words:
                spot.translate(0, -24)
                below = QRectF(self.rect().adjusted(8, 0, -8, 0))
                below.setTop(spot.bottom() + 10)
                painter.setPen(theme.colour("second"))
                painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self._words)
            paint(painter, spot, self._glyph, theme.colour("off"))
        else:
            if self._picture.hasAlphaChannel():
                chequers(painter, box, box.topLeft())
            painter.drawPixmap(box, self._picture, QRectF(self._picture.rect()))
        if self._framed:
            painter.setPen(theme.colour("accent"))
            painter.drawRect((box if not box.isEmpty() else QRectF(self.rect())).adjusted(0, 0, -1, -1))
        painter.end()
