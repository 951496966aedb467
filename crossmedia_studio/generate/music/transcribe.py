"""Sound → Notation: notes as ``hear`` finds them, brought to the beats that ``understand.rhythm`` finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate.music.hear import notes_of
from crossmedia_studio.generate.music.score import Note
from crossmedia_studio.media.audio import resample
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.media.notation import GRID, Metre, Notation, Tone, Voice
from crossmedia_studio.media.scores import keys
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand import rhythm

_FINE = GRID // 4
"""Notes fall on sixteenths."""
_TEMPI = np.arange(60.0, 161.0)
_USUAL = 100.0
_DIP = 0.03
"""Seconds over which loudness is told."""


@dataclass(frozen=True, eq=False)
class Heard:
    """What is written of a sound, and when its ``beats`` (quarter notes) sound, in seconds: the first begins a bar."""

    notation: Notation
    beats: np.ndarray


def transcribe(sound: Audio, models: Models, step: Step, *, alone: bool = False) -> Notation:
    """The notation of :func:`hear`."""
    return hear(sound, models, step, alone=alone).notation


def hear(sound: Audio, models: Models, step: Step, *, alone: bool = False) -> Heard:
    """What is played or hummed in ``sound``, in 4/4 from its first note on. ``alone``: one voice, as a hummed line is.

    Raises MediaError where no notes are heard, ModelMissing without the catalogue entry ``notes``.
    """
    notes = notes_of(sound, models, part(step, 0.0, 0.9))
    mono = resample(Audio(sound.samples.mean(axis=1, keepdims=True), sound.rate), rhythm.RATE).samples[:, 0]
    if alone:
        notes = sustained(line_of(notes), mono)
    if not notes:
        raise MediaError(
            tr("No notes are heard in this sound"), do=tr("Hum, sing or play the melody clearly, without drums")
        )
    beats, tempo = _beats(notes, rhythm.rhythm(mono))
    step(1.0)
    return Heard(written(notes, beats, tempo), beats)


def line_of(notes: Sequence[Note]) -> tuple[Note, ...]:
    """The melody among ``notes``: at any time the strongest, where equally strong the highest; jumps that last no
    longer than a flicker are taken out."""
    kept: list[Note] = []
    for note in sorted(notes, key=lambda note: (note.start, -note.velocity)):
        if kept and note.start < kept[-1].end - 0.06:
            last = kept[-1]
            louder = note.velocity > 1.15 * last.velocity and note.start > last.start + 0.08
            if note.start < last.start + 0.05:
                if (note.velocity, note.pitch) > (last.velocity * 1.1, last.pitch):
                    kept[-1] = note
                continue
            if not louder and note.end <= last.end + 0.1:
                continue
            kept[-1] = Note(last.start, note.start - last.start, last.pitch, last.velocity)
        kept.append(note)
    middle = float(np.median([note.pitch for note in kept])) if kept else 0.0
    return tuple(note for note in kept if abs(note.pitch - middle) <= 19)


def sustained(notes: Sequence[Note], mono: np.ndarray) -> tuple[Note, ...]:
    """``notes`` with those joined that vibrato broke: the same key again, and the sound did not sink between them.

    ``mono`` at ``rhythm.RATE``.
    """
    size = round(_DIP * rhythm.RATE)
    level = np.sqrt(np.convolve(np.square(mono), np.ones(size) / size, mode="same"))

    def loud(start: float, end: float) -> np.ndarray:
        first = round(start * rhythm.RATE)
        return level[first : max(round(end * rhythm.RATE), first + 1)]

    kept: list[Note] = []
    for note in notes:
        if kept and kept[-1].pitch == note.pitch and note.start - kept[-1].end < 2 * _DIP:
            last = kept[-1]
            lowest = loud(note.start - 2 * _DIP, note.start + _DIP).min(initial=np.inf)
            usual = min(np.median(loud(last.start, last.end)), np.median(loud(note.start, note.end)))
            if lowest > 0.5 * usual:
                kept[-1] = Note(last.start, note.end - last.start, last.pitch, max(last.velocity, note.velocity))
                continue
        kept.append(note)
    return tuple(kept)


def written(notes: Sequence[Note], beats: np.ndarray, tempo: float) -> Notation:
    """``notes`` on the grid of ``beats`` (seconds), the first of which begins a bar."""
    places = np.interp([note.start for note in notes], beats, np.arange(len(beats)) * float(GRID))
    ends = np.interp([note.end for note in notes], beats, np.arange(len(beats)) * float(GRID))
    tones = []
    for note, start, end in zip(notes, places, ends, strict=True):
        first = _FINE * round(start / _FINE)
        tones.append(Tone(first, max(_FINE * round(end / _FINE) - first, _FINE), note.pitch))
    closed = _legato(sorted(set(tones)))
    tonic, mode = keys.heard(closed)
    return Notation((Voice(tuple(closed)),), tonic, mode, (Metre(4, 4),), round(tempo, 1))


def _legato(tones: list[Tone]) -> list[Tone]:
    """Gaps of a sixteenth between notes are breath, not rests."""
    starts = sorted({tone.start for tone in tones})
    found = []
    for tone in tones:
        after = next((start for start in starts if start >= tone.end), tone.end)
        found.append(Tone(tone.start, after - tone.start if after - tone.end <= _FINE else tone.length, tone.pitch))
    return found


def _beats(notes: Sequence[Note], found: rhythm.Rhythm) -> tuple[np.ndarray, float]:
    """Beats in seconds from the first note to past the last one, and their tempo."""
    first, last = min(note.start for note in notes), max(note.end for note in notes)
    onsets = np.array(sorted(note.start for note in notes))
    if found.tempo and len(found.beats) >= 8:
        tempo = found.tempo
        while tempo > 170.0:
            tempo /= 2.0
        while tempo < 55.0:
            tempo *= 2.0
        if tempo == found.tempo:
            period = 60.0 / tempo
            known = np.array(found.beats)
            before = np.arange(known[0] - period, first - period, -period)[::-1]
            after = np.arange(known[-1] + period, last + 4 * period, period)
            beats = np.concatenate([before, known, after])
            start = max(int(np.searchsorted(beats, first + 0.12)) - 1, 0)
            return beats[start:], tempo
    else:
        tempo = _fitted(onsets - first)
    period = 60.0 / tempo
    return np.arange(first, last + 4 * period, period), tempo


def _fitted(onsets: np.ndarray) -> float:
    """The tempo at which onsets lie nearest to eighths, for music without a beat that can be tracked."""
    if len(onsets) < 3:
        return _USUAL
    places = onsets[None] * _TEMPI[:, None] / 60.0 * 2.0  # (tempi, onsets): in eighths
    error = np.abs(places - np.round(places)).mean(1) + 0.06 * np.abs(np.log2(_TEMPI / _USUAL))
    return float(_TEMPI[int(error.argmin())])
