"""One outline icon family (Phosphor, from the qtawesome package), always drawn in the colours of the theme in use."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.glyphs import draw, glyph, paint

__all__ = ["glyph", "icon", "kind_icon", "paint"]


@cache
def icon(name: str, token: str = "text") -> QIcon:
    """The Phosphor icon ``name`` ("play", "scissors") in the theme's colour ``token``; follows a change of theme.

    Each is made once and kept: an engine written in Python must not die with one of the icons that share it.
    """
    return QIcon(_Engine(glyph(name), token))


def kind_icon(kind: Kind) -> QIcon:
    """A medium's icon in the medium's colour."""
    return icon(theme.KIND_ICONS[kind], f"medium_{kind.value}")


class _Engine(QIconEngine):
    """Draws the glyph when asked, so that colours are those of the moment."""

    def __init__(self, character: str, token: str) -> None:
        super().__init__()
        self._character = character
        self._token = token

    def clone(self) -> QIconEngine:
        return _Engine(self._character, self._token)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        token = self._token
        if mode == QIcon.Mode.Disabled:
            token = "off"
        elif mode == QIcon.Mode.Selected and token in ("text", "second"):
            token = "on_accent"
        draw(painter, QRectF(rect), self._character, theme.colour(token))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        result = QPixmap(size)
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return result
