"""The Viewer shows the film, or an item alone; a snapshot is one edit."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.project.edits import RemoveClips
from tests.ui.world import S, World


@pytest.fixture
def pane(world: World, qtbot: Any) -> Any:
    made = world.pane("viewer")
    qtbot.waitUntil(lambda: not made.frame.image.isNull())
    return made


def test_it_shows_the_film_at_the_play_head(world: World, pane: Any, qtbot: Any) -> None:
    first = pane.frame.image
    assert first.width() == round(pane.frame.place().width())
    world.view.set_playhead(3 * S)
    qtbot.waitUntil(lambda: pane.frame.image != first)  # a frame of the first moment may still be on its way
    assert pane._time.text() == "00:00:03:00" and pane._length.text().endswith("00:00:08:00")


def test_choosing_an_item_shows_it_alone_and_the_timeline_brings_the_film_back(
    world: World, pane: Any, qtbot: Any
) -> None:
    world.view.show_media(world.item["walk.mp4"].id)
    assert world.playback.item == world.item["walk.mp4"].id
    assert pane._alone.isChecked() and not pane._film.isChecked()
    world.view.select(frozenset(("c",)))
    assert not world.playback.item and pane._film.isChecked()
    world.view.show_media(world.item["tone.wav"].id)
    qtbot.waitUntil(lambda: pane._wave.peaks is not None)
    assert pane._stack.currentWidget() is pane._wave
    world.view.show_media(world.item["harbour.txt"].id)
    qtbot.waitUntil(lambda: "Gulls" in pane._text.toPlainText())
    assert pane._stack.currentWidget() is pane._text


def test_a_snapshot_is_one_new_picture(world: World, pane: Any, qtbot: Any) -> None:
    before = world.project
    pane.snapshot()
    qtbot.waitUntil(lambda: world.project is not before)
    new = world.project.media[-1]
    assert new.kind is Kind.IMAGE and (new.width, new.height) == (pane.frame.image.width(), pane.frame.image.height())
    world.session.undo()
    assert world.project is before


def test_zoom_keeps_what_is_under_the_pointer(world: World, pane: Any) -> None:
    frame = pane.frame
    at = QPointF(frame.width() * 0.7, frame.height() * 0.4)

    def share() -> tuple[float, float]:
        place = frame.place()
        return (at.x() - place.left()) / place.width(), (at.y() - place.top()) / place.height()

    before = share()
    event = QWheelEvent(
        at, QPointF(frame.mapToGlobal(at)), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(frame, event)
    assert frame.zoom > 0
    assert share() == pytest.approx(before, abs=1e-6)
    pane._set_zoom("Fit", 0.0)
    assert frame.zoom == 0


def test_half_quality_asks_for_fewer_pixels(world: World, pane: Any, qtbot: Any) -> None:
    full = pane.frame.image.width()
    pane.frame.set_quality(0.5)
    qtbot.waitUntil(lambda: abs(pane.frame.image.width() - full / 2) <= 1)


def test_meters_rise_hold_and_fall(world: World, pane: Any, qtbot: Any) -> None:
    meters = pane.meters
    meters.show_levels(-6.0, -12.0)
    assert meters._shown == [-6.0, -12.0]
    qtbot.waitUntil(lambda: meters._shown[0] < -10)
    assert meters._held[0][0] == -6.0
    picture = QImage(meters.size(), QImage.Format.Format_RGB32)
    meters.render(picture)


def test_an_empty_film_invites(world: World, pane: Any) -> None:
    world.do(RemoveClips(("a", "b", "c", "d", "t")))
    assert pane._stack.currentWidget() is pane._empty
