"""Sounds as vectors in which they can be compared: statistics of their log-mel spectrogram, no model's own features.

The Fréchet distance on them is an audio distance in the manner of Kilgour et al. 2019, "Fréchet Audio Distance", with
stated features in place of a network's.
"""

from __future__ import annotations

import numpy as np

from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.represent.audio import Mel
from crossmedia_studio.train.sounds import prepared
from crossmedia_studio.understand import spectrum

MEL = Mel(rate=32_000, size=1024, hop=256, bands=64, low=0.0, high=16_000.0)
NAME = "log-mel statistics 192: 64 bands, 0–16 kHz; mean, deviation, rise"
SIZE = 3 * MEL.bands
_LONGEST = 20.0
_RANGE, _HEARD = 80.0, 60.0
"""Levels are told to so many dB below the loudest; frames count that are less than so many below."""


def features(sound: Audio) -> np.ndarray:
    """float32 (192,), in units of 10 dB: of every band the mean level of the frames that are heard, its standard
    deviation, and the mean of its changes from frame to frame. Trimmed, mono, its peak at −2 dBFS; 20 s at most."""
    samples = prepared(sound, MEL.rate)[: round(_LONGEST * MEL.rate)]
    level = 10.0 * np.log10(spectrum.power(samples, MEL.size, MEL.hop) @ MEL.filters().T + 1e-12)  # (t, bands)
    top = float(level.max(initial=-_RANGE))
    level = np.maximum(level, top - _RANGE)
    heard = level[level.max(axis=1) > top - _HEARD]
    rise = np.abs(np.diff(heard, axis=0)).mean(axis=0) if len(heard) > 1 else np.zeros(MEL.bands)
    return np.concatenate([heard.mean(axis=0), heard.std(axis=0), rise]).astype(np.float32) / np.float32(10.0)
