"""Sound from a log-mel spectrogram without a model: the floor that a trained vocoder has to beat.

Griffin & Lim 1984, "Signal Estimation from Modified Short-Time Fourier Transform", sped up by momentum as in Perraudin
et al. 2013, "A Fast Griffin-Lim Algorithm". Magnitudes come from the least-squares inverse of the mel filters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.represent.audio import Mel

if TYPE_CHECKING:
    import torch

ITERATIONS = 60
MOMENTUM = 0.99


def griffin_lim(
    log_mel: torch.Tensor, mel: Mel, seed: int = 0, iterations: int = ITERATIONS, step: Step = no_step
) -> torch.Tensor:
    """``log_mel`` (bands, t) → samples (t · hop,), from phases by chance of ``seed``."""
    import torch

    inverse = torch.linalg.pinv(torch.from_numpy(mel.filters()))  # (bins, bands)
    loud = (inverse @ log_mel.float().exp()).clamp(min=0.0).sqrt()  # (bins, t)
    window, length = torch.hann_window(mel.size), log_mel.shape[-1] * mel.hop
    chance = torch.Generator().manual_seed(seed)
    phases = torch.polar(torch.ones_like(loud), torch.rand(loud.shape, generator=chance) * (2.0 * torch.pi))
    before = torch.zeros_like(phases)
    for index in range(iterations):
        step(index, iterations)
        samples = torch.istft(loud * phases, mel.size, mel.hop, window=window, length=length)
        heard = torch.stft(samples, mel.size, mel.hop, window=window, pad_mode="constant", return_complex=True)
        heard = heard[..., : loud.shape[-1]]
        ahead = heard - before * (MOMENTUM / (1.0 + MOMENTUM))
        phases, before = ahead / (ahead.abs() + 1e-16), heard
    return torch.istft(loud * phases, mel.size, mel.hop, window=window, length=length)
