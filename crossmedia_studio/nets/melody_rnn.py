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
    ``represent.music.line`` writes: bars, bars left, places, chords, sounds, spans, ``echoes`` and ``header`` ids.

    ``note`` is the id of the first of ``pitches`` notes, which is a C; chords come in ``kinds`` a root.
    """

    vocabulary: int
    bars: int
    lefts: int
    places: int
    chords: int
    sounds: int
    spans: int
    echoes: int
    header: int
    note: int
    pitches: int
    kinds: int
    width: int = 256
    layers: int = 2
    dropout: float = 0.2


_WIDEST = 16
"""Semitones of a step whose likelihood is learned as such; wider ones count as this."""


class MelodyRNN(nn.Module):
    """Columns (n, t, 7 + 3 · echoes + header) → logits (n, t, vocabulary).

    To the logits of tokens are added those of three things that music is made of: how far a note lies from the one
    before, which degree of the chord it is, and whether what an earlier bar has here comes again (a pointer, as in
    See et al. 2017).
    """

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
        self.pitch = nn.Embedding(config.pitches + 1, 32)
        known = 32 + 96 + 24 + 12 + 32 + 2 * 32 + config.echoes * (24 + 8 + 16) + 96
        self.enter = nn.Sequential(nn.Linear(known, config.width), nn.GELU(), nn.Dropout(config.dropout))
        dropout = config.dropout if config.layers > 1 else 0.0
        self.lstm = nn.LSTM(config.width, config.width, config.layers, batch_first=True, dropout=dropout)
        self.again = nn.Embedding(config.vocabulary, 16)
        self.step = nn.Linear(config.width, 2 * _WIDEST + 1)
        self.degree = nn.Linear(config.width, 12)
        self.copy = nn.Linear(config.width, config.echoes)
        self.leave = nn.Sequential(nn.Dropout(config.dropout), nn.Linear(config.width, config.vocabulary))
        embeddings = (
            self.token,
            self.bar,
            self.left,
            self.place,
            self.chord,
            self.sound,
            self.span,
            self.pitch,
            self.again,
        )
        for embedding in embeddings:
            nn.init.normal_(embedding.weight, std=0.3)

    def forward(self, columns: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Logits, and the state after the last step: two tensors (layers, n, width)."""
        n, t, _ = columns.shape
        echoes = columns[..., 7 : 7 + 3 * self.config.echoes].reshape(n, t, self.config.echoes, 3)  # (n, t, e, 3)
        header = columns[..., 7 + 3 * self.config.echoes :]  # (n, t, h)
        known = torch.cat(
            [
                self.token(columns[..., 0]),
                self.bar(columns[..., 1]),
                self.left(columns[..., 2]),
                self.place(columns[..., 3]),
                self.chord(columns[..., 4:6]).reshape(n, t, -1),  # (n, t, 64)
                self.pitch(columns[..., 6]),
                self.sound(echoes[..., 0]).reshape(n, t, -1),  # (n, t, e · 24)
                self.span(echoes[..., 1]).reshape(n, t, -1),  # (n, t, e · 8)
                self.again(echoes[..., 2]).reshape(n, t, -1),  # (n, t, e · 16)
                self.token(header).sum(2),  # (n, t, 96)
            ],
            dim=-1,
        )
        hidden, after = self.lstm(self.enter(known), state)
        logits = self.leave(hidden).float()  # (n, t, vocabulary)
        first, last = self.config.note, self.config.note + self.config.pitches
        notes = logits[..., first:last] + self._steps(hidden, columns[..., 6]) + self._degrees(hidden, columns[..., 4])
        logits = torch.cat([logits[..., :first], notes, logits[..., last:]], dim=-1)
        again = self.copy(hidden).float() * (echoes[..., 2] > 0)  # (n, t, e)
        return logits.scatter_add(-1, echoes[..., 2], again), after

    def _steps(self, hidden: Tensor, pitch: Tensor) -> Tensor:
        """For each note the logit of its distance from ``pitch`` (n, t), 0 where there is none: (n, t, pitches)."""
        own = torch.arange(1, self.config.pitches + 1, device=pitch.device)
        far = (own - pitch[..., None]).clamp(-_WIDEST, _WIDEST) + _WIDEST  # (n, t, pitches)
        found: Tensor = self.step(hidden).float().gather(-1, far) * (pitch > 0)[..., None]
        return found

    def _degrees(self, hidden: Tensor, chord: Tensor) -> Tensor:
        """For each note the logit of its place above the root of ``chord`` (n, t), 0 for none: (n, t, pitches)."""
        own = torch.arange(self.config.pitches, device=chord.device)
        roots = (chord - 1).div(self.config.kinds, rounding_mode="floor")  # (n, t)
        sounds = (chord > 0) & (roots < 12)
        found: Tensor = self.degree(hidden).float().gather(-1, (own - roots[..., None]) % 12) * sounds[..., None]
        return found
