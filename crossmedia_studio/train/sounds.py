"""The sounds of a data set as one array at one rate, kept on disk between runs, and how they look."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crossmedia_studio.core.errors import MediaError, TrainingError
from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate import palettes
from crossmedia_studio.media import audio
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.represent.audio import mono
from crossmedia_studio.train.datasets.dataset import Item

_VERSION = 1
_LONGEST = 60.0
_SILENCE, _KEPT = -50.0, 0.005
PEAK = 10 ** (-2 / 20)
"""Where the loudest sample of every sound is brought: −2 dBFS."""
_COLOURS = np.array([[5, 4, 12], [33, 12, 44], [78, 25, 36], [98, 62, 25], [99, 98, 80]]) / 100.0
_QUIET, _LOUD = -10.0, 7.0


@dataclass(frozen=True, eq=False)
class Clips:
    """Sounds one after another in ``samples`` int16; sound *i* from ``starts[i]`` to ``starts[i + 1]``."""

    samples: np.ndarray
    starts: np.ndarray
    rate: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def length(self, index: int) -> int:
        """Samples of sound ``index``."""
        return int(self.starts[index + 1] - self.starts[index])

    def cut(self, index: int, start: int, length: int) -> np.ndarray:
        """float32 (length,) of sound ``index`` from sample ``start`` (may be below 0); silence beyond its ends."""
        first, last = max(start, 0), min(start + length, self.length(index))
        out = np.zeros(length, np.float32)
        if last > first:
            offset = int(self.starts[index])
            out[first - start : last - start] = self.samples[offset + first : offset + last] / np.float32(32768.0)
        return out


def prepared(sound: Audio, rate: int) -> np.ndarray:
    """Mono at ``rate`` without DC, without the silence at both ends (50 dB below its loudest 20 ms), its peak at −2
    dBFS: float32 (frames,). Silence comes back as it is."""
    one = mono(sound, rate)
    one = one - one.mean(dtype=np.float64).astype(np.float32)
    trimmed = audio.trim_silence(Audio(one[:, None], rate), floor=_SILENCE, keep=_KEPT).samples[:, 0]
    peak = float(np.abs(trimmed).max(initial=0.0))
    return trimmed * np.float32(PEAK / peak) if peak > 1e-6 else trimmed


def clips(items: Sequence[Item], rate: int, work: Path, step: Step) -> Clips:
    """Every sound of ``items``, :func:`prepared`, at most a minute of each, in their order.

    Kept under ``work`` and mapped from there. Raises TrainingError for a sound that cannot be read.
    """
    listed = [(item.id, item.start, item.end) for item in items]
    key = hashlib.sha256(repr((_VERSION, rate, listed)).encode()).hexdigest()[:16]
    path, index = work / f"sounds-{key}.npy", work / f"sounds-{key}-starts.npy"
    if not (path.is_file() and index.is_file()):
        starts = [0]
        with atomic(path) as temporary, temporary.open("wb") as stream:
            for number, item in enumerate(items):
                words = tr("Reading the sounds, {number} of {count}", number=number + 1, count=len(items))
                step(number, len(items), words)
                sound = prepared(_read(item, rate), rate)[: round(_LONGEST * rate)]
                stream.write(np.rint(sound * 32767.0).astype("<i2").tobytes())
                starts.append(starts[-1] + len(sound))
        with atomic(index) as temporary, temporary.open("wb") as stream:
            np.save(stream, np.array(starts, np.int64))
    return Clips(np.memmap(path, "<i2", "r"), np.load(index), rate)


def drawn(log_mel: np.ndarray, height: int = 128) -> np.ndarray:
    """A log-mel spectrogram (bands, t) as a picture, low below, quiet dark: uint8 RGBA (height, t, 4)."""
    share = ((np.asarray(log_mel, np.float32) - _QUIET) / (_LOUD - _QUIET)).clip(0.0, 1.0)[::-1]
    rows = np.linspace(0, len(share) - 1, height).round().astype(int)
    colour = palettes.ramp(_COLOURS, share[rows])  # (height, t, 3)
    picture = np.full((*colour.shape[:2], 4), 255, np.uint8)
    picture[..., :3] = np.rint(colour * 255.0).clip(0, 255)
    return picture


def _read(item: Item, rate: int) -> Audio:
    try:
        sound = audio.read(item.path, rate)
    except MediaError as error:
        raise TrainingError(error.what, why=error.why, do=tr("Take it out of the folder, or mend it")) from error
    last = round(item.end * rate) if item.end else None
    return Audio(sound.samples[round(item.start * rate) : last], rate)
