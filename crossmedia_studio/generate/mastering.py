"""The last step of every generated sound: no DC, even loudness (ITU-R BS.1770), peaks below full scale, soft edges."""

from __future__ import annotations

import math

import numpy as np

CEILING = 10 ** (-1 / 20)
"""−1 dBFS."""


def master(
    samples: np.ndarray, rate: int, lufs: float = -18.0, fade: float = 0.005, low_cut: float = 25.0
) -> np.ndarray:
    """``samples`` float (frames, channels) → float32 at ``lufs`` integrated loudness, peak ≤ −1 dBFS.

    Loudness that would need more than 6 dB of limiting is given up rather than squashed. ``fade`` seconds at both
    ends keep them free of clicks; ``low_cut`` Hz removes rumble and DC. Silence stays silence.
    """
    from scipy.signal import butter, sosfiltfilt

    sound = np.asarray(samples, dtype=np.float64)
    if len(sound) > 64 and low_cut:
        cut = butter(2, low_cut, "highpass", fs=rate, output="sos")
        sound = sosfiltfilt(cut, sound, axis=0)
    sound = fade_edges(sound, rate, fade, fade)
    peak = float(np.abs(sound).max(initial=0.0))
    if peak < 1e-6:
        return np.zeros(sound.shape, np.float32)
    level = loudness(sound, rate)
    gain = CEILING / peak if not math.isfinite(level) else 10 ** ((lufs - level) / 20)
    gain = min(gain, 2 * CEILING / peak)
    return limit(sound * gain, rate).astype(np.float32)


def loudness(samples: np.ndarray, rate: int) -> float:
    """Integrated loudness in LUFS; −inf for silence. Sounds under 0.4 s are measured as if they went on."""
    import pyloudnorm

    sound = np.asarray(samples, dtype=np.float64)
    if not np.any(sound):
        return -math.inf
    least = int(0.45 * rate)
    if len(sound) < least:
        sound = np.tile(sound, (math.ceil(least / max(len(sound), 1)), 1))
    with np.errstate(divide="ignore"):
        return float(pyloudnorm.Meter(rate).integrated_loudness(sound))


def limit(samples: np.ndarray, rate: int, ceiling: float = CEILING) -> np.ndarray:
    """A look-ahead limiter: gain falls smoothly ahead of each peak and recovers over 80 ms; never above ``ceiling``."""
    from scipy.ndimage import minimum_filter1d, uniform_filter1d
    from scipy.signal import lfilter

    peaks = np.abs(samples).max(axis=1, initial=0.0)
    if peaks.max(initial=0.0) <= ceiling:
        return samples
    window = max(int(0.004 * rate), 1)
    need = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-12))
    held = minimum_filter1d(need, 4 * window + 1)
    release = math.exp(-1 / (0.08 * rate))
    slow = 1 - lfilter([1 - release], [1, -release], 1 - held)
    gain = uniform_filter1d(np.minimum(held, slow), 2 * window + 1)
    return np.clip(samples * gain[:, None], -ceiling, ceiling)


def fade_edges(samples: np.ndarray, rate: int, start: float, end: float) -> np.ndarray:
    """Raised-cosine fades of ``start`` and ``end`` seconds."""
    sound = np.array(samples, copy=True)
    for seconds, side in ((start, 1), (end, -1)):
        count = min(int(seconds * rate), len(sound))
        if count:
            ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(count) / count)
            if side > 0:
                sound[:count] *= ramp[:, None]
            else:
                sound[-count:] *= ramp[::-1, None]
    return sound
