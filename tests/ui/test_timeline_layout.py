"""Ticks, pixels and magnets by numbers."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.core.timing import TICKS_PER_SECOND as S
from crossmedia_studio.project.model import Clip, Marker, Project, Track, TrackKind, new_project
from crossmedia_studio.ui.widgets.timeline_layout import Layout, Part, Times, display_order, runs
from crossmedia_studio.ui.widgets.timeline_snap import Snap


def project(*spans: tuple[int, int]) -> Project:
    clips = tuple(Clip(f"k{i}", start, length, text="x") for i, (start, length) in enumerate(spans))
    return replace(new_project("test"), tracks=(Track("t", TrackKind.TEXT, "T1", clips),))


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), max_size=30).map(
    lambda steps: [(sum(g + n for g, n in steps[:i]) + steps[i][0], steps[i][1]) for i in range(len(steps))]
)


@given(spans, st.integers(0, 1500), st.integers(1, 300))
def test_in_sight_finds_exactly_what_touches(rows: list[tuple[int, int]], start: int, length: int) -> None:
    made = project(*rows)
    layout = Layout()
    layout.show(made)
    first, last = layout.in_sight(made.tracks[0], start, start + length)
    found = {c.id for c in made.tracks[0].clips[first:last]}
    assert found == {c.id for c in made.tracks[0].clips if c.start < start + length and c.end > start}


@given(st.floats(0.01, 3000), st.integers(0, 10**6), st.integers(0, 3600 * S))
def test_time_and_pixels_are_mirrors(scale: float, left: int, time: int) -> None:
    layout = Layout()
    layout.scale, layout.left = scale, left
    assert abs(layout.time(layout.x(time)) - time) <= 1 + time * 1e-9 + layout.ticks(1e-6)


@given(spans, st.floats(0.01, 5.0))
def test_runs_cover_the_thin_clips_and_show_gaps(rows: list[tuple[int, int]], scale: float) -> None:
    made = project(*((a * S, b * S) for a, b in rows))
    layout = Layout()
    layout.scale = scale
    track = made.tracks[0]
    merged = runs(Times(track), 0, len(track.clips), layout, 4.0)
    for clip in track.clips:
        if round(layout.x(clip.end)) - round(layout.x(clip.start)) < 4.0:
            assert any(a <= layout.x(clip.start) and layout.x(clip.end) <= b for a, b in merged)
    assert all(b < c for (_, b), (c, _) in itertools.pairwise(merged))


def test_parts_of_a_clip() -> None:
    made = project((S, 2 * S))
    layout = Layout()
    layout.scale = 100
    layout.show(made)
    y = layout.rows[0].height - 4
    for x, part in ((103, Part.LEFT), (200, Part.BODY), (297, Part.RIGHT)):
        hit = layout.hit(x, y)
        assert hit is not None and hit.part is part
    assert layout.hit(50, y) is None and layout.hit(320, y) is None
    fade = layout.hit(115, 6)
    assert fade is not None and fade.part is Part.FADE_IN


def test_rows_run_from_captions_to_sound() -> None:
    assert [t.name for t in display_order(new_project("x").tracks)] == ["T1", "V2", "V1", "A1", "A2"]


def test_the_nearest_point_attracts() -> None:
    made = replace(project((S, S), (5 * S, S)), markers=(Marker(4 * S, "m"),))
    snap = Snap(made, frozenset(("k0",)), (9 * S,), S // 10)
    assert snap.nearest((4 * S + S // 20,)).line == 4 * S  # type: ignore[union-attr]
    assert snap.nearest((5 * S - 3, 4 * S + S // 20)).shift == 3  # type: ignore[union-attr]
    assert snap.nearest((9 * S + 1,)).line == 9 * S  # type: ignore[union-attr]
    assert snap.nearest((S + 1,)) is None  # a clip does not attract itself
    assert snap.nearest((3 * S,)) is None
