"""A decoder-only Transformer of scores: it continues a piece, fills bars that were left out and accompanies a melody.

Vaswani et al. 2017 "Attention Is All You Need" · Huang et al. 2018 "Music Transformer" (attention by distance in the
music, so that what was heard eight bars ago can return) · Su et al. 2021 "RoFormer" (distances by rotation). A token's
place is musical: which bar it belongs to, how far into the bar the music has come, and which token of its bar it is.
Queries and keys turn by all three, so attention sees "the same beat, eight bars ago" as one angle, wherever in the
stream that bar is written; a bar that is told last (Bavarian et al. 2022, "fill in the middle") stands where it sounds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

BARS, TIME, ORDER, VOICE = range(4)
"""The columns of ``places``: bar number, quarter notes since its first beat, number of the token in its bar, voice."""
PLACES = 4
_BAR_PERIODS = (2.0, 4.0, 8.0, 16.0, 32.0, 128.0)
_TIME_PERIODS = (0.5, 1.0, 2.0, 4.0, 16.0)
_ORDER_LONGEST = 256.0
"""Periods of the rotations, in bars, quarter notes and tokens: bars by the powers of two that phrases are made of."""


@dataclass(frozen=True)
class ScoreConfig:
    """``vocabulary`` tokens; ``voices`` that are told apart; ``width`` a multiple of ``heads``, at least 24 each."""

    vocabulary: int
    width: int = 256
    depth: int = 5
    heads: int = 4
    voices: int = 8
    dropout: float = 0.1


class Cache:
    """Keys and values of what was read so far: sampling reads each token once. It grows as it is filled."""

    def __init__(self, config: ScoreConfig, count: int = 1, length: int = 1024) -> None:
        shape = (config.depth, count, config.heads, length, config.width // config.heads)
        self._keys, self._values = torch.zeros(shape), torch.zeros(shape)
        self.filled = 0

    def extend(self, layer: int, keys: torch.Tensor, values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Note (n, heads, new, d) of one layer; → all of it so far, (n, heads, filled + new, d) each."""
        end = self.filled + keys.shape[2]
        while end > self._keys.shape[3]:
            self._keys = torch.cat([self._keys, torch.zeros_like(self._keys)], dim=3)
            self._values = torch.cat([self._values, torch.zeros_like(self._values)], dim=3)
        self._keys[layer, :, :, self.filled : end] = keys
        self._values[layer, :, :, self.filled : end] = values
        return self._keys[layer, :, :, :end], self._values[layer, :, :, :end]


class Attention(nn.Module):
    """Causal multi-head self-attention; queries and keys are turned by ``angles`` before they meet."""

    def __init__(self, config: ScoreConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.mix = nn.Linear(config.width, 3 * config.width, bias=False)
        self.out = nn.Linear(config.width, config.width, bias=False)

    def forward(
        self, x: torch.Tensor, turn: tuple[torch.Tensor, torch.Tensor], layer: int, cache: Cache | None
    ) -> torch.Tensor:
        n, tokens, width = x.shape
        q, k, v = self.mix(x).view(n, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)  # (n, h, t, d)
        q, k = turned(q, *turn), turned(k, *turn)
        if cache is not None:
            k, v = cache.extend(layer, k, v)
        hidden = None
        if cache is not None and tokens > 1 and k.shape[2] > tokens:
            hidden = torch.ones(tokens, k.shape[2], dtype=torch.bool).tril(k.shape[2] - tokens)  # (t, filled + t)
        seen = functional.scaled_dot_product_attention(q, k, v, hidden, is_causal=hidden is None and tokens > 1)
        return self.out(seen.transpose(1, 2).reshape(n, tokens, width))  # (n, t, width)


class Block(nn.Module):
    """Attention and a two-layer perceptron, each on what a norm makes of the stream (Xiong et al. 2020)."""

    def __init__(self, config: ScoreConfig) -> None:
        super().__init__()
        self.before, self.between = nn.LayerNorm(config.width, bias=False), nn.LayerNorm(config.width, bias=False)
        self.attend = Attention(config)
        self.widen = nn.Linear(config.width, 4 * config.width, bias=False)
        self.narrow = nn.Linear(4 * config.width, config.width, bias=False)
        self.drop = nn.Dropout(config.dropout)

    def forward(
        self, x: torch.Tensor, turn: tuple[torch.Tensor, torch.Tensor], layer: int, cache: Cache | None
    ) -> torch.Tensor:
        x = x + self.attend(self.before(x), turn, layer, cache)
        return x + self.drop(self.narrow(functional.gelu(self.widen(self.between(x)))))


class ScoreTransformer(nn.Module):
    """``forward``: tokens and their places → what the next token may be. Input and output share one table."""

    def __init__(self, config: ScoreConfig) -> None:
        super().__init__()
        self.config = config
        self.tokens = nn.Embedding(config.vocabulary, config.width)
        self.voices = nn.Embedding(config.voices, config.width)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.depth))
        self.last = nn.LayerNorm(config.width, bias=False)
        self.drop = nn.Dropout(config.dropout)
        self.register_buffer("rates", _rates(config.width // config.heads // 2), persistent=False)
        self.rates: torch.Tensor
        for name, weight in self.named_parameters():
            if weight.ndim == 2:
                deep = name.endswith(("out.weight", "narrow.weight"))
                nn.init.normal_(weight, std=0.02 / math.sqrt(2 * config.depth) if deep else 0.02)

    def forward(self, tokens: torch.Tensor, places: torch.Tensor, cache: Cache | None = None) -> torch.Tensor:
        """tokens (n, t), places float (n, t, 4) → logits (n, t, vocabulary).

        With a ``cache`` the tokens follow those it holds, and it is filled.
        """
        angles = places[..., :VOICE].float() @ self.rates  # (n, t, d / 2)
        turn = angles.cos()[:, None], angles.sin()[:, None]  # (n, 1, t, d / 2) each
        voice = places[..., VOICE].long().clamp(0, self.config.voices - 1)
        x = self.drop(self.tokens(tokens) + self.voices(voice))  # (n, t, width)
        for layer, block in enumerate(self.blocks):
            x = block(x, turn, layer, cache)
        if cache is not None:
            cache.filled += tokens.shape[1]
        return functional.linear(self.last(x), self.tokens.weight)


def turned(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    """Pairs of numbers of (n, h, t, d), the first half with the second, rotated by angles (n, 1, t, d / 2)."""
    first, second = x.chunk(2, dim=-1)  # (n, h, t, d / 2) each
    cos, sin = cos.to(x.dtype), sin.to(x.dtype)
    return torch.cat([first * cos - second * sin, first * sin + second * cos], dim=-1)


def _rates(pairs: int) -> torch.Tensor:
    """Radians a bar, a quarter note and a token for each pair of numbers: (3, pairs)."""
    fixed = len(_BAR_PERIODS) + len(_TIME_PERIODS)
    if pairs <= fixed:
        raise ValueError(f"a head of {2 * pairs} numbers is too narrow for {fixed} rotations and the order")
    rates = torch.zeros(3, pairs)
    for index, period in enumerate(_BAR_PERIODS):
        rates[BARS, index] = 2 * math.pi / period
    for index, period in enumerate(_TIME_PERIODS, len(_BAR_PERIODS)):
        rates[TIME, index] = 2 * math.pi / period
    left = pairs - fixed
    for index in range(left):
        rates[ORDER, fixed + index] = 2 * math.pi / (4.0 * (_ORDER_LONGEST / 4.0) ** (index / max(left - 1, 1)))
    return rates
