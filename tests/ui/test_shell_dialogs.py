"""Dialogs: each does what it says, with the real engine behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.recipe import Recipe
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.core.timing import ticks
from crossmedia_studio.engine import messages as m
from crossmedia_studio.project.edits import AddClip, SetProject
from crossmedia_studio.project.model import Clip, MediaItem
from crossmedia_studio.ui.dialogs.about import AboutDialog
from crossmedia_studio.ui.dialogs.export import ExportDialog
from crossmedia_studio.ui.dialogs.film import FilmDialog
from crossmedia_studio.ui.dialogs.models import ModelsDialog
from crossmedia_studio.ui.dialogs.new_project import NewProject
from crossmedia_studio.ui.dialogs.recipe import RecipeDialog
from crossmedia_studio.ui.dialogs.settings import SettingsDialog
from crossmedia_studio.ui.dialogs.versions import VersionsDialog
from crossmedia_studio.ui.install import ask_install
from crossmedia_studio.ui.opened import Opened


@pytest.fixture
def window(qtbot: Any, look: None) -> QWidget:
    result = QWidget()
    qtbot.addWidget(result)
    return result


def test_export_writes_the_file(
    window: QWidget, opened: Opened, parts: dict[str, Any], abilities: m.Abilities, picture: MediaItem,
    settled: Callable[[], None], tmp_path: Path,
) -> None:  # fmt: skip
    track = next(t for t in opened.session.project.tracks if t.name == "V1")
    opened.session.do(SetProject(width=320, height=180))
    opened.session.do(AddClip(track.id, Clip("a", 0, ticks(0.5), media=picture.id)))
    dialog = ExportDialog(opened.session.project, opened.folder, parts["jobs"], parts["abilities"], window)
    dialog.show()
    assert dialog.form.formats.count() == len(abilities.formats)
    for card in abilities.formats:
        dialog.form.formats.setCurrentIndex(dialog.form.formats.findData(card.name))
        assert dialog.form.path.text().endswith(card.suffix)
    dialog.form.formats.setCurrentIndex(dialog.form.formats.findData("png"))
    dialog.form.path.setText(str(tmp_path / "still.png"))
    assert dialog.start.isEnabled()
    dialog.start.click()
    settled()
    assert (tmp_path / "still.png").stat().st_size > 100


def test_an_empty_timeline_is_not_exported(
    window: QWidget, opened: Opened, parts: dict[str, Any], abilities: m.Abilities
) -> None:
    dialog = ExportDialog(opened.session.project, opened.folder, parts["jobs"], parts["abilities"], window)
    dialog.show()
    assert not dialog.start.isEnabled() and "nothing on the timeline" in dialog.form.note.text()


def test_a_version_can_be_gone_back_to(window: QWidget, opened: Opened) -> None:
    opened.save()
    opened.session.do(SetProject(name="Later"))
    dialog = VersionsDialog(opened, window)
    dialog.show()
    dialog._go()
    assert opened.session.project.name == "Test"
    opened.session.undo()
    assert opened.session.project.name == "Later"


def test_a_new_project_has_a_folder_of_its_own(window: QWidget, tmp_path: Path) -> None:
    made: list[tuple[str, Path | None]] = []
    dialog = NewProject(lambda name, folder: made.append((name, folder)), window)
    dialog.show()
    dialog._parent_folder = tmp_path
    dialog.name.setText("Moon: a/film?")
    dialog._on_create()
    assert made == [("Moon: a/film?", tmp_path / "Moon  a film")]


def test_a_folder_that_cannot_be_written_is_said_in_the_dialog(window: QWidget) -> None:
    def refuse(name: str, folder: Path | None) -> None:
        raise ProjectError("The folder is full of bees")

    dialog = NewProject(refuse, window)
    dialog.show()
    dialog._on_create()
    assert "bees" in dialog._note.text() and dialog.isVisible()


def test_settings_are_taken_at_once(window: QWidget) -> None:
    heard: list[Settings] = []
    dialog = SettingsDialog(Settings(), heard.append, window)
    dialog.show()
    dialog.theme.setCurrentIndex(1)
    dialog.still.click()
    dialog.memory.setValue(4096)
    assert heard[-1] == Settings(theme="light", reduce_motion=True, memory_mb=4096)
    dialog.language.setCurrentIndex(dialog.language.findData("zh"))
    assert heard[-1].language == "zh" and not dialog.isVisible()


def test_models_are_listed_and_verified(
    window: QWidget, parts: dict[str, Any], abilities: m.Abilities, settled: Callable[[], None]
) -> None:
    dialog = ModelsDialog(parts["abilities"], parts["jobs"], window)
    dialog.show()
    smallest = min((card for card in abilities.models if card.installed), key=lambda card: card.download)
    dialog._verify(smallest)
    settled()
    assert "is whole" in dialog._note.text()
    assert parts["abilities"].current is not None


def test_installing_asks_first_and_says_licence_and_size(
    window: QWidget, parts: dict[str, Any], abilities: m.Abilities
) -> None:
    missing = [card for card in abilities.models if not card.installed]
    asked = ask_install(parts["abilities"], tuple(card.name for card in missing), window)
    if not missing:
        assert asked is None
        return
    assert asked is not None
    for card in missing:
        assert card.licence in asked.informativeText()
    asked.reject()
    assert not parts["jobs"].busy


def test_a_recipe_says_everything(window: QWidget, opened: Opened, parts: dict[str, Any], picture: MediaItem) -> None:
    recipe = Recipe("collage", Kind.IMAGE, "a fox", 7, 640, 360, inputs=(picture.id,), weights=(("style", "ab" * 32),))
    item = MediaItem("0" * 64, Kind.IMAGE, "Fox", ".png", recipe=recipe)
    dialog = RecipeDialog(item, opened.session.project, opened.draft, parts["abilities"], window)
    dialog.show()
    facts = dict(dialog._facts(parts["abilities"]))
    assert facts["Prompt"] == "a fox" and facts["Seed"] == "7" and facts["Made from"] == "red.png"
    dialog._use()
    assert opened.draft.prompt == "a fox" and opened.draft.seed == 7


def test_a_film_is_asked_for(window: QWidget, opened: Opened, parts: dict[str, Any], abilities: m.Abilities) -> None:
    dialog = FilmDialog(opened.draft, opened.makes, parts["abilities"], window)
    dialog.show()
    assert not dialog.make.isEnabled()
    dialog.text.setPlainText("A fox sits under the moon. It smiles.")
    dialog.name.setText("Fox")
    dialog.make.click()
    job = parts["jobs"].jobs()[0]
    assert isinstance(job.request, m.MakeFilm) and job.request.project_folder.name == "Fox"
    parts["jobs"].cancel(job.id)


def test_about_names_licences(window: QWidget, parts: dict[str, Any], abilities: m.Abilities) -> None:
    dialog = AboutDialog(parts["abilities"], window)
    dialog.show()
    assert "GNU" in dialog._html(parts["abilities"]) and "PyTorch" in dialog._html(parts["abilities"])
