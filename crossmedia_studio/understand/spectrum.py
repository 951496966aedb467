"""Short-time spectra in numpy: framing, power spectrogram, mel filters. Also what represent.audio stands on."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

_CHUNK = 2048
"""Frames transformed at once, so that an hour of sound does not become gigabytes of spectrum."""


def frames(samples: np.ndarray, size: int, hop: int, *, centred: bool = True) -> np.ndarray:
    """Overlapping stretches of mono ``samples`` as a view (n, ``size``), ``hop`` apart.

    ``centred``: frame *i* is centred on sample ``i·hop`` (ends padded with silence), else it starts there.
    """
    samples = np.asarray(samples, dtype=np.float32)
    if centred:
        samples = np.pad(samples, size // 2)
    if len(samples) < size:
        samples = np.pad(samples, (0, size - len(samples)))
    return np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]


def power(samples: np.ndarray, size: int, hop: int) -> np.ndarray:
    """Power spectrogram (n, size // 2 + 1), float32, of mono ``samples`` under a Hann window."""
    window = np.hanning(size + 1)[:-1].astype(np.float32)
    cut = frames(samples, size, hop)
    parts = []
    for start in range(0, len(cut), _CHUNK):
        spectrum = np.fft.rfft(cut[start : start + _CHUNK] * window, axis=1)
        parts.append((spectrum.real**2 + spectrum.imag**2).astype(np.float32))
    return np.concatenate(parts)


@lru_cache(maxsize=16)
def mel_filters(
    rate: int, size: int, bands: int, low: float = 0.0, high: float = 0.0, *, htk: bool = False, unit: str = "area"
) -> np.ndarray:
    """Triangular filters (bands, size // 2 + 1) for spectra of ``size`` samples at ``rate`` Hz.

    ``htk``: mel = 2595·log10(1 + f/700) (Young et al., HTK book); otherwise Slaney's scale (Auditory Toolbox 1998),
    linear below 1 kHz. ``unit``: "area" makes every filter's area one, as Slaney does; "peak" its top.
    """
    high = high or rate / 2
    edges = _to_hertz(np.linspace(_to_mel(low, htk), _to_mel(high, htk), bands + 2), htk)
    bins = np.linspace(0, rate / 2, size // 2 + 1)
    rising = (bins[None] - edges[:-2, None]) / np.maximum(edges[1:-1] - edges[:-2], 1e-9)[:, None]
    falling = (edges[2:, None] - bins[None]) / np.maximum(edges[2:] - edges[1:-1], 1e-9)[:, None]
    filters = np.maximum(0.0, np.minimum(rising, falling))
    if unit == "area":
        filters *= (2.0 / (edges[2:] - edges[:-2]))[:, None]
    return filters.astype(np.float32)


_KNEE, _STEP = 15.0, np.log(6.4) / 27.0  # Slaney: 200/3 Hz a mel up to 1 kHz, then 27 steps to 6.4 kHz


def _to_mel(hertz: float, htk: bool) -> float:
    if htk:
        return float(2595.0 * np.log10(1.0 + hertz / 700.0))
    return float(hertz * 3 / 200) if hertz < 1000 else float(_KNEE + np.log(hertz / 1000.0) / _STEP)


def _to_hertz(mel: np.ndarray, htk: bool) -> np.ndarray:
    if htk:
        return 700.0 * (10.0 ** (mel / 2595.0) - 1.0)
    return np.where(mel < _KNEE, mel * 200 / 3, 1000.0 * np.exp(_STEP * (mel - _KNEE)))
