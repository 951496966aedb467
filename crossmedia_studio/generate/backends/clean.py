"""Sound → the same sound without steady noise: spectral gating (after Boll 1979, with a smoothed mask)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.sounding import KINDS, heard
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions

_SIZE, _HOP = 2048, 512


@dataclass(frozen=True)
class CleanOptions:
    """How much is taken away."""

    amount: float = option(
        18.0, mark("Amount"), unit="dB", help=mark("How far noise is lowered."), minimum=3, maximum=40
    )
    threshold: float = option(
        6.0,
        mark("Threshold"),
        unit="dB",
        help=mark("What lies this far above the noise is kept."),
        minimum=1,
        maximum=20,
    )


class Clean:
    """Learns the noise from the quietest moments and lowers whatever does not rise above it."""

    name = "clean"
    title = mark("Noise removal")
    about = mark("Lowers steady noise such as hiss, hum or a fan; what comes and goes stays.")
    sources = KINDS
    target = Kind.AUDIO
    needs = ()
    uses = ()
    Options = CleanOptions

    def generate(
        self, conditions: Conditions, options: CleanOptions, models: Models, scratch: Path, step: Step
    ) -> Audio:
        """Same length, rate and channels."""
        import numpy as np

        sound, _ = heard(conditions)
        channels = []
        count = sound.samples.shape[1]
        for channel in range(count):
            step(channel / count, 1.0, tr("Removing noise"))
            channels.append(_gate(sound.samples[:, channel], options, step, channel / count, count))
        return Audio(np.ascontiguousarray(np.stack(channels, axis=1), dtype=np.float32), sound.rate)


def _gate(samples: Any, options: CleanOptions, step: Step, done: float, count: int) -> Any:
    import numpy as np
    from scipy.ndimage import gaussian_filter
    from scipy.signal import ShortTimeFFT, get_window

    if len(samples) < 2 * _SIZE:
        return samples
    transform = ShortTimeFFT(get_window("hann", _SIZE), _HOP, fs=1.0)
    spectrum = transform.stft(samples.astype(np.float64))
    step(done + 0.4 / count)
    level = 20 * np.log10(np.abs(spectrum) + 1e-9)
    frame = np.sqrt((np.abs(spectrum) ** 2).mean(axis=0))
    quiet = level[:, frame <= np.quantile(frame, 0.15)]
    noise = quiet.mean(axis=1, keepdims=True) + 0.5 * quiet.std(axis=1, keepdims=True)
    share = 1 / (1 + np.exp(-(level - noise - options.threshold) / 1.5))
    share = gaussian_filter(share, (1.5, 2.0))
    step(done + 0.7 / count)
    floor = 10 ** (-options.amount / 20)
    cleaned = transform.istft(spectrum * (floor + (1 - floor) * share), k1=len(samples))
    return np.clip(cleaned, -1.0, 1.0)
