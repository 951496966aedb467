"""The stretch of sound under the play head, and the output that pulls it: shared by the GUI and the sound thread."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from typing import Any

import numpy as np

log = logging.getLogger(__name__)

AUDIBLE_SPEED = 4.0
"""Up to this shuttle speed the sound is heard, like a tape pulled by hand."""


class Tape:
    """Chunks of sound on a grid of ``chunk`` samples, and a position that :meth:`pull` moves along.

    A chunk that is needed but not there yet holds the position: picture and sound wait together.
    """

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.chunk = rate // 4
        self._lock = threading.Lock()
        self._chunks: dict[int, tuple[object, np.ndarray]] = {}
        self._position = 0.0
        self._speed = 0.0
        self._grain = np.zeros((0, 2), np.float32)
        self._peak = np.zeros(2, np.float32)
        self.underruns = 0

    @property
    def position(self) -> float:
        """The sample that is pulled next."""
        return self._position

    @property
    def speed(self) -> float:
        """1 plays, negative plays backwards, 0 stands still."""
        return self._speed

    def move(self, position: float, speed: float) -> None:
        """Go to ``position`` (samples) and run at ``speed``."""
        with self._lock:
            self._position = max(0.0, position)
            self._speed = speed
            if speed:
                self._grain = self._grain[:0]

    def put(self, index: int, owner: object, samples: np.ndarray) -> None:
        """Chunk ``index`` of ``owner`` (the project it was mixed from); shorter ones end in silence."""
        block = np.zeros((self.chunk, 2), np.float32)
        block[: len(samples)] = samples[: self.chunk]
        self._chunks[index] = (owner, block)

    def has(self, index: int, owner: object) -> bool:
        held = self._chunks.get(index)
        return held is not None and held[0] is owner

    def keep_only(self, indices: Iterable[int]) -> None:
        """Forget all other chunks."""
        wanted = set(indices)
        for index in [i for i in self._chunks if i not in wanted]:
            self._chunks.pop(index, None)

    def clear(self) -> None:
        self._chunks = {}

    def grain(self, samples: np.ndarray) -> None:
        """A short piece of sound heard once while the tape stands still (scrubbing); its ends are faded."""
        samples = np.array(samples, np.float32)
        edge = min(len(samples) // 2, self.rate // 100)
        if edge:
            ramp = np.linspace(0, 1, edge, dtype=np.float32)[:, None]
            samples[:edge] *= ramp
            samples[-edge:] *= ramp[::-1]
        with self._lock:
            self._grain = samples

    def pull(self, count: int) -> np.ndarray:
        """The next ``count`` samples, float32 (count, 2), and the position moved past them."""
        with self._lock:
            out = self._pull(count)
            if len(out):
                np.maximum(self._peak, np.abs(out).max(axis=0), out=self._peak)
            return out

    def take_peak(self) -> tuple[float, float]:
        """The largest magnitude of each channel since the last call."""
        with self._lock:
            left, right = self._peak
            self._peak[:] = 0
        return float(left), float(right)

    def _pull(self, count: int) -> np.ndarray:
        silence = np.zeros((count, 2), np.float32)
        if self._speed == 0:
            heard = min(count, len(self._grain))
            silence[:heard] = self._grain[:heard]
            self._grain = self._grain[heard:]
            return silence
        span = self._speed * count
        if abs(self._speed) > AUDIBLE_SPEED:
            self._position = max(0.0, self._position + span)
            return silence
        path = self._position + np.arange(count) * self._speed
        places = np.maximum(path, 0).astype(np.int64)
        grid = places // self.chunk
        needed = range(int(grid.min()), int(grid.max()) + 1)
        chunks = [self._chunks.get(index) for index in needed]
        if any(chunk is None for chunk in chunks):
            self.underruns += 1
            return silence
        sound = np.concatenate([chunk[1] for chunk in chunks if chunk is not None])
        self._position = max(0.0, self._position + span)
        return sound[places - needed.start * self.chunk]


class SoundOut:
    """The machine's sound output. It is opened on a thread of its own, for asking a sound system can take seconds.

    Without an output the tape is pulled by the clock in :meth:`tick`, so that everything else runs alike.
    """

    def __init__(self, tape: Tape, *, heard: bool = True) -> None:
        """``heard`` off never asks for an output."""
        self._tape = tape
        self._heard = heard
        self._stream: Any = None
        self._opener: threading.Thread | None = None
        self._closed = False
        self._last = time.monotonic()
        self.missing = ""
        """Why there is no output, empty while there is or it is not known yet."""

    @property
    def latency(self) -> float:
        """Samples between a pull and the ear."""
        stream = self._stream
        return float(stream.latency) * self._tape.rate if stream is not None else 0.0

    @property
    def open(self) -> bool:
        return self._stream is not None

    def start(self) -> None:
        """Begin to open the output, once."""
        self._last = time.monotonic()
        if self._heard and self._opener is None and not self._closed:
            self._opener = threading.Thread(target=self._open, name="sound-output", daemon=True)
            self._opener.start()

    def tick(self) -> None:
        """Called by the GUI timer: pull by the clock where no device does."""
        now = time.monotonic()
        elapsed, self._last = now - self._last, now
        if self._stream is None:
            self._tape.pull(min(round(elapsed * self._tape.rate), self._tape.rate))

    def rest(self) -> None:
        """Give the output back for now; :meth:`start` opens it again."""
        if self._opener is not None and not self._opener.is_alive():
            stream, self._stream, self._opener = self._stream, None, None
            if stream is not None:
                stream.close()

    def close(self) -> None:
        """Stop and close the stream; it is not opened again."""
        self._closed = True
        if self._opener is not None:
            self._opener.join()
        self.rest()

    def _open(self) -> None:
        try:
            import sounddevice
        except OSError as error:  # the sound library of the system is missing
            self._give_up(error)
            return
        try:
            stream = sounddevice.OutputStream(
                samplerate=self._tape.rate, channels=2, dtype="float32", latency="low", callback=self._callback
            )
            stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            self._give_up(error)
            return
        self._stream = stream

    def _give_up(self, error: Exception) -> None:
        self.missing = str(error) or type(error).__name__
        log.info("no sound output: %s", self.missing)

    def _callback(self, out: np.ndarray, frames: int, when: object, status: object) -> None:
        out[:] = self._tape.pull(frames)
