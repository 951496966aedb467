"""Kokoro-82M (StyleTTS 2, arXiv:2306.07691) as an ONNX graph: phonemes and a voice in, sound out."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.models.loader import Models

RATE = 24_000
LONGEST = 400
"""Phonemes a breath: the graph takes 510, but long stretches lose their melody."""
_MEGABYTES = 450
_POLL = 0.1
_PER_TOKEN = 0.04
"""Seconds: how often Cancel is looked for, and about how long a phoneme takes on one core."""


@dataclass(frozen=True)
class Kokoro:
    """A loaded session; voices are read as they are asked for."""

    session: Any
    folder: Path

    def say(self, phonemes: str, voice: str, speed: float, poll: Callable[[float], None]) -> np.ndarray:
        """Float32 samples at 24 kHz, silence at both ends cut to a few milliseconds; empty if nothing is known.

        ``poll`` is called several times a second with the guessed share that is done; what it raises ends the work.
        """
        table = vocabulary()
        tokens = [table[p] for p in phonemes if p in table][:510]
        if not tokens:
            return np.zeros(0, np.float32)
        style = self._voice(voice)[min(len(tokens), 510) - 1]
        words, look, pace = self.session.get_inputs()
        feed = {
            words.name: np.array([[0, *tokens, 0]], np.int64),
            look.name: style[None],
            pace.name: np.array([speed], np.float32),
        }
        return trim(np.asarray(self._run(feed, len(tokens), poll), np.float32).ravel())

    def _run(self, feed: dict[str, np.ndarray], tokens: int, poll: Callable[[float], None]) -> Any:
        """The graph in a thread of its own, so that Cancel is heard while it computes."""
        import onnxruntime

        options = onnxruntime.RunOptions()
        start = time.monotonic()
        with ThreadPoolExecutor(1, "kokoro") as pool:
            work = pool.submit(self.session.run, None, feed, options)
            try:
                while not wait((work,), _POLL).done:
                    poll(min((time.monotonic() - start) / (tokens * _PER_TOKEN), 0.99))
            finally:
                options.terminate = not work.done()
            return work.result()[0]

    def _voice(self, name: str) -> np.ndarray:
        path = self.folder / "voices" / f"{name}.bin"
        try:
            return np.fromfile(path, "<f4").reshape(510, 256)
        except (OSError, ValueError) as error:
            raise _damaged(name) from error


def load(models: Models) -> Kokoro:
    """The loaded model. Raises ModelMissing if it is not installed, ModelError if it is damaged."""
    folder = models.folder("kokoro")
    return models.load("kokoro", _MEGABYTES, lambda: Kokoro(_session(folder / "kokoro.onnx", models.threads), folder))


def _session(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except (OSError, RuntimeError) as error:
        raise _damaged("Kokoro") from error


def _damaged(name: str) -> ModelError:
    return ModelError(
        tr("The voice {name} cannot be loaded", name=name),
        do=tr("Install it again with: {command}", command="crossmedia-studio models install kokoro"),
    )


@cache
def vocabulary() -> dict[str, int]:
    """Phoneme → token number, as the model was trained."""
    from kokoro_onnx.config import get_vocab

    return dict(get_vocab())


def trim(sound: np.ndarray, keep: float = 0.03) -> np.ndarray:
    """``sound`` from just before it rises above −42 dB of its peak to just after it falls below, with soft edges."""
    block = RATE // 200
    count = len(sound) // block
    if not count:
        return sound
    level = np.abs(sound[: count * block]).reshape(count, block).max(axis=1)
    loud = np.flatnonzero(level > level.max() * 10 ** (-42 / 20))
    if not len(loud) or level.max() < 1e-4:
        return np.zeros(0, np.float32)
    margin = int(keep * RATE)
    cut = sound[max(loud[0] * block - margin, 0) : (loud[-1] + 1) * block + 2 * margin].copy()
    ramp = np.sin(np.linspace(0, np.pi / 2, min(margin // 3, len(cut)), dtype=np.float32)) ** 2
    cut[: len(ramp)] *= ramp
    cut[len(cut) - len(ramp) :] *= ramp[::-1]
    return cut
