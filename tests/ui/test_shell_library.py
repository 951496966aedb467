"""The Library and the Queue: one gesture, one edit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.engine import messages as m
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.ui.dragging import MIME, local_files, media_ids
from crossmedia_studio.ui.jobs import Jobs, State
from crossmedia_studio.ui.library_model import ItemRole
from crossmedia_studio.ui.panes import build
from crossmedia_studio.ui.panes.library import LibraryPane
from crossmedia_studio.ui.panes.queue import QueuePane


@pytest.fixture
def pane(parts: dict[str, Any], qtbot: Any) -> Iterator[LibraryPane]:
    result = build(LibraryPane, parts)
    assert isinstance(result, LibraryPane)
    qtbot.addWidget(result)
    result.resize(280, 500)
    result.show()
    yield result
    result.release()


@pytest.fixture
def queue(parts: dict[str, Any], qtbot: Any) -> QueuePane:
    result = build(QueuePane, parts)
    assert isinstance(result, QueuePane)
    qtbot.addWidget(result)
    result.show()
    return result


def _names(pane: LibraryPane) -> list[str]:
    return [pane.model.data(pane.model.index(row)) for row in range(pane.model.rowCount())]


def _select(pane: LibraryPane, row: int) -> None:
    pane.grid.setCurrentIndex(pane.model.index(row))


def test_dropped_files_come_in_as_one_edit(
    pane: LibraryPane, parts: dict[str, Any], picture_file: Path, sound_file: Path, qtbot: Any
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in (picture_file, sound_file)])
    event = QDropEvent(
        QPointF(40, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(parts["makes"].imported, timeout=30_000):
        pane.dropEvent(event)
    assert sorted(_names(pane)) == ["red.png", "tone.wav"]
    parts["session"].undo()
    assert _names(pane) == [] and not parts["session"].can_undo


def test_what_cannot_be_imported_is_named(
    pane: LibraryPane, queue: QueuePane, parts: dict[str, Any], tmp_path: Path, picture_file: Path, qtbot: Any
) -> None:
    bad = tmp_path / "broken.png"
    bad.write_bytes(picture_file.read_bytes()[:60])
    with qtbot.waitSignal(parts["makes"].refused, timeout=30_000) as refused:
        parts["makes"].import_files((bad,))
    assert "1 of the files" in refused.args[0].sentence and "broken.png" in refused.args[0].why
    assert "1 of the files" in queue.cards()[0].words.text()


def test_words_kinds_and_stars_filter(
    pane: LibraryPane, picture: MediaItem, add_file: Callable[[Path], MediaItem], sound_file: Path, qtbot: Any
) -> None:
    sound = add_file(sound_file)
    assert _names(pane) == ["tone.wav", "red.png"]
    qtbot.keyClicks(pane.search, "red")
    assert _names(pane) == ["red.png"]
    pane.search.clear()
    qtbot.mouseClick(pane._kinds[Kind.AUDIO], Qt.MouseButton.LeftButton)
    assert _names(pane) == [sound.name]
    qtbot.mouseClick(pane._kinds[Kind.AUDIO], Qt.MouseButton.LeftButton)
    _select(pane, 1)
    qtbot.keyClick(pane.grid, Qt.Key.Key_4)
    qtbot.mouseClick(pane._starred, Qt.MouseButton.LeftButton)
    assert _names(pane) == ["red.png"]


def test_stars_rename_and_remove_are_edits(
    pane: LibraryPane, parts: dict[str, Any], picture: MediaItem, qtbot: Any
) -> None:
    session = parts["session"]
    _select(pane, 0)
    qtbot.keyClick(pane.grid, Qt.Key.Key_3)
    assert session.project.items[picture.id].stars == 3
    pane.grid.renamed.emit(picture.id, "Ruby")
    assert _names(pane) == ["Ruby"]
    _select(pane, 0)
    qtbot.keyClick(pane.grid, Qt.Key.Key_Delete)
    assert not session.project.media
    for _ in range(3):
        session.undo()
    assert session.project.items[picture.id] == picture


def test_a_double_click_opens_it(pane: LibraryPane, parts: dict[str, Any], picture: MediaItem, qtbot: Any) -> None:
    with qtbot.waitSignal(parts["view"].media_opened):
        pane.grid.doubleClicked.emit(pane.model.index(0))
    assert parts["view"].media == picture.id


def test_a_drag_carries_ids_and_files(pane: LibraryPane, parts: dict[str, Any], picture: MediaItem) -> None:
    data = pane.model.mimeData([pane.model.index(0)])
    assert media_ids(data) == (picture.id,) and data.hasFormat(MIME)
    assert data.urls()[0].toLocalFile() == str(parts["store"].path(picture.id, picture.suffix))
    assert local_files(data) == ()


def test_pictures_arrive_from_the_media_lane(
    pane: LibraryPane, parts: dict[str, Any], picture: MediaItem, qtbot: Any
) -> None:
    thumbnails = parts["thumbnails"]
    if thumbnails.get(picture) is None:
        with qtbot.waitSignal(thumbnails.ready, timeout=30_000):
            pass
    made = thumbnails.get(picture)
    assert made is not None and made.width() == 64
    assert pane.model.data(pane.model.index(0), ItemRole) is parts["session"].project.media[0]


def test_found_by_meaning_leads(
    pane: LibraryPane, picture: MediaItem, add_file: Callable[[Path], MediaItem], sound_file: Path
) -> None:
    add_file(sound_file)
    pane.search.setText("ruby")
    assert _names(pane) == []
    pane.show_found("ruby", ((picture.id, 0.8),))
    assert _names(pane) == ["red.png"]
    pane.show_found("other words", ())
    assert _names(pane) == ["red.png"]


def test_the_queue_tells_how_a_job_went(
    queue: QueuePane, jobs: Jobs, parts: dict[str, Any], qtbot: Any, tmp_path: Path
) -> None:
    request = m.Make(Kind.VIDEO, project_folder=tmp_path, backend="no such thing", prompt="x")
    jobs.submit(request, title="Impossible", failed=lambda failed: None)
    qtbot.waitUntil(lambda: bool(queue.cards()) and queue.cards()[0].job.state is State.FAILED, timeout=60_000)
    card = queue.cards()[0]
    assert card.title.text() == "Impossible"
    assert "no such thing" in card._error.text() and not card._error.isHidden()
    card._fold.click()
    assert not card._details.isHidden()
    card._away.click()
    assert queue.cards() == [] and not jobs.jobs()


def test_a_waiting_job_can_be_cancelled(
    queue: QueuePane, jobs: Jobs, parts: dict[str, Any], settled: Callable[[], None]
) -> None:
    for number in range(3):
        jobs.submit(m.Understand(text=f"A fox number {number}"), title=f"Read {number}")
    last = queue.cards()[0]
    last._front.click()
    last.stop.click()
    assert last.job.state in (State.STOPPING, State.STOPPED)
    settled()
    states = {card.job.title: card.job.state for card in queue.cards()}
    assert states["Read 2"] in (State.STOPPED, State.DONE) and states["Read 0"] is State.DONE


def test_a_result_can_be_shown_after_the_pane_was_built_anew(
    parts: dict[str, Any], jobs: Jobs, picture: MediaItem, qtbot: Any
) -> None:
    job = jobs.submit(m.Import((), Path()), lane="media", title="Fox", failed=lambda failed: None)
    parts["makes"].results[job] = picture.id
    again = build(QueuePane, parts)
    qtbot.addWidget(again)
    assert isinstance(again, QueuePane)
    assert not again.cards()[0]._show.isHidden()
    again.open_result(again.cards()[0].job)
    assert parts["view"].media == picture.id
    qtbot.waitUntil(lambda: not jobs.busy)
