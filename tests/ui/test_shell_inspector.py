"""The Inspector: what it shows follows the document, what it changes is one edit a gesture."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from crossmedia_studio.core.timing import ticks
from crossmedia_studio.engine import messages as m
from crossmedia_studio.project import timeline
from crossmedia_studio.project.edits import AddClips
from crossmedia_studio.project.model import Blend, Clip, Curve, Keyframe, MediaItem
from crossmedia_studio.ui.inspector.curves import toggled, with_value
from crossmedia_studio.ui.panes import build
from crossmedia_studio.ui.panes.inspector import CLIP, MEDIA, PROJECT, InspectorPane


@pytest.fixture
def pane(parts: dict[str, Any], qtbot: Any) -> Iterator[InspectorPane]:
    result = build(InspectorPane, parts)
    assert isinstance(result, InspectorPane)
    qtbot.addWidget(result)
    result.resize(340, 800)
    result.show()
    yield result
    result.release()


@pytest.fixture
def clips(parts: dict[str, Any], picture: MediaItem) -> tuple[str, str, str]:
    """Two touching pictures and a caption on the timeline; the first is selected."""
    tracks = {track.name: track.id for track in parts["session"].project.tracks}
    parts["session"].do(
        AddClips(
            (
                (tracks["V1"], Clip("one", 0, ticks(4), media=picture.id)),
                (tracks["V1"], Clip("two", ticks(4), ticks(4), media=picture.id)),
                (tracks["T1"], Clip("cap", 0, ticks(2), text="Hello")),
            )
        )
    )
    parts["view"].select(frozenset({"one"}))
    return ("one", "two", "cap")


def _clip(parts: dict[str, Any], name: str) -> Clip:
    return timeline.clip(parts["session"].project, name)[1]


def test_a_drag_is_one_step(pane: InspectorPane, parts: dict[str, Any], clips: tuple[str, ...]) -> None:
    steps = len(parts["session"]._undo)
    row = pane.clip_page.curves["opacity"]
    for percent in (90, 70, 50):
        row.number.edited.emit(percent, True)
    row.number.edited.emit(50, False)
    assert _clip(parts, "one").transform.opacity.value == 0.5
    assert len(parts["session"]._undo) == steps + 1
    row.number.edited.emit(20, False)
    assert len(parts["session"]._undo) == steps + 2
    parts["session"].undo()
    parts["session"].undo()
    assert _clip(parts, "one").transform.opacity.value == 1.0


def test_a_keyframe_is_set_where_the_playhead_is(
    pane: InspectorPane, parts: dict[str, Any], clips: tuple[str, ...], qtbot: Any
) -> None:
    row = pane.clip_page.curves["scale"]
    row.diamond.click()
    parts["view"].set_playhead(ticks(2))
    row.number.edited.emit(200, False)
    keys = _clip(parts, "one").transform.scale.keys
    assert [(key.time, key.value) for key in keys] == [(0, 1.0), (ticks(2), 2.0)]
    qtbot.waitUntil(lambda: row.number.value == 200)


def test_all_selected_clips_change_together(pane: InspectorPane, parts: dict[str, Any], clips: tuple[str, ...]) -> None:
    parts["view"].select(frozenset({"one", "two"}))
    pane.clip_page.blend.setCurrentIndex(2)
    assert {_clip(parts, name).blend for name in ("one", "two")} == {Blend.SCREEN}
    parts["session"].undo()
    assert {_clip(parts, name).blend for name in ("one", "two")} == {Blend.NORMAL}


def test_fades_words_and_lettering(pane: InspectorPane, parts: dict[str, Any], clips: tuple[str, ...]) -> None:
    pane.clip_page.fade_in.edited.emit(0.5, False)
    assert _clip(parts, "one").fade_in == ticks(0.5)
    parts["view"].select(frozenset({"cap"}))
    assert pane.clip_page.text.toPlainText() == "Hello"
    pane.clip_page.text.setPlainText("Hello again")
    assert _clip(parts, "cap").text == "Hello again"
    pane.clip_page.style_box.bold.click()
    pane.clip_page.style_box.numbers["size"].edited.emit(8.0, False)
    assert _clip(parts, "cap").style.bold and _clip(parts, "cap").style.size == 0.08


def test_transitions_and_effects_come_from_the_engine(
    pane: InspectorPane, parts: dict[str, Any], clips: tuple[str, ...], abilities: m.Abilities
) -> None:
    pane.refresh()
    before, after = pane.clip_page.transitions.rows
    assert before.isHidden() and not after.isHidden()
    after.kind.setCurrentIndex(after.kind.findData("dissolve"))
    track = timeline.clip(parts["session"].project, "one")[0]
    assert [(t.kind, t.length) for t in track.transitions] == [("dissolve", ticks(1.0))]
    pane.refresh()
    after.length.edited.emit(2.0, False)
    assert timeline.clip(parts["session"].project, "one")[0].transitions[0].length == ticks(2.0)
    pane.refresh()
    after.kind.setCurrentIndex(0)
    assert not timeline.clip(parts["session"].project, "one")[0].transitions
    name = abilities.effects[0][0]
    pane.clip_page.effects.add(name)
    pane.refresh()
    param = abilities.effects[0][2][0]
    value = param.maximum if param.type is not bool else True
    pane.clip_page.effects.set_option(0, param.name, value, False)
    pane.clip_page.effects.enable(0, False)
    use = _clip(parts, "one").effects[0]
    assert use.name == name and dict(use.options)[param.name] == value and not use.enabled
    pane.clip_page.effects.remove(0)
    assert not _clip(parts, "one").effects


def test_a_medium_is_rated_tagged_and_read(
    pane: InspectorPane, parts: dict[str, Any], picture: MediaItem, qtbot: Any
) -> None:
    parts["view"].open_media(picture.id)
    assert pane.tabs.currentIndex() == MEDIA
    page = pane.media_page
    page._stars[3].click()
    page.tags.setText("red, warm，plain")
    page.tags.editingFinished.emit()
    page.name.setText("Ruby")
    page.name.editingFinished.emit()
    item = parts["session"].project.items[picture.id]
    assert (item.stars, item.tags, item.name) == (4, ("red", "warm", "plain"), "Ruby")
    page.read.click()
    qtbot.waitUntil(lambda: bool(parts["session"].project.items[picture.id].meaning), timeout=60_000)
    qtbot.waitUntil(lambda: page.read.isHidden())
    assert "Colours" in page._words.text()


def test_nothing_selected_shows_the_project(pane: InspectorPane, parts: dict[str, Any]) -> None:
    assert pane.tabs.currentIndex() == PROJECT
    page = pane.project_page
    page.name.setText("Moon")
    page.name.editingFinished.emit()
    page.frame.setCurrentIndex(3)
    page.rate.setCurrentIndex(page.rate.findData("30"))
    page.notes.setPlainText("to do")
    project = parts["session"].project
    assert (project.name, project.width, project.height, project.fps) == ("Moon", 1080, 1080, Fraction(30))
    assert project.notes == "to do"


def test_a_selected_clip_comes_to_the_front(pane: InspectorPane, parts: dict[str, Any], clips: tuple[str, ...]) -> None:
    assert pane.tabs.currentIndex() == CLIP
    parts["session"].undo()
    pane.refresh()
    assert pane._holder(CLIP).currentIndex() == 1


def test_curves_with_and_without_keyframes() -> None:
    flat = Curve(1.0)
    assert with_value(flat, 5, 2.0) == Curve(2.0)
    one = toggled(flat, 10)
    assert one.keys == (Keyframe(10, 1.0),)
    two = with_value(one, 20, 3.0)
    assert [key.time for key in two.keys] == [10, 20]
    assert with_value(two, 21, 4.0, near=2).keys[1] == Keyframe(20, 4.0)
    assert toggled(toggled(two, 10), 20) == Curve(3.0)
