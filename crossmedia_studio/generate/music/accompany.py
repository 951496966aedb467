"""Chords and bass by rule beneath a melody whose chords are known, in any metre, chord by chord."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from crossmedia_studio.generate.music import theory
from crossmedia_studio.generate.music.arrange import Beat
from crossmedia_studio.generate.music.styles import Player
from crossmedia_studio.generate.music.theory import Chord


@dataclass(frozen=True)
class Span:
    """A chord that lasts ``length`` from ``start`` (quarter notes); ``beat``: quarter notes between counted beats."""

    start: float
    length: float
    chord: Chord
    beat: float = 1.0
    ends: bool = False
    """It is the last chord, which rings."""


def chords(name: str, spans: Sequence[Span], tonic: int, player: Player, voices: int, rng: random.Random) -> list[Beat]:
    """The part of the chord ``player`` in pattern ``name``: held, broken, off the beat, strummed or in pulses."""
    voiced = theory.lead_voices([span.chord for span in spans], tonic, player.low, player.high, voices)
    upwards = rng.random() < 0.7
    notes: list[Beat] = []
    for span, pick in zip(spans, voiced, strict=True):
        if span.ends or name == "sustain":
            held = span.length + (2.0 if span.ends else 0.0)
            notes += [Beat(span.start, held, pitch, 0.46, number) for number, pitch in enumerate(pick)]
        elif name in ("strum", "pulse", "waltz"):
            notes += _struck(name, span, pick)
        elif name in ("ostinato", "rolling"):
            notes += _repeated(name, span, pick)
        else:
            notes += _broken(name, span, pick, upwards)
    return notes


def bass(spans: Sequence[Span], tonic: int, player: Player, drive: int) -> list[Beat]:
    """Roots where chords begin; from ``drive`` 1 on the fifth halfway through long ones; from 2 on every beat."""
    notes: list[Beat] = []
    before = (player.low + player.high) // 2
    for span in spans:
        choices = [p for p in range(player.low, player.high + 1) if (p - tonic) % 12 == span.chord.bass]
        root = before = min(choices, key=lambda pitch: (abs(pitch - before), pitch))
        if span.ends or drive == 0 or span.length < 2 * span.beat:
            notes.append(Beat(span.start, span.length + (2.0 if span.ends else 0.0), root, 0.52))
            continue
        fifth = (span.chord.root + (6 if "o" in span.chord.numeral else 7)) % 12
        other = min(
            (p for p in range(player.low, player.high + 8) if (p - tonic) % 12 == fifth),
            key=lambda p: abs(p - root - 5),
        )
        size = span.beat if drive == 2 else span.length / 2
        for number in range(round(span.length / size)):
            pitch = other if number % 2 and (drive == 1 or number + 1 == round(span.length / size)) else root
            notes.append(Beat(span.start + number * size, size * 0.9, pitch, 0.55 if number == 0 else 0.46))
    return notes


def _broken(name: str, span: Span, pick: tuple[int, ...], upwards: bool) -> list[Beat]:
    """One tone after the other: eighths, thirds of a compound beat, sixteenths where the pattern says so."""
    step = 0.25 if name == "sixteenths" else 1.0 if name == "slow_arpeggio" and span.beat == 1.0 else 0.5
    group = (0, 1, 2) if span.beat % 1.5 == 0 else (0, 1, 2, 1) if upwards else (0, 2, 1, 2)
    notes = []
    for number in range(max(round(span.length / step), 1)):
        pitch = pick[group[number % len(group)] % len(pick)]
        force = 0.5 if number == 0 else 0.44 if number * step % span.beat == 0 else 0.38
        notes.append(Beat(span.start + number * step, min(step, span.length), pitch, force))
    return notes


def _struck(name: str, span: Span, pick: tuple[int, ...]) -> list[Beat]:
    """Chords on every beat, after it, or as a guitar is strummed."""
    notes = []
    count = max(round(span.length / span.beat), 1)
    for number in range(count):
        start = span.start + number * span.beat
        force = 0.52 if number == 0 else 0.42
        if name == "waltz" and number == 0 and count > 1:
            continue
        strokes = [(0.0, 0.9 * span.beat)]
        if name == "strum" and number % 2:
            strokes = [(0.0, 0.5 * span.beat), (2 / 3 if span.beat % 1.5 == 0 else 0.5, 0.33 * span.beat)]
        for offset, length in strokes:
            at = start + offset * span.beat
            notes += [Beat(at, length, pitch, force - 0.06 * (offset > 0), order) for order, pitch in enumerate(pick)]
    return notes


def _repeated(name: str, span: Span, pick: tuple[int, ...]) -> list[Beat]:
    """Eighths: the whole chord driving on, or its upper and lower tones by turns."""
    notes = []
    for number in range(max(round(span.length * 2), 1)):
        tones = pick if name == "ostinato" else pick[-2:] if number % 2 == 0 else pick[:1]
        force = 0.55 if number == 0 else 0.44 if number / 2 % span.beat == 0 else 0.36
        notes += [Beat(span.start + number / 2, 0.45, pitch, force) for pitch in tones]
    return notes
