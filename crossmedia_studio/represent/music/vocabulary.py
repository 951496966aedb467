"""The words of music: which token id means what. A change here makes every trained music model unreadable.

A piece is START, six of header (mode, metre, tempo, valence, arousal, number of voices), bars, END. A bar is

    BAR letter·place   LEFT bars   CHORD [CHORD from its middle on]   VOICE 0 events   [VOICE 1 events] …

and events are NOTE pitch, REST or HOLD (the note before sounds on, also over the bar line), each followed by DUR.
All is transposed so that the tonic is C. Events of a voice fill the bar exactly. A voice but the first may be left out:
it rests.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from crossmedia_studio.media.notation import GRID, MODES, QUALITIES, Metre

VERSION = 1
PAD, START, END, MASK, REST, HOLD = range(6)
"""MASK stands for what a model is to fill in; encoding never writes it."""

MODE_NAMES = tuple(MODES)
METRES = (
    Metre(2, 4), Metre(3, 4), Metre(4, 4), Metre(2, 2), Metre(3, 8), Metre(6, 8), Metre(9, 8), Metre(12, 8),
    Metre(5, 4), Metre(7, 8), Metre(3, 2), Metre(6, 4),
)  # fmt: skip
TEMPI = (48.0, 66.0, 84.0, 104.0, 126.0, 152.0, 184.0)
"""The middles of the classes, in beats of the metre a minute."""
BINS = (-0.8, -0.4, 0.0, 0.4, 0.8)
"""The middles of the classes of valence and arousal."""
MOST_VOICES = 4
LETTERS = "ABCDEF"
PLACES = 8
"""A bar's place within its section, counted modulo eight."""
LEFTS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 32, 48)
"""How many bars still come after this one; from 8 on in classes."""
KINDS = tuple(QUALITIES)
LOWEST, HIGHEST = 24, 108
"""MIDI pitches after transposition to C."""
LENGTHS = (
    3, 4, 6, 8, 9, 12, 15, 16, 18, 20, 21, 24, 30, 32, 36, 40, 42, 48, 54, 60, 66, 72, 84, 96, 108, 120, 132, 144,
)  # fmt: skip
"""Durations in steps of 24 a quarter."""

MODE = 6
METRE = MODE + len(MODE_NAMES)
TEMPO = METRE + len(METRES)
VALENCE = TEMPO + len(TEMPI)
AROUSAL = VALENCE + len(BINS)
VOICES = AROUSAL + len(BINS)
BAR = VOICES + MOST_VOICES
LEFT = BAR + len(LETTERS) * PLACES
CHORD = LEFT + len(LEFTS)
NO_CHORD = CHORD + 12 * len(KINDS)
VOICE = NO_CHORD + 1
NOTE = VOICE + MOST_VOICES
DUR = NOTE + HIGHEST - LOWEST + 1
SIZE = DUR + len(LENGTHS)
"""How many ids there are; NOTE + 60 − LOWEST is middle C, and likewise for the other blocks."""

BLOCKS = {
    "mode": (MODE, METRE), "metre": (METRE, TEMPO), "tempo": (TEMPO, VALENCE), "valence": (VALENCE, AROUSAL),
    "arousal": (AROUSAL, VOICES), "voices": (VOICES, BAR), "bar": (BAR, LEFT), "left": (LEFT, CHORD),
    "chord": (CHORD, VOICE), "voice": (VOICE, NOTE), "note": (NOTE, DUR), "dur": (DUR, SIZE),
}  # fmt: skip
"""First and one past the last id of each kind of token."""
HEADER = ("mode", "metre", "tempo", "valence", "arousal", "voices")
_ENDS = tuple(end for _, end in BLOCKS.values())
_KINDS = tuple(BLOCKS)


def kind(token: int) -> str:
    """A key of :data:`BLOCKS`, or "pad", "start", "end", "mask", "rest", "hold"."""
    if token < MODE:
        return ("pad", "start", "end", "mask", "rest", "hold")[token]
    return _KINDS[bisect_right(_ENDS, token)]


def name(token: int) -> str:
    """A token for people: "NOTE 60", "BAR A3"."""
    what = kind(token)
    if token < MODE:
        return what.upper()
    value = token - BLOCKS[what][0]
    if what == "bar":
        return f"BAR {LETTERS[value // PLACES]}{value % PLACES}"
    told = {
        "mode": MODE_NAMES, "tempo": TEMPI, "valence": BINS, "arousal": BINS, "left": LEFTS, "dur": LENGTHS,
    }  # fmt: skip
    if what in told:
        return f"{what.upper()} {told[what][value]}"
    if what == "metre":
        return f"METRE {METRES[value].beats}/{METRES[value].unit}"
    if what == "chord":
        return "CHORD none" if token == NO_CHORD else f"CHORD {value // len(KINDS)}{KINDS[value % len(KINDS)]}"
    return f"{what.upper()} {value + {'note': LOWEST, 'voices': 1}.get(what, 0)}"


def metre_token(metre: Metre) -> int:
    """The token of ``metre``, else that of the metre with the bar nearest in length."""
    for index, known in enumerate(METRES):
        if (known.beats, known.unit) == (metre.beats, metre.unit):
            return METRE + index
    return METRE + min(range(len(METRES)), key=lambda index: abs(METRES[index].bar - metre.bar))


def halves(metre: Metre) -> bool:
    """Whether a bar has a middle on which the chord may change."""
    return metre.bar % (2 * metre.beat) == 0


def tempo_token(tempo: float, metre: Metre) -> int:
    """``tempo`` in quarter notes a minute."""
    beats = tempo * GRID / metre.beat
    return TEMPO + min(range(len(TEMPI)), key=lambda index: abs(TEMPI[index] - beats))


def tempo_of(token: int, metre: Metre) -> float:
    """Quarter notes a minute."""
    return TEMPI[token - TEMPO] * metre.beat / GRID


def bin_of(value: float) -> int:
    """The class of a valence or arousal −1 … 1, from 0."""
    return min(range(len(BINS)), key=lambda index: abs(BINS[index] - value))


def left_token(bars: int) -> int:
    """``bars`` still to come after this one."""
    return LEFT + bisect_right(LEFTS, max(bars, 0)) - 1


def bar_token(letter: int, place: int) -> int:
    """A bar of the section with the ``letter``-th letter, ``place`` bars after its beginning."""
    return BAR + min(max(letter, 0), len(LETTERS) - 1) * PLACES + place % PLACES


@lru_cache(maxsize=512)
def pieces(length: int) -> tuple[int, ...]:
    """``length`` steps as the fewest of :data:`LENGTHS`, the longest first; empty for 0, 1, 2 and 5, which nothing
    fits."""
    if length in LENGTHS:
        return (length,)
    for first in reversed(LENGTHS):
        if first < length and (rest := pieces(length - first)):
            return (first, *rest)
    return ()


def fillable(length: int) -> bool:
    """Whether durations can fill ``length`` steps exactly."""
    return length == 0 or bool(pieces(length))
