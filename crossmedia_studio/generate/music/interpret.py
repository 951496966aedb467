"""How a piece is played: drafted beats become notes in time, with a human touch, dynamics and an ending that rings."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from crossmedia_studio.core import key_names
from crossmedia_studio.generate.music.arrange import Beat
from crossmedia_studio.generate.music.form import Bar
from crossmedia_studio.generate.music.score import Note, Part, Score
from crossmedia_studio.generate.music.styles import STYLES, Player
from crossmedia_studio.understand.meaning import Mood

LEAD_IN = 0.05
"""Seconds before the first beat."""
RUSH = 0.22
"""Ritardando: how much longer the very last beat before the final chord is than the first."""


@dataclass(frozen=True)
class _Clock:
    """Beats to seconds: steady, broadening over the bar before the final chord at ``last`` beats."""

    spb: float
    last: float
    meter: float

    def __call__(self, beat: float) -> float:
        turn = max(self.last - self.meter, 0.0)
        time = beat * self.spb
        if beat > turn:
            late = min(beat, self.last) - turn
            time += self.spb * RUSH * late * late / (2 * max(self.last - turn, 1e-9))
        return LEAD_IN + time


@dataclass(frozen=True)
class Draft:
    """A piece as it is written, before anyone plays it: who plays which beats, over which bars.

    ``meter``: beats a bar; ``players``: who, what, and by how many LU their level is lowered; ``drive`` 0 calm … 2
    driving; ``spb`` seconds a beat; ``whim`` is the chance that its performance begins from.
    """

    tonic: int
    mode: str
    style: str
    meter: float
    drive: int
    spb: float
    bars: list[Bar]
    players: tuple[tuple[Player, list[Beat], float], ...]
    drums: list[Beat]
    whim: float


def interpret(draft: Draft, mood: Mood, seconds: float, energy: Sequence[float] = ()) -> Score:
    """``draft`` as ``seconds`` of sounding notes; ``energy`` (0–1, ten a second) shapes the loudness."""
    band, bars, meter = STYLES[draft.style], draft.bars, draft.meter
    last = float((len(bars) - 1) * meter)
    clock = _Clock(draft.spb, last, meter)
    feel = _Feel(random.Random(draft.whim), mood, bars, meter, clock, seconds)
    parts = [feel.part(player, beats, lower) for player, beats, lower in draft.players if beats]
    if draft.drums:
        level = band.drum_level - (5 if draft.drive == 1 else 0)
        kit = Player("Drums", band.kit, 0, 127, level=level, send=0.12)
        parts.append(feel.part(kit, draft.drums, 0.0, drums=True))
    return Score(
        seconds=float(seconds),
        tempo=round(60 / draft.spb, 2),
        key=key_names.name(draft.tonic, draft.mode),
        style=draft.style,
        parts=tuple(parts),
        chords=tuple((round(clock(i * meter), 3), bar.chord.name(draft.tonic)) for i, bar in enumerate(bars)),
        dynamics=_dynamics(bars, meter, clock, seconds, energy),
        beats=tuple(round(clock(beat), 3) for beat in range(int(last) + 1)),
    )


@dataclass(frozen=True)
class _Feel:
    """Turns drafted beats into played notes: metric time, small human deviations, dynamics of phrase and mood."""

    rng: random.Random
    mood: Mood
    bars: list[Bar]
    meter: float
    clock: _Clock
    seconds: float

    def part(self, player: Player, beats: list[Beat], lower: float, drums: bool = False) -> Part:
        loose = 0.004 if drums else 0.008
        strum = 0.018 if player.program in (24, 25, 26, 46) else 0.006
        softness = 0.82 + 0.18 * self.mood.arousal
        notes = []
        for beat in sorted(beats, key=lambda b: (b.beat, b.strum, b.pitch)):
            bar = self.bars[min(int(beat.beat // self.meter), len(self.bars) - 1)]
            start = self.clock(beat.beat) + beat.strum * strum + self.rng.gauss(0, loose)
            end = self.clock(beat.beat + beat.length) - 0.01
            force = beat.force * softness * (0.72 + 0.36 * bar.intensity) + self.rng.gauss(0, 0.025)
            start = max(start, 0.0)
            if bar.section == "end":
                end = self.seconds
            notes.append(
                Note(
                    round(start, 4), round(max(end - start, 0.05), 4), beat.pitch, min(max(round(127 * force), 12), 120)
                )
            )
        return Part(
            player.name,
            player.program,
            tuple(notes),
            drums,
            player.level + lower,
            player.pan,
            player.send,
            player.swell,
        )


def _dynamics(
    bars: list[Bar], meter: float, clock: _Clock, seconds: float, energy: Sequence[float]
) -> tuple[tuple[float, float], ...]:
    points = []
    for index, bar in enumerate(bars):
        for half in (0, 1):
            time = clock((index + half / 2) * meter)
            if time >= seconds:
                break
            breath = 0.06 if half else 0.0
            level = 0.5 + 0.5 * bar.intensity + breath - 0.05
            if energy:
                level *= 0.55 + 0.45 * energy[min(int(time * 10), len(energy) - 1)]
            points.append((round(time, 3), round(min(max(level, 0.2), 1.0), 3)))
    return tuple(points)
