"""What every sound of these models passes at last: even loudness, soft edges, 48 kHz."""

from __future__ import annotations

import math

import numpy as np

from crossmedia_studio.generate.mastering import loudness, master
from crossmedia_studio.media.audio import resample
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.represent.sound_latents import RATE

OUT_RATE = 48_000
_LUFS = -20.0
_FADE = 0.003
_RUMBLE = 25.0


def levelled(samples: np.ndarray, lufs: float = _LUFS) -> np.ndarray:
    """``samples`` (frames, channels) at ``RATE``, as loud as asked; silence stays silence."""
    heard = loudness(samples, RATE)
    return samples * np.float32(10 ** ((lufs - heard) / 20)) if math.isfinite(heard) else samples


def finished(samples: np.ndarray, lufs: float | None = _LUFS) -> Audio:
    """``samples`` (frames, channels) at ``RATE`` → a sound at 48 kHz, at ``lufs`` (None: as loud as it is), peaks below
    −1 dBFS, without DC."""
    made = resample(Audio(np.ascontiguousarray(samples, np.float32), RATE), OUT_RATE).samples
    level = loudness(made, OUT_RATE) if lufs is None else lufs
    return Audio(master(made, OUT_RATE, level, fade=_FADE, low_cut=_RUMBLE), OUT_RATE)
