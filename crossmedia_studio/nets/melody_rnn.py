"""A recurrent network that writes melodies: embeddings of where it stands, LSTM layers, one choice among all tokens.

Hochreiter and Schmidhuber 1997; dropout between layers as Zaremba et al. 2014
("Recurrent Neural Network Regularization").
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

State = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class MelodyRNNConfig:
    """``vocabulary`` ids are embedded and chosen from. The other sizes are of the columns that
    ``represent.music.line`` writes: bars, bars left, places, chords, sounds, spans, ``echoes`` and ``header`` ids."""

    vocabulary: int
    bars: int
    lefts: int
    places: int
    chords: int
    sounds: int
    spans: int
    echoes: int
    header: int
    width: int = 256
    layers: int = 2
    dropout: float = 0.2


class MelodyRNN(nn.Module):
    """Columns (n, t, 6 + 2 · echoes + header) → logits (n, t, vocabulary)."""

    def __init__(self, config: MelodyRNNConfig) -> None:
        super().__init__()
        self.config = config
        self.token = nn.Embedding(config.vocabulary, 96)
        self.bar = nn.Embedding(config.bars, 24)
        self.left = nn.Embedding(config.lefts, 12)
        self.place = nn.Embedding(config.places, 32)
        self.chord = nn.Embedding(config.chords, 32)
        self.sound = nn.Embedding(config.sounds, 24)
        self.span = nn.Embedding(config.spans, 8)
        known = 96 + 24 + 12 + 32 + 2 * 32 + config.echoes * (24 + 8) + 96
        self.enter = nn.Sequential(nn.Linear(known, config.width), nn.GELU(), nn.Dropout(config.dropout))
        dropout = config.dropout if config.layers > 1 else 0.0
        self.lstm = nn.LSTM(config.width, config.width, config.layers, batch_first=True, dropout=dropout)
        self.leave = nn.Sequential(nn.Dropout(config.dropout), nn.Linear(config.width, config.vocabulary))
        for embedding in (self.token, self.bar, self.left, self.place, self.chord, self.sound, self.span):
            nn.init.normal_(embedding.weight, std=0.3)

    def forward(self, columns: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Logits, and the state after the last step: two tensors (layers, n, width)."""
        n, t, _ = columns.shape
        echoes = columns[..., 6 : 6 + 2 * self.config.echoes].reshape(n, t, self.config.echoes, 2)  # (n, t, e, 2)
        header = columns[..., 6 + 2 * self.config.echoes :]  # (n, t, h)
        known = torch.cat(
            [
                self.token(columns[..., 0]),
                self.bar(columns[..., 1]),
                self.left(columns[..., 2]),
                self.place(columns[..., 3]),
                self.chord(columns[..., 4:6]).reshape(n, t, -1),  # (n, t, 64)
                self.sound(echoes[..., 0]).reshape(n, t, -1),  # (n, t, e · 24)
                self.span(echoes[..., 1]).reshape(n, t, -1),  # (n, t, e · 8)
                self.token(header).sum(2),  # (n, t, 96)
            ],
            dim=-1,
        )
        hidden, after = self.lstm(self.enter(known), state)
        return self.leave(hidden), after
