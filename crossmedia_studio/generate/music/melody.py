"""A melody line: motifs that return, fitted to the chords, shaped by phrase and closed by cadence.

Rhythm and contour of a motif are drawn once per section letter and reused, so a listener recognises them; the pitches
are then found together (Viterbi) so that strong beats sit on chord tones, leaps are rare and phrases end at rest.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass

from crossmedia_studio.generate.music.form import Bar
from crossmedia_studio.generate.music.theory import MODES, scale_over

_CELLS: dict[int, tuple[tuple[tuple[float, ...], ...], ...]] = {
    4: (
        ((4,), (3, 1), (2, 2)),
        ((2, 1, 1), (1.5, 0.5, 2), (3, 0.5, 0.5), (-1, 1, 2)),
        ((1, 1, 2), (1.5, 0.5, 1, 1), (1, 0.5, 0.5, 2), (-0.5, 0.5, 1, 2), (-1, 1, 1, 1)),
        ((0.5, 0.5, 1, 1, 1), (1.5, 0.5, 0.5, 0.5, 1), (0.5, 1, 0.5, 1, 1), (-0.5, 0.5, 0.5, 0.5, 1.5, 0.5)),
    ),
    3: (
        ((3,), (2, 1)),
        ((2, 1), (1.5, 0.5, 1), (1, 2)),
        ((1, 1, 1), (1.5, 0.5, 1), (2, 0.5, 0.5)),
        ((0.5, 0.5, 1, 1), (1, 0.5, 0.5, 0.5, 0.5), (1.5, 0.5, 0.5, 0.5)),
    ),
}
"""Bars as note lengths in beats (negative: a rest), from sparse to busy, for four and three beats a bar."""

_SHAPES = ("arch", "fall", "rise", "wave", "dip")


@dataclass(frozen=True)
class Slot:
    """A note still without pitch: ``beat`` from the start of the piece, ``target`` its contour in scale steps."""

    bar: int
    beat: float
    length: float
    strong: bool
    target: float
    final: str = ""


@dataclass(frozen=True)
class Tone:
    """A melody note in beats; ``stress`` 0–1 is how much its place in bar and phrase asks of it."""

    beat: float
    length: float
    pitch: int
    stress: float


def melody(
    bars: list[Bar], mode: str, tonic: int, meter: int, density: int, low: int, high: int, rng: random.Random
) -> list[Tone]:
    """The line over ``bars`` (without an intro), pitches within ``low`` … ``high``; ``density`` 0 sparse … 3 busy."""
    slots = _slots(bars, meter, density, rng)
    if not slots:
        return []
    whims = {letter: random.Random(rng.random()) for letter in ("A", "B", "C", "e", "i")}
    memory: dict[tuple[str, int, float, int], float] = {}
    pitches = range(low, high + 1)
    columns: list[dict[int, float]] = []
    for slot in slots:
        bar = bars[slot.bar]
        scale = scale_over(mode, bar.chord)
        column = {}
        for pitch in pitches:
            relative = (pitch - tonic) % 12
            if relative not in scale:
                continue
            key = (bar.motif, bar.place, slot.beat % meter, pitch)
            whim = memory.setdefault(key, whims[bar.motif].random())
            column[pitch] = _fit(slot, pitch, relative, bar, (low + high) / 2) + 1.2 * whim
        columns.append(column)
    line = _viterbi(columns)
    return [
        Tone(slot.beat, slot.length, pitch, _stress(slot, bars[slot.bar], meter))
        for slot, pitch in zip(slots, line, strict=True)
    ]


def _slots(bars: list[Bar], meter: int, density: int, rng: random.Random) -> list[Slot]:
    rhythms: dict[tuple[str, int], tuple[float, ...]] = {}
    contours: dict[tuple[str, int], list[float]] = {}
    slots: list[Slot] = []
    for index, bar in enumerate(bars):
        start = index * meter
        if bar.section == "intro":
            continue
        if bar.section == "end":
            slots.append(Slot(index, start, meter, True, 0.0, "tonic"))
            continue
        level = min(density + (1 if bar.section in ("B", "C") and density in (1, 2) else 0), 3)
        cell_of = {0: 0, 1: 1, 2: 0, 3: 3}[bar.place]
        rhythm = rhythms.get((bar.motif, cell_of))
        if rhythm is None:
            rhythm = _rhythm(cell_of, level, meter, rng, rhythms.get((bar.motif, 0)))
            rhythms[bar.motif, cell_of] = rhythm
        contour = contours.get((bar.motif, cell_of))
        if contour is None:
            contour = _contour(len(rhythm), rng)
            contours[bar.motif, cell_of] = contour
        lift = {0: 0.0, 1: 1.0, 2: 2.0, 3: -1.0}[bar.place] + (2.5 if bar.section in ("B", "C") else 0.0)
        last = bar.place == bar.size - 1
        beat = float(start)
        for position, (length, step) in enumerate(zip(rhythm, contour, strict=True)):
            if length > 0:
                closing = last and position == len(rhythm) - 1
                on_beat = (beat - start) in (0.0, meter / 2 if meter == 4 else 0.0)
                slots.append(
                    Slot(index, beat, length, on_beat or length >= 1.5, lift + step, "half" if closing else "")
                )
            beat += abs(length)
    return slots


def _rhythm(
    place: int, level: int, meter: int, rng: random.Random, first: tuple[float, ...] | None
) -> tuple[float, ...]:
    """A bar's rhythm: the last of a phrase comes to rest, the second often answers in the same rhythm."""
    if place == 3:
        closing = {4: ((3, -1), (2, -2), (1, 1, -2), (2, 1, -1)), 3: ((3,), (2, -1), (1, 1, -1))}[meter]
        return rng.choice(closing)
    if place == 1 and first is not None and rng.random() < 0.4:
        return first
    return rng.choice(_CELLS[meter][level])


def _contour(count: int, rng: random.Random) -> list[float]:
    """Scale steps from the phrase's centre for each note of a motif."""
    shape = rng.choice(_SHAPES)
    span = rng.choice((3.0, 4.0, 5.0))
    steps = []
    for i in range(count):
        at = i / max(count - 1, 1)
        value = {
            "arch": 1 - (2 * at - 1) ** 2,
            "dip": (2 * at - 1) ** 2,
            "fall": 1 - at,
            "rise": at,
            "wave": 0.5 + 0.5 * (1 if i % 2 else -1) * (1 - 0.4 * at),
        }[shape]
        steps.append(span * (value - 0.4))
    return steps


def _fit(slot: Slot, pitch: int, relative: int, bar: Bar, middle: float) -> float:
    """The cost of a pitch by itself: contour, harmony, range."""
    target = middle + slot.target * 12 / 7
    cost = 0.36 * abs(pitch - target) + 0.02 * (pitch - middle) ** 2 / 4
    inside = relative in bar.chord.tones
    if slot.final == "tonic":
        return cost + (0 if relative == 0 else 60)
    if slot.final == "half":
        return cost + (0 if inside else 6) + (0.6 if relative == bar.chord.root else 0)
    if slot.strong:
        rubs = any((relative - tone) % 12 == 1 for tone in bar.chord.tones)
        return cost + (0 if inside else 3.2 + (2.5 if rubs else 0))
    return cost + (0 if inside else 0.5)


_LEAP = {0: 1.1, 1: 0.0, 2: 0.0, 3: 0.35, 4: 0.45, 5: 0.9, 6: 4.5, 7: 1.3, 8: 2.4, 9: 2.2, 10: 4.0, 11: 5.0, 12: 2.4}


def _viterbi(columns: list[dict[int, float]]) -> list[int]:
    costs = [columns[0]]
    back: list[dict[int, int]] = []
    for column in columns[1:]:
        row, trace = {}, {}
        for pitch, own in column.items():
            best = min(costs[-1], key=lambda before: costs[-1][before] + _LEAP.get(abs(pitch - before), 7.0))
            row[pitch] = costs[-1][best] + _LEAP.get(abs(pitch - best), 7.0) + own
            trace[pitch] = best
        costs.append(row)
        back.append(trace)
    pitch = min(costs[-1], key=lambda p: costs[-1][p])
    line = [pitch]
    for trace in reversed(back):
        pitch = trace[pitch]
        line.append(pitch)
    return line[::-1]


def _stress(slot: Slot, bar: Bar, meter: int) -> float:
    at = (slot.beat % meter) / meter
    accent = 0.3 if at == 0 else 0.18 if at == 0.5 else 0.05
    phrase = 0.35 * (1 - abs((bar.place + at) / bar.size - 0.6))
    return min(accent + phrase + 0.3 * bar.intensity, 1.0)


def steps_and_leaps(line: list[Tone]) -> tuple[int, int]:
    """How many moves of a line are steps (up to two semitones) and how many leaps: a measure of singability."""
    moves = [abs(b.pitch - a.pitch) for a, b in itertools.pairwise(line)]
    return sum(move <= 2 for move in moves), sum(move > 4 for move in moves)


def in_mode(line: list[Tone], tonic: int, mode: str) -> float:
    """The share of a line that lies in its mode."""
    inside = sum((tone.pitch - tonic) % 12 in MODES[mode] for tone in line)
    return inside / max(len(line), 1)
