"""One gesture, one edit; undo gives back the very document; a refusal changes nothing and says why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.project.edits import SetMarkers, SetTrack
from crossmedia_studio.project.model import Clip, Marker, Project, TrackKind
from crossmedia_studio.ui.dragging import pack
from crossmedia_studio.ui.widgets.timeline_layout import Part
from tests.ui.world import S, World, drag

NONE, ALT, SHIFT, CONTROL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


@pytest.fixture
def pane(world: World) -> Any:
    made = world.pane("timeline")
    made.timeline.set_scale(80.0, 0)
    made.timeline.horizontalScrollBar().setValue(0)
    return made


def spot(pane: Any, clip_id: str, share: float = 0.5) -> QPointF:
    """A point on a clip, below the fade handles."""
    lanes = pane.timeline.lanes
    for row in lanes.rows:
        for clip in row.track.clips:
            if clip.id == clip_id:
                x = lanes.x(clip.start) + share * lanes.width(clip.length)
                return QPointF(x, lanes.y(row) + row.height - 6)
    raise AssertionError(clip_id)


def pixels(pane: Any, seconds: float) -> float:
    return seconds * pane.timeline.lanes.scale


def one_edit(world: World, before: Project) -> None:
    """Exactly one step was made, and undo gives back the identical object."""
    assert world.project is not before
    after = world.project
    world.session.undo()
    assert world.project is before
    assert not world.session.can_undo
    world.session.redo()
    assert world.project is after


def test_a_drag_moves_a_clip_in_one_step(world: World, pane: Any) -> None:
    before = world.project
    start = spot(pane, "c")
    drag(pane.timeline.viewport(), start, start + QPointF(pixels(pane, 1.0), 0), SHIFT)
    assert world.clip("c").start == 7 * S
    assert world.view.selection == {"c"}
    one_edit(world, before)


def test_a_drag_crosses_tracks_of_its_kind(world: World, pane: Any) -> None:
    before = world.project
    start = spot(pane, "c")
    down = pane.timeline.lanes.row_of(before.tracks[0].id)
    target = QPointF(start.x(), pane.timeline.lanes.y(down) + 30)
    drag(pane.timeline.viewport(), start, target)
    assert [c.id for c in world.project.tracks[0].clips] == ["a", "b", "c"]
    one_edit(world, before)


def test_edges_snap_and_show_a_line(world: World, pane: Any) -> None:
    seen = []
    start = spot(pane, "c")
    close = QPointF(pixels(pane, -2.0) + 5, 0)  # c then begins 5 pixels after b ends
    drag(
        pane.timeline.viewport(),
        start,
        start + close,
        before_release=lambda: seen.append(pane.timeline.pointer.gesture.line),
    )
    assert seen == [4 * S]
    assert world.clip("c").start == 4 * S


def test_shift_and_the_magnet_turn_snapping_off(world: World, pane: Any) -> None:
    start = spot(pane, "c")
    close = QPointF(pixels(pane, -2.0) + 5, 0)
    drag(pane.timeline.viewport(), start, start + close, SHIFT)
    assert world.clip("c").start != 4 * S
    world.session.undo()
    pane._magnet.setChecked(False)
    drag(pane.timeline.viewport(), start, start + close)
    assert world.clip("c").start != 4 * S


def test_a_refused_drag_springs_back_and_says_why(world: World, pane: Any, qtbot: Any) -> None:
    before = world.project
    start = spot(pane, "b")
    with qtbot.waitSignal(pane.refused) as refused:
        drag(pane.timeline.viewport(), start, start - QPointF(pixels(pane, 1.0), 0), SHIFT)
    assert world.project is before
    assert "another clip is in the way" in refused.args[0]
    assert pane.timeline.lanes.project is before


def test_alt_drag_lays_a_copy(world: World, pane: Any) -> None:
    before = world.project
    start = spot(pane, "c")
    drag(pane.timeline.viewport(), start, start + QPointF(pixels(pane, 3.0), 0), ALT | SHIFT)
    clips = world.project.tracks[1].clips
    assert [c.start for c in clips] == [6 * S, 9 * S]
    assert world.view.selection == {clips[1].id}
    one_edit(world, before)


@pytest.mark.parametrize(
    ("clip", "share", "by", "start", "length"),
    [("c", 0.0, -1.0, 5.0, 3.0), ("c", 1.0, 1.0, 6.0, 3.0), ("a", 1.0, -0.5, 0.0, 1.5), ("d", 1.0, 3.0, 0.0, 3.0)],
)
def test_trimming(world: World, pane: Any, clip: str, share: float, by: float, start: float, length: float) -> None:
    """The last case: a sound has no more than it has."""
    before = world.project
    edge = spot(pane, clip, share) + QPointF(2 if share == 0 else -2, 0)
    drag(pane.timeline.viewport(), edge, edge + QPointF(pixels(pane, by), 0), SHIFT)
    trimmed = world.clip(clip)
    assert abs(trimmed.start - start * S) <= S // 24 and abs(trimmed.length - length * S) <= S // 24
    if by < 3:
        one_edit(world, before)
    else:
        assert world.project is before


def test_fade_handles(world: World, pane: Any) -> None:
    before = world.project
    lanes = pane.timeline.lanes
    row = lanes.row_of(before.tracks[1].id)
    handle = QPointF(lanes.fade_handles(world.clip("c"))[0], lanes.y(row) + 8)
    assert lanes.hit(handle.x(), handle.y()).part is Part.FADE_IN
    end = QPointF(lanes.x(7 * S), handle.y())
    drag(pane.timeline.viewport(), handle, end)
    assert world.clip("c").fade_in == S
    one_edit(world, before)


def test_a_transition_is_stretched_selected_and_deleted(world: World, pane: Any) -> None:
    before = world.project
    lanes = pane.timeline.lanes
    row = lanes.row_of(before.tracks[0].id)
    y = lanes.y(row) + 30
    edge = QPointF(lanes.x(2 * S + S // 4) - 2, y)
    drag(pane.timeline.viewport(), edge, QPointF(lanes.x(2 * S + S // 2), y))
    assert world.project.tracks[0].transitions[0].length == S
    one_edit(world, before)
    middle = QPointF(lanes.x(2 * S), y)
    drag(pane.timeline.viewport(), middle, middle)
    pane._delete()
    assert not world.project.tracks[0].transitions
    assert len(world.project.tracks[0].clips) == 2


def test_rubber_band_and_control_click(world: World, pane: Any) -> None:
    lanes, viewport = pane.timeline.lanes, pane.timeline.viewport()
    empty = QPointF(lanes.x(5 * S), lanes.y(lanes.row_of(world.project.tracks[1].id)) + 10)
    drag(viewport, empty, QPointF(lanes.x(7 * S), empty.y() + 5))
    assert world.view.selection == {"c"}
    drag(viewport, spot(pane, "d"), spot(pane, "d"), CONTROL)
    assert world.view.selection == {"c", "d"}
    drag(viewport, spot(pane, "c"), spot(pane, "c"), CONTROL)
    assert world.view.selection == {"d"}


def test_escape_forgets_a_drag(world: World, pane: Any, qtbot: Any) -> None:
    before = world.project
    start = spot(pane, "c")
    drag(
        pane.timeline.viewport(),
        start,
        start + QPointF(90, 0),
        before_release=lambda: qtbot.keyClick(pane.timeline, Qt.Key.Key_Escape),
    )
    assert world.project is before


def test_a_locked_track_refuses(world: World, pane: Any, qtbot: Any) -> None:
    world.do(SetTrack(world.project.tracks[1].id, locked=True))
    before = world.project
    start = spot(pane, "c")
    with qtbot.waitSignal(pane.refused) as refused:
        drag(pane.timeline.viewport(), start, start + QPointF(90, 0))
    assert world.project is before and "locked" in refused.args[0]


@pytest.mark.parametrize(
    ("keys", "clips"),
    [
        ((Qt.Key.Key_S, NONE), {"V1": 2, "V2": 2}),
        ((Qt.Key.Key_B, CONTROL), {"V1": 2, "V2": 2}),
        ((Qt.Key.Key_Delete, NONE), {"V1": 2, "V2": 0}),
        ((Qt.Key.Key_Delete, SHIFT), {"V1": 2, "V2": 0}),
        ((Qt.Key.Key_D, CONTROL), {"V1": 2, "V2": 2}),
    ],
)
def test_keys(world: World, pane: Any, qtbot: Any, keys: Any, clips: dict[str, int]) -> None:
    before = world.project
    world.view.select(frozenset(("c",)))
    world.view.set_playhead(7 * S)
    qtbot.keyClick(pane.timeline, *keys)
    count = {t.name: len(t.clips) for t in world.project.tracks}
    assert {name: count[name] for name in clips} == clips
    one_edit(world, before)


def test_ripple_delete_closes_the_gap(world: World, pane: Any) -> None:
    world.view.select(frozenset(("a",)))
    pane.commands.ripple_delete()
    assert world.clip("b").start == 0


def test_dissolve_marker_caption_and_range(world: World, pane: Any) -> None:
    commands = pane.commands
    world.view.set_playhead(2 * S)
    commands.dissolve()
    assert world.project.tracks[0].transitions[0].length == S
    commands.add_marker()
    assert world.project.markers[0].time == 2 * S
    commands.add_marker()
    assert not world.project.markers
    commands.add_caption()
    assert world.clip(next(iter(world.view.selection))).start == 2 * S
    commands.mark_in()
    world.view.set_playhead(3 * S)
    commands.mark_out()
    assert world.view.range == (2 * S, 3 * S)
    commands.to_cut(1)
    assert world.view.playhead == 4 * S


def test_a_caption_fits_into_the_gap_at_the_play_head(world: World, pane: Any) -> None:
    """The only caption lies from 1 to 2 s: at 0 there is room for one second."""
    pane.commands.add_caption()
    clip = world.clip(next(iter(world.view.selection)))
    assert (clip.start, clip.length) == (0, S)
    world.view.set_playhead(S)
    pane.commands.add_caption()
    clip = world.clip(next(iter(world.view.selection)))
    assert (clip.start, clip.length) == (2 * S, 3 * S)


def test_copy_and_paste_keep_distances(world: World, pane: Any) -> None:
    world.view.select(frozenset(("a", "b")))
    pane.commands.copy()
    world.view.set_playhead(5 * S)
    pane.commands.paste()
    assert [c.start for c in world.project.tracks[0].clips] == [0, 2 * S, 5 * S, 7 * S]


def test_work_without_a_mouse(world: World, pane: Any, qtbot: Any) -> None:
    qtbot.keyClick(pane.timeline, Qt.Key.Key_BracketRight)
    assert world.view.selection == {"a"}
    assert "walk.mp4" in pane.timeline.describe()
    world.view.select(frozenset(("c",)))
    qtbot.keyClick(pane.timeline, Qt.Key.Key_Period)
    qtbot.keyClick(pane.timeline, Qt.Key.Key_Period)
    assert world.clip("c").start == 6 * S + 2 * (S // 24)
    world.session.undo()
    assert world.clip("c").start == 6 * S


def test_the_ruler_scrubs_and_moves_markers(world: World, pane: Any) -> None:
    lanes, ruler = pane.timeline.lanes, pane.timeline.ruler
    drag(ruler, QPointF(lanes.x(S), 10), QPointF(lanes.x(3 * S), 10))
    assert world.view.playhead == 3 * S
    world.do(SetMarkers((Marker(5 * S, "here"),)))
    drag(ruler, QPointF(lanes.x(5 * S), 20), QPointF(lanes.x(6 * S), 20))
    assert world.project.markers[0].time == 6 * S
    world.session.undo()
    assert world.project.markers[0].time == 5 * S


def test_heads_mute_rename_and_resize(world: World, pane: Any, qtbot: Any) -> None:
    heads, lanes = pane.timeline.heads, pane.timeline.lanes
    row = lanes.row_of(world.project.tracks[0].id)
    before = world.project
    button = heads._button(row, 0)
    drag(heads, QPointF(button.center()), QPointF(button.center()))
    assert world.project.tracks[0].muted
    one_edit(world, before)
    edge = QPointF(20, lanes.y(row) + row.height)
    drag(heads, edge, edge + QPointF(0, 40))
    assert lanes.row_of(world.project.tracks[0].id).height == row.height + 40
    heads.rename(world.project.tracks[0].id)
    heads._editor.setText("Picture")
    qtbot.keyClick(heads._editor, Qt.Key.Key_Return)
    assert world.project.tracks[0].name == "Picture"


def _drop(pane: Any, mime: QMimeData, at: QPointF) -> None:
    viewport = pane.timeline.viewport()
    actions, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    QApplication.sendEvent(viewport, QDragEnterEvent(at.toPoint(), actions, mime, left, NONE))
    QApplication.sendEvent(viewport, QDragMoveEvent(at.toPoint(), actions, mime, left, NONE))
    assert pane.timeline._landing
    QApplication.sendEvent(viewport, QDropEvent(at, actions, mime, left, NONE))


def test_library_items_drop_where_the_ghost_was(world: World, pane: Any) -> None:
    before = world.project
    lanes = pane.timeline.lanes
    at = QPointF(lanes.x(9 * S), lanes.y(lanes.row_of(before.tracks[1].id)) + 20)
    _drop(pane, pack([world.item["hill.png"], world.item["tone.wav"]], world.store), at)
    added = world.project.tracks[1].clips[-1]
    assert (added.start, added.length) == (9 * S, 4 * S)
    assert world.project.tracks[2].clips[-1].start == 9 * S
    one_edit(world, before)


def test_a_dropped_text_becomes_captions(world: World, pane: Any, qtbot: Any) -> None:
    lanes = pane.timeline.lanes
    at = QPointF(lanes.x(3 * S), lanes.y(lanes.rows[0]) + 10)
    _drop(pane, pack([world.item["harbour.txt"]], world.store), at)
    qtbot.waitUntil(lambda: len(world.project.tracks[4].clips) == 4)
    assert [c.text for c in world.project.tracks[4].clips] == [
        "Hello",
        "The harbour wakes.",
        "Gulls circle.",
        "海港醒来。",
    ]


def test_a_dropped_file_is_imported_and_laid_in_one_step(world: World, pane: Any, qtbot: Any, tmp_path: Path) -> None:
    before = world.project
    image.write(Image(np.full((20, 30, 4), 200, np.uint8)), tmp_path / "new.png")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "new.png"))])
    lanes = pane.timeline.lanes
    _drop(pane, mime, QPointF(lanes.x(9 * S), lanes.y(lanes.row_of(before.tracks[0].id)) + 20))
    qtbot.waitUntil(lambda: world.project is not before)
    assert len(world.project.media) == len(before.media) + 1
    assert world.project.tracks[0].clips[-1].start == 9 * S
    one_edit(world, before)


def test_wheel_zooms_about_the_pointer_and_scrolls(world: World, pane: Any) -> None:
    view = pane.timeline
    under = view.lanes.time(300)

    def wheel(dy: int, keys: Qt.KeyboardModifier) -> None:
        at = QPointF(300, 50)
        event = QWheelEvent(
            at, QPointF(view.viewport().mapToGlobal(at)), QPoint(), QPoint(0, dy), Qt.MouseButton.NoButton, keys,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view.viewport(), event)

    scale = view.lanes.scale
    wheel(240, CONTROL)
    assert view.lanes.scale > scale
    assert abs(view.lanes.time(300) - under) < view.lanes.ticks(1.5)
    left = view.lanes.left
    wheel(-120, SHIFT)
    assert view.lanes.left > left
    view.fit()
    assert view.lanes.left == 0 and view.lanes.x(world.project.length) < view.viewport().width()


def test_the_empty_timeline_invites(world: World, pane: Any) -> None:
    assert not pane._empty.isVisible()
    world.view.select(frozenset("abcdt"))
    pane.commands.delete()
    assert pane._empty.isVisible()
    world.session.undo()
    assert not pane._empty.isVisible()


def test_thumbnails_and_waveforms_arrive(world: World, pane: Any, qtbot: Any) -> None:
    art = pane.timeline._art
    qtbot.waitUntil(lambda: bool(art._pictures) and bool(art._peaks))
    assert world.item["tone.wav"].id in art._peaks
    assert not world.failures


def test_ten_thousand_clips_stay_fluid(world: World, pane: Any) -> None:
    """A picture of everything, and of a part, is painted well within a frame or two of the screen."""
    import time

    hill = world.item["hill.png"].id
    track = replace(world.project.tracks[1], clips=tuple(Clip(f"k{i}", i * S, S, media=hill) for i in range(10_000)))
    pane.timeline.show_project(replace(world.project, tracks=(track,)))
    for scale in (0.1, 60.0):
        pane.timeline.set_scale(scale, 0)
        pane.grab()
        begun = time.perf_counter()
        pane.timeline.viewport().grab()
        assert time.perf_counter() - begun < 0.25
    assert pane.timeline.lanes.rows[0].track.kind is TrackKind.VIDEO


def test_the_viewer_sees_the_edge_that_is_trimmed(world: World, pane: Any) -> None:
    looked = []
    edge = spot(pane, "c", 0.0) + QPointF(2, 0)
    drag(
        pane.timeline.viewport(),
        edge,
        edge - QPointF(pixels(pane, 1.0), 0),
        SHIFT,
        before_release=lambda: looked.append((world.playback.project, world.playback._sight)),
    )
    project, sight = looked[0]
    assert project is not world.project and sight == world.clip("c").start
    assert world.playback.project is world.project and world.playback._sight is None


def test_trimming_stops_at_the_neighbour(world: World, pane: Any) -> None:
    before = world.project
    edge = spot(pane, "b", 0.0) + QPointF(2, 0)
    drag(pane.timeline.viewport(), edge, edge - QPointF(pixels(pane, 1.0), 0), SHIFT)
    assert world.project is before
    edge = spot(pane, "b", 1.0) - QPointF(2, 0)
    drag(pane.timeline.viewport(), edge, edge + QPointF(pixels(pane, 3.0), 0), SHIFT)
    assert world.clip("b").end == pytest.approx(7 * S, abs=S / 20)


def test_control_drag_moves_a_cut_and_keeps_its_transition(world: World, pane: Any) -> None:
    before = world.project
    edge = spot(pane, "a", 1.0) - QPointF(2, 0)
    drag(pane.timeline.viewport(), edge, edge - QPointF(pixels(pane, 0.5), 0), CONTROL | SHIFT)
    a, b = world.clip("a"), world.clip("b")
    assert a.end == b.start == pytest.approx(1.5 * S, abs=S / 20) and b.end == 4 * S
    assert len(world.project.tracks[0].transitions) == 1
    one_edit(world, before)
    world.session.undo()
    drag(pane.timeline.viewport(), edge, edge + QPointF(pixels(pane, 1.0), 0), CONTROL | SHIFT)
    assert world.clip("a").end == 2 * S  # the film has no more to give


def test_a_film_on_a_sound_track_gives_its_sound(world: World, pane: Any) -> None:
    lanes = pane.timeline.lanes
    at = QPointF(lanes.x(5 * S), lanes.y(lanes.row_of(world.project.tracks[3].id)) + 10)
    _drop(pane, pack([world.item["walk.mp4"]], world.store), at)
    assert world.project.tracks[3].clips[0].media == world.item["walk.mp4"].id
