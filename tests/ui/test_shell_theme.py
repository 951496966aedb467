"""The look: contrast, completeness, icons that follow the theme."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.ui import action_table, glyphs, icons, theme, workspaces

SURFACES = ("window", "panel", "raised", "field")
WORDS = (
    "text", "second", "accent", "error", "warning", "done", "medium_text", "medium_image", "medium_audio",
    "medium_video",
)  # fmt: skip
UI = Path(theme.__file__).parent


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize(("ink", "surface"), list(itertools.product(WORDS, SURFACES)))
def test_text_reads_on_every_surface(name: str, ink: str, surface: str) -> None:
    look = theme.THEMES[name]
    assert theme.contrast(getattr(look, ink), getattr(look, surface)) >= 4.5


@pytest.mark.parametrize("name", theme.THEMES)
def test_controls_and_buttons_stand_out(name: str) -> None:
    look = theme.THEMES[name]
    for surface in ("window", "panel", "raised", "field"):
        assert theme.contrast(look.border, getattr(look, surface)) >= 3
    assert theme.contrast(look.on_accent, look.accent) >= 4.5


def test_media_have_colours_of_their_own() -> None:
    for look in theme.THEMES.values():
        assert len({getattr(look, f"medium_{kind.value}") for kind in Kind}) == 4


def test_the_style_sheet_has_no_place_left_open(qapp: QApplication) -> None:
    for look in theme.THEMES.values():
        assert "$" not in theme.style_sheet(look)


def test_every_icon_that_is_named_exists() -> None:
    named = set(theme.KIND_ICONS.values())
    named |= {spec.icon for spec in action_table.ACTIONS if spec.icon}
    named |= {space.icon for space in workspaces.WORKSPACES.values()}
    for file in UI.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        named |= set(re.findall(r"""\bicon\("([a-z0-9-]+)\"""", text))
        named |= set(re.findall(r"""\bICON = "([a-z0-9-]+)\"""", text))
    for name in named:
        assert glyphs.glyph(name)


def test_icons_follow_the_theme(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    star = icons.icon("star")
    dark = star.pixmap(32, 32).toImage()
    theme.apply(qapp, "light")
    light = star.pixmap(32, 32).toImage()
    assert dark != light
    theme.apply(qapp, "dark")
    assert star.pixmap(32, 32).toImage() == dark
