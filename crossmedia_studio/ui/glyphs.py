"""The glyphs of one outline icon family: Phosphor, from the qtawesome package."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter


def paint(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Draw the icon ``name`` into ``rect`` in ``colour``."""
    draw(painter, rect, glyph(name), colour)


def glyph(name: str) -> str:
    """The character of an icon; raises ``KeyError`` for a name that the family does not have."""
    return chr(int(_charmap()[name], 16))


def draw(painter: QPainter, rect: QRectF, character: str, colour: QColor) -> None:
    """Draw an icon's character into ``rect``."""
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
