"""Tempo and beats: spectral-flux onsets, autocorrelation and dynamic programming.

Ellis 2007, "Beat Tracking by Dynamic Programming".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossmedia_studio.understand.spectrum import mel_filters, power

RATE, HOP = 22_050, 256
_SIZE = 1024
_FPS = RATE / HOP
_TEMPI = (40.0, 240.0)
_PREFERRED, _SPREAD = 120.0, 0.9
"""People tap nearest to 120 beats a minute; the preference falls off over so many octaves."""
_TIGHTNESS = 100.0
LEAD = 0.009
"""A window sees a sound before its middle reaches it: how much sooner, in seconds, measured on clicks."""
_STEADY = 0.14
"""Autocorrelation of the onsets at the beat, below which there is no beat to speak of."""


@dataclass(frozen=True)
class Rhythm:
    """``tempo`` in beats a minute (0 without a steady beat), ``beats`` in seconds, ``onsets`` events a second."""

    tempo: float
    beats: tuple[float, ...]
    onsets: float


def rhythm(samples: np.ndarray, sure: bool = True) -> Rhythm:
    """The rhythm of mono ``samples`` at ``RATE`` Hz. Not ``sure``: the likeliest tempo, however weak the beat is."""
    if len(samples) < RATE * 2:
        return Rhythm(0.0, (), 0.0)
    strength = onset_strength(samples)
    density = _density(strength)
    if not strength.any():
        return Rhythm(0.0, (), 0.0)
    period, steady = _period(strength)
    likeliest = round(60.0 * _FPS / period, 2) if period and not sure else 0.0
    if steady < _STEADY or density < 0.3:
        return Rhythm(likeliest, (), density)
    beats = _track(strength, period)
    if len(beats) < 4:
        return Rhythm(likeliest, (), density)
    seconds = beats / _FPS + LEAD
    steps = np.polyfit(np.arange(len(seconds)), seconds, 1)[0] if _even(seconds) else np.median(np.diff(seconds))
    return Rhythm(round(60.0 / float(steps), 2), tuple(round(float(s), 3) for s in seconds), density)


def onset_strength(samples: np.ndarray) -> np.ndarray:
    """How much new sound each frame brings (n,), ``RATE / HOP`` frames a second: rises of the mel spectrum in dB."""
    mel = power(samples, _SIZE, HOP) @ mel_filters(RATE, _SIZE, 40, 30.0, 10_000.0).T
    level = 10.0 * np.log10(np.maximum(mel, max(float(mel.max(initial=0.0)) * 1e-8, 1e-12)))
    flux = np.maximum(np.diff(level, axis=0, prepend=level[:1]), 0.0).mean(axis=1)
    # slow swells are no onsets: take the local mean away
    width = int(_FPS)
    padded = np.pad(flux, (width // 2, width - width // 2 - 1), mode="reflect") if len(flux) > width else flux
    local = np.convolve(padded, np.ones(width) / width, mode="valid") if len(flux) > width else flux.mean()
    flux = np.maximum(flux - local, 0.0)
    spread = float(flux.std())
    return flux / spread if spread > 1e-3 else np.zeros_like(flux)


def _density(strength: np.ndarray) -> float:
    middle = strength[1:-1]
    peaks = (middle > strength[:-2]) & (middle >= strength[2:]) & (middle > 1.0)
    return round(float(peaks.sum()) / (len(strength) / _FPS), 3)


def _period(strength: np.ndarray) -> tuple[float, float]:
    """(frames a beat, how steady 0–1): the autocorrelation's peak under a preference for 120 beats a minute."""
    blurred = np.convolve(strength, (0.1, 0.2, 0.4, 0.2, 0.1), mode="same")  # a beat may fall between two frames
    centred = blurred - blurred.mean()
    size = 1 << int(np.ceil(np.log2(2 * len(centred))))
    spectrum = np.fft.rfft(centred, size)
    correlation = np.fft.irfft(spectrum * spectrum.conj(), size)[: len(centred)]
    correlation = correlation / max(correlation[0], 1e-9) * (len(centred) / (len(centred) - np.arange(len(centred))))
    longest = min(int(60.0 * _FPS / _TEMPI[0]), len(centred) // 2)
    lags = np.arange(int(60.0 * _FPS / _TEMPI[1]), longest + 1)
    if len(lags) < 3:
        return 0.0, 0.0
    # a beat repeats at its multiples too, which tells it from its own half; were it two beats, its half would repeat
    fold = correlation[lags] + 0.5 * _at(correlation, 2 * lags) + 0.25 * _at(correlation, 4 * lags)
    fold -= 0.3 * np.maximum(_at(correlation, np.round(lags / 2).astype(int)), 0.0)
    octaves = np.log2(60.0 * _FPS / lags / _PREFERRED)
    weighted = np.maximum(fold, 0.0) * np.exp(-0.5 * (octaves / _SPREAD) ** 2)
    best = int(weighted.argmax())
    lag = float(lags[best])
    if 0 < best < len(lags) - 1:
        left, middle, right = weighted[best - 1 : best + 2]
        curve = left - 2 * middle + right
        lag += 0.5 * (left - right) / curve if curve < -1e-12 else 0.0
    near = correlation[max(lags[best] - 1, 1) : lags[best] + 2]
    return lag, float(near.max())


def _at(values: np.ndarray, index: np.ndarray) -> np.ndarray:
    return np.where(index < len(values), values[np.minimum(index, len(values) - 1)], 0.0)


def _track(strength: np.ndarray, period: float) -> np.ndarray:
    """Frames of the beats: the path of strong onsets about ``period`` apart."""
    reach = np.arange(-round(2 * period), -round(period / 2) + 1)
    cost = -_TIGHTNESS * np.log(-reach / period) ** 2
    spread = np.exp(-0.5 * (np.arange(-round(period), round(period) + 1) * 32.0 / period) ** 2)
    local = np.convolve(strength, spread, mode="same")
    score = local.copy()
    back = np.full(len(local), -1, dtype=np.int64)
    for i in range(len(local)):
        earlier = i + reach
        valid = earlier >= 0
        if valid.any():
            total = score[earlier[valid]] + cost[valid]
            best = int(total.argmax())
            if total[best] > 0:
                score[i] += total[best]
                back[i] = earlier[valid][best]
    tail = score[-round(2 * period) :]
    beat = len(score) - len(tail) + int(tail.argmax())
    found = [beat]
    while back[found[-1]] >= 0:
        found.append(int(back[found[-1]]))
    beats = np.array(found[::-1])
    threshold = 0.25 * np.sqrt(np.mean(local[beats] ** 2))
    loud = np.flatnonzero(local[beats] > threshold)
    return beats[loud[0] : loud[-1] + 1] if len(loud) else beats[:0]


def _even(seconds: np.ndarray) -> bool:
    steps = np.diff(seconds)
    return bool(np.abs(steps - np.median(steps)).max() < 0.12 * np.median(steps))
