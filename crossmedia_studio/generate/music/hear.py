"""Sound → notes: Basic Pitch (Bittner et al., "A lightweight instrument-agnostic model", ICASSP 2022), decoded here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.music.score import Note
from crossmedia_studio.media.audio import resample
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models

RATE = 22_050
_HOP, _WINDOW, _LOWEST = 256, 43_844, 21
_EDGE = 15
"""Frames cut off both ends of each window, where the network sees too little."""
_STRIDE = _WINDOW - 2 * _EDGE * _HOP


def listen(audio: Audio, models: Models, step: Step) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Likelihood that a key sounds and that it is struck, float32 (frames, 88) each, and the frames' times."""
    session = _session(models)
    mono = resample(Audio(audio.samples.mean(axis=1, keepdims=True), audio.rate), RATE).samples[:, 0]
    peak = float(np.abs(mono).max(initial=0.0))
    mono = mono / peak if peak > 1e-4 else mono
    padded = np.concatenate([np.zeros(_EDGE * _HOP, np.float32), mono, np.zeros(_WINDOW, np.float32)])
    keep = -(-_STRIDE // _HOP)
    name = session.get_inputs()[0].name
    sounding, struck, times = [], [], []
    starts = range(0, max(len(mono), 1), _STRIDE)
    for index, start in enumerate(starts):
        step(index / len(starts), 1.0, tr("Listening for notes"))
        window = padded[start : start + _WINDOW].astype(np.float32)[None, :, None]
        note, onset = session.run(["StatefulPartitionedCall:1", "StatefulPartitionedCall:2"], {name: window})
        sounding.append(note[0, _EDGE : _EDGE + keep])
        struck.append(onset[0, _EDGE : _EDGE + keep])
        times.append((start + _HOP * np.arange(keep)) / RATE)
    when = np.concatenate(times)
    inside = when < len(mono) / RATE
    return np.concatenate(sounding)[inside], np.concatenate(struck)[inside], when[inside]


def notes_of(
    audio: Audio, models: Models, step: Step, *, onset: float = 0.5, frame: float = 0.3, shortest: float = 0.1
) -> tuple[Note, ...]:
    """The notes in ``audio``, sorted by start. ``onset`` and ``frame`` are thresholds 0–1, ``shortest`` in seconds."""
    return decode(*listen(audio, models, step), onset=onset, frame=frame, shortest=shortest)


def decode(
    sounding: np.ndarray, struck: np.ndarray, times: np.ndarray, *, onset: float, frame: float, shortest: float
) -> tuple[Note, ...]:
    """Section 3.2 of the paper: follow each onset peak, latest first, until its key has been quiet for 11 frames."""
    left = sounding.copy()
    before = np.vstack([np.zeros((1, 88), struck.dtype), struck[:-1]])
    after = np.vstack([struck[1:], np.zeros((1, 88), struck.dtype)])
    peaks = np.argwhere((struck > before) & (struck >= after) & (struck > onset))
    found = []
    for start, key in peaks[::-1]:
        end, quiet = start + 1, 0
        while end < len(left) - 1 and quiet < 11:
            quiet = quiet + 1 if left[end, key] < frame else 0
            end += 1
        end -= quiet
        if end <= start or times[end] - times[start] < shortest:
            continue
        force = float(sounding[start:end, key].mean())
        left[start:end, max(key - 1, 0) : key + 2] = 0
        velocity = int(np.clip(28 + 95 * force, 1, 120))
        found.append(Note(float(times[start]), float(times[end] - times[start]), _LOWEST + int(key), velocity))
    return without_overtones(sorted(found, key=lambda note: (note.start, note.pitch)))


def without_overtones(notes: list[Note]) -> tuple[Note, ...]:
    """``notes`` but for weak, shorter ones that only echo the second to fourth partial of a note struck with them."""
    kept = []
    for index, note in enumerate(notes):
        near = [other for other in notes[max(index - 24, 0) : index + 24] if abs(other.start - note.start) < 0.06]
        if not any(
            note.pitch - other.pitch in (12, 19, 24)
            and note.velocity < 0.68 * other.velocity
            and note.length < 1.1 * other.length
            for other in near
        ):
            kept.append(note)
    return tuple(kept)


def _session(models: Models) -> Any:
    path = models.folder("notes") / "nmp.onnx"
    return models.load("notes", 40, lambda: _open(path, models.threads))


def _open(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except (OSError, RuntimeError) as error:
        raise ModelError(
            tr("The model that hears notes is damaged"),
            do=tr("Install it again with: {command}", command="crossmedia-studio models install notes"),
        ) from error
