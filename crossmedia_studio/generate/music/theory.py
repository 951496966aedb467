"""Keys, modes, chords from Roman numerals, and voicings led smoothly from chord to chord.

Pitch classes are semitones above the tonic; Roman numerals count from the major scale (so minor says bIII, bVI, bVII).
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache

from crossmedia_studio.core import key_names
from crossmedia_studio.core.key_names import NAMES

MODES = {
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "major": (0, 2, 4, 5, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
}
_DEGREES = {"i": 0, "ii": 2, "iii": 4, "iv": 5, "v": 7, "vi": 9, "vii": 11}
_ROMAN = re.compile(r"([b#]?)([ivIV]+)(o?)(maj7|add9|sus2|sus4|7|9|6)?(?:/([b#]?\d))?$")
_INVERSION = {"1": 0, "2": 2, "3": 4, "4": 5, "5": 7, "6": 9, "7": 11}


@dataclass(frozen=True)
class Chord:
    """``root``, ``tones`` and ``bass`` as pitch classes above the tonic of the key."""

    numeral: str
    root: int
    tones: tuple[int, ...]
    bass: int
    colour: str = ""

    def name(self, tonic: int) -> str:
        """As a lead sheet spells it: "Dm", "G7/B"."""
        minor = "m" if (self.root + 3) % 12 in self.tones else ""
        word = NAMES[(self.root + tonic) % 12] + minor + self.colour
        return word if self.bass == self.root else f"{word}/{NAMES[(self.bass + tonic) % 12]}"


@cache
def chord(numeral: str) -> Chord:
    """``"bVI"``, ``"V7"``, ``"ivadd9"``, ``"I/3"`` (third in the bass). Raises ``ValueError`` for anything else."""
    match = _ROMAN.match(numeral)
    if not match or match[2].lower() not in _DEGREES:
        raise ValueError(numeral)
    accidental, degree, diminished, colour, bass = match.groups()
    root = (_DEGREES[degree.lower()] + {"b": -1, "#": 1, "": 0}[accidental]) % 12
    third, fifth = (4 if degree.isupper() else 3), (6 if diminished else 7)
    steps = {
        None: (0, third, fifth), "6": (0, third, fifth, 9), "7": (0, third, fifth, 10),
        "maj7": (0, third, fifth, 11), "9": (0, third, 10, 14), "add9": (0, third, fifth, 14),
        "sus2": (0, 2, 7), "sus4": (0, 5, 7),
    }[colour]  # fmt: skip
    low = root
    if bass:
        low = (_INVERSION[bass[-1]] + {"b": -1, "#": 1}.get(bass[0], 0)) % 12
    return Chord(numeral, root, tuple((root + step) % 12 for step in steps), low, colour or "")


def parse_key(key: str) -> tuple[int, str]:
    """``"F# minor"``, ``"Bb"`` or ``"升F小调"`` → tonic pitch class from C, and mode. Raises ``ValueError``."""
    return key_names.read(key)


def scale_over(mode: str, over: Chord) -> frozenset[int]:
    """The notes a melody may use over a chord: the mode, bent where the chord borrows a tone."""
    notes = set(MODES[mode])
    for tone in over.tones:
        if tone not in notes:
            notes -= {near for near in ((tone - 1) % 12, (tone + 1) % 12) if near not in over.tones}
            notes.add(tone)
    return frozenset(notes)


def voicings(over: Chord, tonic: int, low: int, high: int, voices: int) -> list[tuple[int, ...]]:
    """Every close or open position of a chord with ``voices`` notes within MIDI pitches ``low`` … ``high``."""
    pitches = [p for p in range(low, high + 1) if (p - tonic) % 12 in over.tones]
    third = next(((over.root + step) % 12 for step in (3, 4, 5, 2) if (over.root + step) % 12 in over.tones), over.root)
    found = []
    for pick in itertools.combinations(pitches, voices):
        gaps = [b - a for a, b in itertools.pairwise(pick)]
        classes = {(p - tonic) % 12 for p in pick}
        if max(gaps) > 9 or min(gaps) < 2 or third not in classes:
            continue
        if len(classes) < min(voices, len(over.tones), 3):
            continue
        found.append(pick)
    return found


def lead_voices(chords: list[Chord], tonic: int, low: int, high: int, voices: int = 3) -> list[tuple[int, ...]]:
    """One voicing a chord, chosen together (Viterbi): voices move little and avoid parallel fifths and octaves."""
    middle = (low + high) / 2
    columns = [voicings(over, tonic, low, high, voices) for over in chords]
    costs = [[_lie(pick, middle) for pick in columns[0]]]
    back: list[list[int]] = []
    for before, after in itertools.pairwise(columns):
        row, trace = [], []
        for pick in after:
            best = min(range(len(before)), key=lambda i: costs[-1][i] + _move(before[i], pick))
            row.append(costs[-1][best] + _move(before[best], pick) + _lie(pick, middle))
            trace.append(best)
        costs.append(row)
        back.append(trace)
    index = min(range(len(costs[-1])), key=costs[-1].__getitem__)
    path = [columns[-1][index]]
    for column, trace in zip(reversed(columns[:-1]), reversed(back), strict=True):
        index = trace[index]
        path.append(column[index])
    return path[::-1]


def _lie(pick: tuple[int, ...], middle: float) -> float:
    """How far a voicing lies from the comfortable middle."""
    return 0.15 * abs(sum(pick) / len(pick) - middle)


def _move(before: tuple[int, ...], after: tuple[int, ...]) -> float:
    cost = float(sum(abs(b - a) for a, b in zip(before, after, strict=True)))
    for (a, b), (c, d) in itertools.combinations(zip(before, after, strict=True), 2):
        if (c - a) % 12 in (0, 7) and (d - b) % 12 == (c - a) % 12 and a != b:
            cost += 4
    return cost
