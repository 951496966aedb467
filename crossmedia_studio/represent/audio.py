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

    def filters(self) -> np.ndarray:
        """Its filters (bands, size // 2 + 1)."""
        unit = "peak" if self.htk else "area"
        top = min(self.high, self.rate / 2)
        return spectrum.mel_filters(self.rate, self.size, self.bands, self.low, top, htk=self.htk, unit=unit)


SOUNDS = Mel(rate=32_000, size=1024, hop=256, bands=128, low=0.0, high=16_000.0)
"""What the studio's models of sounds read and write: 128 bands of Slaney's scale, 32 ms under a Hann window, 8 ms
apart, natural logarithm of power, floor 1e-5 (a full-scale sine reaches about 9)."""


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

    power = spectrum.power(mono(audio, mel.rate), mel.size, mel.hop) @ mel.filters().T  # (n, bands)
    return torch.from_numpy(np.ascontiguousarray(np.log(np.maximum(power, mel.floor)).T.astype(np.float32)))


def log_mels(samples: torch.Tensor, mel: Mel) -> torch.Tensor:
    """The same of many at once, in torch: samples (n, length) at ``mel.rate`` → (n, bands, length // hop)."""
    import torch

    window = torch.hann_window(mel.size, device=samples.device)
    spectra = torch.stft(samples.float(), mel.size, mel.hop, window=window, pad_mode="constant", return_complex=True)
    power = spectra.real.square() + spectra.imag.square()  # (n, bins, length // hop + 1)
    filters = torch.from_numpy(mel.filters()).to(samples.device)
    with torch.autocast(samples.device.type, enabled=False):
        return torch.log((filters @ power[..., : samples.shape[-1] // mel.hop]).clamp(min=mel.floor))


def unmel(mel: Mel) -> np.ndarray:
    """The log power of each bin from log-mel bands: float32 (size // 2 + 1, bands + 1), the last column a constant.

    Straight lines between the middles of the filters, each freed of its width.
    """
    filters = mel.filters()
    bins = np.linspace(0.0, mel.rate / 2, mel.size // 2 + 1)
    widths = filters.sum(axis=1)
    middles = (filters @ bins) / np.maximum(widths, 1e-12)
    band = np.clip(np.searchsorted(middles, bins) - 1, 0, mel.bands - 2)  # (bins,)
    share = np.clip((bins - middles[band]) / np.maximum(middles[band + 1] - middles[band], 1e-9), 0.0, 1.0)
    table = np.zeros((len(bins), mel.bands + 1), np.float32)
    rows, logs = np.arange(len(bins)), np.log(np.maximum(widths, 1e-12))
    table[rows, band], table[rows, band + 1] = 1.0 - share, share
    table[:, -1] = -(1.0 - share) * logs[band] - share * logs[band + 1]
    return table
