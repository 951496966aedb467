"""The finished sound of a film: mixed once into a scratch file, brought to a loudness, limited at true peaks."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import numpy as np

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.export.loudness import Loudness
from crossmedia_studio.export.reel import Reel
from crossmedia_studio.fuse.limit import REACH, limit

CEILING = 10 ** (-1 / 20)
"""−1 dBTP."""
LOSSY_CEILING = 10 ** (-1.5 / 20)
"""Before AAC or Opus, whose decoded peaks come out a little higher."""
_MOST_GAIN = 20.0
"""dB by which a quiet mix is lifted at most: more would only raise its noise."""
_PIECE = 10
"""Seconds handled at a time."""
_BYTES = 8
"""A stereo float32 sample."""

_TARGETS = {"streaming": -14.0, "podcast": -16.0, "broadcast": -23.0}


def loudness_option(default: str) -> str:
    """The option that format dataclasses share."""
    choice: str = option(
        default,
        mark("Loudness"),
        help=mark("Brings the whole sound to a common level"),
        choices=(*_TARGETS, "as mixed"),
        choice_labels=(
            mark("Streaming (−14 LUFS)"),
            mark("Podcast (−16 LUFS)"),
            mark("Broadcast (−23 LUFS)"),
            mark("As mixed"),
        ),
    )
    return choice


class Soundtrack:
    """``length`` samples of ``reel`` at ``rate`` Hz. ``target`` is a choice of :func:`loudness_option`.

    The scratch file lies in ``folder`` without a name: it is gone when closed, and if the program dies.
    """

    def __init__(
        self, reel: Reel, length: int, rate: int, target: str, folder: Path, step: Step, ceiling: float = CEILING
    ) -> None:
        self._length, self._rate, self._ceiling = length, rate, ceiling
        self._gain = 1.0
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  (closed by close)
        try:
            measured = self._record(reel, step)
            if target in _TARGETS and math.isfinite(measured):
                self._level(_TARGETS[target], measured, step)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the scratch file back."""
        self._file.close()

    def read(self, first: int, last: int) -> np.ndarray:
        """Finished samples ``first`` ≤ n < ``last``, float32 (n, 2)."""
        around = int(REACH * self._rate) + 16
        wide = self._raw(first - around, last + around) * np.float32(self._gain)
        return limit(wide, self._rate, self._ceiling, true_peak=True)[around : around + last - first]

    def _record(self, reel: Reel, step: Step) -> float:
        """Mix everything into the file; its loudness."""
        meter = Loudness(self._rate)
        for first, last in self._pieces():
            step(first, self._length, tr("Mixing the sound"))
            samples = reel.sound(first, last, self._rate)
            meter.add(samples)
            self._file.write(np.ascontiguousarray(samples, np.float32).tobytes())
        return meter.lufs

    def _level(self, target: float, measured: float, step: Step) -> None:
        """Find the gain that gives ``target``; limiting takes a little loudness, which is given back."""
        gain = min(target - measured, _MOST_GAIN)
        self._gain = 10 ** (gain / 20)
        for _ in range(3):
            meter = Loudness(self._rate)
            for first, last in self._pieces():
                step(first, self._length, tr("Measuring loudness"))
                meter.add(self.read(first, last))
            short = target - meter.lufs
            if gain >= _MOST_GAIN or abs(short) < 0.1:
                return
            gain = min(gain + short, _MOST_GAIN)
            self._gain = 10 ** (gain / 20)

    def _pieces(self) -> list[tuple[int, int]]:
        size = _PIECE * self._rate
        return [(first, min(first + size, self._length)) for first in range(0, self._length, size)]

    def _raw(self, first: int, last: int) -> np.ndarray:
        """Recorded samples, silence before the start and after the end."""
        begin, end = max(first, 0), min(last, self._length)
        self._file.seek(begin * _BYTES)
        held = np.frombuffer(self._file.read(max(end - begin, 0) * _BYTES), np.float32).reshape(-1, 2)
        samples = np.zeros((last - first, 2), np.float32)
        samples[begin - first : begin - first + len(held)] = held
        return samples
