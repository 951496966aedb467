"""What music will go by is shown before it is made, and pressing a chip changes it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QToolButton

from crossmedia_studio.core.foretold import Told
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import params
from crossmedia_studio.generate.music.options import MusicOptions
from crossmedia_studio.ui.panes import build
from crossmedia_studio.ui.panes.prompt import PromptPane
from crossmedia_studio.ui.widgets.foretold import Foretold


@pytest.fixture
def pane(parts: dict[str, Any], qtbot: Any) -> Iterator[PromptPane]:
    result = build(PromptPane, parts)
    assert isinstance(result, PromptPane)
    qtbot.addWidget(result)
    result.resize(340, 900)
    result.show()
    yield result
    result.release()


def words(pane: PromptPane) -> list[str]:
    return [w.text() if isinstance(w, QToolButton) else getattr(w, "text", "") for w in pane.form.foretold.widgets()]


@pytest.mark.usefixtures("abilities")
def test_the_reading_of_music_is_shown_and_can_be_overruled(pane: PromptPane, qtbot: Any) -> None:
    pane.form.kinds.chosen.emit(Kind.AUDIO)
    pane.form.model_choice.chosen.emit("composer")
    pane.form.ask.setPlainText("A calm melody for strings in D minor, 72 bpm")
    qtbot.waitUntil(lambda: "D minor" in words(pane), timeout=60_000)
    assert "Strings" in words(pane)
    pane.form.foretold.chosen.emit("key", "G major")
    qtbot.waitUntil(lambda: "G major" in words(pane), timeout=60_000)
    request = pane.request()
    assert request is not None and dict(request.options)["key"] == "G major"
    if place := os.environ.get("FORETOLD_PICTURE"):
        qtbot.wait(300)
        pane.grab().save(place)


@pytest.mark.usefixtures("abilities")
def test_pictures_have_nothing_foretold(pane: PromptPane, qtbot: Any) -> None:
    pane.form.show_foretold((Told("", "Mood", "calm", "smiley"),))
    assert words(pane) == ["calm"]
    pane.form.kinds.chosen.emit(Kind.IMAGE)
    qtbot.waitUntil(lambda: not words(pane), timeout=10_000)


def test_a_chip_offers_the_choices_of_its_option(qtbot: Any) -> None:
    chips = Foretold()
    qtbot.addWidget(chips)
    told = (Told("style", "Instruments", "Piano", "music-note", True), Told("key", "Key", "C major", "music-notes"))
    chips.show_told(told, params(MusicOptions))
    style, key = (w for w in chips.widgets() if isinstance(w, QToolButton))
    offered = [action.text() for action in style.menu().actions()]
    assert "Strings" in offered and offered[0] == "As understood"
    assert "As understood" not in [action.text() for action in key.menu().actions()]
    with qtbot.waitSignal(chips.chosen) as caught:
        next(action for action in style.menu().actions() if action.text() == "Band").trigger()
    assert caught.args == ["style", "band"]
