"""Editing a sound on a copy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.core.timing import TICKS_PER_SECOND as S
from crossmedia_studio.engine.messages import EditSound, Spectrogram
from crossmedia_studio.engine.sound_edit import edit_sound, spectrogram
from crossmedia_studio.media import audio
from crossmedia_studio.media.kinds import Audio


@pytest.fixture(scope="module")
def tone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of 1 kHz at half of full scale, stereo."""
    path = tmp_path_factory.mktemp("sound") / "tone.wav"
    wave = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(32_000) / 16_000)
    audio.write(Audio(np.stack([wave, wave], 1).astype(np.float32), 16_000), path)
    return path


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(0, 31_000), length=st.integers(1, 40_000), gain=st.floats(-40, 30), fade=st.integers(0, 40_000)
)
def test_length_and_limits_hold(tone: Path, start: int, length: int, gain: float, fade: int) -> None:
    tick = S // 16_000
    request = EditSound(tone, "x", tone.parent, start * tick, (start + length) * tick, gain, fade * tick, fade * tick)
    edited = edit_sound(request, no_step)
    assert len(edited.samples) == min(length, 32_000 - start)
    assert np.abs(edited.samples).max() <= min(1.0, 0.5 * 10 ** (gain / 20) + 1e-4)


def test_normalising_brings_the_peak_below_full_scale(tone: Path) -> None:
    edited = edit_sound(EditSound(tone, "x", tone.parent, normalise=True), no_step)
    assert 20 * np.log10(np.abs(edited.samples).max()) == pytest.approx(-1.0, abs=0.01)
    assert len(edited.samples) == 32_000


def test_nothing_to_edit_is_said(tone: Path, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no sound in this selection"):
        edit_sound(EditSound(tone, "x", tone.parent, start=3 * S), no_step)
    audio.write(Audio(np.zeros((1000, 1), np.float32), 16_000), tmp_path / "silent.wav")
    with pytest.raises(MediaError, match="silent"):
        edit_sound(EditSound(tmp_path / "silent.wav", "x", tmp_path, normalise=True), no_step)


def test_the_spectrogram_is_bright_at_the_pitch(tone: Path) -> None:
    picture = spectrogram(Spectrogram(tone, 0, 2 * S, 50, 100), no_step)
    assert picture.shape == (100, 50) and picture.dtype == np.uint8
    row = 99 - int(np.argmax(picture[::-1, 25]))
    expected = 100 * (1 - np.log(1000 / 40) / np.log(8000 / 40))
    assert row == pytest.approx(expected, abs=4)
    assert picture[:, 25].max() == pytest.approx(255 * (1 - 6.02 / 90), abs=3)
