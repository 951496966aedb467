"""Questions to the timeline."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.project import timeline
from crossmedia_studio.project.edits import SetMarkers, SetTransition
from crossmedia_studio.project.model import Clip, Curve, Ease, Keyframe, Marker, Track, TrackKind, Transition
from tests.project.making import SECOND, row


def test_what_lies_at_a_time() -> None:
    project = row((0, 2), (2, 2), (6, 1))
    assert [c.id for _, c in timeline.clips_at(project, 0)] == ["c0"]
    assert [c.id for _, c in timeline.clips_at(project, 2 * SECOND - 1)] == ["c0"]
    assert [c.id for _, c in timeline.clips_at(project, 2 * SECOND)] == ["c1"]
    assert timeline.clips_at(project, 5 * SECOND) == ()
    assert timeline.clips_at(project, -1) == ()
    assert timeline.clip(project, "c2")[1].start == 6 * SECOND
    with pytest.raises(ProjectError):
        timeline.clip(project, "gone")


def test_snap_points_and_neighbours() -> None:
    project = SetMarkers((Marker(5, "x"),)).apply(row((1, 2), (3, 2), (6, 1)))
    assert timeline.snap_points(project) == (0, 5, *(n * SECOND for n in (1, 3, 5, 6, 7)))
    before, after = timeline.neighbours(project.tracks[0], "c1")
    assert before and before.id == "c0" and after is None


def test_crossings() -> None:
    project = row((0, 2), (2, 2))
    track = project.tracks[0]
    track = SetTransition(track.id, Transition("c0", "c1", SECOND)).apply(project).tracks[0]
    (crossing,) = timeline.crossings(track)
    assert (crossing.start, crossing.end) == (3 * SECOND // 2, 5 * SECOND // 2)
    assert timeline.crossing_at(track, crossing.start - 1) is None
    assert timeline.crossing_at(track, crossing.start) == crossing
    assert timeline.crossing_at(track, crossing.end - 1) == crossing
    assert timeline.crossing_at(track, crossing.end) is None
    assert crossing.progress(2 * SECOND) == 0.5
    assert (crossing.progress(0), crossing.progress(9 * SECOND)) == (0.0, 1.0)


clips = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5)), max_size=12)


@settings(deadline=None)
@given(clips, st.integers(-2, 60), st.integers(1, 9))
def test_free_start_is_free_and_first(gaps: list[tuple[int, int]], start: int, length: int) -> None:
    at, laid = 0, []
    for gap, size in gaps:
        laid.append(Clip(f"c{at}", at + gap, size, text="x"))
        at += gap + size
    track = Track("t", TrackKind.TEXT, "T", tuple(laid))
    found = timeline.free_start(track, start, length)
    assert timeline.is_free(track, found, length)
    assert not any(timeline.is_free(track, t, length) for t in range(max(start, 0), found))
    for t in range(-1, at + 2):
        expected = next((c for c in laid if c.start <= t < c.end), None)
        assert timeline.clip_at(track, t) == expected
        assert timeline.clips_between(track, t, t + length) == tuple(
            c for c in laid if c.start < t + length and c.end > t
        )


keyframes = st.lists(
    st.tuples(st.integers(-50, 50), st.floats(-9, 9), st.sampled_from(Ease)), max_size=8, unique_by=lambda k: k[0]
).map(lambda keys: tuple(Keyframe(*key) for key in sorted(keys)))


@settings(deadline=None)
@given(keyframes, st.integers(-60, 60), st.integers(-30, 30), st.integers(1, 40))
def test_curves(keys: tuple[Keyframe, ...], by: int, start: int, length: int) -> None:
    curve = Curve(0.5, keys)
    cut = timeline.within(curve, start, start + length)
    moved = timeline.shifted(curve, by)
    for t in range(start, start + length):
        assert timeline.value_at(cut, t) == timeline.value_at(curve, t)
        assert timeline.value_at(moved, t + by) == pytest.approx(timeline.value_at(curve, t))
    for key in keys:
        assert timeline.value_at(curve, key.time) == key.value
    values = [key.value for key in keys] or [0.5]
    assert all(min(values) - 1e-9 <= timeline.value_at(curve, t) <= max(values) + 1e-9 for t in range(-60, 60))


def test_eases() -> None:
    def half(ease: Ease) -> float:
        return timeline.value_at(Curve(0.0, (Keyframe(0, 0.0, ease), Keyframe(4, 8.0))), 1)

    assert (half(Ease.HOLD), half(Ease.LINEAR), half(Ease.SMOOTH)) == (0.0, 2.0, 1.25)
