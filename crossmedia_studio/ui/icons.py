"""One outline icon family (Phosphor, from the qtawesome package), always drawn in the colours of the theme in use."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.ui import theme


def icon(name: str, token: str = "text") -> QIcon:
    """The Phosphor icon ``name`` ("play", "scissors") in the theme's colour ``token``; follows a change of theme."""
    return QIcon(_Engine(glyph(name), token))


def kind_icon(kind: Kind) -> QIcon:
    """A medium's icon in the medium's colour."""
    return icon(theme.KIND_ICONS[kind], f"medium_{kind.value}")


def paint(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Draw an icon into ``rect`` in ``colour``: for widgets that paint themselves."""
    _draw(painter, rect, glyph(name), colour)


def glyph(name: str) -> str:
    """The character of an icon; raises ``KeyError`` for a name that the family does not have."""
    return chr(int(_charmap()[name], 16))


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
        elif mode == QIcon.Mode.Selected and token == "text":
            token = "on_accent"
        _draw(painter, QRectF(rect), self._character, theme.colour(token))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        result = QPixmap(size)
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return result


def _draw(painter: QPainter, rect: QRectF, character: str, colour: QColor) -> None:
    painter.save()
    font = QFont(_family())
    font.setPixelSize(max(1, round(min(rect.width(), rect.height()))))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    painter.setFont(font)
    painter.setPen(colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), character)
    painter.restore()


def _fonts() -> Path:
    spec = find_spec("qtawesome")
    assert spec and spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "fonts"


@lru_cache(maxsize=1)
def _charmap() -> dict[str, str]:
    file = next(iter(sorted(_fonts().glob("phosphor-charmap-*.json"))))
    return json.loads(file.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _family() -> str:
    file = next(f for f in sorted(_fonts().glob("phosphor-*.ttf")))
    return QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))[0]
