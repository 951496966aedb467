"""The Text pane: versions in the library, nothing typed is lost, words on their way to other media."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.engine.messages import Make
from crossmedia_studio.media import text as texts
from crossmedia_studio.ui.draft import Draft
from crossmedia_studio.ui.makes import Makes
from tests.ui.world import World


@pytest.fixture
def draft() -> Draft:
    return Draft()


@pytest.fixture
def pane(world: World, draft: Draft, qtbot: Any) -> Any:
    made = world.pane("text", draft=draft)
    world.view.show_media(world.item["harbour.txt"].id)
    qtbot.waitUntil(lambda: "Gulls" in made.editor.toPlainText())
    return made


def test_a_version_is_one_edit_with_the_name_kept(world: World, pane: Any, qtbot: Any) -> None:
    before = world.project
    assert not pane.changed and not pane.keep_button.isEnabled()
    qtbot.keyClicks(pane.editor, "Now: ")
    assert pane.changed
    pane.keep()
    qtbot.waitUntil(lambda: world.project is not before)
    new = world.project.media[-1]
    assert new.name == "harbour.txt" and new.kind is Kind.TEXT
    assert texts.read(world.store.path(new.id, new.suffix)).text.startswith("Now: The harbour")
    assert not pane.changed and world.view.media == new.id
    world.session.undo()
    assert world.project is before


def test_finding(world: World, pane: Any, qtbot: Any) -> None:
    qtbot.keyClick(pane.editor, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(pane.find_bar.query, "ha")
    assert pane.find_bar.hits.text() == "1 found"
    qtbot.keyClick(pane.find_bar.query, Qt.Key.Key_Return)
    assert pane.editor.textCursor().selectedText() == "ha"
    qtbot.keyClick(pane.find_bar.query, Qt.Key.Key_Escape)
    assert not pane.find_bar.isVisible()


def test_words_and_characters_are_counted(world: World, pane: Any) -> None:
    assert "5 words" in pane._counts.text() and "4 Chinese characters" in pane._counts.text()
    cursor = pane.editor.textCursor()
    cursor.select(QTextCursor.SelectionType.WordUnderCursor)
    pane.editor.setTextCursor(cursor)
    assert "1 words" in pane._counts.text() or "1 word" in pane._counts.text()


def test_what_was_typed_is_there_again(world: World, pane: Any, qtbot: Any) -> None:
    qtbot.keyClicks(pane.editor, "unsaved ")
    pane.release()
    again = world.pane("text")
    qtbot.waitUntil(lambda: "unsaved" in again.editor.toPlainText())
    assert again.changed
    world.panes.remove(pane)


def test_a_new_page_survives_too(world: World, qtbot: Any) -> None:
    pane = world.pane("text")
    assert pane._stack.currentWidget() is pane._empty
    pane.new()
    qtbot.keyClicks(pane.editor, "once")
    pane.release()
    again = world.pane("text")
    assert again.editor.toPlainText() == "once"
    world.panes.remove(pane)


def test_speaking_speaks_and_leaves_the_ask_alone(world: World, draft: Draft, qtbot: Any) -> None:
    makes = Makes(world.jobs, world.session, world.store, world.folder)
    pane = world.pane("text", draft=draft, makes=makes)
    world.view.show_media(world.item["harbour.txt"].id)
    qtbot.waitUntil(lambda: "Gulls" in pane.editor.toPlainText())
    draft.prompt = "a castle"
    pane.speech_wanted.emit(pane.words())
    job = world.jobs.jobs()[-1]
    assert isinstance(job.request, Make)
    assert job.request.target is Kind.AUDIO and job.request.prompt.startswith("The harbour wakes")
    assert job.request.backend == "speaker" and not job.request.sources
    assert draft.prompt == "a castle"
    world.jobs.cancel(job.id)
    qtbot.waitUntil(lambda: not world.jobs.busy)
