"""A small language model of subwords: an LSTM with dropped recurrent weights and one table for reading and writing.

AWD-LSTM: Merity et al. 2017, "Regularizing and Optimizing LSTM Language Models" (arXiv:1708.02182), with the tied table
of Press & Wolf 2017 and the locked dropout of Gal & Ghahramani 2016; the features it writes from are normalised (Ba et
al. 2016), which lets a small corpus be learned in far fewer steps. Used by ``generate.writing.voice`` and the recipe
``words``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

States = tuple[tuple[Tensor, Tensor], ...]
"""(h, c) of each layer, both (1, n, d)."""


@dataclass(frozen=True)
class WordsLSTMConfig:
    """``vocabulary`` subwords of ``width`` numbers each; ``layers`` ≥ 2, the inner ones of ``hidden`` units.

    Dropout while it learns, each a share 0–1: of ``words`` (all places of a subword at once), of what enters the first
    layer (``input``), of what goes from layer to layer (``between``), of what is written from (``output``) and of
    ``recurrent`` weights.
    """

    vocabulary: int
    width: int = 256
    hidden: int = 512
    layers: int = 2
    words: float = 0.05
    input: float = 0.2
    between: float = 0.15
    output: float = 0.2
    recurrent: float = 0.2


class WordsLSTM(nn.Module):
    """Subwords so far → scores of the next one."""

    def __init__(self, config: WordsLSTMConfig) -> None:
        super().__init__()
        if config.layers < 2:
            raise ValueError("the last layer leads back to the table: at least two are needed")
        self.config = config
        self.table = nn.Embedding(config.vocabulary, config.width)
        self.bias = nn.Parameter(torch.zeros(config.vocabulary))
        sizes = [config.width, *[config.hidden] * (config.layers - 1), config.width]
        self.layers = nn.ModuleList(nn.LSTM(a, b, batch_first=True) for a, b in pairwise(sizes))
        self.norm = nn.LayerNorm(config.width)
        self._scale = math.sqrt(config.width)
        nn.init.normal_(self.table.weight, std=1.0 / self._scale)  # read at unit variance, written from at unit scores

    def begin(self, count: int) -> States:
        """The states of ``count`` texts that have no words yet."""
        like = self.table.weight
        sizes = [layer.hidden_size for layer in self.layers if isinstance(layer, nn.LSTM)]
        return tuple((like.new_zeros(1, count, size), like.new_zeros(1, count, size)) for size in sizes)

    def forward(self, ids: Tensor, states: States | None = None) -> tuple[Tensor, States]:
        """Numbers (n, t) of subwords → features (n, t, width) that :meth:`scores` reads, and the states after them."""
        drop = self.config
        reading = _without_rows(self.table.weight, drop.words) if self.training else self.table.weight
        values = functional.embedding(ids, reading) * self._scale  # (n, t, width)
        values = _locked(values, drop.input, self.training)
        after = []
        for index, (layer, state) in enumerate(zip(self.layers, states or self.begin(len(ids)), strict=True)):
            if index:
                values = _locked(values, drop.between, self.training)
            values, state = _run(layer, values, state, drop.recurrent)
            after.append(state)
        return _locked(self.norm(values.float()), drop.output, self.training), tuple(after)

    def scores(self, features: Tensor) -> Tensor:
        """(…, width) → (…, vocabulary): logits of the next subword."""
        return functional.linear(features, self.table.weight, self.bias)


def _run(
    layer: nn.Module, values: Tensor, state: tuple[Tensor, Tensor], share: float
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """One LSTM over (n, t, d) with a ``share`` of its recurrent weights dropped, in the precision of autocast."""
    assert isinstance(layer, nn.LSTM)
    inputs, hidden, first_bias, second_bias = layer._flat_weights
    assert inputs is not None and hidden is not None and first_bias is not None and second_bias is not None
    kind = values.device.type
    dtype = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else values.dtype
    dropped = functional.dropout(hidden, share, layer.training)
    weights = [one.to(dtype) for one in (inputs, dropped, first_bias, second_bias)]
    first = [one.to(dtype) for one in state]
    with torch.autocast(kind, enabled=False):
        made, h, c = torch.lstm(values.to(dtype), first, weights, True, 1, 0.0, layer.training, False, True)
    return made, (h, c)


def _locked(values: Tensor, share: float, training: bool) -> Tensor:
    """The same numbers of (n, t, d) dropped at every place of a text."""
    if not training or not share:
        return values
    kept = functional.dropout(values.new_ones(len(values), 1, values.shape[2]), share)  # (n, 1, d)
    return values * kept


def _without_rows(table: Tensor, share: float) -> Tensor:
    """A table (rows, d) with a ``share`` of its rows dropped."""
    return table * functional.dropout(table.new_ones(len(table), 1), share) if share else table
