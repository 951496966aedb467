"""Sound as tensors: mono at a rate, frames, log-mel spectrograms with stated parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.media.audio import resample
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.understand import spectrum

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class Mel:
    """How a log-mel spectrogram is made: ``rate`` in Hz, ``size`` and ``hop`` in samples, ``low``–``high`` in Hz.

    ``htk`` picks the HTK scale with filters of height one (as the HTK book), otherwise Slaney's with area one.
    """

    rate: int = 22_050
    size: int = 1024
    hop: int = 256
    bands: int = 80
    low: float = 0.0
    high: float = 8000.0
    htk: bool = False
    floor: float = 1e-5
    """The smallest power under the logarithm."""


def mono(audio: Audio, rate: int) -> np.ndarray:
    """One channel at ``rate`` Hz: float32 (frames,)."""
    one = audio.samples.mean(axis=1, dtype=np.float32)
    return resample(Audio(one[:, None], audio.rate), rate).samples[:, 0]


def frames(audio: Audio, rate: int, size: int, hop: int) -> torch.Tensor:
    """Stretches of the mono sound, float32 (n, ``size``), ``hop`` samples apart; the last is filled with silence."""
    import torch

    samples = mono(audio, rate)
    short = (size - len(samples)) if len(samples) < size else -(len(samples) - size) % hop
    cut = spectrum.frames(np.pad(samples, (0, short)), size, hop, centred=False)
    return torch.from_numpy(np.ascontiguousarray(cut))


def log_mel(audio: Audio, mel: Mel = Mel()) -> torch.Tensor:
    """The natural-log mel power spectrogram, float32 (bands, n), frame *i* centred on sample ``i · hop``."""
    import torch

    filters = spectrum.mel_filters(
        mel.rate, mel.size, mel.bands, mel.low, min(mel.high, mel.rate / 2),
        htk=mel.htk, unit="peak" if mel.htk else "area",
    )  # fmt: skip
    power = spectrum.power(mono(audio, mel.rate), mel.size, mel.hop) @ filters.T  # (n, bands)
    return torch.from_numpy(np.ascontiguousarray(np.log(np.maximum(power, mel.floor)).T.astype(np.float32)))
