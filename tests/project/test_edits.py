"""Each edit: what it does, what it refuses, and that a refusal is one sentence."""

from __future__ import annotations

import pickle
from dataclasses import replace
from fractions import Fraction

import pytest

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.project import check, timeline
from crossmedia_studio.project.edits import (
    AddClip,
    AddMedia,
    AddTake,
    AddTrack,
    Compound,
    Edit,
    MoveClips,
    MoveTrack,
    RemoveClips,
    RemoveMedia,
    RemoveTrack,
    RemoveTransition,
    RenameMedia,
    Replace,
    SetClip,
    SetMarkers,
    SetMeaning,
    SetProject,
    SetStars,
    SetTags,
    SetTrack,
    SetTransition,
    SplitClip,
    TrimClip,
)
from crossmedia_studio.project.model import (
    Clip,
    Curve,
    Ease,
    EffectUse,
    Keyframe,
    Marker,
    Project,
    Track,
    TrackKind,
    Transform,
    Transition,
)
from tests.project.making import AUDIO, IMAGE, SECOND, VIDEO, empty, full, item, row

V, V2, A, T = 0, 1, 2, 4


def done(edit: Edit, project: Project) -> Project:
    """The edit applied; its outcome is sound, repeatable, named, and can cross a thread."""
    after = edit.apply(project)
    check.project(after)
    assert edit.apply(project) == after
    assert edit.text
    assert pickle.loads(pickle.dumps(edit)) == edit
    return after


def refused(edit: Edit, project: Project, words: str) -> None:
    with pytest.raises(ProjectError) as caught:
        edit.apply(project)
    assert words in caught.value.sentence
    assert "\n" not in caught.value.sentence


def spans(project: Project, index: int = 0) -> list[tuple[str, float, float]]:
    return [(c.id, c.start / SECOND, c.length / SECOND) for c in project.tracks[index].clips]


def dissolve(project: Project, left: str = "c0", right: str = "c1", length: int = SECOND) -> Project:
    return SetTransition(project.tracks[0].id, Transition(left, right, length)).apply(project)


def test_clips_are_laid_in_order() -> None:
    project = row((5, 2), (0, 2), (2, 3))
    assert spans(project) == [("c1", 0, 2), ("c2", 2, 3), ("c0", 5, 2)]


@pytest.mark.parametrize(("start", "length"), [(0, 1), (1, 1), (1, 9), (3, 2), (0, 20)])
def test_clips_never_overlap(start: int, length: int) -> None:
    project = row((1, 3), (5, 5))
    clip = Clip("new", start * SECOND, length * SECOND, VIDEO.id)
    free = timeline.is_free(project.tracks[V], clip.start, clip.length)
    if free:
        done(AddClip(project.tracks[V].id, clip), project)
    else:
        refused(AddClip(project.tracks[V].id, clip), project, "in the way")


def test_bad_clips_are_refused() -> None:
    project = row((0, 1))
    track = project.tracks[V].id
    good = Clip("new", 5 * SECOND, SECOND, VIDEO.id)
    refused(AddClip(track, replace(good, start=-1)), project, "before zero")
    refused(AddClip(track, replace(good, offset=-1)), project, "before zero")
    refused(AddClip(track, replace(good, length=0)), project, "empty")
    refused(AddClip(track, replace(good, length=-SECOND)), project, "empty")
    refused(AddClip(track, replace(good, length=10**20)), project, "1000 hours")
    refused(AddClip(track, replace(good, media="")), project, "medium or words")
    refused(AddClip(track, replace(good, text="both")), project, "medium or words")
    refused(AddClip(track, replace(good, media="0" * 64)), project, "not in the library")
    refused(AddClip(track, replace(good, id="c0")), project, "already")
    refused(AddClip(track, replace(good, id="../up")), project, "not an id")
    refused(AddClip("nowhere", good), project, "no longer")
    refused(AddClip(track, replace(good, gain=Curve(float("nan")))), project, "not a number")
    refused(AddClip(track, replace(good, gain=3.0)), project, "not a Curve")  # type: ignore[arg-type]
    refused(AddClip(track, replace(good, start=1.5)), project, "whole number")  # type: ignore[arg-type]
    refused(AddClip(track, replace(good, effects=(EffectUse("x", (("a", [1]),)),))), project, "plain value")
    refused(
        AddClip(track, replace(good, gain=Curve(0.0, (Keyframe(5, 0.0), Keyframe(4, 0.0))))), project, "out of order"
    )


@pytest.mark.parametrize(
    ("index", "clip", "fits"),
    [
        (V, Clip("n", 0, 9, VIDEO.id), True),
        (V, Clip("n", 0, 9, IMAGE.id), True),
        (V, Clip("n", 0, 9, AUDIO.id), False),
        (A, Clip("n", 0, 9, AUDIO.id), True),
        (A, Clip("n", 0, 9, VIDEO.id), True),
        (A, Clip("n", 0, 9, IMAGE.id), False),
        (T, Clip("n", 0, 9, text="Hi"), True),
        (V, Clip("n", 0, 9, text="Hi"), False),
        (T, Clip("n", 0, 9, VIDEO.id), False),
    ],
)
def test_every_kind_has_its_tracks(index: int, clip: Clip, fits: bool) -> None:
    project = empty()
    edit = AddClip(project.tracks[index].id, clip)
    if fits:
        assert done(edit, project).tracks[index].clips == (clip,)
    else:
        refused(edit, project, "Choose another track")


def test_a_locked_track_keeps_everything() -> None:
    project = dissolve(row((0, 2), (2, 2)))
    track, other = project.tracks[V].id, project.tracks[V2].id
    project = done(SetTrack(track, locked=True), project)
    for edit in (
        AddClip(track, Clip("n", 9 * SECOND, SECOND, VIDEO.id)),
        MoveClips((("c0", other, 0),)),
        RemoveClips(("c0",)),
        MoveClips((("c1", track, 9 * SECOND),)),
        TrimClip("c0", 0, SECOND),
        SplitClip("c0", SECOND),
        SetClip("c0", name="x"),
        SetTransition(track, Transition("c0", "c1", 9)),
        RemoveTransition(track, "c0", "c1"),
        RemoveTrack(track),
        RemoveMedia((VIDEO.id,), clips=True),
        AddTake(VIDEO, Clip("n", 9 * SECOND, SECOND, VIDEO.id), track),
    ):
        refused(edit, project, "locked")
    done(SetTrack(track, locked=False), project)


def test_clips_move_together_and_to_other_tracks() -> None:
    project = row((0, 2), (2, 2), (4, 2))
    v, v2 = project.tracks[V].id, project.tracks[V2].id
    swapped = done(MoveClips((("c0", v, 2 * SECOND), ("c1", v, 0))), project)
    assert spans(swapped) == [("c1", 0, 2), ("c0", 2, 2), ("c2", 4, 2)]
    moved = done(MoveClips((("c1", v2, 9 * SECOND),)), project)
    assert spans(moved) == [("c0", 0, 2), ("c2", 4, 2)]
    assert spans(moved, V2) == [("c1", 9, 2)]
    refused(MoveClips((("c0", v, SECOND),)), project, "in the way")
    refused(MoveClips((("c0", v, -1),)), project, "before zero")
    refused(MoveClips((("c0", project.tracks[T].id, 0),)), project, "another track")
    refused(MoveClips((("gone", v, 0),)), project, "no longer")
    refused(MoveClips((("c0", "gone", 0),)), project, "no longer")
    assert MoveClips((("c0", v, 0),)).apply(project) is project


def test_transitions_stay_while_clips_touch() -> None:
    project = dissolve(row((0, 2), (2, 2), (6, 2)))
    v, v2 = project.tracks[V].id, project.tracks[V2].id
    assert done(MoveClips((("c1", v, 3 * SECOND),)), project).tracks[V].transitions == ()
    assert done(MoveClips((("c2", v, 4 * SECOND),)), project).tracks[V].transitions == project.tracks[V].transitions
    both = done(MoveClips((("c0", v, 10 * SECOND), ("c1", v, 12 * SECOND))), project)
    assert both.tracks[V].transitions == project.tracks[V].transitions
    carried = done(MoveClips((("c0", v2, SECOND), ("c1", v2, 3 * SECOND))), project)
    assert carried.tracks[V].transitions == ()
    assert carried.tracks[V2].transitions == project.tracks[V].transitions
    parted = done(MoveClips((("c0", v2, SECOND), ("c1", v2, 4 * SECOND))), project)
    assert all(track.transitions == () for track in parted.tracks)
    assert done(RemoveClips(("c0",)), project).tracks[V].transitions == ()
    swapped = done(MoveClips((("c0", v, 2 * SECOND), ("c1", v, 0))), project)
    assert swapped.tracks[V].transitions == ()


def test_transitions_fit_their_clips() -> None:
    project = row((0, 1), (1, 4), (6, 1))
    v = project.tracks[V].id
    assert dissolve(project, length=9 * SECOND).tracks[V].transitions[0].length == SECOND
    refused(SetTransition(v, Transition("c1", "c2", SECOND)), project, "touch")
    refused(SetTransition(v, Transition("c1", "c0", SECOND)), project, "touch")
    refused(SetTransition(v, Transition("c0", "c1", 0)), project, "empty")
    text = project.tracks[T].id
    refused(SetTransition(text, Transition("c0", "c1", 9)), project, "Captions")
    again = dissolve(dissolve(project), length=SECOND // 2)
    assert [t.length for t in again.tracks[V].transitions] == [SECOND // 2]
    shorter = done(TrimClip("c0", SECOND // 2, SECOND // 2), dissolve(project))
    assert shorter.tracks[V].transitions[0].length == SECOND // 2
    assert done(RemoveTransition(v, "c0", "c1"), again).tracks[V].transitions == ()
    refused(RemoveTransition(v, "c1", "c2"), again, "no transition")


def test_ripple_closes_the_gap() -> None:
    project = row((0, 2), (3, 2), (5, 1))
    assert spans(done(RemoveClips(("c1",), ripple=True), project)) == [("c0", 0, 2), ("c2", 3, 1)]
    assert spans(done(RemoveClips(("c0", "c1"), ripple=True), project)) == [("c2", 1, 1)]
    assert spans(done(RemoveClips(("c1",)), project)) == [("c0", 0, 2), ("c2", 5, 1)]
    refused(RemoveClips(("c1", "gone")), project, "no longer")


KEYS = Curve(0.0, (Keyframe(0, 0.0), Keyframe(SECOND, 1.0, Ease.LINEAR), Keyframe(3 * SECOND, -2.0)))


def test_trim_keeps_keyframes_with_the_medium() -> None:
    project = SetClip("c0", gain=KEYS).apply(row((4, 4)))
    before = project.tracks[V].clips[0]
    after = done(TrimClip("c0", 5 * SECOND, SECOND), project).tracks[V].clips[0]
    assert (after.start, after.length, after.offset) == (5 * SECOND, SECOND, before.offset + SECOND)
    for t in range(0, SECOND, SECOND // 7):
        assert timeline.value_at(after.gain, t) == timeline.value_at(before.gain, t + SECOND)
    back = TrimClip("c0", 4 * SECOND, 4 * SECOND).apply(done(TrimClip("c0", 6 * SECOND, SECOND), project))
    assert back == project
    slipped = done(TrimClip("c0", 4 * SECOND, 4 * SECOND, before.offset - SECOND), project).tracks[V].clips[0]
    assert [key.time for key in slipped.gain.keys] == [SECOND, 2 * SECOND, 4 * SECOND]
    refused(TrimClip("c0", 4 * SECOND, 0), project, "empty")
    refused(TrimClip("c0", 4 * SECOND, SECOND, -1), project, "begins here")
    refused(TrimClip("c0", -1, SECOND, 0), project, "before zero")


def test_pictures_have_no_beginning() -> None:
    project = SetClip("c0", gain=KEYS).apply(row((4, 4), media=IMAGE.id))
    after = done(TrimClip("c0", 0, 8 * SECOND), project).tracks[V].clips[0]
    assert after.offset == 0
    assert [key.time for key in after.gain.keys] == [4 * SECOND, 5 * SECOND, 7 * SECOND]


@pytest.mark.parametrize("cut", [1, SECOND // 3, SECOND, 2 * SECOND, 4 * SECOND - 1])
def test_split_parts_look_as_before(cut: int) -> None:
    project = SetClip("c0", gain=KEYS, transform=Transform(x=KEYS), fade_in=9, fade_out=7).apply(row((4, 4), (8, 2)))
    project = dissolve(project)
    old = project.tracks[V].clips[0]
    after = done(SplitClip("c0", old.start + cut, "right"), project)
    left, right, _ = after.tracks[V].clips
    assert (left.id, left.start, left.length, left.offset) == ("c0", old.start, cut, old.offset)
    assert (right.id, right.start, right.end, right.offset) == ("right", old.start + cut, old.end, old.offset + cut)
    assert (left.fade_out, right.fade_in) == (0, 0)
    assert (left.fade_in, right.fade_out) == (min(9, cut), min(7, right.length))
    for t in range(0, old.length, SECOND // 9):
        part, at = (left, t) if t < cut else (right, t - cut)
        assert timeline.value_at(part.gain, at) == timeline.value_at(old.gain, t)
        assert timeline.value_at(part.transform.x, at) == timeline.value_at(old.transform.x, t)
    (transition,) = after.tracks[V].transitions
    assert (transition.left, transition.right) == ("right", "c1")
    refused(SplitClip("c0", old.start), project, "inside")
    refused(SplitClip("c0", old.end), project, "inside")
    refused(SplitClip("c0", old.start + 1, "c1"), project, "already")


def test_fades_fit_their_clip() -> None:
    project = done(SetClip("c0", fade_in=5 * SECOND, fade_out=9 * SECOND), row((0, 8)))
    clip = project.tracks[V].clips[0]
    assert (clip.fade_in, clip.fade_out) == (5 * SECOND, 3 * SECOND)
    refused(SetClip("c0", fade_in=-1), project, "fade")


def test_settings_of_a_clip() -> None:
    project = row((0, 2))
    after = done(SetClip("c0", (("name", "Fox"), ("gain", Curve(-6.0)))), project)
    assert after == done(SetClip("c0", name="Fox", gain=Curve(-6.0)), project)
    assert SetClip("c0", name="Fox").apply(after) is after
    refused(SetClip("c0", start=5), project, "cannot be set")
    refused(SetClip("c0", gain=1.0), project, "not a Curve")
    refused(SetClip("c0", text="words"), project, "medium or words")
    refused(SetClip("gone", name="x"), project, "no longer")


def test_the_library() -> None:
    project = row((0, 2))
    other = item(Kind.AUDIO, "other")
    more = done(AddMedia((other, VIDEO)), project)
    assert more.media == (*project.media, other)
    assert AddMedia((other,)).apply(more) is more
    assert done(RemoveMedia((other.id,)), more).media == project.media
    refused(RemoveMedia((VIDEO.id,)), project, "still used")
    assert done(RemoveMedia((VIDEO.id,), clips=True), project).tracks[V].clips == ()
    refused(RemoveMedia(("0" * 64,)), project, "no longer")
    assert done(RenameMedia(VIDEO.id, " Fox "), project).items[VIDEO.id].name == "Fox"
    refused(RenameMedia(VIDEO.id, "  "), project, "empty")
    assert done(SetStars(VIDEO.id, 5), project).items[VIDEO.id].stars == 5
    refused(SetStars(VIDEO.id, 6), project, "stars")
    assert done(SetTags(VIDEO.id, ("a", " a", "", "b ")), project).items[VIDEO.id].tags == ("a", "b")
    assert done(SetMeaning(VIDEO.id, "{}"), project).items[VIDEO.id].meaning == "{}"


@pytest.mark.parametrize("bad", ["../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "", "/" * 64])
def test_media_cannot_point_outside(bad: str) -> None:
    refused(AddMedia((replace(VIDEO, id=bad),)), empty(), "outside")
    refused(AddMedia((replace(VIDEO, id="b" * 64, suffix="/../x"),)), empty(), "outside")


def test_undecodable_file_names_become_readable() -> None:
    odd = replace(VIDEO, id="b" * 64, name="f\udcffx.mp4")
    assert done(AddMedia((odd,)), empty()).items[odd.id].name == "f?x.mp4"


def test_takes_find_a_place() -> None:
    project = row((0, 5))
    new = item(Kind.VIDEO, "take")
    clip = Clip("n", SECOND, 2 * SECOND, new.id)
    assert done(AddTake(new), project).media[-1] == new
    there = done(AddTake(new, clip, project.tracks[V].id), project)
    assert spans(there) == [("c0", 0, 5), ("n", 5, 2)]
    above = done(AddTake(new, clip), project)
    assert spans(above, V2) == [("n", 1, 2)]
    words = done(AddTake(item(Kind.TEXT, "poem"), Clip("w", 0, SECOND, text="Roses")), project)
    assert spans(words, T) == [("w", 0, 1)]
    bare = replace(project, tracks=project.tracks[2:])
    refused(AddTake(new, clip), bare, "No track")


def test_tracks() -> None:
    project = row((0, 2))
    new = Track("new", TrackKind.AUDIO, "A3")
    assert done(AddTrack(new), project).tracks[-1] == new
    below = done(AddTrack(new, 0), project)
    assert below.tracks[0] == new
    refused(AddTrack(new), below, "already")
    assert done(MoveTrack("new", 99), below).tracks[-1] == new
    assert MoveTrack("new", 0).apply(below) is below
    assert done(RemoveTrack("new"), below).tracks == project.tracks
    assert done(SetTrack("new", gain=-3, duck=9.0), below).tracks[0].gain == -3
    refused(SetTrack("new", clips=()), below, "cannot be set")
    refused(SetTrack("new", gain="loud"), below, "number")
    refused(RemoveTrack("gone"), below, "no longer")


def test_the_whole_document() -> None:
    project = row((0, 2))
    after = done(SetProject(width=1920, height=1080, fps=Fraction(30000, 1001), notes="n"), project)
    assert (after.width, after.fps, after.tracks) == (1920, Fraction(30000, 1001), project.tracks)
    for field, value in (("width", 1), ("height", 99_999), ("width", 641), ("fps", Fraction(0)), ("rate", 1)):
        refused(SetProject(((field, value),)), project, "cannot hold")
    refused(SetProject(background="red"), project, "colour")
    refused(SetProject(id="x"), project, "cannot be set")
    markers = (Marker(9, "b"), Marker(3, "a"))
    assert [m.text for m in done(SetMarkers(markers), project).markers] == ["a", "b"]
    refused(SetMarkers((Marker(-1, "x"),)), project, "before zero")
    both = Compound("Two things", (SetProject(notes="x"), RemoveClips(("c0",))))
    assert both.text == "Two things"
    assert done(both, project).notes == "x"
    refused(Compound("Two", (SetProject(notes="x"), RemoveClips(("gone",)))), project, "no longer")
    other = full()
    assert done(Replace(other, "Go back"), project) is other
