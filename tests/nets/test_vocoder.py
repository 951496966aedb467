"""The vocoder: what it is given at first already sounds, its phases run on, and its distances are distances."""

from __future__ import annotations

import math

import pytest
import torch

from crossmedia_studio.nets import vocoder
from crossmedia_studio.nets.vocoder import Vocoder, VocoderConfig
from crossmedia_studio.represent.audio import SOUNDS, log_mels, unmel

SHAPE = VocoderConfig(width=16, depth=1)


def fresh() -> Vocoder:
    torch.manual_seed(0)
    return Vocoder(SHAPE, torch.from_numpy(unmel(SOUNDS))).eval()


def noise(count: int, frames: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(count, frames * SHAPE.hop, generator=torch.Generator().manual_seed(seed))


def test_untrained_it_gives_back_level_and_colour() -> None:
    real = torch.cat([noise(1, 64), 0.3 * torch.sin(torch.arange(64 * 256) * 2 * math.pi * 1000 / 32_000)[None]])
    with torch.inference_mode():
        made = fresh()(log_mels(real, SOUNDS), noise(2, 64, 1))
    assert made.shape == real.shape
    for one, other in zip(real, made, strict=True):
        assert abs(10 * math.log10(float(other.square().mean() / one.square().mean()))) < 4.0
    spectra = torch.fft.rfft(made[1] * torch.hann_window(made.shape[1])).abs()
    assert abs(float(spectra.argmax()) * 32_000 / made.shape[1] - 1000) < 60


@pytest.mark.parametrize("frequency", [441.0, 1003.0, 3021.0])
def test_a_tone_turns_at_its_own_frequency(frequency: float) -> None:
    """No multiple of the frame rate of 125 Hz: the phases have to run on from frame to frame."""
    real = 0.5 * torch.sin(torch.arange(128 * 256) * 2 * math.pi * frequency / 32_000)[None]
    net = fresh()
    with torch.inference_mode():
        parts = net.parts(log_mels(real, SOUNDS))
        alone = net.sound(parts._replace(noise=torch.zeros_like(parts.noise)), noise(1, 128))[0, 4096:-4096]
    spectrum = torch.fft.rfft(alone * torch.hann_window(len(alone)), n=1 << 18).abs()
    assert float(spectrum.argmax()) * 32_000 / (1 << 18) == pytest.approx(frequency, rel=0.006, abs=12.0)


def test_silence_stays_silent() -> None:
    with torch.inference_mode():
        made = fresh()(log_mels(torch.zeros(1, 32 * 256), SOUNDS), noise(1, 32))
    assert float(made.abs().max()) < 1e-2


def test_the_energy_distance_knows_its_own_kind() -> None:
    """Noise like the real one is nearer than noise of another level, and than what is too smooth to be noise."""
    real, like, again = (noise(4, 64, seed) for seed in range(3))
    same = float(vocoder.energy_distance(real, like, again))
    louder = float(vocoder.energy_distance(real, 3 * like, 3 * again))
    smooth = torch.zeros_like(real)
    smooth[:, ::64] = 8.0
    assert same < louder and same < float(vocoder.energy_distance(real, smooth, smooth))


@pytest.mark.parametrize("distance", [vocoder.log_spectral_distance, vocoder.spectral_distance])
def test_distances_are_nothing_from_itself_and_grow(distance) -> None:
    real = noise(1, 32)
    assert float(distance(real, real)) == pytest.approx(0.0, abs=1e-5)
    assert 0.0 < float(distance(real, 1.2 * real)) < float(distance(real, 4.0 * real))


def test_the_log_spectral_distance_is_in_decibels() -> None:
    real = noise(1, 32)
    assert float(vocoder.log_spectral_distance(real, 2.0 * real)) == pytest.approx(6.02, abs=0.05)


def test_any_number_of_frames_can_be_sounded() -> None:
    for frames in (1, 2, 7):
        with torch.inference_mode():
            assert fresh()(torch.zeros(1, 128, frames), noise(1, frames)).shape == (1, frames * 256)
