"""Sounds as latents and back, and the log-mels they are read from: stated parameters, the same in numpy and torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import MediaError, ModelMissing
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import sound_latents
from crossmedia_studio.represent.audio import SOUNDS, Mel, log_mel, log_mels, unmel
from crossmedia_studio.represent.griffin_lim import griffin_lim

RATE = SOUNDS.rate


def tone(frequency: float = 440.0, seconds: float = 0.5) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * frequency * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def test_numpy_and_torch_hear_the_same() -> None:
    sound = tone()[: 62 * SOUNDS.hop]
    one = log_mel(Audio(sound[:, None], RATE), SOUNDS)
    many = log_mels(torch.from_numpy(np.stack([sound, sound * 0.1])), SOUNDS)
    assert many.shape == (2, SOUNDS.bands, 62)
    assert torch.allclose(one[:, :62], many[0], atol=2e-2)
    loud = many[0] > 0
    assert torch.allclose((many[0] - many[1])[loud], torch.tensor(2 * np.log(10.0), dtype=torch.float32), atol=1e-2)


def test_bins_from_bands_keep_what_is_flat() -> None:
    """A flat power spectrum of 1 becomes log-mels that become 0 in every bin again."""
    for mel in (SOUNDS, Mel(htk=True)):
        table = unmel(mel)
        flat = np.log(mel.filters().sum(axis=1))
        assert np.allclose(table[:, :-1] @ flat + table[:, -1], 0.0, atol=1e-4)


def test_griffin_lim_finds_the_tone_again() -> None:
    made = griffin_lim(log_mel(Audio(tone()[:, None], RATE), SOUNDS), SOUNDS, seed=1, iterations=20).numpy()
    spectrum = np.abs(np.fft.rfft(made))
    assert abs(spectrum.argmax() * RATE / len(made) - 440.0) < 16.0
    again = griffin_lim(log_mel(Audio(tone()[:, None], RATE), SOUNDS), SOUNDS, seed=1, iterations=20).numpy()
    assert np.array_equal(made, again)


@settings(max_examples=12)
@given(seconds=st.floats(0.01, 1.5), channels=st.integers(1, 3), rate=st.sampled_from([8_000, 22_050, 48_000]))
def test_any_sound_fits_into_whole_moments(models: Models, seconds: float, channels: int, rate: int) -> None:
    space = sound_latents.load(models)
    count = max(round(seconds * rate), 2)
    sound = np.sin(np.arange(count) / 7.0)[:, None].repeat(channels, axis=1).astype(np.float32)
    latents = space.encode(Audio(sound, rate))
    assert latents.dtype == np.float32 and latents.shape[0] == space.latent
    assert latents.shape[1] == sound_latents.moments(round(count * RATE / rate) / RATE)
    assert np.isfinite(latents).all()


def test_latents_come_back_as_sound(models: Models) -> None:
    space = sound_latents.load(models)
    latents = space.encode(Audio(tone(seconds=1.0)[:, None], RATE))
    whole = space.decode(latents, seed=3)
    assert whole.rate == RATE and whole.samples.shape == (latents.shape[1] * sound_latents.MOMENT, 1)
    assert space.decode(latents, 0.3, seed=3).samples.shape == (round(0.3 * RATE), 1)
    assert np.array_equal(space.decode(latents, seed=3).samples, whole.samples)
    wide = space.decode(latents, seed=3, channels=2).samples
    assert wide.shape[1] == 2 and not np.array_equal(wide[:, 0], wide[:, 1])
    assert abs(float(whole.samples.mean())) < 5e-3


def test_a_long_sound_has_no_seam_where_it_is_sounded_in_pieces(models: Models) -> None:
    space = sound_latents.load(models)
    mel = log_mel(Audio(tone(700.0, 9.0)[:, None], RATE), SOUNDS).numpy()
    made = space.sounded(mel, seed=1).samples[:, 0]
    at = 64 * sound_latents.MOMENT
    inner = np.abs(np.diff(made[at - 4000 : at + 4000]))
    assert float(inner[3990:4010].max()) <= 1.5 * float(np.quantile(inner, 0.999))


def test_silence_and_nothing_are_refused(models: Models) -> None:
    space = sound_latents.load(models)
    for samples in (np.zeros((100, 1), np.float32), np.zeros((0, 2), np.float32)):
        with pytest.raises(MediaError, match="silent"):
            space.encode(Audio(samples, RATE))


def test_a_model_that_is_not_there_is_missing(models: Models) -> None:
    with pytest.raises(ModelMissing):
        sound_latents.load(models, "no-such-model")
