"""Sounds varied by chance: repeatable, of the same length, and what each promises is heard."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.train import augment_sound as augment

RATE = 16_000


def chance(seed: int = 3) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def tone(frequency: float, seconds: float = 1.0) -> torch.Tensor:
    time = torch.arange(round(seconds * RATE)) / RATE
    return torch.sin(2 * math.pi * frequency * time)[None] * 0.5


def pitch_of(sound: torch.Tensor) -> float:
    middle = sound[0, RATE // 8 : -RATE // 8]
    spectrum = torch.fft.rfft(middle * torch.hann_window(len(middle))).abs()
    return float(spectrum.argmax()) * RATE / len(middle)


@pytest.mark.parametrize("factor", [0.5, 0.8, 1.0, 1.7])
def test_stretching_changes_length_and_keeps_pitch_and_level(factor: float) -> None:
    made = augment.stretched(tone(440), factor)
    assert made.shape == (1, round(RATE * factor))
    assert pitch_of(made) == pytest.approx(440, abs=4)
    inner = made[0, RATE // 8 : -RATE // 8]
    assert float(inner.square().mean().sqrt()) == pytest.approx(0.5 / math.sqrt(2), rel=0.08)


@pytest.mark.parametrize("semitones", [-7.0, 0.0, 5.0])
def test_pitch_changes_and_length_stays(semitones: float) -> None:
    made = augment.pitched(tone(440), semitones)
    assert made.shape == (1, RATE)
    assert pitch_of(made) == pytest.approx(440 * 2 ** (semitones / 12), rel=0.01)


def test_a_click_stays_a_click_when_stretched() -> None:
    click = torch.zeros(1, RATE)
    click[0, 8000] = 1.0
    made = augment.stretched(click, 1.5).square()[0]
    peak = int(made.argmax())
    assert abs(peak - 12_000) < 600
    assert float(made[12_000 - 1024 : 12_000 + 1024].sum() / made.sum()) > 0.9, "no wider than a window"


def test_a_tape_lowers_and_lengthens() -> None:
    made = augment.at_speed(tone(440)[0].numpy(), 2.0, 2 * RATE)
    assert made.dtype == np.float32 and made.shape == (2 * RATE,)
    assert pitch_of(torch.from_numpy(made)[None]) == pytest.approx(220, rel=0.01)


@pytest.mark.parametrize("factor", [0.0, 9.0, math.nan])
def test_a_stretch_beyond_reason_is_refused(factor: float) -> None:
    with pytest.raises(TrainingError, match="stretched"):
        augment.stretched(tone(440), factor)


def test_moving_loses_what_leaves_and_brings_silence() -> None:
    sounds = torch.arange(1.0, 9.0).repeat(20, 1)
    for row in augment.shift(sounds, 3, chance()):
        kept = row[row > 0]
        assert len(kept) >= 5 and bool((kept.diff() == 1).all())


def test_noise_lies_as_far_below_as_asked() -> None:
    sound = tone(440)
    added = augment.noise(sound, 20.0, 20.0, chance()) - sound
    below = 10 * math.log10(float(sound.square().mean() / added.square().mean()))
    assert below == pytest.approx(20.0, abs=0.3)


def test_gain_stays_within_its_limits() -> None:
    loud = augment.gain(torch.ones(64, 4), -6.0, 3.0, chance())
    assert float(loud.min()) >= 10 ** (-6 / 20) and float(loud.max()) <= 10 ** (3 / 20)


def test_hiding_covers_bands_and_frames_with_the_mean() -> None:
    spectrogram = torch.randn(4, 40, 60, generator=chance())
    hidden = augment.hide(spectrogram, 8, 12, chance())
    for before, after in zip(spectrogram, hidden, strict=True):
        changed = before != after
        assert int(changed.any(dim=1).sum()) >= 0 and float(changed.float().mean()) < 0.5
        assert torch.allclose(after[changed], before.mean().expand(int(changed.sum())))


@pytest.mark.parametrize(
    "vary",
    [
        lambda x, g: augment.gain(x, -9, 3, g), lambda x, g: augment.shift(x, 500, g),
        lambda x, g: augment.noise(x, 10, 40, g), lambda x, g: augment.stretch(x, 1.5, g),
        lambda x, g: augment.pitch(x, 4, g),
    ],
)  # fmt: skip
def test_the_same_chance_gives_the_same_sound_of_the_same_length(vary) -> None:
    sound = tone(300).repeat(2, 1)
    one, again, other = vary(sound, chance()), vary(sound, chance()), vary(sound, chance(4))
    assert one.shape == sound.shape and torch.equal(one, again) and not torch.equal(one, other)
