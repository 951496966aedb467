"""A text goes on in a voice: subwords drawn one by one, loops kept out, whole sentences at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crossmedia_studio.generate.writing.voice import ECHO, END, PAD, REMEMBERED, START, Voice, echoed
from crossmedia_studio.understand import language

if TYPE_CHECKING:
    import torch
    from torch import Tensor

_WHOLE = re.compile(r"[.!?。！？…][\"'”’)）」』]*\s*$")
_WHOLE_PART = re.compile(r".*[.!?。！？…][\"'”’)）」』]*", re.DOTALL)
_A_WORD = 2.6
"""Subwords a word, at most: a limit for texts that find no end."""
_LOOKED_BACK = 300


@dataclass(frozen=True)
class Manner:
    """How subwords are drawn. ``length`` in words (a Chinese character is six tenths of one).

    ``top_p``: from the likeliest that share this chance (Holtzman et al. 2020). ``longest``: no run of so many subwords
    comes twice within the last 300; 0 lets them. ``echo``: how much what the text said itself weighs.
    """

    length: int = 120
    temperature: float = 0.8
    top_p: float = 0.92
    longest: int = 6
    echo: float = ECHO


def go_on(voice: Voice, beginning: str, manner: Manner, seed: int) -> Iterator[str]:
    """What follows ``beginning`` (perhaps empty), longer with each subword; the last one ends with a whole sentence.

    The same voice, beginning, manner and seed give the same text.
    """
    import torch

    chance = torch.Generator().manual_seed(seed)
    ids = voice.subwords(beginning.rstrip(" \t"))
    own: list[int] = []
    with torch.inference_mode():
        features, states = voice.network(torch.tensor([ids], device=voice.device))
        memory = _Memory(features[0].float().cpu(), ids)
        text = ""
        for _ in range(round(manner.length * _A_WORD) + 24):
            length = language.length(text)
            if own and length >= manner.length and _WHOLE.search(text):
                break
            scores = voice.network.scores(memory.now.to(voice.device)).float().cpu()
            likely = torch.softmax(scores / max(manner.temperature, 0.05), dim=0)
            if manner.echo:
                likely = (1.0 - manner.echo) * likely + manner.echo * memory.said(len(likely))
            forbidden = [PAD, START, *_again(ids, manner.longest)]
            if length < manner.length / 2:
                forbidden.append(END)
            likely[forbidden] = 0.0
            drawn = _drawn(likely, manner.top_p, chance)
            if drawn == END:
                break
            ids.append(drawn)
            own.append(drawn)
            text = voice.text(own).replace("\ufffd", "")
            yield text
            features, states = voice.network(torch.tensor([[drawn]], device=voice.device), states)
            memory.add(features[0].float().cpu(), drawn)
        yield whole(text)


class _Memory:
    """What followed which state of the text so far."""

    def __init__(self, features: Tensor, ids: list[int]) -> None:
        """``features`` (t, d) after each of ``ids``."""
        import torch

        self._states, self._after = features[:-1], torch.tensor(ids[1:], dtype=torch.long)
        self.now = features[-1]

    def add(self, features: Tensor, drawn: int) -> None:
        """``drawn`` came, and led to ``features`` (1, d)."""
        import torch

        self._states = torch.cat([self._states, self.now[None]])[-REMEMBERED:]
        self._after = torch.cat([self._after, torch.tensor([drawn])])[-REMEMBERED:]
        self.now = features[0]

    def said(self, vocabulary: int) -> Tensor:
        """Chances (vocabulary,); none that the last subword comes again at once, which is what this state is like."""
        chances = echoed(self._states, self._after, self.now, vocabulary)
        chances[self._after[-1:]] = 0.0
        return chances


def _again(ids: list[int], longest: int) -> list[int]:
    """The subwords that would complete a run of ``longest`` a second time."""
    if longest < 2 or len(ids) < longest:
        return []
    near = ids[-_LOOKED_BACK:]
    lead = near[len(near) - longest + 1 :]
    return [near[i + longest - 1] for i in range(len(near) - longest + 1) if near[i : i + longest - 1] == lead]


def _drawn(likely: Tensor, top_p: float, chance: torch.Generator) -> int:
    """One of the likeliest that together have ``top_p`` of the chance."""
    import torch

    values, order = likely.sort(descending=True)
    values = torch.where(values.cumsum(0) - values < top_p * values.sum(), values, 0.0)
    return int(order[torch.multinomial(values, 1, generator=chance)])


def whole(text: str) -> str:
    """``text`` up to its last whole sentence, unless that leaves less than a quarter."""
    found = _WHOLE_PART.match(text)
    return found[0] if found and len(found[0]) >= 0.25 * len(text.rstrip()) else text.rstrip()
