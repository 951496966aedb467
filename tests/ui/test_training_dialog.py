"""The wizard: three pages, each saying what is missing, and one training that begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from crossmedia_studio.core.folders import runs_folder
from crossmedia_studio.engine import messages as m
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.ui.dialogs.training import DATA, NAME, RECIPE, TrainingDialog
from crossmedia_studio.ui.dragging import pack
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.opened import Opened
from tests.ui.scripted import scripted_jobs


@pytest.fixture
def jobs(qtbot: Any, tmp_path: Path) -> Iterator[Jobs]:
    yield from scripted_jobs(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures and something else."""
    result = tmp_path / "My flowers"
    result.mkdir()
    for index in range(3):
        Image.fromarray(np.full((32, 32, 3), 40 * index, np.uint8)).save(result / f"{index}.png")
    (result / "list.docx").write_text("no")
    return result


@pytest.fixture
def dialog(parts: dict[str, Any], opened: Opened, abilities: m.Abilities, qtbot: Any) -> Iterator[TrainingDialog]:
    window = QWidget()
    qtbot.addWidget(window)
    result = TrainingDialog(
        parts["trainings"], parts["abilities"], parts["jobs"], opened.session, opened.view, opened.folder, window
    )
    result.show()
    yield result
    if isValid(result):
        result.close()


def _drop(dialog: TrainingDialog, data: QMimeData) -> None:
    place, button = QPointF(20, 20), Qt.MouseButton.LeftButton
    dialog.data.dropEvent(QDropEvent(place, Qt.DropAction.CopyAction, data, button, Qt.KeyboardModifier.NoModifier))


def _files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_three_pages_start_a_training(
    dialog: TrainingDialog, parts: dict[str, Any], opened: Opened, folder: Path, settled: Callable[[], None], qtbot: Any
) -> None:
    assert dialog.pages.currentIndex() == RECIPE and dialog.next.isEnabled()
    assert len(dialog.recipes.group.buttons()) == 4
    dialog.next.click()
    assert dialog.pages.currentIndex() == DATA and not dialog.next.isEnabled()
    data = _files(folder)
    _drop(dialog, data)
    qtbot.waitUntil(lambda: dialog.data.found is not None)
    assert dialog.data.found is not None and dialog.data.found.count == 3
    assert "3 pictures" in dialog.data.words.text() and "list.docx: it is no picture" in dialog.data.words.text()
    dialog.next.click()
    assert dialog.pages.currentIndex() == NAME and dialog.name.edit.text() == "My flowers"
    assert dialog.next.text() == "Start"
    dialog.next.click()
    run = parts["trainings"].runs()[0]
    assert run.request == m.Train(
        "sketchbook", "my-flowers", folder, (), opened.folder,
        (("minutes", 60.0), ("seed", 0), ("size", 64), ("steps", 20_000)), True, "My flowers",
    )  # fmt: skip
    settled()
    assert not isValid(dialog)


def test_what_must_be_installed_first_is_said(dialog: TrainingDialog) -> None:
    next(b for b in dialog.recipes.group.buttons() if b.objectName() == "needy").click()
    assert not dialog.next.isEnabled() and dialog.recipes.install.isVisible()
    assert "lab" in dialog.recipes._note.text()
    dialog.recipes.group.buttons()[0].click()
    assert dialog.next.isEnabled() and not dialog.recipes.install.isVisible()


def test_what_must_be_brought_first_is_said(dialog: TrainingDialog, parts: dict[str, Any], qtbot: Any) -> None:
    next(b for b in dialog.recipes.group.buttons() if b.objectName() == "wanting").click()
    assert not dialog.next.isEnabled() and dialog.recipes.bring.isVisible() and not dialog.recipes.install.isVisible()
    assert dialog.recipes._note.text() == "Bring it first."
    assert [action.text() for action in dialog.recipes.bring.menu().actions()] == ["A folder…", "A file…"]
    dialog.recipes.group.buttons()[0].click()
    assert dialog.next.isEnabled() and not dialog.recipes.bring.isVisible()


def test_a_name_of_another_kind_of_model_is_not_gone_on_with(
    dialog: TrainingDialog, parts: dict[str, Any], folder: Path
) -> None:
    """A Sketchbook called as the folder is there already: what is trained now gets another name."""
    view = parts["abilities"]
    assert view.current is not None
    other = m.ModelCard("my-flowers", "My flowers", "", "own", 0, True, False, "vae", True)
    recipes = tuple(replace(card, family=card.name) for card in view.current.recipes)
    view.current = replace(view.current, models=(*view.current.models, other), recipes=recipes)
    (runs_folder() / "my-flowers").mkdir(parents=True)
    dialog.next.click()
    dialog.data.choose_folder(folder)
    dialog.next.click()
    assert dialog.name.edit.text() == "My flowers 2" and dialog.next.isEnabled()
    dialog.name.edit.setText("My flowers")
    assert not dialog.next.isEnabled() and not dialog.name.again.isVisible() and "already" in dialog.name._note.text()


def test_cards_are_reached_by_keys(dialog: TrainingDialog, qtbot: Any) -> None:
    first, second = dialog.recipes.group.buttons()[:2]
    dialog.activateWindow()
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert second.isChecked() and dialog.recipes.card is not None and dialog.recipes.card.name == "gan"


def test_the_library_is_a_source_too(
    dialog: TrainingDialog, opened: Opened, add_file: Callable[[Path], MediaItem], folder: Path, sound_file: Path
) -> None:
    pictures = [add_file(folder / f"{index}.png") for index in range(3)]
    add_file(sound_file)
    opened.view.choose((pictures[0].id, pictures[2].id))
    dialog.next.click()
    assert dialog.data.from_chosen.about.text() == "2 pictures"
    assert dialog.data.from_library.about.text() == "3 pictures"
    dialog.data.from_library.click()
    assert len(dialog.data.items()) == 3 and dialog.data.folder is None and dialog.next.isEnabled()
    data = pack(pictures[:1], opened.store)
    _drop(dialog, data)
    assert dialog.data.from_chosen.isChecked() and dialog.data.items() == (pictures[0],)
    assert dialog.data.suggestion() == "Test"


def test_an_empty_library_offers_nothing_dead(dialog: TrainingDialog) -> None:
    dialog.next.click()
    assert not dialog.data.from_chosen.isEnabled() and not dialog.data.from_library.isEnabled()
    assert dialog.data.from_folder.isEnabled()


def test_folders_of_no_use_are_refused_in_words(
    dialog: TrainingDialog, tmp_path: Path, folder: Path, qtbot: Any
) -> None:
    dialog.next.click()
    data = _files(folder / "1.png")
    _drop(dialog, data)
    assert "whole folder" in dialog.data.words.text() and not dialog.next.isEnabled()
    dialog.data.choose_folder(tmp_path / "gone")
    qtbot.waitUntil(lambda: "cannot be read" in dialog.data.words.text())
    assert not dialog.next.isEnabled()
    (tmp_path / "empty").mkdir()
    dialog.data.choose_folder(tmp_path / "empty")
    qtbot.waitUntil(lambda: dialog.data.found is not None)
    assert not dialog.next.isEnabled()
    dialog.data.choose_folder(folder)
    qtbot.waitUntil(lambda: dialog.next.isEnabled() and dialog.data.found is not None)


def test_the_last_choice_counts(dialog: TrainingDialog, tmp_path: Path, folder: Path, qtbot: Any) -> None:
    dialog.next.click()
    for index in range(5):
        dialog.data.choose_folder(tmp_path / f"gone{index}")
    dialog.data.choose_folder(folder)
    qtbot.waitUntil(lambda: dialog.data.found is not None)
    qtbot.wait(50)
    assert dialog.data.found is not None and dialog.data.found.count == 3 and dialog.next.isEnabled()


def test_a_name_is_needed_and_may_be_of_any_script(
    dialog: TrainingDialog, folder: Path, parts: dict[str, Any], settled: Callable[[], None], qtbot: Any
) -> None:
    dialog.next.click()
    dialog.data.choose_folder(folder)
    dialog.next.click()
    dialog.name.edit.clear()
    assert not dialog.next.isEnabled() and dialog.request() is None
    dialog.name.edit.setText("小花")
    request = dialog.request()
    assert request is not None and request.title == "小花" and request.name.startswith("sketchbook-")
    parts["trainings"].start(request)
    dialog.name.edit.setText("小花 ")
    assert not dialog.next.isEnabled() and "right now" in dialog.name._note.text()
    settled()
    qtbot.waitUntil(lambda: parts["abilities"].model(request.name) is not None)
    dialog.name.edit.setText("小花")
    assert not dialog.next.isEnabled() and "already" in dialog.name._note.text()


def test_an_earlier_run_can_be_gone_on_with(dialog: TrainingDialog, folder: Path, qtbot: Any) -> None:
    (runs_folder() / "my-flowers").mkdir(parents=True)
    dialog.next.click()
    dialog.data.choose_folder(folder)
    dialog.next.click()
    assert dialog.name.again.isVisible() and dialog.next.isEnabled()
    request = dialog.request()
    assert request is not None and request.resume and request.options == (("minutes", 60.0),)
    dialog.name.again.click()
    request = dialog.request()
    assert request is not None and not request.resume and len(request.options) == 4
    dialog.name.edit.setText("Another")
    assert not dialog.name.again.isVisible()


def test_going_back_keeps_what_was_chosen(dialog: TrainingDialog, folder: Path) -> None:
    dialog.next.click()
    dialog.data.choose_folder(folder)
    dialog.next.click()
    dialog.name.edit.setText("Tulips")
    dialog.back.click()
    assert dialog.data.folder == folder
    dialog.back.click()
    dialog.next.click()
    assert dialog.data.folder == folder
    dialog.next.click()
    assert dialog.name.edit.text() == "Tulips"
