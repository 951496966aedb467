"""Accompaniment, bass and drums: patterns that turn chords into notes (beats from the start of the piece)."""

from __future__ import annotations

import random
from dataclasses import dataclass

from crossmedia_studio.generate.music.form import Bar


@dataclass(frozen=True)
class Beat:
    """A note in beats; ``force`` 0–1 becomes velocity; ``strum`` orders notes struck as one chord."""

    beat: float
    length: float
    pitch: int
    force: float
    strum: int = 0


_ORDERS = {
    4: ((0, 1, 2, 1, 0, 1, 2, 1), (0, 2, 1, 2, 0, 2, 1, 2), (0, 1, 2, 1, 2, 1, 2, 1), (0, 1, 2, -1, 2, 1, 0, 1)),
    3: ((0, 1, 2, 1, 2, 1), (0, 2, 1, 2, 1, 2), (0, 1, 2, -1, 2, 1)),
    2: ((0, 1, 2, 1), (0, 2, 1, 2)),
}
"""Which voice each eighth of a broken chord plays (−1: the top voice an octave higher)."""


def chords(name: str, bars: list[Bar], voiced: list[tuple[int, ...]], meter: int, rng: random.Random) -> list[Beat]:
    """The chord player's part in pattern ``name`` over all bars."""
    if name == "sustain":
        return sustain(bars, voiced, meter)
    order = rng.choice(_ORDERS[meter])
    notes: list[Beat] = []
    for index, (bar, pick) in enumerate(zip(bars, voiced, strict=True)):
        start = float(index * meter)
        if bar.section == "end":
            notes += [Beat(start, meter + 2, pitch, 0.5, i) for i, pitch in enumerate(pick)]
            continue
        notes += _bar(name, start, pick, meter, order, bar, rng)
    return notes


def _bar(
    name: str, start: float, pick: tuple[int, ...], meter: int, order: tuple[int, ...], bar: Bar, rng: random.Random
) -> list[Beat]:
    top = pick[-1] + 12
    if name in ("arpeggio", "picking", "slow_arpeggio"):
        step = 1.0 if name == "slow_arpeggio" else 0.5
        notes = []
        for i in range(int(meter / step)):
            voice = order[i % len(order)]
            pitch = top if voice < 0 else pick[voice % len(pick)]
            beat = start + i * step
            force = 0.52 if i == 0 else 0.4 + 0.06 * (i * step % 2 == 0)
            notes.append(Beat(beat, max(start + meter - beat, step) if name != "picking" else 1.2, pitch, force))
        return notes
    if name == "sixteenths":
        cycle = (*pick, top, *reversed(pick[1:]))
        return [
            Beat(start + i * 0.25, 0.24, cycle[i % len(cycle)], 0.5 if i % 4 == 0 else 0.36 + 0.08 * (i % 2 == 0))
            for i in range(meter * 4)
        ]
    if name == "waltz":
        return [Beat(start + beat, 0.9, pitch, 0.36, i) for beat in range(1, meter) for i, pitch in enumerate(pick)]
    if name == "ostinato":
        accents = (0.62, 0.36, 0.44, 0.36, 0.55, 0.36, 0.48, 0.4)
        return [Beat(start + i * 0.5, 0.32, pitch, accents[i % 8]) for i in range(meter * 2) for pitch in pick]
    if name == "rolling":
        return [
            Beat(start + i * 0.5, 0.55, pitch, 0.55 if i in (0, 3, 6) else 0.4)
            for i in range(meter * 2)
            for pitch in (pick[-2:] if i % 2 == 0 else pick[:1])
        ]
    if name == "strum":
        strokes = ((0, 1.4, 0.6), (1.5, 0.45, 0.4), (2, 0.9, 0.52), (3, 0.45, 0.46), (3.5, 0.45, 0.4))
        notes = []
        for offset, length, force in strokes:
            if offset >= meter or (offset == 3.5 and rng.random() < 0.4):
                continue
            up = offset % 1 == 0.5
            row = tuple(reversed(pick)) if up else pick
            notes += [Beat(start + offset, length, p, force - 0.02 * i, i) for i, p in enumerate(row)]
        return notes
    return [
        Beat(start + beat, 0.9, pitch, 0.5 if beat == 0 else 0.4, i)
        for beat in range(meter)
        for i, pitch in enumerate(pick)
    ]


def sustain(bars: list[Bar], voiced: list[tuple[int, ...]], meter: int) -> list[Beat]:
    """Held chords; a voice that keeps its pitch is tied over the bar line, four bars at the most."""
    notes: list[Beat] = []
    held: dict[int, Beat] = {}
    for index, (bar, pick) in enumerate(zip(bars, voiced, strict=True)):
        start = float(index * meter)
        length = float(meter + 2 if bar.section == "end" else meter)
        fresh: dict[int, Beat] = {}
        for pitch in dict.fromkeys(pick):
            before = held.get(pitch)
            if before is not None and start - before.beat < 4 * meter and bar.place:
                fresh[pitch] = Beat(before.beat, before.length + length, pitch, before.force)
            else:
                fresh[pitch] = Beat(start, length, pitch, 0.46)
        notes += [note for pitch, note in held.items() if pitch not in fresh or fresh[pitch].beat != note.beat]
        held = fresh
    return notes + list(held.values())


def bass(bars: list[Bar], tonic: int, meter: int, low: int, high: int, drive: int, style: str) -> list[Beat]:
    """The bass line: ``drive`` 0 holds roots, 1 moves to the fifth, 2 pulses; bars lead into the next root."""
    notes: list[Beat] = []
    previous = (low + high) // 2
    roots = []
    for bar in bars:
        options = [p for p in range(low, high + 1) if (p - tonic) % 12 == bar.chord.bass]
        previous = min(options, key=lambda p: (abs(p - previous), p))
        roots.append(previous)
    for index, (bar, root) in enumerate(zip(bars, roots, strict=True)):
        start = float(index * meter)
        coming = roots[index + 1] if index + 1 < len(roots) else root
        if bar.section == "end":
            notes.append(Beat(start, meter + 2, root, 0.55))
            continue
        fifth_class = (bar.chord.root + (6 if "o" in bar.chord.numeral else 7)) % 12
        fifth = min(
            (p for p in range(low, high + 8) if (p - tonic) % 12 == fifth_class), key=lambda p: abs(p - root - 5)
        )
        if drive == 0 or bar.section == "intro":
            notes.append(Beat(start, meter, root, 0.5))
        elif style == "strings" or drive == 1:
            turn = meter / 2 if meter == 4 else 2
            notes.append(Beat(start, turn, root, 0.55))
            step = coming - (1 if coming > root else -1 if coming < root else 0) * 2
            inside = (step - tonic) % 12 in bar.chord.tones
            notes.append(Beat(start + turn, meter - turn, step if inside else fifth, 0.44))
        else:
            for i in range(meter * 2):
                pitch = root
                if i == meter * 2 - 1 and coming != root:
                    pitch = fifth
                elif style == "synth" and i % 2 == 1:
                    pitch = root + 12
                elif style == "band" and i in (3, 6):
                    pitch = fifth if i == 6 else root
                notes.append(Beat(start + i * 0.5, 0.42, pitch, 0.6 if i == 0 else 0.46 + 0.05 * (i % 2 == 0)))
    return notes


_KICK, _STICK, _SNARE, _HAT, _OPEN, _CRASH, _RIDE, _SHAKER = 36, 37, 38, 42, 46, 49, 51, 82


def drums(bars: list[Bar], meter: int, drive: int, style: str, rng: random.Random) -> list[Beat]:
    """A drum part that enters after the opening, builds to a fill at phrase ends and stops with the last chord."""
    notes: list[Beat] = []
    bodies = [i for i, bar in enumerate(bars) if bar.section not in ("intro", "end")]
    entry = bodies[0] + (2 if len(bodies) > 5 else 0) if bodies else len(bars)
    for index, bar in enumerate(bars):
        start = float(index * meter)
        if bar.section == "end":
            if index > entry:
                notes += [Beat(start, 2, _CRASH, 0.42), Beat(start, 1, _KICK, 0.6)]
            continue
        if index < entry:
            continue
        fill = bar.place == bar.size - 1 and drive == 2 and index + 1 < len(bars)
        if style == "strings":
            notes += _orchestral(start, meter, bar, fill)
            continue
        if bar.place == 0 and index > entry and bar.section != bars[index - 1].section and drive == 2:
            notes.append(Beat(start, 2, _CRASH, 0.45))
        notes += _groove(start, meter, drive, style, bar, fill, rng)
    return notes


def _orchestral(start: float, meter: int, bar: Bar, fill: bool) -> list[Beat]:
    notes = [Beat(start, 1, _KICK, 0.5 + 0.15 * bar.intensity)]
    if bar.intensity > 0.7:
        notes.append(Beat(start + meter / 2 + 0.5, 1, _KICK, 0.36))
    if fill:
        notes += [Beat(start + meter - 1 + i / 4, 0.3, _KICK, 0.3 + 0.07 * i) for i in range(4)]
    return notes


def _groove(start: float, meter: int, drive: int, style: str, bar: Bar, fill: bool, rng: random.Random) -> list[Beat]:
    notes: list[Beat] = []
    hats = 4 if style == "synth" and drive == 2 and bar.intensity > 0.7 else 2
    end = meter - 1 if fill else meter
    for i in range(end * hats):
        at = i / hats
        accent = 0.36 if at % 1 == 0 else 0.26 if at % 0.5 == 0 else 0.18
        notes.append(Beat(start + at, 0.2, _HAT if drive == 2 else _SHAKER if style == "band" else _HAT, accent))
    if style == "synth" and drive == 2:
        notes += [Beat(start + beat, 0.5, _KICK, 0.62) for beat in range(end)]
    else:
        kicks = [0.0, 2.0] if meter == 4 else [0.0]
        if drive == 2 and meter == 4:
            kicks = [0.0, 1.5, 2.5] if bar.place % 2 else [0.0, 2.0, 2.5]
        notes += [Beat(start + beat, 0.5, _KICK, 0.6 - 0.06 * (beat > 0)) for beat in kicks if beat < end]
    back = _SNARE if drive == 2 else _STICK
    notes += [Beat(start + beat, 0.4, back, 0.55 if drive == 2 else 0.4) for beat in (1, 3) if beat < end]
    if drive == 2 and rng.random() < 0.5 and end == meter:
        notes.append(Beat(start + meter - 1.25, 0.2, _SNARE, 0.16))
    if fill:
        row = (_SNARE, _SNARE, 50, 47) if bar.intensity > 0.6 else (_SNARE, 50, 47, 45)
        notes += [Beat(start + meter - 1 + i / 4, 0.3, key, 0.42 + 0.06 * i) for i, key in enumerate(row)]
    return notes
