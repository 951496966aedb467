"""A score model at work: it writes a new piece to a plan, fills bars, or accompanies a melody, bar by bar.

What the vocabulary's grammar forbids is never drawn, and the last bar comes home: its chord is the tonic, its lead and
its bass end on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.music.desk import Desk, Hand
from crossmedia_studio.represent.music import tasks
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.tokens import Bar, Piece

if TYPE_CHECKING:
    from crossmedia_studio.nets.score_transformer import ScoreTransformer

__all__ = ["Hand", "accompany", "fill", "form", "form_letters", "letters", "write"]

_FORMS = ("", "A", "AA", "ABA", "AABA", "AABBA", "ABACBA", "AABACBA")
"""By the number of phrases."""


def form(bars: int) -> tuple[int, ...]:
    """BAR tokens of a piece of ``bars``: A B A in the small and the large, in phrases of eight bars, else of four."""
    size = 8 if bars >= 24 else 4
    phrases = max(round(bars / size), 1)
    letters = _FORMS[phrases] if phrases < len(_FORMS) else ("AABACABA" * phrases)[: phrases - 2] + "BA"
    found = [v.bar_token(v.LETTERS.index(letter), place) for letter in letters for place in range(size)]
    while len(found) < bars:  # what is left over lengthens the last phrase
        letter, place = divmod(found[-1] - v.BAR, v.PLACES)
        found.append(v.bar_token(letter, place + 1))
    return tuple(found[:bars])


def write(
    net: ScoreTransformer,
    header: tuple[int, ...],
    sections: Sequence[int],
    hand: Hand,
    chance: np.random.Generator,
    step: Step,
    begun: Sequence[Bar] = (),
) -> Piece:
    """A piece with ``header`` and one bar for each BAR token of ``sections``; it goes on from the bars ``begun``."""
    piece = Piece(header, (*begun, *(Bar(section, (), ((),)) for section in sections[len(begun) :])))
    pen = tasks.begun(piece)
    work = Desk(net, pen, hand, chance, len(piece.bars))
    for token in pen.ids:
        work.hear(token)
    done = list(begun)
    for index, bar in enumerate(begun):
        for token in bar.tokens(len(sections) - 1 - index):
            work.put(token)
    work.know(begun)
    for index in range(len(begun), len(sections)):
        step(index, len(sections), _words(index, len(sections)))
        done.append(work.bar(index, sections))
    return replace(piece, bars=tuple(done))


def fill(
    net: ScoreTransformer, piece: Piece, hole: range, hand: Hand, chance: np.random.Generator, step: Step
) -> Piece:
    """``piece`` with the bars of ``hole`` written anew; every other bar is the one it was.

    Notes held into the hole end before it, and those held out of it are struck again after it.
    """
    piece = replace(piece, bars=tuple(_struck(piece, index, hole) for index in range(len(piece.bars))))
    pen = tasks.to_fill(piece, hole)
    work = Desk(net, pen, hand, chance, len(piece.bars))
    for token in tasks.whole(piece, range(hole.start)).ids if hole.start else tasks.begun(piece).ids:
        work.hear(token)
    sections = [bar.section for bar in piece.bars]
    done = list(piece.bars)
    work.know([bar for index, bar in enumerate(piece.bars) if index not in hole])
    for count, index in enumerate(hole):
        step(count, len(hole), _words(count, len(hole)))
        done[index] = work.bar(index, sections, last=index == hole.stop - 1, fresh=count == 0)
    return replace(piece, bars=tuple(done))


def accompany(net: ScoreTransformer, piece: Piece, hand: Hand, chance: np.random.Generator, step: Step) -> Piece:
    """``piece`` with new chords and other voices, as many as its header says; the lead stays note for note."""
    pen = tasks.to_accompany(piece)
    work = Desk(net, pen, hand, chance, len(piece.bars))
    for token in tasks.begun(piece).ids:
        work.hear(token)
    sections = [bar.section for bar in piece.bars]
    done = []
    for index, bar in enumerate(piece.bars):
        step(index, len(piece.bars), _words(index, len(piece.bars)))
        done.append(work.bar(index, sections, lead=bar.events[0]))
    return replace(piece, bars=tuple(done))


def _struck(piece: Piece, index: int, hole: range) -> Bar:
    """Bar ``index``; right after the hole, notes held out of it are struck again."""
    bar = piece.bars[index]
    if index != hole.stop or not hole:
        return bar
    events = []
    for voice, row in enumerate(bar.events):
        if row and row[0] == v.HOLD:
            row = (_held(piece, index, voice), *row[1:])
        events.append(row)
    return replace(bar, events=tuple(events))


def _held(piece: Piece, index: int, voice: int) -> int:
    """The NOTE token that sounds on into bar ``index``."""
    for bar in reversed(piece.bars[:index]):
        for token in reversed(bar.events[voice][::2] if voice < len(bar.events) else ()):
            if token != v.HOLD:
                return token
    return v.REST


def _words(index: int, count: int) -> str:
    return tr("Writing bar {bar} of {bars}", bar=index + 1, bars=count)


def letters(piece: Piece) -> str:
    """The letter of each section of ``piece`` in turn: "AABA"."""
    return form_letters([bar.section for bar in piece.bars])


def form_letters(sections: Sequence[int]) -> str:
    """The same of BAR tokens."""
    places = [divmod(section - v.BAR, v.PLACES) for section in sections]
    begins = [index for index, (letter, place) in enumerate(places)
              if place == 0 or index == 0 or letter != places[index - 1][0]]  # fmt: skip
    return "".join(v.LETTERS[places[index][0]] for index in begins)
