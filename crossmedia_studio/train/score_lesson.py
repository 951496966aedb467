"""Pieces at work as a lesson: batches of pieces of like length, each put as one of the tasks of a score model."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.music import writer
from crossmedia_studio.nets.score_transformer import ScoreConfig, ScoreTransformer
from crossmedia_studio.represent.music import book, tasks
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.tokens import Piece, decode, judged
from crossmedia_studio.train.piano_roll import roll
from crossmedia_studio.train.recipe import Phase

if TYPE_CHECKING:
    import torch
    from torch import nn

FAMILY = "score"
_FORMS = ((0, 1, 0), (0, 0, 1, 0), (0, 0, 1, 1), (0, 1, 0, 1))
"""Orders in which the first sections of a piece are also heard."""
_REORDERED = 0.3
_SHOWN, _SHOWN_BARS = 2, 16
_MOST_CHECKED = 48


@dataclass(frozen=True)
class Plan:
    """What a step is made of: about ``tokens`` of pieces of at most ``reach``, of which the shares ``fill`` and
    ``along`` are put as bars to fill and as melodies to accompany."""

    tokens: int
    reach: int
    fill: float
    along: float
    rate: float


Batch = tuple["torch.Tensor", "torch.Tensor"]
"""ids int64 (n, t), 0 where there is nothing, and places float32 (n, t, 4)."""


class ScoreLesson:
    """It learns ``learn`` and is measured on ``aside``, which are pieces it never sees if they are ``held_out``."""

    averaged: tuple[str, ...] = ("score",)

    def __init__(
        self,
        learn: Sequence[Piece],
        aside: Sequence[Piece],
        held_out: bool,
        config: ScoreConfig,
        plan: Plan,
        device: str,
    ) -> None:
        self._pieces = sorted(learn, key=_length)
        self._lengths = [min(_length(piece), plan.reach) for piece in self._pieces]
        self._aside = tuple(aside)
        every = max(len(aside) // _MOST_CHECKED, 1)
        self._checked = [_cut(piece, plan.reach) for piece in aside[::every][:_MOST_CHECKED]]
        self._held_out = len(aside) if held_out else 0
        self._plan, self._device = plan, device
        self._net = ScoreTransformer(config).to(device)
        self.networks: dict[str, nn.Module] = {"score": self._net}
        self.phases: tuple[Phase, ...] = (
            Phase("score", "score", self._loss, plan.rate, betas=(0.9, 0.98), decay=0.02),
        )

    def batch(self, generator: torch.Generator) -> Batch:
        """Pieces whose lengths are near that of one drawn by chance, until the tokens of a step are together."""
        import torch

        def draw(below: int) -> int:
            return int(torch.randint(below, (), generator=generator))

        anchor = draw(len(self._pieces))
        count = max(self._plan.tokens // self._lengths[anchor], 1)
        first = max(min(anchor - 2 * count, len(self._pieces) - 4 * count), 0)
        near = min(4 * count, len(self._pieces))
        chosen = [anchor, *(first + draw(near) for _ in range(count - 1))]
        coins = torch.rand((count, 4), generator=generator).tolist()
        return self._tensors([self._put(self._pieces[one], *coin) for one, coin in zip(chosen, coins, strict=True)])

    def _put(self, piece: Piece, order: float, task: float, where: float, size: float) -> tasks.Pen:
        """``piece`` as a task; all chance is handed in, 0–1 each."""
        if order < _REORDERED and len(piece.sections()) > 1:
            form = _FORMS[int(order / _REORDERED * len(_FORMS))]
            heard = piece.arranged(form)
            piece = heard if _length(heard) <= self._plan.reach else piece
        bars = _window(piece, self._plan.reach, where)
        if task < self._plan.along:
            return tasks.accompanied(piece, bars)
        if task < self._plan.along + self._plan.fill and len(bars) > 2:
            wide = 1 + int(size * size * min(len(bars) - 1, 12))
            start = bars.start + int(where * (len(bars) - wide + 1))
            return tasks.filled(piece, range(start, start + wide), bars)
        return tasks.whole(piece, bars)

    def _tensors(self, pens: Sequence[tasks.Pen]) -> Batch:
        import torch

        longest = max(len(pen.ids) for pen in pens)
        ids = np.zeros((len(pens), longest), np.int64)
        places = np.zeros((len(pens), longest, 4), np.float32)
        for row, pen in enumerate(pens):
            ids[row, : len(pen.ids)], places[row, : len(pen.ids)] = pen.arrays()
        return torch.from_numpy(ids).to(self._device), torch.from_numpy(places).to(self._device)

    def _loss(self, batch: Batch, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, Any]]:
        """Cross-entropy of each token that follows another, in nats."""
        from torch.nn import functional

        ids, places = batch
        said = self._net(ids[:, :-1], places[:, :-1])  # (n, t − 1, vocabulary)
        loss = functional.cross_entropy(said.float().flatten(0, 1), ids[:, 1:].flatten(), ignore_index=v.PAD)
        return loss, {}

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """``loss`` in nats a token of pieces read from beginning to end; ``melody``: of chords and lead alone.

        ``held out`` counts pieces that were kept aside; 0 says it was measured on those it learns from.
        """
        net = networks["score"]
        assert isinstance(net, ScoreTransformer)
        total, judging = [], []
        for start in range(0, len(self._checked), 8):
            some = self._checked[start : start + 8]
            ids, places = self._tensors([tasks.whole(piece) for piece in some])
            likely = net(ids[:, :-1], places[:, :-1]).float().log_softmax(-1)
            told = likely.gather(-1, ids[:, 1:, None])[..., 0].cpu().numpy()  # (n, t − 1)
            for row, piece in enumerate(some):
                own = piece.ids()
                total.append(-told[row, : len(own) - 1])
                judging.append(total[-1][judged(own)[1:]])
        loss, melody = float(np.concatenate(total).mean()), float(np.concatenate(judging).mean())
        return {"loss": loss, "melody": melody, "held out": float(self._held_out)}

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """Piano rolls of new pieces: uint8 RGBA (n, h, w, 4)."""
        net = networks["score"]
        assert isinstance(net, ScoreTransformer)
        drawn = []
        for number in range(_SHOWN):
            chance = rng(seed, "score sample", number)
            header = self._checked[int(chance.integers(len(self._checked)))].header
            piece = writer.write(net, header, writer.form(_SHOWN_BARS), writer.Hand(), chance, no_step)
            drawn.append(roll(decode(piece.ids()), 480, 160, _SHOWN_BARS, writer.letters(piece)))
        return np.stack(drawn)

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        """With the pieces that were kept aside, which it is judged by."""
        from crossmedia_studio.nets import packing

        net = networks["score"]
        (folder / "weights.safetensors").write_bytes(packing.to_bytes(net.state_dict(), eight_bits=False))
        config = {"family": FAMILY, "vocabulary": v.VERSION, "config": asdict(self._net.config)}
        (folder / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
        book.write(self._aside, folder / book.FILE)


def _length(piece: Piece) -> int:
    return len(piece.header) + 2 + sum(map(_bar_length, piece.bars))


def _bar_length(bar: Any) -> int:
    return 2 + len(bar.chords) + sum(len(events) + 1 for events in bar.events if events)


def _window(piece: Piece, reach: int, where: float) -> range:
    """As many bars as ``reach`` tokens hold, all where they can; ``where`` 0–1 chooses among the places."""
    ends = list(accumulate(map(_bar_length, piece.bars)))
    room = reach - len(piece.header) - 8
    if ends[-1] <= room:
        return range(len(piece.bars))
    last = max(bisect_left(ends, ends[-1] - room) + 1, 1)
    start = min(int(where * (last + 1)), last)
    before = ends[start - 1] if start else 0
    stop = max(bisect_left(ends, before + room), start + 1)
    return range(start, min(stop, len(piece.bars)))


def _cut(piece: Piece, reach: int) -> Piece:
    return replace(piece, bars=tuple(piece.bars[index] for index in _window(piece, reach, 0.0)))
