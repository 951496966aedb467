"""A score model's desk: one piece as it is written token by token, what was read of it, and what may come next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.generate.music.leading import Leading
from crossmedia_studio.generate.music.recalling import Memory, Place
from crossmedia_studio.media.notation import QUALITIES
from crossmedia_studio.represent.music import tasks
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.grammar import Grammar
from crossmedia_studio.represent.music.tokens import Bar

if TYPE_CHECKING:
    from crossmedia_studio.nets.score_transformer import ScoreTransformer

_MINOR = ("minor", "dorian", "phrygian")
_OCTAVES = np.log2(np.array(v.LENGTHS) / 24.0)
"""How long notes are, in octaves about a quarter note."""


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


class Desk:
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
