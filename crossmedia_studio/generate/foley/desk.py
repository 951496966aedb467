"""The foley desk: shaped noise, struck resonances, and grains scattered in time and space."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crossmedia_studio.core.progress import Step

RATE = 48_000


@dataclass(frozen=True)
class Desk:
    """What an effect works with: its length in samples, its own chance, and the progress of the whole."""

    frames: int
    rng: np.random.Generator
    step: Step

    @property
    def seconds(self) -> float:
        return self.frames / RATE

    @property
    def time(self) -> np.ndarray:
        return np.arange(self.frames) / RATE

    def noise(self, low: float, high: float, channels: int = 2) -> np.ndarray:
        """White noise between ``low`` and ``high`` Hz, RMS 1, each channel its own."""
        self.step(0.0)
        raw = band(self.rng.standard_normal((self.frames, channels)), low, high)
        return raw / (np.sqrt((raw**2).mean()) + 1e-12)

    def sway(self, per_second: float, low: float = 0.0, high: float = 1.0) -> np.ndarray:
        """A smooth random curve between ``low`` and ``high`` that turns about ``per_second`` times a second."""
        count = max(int(self.seconds * per_second) + 4, 4)
        points = self.rng.random(count)
        places = np.linspace(0, count - 1, self.frames)
        index = np.minimum(places.astype(int), count - 2)
        share = places - index
        share = share * share * (3 - 2 * share)
        return low + (high - low) * (points[index] * (1 - share) + points[index + 1] * share)

    def scatter(self, rate: float, grain: Callable[[], np.ndarray], spread: float = 0.8) -> np.ndarray:
        """Mono grains at random moments, ``rate`` a second, each somewhere between left and right."""
        count = self.rng.poisson(rate * self.seconds)
        return self.place(np.sort(self.rng.random(count)) * self.seconds, grain, spread)

    def place(self, moments: np.ndarray, grain: Callable[[], np.ndarray], spread: float = 0.3) -> np.ndarray:
        """Mono grains at ``moments`` (seconds)."""
        out = np.zeros((self.frames, 2))
        for index, moment in enumerate(moments):
            if index % 200 == 0:
                self.step(index / max(len(moments), 1))
            start = int(moment * RATE)
            sound = grain()[: self.frames - start]
            angle = (1 + spread * self.rng.uniform(-1, 1)) * np.pi / 4
            out[start : start + len(sound), 0] += sound * np.cos(angle)
            out[start : start + len(sound), 1] += sound * np.sin(angle)
        return out

    def beats(self, interval: float, looseness: float = 0.03, start: float = 0.15) -> np.ndarray:
        """Nearly regular moments every ``interval`` seconds."""
        count = max(int((self.seconds - start) / interval), 1)
        moments = start + np.arange(count) * interval + self.rng.normal(0, looseness * interval, count)
        return np.clip(moments, 0, max(self.seconds - 0.05, 0))


def band(sound: np.ndarray, low: float, high: float) -> np.ndarray:
    """A second-order Butterworth band; an end at 0 or beyond Nyquist is left open."""
    from scipy.signal import butter, sosfilt

    low_open, high_open = low <= 0, high >= RATE / 2
    if low_open and high_open:
        return sound
    if low_open:
        filters = butter(2, high, "lowpass", fs=RATE, output="sos")
    elif high_open:
        filters = butter(2, low, "highpass", fs=RATE, output="sos")
    else:
        filters = butter(2, (low, high), "bandpass", fs=RATE, output="sos")
    return sosfilt(filters, sound, axis=0)


def decay(seconds: float, attack: float = 0.001) -> np.ndarray:
    """An envelope that rises over ``attack`` seconds and falls by 60 dB over ``seconds``."""
    time = np.arange(int((seconds + attack) * RATE)) / RATE
    return np.minimum(time / attack, 1.0) * 10 ** (-3 * np.maximum(time - attack, 0) / seconds)


def struck(partials: list[tuple[float, float, float]], attack: float = 0.001) -> np.ndarray:
    """Modal synthesis: (frequency in Hz, level, seconds to fall by 60 dB) of each partial."""
    longest = max(seconds for _, _, seconds in partials)
    out = np.zeros(len(decay(longest, attack)))
    time = np.arange(len(out)) / RATE
    for frequency, level, seconds in partials:
        envelope = decay(seconds, attack)
        out[: len(envelope)] += level * envelope * np.sin(2 * np.pi * frequency * time[: len(envelope)])
    return out


def sweep(frequency: np.ndarray) -> np.ndarray:
    """A sine whose frequency in Hz follows the array."""
    return np.sin(2 * np.pi * np.cumsum(frequency) / RATE)
