"""Chords under notes: a Viterbi search over half bars, after Raphael and Stoddard 2004, "Functional Harmonic Analysis".

Emission: how well the tones of a chord explain the pitch classes heard, weighted by length and place in the bar;
transition: chords last, change on bar lines rather than within them, and like to move by fifths.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from crossmedia_studio.media.notation import MODES, QUALITIES, Metre, Tone
from crossmedia_studio.represent.music import vocabulary as v

_STATES = 12 * len(v.KINDS)
_PLAIN = {"": 0.0, "m": 0.0, "7": 0.35, "m7": 0.55, "maj7": 0.6, "dim": 0.5}
"""What a quality costs: a fourth tone explains more by having more."""
_DEGREES = {0: 0.0, 5: 0.15, 7: 0.1, 9: 0.35, 2: 0.35, 10: 0.4, 4: 0.55, 8: 0.45, 3: 0.45}
"""What a root above the tonic costs; others 0.9."""
_FOREIGN = 0.55
"""Per tone of a chord that lies outside the scale."""
_CHANGE_BAR, _CHANGE_MIDDLE, _FIFTH = 0.35, 1.0, 0.12


def chords_of(lines: Sequence[Sequence[Tone]], bars: int, metre: Metre, mode: str) -> list[tuple[int, ...]]:
    """For each of ``bars`` one chord token, or two where it changes in the middle. Notes are relative to tonic C."""
    parts = 2 if v.halves(metre) else 1
    step = metre.bar // parts
    heard = _heard(lines, bars * parts, step, metre)
    tones, prior = _templates(mode)
    total = heard.sum(1, keepdims=True)
    inside = heard @ tones.T  # (n, states): weight of what the chord explains
    score = inside - 1.0 * (total - inside) - 1.2 * prior[None] * np.minimum(total, 1.0)
    roots = np.arange(_STATES) // len(v.KINDS)
    score += 0.25 * heard[:, roots]
    moved = np.where(np.eye(_STATES, dtype=bool), 0.0, 1.0)
    fifths = ((roots[:, None] - roots[None]) % 12 == 7) * _FIFTH
    best = np.zeros((len(score), _STATES), int)
    run = score[0] if len(score) else np.zeros(_STATES)
    for index in range(1, len(score)):
        cost = moved * ((_CHANGE_BAR if index % parts == 0 else _CHANGE_MIDDLE) - fifths)
        ways = run[:, None] - cost  # (before, after)
        best[index] = ways.argmax(0)
        run = ways.max(0) + score[index]
    path = [int(run.argmax())]
    for index in range(len(score) - 1, 0, -1):
        path.append(int(best[index][path[-1]]))
    path.reverse()
    silent = total[:, 0] <= 0
    found: list[tuple[int, ...]] = []
    for bar in range(bars):
        row = [
            v.NO_CHORD if silent[index] else v.CHORD + path[index] for index in range(bar * parts, (bar + 1) * parts)
        ]
        found.append(tuple(row) if len(set(row)) > 1 else (row[0],))
    return found


def _heard(lines: Sequence[Sequence[Tone]], count: int, step: int, metre: Metre) -> np.ndarray:
    """(count, 12) float: how much of each pitch class sounds in each stretch of ``step``, in beats; strong ones more.

    The lowest line weighs half as much again: it tells the root.
    """
    heard = np.zeros((count, 12))
    for number, line in enumerate(lines):
        weight = 1.5 if len(lines) > 1 and number == len(lines) - 1 else 1.0
        for tone in line:
            strong = 1.35 if tone.start % metre.bar == 0 else 1.15 if tone.start % metre.beat == 0 else 1.0
            at = tone.start
            while at < tone.end:
                index = at // step
                stop = min(tone.end, (index + 1) * step)
                if index >= count:
                    break
                heard[index, tone.pitch % 12] += weight * strong * (stop - at) / metre.beat
                at = stop
    return heard / max(len(lines), 1) ** 0.5


@lru_cache(maxsize=8)
def _templates(mode: str) -> tuple[np.ndarray, np.ndarray]:
    """(states, 12) which pitch classes belong to each chord, and (states,) what it costs in ``mode``."""
    scale = set(MODES[mode]) | ({11} if mode == "minor" else set())
    tones, prior = np.zeros((_STATES, 12)), np.zeros(_STATES)
    for state in range(_STATES):
        root, quality = state // len(v.KINDS), v.KINDS[state % len(v.KINDS)]
        members = [(root + step) % 12 for step in QUALITIES[quality]]
        tones[state, members] = 1.0
        foreign = sum(tone not in scale for tone in members)
        prior[state] = _PLAIN[quality] + _DEGREES.get(root, 0.9) + _FOREIGN * foreign
    return tones, prior
