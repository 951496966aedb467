"""Sounds varied by chance: moved, louder or softer, faster, higher, in noise, and with stretches of spectrum hidden.

Sounds are float32 (n, length), spectrograms (n, bands, t). All chance comes from the generator that is passed in.
Stretching keeps the pitch by a phase vocoder with phases locked to peaks (Laroche & Dolson 1999); hiding is that of
Park et al. 2019, "SpecAugment".
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.i18n import tr

if TYPE_CHECKING:
    import numpy as np
    import torch
    from torch import Tensor

_SIZE, _HOP = 1024, 256
_MOST = 4.0
"""The furthest a sound is stretched, squeezed or moved in pitch: two octaves."""


def gain(sounds: Tensor, quietest: float, loudest: float, generator: torch.Generator) -> Tensor:
    """Each louder by ``quietest`` to ``loudest`` dB."""
    import torch

    decibels = quietest + (loudest - quietest) * torch.rand(len(sounds), 1, generator=generator)
    return sounds * 10.0 ** (decibels / 20.0)


def shift(sounds: Tensor, most: int, generator: torch.Generator) -> Tensor:
    """Each up to ``most`` samples sooner or later; silence comes in, what leaves is lost."""
    import torch

    moves = torch.randint(-most, most + 1, (len(sounds),), generator=generator).tolist()
    moved = torch.zeros_like(sounds)
    for row, sound, by in zip(moved, sounds, moves, strict=True):
        if abs(by) < len(sound):
            row[max(by, 0) : len(sound) + min(by, 0)] = sound[max(-by, 0) : len(sound) - max(by, 0)]
    return moved


def noise(sounds: Tensor, least: float, most: float, generator: torch.Generator) -> Tensor:
    """White noise over each, ``least`` to ``most`` dB below its own level (root mean square)."""
    import torch

    below = least + (most - least) * torch.rand(len(sounds), 1, generator=generator)
    level = sounds.square().mean(dim=1, keepdim=True).sqrt() * 10.0 ** (-below / 20.0)
    return sounds + level * torch.randn(sounds.shape, generator=generator)


def at_speed(sound: np.ndarray, factor: float, length: int) -> np.ndarray:
    """One sound float32 (frames,) as from a tape, ``factor`` times as long and as much lower: float32 (length,)."""
    import numpy as np
    import soxr

    if abs(factor - 1.0) > 1e-3:
        sound = soxr.resample(sound, 1.0, _check(factor), quality="MQ")
    out = np.zeros(length, np.float32)
    out[: len(sound)] = sound[:length]
    return out


def stretched(sounds: Tensor, factor: float) -> Tensor:
    """``factor`` times as long at the same pitch: (n, round(length · factor))."""
    import torch

    _check(factor)
    window = torch.hann_window(_SIZE)
    spectra = torch.stft(sounds, _SIZE, _HOP, window=window, pad_mode="constant", return_complex=True)
    length = round(sounds.shape[-1] * factor)
    places = torch.arange(0.0, spectra.shape[-1] - 1, 1.0 / factor)
    left = places.long()  # (t,): the frame before each new one
    share = (places - left)[None, None]
    padded = torch.nn.functional.pad(spectra, (0, 2))
    before, after = padded[..., left], padded[..., left + 1]  # (n, bins, t)
    loud = (1.0 - share) * before.abs() + share * after.abs()
    own = torch.arange(spectra.shape[1])[:, None] * (2.0 * math.pi * _HOP / _SIZE)
    turn = after.angle() - before.angle() - own
    turn = turn - 2.0 * math.pi * torch.round(turn / (2.0 * math.pi)) + own
    phases = torch.cumsum(torch.cat([before[..., :1].angle(), turn[..., :-1]], dim=-1), dim=-1)
    phases = _locked(phases, before.angle(), loud)
    return torch.istft(torch.polar(loud, phases), _SIZE, _HOP, window=window, length=length)


def pitched(sounds: Tensor, semitones: float) -> Tensor:
    """Higher or lower at the same length: stretched, then resampled (soxr) back."""
    import numpy as np
    import soxr
    import torch

    factor = 2.0 ** (semitones / 12.0)
    long = stretched(sounds, factor).numpy().T  # (length · factor, n)
    back = soxr.resample(np.ascontiguousarray(long), factor, 1.0, quality="HQ").T  # (n, about length)
    out = torch.zeros_like(sounds)
    kept = min(back.shape[1], sounds.shape[1])
    out[:, :kept] = torch.from_numpy(np.ascontiguousarray(back[:, :kept]))
    return out


def stretch(sounds: Tensor, most: float, generator: torch.Generator) -> Tensor:
    """All alike up to ``most`` times as long or as short, and back to their length: cut, or silence after."""
    import torch

    factor = _check(most) ** float(2.0 * torch.rand((), generator=generator) - 1.0)
    made = stretched(sounds, factor)[:, : sounds.shape[1]]
    return torch.nn.functional.pad(made, (0, sounds.shape[1] - made.shape[1]))


def pitch(sounds: Tensor, most: float, generator: torch.Generator) -> Tensor:
    """All alike up to ``most`` semitones higher or lower."""
    import torch

    return pitched(sounds, most * float(2.0 * torch.rand((), generator=generator) - 1.0))


def hide(spectrograms: Tensor, bands: int, frames: int, generator: torch.Generator, times: int = 1) -> Tensor:
    """Up to ``bands`` neighbouring bands and up to ``frames`` neighbouring frames of each set to its mean,
    ``times`` over."""
    import torch

    hidden = spectrograms.clone()
    for row in hidden:
        middle = row.mean()
        for axis, most in ((0, bands), (1, frames)) * times:
            size = int(torch.randint(0, min(most, row.shape[axis]) + 1, (), generator=generator))
            start = int(torch.randint(0, row.shape[axis] - size + 1, (), generator=generator))
            row.narrow(axis, start, size).fill_(middle)
    return hidden


def _locked(phases: Tensor, heard: Tensor, loud: Tensor) -> Tensor:
    """Every bin keeps the phase it had beside the nearest louder bin (identity phase locking): nothing sounds distant.

    ``phases`` to be given, phases ``heard`` and how ``loud`` they are: (n, bins, t) each.
    """
    import torch

    padded = torch.nn.functional.pad(loud.transpose(1, 2), (2, 2))  # (n, t, bins + 4)
    peak = (torch.nn.functional.max_pool1d(padded, 5, 1) <= loud.transpose(1, 2)).transpose(1, 2)  # (n, bins, t)
    bins = torch.arange(loud.shape[1])[:, None].expand_as(loud)
    below = torch.where(peak, bins, -1).cummax(dim=1).values
    above = torch.where(peak, bins, 10 * loud.shape[1]).flip(1).cummin(dim=1).values.flip(1)
    nearest = torch.where((bins - below <= above - bins) & (below >= 0), below, above).clamp(max=loud.shape[1] - 1)
    return phases.gather(1, nearest) + heard - heard.gather(1, nearest)


def _check(factor: float) -> float:
    if not 1.0 / _MOST <= factor <= _MOST:
        raise TrainingError(
            tr("A sound cannot be stretched by {factor}", factor=f"{factor:g}"),
            do=tr("Choose a value from {low} to {high}", low=1.0 / _MOST, high=_MOST),
        )
    return factor
