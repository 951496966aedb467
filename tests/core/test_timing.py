"""Ticks are exact for every common rate, and frames come out where editors put them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.core import timing
from crossmedia_studio.core.timing import TICKS_PER_SECOND

NTSC = [Fraction(n * 1000, 1001) for n in (24, 30, 48, 60, 120)]
RATES = [Fraction(n) for n in (8, 12, 15, 24, 25, 30, 48, 50, 60, 90, 100, 120)] + NTSC


@pytest.mark.parametrize("fps", RATES)
def test_a_frame_is_a_whole_number_of_ticks(fps: Fraction) -> None:
    assert timing.frame_ticks(fps).denominator == 1


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000])
def test_a_sample_is_a_whole_number_of_ticks(rate: int) -> None:
    assert TICKS_PER_SECOND % rate == 0
    assert timing.sample_index(TICKS_PER_SECOND * 3600, rate) == rate * 3600


@pytest.mark.parametrize("fps", NTSC)
def test_ntsc_does_not_drift_in_a_day(fps: Fraction) -> None:
    frames = int(fps * 86_400)
    start = timing.frame_start(frames, fps)
    assert Fraction(start, TICKS_PER_SECOND) == frames / fps
    assert timing.frame_index(start, fps) == frames
    assert timing.frame_index(start - 1, fps) == frames - 1


rates = st.one_of(
    st.sampled_from(RATES), st.fractions(min_value=1, max_value=240, max_denominator=1001).filter(lambda f: f > 0)
)


@given(st.integers(0, 10_000_000), rates)
def test_frames_tile_the_timeline(index: int, fps: Fraction) -> None:
    start, following = timing.frame_start(index, fps), timing.frame_start(index + 1, fps)
    assert start < following
    assert timing.frame_index(start, fps) == timing.frame_index(following - 1, fps) == index
    assert timing.frame_count(start, fps) == index
    assert timing.frame_count(start + 1, fps) == index + 1


@given(st.integers(0, 10**15))
def test_seconds_and_back(t: int) -> None:
    assert abs(timing.ticks(timing.seconds(t)) - t) <= 1
    assert timing.ticks(Fraction(t, TICKS_PER_SECOND)) == t


def test_timecode() -> None:
    fps = Fraction(24)
    assert timing.timecode(0, fps) == "00:00:00:00"
    assert timing.timecode(timing.ticks(3661) + timing.frame_start(23, fps), fps) == "01:01:01:23"
    assert timing.timecode(-5, fps) == "00:00:00:00"
    assert timing.timecode(timing.frame_start(30, NTSC[1]), NTSC[1]) == "00:00:01:00"
    assert timing.timecode(timing.ticks(100 * 3600), fps) == "100:00:00:00"
