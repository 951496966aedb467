"""Decoders that say what a picture shows: an LSTM and a Transformer behind one interface, and a beam search over both.

Vinyals et al. 2015 "Show and Tell" (the pooled features are the LSTM's first word); Vaswani et al. 2017 and Xu et al.
2015 (a Transformer decoder that looks at the cells of the picture's feature map). Words are ids of one table for all
languages; the first id names the language. The table of words is also the output layer (Press & Wolf 2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

LSTM, TRANSFORMER = "lstm", "transformer"
PAD, END, UNKNOWN = 0, 1, 2
"""The first ids of every vocabulary."""
State = tuple[torch.Tensor, ...]
"""What a decoder remembers between words; the first dimension of each tensor is the sentence."""


@dataclass(frozen=True)
class CaptionerConfig:
    """``cells`` of ``features`` numbers a picture, condensed into ``seen`` numbers each; at most ``length`` words,
    the language included."""

    decoder: str = TRANSFORMER
    vocabulary: int = 64
    width: int = 256
    depth: int = 3
    heads: int = 4
    length: int = 40
    features: int = 1280
    seen: int = 256
    cells: int = 49
    dropout: float = 0.15


class Decoder(nn.Module):
    """What both have in common. ``forward`` is for learning, ``begin`` and ``step`` for speaking."""

    centre: torch.Tensor
    axes: torch.Tensor

    def __init__(self, config: CaptionerConfig) -> None:
        super().__init__()
        self.config = config
        self.words = nn.Embedding(config.vocabulary, config.width)
        nn.init.normal_(self.words.weight, std=config.width**-0.5)
        self.bias = nn.Parameter(torch.zeros(config.vocabulary))
        self.register_buffer("centre", torch.zeros(config.features))
        self.register_buffer("axes", torch.zeros(config.seen, config.features))
        self.look = nn.Sequential(nn.Linear(config.seen, config.width), nn.Dropout(config.dropout))
        self.drop = nn.Dropout(config.dropout)

    def condense(self, grid: torch.Tensor) -> torch.Tensor:
        """Features (…, features) along the axes of what was learned: (…, seen)."""
        return functional.linear(grid - self.centre, self.axes).clamp(-8.0, 8.0)

    def forward(self, grid: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        """Condensed cells (n, cells, seen), ids (n, length) → logits of what follows (n, length, vocabulary)."""
        raise TypeError(type(self).__name__)

    def begin(self, grid: torch.Tensor) -> State:
        """Before the first word of each picture of ``grid`` (n, cells, seen)."""
        raise TypeError(type(self).__name__)

    def step(self, state: State, ids: torch.Tensor) -> tuple[torch.Tensor, State]:
        """After the words ``ids`` (n,): logits of the next (n, vocabulary), and the new state."""
        raise TypeError(type(self).__name__)

    def said(self, x: torch.Tensor) -> torch.Tensor:
        """(…, width) → logits (…, vocabulary)."""
        return functional.linear(x, self.words.weight, self.bias)


class LstmDecoder(Decoder):
    """Show and Tell: the mean of the cells enters as if it were the first word."""

    def __init__(self, config: CaptionerConfig) -> None:
        super().__init__(config)
        between = config.dropout if config.depth > 1 else 0.0
        self.lstm = nn.LSTM(config.width, config.width, config.depth, batch_first=True, dropout=between)

    def forward(self, grid: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        x = torch.cat([self._seen(grid), self.drop(self.words(ids))], dim=1)  # (n, 1 + length, width)
        heard, _ = self.lstm(x)
        return self.said(self.drop(heard[:, 1:]))  # (n, length, vocabulary)

    def begin(self, grid: torch.Tensor) -> State:
        _, (hidden, cell) = self.lstm(self._seen(grid))
        return hidden.transpose(0, 1), cell.transpose(0, 1)  # (n, depth, width) each

    def step(self, state: State, ids: torch.Tensor) -> tuple[torch.Tensor, State]:
        hidden, cell = (part.transpose(0, 1).contiguous() for part in state)  # (depth, n, width) each
        heard, (hidden, cell) = self.lstm(self.words(ids)[:, None], (hidden, cell))  # (n, 1, width)
        return self.said(heard[:, 0]), (hidden.transpose(0, 1), cell.transpose(0, 1))

    def _seen(self, grid: torch.Tensor) -> torch.Tensor:
        return self.look(grid.mean(dim=1, keepdim=True))  # (n, 1, width)


class TransformerDecoder(Decoder):
    """Every word looks at the words before it and at the cells of the picture, which know where they lie."""

    def __init__(self, config: CaptionerConfig) -> None:
        super().__init__(config)
        self.places = nn.Parameter(torch.randn(config.cells, config.width) * 0.02)
        self.order = nn.Parameter(torch.randn(config.length, config.width) * 0.02)
        self.layers = nn.ModuleList(
            nn.TransformerDecoderLayer(config.width, config.heads, 4 * config.width, config.dropout, "gelu",
                                       batch_first=True, norm_first=True)
            for _ in range(config.depth)
        )  # fmt: skip
        self.norm = nn.LayerNorm(config.width)

    def forward(self, grid: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        return self.said(self.drop(self._heard(self._seen(grid), ids)))  # (n, length, vocabulary)

    def begin(self, grid: torch.Tensor) -> State:
        return self._seen(grid), torch.zeros(len(grid), 0, dtype=torch.long, device=grid.device)

    def step(self, state: State, ids: torch.Tensor) -> tuple[torch.Tensor, State]:
        seen, before = state
        before = torch.cat([before, ids[:, None]], dim=1)  # (n, words so far)
        return self.said(self._heard(seen, before)[:, -1]), (seen, before)

    def _seen(self, grid: torch.Tensor) -> torch.Tensor:
        return self.look(grid) + self.places  # (n, cells, width)

    def _heard(self, seen: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        length = ids.shape[1]
        x = self.drop(self.words(ids) * self.config.width**0.5 + self.order[:length])  # (n, length, width)
        later = torch.ones(length, length, dtype=torch.bool, device=ids.device).triu(1)
        for layer in self.layers:
            x = layer(x, seen, tgt_mask=later)
        return self.norm(x)


def build(config: CaptionerConfig) -> Decoder:
    """Raises ValueError for a decoder there is none of."""
    if config.decoder == LSTM:
        return LstmDecoder(config)
    if config.decoder == TRANSFORMER:
        return TransformerDecoder(config)
    raise ValueError(config.decoder)


def principal(cells: torch.Tensor, seen: int) -> tuple[torch.Tensor, torch.Tensor]:
    """What ``Decoder.condense`` needs, from features of many cells (n, features): their mean (features,) and principal
    axes (seen, features), the strong ones made weaker and the weak ones stronger (half-way to whitening)."""
    centre = cells.mean(dim=0)
    away = cells - centre
    values, vectors = torch.linalg.eigh(away.T @ away / len(cells))  # ascending
    kept = min(seen, len(values))
    spread = values[-kept:].flip(0).clamp(min=1e-8).sqrt()  # (kept,)
    axes = torch.zeros(seen, cells.shape[1])
    axes[:kept] = vectors[:, -kept:].flip(1).T / (spread * spread[0]).sqrt().clamp(min=1e-3)[:, None] * 2.0
    return centre, axes


def caption_loss(logits: torch.Tensor, following: torch.Tensor, smoothing: float = 0.0) -> torch.Tensor:
    """Mean cross-entropy of (n, length, vocabulary) against ids (n, length) that are not PAD, in float32."""
    return functional.cross_entropy(
        logits.float().flatten(0, 1), following.flatten(), ignore_index=PAD, label_smoothing=smoothing
    )


@dataclass(frozen=True)
class Spoken:
    """A finished sentence: its word ids without language and end, and the log-probability of each and of the end."""

    ids: tuple[int, ...]
    scores: tuple[float, ...]


def greedy(net: Decoder, grid: torch.Tensor, first: int) -> list[tuple[int, ...]]:
    """The likeliest word at every place for each picture of ``grid`` (n, cells, seen)."""
    state = net.begin(grid)
    ids = torch.full((len(grid),), first, dtype=torch.long, device=grid.device)
    said: list[torch.Tensor] = []
    ended = torch.zeros(len(grid), dtype=torch.bool, device=grid.device)
    for _ in range(net.config.length - 1):
        logits, state = net.step(state, ids)
        logits[:, [PAD, UNKNOWN]] = -torch.inf
        ids = logits.argmax(dim=1).masked_fill(ended, END)  # (n,)
        ended |= ids == END
        said.append(ids)
        if bool(ended.all()):
            break
    rows = torch.stack(said, dim=1).tolist()  # n × words
    return [tuple(row[: row.index(END)] if END in row else row) for row in rows]


def beam(
    net: Decoder, grid: torch.Tensor, first: int, width: int = 4, alpha: float = 0.7, never: Sequence[int] = (),
    hints: torch.Tensor | None = None,
) -> list[Spoken]:  # fmt: skip
    """The best sentences about one picture (cells, seen), the best first, by beam search.

    Scores are divided by ((5 + length) / 6) ** ``alpha`` (Wu et al. 2016), so that longer ones are not at a loss.
    ``never``: ids that may not be said. ``hints`` (vocabulary,) are added to the logits of words until they are said.
    """
    state = net.begin(grid[None])
    banned = [PAD, UNKNOWN, *never]
    alive: list[tuple[tuple[int, ...], tuple[float, ...]]] = [((), ())]
    ids = torch.tensor([first], device=grid.device)
    done: list[Spoken] = []
    for _ in range(net.config.length - 1):
        logits, state = net.step(state, ids)
        logits = logits.float()
        if hints is not None:
            logits = logits + torch.stack([_unsaid(hints, said) for said, _ in alive])
        chances = logits.log_softmax(dim=1)  # (alive, vocabulary)
        chances[:, banned] = -torch.inf
        sums = torch.tensor([sum(scores) for _, scores in alive], device=grid.device)
        flat = (chances + sums[:, None]).flatten()
        best = flat.topk(min(2 * width, len(flat))).indices.tolist()
        rows: list[int] = []
        grown: list[tuple[tuple[int, ...], tuple[float, ...]]] = []
        for place in best:
            row, word = divmod(place, chances.shape[1])
            said, scores = alive[row]
            scores = (*scores, float(chances[row, word]))
            if word == END:
                done.append(Spoken(said, scores))
            elif len(grown) < width:
                grown.append(((*said, word), scores))
                rows.append(row)
        enough = len(done) >= width and _worth(done, alpha, width) >= _normalised(grown[0][1], alpha) if grown else True
        if enough:
            break
        alive = grown
        state = tuple(part[rows] for part in state)
        ids = torch.tensor([said[-1] for said, _ in alive], device=grid.device)
    done += [] if done else [Spoken(said, scores) for said, scores in alive]
    return sorted(done, key=lambda one: -_normalised(one.scores, alpha))[:width]


def _unsaid(hints: torch.Tensor, said: Sequence[int]) -> torch.Tensor:
    """What is left of ``hints`` (vocabulary,) once these words were said."""
    left = hints.clone()
    left[list(said)] = left[list(said)].clamp(max=0.0)
    return left


def _worth(done: Sequence[Spoken], alpha: float, width: int) -> float:
    """The score of the last of the best ``width``."""
    return sorted((_normalised(one.scores, alpha) for one in done), reverse=True)[width - 1]


def _normalised(scores: Sequence[float], alpha: float) -> float:
    return sum(scores) / ((5.0 + len(scores)) / 6.0) ** alpha
