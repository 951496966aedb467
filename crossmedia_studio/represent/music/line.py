"""A melody with its chords as a recurrent network reads it: one row of whole numbers before every token.

The plan of the form (sections, bars left) is given, so the network only writes chords and the events of the lead. Each
row tells it where it stands and what sounded at the same place of earlier bars: as in Magenta's Lookback RNN
(magenta.tensorflow.org/2016/07/15/lookback-rnn-attention-rnn), but by the form rather than by a fixed distance.
"""

from __future__ import annotations

import copy
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from crossmedia_studio.media.notation import Metre
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.grammar import Grammar
from crossmedia_studio.represent.music.tokens import Piece

PLACES = 49
"""Places in a bar in steps of three, from 0."""
SOUNDS = 2 + 2 * (v.HIGHEST - v.LOWEST + 1)
"""Nothing known, rest, a pitch that begins, a pitch that sounds on."""
CHORDS = v.VOICE - v.CHORD + 1
"""None so far, and every CHORD token."""
SPANS = len(v.LENGTHS) + 1
_BACK = (1, 2, 4)
ECHOES = 1 + len(_BACK)
"""The last bar at the same place of the same section, and those one, two and four bars ago."""
COLUMNS = 7 + 3 * ECHOES + len(v.HEADER)
"""Token before, bar, bars left, place, chord now, chord there, pitch last struck; sound, span and token of each echo;
the header."""
_PITCHES = v.HIGHEST - v.LOWEST + 1


class Line:
    """A melody that is being written. ``row()``, choose among ``allowed()``, ``take(token)``, until ``done``.

    ``plan``: the BAR token of every bar. ``ids`` is the piece so far in the shared vocabulary.
    """

    def __init__(self, header: Sequence[int], plan: Sequence[int], *, guided: bool = True) -> None:
        self.ids: list[int] = [v.START, *header]
        self.done = False
        self.bar = -1
        """The bar that is being written, from 0."""
        self._header = list(header)
        self._plan = list(plan)
        self._metre = v.METRES[header[1] - v.METRE]
        self._size = self._metre.bar
        self._halves = v.halves(self._metre)
        self._grammar = Grammar() if guided else None
        for token in self.ids if self._grammar else ():
            self._grammar.feed(token)  # type: ignore[union-attr]
        self._last = v.START
        self._sounds: list[list[int]] = []
        self._spans: list[list[int]] = []
        self._chords: list[list[int]] = []
        self._leads: list[list[int]] = []
        self._latest: dict[int, int] = {}
        self._same = -1
        self._at = 0
        self._event = 0
        self._pitch = -1
        self._enter()

    @property
    def at(self) -> int:
        """Steps of the present bar that are filled."""
        return self._at

    @property
    def size(self) -> int:
        """Steps of a bar."""
        return self._size

    @property
    def metre(self) -> Metre:
        return self._metre

    @property
    def root(self) -> int:
        """The root of the chord that sounds now, in semitones above the tonic; −1 for none."""
        chord = self._chord()
        return (chord - 1) // len(v.KINDS) if 0 < chord <= v.NO_CHORD - v.CHORD else -1

    @property
    def quality(self) -> int:
        """The position of its kind among ``vocabulary.KINDS``."""
        return (self._chord() - 1) % len(v.KINDS)

    def _chord(self) -> int:
        chords = self._chords[self.bar]
        half = 1 if self._halves and 2 * self._at >= self._size else 0
        return chords[min(half, len(chords) - 1)] if chords else 0

    def copy(self) -> Line:
        """One that goes on by itself from here; finished bars are shared."""
        other = copy.copy(self)
        other.ids, other._latest = list(self.ids), dict(self._latest)
        other._grammar = self._grammar.copy() if self._grammar is not None else None
        for name in ("_sounds", "_spans", "_chords", "_leads"):
            rows = getattr(self, name)
            setattr(other, name, [*rows[:-1], list(rows[-1])])
        return other

    def leads(self) -> list[tuple[int, ...]]:
        """The events of every finished bar."""
        finished = self._leads if self.done else self._leads[:-1]
        return [tuple(events) for events in finished]

    def row(self) -> list[int]:
        """What is known before the next token: COLUMNS whole numbers."""
        here = min(self._at, self._size - 1)
        echoes: list[int] = []
        for bar in (self._same, *(self.bar - back for back in _BACK)):
            if bar < 0:
                echoes += [0, 0, 0]
            else:
                echoes += [self._sounds[bar][here], self._spans[bar][here], self._there(bar)]
        chords = self._chords[self.bar]
        half = 1 if self._halves and 2 * self._at >= self._size else 0
        now = self._chord()
        there = self._chords[self._same] if self._same >= 0 else []
        then = there[min(max(half, len(chords)) if self._at == 0 else half, len(there) - 1)] if there else 0
        left = len(self._plan) - 1 - self.bar
        return [
            self._last, self._plan[self.bar] - v.BAR, v.left_token(left) - v.LEFT, self._at // 3, now, then,
            self._pitch - v.LOWEST + 1 if self._pitch >= 0 else 0, *echoes,
            *self._header,
        ]  # fmt: skip

    @property
    def pitch(self) -> int:
        """The MIDI pitch last struck; −1 before the first."""
        return self._pitch

    def echo(self) -> int:
        """The token that the last bar at this place of this section has here; −1 where there is none."""
        return (self._there(self._same) or -1) if self._same >= 0 else -1

    def _there(self, bar: int) -> int:
        """The token that ``bar`` has where the next one comes; PAD where it has none."""
        if v.NOTE <= self._last < v.DUR or self._last in (v.REST, v.HOLD):
            span = self._spans[bar][self._at]
            return v.DUR + span - 1 if span else v.PAD
        chords, there = self._chords[self.bar], self._chords[bar]
        if self._at == 0 and len(chords) < len(there):
            return v.CHORD + there[len(chords)] - 1
        sound = self._sounds[bar][self._at]
        if sound < 2:
            return v.REST
        return v.NOTE + sound - 2 if sound < 2 + _PITCHES else v.HOLD

    def allowed(self) -> np.ndarray:
        """bool (vocabulary.SIZE,): what may come next. The event that follows the chord brings its VOICE token."""
        assert self._grammar is not None
        mask = self._grammar.allowed()
        if mask[v.VOICE]:
            mask = mask.copy()
            mask[v.VOICE : v.NOTE] = False
            mask[v.NOTE : v.DUR] = True
            mask[v.REST] = True
            mask[v.HOLD] = self._holds()
        return mask

    def take(self, token: int) -> None:
        """Go on by a CHORD, NOTE, REST, HOLD or DUR token."""
        if v.CHORD <= token < v.VOICE:
            self._chords[self.bar].append(token - v.CHORD + 1)
        elif token >= v.DUR:
            self._sound(v.LENGTHS[token - v.DUR])
        else:
            if self._at == 0:
                self._put(v.VOICE)
            self._event = token
            if token >= v.NOTE:
                self._pitch = token - v.NOTE + v.LOWEST
        if not v.CHORD <= token < v.VOICE:
            self._leads[self.bar].append(token)
        self._put(token)
        self._last = token
        if self._at >= self._size:
            self._latest[self._plan[self.bar]] = self.bar
            if self.bar + 1 < len(self._plan):
                self._enter()
            else:
                self._put(v.END)
                self.done = True

    def _holds(self) -> bool:
        return self.bar > 0 and self._sounds[self.bar - 1][self._size - 1] > 1

    def _put(self, token: int) -> None:
        self.ids.append(token)
        if self._grammar is not None:
            self._grammar.feed(token)

    def _enter(self) -> None:
        """Begin the next bar of the plan."""
        self.bar += 1
        self._at = 0
        self._same = self._latest.get(self._plan[self.bar], -1)
        self._sounds.append([0] * self._size)
        self._spans.append([0] * self._size)
        self._chords.append([])
        self._leads.append([])
        self._put(self._plan[self.bar])
        self._put(v.left_token(len(self._plan) - 1 - self.bar))

    def _sound(self, length: int) -> None:
        """Write the event down for later bars to look back at."""
        stop = min(self._at + length, self._size)
        sounds, spans = self._sounds[self.bar], self._spans[self.bar]
        first = rest = 1
        if self._event >= v.NOTE:
            first = 2 + self._event - v.NOTE
            rest = first + _PITCHES
        elif self._event == v.HOLD:
            before = sounds[self._at - 1] if self._at else self._sounds[self.bar - 1][-1] if self.bar else 1
            first = rest = before + _PITCHES if 2 <= before < 2 + _PITCHES else before
        for at in range(self._at, stop):
            sounds[at] = rest
            spans[at] = bisect_right(v.LENGTHS, stop - at)
        sounds[self._at] = first
        self._at = stop


def plan_of(piece: Piece) -> list[int]:
    """The BAR tokens of ``piece``."""
    return [bar.section for bar in piece.bars]


def told(piece: Piece) -> list[int]:
    """The tokens that a model of melodies writes: chords and the lead's events."""
    return [token for bar in piece.bars for token in (*bar.chords, *bar.events[0])]


def rows(piece: Piece) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """inputs int16 (n, COLUMNS), targets int16 (n,) and the bar of each, int16 (n,), of the lead of ``piece``."""
    line = Line((*piece.header[:-1], v.VOICES), plan_of(piece), guided=False)
    found, bars, tokens = [], [], told(piece)
    for token in tokens:
        found.append(line.row())
        bars.append(line.bar)
        line.take(token)
    return np.array(found, np.int16), np.array(tokens, np.int16), np.array(bars, np.int16)
