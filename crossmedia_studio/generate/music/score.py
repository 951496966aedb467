"""A score as data: notes in seconds, grouped in parts; and the same as a standard MIDI file."""

from __future__ import annotations

import io
from dataclasses import dataclass

PPQ = 480
"""Ticks a quarter note in MIDI files we write."""


@dataclass(frozen=True)
class Note:
    """``start`` and ``length`` in seconds, ``pitch`` 0–127 (60 is middle C), ``velocity`` 1–127."""

    start: float
    length: float
    pitch: int
    velocity: int

    @property
    def end(self) -> float:
        return self.start + self.length


@dataclass(frozen=True)
class Part:
    """One player. ``program`` is a General MIDI number from 0 (a kit number for ``drums``).

    ``level``: its loudness in the mix in LU, where the lead is 0; ``pan`` −1 left … 1 right; ``send``: the share 0–1
    that goes into the room; ``swell`` lets held notes follow the dynamics of the score.
    """

    name: str
    program: int
    notes: tuple[Note, ...]
    drums: bool = False
    level: float = 0.0
    pan: float = 0.0
    send: float = 0.25
    swell: bool = False


@dataclass(frozen=True)
class Score:
    """A piece of ``seconds`` length. ``key`` such as "D minor"; ``chords`` are (seconds, name) pairs;
    ``dynamics`` are (seconds, 0–1) points of the intended loudness; ``beats`` in seconds."""

    seconds: float
    tempo: float
    key: str
    style: str
    parts: tuple[Part, ...]
    chords: tuple[tuple[float, str], ...] = ()
    dynamics: tuple[tuple[float, float], ...] = ()
    beats: tuple[float, ...] = ()


def to_midi(score: Score) -> bytes:
    """``score`` as a type 1 standard MIDI file (tempo constant: humanised times are kept as they are)."""
    import mido

    file = mido.MidiFile(type=1, ticks_per_beat=PPQ)
    head = mido.MidiTrack()
    head.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(score.tempo)))
    file.tracks.append(head)
    per_second = PPQ * score.tempo / 60
    channels = iter(channel for channel in range(16) if channel != 9)
    for part in score.parts:
        channel = 9 if part.drums else next(channels)
        track = mido.MidiTrack()
        track.append(mido.MetaMessage("track_name", name=part.name))
        track.append(mido.Message("program_change", channel=channel, program=part.program))
        events = [(note.start, 1, note) for note in part.notes] + [(note.end, 0, note) for note in part.notes]
        clock = 0
        for time, on, note in sorted(events, key=lambda event: (event[0], event[1], event[2].pitch)):
            tick = max(round(time * per_second), clock)
            kind, velocity = ("note_on", note.velocity) if on else ("note_off", 0)
            track.append(mido.Message(kind, channel=channel, note=note.pitch, velocity=velocity, time=tick - clock))
            clock = tick
        file.tracks.append(track)
    stream = io.BytesIO()
    file.save(file=stream)
    return stream.getvalue()
