"""Mixing: exact pieces, gains, fades, cross-fades, splits, ducking, peaks."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.timing import TICKS_PER_SECOND, sample_index, ticks
from crossmedia_studio.fuse.curves import values
from crossmedia_studio.fuse.limit import REACH, limit, true_peak
from crossmedia_studio.fuse.mix import CEILING, Mixer
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.project.model import Curve, Ease, Keyframe, TrackKind, Transition
from crossmedia_studio.project.timeline import value_at
from tests.fuse.scenes import RATE, Scene, clip, flat, tone

TICK = TICKS_PER_SECOND // RATE


def level(samples: np.ndarray) -> float:
    """RMS in dBFS."""
    return float(20 * np.log10(np.sqrt(np.square(samples).mean()) + 1e-12))


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Two tracks with a cross-fade, fades, a gain curve, ducking under speech, and peaks over full scale."""
    scene = Scene(tmp_path_factory.mktemp("busy"))
    low, high = scene.sound(tone(4, 220, 0.8)), scene.sound(tone(4, 330, 0.8, 44_100), 44_100)
    left, right = clip(low, 0, 1.5, fade_in=0.2), clip(high, 1.5, 1.5, offset=0.7, fade_out=0.3)
    scene.track(TrackKind.AUDIO, left, right, transitions=(Transition(left.id, right.id, ticks(0.5)),), duck=9.0)
    speech = scene.sound(tone(0.6, 600, 0.5))
    swell = Curve(0.0, (Keyframe(0, -12.0), Keyframe(ticks(0.5), 0.0, Ease.LINEAR)))
    scene.track(TrackKind.AUDIO, clip(speech, 1.1, 0.6, gain=swell), speech=True)
    return scene


@settings(max_examples=15, deadline=None)
@given(cuts=st.lists(st.integers(0, 3 * RATE), max_size=6))
def test_pieces_make_the_whole(busy: Scene, cuts: list[int]) -> None:
    mixer = Mixer(busy.store)
    edges = [0, *sorted(cuts), 3 * RATE]
    for make in (mixer.sound, mixer.mix):
        whole = make(busy.project, 0, 3 * RATE * TICK)
        pieces = [make(busy.project, a * TICK, b * TICK) for a, b in pairwise(edges)]
        np.testing.assert_allclose(np.concatenate(pieces), whole, atol=1e-6)


@pytest.mark.parametrize("fps", [Fraction(24), Fraction(30000, 1001), Fraction(25)])
def test_frames_of_sound_leave_no_gap(busy: Scene, fps: Fraction) -> None:
    mixer = Mixer(busy.store)
    edges = [ticks(Fraction(i) / fps) for i in range(20)]
    pieces = [mixer.mix(busy.project, a, b) for a, b in pairwise(edges)]
    assert sum(map(len, pieces)) == sample_index(edges[-1], RATE)


def test_a_clip_sounds_exactly_where_it_lies(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    pulse = np.zeros((RATE, 2), np.float32)
    pulse[RATE // 2] = 0.5
    scene.track(TrackKind.AUDIO, clip(scene.sound(pulse), 1, 0.7, offset=0.2))
    mixed = Mixer(scene.store).mix(scene.project, 0, ticks(3))
    assert np.flatnonzero(mixed[:, 0]).tolist() == [round(1.3 * RATE)]
    assert mixed[round(1.3 * RATE), 1] == pytest.approx(0.5, abs=1e-4)


def test_gain_in_decibels_of_clip_and_track(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    media = scene.sound(tone(2))
    scene.track(TrackKind.AUDIO, clip(media, 0, 2, gain=Curve(-6.0)), gain=-4.0)
    mixed = Mixer(scene.store).mix(scene.project, ticks(0.5), ticks(1.5))
    assert level(mixed) == pytest.approx(level(tone(2)) - 10.0, abs=0.01)


def test_muted_tracks_are_silent(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.track(TrackKind.AUDIO, clip(scene.sound(tone(1))), muted=True)
    assert not Mixer(scene.store).sound(scene.project, 0, ticks(1)).any()


def test_a_film_brings_its_sound(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    media = scene.film([flat((9, 9, 9))] * 24, sound=Audio(tone(1, 440, 0.5), RATE))
    scene.track(TrackKind.VIDEO, clip(media, 0, 1))
    mixed = Mixer(scene.store).mix(scene.project, ticks(0.2), ticks(0.8))
    assert level(mixed) == pytest.approx(level(tone(1, 440, 0.5)), abs=0.3)


def test_edges_do_not_click(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    steady = np.full((2 * RATE, 2), 0.5, np.float32)
    scene.track(TrackKind.AUDIO, clip(scene.sound(steady), 0.1, 1, offset=0.5))
    mixed = Mixer(scene.store).mix(scene.project, 0, ticks(1.5))
    assert np.abs(np.diff(mixed[:, 0])).max() < 0.005
    assert np.abs(mixed).max() == pytest.approx(0.5, abs=1e-3)


def test_a_split_is_not_heard(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    media = scene.sound(tone(2))
    parts = clip(media, 0, 0.7), clip(media, 0.7, 0.8, offset=0.7)
    scene.track(TrackKind.AUDIO, clip(media, 0, 1.5))
    whole = Mixer(scene.store).mix(scene.project, 0, ticks(1.5))
    split = replace(scene.project, tracks=(replace(scene.project.tracks[0], clips=parts),))
    np.testing.assert_array_equal(Mixer(scene.store).mix(split, 0, ticks(1.5)), whole)


def test_a_cross_fade_keeps_the_power(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    draw = np.random.default_rng(1)
    noises = [scene.sound(draw.normal(0, 0.1, (3 * RATE, 2))) for _ in range(2)]
    left, right = clip(noises[0], 0, 1.5), clip(noises[1], 1.5, 1.5, offset=1)
    scene.track(TrackKind.AUDIO, left, right, transitions=(Transition(left.id, right.id, ticks(1)),))
    mixed = Mixer(scene.store).mix(scene.project, 0, ticks(3))
    windows = [level(mixed[i : i + RATE // 10]) for i in range(RATE // 4, 11 * RATE // 4, RATE // 10)]
    assert max(windows) - min(windows) < 0.6


@pytest.mark.parametrize("depth", [6.0, 12.0])
def test_music_ducks_under_speech_and_comes_back(tmp_path: Path, depth: float) -> None:
    scene = Scene(tmp_path)
    music = scene.sound(tone(6, 220, 0.3))
    words = np.concatenate([tone(0.5, 500), np.zeros((RATE // 2, 2), np.float32), tone(0.5, 500)])
    scene.track(TrackKind.AUDIO, clip(music, 0, 6), duck=depth)
    scene.track(TrackKind.AUDIO, clip(scene.sound(words), 2, 1.5), speech=True)
    mixer = Mixer(scene.store)
    only_music = replace(scene.project, tracks=(scene.project.tracks[0], replace(scene.project.tracks[1], gain=-200.0)))
    both = mixer.mix(scene.project, 0, ticks(6)) - mixer.mix(
        replace(scene.project, tracks=scene.project.tracks[1:]), 0, ticks(6)
    )
    free = level(mixer.mix(only_music, ticks(0.5), ticks(1)))

    def at(seconds: float) -> float:
        return level(both[round(seconds * RATE) : round((seconds + 0.1) * RATE)])

    assert at(0.5) == pytest.approx(free, abs=0.1)
    assert at(1.99) == pytest.approx(free - depth, abs=0.3), "down before the first word"
    assert at(2.7) == pytest.approx(free - depth, abs=0.2), "stays down in a short pause"
    assert at(5.5) == pytest.approx(free, abs=0.1)
    gains = np.abs(np.diff([at(1.5 + 0.02 * i) for i in range(200)]))
    assert gains.max() < 2.5, "no step in the music"


def test_the_sound_heard_never_clips(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for hertz in (200, 300, 400):
        scene.track(TrackKind.AUDIO, clip(scene.sound(tone(1, hertz, 0.7))))
    mixer = Mixer(scene.store)
    assert np.abs(mixer.mix(scene.project, 0, ticks(1))).max() > 1.5
    assert np.abs(mixer.sound(scene.project, 0, ticks(1))).max() <= CEILING + 1e-6


def test_a_missing_sound_is_silent_in_preview_and_an_error_in_export(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    media = scene.sound(tone(1))
    scene.track(TrackKind.AUDIO, clip(media))
    scene.store.path(media).unlink()
    assert not Mixer(scene.store).sound(scene.project, 0, ticks(1)).any()
    with pytest.raises(MediaError):
        Mixer(scene.store, strict=True).sound(scene.project, 0, ticks(1))


def test_an_unknown_medium_does_not_stop_the_preview(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.track(TrackKind.AUDIO, clip("ab" * 32))
    assert not Mixer(scene.store).sound(scene.project, 0, ticks(1)).any()


@given(
    keys=st.lists(st.tuples(st.integers(0, 10**6), st.floats(-60, 20), st.sampled_from(Ease)), max_size=5),
    times=st.lists(st.integers(-(10**5), 2 * 10**6), min_size=1, max_size=20),
)
def test_curves_agree_with_the_timeline(keys: list[tuple[int, float, Ease]], times: list[int]) -> None:
    unique = {time: Keyframe(time, value, ease) for time, value, ease in keys}
    curve = Curve(1.5, tuple(unique[time] for time in sorted(unique)))
    expected = [value_at(curve, time) for time in times]
    np.testing.assert_allclose(values(curve, np.array(times, np.float64)), expected, atol=1e-6)


def test_the_limiter_holds_true_peaks_and_leaves_quiet_sound_alone() -> None:
    quiet = tone(0.2, 997, 0.5)
    assert limit(quiet, RATE, 0.89) is quiet
    n = np.arange(RATE // 5)
    between = 1.2 * np.sin(2 * np.pi * n / 4 + np.pi / 4)  # every sample lies 3 dB under the true peak
    loud = np.stack([between, between], axis=1).astype(np.float32)
    assert np.abs(loud).max() < 0.89 < true_peak(loud)
    held = limit(loud, RATE, 0.85, true_peak=True)
    inner = held[int(REACH * RATE) : -int(REACH * RATE)]
    inner = inner * np.hanning(len(inner))[:, None]
    assert true_peak(inner) <= 0.85 * 1.005
