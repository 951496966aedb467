"""Written music as a value: voices of notes on a grid of steps, with chords, key, metre and tempo. Never sound."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace

from crossmedia_studio.core import key_names
from crossmedia_studio.core.key_names import NAMES

GRID = 24
"""Steps a quarter note: thirty-seconds (3) and triplets of sixteenths (4) both fall on a step."""
MODES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
}
QUALITIES: dict[str, tuple[int, ...]] = {
    "": (0, 4, 7), "m": (0, 3, 7), "7": (0, 4, 7, 10), "m7": (0, 3, 7, 10), "maj7": (0, 4, 7, 11), "dim": (0, 3, 6),
}  # fmt: skip
"""Chord qualities as they are written after the root, and their tones in semitones above it."""
LONGEST_BARS = 2000
"""What a reader accepts in one piece."""


@dataclass(frozen=True, order=True)
class Tone:
    """A note: ``start`` and ``length`` in steps (length ≥ 1), ``pitch`` 0–127 (60 is middle C)."""

    start: int
    length: int
    pitch: int

    @property
    def end(self) -> int:
        return self.start + self.length


@dataclass(frozen=True)
class Voice:
    """One player's notes in order of time. ``program``: General MIDI from 0, −1 where nothing was said."""

    tones: tuple[Tone, ...]
    name: str = ""
    program: int = -1


@dataclass(frozen=True)
class Harmony:
    """From ``start`` on (steps) a chord: ``root`` a pitch class from C, ``quality`` a key of :data:`QUALITIES`."""

    start: int
    root: int
    quality: str = ""

    @property
    def name(self) -> str:
        """As a lead sheet spells it: "Dm7"."""
        return NAMES[self.root % 12] + self.quality


@dataclass(frozen=True)
class Metre:
    """From ``start`` on (steps) ``beats`` of 1/``unit`` notes make a bar."""

    beats: int = 4
    unit: int = 4
    start: int = 0

    @property
    def bar(self) -> int:
        """Steps a bar."""
        return max(self.beats * 4 * GRID // self.unit, 1)

    @property
    def beat(self) -> int:
        """Steps of the beat that is counted: three eighths in 6/8, 9/8 and 12/8."""
        step = 4 * GRID // self.unit
        return 3 * step if self.unit >= 8 and self.beats % 3 == 0 and self.beats > 3 else max(step, 1)


@dataclass(frozen=True)
class Notation:
    """A piece that begins on a bar line: an upbeat is preceded by the rest that fills its bar.

    ``tonic`` is a pitch class from C and ``mode`` a key of :data:`MODES`; ``tempo`` counts quarter notes a minute, 0
    where nothing was said; ``parts`` are the steps on which a new part of the form begins (empty: unknown);
    ``drums`` hold General MIDI percussion keys.
    """

    voices: tuple[Voice, ...]
    tonic: int = 0
    mode: str = "major"
    metres: tuple[Metre, ...] = (Metre(),)
    tempo: float = 0.0
    chords: tuple[Harmony, ...] = ()
    drums: tuple[Tone, ...] = ()
    title: str = ""
    parts: tuple[int, ...] = ()

    @property
    def metre(self) -> Metre:
        """The first metre."""
        return self.metres[0]

    @property
    def key(self) -> str:
        """Such as "D minor"."""
        return key_names.name(self.tonic, self.mode)

    @property
    def end(self) -> int:
        """The step at which the last note ends."""
        played = [voice.tones for voice in self.voices] + [self.drums]
        return max((tone.end for tones in played for tone in tones), default=0)

    def bars(self) -> tuple[tuple[int, int], ...]:
        """(start, length) in steps of every bar up to the last note."""
        found: list[tuple[int, int]] = []
        at, end = 0, self.end
        starts = [metre.start for metre in self.metres]
        while at < end and len(found) < LONGEST_BARS:
            length = self.metres[max(bisect_right(starts, at) - 1, 0)].bar
            found.append((at, length))
            at += length
        return tuple(found)

    def seconds(self, tempo: float = 0.0) -> float:
        """How long it lasts at ``tempo`` quarter notes a minute (0: its own, else 100)."""
        return self.end / GRID * 60.0 / (tempo or self.tempo or 100.0)


def transposed(notation: Notation, semitones: int) -> Notation:
    """``notation`` sounding ``semitones`` higher; notes that would leave 0–127 are moved by octaves."""

    def moved(pitch: int) -> int:
        pitch += semitones
        while pitch > 127:
            pitch -= 12
        while pitch < 0:
            pitch += 12
        return pitch

    return replace(
        notation,
        voices=tuple(
            replace(voice, tones=tuple(replace(tone, pitch=moved(tone.pitch)) for tone in voice.tones))
            for voice in notation.voices
        ),
        tonic=(notation.tonic + semitones) % 12,
        chords=tuple(replace(chord, root=(chord.root + semitones) % 12) for chord in notation.chords),
    )


def cut(notation: Notation, start: int, end: int) -> Notation:
    """What sounds from step ``start`` to ``end``, moved to the beginning; notes across an edge are shortened."""

    def inside(tones: tuple[Tone, ...]) -> tuple[Tone, ...]:
        return tuple(
            Tone(max(tone.start, start) - start, min(tone.end, end) - max(tone.start, start), tone.pitch)
            for tone in tones
            if tone.start < end and tone.end > start
        )

    metres = [metre for metre in notation.metres if metre.start <= start][-1:] or [notation.metre]
    metres += [metre for metre in notation.metres if start < metre.start < end]
    chords = [chord for chord in notation.chords if chord.start <= start][-1:]
    chords += [chord for chord in notation.chords if start < chord.start < end]
    return replace(
        notation,
        voices=tuple(replace(voice, tones=inside(voice.tones)) for voice in notation.voices),
        drums=inside(notation.drums),
        metres=tuple(replace(metre, start=max(metre.start - start, 0)) for metre in metres),
        chords=tuple(replace(chord, start=max(chord.start - start, 0)) for chord in chords),
        parts=tuple(part - start for part in notation.parts if start <= part < end),
    )


def lines(notation: Notation) -> tuple[tuple[Tone, ...], ...]:
    """Every voice as lines in which one note sounds at a time, the highest line first; empty ones left out."""
    found = [line for voice in notation.voices for line in _split(voice.tones) if line]
    return tuple(sorted(found, key=lambda line: -_height(line)))


def _height(line: tuple[Tone, ...]) -> float:
    return sum(tone.pitch * tone.length for tone in line) / sum(tone.length for tone in line)


def _split(tones: tuple[Tone, ...]) -> list[tuple[Tone, ...]]:
    """Chords and overlaps of one voice told apart: each note goes to the line that is free and lies nearest to it."""
    lines: list[list[Tone]] = []
    for tone in sorted(tones, key=lambda tone: (tone.start, -tone.pitch)):
        free = [line for line in lines if line[-1].end <= tone.start]
        if free:
            min(free, key=lambda line: abs(line[-1].pitch - tone.pitch)).append(tone)
        elif lines and (late := [line for line in lines if line[-1].start < tone.start and _nearly(line[-1], tone)]):
            line = late[0]  # a note held a little into the next one: shortened, as players do
            line[-1] = Tone(line[-1].start, tone.start - line[-1].start, line[-1].pitch)
            line.append(tone)
        else:
            lines.append([tone])
    return [tuple(line) for line in lines]


def _nearly(before: Tone, tone: Tone) -> bool:
    return before.end - tone.start <= min(GRID // 4, before.length // 3)
