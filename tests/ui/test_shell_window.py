"""The studio as a whole: start before torch, panes, workspaces, language, two windows, recovery."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTabBar

from crossmedia_studio.app import Studio
from crossmedia_studio.core import i18n
from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.engine import messages as m
from crossmedia_studio.project.edits import SetProject
from crossmedia_studio.project.file import ProjectFile
from crossmedia_studio.ui import layout as layouts
from crossmedia_studio.ui.panes import PANES
from crossmedia_studio.ui.workspaces import WORKSPACES


@pytest.fixture
def studio(qtbot: Any, qapp: QApplication, look: None) -> Iterator[Studio]:
    """A studio with a fresh project, its engine asleep until something is asked of it."""
    result = Studio(qapp, Settings(reduce_motion=True))
    result.new_project("First")
    yield result
    result.close()
    result.deleteLater()


def test_the_window_stands_before_torch_is_imported(own_home: Path) -> None:
    code = (
        "import sys, time; begun = time.monotonic()\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from crossmedia_studio.app import Studio\n"
        "from crossmedia_studio.core.settings import Settings\n"
        "from crossmedia_studio.ui import theme\n"
        "app = QApplication([]); theme.apply(app, 'dark')\n"
        "studio = Studio(app, Settings()); studio.new_project('Quick'); app.processEvents()\n"
        "heavy = {'torch', 'transformers', 'onnxruntime', 'scipy.signal', 'pyqtgraph'} & set(sys.modules)\n"
        "shown = studio.window.isVisible(); studio.close()\n"
        "assert shown and not heavy, heavy\n"
        "print(time.monotonic() - begun)\n"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_every_pane_of_the_table_is_there_and_called_by_its_name(studio: Studio) -> None:
    assert studio.window is not None
    assert set(studio.window.panes) == set(PANES)
    for name, pane in studio.window.panes.items():
        assert name == pane.NAME  # type: ignore[attr-defined]
        assert pane.TITLE  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", WORKSPACES)
def test_a_workspace_shows_its_panes(studio: Studio, name: str) -> None:
    assert studio.window is not None
    studio.window.choose_workspace(name)
    shown = {pane for pane, dock in studio.window.docks.items() if not dock.isHidden()}
    assert shown == set(WORKSPACES[name].docks)
    assert studio.window.panes[WORKSPACES[name].work].isVisible()


def test_a_pane_on_call_has_a_tab_until_it_is_closed(studio: Studio, qtbot: Any) -> None:
    window = studio.window
    assert window is not None
    left = window.work_area._groups[0]
    before = left.count()
    window._actions["view.training"].trigger()
    assert left.count() == before + 1 and window.panes["training"].isVisible()
    window._actions["view.training"].trigger()
    assert left.count() == before + 1
    window._actions["make.judge"].trigger()
    window.choose_workspace("edit")
    assert left.count() == before
    window.choose_workspace("make")
    assert left.count() == before + 2 and window.panes["report"].isVisible()
    cross = left.tabBar().tabButton(left.indexOf(window.panes["report"]), QTabBar.ButtonPosition.RightSide)
    qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert left.count() == before + 1 and not window.panes["report"].isVisible()
    window._actions["make.judge"].trigger()
    assert window.panes["report"].isVisible()


def test_a_training_comes_to_the_front_by_itself(studio: Studio) -> None:
    assert studio.window is not None
    run = studio.trainings.start(m.Train("no such recipe", "flowers"))
    assert studio.window.panes["training"].isVisible()
    studio.trainings.stop(run)


def test_a_slip_on_a_title_floats_nothing(studio: Studio, qtbot: Any) -> None:
    assert studio.window is not None
    dock = studio.window.docks["timeline"]
    title = dock.titleBarWidget()
    qtbot.mouseDClick(title, Qt.MouseButton.LeftButton, pos=title.rect().center())
    assert not dock.isFloating()
    dock.setFloating(True)
    qtbot.mouseDClick(title, Qt.MouseButton.LeftButton, pos=title.rect().center())
    assert not dock.isFloating()


def test_the_window_fits_the_screen(studio: Studio) -> None:
    assert studio.window is not None
    free, least = studio.window.screen().availableSize(), studio.window.minimumSizeHint()
    assert studio.window.height() <= max(free.height(), least.height())


def test_a_narrow_window_shows_every_workspace_and_the_whole_time(studio: Studio, qtbot: Any) -> None:
    window = studio.window
    assert window is not None
    for width, roomy in ((1024, False), (1600, True)):
        window.resize(width, 640)
        qtbot.waitUntil(lambda: window.width() == width)  # noqa: B023
        bar, viewer = window.top_bar, window.panes["viewer"]
        tabs = bar._tabs
        assert tabs.tabRect(tabs.count() - 1).right() <= tabs.width() + 1
        assert bool(bar._search.text()) is roomy
        assert viewer._time.width() >= viewer._time.sizeHint().width()  # type: ignore[attr-defined]


def test_keys_follow_to_the_workspace(studio: Studio) -> None:
    window = studio.window
    assert window is not None
    ask = window.panes["prompt"].form.ask  # type: ignore[attr-defined]
    ask.setFocus()
    window.choose_workspace("draw")
    assert window.focusWidget() is ask
    window.choose_workspace("edit")
    assert window.focusWidget() is window.panes["viewer"]


def test_the_words_of_the_ask_are_found_again(studio: Studio) -> None:
    assert studio.opened is not None
    folder = studio.opened.folder
    studio.opened.draft.prompt = "a fox by the sea"
    studio.new_project("Another")
    studio.open_project(folder)
    assert studio.opened.draft.prompt == "a fox by the sea"
    studio.opened.draft.prompt = ""
    studio.new_project("A third")
    studio.open_project(folder)
    assert studio.opened.draft.prompt == ""


def test_the_layout_is_found_again(studio: Studio) -> None:
    assert studio.window is not None
    studio.window.choose_workspace("edit")
    studio.window.docks["library"].hide()
    studio.window.work_area.toggle_split()
    studio._build_window()
    assert studio.window.docks["library"].isHidden()
    assert studio.window.work_area.is_split
    assert layouts.load().workspace == "edit"


def test_a_broken_layout_is_the_default_one(tmp_path: Path) -> None:
    for text in ("", "[]", '{"version": 2}', '{"version": 2, "geometry": "%%", "workspace": 1, "spaces": []}'):
        path = tmp_path / "window.json"
        path.write_text(text)
        assert layouts.load(path) == layouts.Layout()


def test_every_action_is_reachable_and_no_menu_entry_is_dead(studio: Studio) -> None:
    assert studio.window is not None
    idle = {"edit.undo", "edit.redo"}
    dead = [a.objectName() for a in studio.window._actions.all() if not a.isEnabled() and a.objectName() not in idle]
    assert not dead


def test_shortcuts_are_not_given_twice(studio: Studio) -> None:
    assert studio.window is not None
    keys = [a.shortcut().toString() for a in studio.window._actions.all() if not a.shortcut().isEmpty()]
    assert len(keys) == len(set(keys))


def test_undo_names_what_it_takes_back(studio: Studio) -> None:
    assert studio.opened is not None and studio.window is not None
    studio.opened.session.do(SetProject(name="Second"))
    undo = studio.window._actions["edit.undo"]
    assert undo.isEnabled() and "settings" in undo.text()
    undo.trigger()
    assert studio.opened.session.project.name == "First"
    studio.window._actions["edit.redo"].trigger()
    assert studio.opened.session.project.name == "Second"


def test_every_change_reaches_the_disk(studio: Studio) -> None:
    assert studio.opened is not None
    studio.opened.session.do(SetProject(notes="kept"))
    with ProjectFile.open(studio.opened.folder, read_only=True) as again:
        assert again.project.notes == "kept"


def test_the_language_changes_while_working(studio: Studio, qtbot: Any) -> None:
    assert studio.window is not None and studio.opened is not None
    studio.opened.draft.prompt = "a fox"
    before = studio.window
    studio.change_settings(replace(studio.settings, language="zh"))
    try:
        qtbot.waitUntil(lambda: studio.window is not None and studio.window is not before)
        window = studio.window
        shown = [w.text() for w in window.findChildren(QAbstractButton) if w.isVisibleTo(window)]
        shown += [w.text() for w in window.findChildren(QLabel) if w.isVisibleTo(window)]
        shown += [a.text() for a in window._actions.all()]
        english = [text for text in shown if text.strip() and i18n.language() == "zh" and _is_english(text)]
        assert not english, english
        assert window.panes["prompt"].form.ask.toPlainText() == "a fox"  # type: ignore[attr-defined]
    finally:
        i18n.set_language("en")


def _is_english(text: str) -> bool:
    """Two Latin words in a row with no Chinese beside them; names, units and time codes are not English."""
    words = [word for word in text.replace("&", "").split() if word.isascii() and word.isalpha() and len(word) > 2]
    return len(words) > 1 and not any("\u4e00" <= c <= "\u9fff" for c in text) and text != "Crossmedia Studio"


def test_a_second_window_only_looks(studio: Studio, qtbot: Any, qapp: QApplication) -> None:
    assert studio.opened is not None
    other = Studio(qapp, Settings())
    try:
        assert other.open_project(studio.opened.folder)
        assert other.opened is not None and other.window is not None
        assert other.opened.file.read_only
        assert not other.opened.do(SetProject(name="Stolen"))
        texts = [bar.text for bar in other.window.notices.bars.bars()]
        assert any("only be looked at" in text for text in texts)
    finally:
        other.close()
        other.deleteLater()
    assert studio.opened.session.project.name == "First"


def test_what_a_crash_left_is_offered(studio: Studio, qtbot: Any, tmp_path: Path) -> None:
    assert studio.opened is not None
    folder = tmp_path / "crashed"
    file = ProjectFile.create(folder, replace(studio.opened.session.project, id="abc", name="Old"))
    file.commit(replace(file.project, name="Unsaved"), "Rename")
    file.close()
    assert studio.open_project(folder)
    assert studio.window is not None and studio.opened.session.project.name == "Unsaved"
    bar = next(bar for bar in studio.window.notices.bars.bars() if "unsaved" in bar.text.lower())
    back = next(b for b in bar.findChildren(QAbstractButton) if b.text() == "Go back to the last save")
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert studio.opened.session.project.name == "Old"
    studio.opened.session.undo()
    assert studio.opened.session.project.name == "Unsaved"


def test_leaving_in_good_order_asks_nothing(studio: Studio) -> None:
    assert studio.opened is not None
    folder = studio.opened.folder
    studio.opened.session.do(SetProject(name="Changed"))
    studio.new_project("Other")
    assert studio.open_project(folder)
    assert studio.opened is not None and studio.window is not None
    assert not studio.opened.file.recovered and not studio.window.notices.bars.bars()


def test_a_folder_without_a_project_is_a_word_in_the_bar(studio: Studio, tmp_path: Path) -> None:
    assert not studio.open_project(tmp_path)
    assert studio.window is not None and studio.opened is not None
    assert "no project" in studio.window.notices.bars.bars()[0].text.lower()
    assert studio.opened.session.project.name == "First"


def test_an_error_that_nobody_foresaw_is_a_word_in_the_bar(studio: Studio) -> None:
    assert studio.window is not None
    studio.window._actions.run(lambda: 1 / 0)
    bar = studio.window.notices.bars.bars()[0]
    assert "went wrong" in bar.text
    studio.show_exception(StudioError, StudioError("The brush broke"), None)
    assert studio.window.notices.bars.bars()[0].text == "The brush broke."


def test_files_dropped_on_the_window_come_into_the_library(studio: Studio, qtbot: Any, picture_file: Path) -> None:
    assert studio.window is not None and studio.opened is not None
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture_file))])
    event = QDropEvent(
        QPointF(600, 400), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(studio.opened.makes.imported, timeout=30_000):
        studio.window.dropEvent(event)
    assert [item.name for item in studio.opened.session.project.media] == ["red.png"]


def test_search_finds_actions_and_runs_them(studio: Studio, qtbot: Any) -> None:
    from crossmedia_studio.ui.dialogs.action_search import ActionSearch

    assert studio.window is not None
    before = studio.window.work_area.is_split
    studio.window._actions["edit.search"].trigger()
    search = studio.window.findChild(ActionSearch)
    assert search is not None
    qtbot.keyClicks(search.words, "side by")
    assert search.list.count() == 1
    qtbot.keyClick(search.words, Qt.Key.Key_Return)
    assert studio.window.work_area.is_split is not before
