"""The plan of a piece: which bars there are, which section each belongs to, and its chord.

Four-bar phrases, A–B–A′ in the small and the large: openings repeat, the middle contrasts, the end closes on the tonic.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from crossmedia_studio.generate.music.theory import Chord, chord

_A = {
    "lydian": ("Imaj7 II Imaj7 vi", "I II vi Imaj7", "Imaj7 iii II I"),
    "major": ("I V/7 vi IV", "I iii IV V", "Iadd9 vi IV Vsus4", "I V vi iii", "I IV/1 I IV", "I IV ii V"),
    "mixolydian": ("I bVII IV I", "I v IV I", "I IV bVII IV"),
    "dorian": ("i IV i bVII", "i bIII IV i", "i7 IV7 i7 v"),
    "minor": ("i bVI bIII bVII", "i iv bVII bIII", "i bVII bVI v", "iadd9 bVImaj7 iv v", "i v/b3 bVI iv"),
    "phrygian": ("i bII i bvii", "i bVI bII i", "i bII bIII bII"),
}
_B = {
    "lydian": ("vi iii II Imaj7", "II vi iii II"),
    "major": ("vi iii IV I/3", "IV V iii vi", "ii V Imaj7 IV", "vi IV I/3 V"),
    "mixolydian": ("bVII IV I v", "IV bVII IV I"),
    "dorian": ("bVII IV i i", "bIII bVII IV i", "v IV bIII IV"),
    "minor": ("bVI bVII i/b3 i", "iv bVII bIIImaj7 bVI", "bIII bVII iv i", "bVImaj7 v iv bVII"),
    "phrygian": ("bVI bVII i bII", "iv bIII bII i"),
}
_OPEN = {
    "lydian": "II", "major": "Vsus4", "mixolydian": "bVII", "dorian": "IV", "minor": "v", "phrygian": "bII",
}  # fmt: skip
_CLOSE = {
    "lydian": ("ii/4 V",), "major": ("IV V", "ii/4 V7", "IV iv"), "mixolydian": ("bVII IV", "v IV"),
    "dorian": ("bVII IV", "IV v"), "minor": ("iv V7", "bVI bVII", "iv v"), "phrygian": ("bIII bII", "iv bII"),
}  # fmt: skip
_TONIC = {
    "lydian": "Imaj7", "major": "I", "mixolydian": "I", "dorian": "i", "minor": "i", "phrygian": "i",
}  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """``section``: "intro", "A", "A'", "B", "C" or "end"; ``place`` within its phrase 0–3 of ``size`` bars;
    ``intensity`` 0–1 along the arc of the piece; ``motif`` says which bars share melodic material."""

    chord: Chord
    section: str
    place: int
    size: int
    intensity: float
    motif: str


def plan(bars: int, mode: str, rng: random.Random) -> list[Bar]:
    """``bars`` bars of music and one more on which the last chord rings."""
    phrases, lead_in = divmod(bars, 4)
    sections = _sections(phrases)
    material = {
        "A": rng.choice(_A[mode]).split(), "B": rng.choice(_B[mode]).split(), "C": rng.choice(_B[mode]).split(),
    }  # fmt: skip
    close = rng.choice(_CLOSE[mode]).split()
    tonic = _TONIC[mode]
    rows: list[tuple[str, str, int, int]] = []
    if phrases == 0:
        line = [tonic, *close][-lead_in:] if lead_in < 3 else [tonic, *close]
        rows += [(name, "A'", place, lead_in) for place, name in enumerate(line)]
    else:
        for place in range(lead_in):
            rows.append((tonic if place % 2 == 0 else material["A"][1], "intro", place, lead_in))
        for index, section in enumerate(sections):
            chords = list(material[section[0]])
            last = index == len(sections) - 1
            if last:
                chords[2:] = _different(close, chords[1])
            elif sections[index + 1] == "A'":
                chords[3] = _OPEN[mode]
            rows += [(name, section, place, 4) for place, name in enumerate(chords)]
    rows.append((tonic, "end", 0, 1))
    return [
        Bar(chord(name), section, place, size, arc(index, len(rows), section), section[0])
        for index, (name, section, place, size) in enumerate(rows)
    ]


def _different(close: list[str], before: str) -> list[str]:
    """The cadence, its first chord sharpened into motion where it would only repeat the chord before."""
    if chord(close[0]).root != chord(before).root:
        return close
    return [close[1], close[1]]


def _sections(phrases: int) -> list[str]:
    """Names of ``phrases`` four-bar phrases."""
    short = {0: [], 1: ["A"], 2: ["A", "A'"], 3: ["A", "B", "A'"], 4: ["A", "A'", "B", "A'"]}
    if phrases in short:
        return list(short[phrases])
    cycle = ["A", "A'", "B", "A'", "C", "C", "B", "A'"]
    names = [cycle[i % 8] for i in range(phrases)]
    names[-1] = "A'"
    if names[-2] == "A'":
        names[-2] = "B"
    return names


def arc(index: int, total: int, section: str) -> float:
    """Loudness and fullness of bar ``index`` of ``total``: rise to about two thirds, then come home."""
    if section == "intro":
        return 0.42
    if section == "end":
        return 0.45
    at = index / max(total - 1, 1)
    rise = at / 0.68 if at < 0.68 else 1 - (at - 0.68) / 0.32 * 0.35
    return min(0.45 + 0.45 * rise + (0.1 if section in ("B", "C") else 0.0), 1.0)
