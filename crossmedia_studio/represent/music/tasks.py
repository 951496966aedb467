"""What a score model is asked, as token streams with their places: write on, fill bars that are missing, accompany.

Bars that are to be filled are told last, after all that is known (Bavarian et al. 2022, "Efficient Training of Language
Models to Fill in the Middle"); a melody that is to be accompanied is told first. Each token also carries its musical
place, so that a bar told late stands where it sounds.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from crossmedia_studio.media.notation import GRID
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.tokens import Piece

HOLE, FILL, LEAD, ALONG = range(v.SIZE, v.SIZE + 4)
"""Here bars are missing · now they come · the melody alone comes first · now all the rest."""
VOCABULARY = v.SIZE + 4
VOICES = v.MOST_VOICES + 1
"""The number of a voice in a place is one more than its token's; 0 is no voice."""


@dataclass
class Pen:
    """Writes tokens and knows where each stands: (bar, quarter notes since its beginning, number in its bar, voice).

    A place is how far the music has come after its token.
    """

    ids: list[int] = field(default_factory=list)
    places: list[tuple[float, float, float, float]] = field(default_factory=list)
    _bar: int = -1
    _time: int = 0
    _order: int = 0
    _voice: int = 0

    def write(self, token: int) -> None:
        """One token more."""
        if v.BAR <= token < v.LEFT:
            self.enter(self._bar + 1)
        elif v.VOICE <= token < v.NOTE:
            self._voice, self._time = token - v.VOICE + 1, 0
        elif v.DUR <= token < v.SIZE:
            self._time += v.LENGTHS[token - v.DUR]
        self.ids.append(token)
        self.places.append((float(self._bar), self._time / GRID, float(self._order), float(self._voice)))
        self._order += 1

    def enter(self, bar: int) -> None:
        """What follows belongs to ``bar`` (from 0), unless a BAR token begins the next one."""
        self._bar, self._time, self._order, self._voice = bar, 0, 0, 0

    def bars(self, piece: Piece, bars: range) -> None:
        """These bars of ``piece``."""
        self.enter(bars.start - 1)
        for index in bars:
            for token in piece.bars[index].tokens(len(piece.bars) - 1 - index):
                self.write(token)

    def sign(self, token: int, bar: int) -> None:
        """A token that is no music, at the beginning of ``bar``."""
        self.enter(bar)
        self.write(token)

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """ids int16 (n,) and places float32 (n, 4)."""
        return np.array(self.ids, np.int16), np.array(self.places, np.float32).reshape(-1, 4)


def begun(piece: Piece) -> Pen:
    """START and the header."""
    pen = Pen()
    for token in (v.START, *piece.header):
        pen.write(token)
    return pen


def whole(piece: Piece, bars: range | None = None) -> Pen:
    """All of it, or only ``bars`` of it; END where the piece ends."""
    bars = bars or range(len(piece.bars))
    pen = begun(piece)
    pen.bars(piece, bars)
    if bars.stop == len(piece.bars):
        pen.write(v.END)
    return pen


def to_fill(piece: Piece, hole: range, bars: range | None = None) -> Pen:
    """Every bar (or ``bars``) but those of the ``hole``, up to the sign that these come now."""
    bars = bars or range(len(piece.bars))
    pen = begun(piece)
    pen.bars(piece, range(bars.start, hole.start))
    pen.sign(HOLE, hole.start)
    pen.bars(piece, range(hole.stop, bars.stop))
    pen.write(v.END)
    pen.sign(FILL, hole.start)
    pen.enter(hole.start - 1)
    return pen


def filled(piece: Piece, hole: range, bars: range | None = None) -> Pen:
    """The lesson of :func:`to_fill`: with the bars, then END."""
    pen = to_fill(piece, hole, bars)
    pen.bars(piece, hole)
    pen.write(v.END)
    return pen


def to_accompany(piece: Piece, bars: range | None = None) -> Pen:
    """The lead of every bar (or of ``bars``), up to the sign that all the rest comes now."""
    bars = bars or range(len(piece.bars))
    pen = begun(piece)
    pen.sign(LEAD, bars.start)
    for index in bars:
        pen.enter(index)
        for token in (v.VOICE, *piece.bars[index].events[0]):
            pen.write(token)
    pen.write(v.END)
    pen.sign(ALONG, bars.start)
    pen.enter(bars.start - 1)
    return pen


def accompanied(piece: Piece, bars: range | None = None) -> Pen:
    """The lesson of :func:`to_accompany`: form, chords and the other voices of every bar, then END."""
    bars = bars or range(len(piece.bars))
    pen = to_accompany(piece, bars)
    for index in bars:
        bar = piece.bars[index]
        pen.write(bar.section)
        pen.write(v.left_token(len(piece.bars) - 1 - index))
        for token in bar.chords:
            pen.write(token)
        for voice, events in enumerate(bar.events[1:], 1):
            for token in (v.VOICE + voice, *events) if events else ():
                pen.write(token)
    pen.write(v.END)
    return pen
