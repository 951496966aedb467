"""Melodies as a lesson: stretches of leads with their chords, also in other orders of their sections and in minor."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.music import melodist, writer
from crossmedia_studio.nets.melody_rnn import MelodyRNN, MelodyRNNConfig
from crossmedia_studio.represent.music import book, line
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.tokens import Piece, decode, encode
from crossmedia_studio.train.piano_roll import roll
from crossmedia_studio.train.recipe import Phase

if TYPE_CHECKING:
    import torch
    from torch import nn

_FORMS = ((0, 1, 0), (0, 0, 1, 0), (0, 0, 1, 1), (0, 1, 0, 1))
"""Orders in which the first sections of a piece are also heard."""
_BEGIN = 0.45
"""The share of stretches that begin with their piece."""
_SHOWN, _SHOWN_BARS = 4, 16
_MOST_CHECKED = 96
_DARKER = {4: 3, 9: 8, 11: 10}
"""The degrees that a tune in major lowers to stand in minor."""


@dataclass(frozen=True)
class Plan:
    """``batch`` stretches a step of ``reach`` tokens; the share ``reordered`` of pieces is also learned in another
    order of sections, the share ``darkened`` of those in major also in minor."""

    batch: int
    reach: int
    reordered: float
    darkened: float
    rate: float


@dataclass(frozen=True, eq=False)
class _Read:
    """``rows`` int16 (n, columns), ``tokens`` int16 (n,) that follow them, ``bars``: where each bar begins."""

    rows: np.ndarray
    tokens: np.ndarray
    bars: np.ndarray


Batch = tuple["torch.Tensor", "torch.Tensor"]
"""columns int64 (n, t, columns) and the tokens that follow, int64 (n, t), 0 where there is nothing."""


class MelodyLesson:
    """It learns ``learn`` and is measured on ``aside``, which are pieces it never sees if they are ``held_out``."""

    averaged: tuple[str, ...] = ("melody",)

    def __init__(
        self,
        learn: Sequence[Piece],
        aside: Sequence[Piece],
        held_out: bool,
        config: MelodyRNNConfig,
        plan: Plan,
        device: str,
        step: Step = no_step,
    ) -> None:
        self._aside, self._held_out = [melodist.alone(piece) for piece in aside], held_out
        every = max(len(aside) // _MOST_CHECKED, 1)
        self._checked = [_read(piece) for piece in self._aside[::every][:_MOST_CHECKED]]
        self._plan, self._device = plan, device
        self._read = []
        for number, piece in enumerate(learn):
            step(number, len(learn))
            self._read += [_read(one) for one in _variants(melodist.alone(piece), number, plan)]
        self._net = MelodyRNN(config).to(device)
        self.networks: dict[str, nn.Module] = {"melody": self._net}
        self.phases: tuple[Phase, ...] = (
            Phase("melody", "melody", self._loss, plan.rate, betas=(0.9, 0.98), decay=0.02),
        )

    def batch(self, generator: torch.Generator) -> Batch:
        """Stretches of pieces drawn by chance, from their beginning or from one of their bars on."""
        import torch

        chosen = torch.randint(len(self._read), (self._plan.batch,), generator=generator).tolist()
        coins = torch.rand((self._plan.batch, 2), generator=generator).tolist()
        some = []
        for index, (begin, where) in zip(chosen, coins, strict=True):
            read = self._read[index]
            first = 0 if begin < _BEGIN else int(read.bars[int(where * max(len(read.bars) - 4, 1))])
            stop = first + self._plan.reach
            some.append((read.rows[first:stop], read.tokens[first:stop]))
        return self._tensors(some)

    def _tensors(self, some: Sequence[tuple[np.ndarray, np.ndarray]]) -> Batch:
        import torch

        longest = max(len(tokens) for _, tokens in some)
        rows = np.zeros((len(some), longest, line.COLUMNS), np.int64)
        follow = np.zeros((len(some), longest), np.int64)
        for index, (columns, tokens) in enumerate(some):
            rows[index, : len(tokens)], follow[index, : len(tokens)] = columns, tokens
        return torch.from_numpy(rows).to(self._device), torch.from_numpy(follow).to(self._device)

    def _loss(self, batch: Batch, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, Any]]:
        """Cross-entropy of each token, in nats."""
        from torch.nn import functional

        rows, follow = batch
        said, _ = self._net(rows)  # (n, t, vocabulary)
        loss = functional.cross_entropy(said.float().flatten(0, 1), follow.flatten(), ignore_index=v.PAD)
        return loss, {}

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """``loss`` in nats a token; ``note``: nats a note of the lead, its pitch and length together.

        ``held out`` counts pieces that were kept aside; 0 says it was measured on those it learns from.
        """
        net = networks["melody"]
        assert isinstance(net, MelodyRNN)
        nats, events, notes, count = 0.0, 0.0, 0, 0
        for start in range(0, len(self._checked), 16):
            some = [(read.rows, read.tokens) for read in self._checked[start : start + 16]]
            rows, follow = self._tensors(some)
            likely = net(rows)[0].float().log_softmax(-1)
            told = likely.gather(-1, follow[..., None])[..., 0] * (follow > 0)  # (n, t)
            chords = (follow >= v.CHORD) & (follow < v.VOICE)
            nats -= float(told.sum())
            events -= float(told[~chords].sum())
            notes += int(((follow >= v.NOTE) & (follow < v.DUR)).sum())
            count += int((follow > 0).sum())
        held_out = float(len(self._aside)) if self._held_out else 0.0
        return {"loss": nats / max(count, 1), "note": events / max(notes, 1), "held out": held_out}

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """Piano rolls of new melodies: uint8 RGBA (n, h, w, 4)."""
        net = networks["melody"]
        assert isinstance(net, MelodyRNN)
        drawn = []
        for number in range(_SHOWN):
            chance = rng(seed, "melody sample", number)
            header = self._aside[int(chance.integers(len(self._aside)))].header
            piece = melodist.write(net, header, writer.form(_SHOWN_BARS), melodist.Touch(), chance, no_step, drafts=1)
            drawn.append(roll(decode(piece.ids()), 480, 160, _SHOWN_BARS, writer.letters(piece)))
        return np.stack(drawn)

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        from crossmedia_studio.nets import packing

        weights = packing.to_bytes(networks["melody"].state_dict(), eight_bits=False)
        (folder / "weights.safetensors").write_bytes(weights)
        config = {"family": melodist.FAMILY, "vocabulary": v.VERSION, "config": asdict(self._net.config)}
        (folder / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
        book.write(self._aside, folder / book.FILE)


def _read(piece: Piece) -> _Read:
    rows, tokens, bars = line.rows(piece)
    return _Read(rows, tokens, np.flatnonzero(np.diff(bars, prepend=-1)))


def _variants(piece: Piece, number: int, plan: Plan) -> list[Piece]:
    """``piece``, perhaps also in another order of its sections, perhaps also in minor."""
    chance = rng(number, "variants")
    found = [piece]
    if len(piece.sections()) > 1 and chance.random() < plan.reordered:
        found.append(piece.arranged(_FORMS[int(chance.integers(len(_FORMS)))]))
    if piece.header[0] == v.MODE + v.MODE_NAMES.index("major") and chance.random() < plan.darkened:
        found.append(darker(piece))
    return found


def darker(piece: Piece) -> Piece:
    """A piece in major as it stands in minor on the same tonic: third, sixth and seventh lowered, chords heard anew.

    A seventh that leads to the tonic stays.
    """
    notation = decode(piece.ids())
    tones = list(notation.voices[0].tones)
    for at, tone in enumerate(tones):
        step = tone.pitch % 12
        leads = step == 11 and at + 1 < len(tones) and tones[at + 1].pitch == tone.pitch + 1
        if step in _DARKER and not leads:
            tones[at] = replace(tone, pitch=tone.pitch - step + _DARKER[step])
    voices = (replace(notation.voices[0], tones=tuple(tones)),)
    sung = encode(replace(notation, voices=voices, mode="minor", chords=()), voices=1)
    bars = tuple(replace(new, section=old.section) for new, old in zip(sung.bars, piece.bars, strict=False))
    return replace(sung, bars=bars)
