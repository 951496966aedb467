"""New bars in a sound: whole bars near the mark, and not a sample changes elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.generate.music import inpaint
from crossmedia_studio.media import scores
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.represent.music.tokens import Piece, encode

RATE = 8000
BEATS = 0.4 + 0.5 * np.arange(17)  # four bars of two seconds, from 0.4 s on


def _piece() -> Piece:
    return encode(scores.of_text("X:1\nM:4/4\nL:1/4\nK:C\nC D E F | G A G F | E D E F | G2 C2 |]")[0])


@given(st.floats(-1, 12), st.floats(0.01, 9))
def test_a_mark_becomes_whole_bars_near_it(begin: float, length: float) -> None:
    piece, end = _piece(), begin + length
    if begin >= BEATS[-1] or end <= BEATS[0]:
        with pytest.raises(MediaError, match="no music"):
            inpaint.marked(begin, end, BEATS, piece)
        return
    hole = inpaint.marked(begin, end, BEATS, piece)
    start, stop = inpaint.moments(hole, BEATS, piece)
    assert 0 <= hole.start < hole.stop <= 4
    assert stop - start == pytest.approx(2.0 * len(hole))
    if len(hole) > 1:  # no edge is further from the mark than half a bar
        assert abs(start - max(begin, BEATS[0])) <= 1.0 and abs(stop - min(end, BEATS[-1])) <= 1.0
    else:
        assert start - 1.0 <= (max(begin, BEATS[0]) + min(end, BEATS[-1])) / 2 <= stop + 1.0


@given(st.floats(0, 6), st.floats(0.3, 3), st.integers(1, 3), st.sampled_from([8000, 11025]))
def test_all_else_stays_as_it_is(start: float, length: float, channels: int, rate: int) -> None:
    rng = np.random.default_rng(1)
    sound = Audio(rng.uniform(-0.5, 0.5, (8 * rate, channels)).astype(np.float32), rate)
    new = Audio(rng.uniform(-0.9, 0.9, (6 * RATE, 2)).astype(np.float32), RATE)
    end = min(start + length, 8.0)
    made = inpaint.laid(sound, new, start, end)
    assert made.rate == rate and made.samples.shape == sound.samples.shape and made.samples.dtype == np.float32
    changed = np.flatnonzero((made.samples != sound.samples).any(axis=1)) / rate
    assert len(changed) and changed[0] >= start - inpaint._FADE - 0.001 and changed[-1] <= end + 0.001
    assert np.abs(made.samples).max() <= 1.0


def test_new_music_is_as_loud_as_what_was_there() -> None:
    time = np.arange(4 * RATE)[:, None] / RATE
    sound = Audio((0.1 * np.sin(2 * np.pi * 440 * time)).astype(np.float32), RATE)
    new = Audio((0.7 * np.sin(2 * np.pi * 330 * time)).astype(np.float32), RATE)
    made = inpaint.laid(sound, new, 1.0, 3.0)
    inside = made.samples[round(1.2 * RATE) : round(2.8 * RATE)]
    assert np.sqrt(np.square(inside).mean()) == pytest.approx(0.1 / np.sqrt(2), rel=0.05)
    assert np.abs(np.diff(made.samples[:, 0])).max() < 0.06, "no click where they meet"
