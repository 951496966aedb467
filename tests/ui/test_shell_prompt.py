"""The Prompt pane: one gesture, one thing asked; what is asked for is made by the real engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.engine import messages as m
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.ui.corrections import Correction
from crossmedia_studio.ui.dragging import pack
from crossmedia_studio.ui.panes import build
from crossmedia_studio.ui.panes.prompt import PromptPane
from crossmedia_studio.ui.widgets.chip import Chip


@pytest.fixture
def pane(parts: dict[str, Any], qtbot: Any) -> Iterator[PromptPane]:
    result = build(PromptPane, parts)
    assert isinstance(result, PromptPane)
    qtbot.addWidget(result)
    result.resize(340, 800)
    result.show()
    yield result
    result.release()


def _drop(pane: PromptPane, data: QMimeData) -> None:
    """``data`` must outlive the event, which does not own it."""
    place, button = QPointF(20, 20), Qt.MouseButton.LeftButton
    pane.dropEvent(QDropEvent(place, Qt.DropAction.CopyAction, data, button, Qt.KeyboardModifier.NoModifier))


def test_nothing_can_be_asked_of_an_empty_prompt(pane: PromptPane, qtbot: Any) -> None:
    assert not pane.button.isEnabled()
    assert pane.request() is None
    qtbot.keyClicks(pane.form.ask, "a fox")
    assert pane.button.isEnabled()
    request = pane.request()
    assert request is not None and request.prompt == "a fox" and request.target is Kind.IMAGE


def test_typed_words_are_understood_and_can_be_corrected(pane: PromptPane, qtbot: Any) -> None:
    pane.form.ask.setPlainText("A happy fox under the moon")
    qtbot.waitUntil(lambda: any(isinstance(w, Chip) for w in pane.form.understood.widgets()), timeout=60_000)
    chips = {w.text: w for w in pane.form.understood.widgets() if isinstance(w, Chip)}
    assert "fox" in chips and "moon" in chips
    request = pane.request()
    assert request is not None and request.meaning == ""
    chips["moon"].removed.emit()
    pane.form.understood.corrected.emit(Correction("subject", "owl"))
    texts = [w.text for w in pane.form.understood.widgets() if isinstance(w, Chip)]
    assert "owl" in texts and "moon" not in texts
    request = pane.request()
    assert request is not None and "owl" in request.meaning and '"moon"' not in request.meaning


def test_a_library_item_dropped_becomes_a_reference(
    pane: PromptPane, parts: dict[str, Any], picture: MediaItem
) -> None:
    _drop(pane, pack([picture], parts["store"]))
    assert parts["draft"].references == [picture.id]
    request = pane.request()
    assert request is not None and request.sources[0].id == picture.id and request.sources[0].path.exists()
    chip = next(w for w in pane.form.references.widgets() if isinstance(w, Chip))
    chip.removed.emit()
    assert not parts["draft"].references


def test_the_seed_rolls_unless_it_is_locked(pane: PromptPane, qtbot: Any) -> None:
    pane.form.seed_row.roll()
    rolled = pane.form.seed_row.number.value
    qtbot.mouseClick(pane.form.seed_row.lock, Qt.MouseButton.LeftButton)
    pane.form.ask.setPlainText("a fox")
    request = pane.request()
    assert request is not None and request.seed == rolled


def test_the_words_choose_a_model_until_the_artist_does(pane: PromptPane, abilities: m.Abilities, qtbot: Any) -> None:
    qtbot.mouseClick(pane.form.kinds.buttons[Kind.IMAGE], Qt.MouseButton.LeftButton)
    box, chosen = pane.form.model_choice.box, []
    for words in ("A fox in the snow", "A fox, 3D", "A fox in the snow"):
        pane.form.ask.setPlainText(words)
        chosen.append(box.currentData())
    assert chosen == ["collage", "sketchbook", "collage"]
    box.setCurrentIndex(box.findData("painter"))
    pane.form.ask.setPlainText("A fox, 3D")
    assert box.currentData() == "painter"


def test_models_options_and_a_take(
    pane: PromptPane, parts: dict[str, Any], abilities: m.Abilities, settled: Callable[[], None], qtbot: Any
) -> None:
    pane.form.ask.setPlainText("A red fox under the moon")
    qtbot.mouseClick(pane.form.kinds.buttons[Kind.IMAGE], Qt.MouseButton.LeftButton)
    names = [pane.form.model_choice.box.itemData(i) for i in range(pane.form.model_choice.box.count())]
    assert names == [
        card.name for card in abilities.backends if Kind.TEXT in card.sources and card.target is Kind.IMAGE
    ]
    pane.form.size_row.size_box.setCurrentIndex(4)
    with qtbot.waitSignal(parts["makes"].taken, timeout=60_000):
        qtbot.mouseClick(pane.button, Qt.MouseButton.LeftButton)
    settled()
    project = parts["session"].project
    assert len(project.media) == 1
    recipe = project.media[0].recipe
    assert recipe is not None and recipe.prompt == "A red fox under the moon" and recipe.width == 640
    assert not pane.takes.isHidden() and pane.takes.current() is not None
    assert parts["view"].media == project.media[0].id
    parts["session"].undo()
    assert not parts["session"].project.media and pane.takes.isHidden()


def test_cancel_answers_at_once(
    pane: PromptPane, parts: dict[str, Any], settled: Callable[[], None], qtbot: Any
) -> None:
    pane.form.ask.setPlainText("A long story about a whale")
    pane.form.kinds.chosen.emit(Kind.IMAGE)
    pane.generate()
    qtbot.waitUntil(lambda: not pane.running.isHidden())
    pane.running.stop.click()
    assert not pane.running.stop.isEnabled() or pane.running.isHidden()
    settled()
    assert pane.running.isHidden()
    assert not parts["session"].project.media


def test_a_recipe_is_written_into_the_prompt(pane: PromptPane, parts: dict[str, Any]) -> None:
    from crossmedia_studio.core.recipe import Recipe

    recipe = Recipe("collage", Kind.IMAGE, "an owl", seed=7, width=640, height=360)
    parts["draft"].follow(recipe, frozenset())
    assert pane.form.ask.toPlainText() == "an owl"
    request = pane.request()
    assert request is not None and (request.seed, request.width, request.height) == (7, 640, 360)
    assert pane.form.seed_row.lock.isChecked()
