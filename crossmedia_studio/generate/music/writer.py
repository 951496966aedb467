"""A score model at work: it writes a new piece to a plan, fills bars, or accompanies a melody, bar by bar.

What the vocabulary's grammar forbids is never drawn, and the last bar comes home: its chord is the tonic, its lead and
its bass end on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.music.leading import Leading
from crossmedia_studio.generate.music.recalling import Memory, Place
from crossmedia_studio.media.notation import QUALITIES
from crossmedia_studio.represent.music import tasks
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.grammar import Grammar
from crossmedia_studio.represent.music.tokens import Bar, Piece

if TYPE_CHECKING:
    from crossmedia_studio.nets.score_transformer import ScoreTransformer

_MINOR = ("minor", "dorian", "phrygian")
_OCTAVES = np.log2(np.array(v.LENGTHS) / 24.0)
"""How long notes are, in octaves about a quarter note."""
_FORMS = ("", "A", "AA", "ABA", "AABA", "AABBA", "ABACBA", "AABACBA")
"""By the number of phrases."""


@dataclass(frozen=True)
class Hand:
    """How it writes. ``boldness``: the temperature, 1 as it learned; of the likeliest tokens those are drawn that hold
    ``share`` of all likelihood; ``pull`` favours tones of the chord where a beat begins, ``calm`` long notes,
    ``rests`` silence in the lead, ``motion`` short notes in the middle voices (nats a token, or an octave of length);
    ``recall`` what stood at this place of the section before, ``contrast`` something else in a new section.
    """

    boldness: float = 1.0
    share: float = 0.95
    pull: float = 0.7
    calm: float = 0.0
    rests: float = 0.0
    motion: float = 0.0
    recall: float = 1.2
    contrast: float = 1.4


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
    work = _Work(net, pen, hand, chance, len(piece.bars))
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
    work = _Work(net, pen, hand, chance, len(piece.bars))
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
    work = _Work(net, pen, hand, chance, len(piece.bars))
    for token in tasks.begun(piece).ids:
        work.hear(token)
    sections = [bar.section for bar in piece.bars]
    done = []
    for index, bar in enumerate(piece.bars):
        step(index, len(piece.bars), _words(index, len(piece.bars)))
        done.append(work.bar(index, sections, lead=bar.events[0]))
    return replace(piece, bars=tuple(done))


class _Work:
    """One piece on the desk: what is written, what the network has read of it, and what may come next."""

    def __init__(
        self, net: ScoreTransformer, pen: tasks.Pen, hand: Hand, chance: np.random.Generator, bars: int
    ) -> None:
        from crossmedia_studio.nets.score_transformer import Cache

        self._net, self._pen, self._hand, self._chance, self._bars = net, pen, hand, chance, bars
        self._cache, self._read = Cache(net.config), 0
        self._leading = Leading(hand.pull)
        self._memory = Memory(hand.recall, hand.contrast)
        self._section = -1
        self._first_bar_over = False
        self.grammar = Grammar()

    def put(self, token: int) -> None:
        self._pen.write(token)
        self.hear(token)

    def hear(self, token: int) -> None:
        """A token that is known to both sides and not written down again."""
        self.grammar.feed(token)
        if v.BAR <= token < v.LEFT:
            self._leading.begin(self.grammar.voices, self.grammar.metre)
        self._leading.feed(token)

    def bar(
        self,
        index: int,
        sections: Sequence[int],
        lead: tuple[int, ...] | None = None,
        last: bool = False,
        fresh: bool = False,
    ) -> Bar:
        """Bar ``index``, written token by token; its ``lead`` if that is given. ``fresh``: nothing is held into it."""
        left = self._bars - 1 - index
        close = v.END if last or left == 0 else sections[index + 1]
        self._section = sections[index]
        self.put(sections[index])
        self.put(v.left_token(left))
        chords: list[int] = []
        events: list[list[int]] = [[] for _ in range(self.grammar.voices)]
        token = -1
        while True:
            mask = self._may(close, lead, bool(chords), left == 0, events, fresh)
            token = self._drawn(mask, ends=left == 0)
            kind = v.kind(token)
            if kind in ("bar", "end", "voice") and lead is not None and not events[0]:
                events[0] = list(lead)
                for one in (v.VOICE, *lead):
                    self.hear(one)
            if kind in ("bar", "end"):
                self._first_bar_over = True
                made = Bar(sections[index], tuple(chords), tuple(map(tuple, events)))
                self.know((made,))
                return made
            self.put(token)
            if kind == "chord":
                chords.append(token)
            elif kind != "voice":
                events[self.grammar.voice].append(token)

    def _may(
        self, close: int, lead: tuple[int, ...] | None, chorded: bool, ends: bool, events: list[list[int]], fresh: bool
    ) -> np.ndarray:
        mask = np.zeros(tasks.VOCABULARY, bool)
        mask[: v.SIZE] = self.grammar.allowed()
        if lead is not None and chorded and not events[0]:  # the lead is known: the next voice, or the next bar
            mask[v.VOICE] = False
            mask[v.VOICE + 1 : v.VOICE + self.grammar.voices] = True
            mask[close] = True
        if mask[v.BAR : v.LEFT].any() or mask[v.END]:
            mask[v.BAR : v.LEFT] = mask[v.END] = False
            mask[close] = True
        if mask[close] and mask[v.VOICE : v.NOTE].any() and self._first_bar_over:  # all voices take part
            mask[close] = False
            mask[v.VOICE : v.NOTE] &= np.arange(v.MOST_VOICES) == np.flatnonzero(mask[v.VOICE : v.NOTE])[0]
        voice = self.grammar.voice
        if voice >= 0 and not events[voice] and fresh:
            mask[v.HOLD] = False
        if ends:
            self._come_home(mask, events)
        return mask

    def _come_home(self, mask: np.ndarray, events: list[list[int]]) -> None:
        """Of the last bar: the tonic chord, each voice one long tone of it, lead and bass the tonic itself."""
        home = "m" if v.MODE_NAMES[self._pen.ids[1] - v.MODE] in _MINOR else ""
        if mask[v.CHORD : v.NO_CHORD].any():
            first = not mask[v.VOICE : v.NOTE].any()
            mask[v.CHORD : v.VOICE] = False
            mask[v.CHORD + v.KINDS.index(home)] = first
        voice = self.grammar.voice
        if mask[v.VOICE : v.NOTE].any() and not mask[v.CHORD : v.VOICE].any():  # all take part
            coming = v.VOICE + int(np.flatnonzero(mask[v.VOICE : v.NOTE])[0])
            mask[:] = False
            mask[coming] = True
        if voice < 0:
            return
        if mask[v.NOTE : v.DUR].any():
            tones = (0,) if voice in (0, self.grammar.voices - 1) else QUALITIES[home]
            mask[v.NOTE : v.DUR] &= np.isin(np.arange(v.LOWEST, v.HIGHEST + 1) % 12, tones)
            mask[v.REST], mask[v.HOLD] = False, bool(events[voice])
            if mask[v.HOLD]:
                mask[v.NOTE : v.DUR] = False
        elif mask[v.DUR : v.SIZE].any():
            longest = int(np.flatnonzero(mask[v.DUR : v.SIZE])[-1])
            mask[v.DUR : v.SIZE] = False
            mask[v.DUR + longest] = True

    def know(self, bars: Sequence[Bar]) -> None:
        """Bars that are there already, whose sections may return."""
        self._memory.keep(bars)

    def _drawn(self, mask: np.ndarray, ends: bool) -> int:
        """One of the allowed tokens by its likelihood, the unlikeliest left out (Holtzman et al. 2020)."""
        allowed = np.flatnonzero(mask)
        if len(allowed) == 1:
            return int(allowed[0])
        likely = self._next()
        for token, nats in () if ends else self._memory.worth(self._section, self._place(mask)):
            likely[token] += nats
        if mask[v.CHORD : v.VOICE].any():
            likely[v.CHORD : v.VOICE] += self._leading.worth_of_chords()
        if mask[v.HOLD]:
            likely[v.HOLD] += self._leading.worth_of_holding()
        if mask[v.NOTE : v.DUR].any():
            likely[v.NOTE : v.DUR] += self._leading.worth()
            reachable = mask[v.NOTE : v.DUR] & self._leading.allowed()
            if reachable.any():
                mask[v.NOTE : v.DUR] = reachable
                allowed = np.flatnonzero(mask)
        if self.grammar.voice == 0:
            likely[v.REST] += self._hand.rests
        if mask[v.DUR : v.SIZE].any():
            inner = 0 < self.grammar.voice < self.grammar.voices - 1
            likely[v.DUR : v.SIZE] += (self._hand.calm - self._hand.motion * inner) * _OCTAVES
        scores = likely[allowed] / self._hand.boldness
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        order = np.argsort(-chances, kind="stable")
        kept = order[: int(np.searchsorted(np.cumsum(chances[order]), self._hand.share)) + 1]
        return int(allowed[self._chance.choice(kept, p=chances[kept] / chances[kept].sum())])

    def _place(self, mask: np.ndarray) -> Place:
        """Where in the bar the next token stands."""
        if mask[v.CHORD : v.VOICE].any():
            return "chord", -1, int(v.CHORD <= self._pen.ids[-1] < v.VOICE)
        kind = "length" if mask[v.DUR : v.SIZE].any() else "event"
        return kind, self.grammar.voice, self.grammar.metre.bar - self.grammar.room

    def _next(self) -> np.ndarray:
        """What the network expects after all that is written: float64 (VOCABULARY,)."""
        import torch

        with torch.inference_mode():
            ids = torch.tensor([self._pen.ids[self._read :]])  # (1, new)
            places = torch.tensor([self._pen.places[self._read :]])  # (1, new, 4)
            self._read = len(self._pen.ids)
            logits: np.ndarray = self._net(ids, places, self._cache)[0, -1].double().numpy()
        return logits


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
