"""A morph at a cut between two sounds: asked once, laid by one edit that Undo takes back, and never in the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.engine import messages as m
from crossmedia_studio.project.edits import AddClips, MoveClips
from crossmedia_studio.project.model import Clip, MediaItem
from crossmedia_studio.ui import sound_morph
from crossmedia_studio.ui.makes import Makes
from crossmedia_studio.ui.widgets.timeline_commands import nearest_cut
from tests.ui.world import Asked, S, World

ITEM = MediaItem("f" * 64, Kind.AUDIO, "morph", ".flac", length=3 * S, rate=48_000, channels=2)


@pytest.fixture
def touching(world: World) -> World:
    """The tone on A1 from 0 to 3 s, and again from 3 s to 6 s."""
    tone = world.item["tone.wav"].id
    assert world.do(AddClips(((world.project.tracks[2].id, Clip("e", 3 * S, 2 * S, media=tone, offset=S)),)))
    return world


def morphed(world: World, asked: Asked, tmp_path: Path) -> tuple[Makes, list[str]]:
    makes, said = Makes(asked, world.session, world.store, tmp_path), list[str]()  # type: ignore[arg-type]
    sound_morph.morph_at_cut(world.project, world.view, makes, said.append)
    return makes, said


def test_the_cut_is_filled_by_one_edit_and_undone_by_one(touching: World, tmp_path: Path) -> None:
    asked = Asked()
    before = touching.project
    _, said = morphed(touching, asked, tmp_path)
    assert not said and touching.project is before, "nothing changes until it is made"
    (request,) = asked.requests
    assert request.backend == "sound_morph" and len(request.sources) == 2
    options = dict(request.options)
    assert options["way"] == "walk"
    assert options["leave"] == pytest.approx(1.9) and options["arrive"] == pytest.approx(2.1)
    assert request.duration == pytest.approx(2.2)
    asked.done(m.MakeResult(ITEM, None))  # type: ignore[arg-type]
    track = touching.project.tracks[2]
    left, middle, right = track.clips
    assert (left.end, middle.start, middle.end, right.start) == (2 * S, 2 * S, 4 * S, 4 * S)
    assert middle.media == ITEM.id and right.offset == 2 * S and left.length == 2 * S
    assert [(t.left, t.right) for t in track.transitions] == [(left.id, middle.id), (middle.id, right.id)]
    touching.session.undo()
    assert touching.project == before


def test_clips_that_moved_apart_meanwhile_keep_their_places(touching: World, tmp_path: Path) -> None:
    asked = Asked()
    morphed(touching, asked, tmp_path)
    assert touching.do(MoveClips((("e", touching.project.tracks[2].id, 8 * S),)))
    clips = touching.project.tracks[2].clips
    asked.done(m.MakeResult(ITEM, None))  # type: ignore[arg-type]
    assert touching.project.tracks[2].clips == clips and ITEM.id in touching.project.items


def test_without_a_cut_it_says_so(world: World, tmp_path: Path) -> None:
    asked = Asked()
    _, said = morphed(world, asked, tmp_path)
    assert said and not asked.requests


def test_clips_too_short_are_left_alone(world: World, tmp_path: Path) -> None:
    tone = world.item["tone.wav"].id
    short = Clip("e", 3 * S, S // 10, media=tone)
    assert world.do(AddClips(((world.project.tracks[2].id, short),)))
    asked = Asked()
    _, said = morphed(world, asked, tmp_path)
    assert "too short" in said[0] and not asked.requests


def test_the_selected_cut_comes_first(touching: World) -> None:
    project = touching.project
    a1 = project.tracks[2]
    tone = touching.item["tone.wav"].id
    more = replace(a1, clips=(*a1.clips, Clip("f", 5 * S, S, media=tone)))
    project = replace(project, tracks=tuple(more if track is a1 else track for track in project.tracks))
    kinds = (a1.kind,)
    assert [clip.id for clip in nearest_cut(project, 0, frozenset(), kinds)[1:]] == ["d", "e"]  # type: ignore[index]
    assert [clip.id for clip in nearest_cut(project, 0, frozenset(("e", "f")), kinds)[1:]] == ["e", "f"]  # type: ignore[index]
