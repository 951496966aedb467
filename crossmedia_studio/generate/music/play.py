"""``play``: a score performed by the sampled instruments, mixed in a room and mastered."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.mastering import fade_edges, loudness, master
from crossmedia_studio.generate.music.room import room
from crossmedia_studio.generate.music.score import Part, Score
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models

RATE = 48_000
LUFS = -18.0
_BLOCK = 5.0


def play(score: Score, models: Models, step: Step) -> Audio:
    """``score`` as stereo sound of exactly its length: 48 kHz, about −18 LUFS, peak ≤ −1 dBFS.

    Needs the catalogue entry ``instruments``; raises ModelMissing without it, ModelError if it is damaged.
    """
    font = soundfont(models)
    frames = round(score.seconds * RATE)
    dry, wet = np.zeros((frames, 2), np.float32), np.zeros((frames, 2), np.float32)
    for index, part in enumerate(score.parts):
        step(index, len(score.parts) + 1, tr("Playing {part}", part=part.name))
        stem = _stem(part, font, frames, step, index, len(score.parts) + 1)
        if part.swell:
            stem *= _swell(score, frames)[:, None].astype(np.float32)
        heard = loudness(stem, RATE)
        if not math.isfinite(heard):
            continue
        stem *= np.float32(10 ** ((part.level - heard - 24) / 20))
        angle = (part.pan + 1) * np.pi / 4
        stem *= (np.sqrt(2) * np.array([np.cos(angle), np.sin(angle)])).astype(np.float32)
        dry += stem * (1 - 0.4 * part.send)
        wet += stem * part.send
    step(len(score.parts), len(score.parts) + 1, tr("Mixing"))
    mix = dry + 0.8 * room(wet, RATE)
    mix = fade_edges(mix, RATE, 0.0, min(1.6, 0.2 * score.seconds))
    return Audio(master(mix, RATE, LUFS), RATE)


def soundfont(models: Models) -> bytes:
    """The bytes of the installed sound font."""
    folder = models.folder("instruments")
    files = sorted(folder.rglob("*.sf2"))
    if not files:
        raise ModelError(
            tr("The instruments in {folder} have no sound font", folder=folder),
            do=tr("Install the model {name} again", name="instruments"),
        )
    path: Path = files[0]
    return models.load(f"instruments:{path}", 12, path.read_bytes)


def _stem(part: Part, font: bytes, frames: int, step: Step, index: int, total: int) -> np.ndarray:
    """One part alone, float32 (frames, 2)."""
    import tinysoundfont

    synth: Any = tinysoundfont.Synth(gain=-9, samplerate=RATE)
    identity = synth.sfload(font, max_voices=128)
    synth.program_select(0, identity, 128 if part.drums else 0, part.program, part.drums)
    events = [(round(note.start * RATE), 1, note) for note in part.notes]
    events += [(round(note.end * RATE), 0, note) for note in part.notes]
    sound = np.zeros((frames, 2), np.float32)
    at, shown = 0, 0.0
    for time, on, note in sorted(events, key=lambda event: (event[0], event[1], event[2].pitch)):
        time = min(time, frames)
        if time > at:
            sound[at:time] = np.frombuffer(synth.generate(time - at), np.float32).reshape(-1, 2)
            at = time
        if time >= frames:
            break
        if at / RATE - shown > _BLOCK:
            shown = at / RATE
            step(index + at / frames, total)
        if on:
            synth.noteon(0, note.pitch, note.velocity)
        else:
            synth.noteoff(0, note.pitch)
    if at < frames:
        sound[at:] = np.frombuffer(synth.generate(frames - at), np.float32).reshape(-1, 2)
    return sound


def _swell(score: Score, frames: int) -> np.ndarray:
    """The dynamics of the score as a gain for each sample, for players who can shape a held note."""
    if not score.dynamics:
        return np.ones(frames)
    times = [time for time, _ in score.dynamics]
    levels = [level**1.5 for _, level in score.dynamics]
    return np.interp(np.arange(frames) / RATE, times, levels)
