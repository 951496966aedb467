"""A captioner's lesson: features of pictures, a caption of each in one of its languages, and the next word's loss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.train import caption_scores
from crossmedia_studio.train.captioner.prepare import LARGEST, Prepared
from crossmedia_studio.train.captioner.sheet import captioned
from crossmedia_studio.train.recipe import Phase
from crossmedia_studio.understand import caption_hints, caption_trust, captioner
from crossmedia_studio.understand.caption_words import END, PAD, UNKNOWN, plain

if TYPE_CHECKING:
    import torch
    from torch import nn

    from crossmedia_studio.nets.captioner import Decoder
    from crossmedia_studio.train.recipes.captioner import CaptionerOptions

_CHECKED, _SCORED, _TRUSTED, _SHOWN = 400, 96, 300, 12
_FIRST = 0.55
"""How often a picture's first caption is the one to learn; else any."""
_FOR_SPACE = 20_000


@dataclass(frozen=True)
class Batch:
    """``grid`` float (n, cells, seen); ``ids`` and what follows each, (n, length)."""

    grid: torch.Tensor
    ids: torch.Tensor
    following: torch.Tensor


class CaptionerLesson:
    """See the module. Pictures that lack a language are captioned in those they have."""

    averaged: tuple[str, ...] = ("captioner",)

    def __init__(self, data: Prepared, options: CaptionerOptions, device: str) -> None:
        import torch

        from crossmedia_studio.nets.captioner import CaptionerConfig, build

        self._data, self._options, self._device = data, options, device
        longest = max(len(ids) for said in data.captions for _, ids in said)
        _, _, cells, features = data.grids.shape
        seen = data.cells.shape[-1]
        heads = next(heads for heads in (4, 2, 1) if options.width % heads == 0)
        config = CaptionerConfig(
            options.decoder, len(data.words), options.width, options.depth, heads, min(longest + 2, options.longest),
            features, seen, cells, options.dropout,
        )  # fmt: skip
        self._net = build(config)
        self._net.centre.copy_(torch.from_numpy(data.centre))
        self._net.axes.copy_(torch.from_numpy(data.axes))
        self._net.to(device)
        self.networks: dict[str, nn.Module] = {"captioner": self._net}
        self.phases: tuple[Phase, ...] = (Phase("captioner", "captioner", self._loss, options.rate, (0.9, 0.98), 0.03),)
        aside = np.arange(data.learned, len(data.items))
        self._aside = aside if len(aside) else np.arange(data.learned)
        self._checked = self._for_checking(self._aside[:: max(len(self._aside) // _CHECKED, 1)][:_CHECKED])

    def batch(self, generator: torch.Generator) -> Batch:
        import torch

        random = np.random.default_rng(int(torch.randint(2**62, (1,), generator=generator)))
        chosen = random.integers(self._data.learned, size=self._options.batch)
        views = random.integers(self._data.grids.shape[1], size=self._options.batch)
        told = []
        for index in chosen.tolist():
            several = self._data.captions[index]
            codes = list(dict.fromkeys(code for code, _ in several))
            code = codes[int(random.integers(len(codes)))]
            mine = [ids for said_in, ids in several if said_in == code]
            first = random.random() < _FIRST
            told.append((code, mine[0] if first else mine[int(random.integers(len(mine)))]))
        return self._batch(self._data.cells[chosen, views], told)

    def _batch(self, grids: np.ndarray, told: Sequence[tuple[str, Sequence[int]]]) -> Batch:
        import torch

        length = self._net.config.length
        rows = [[self._data.words.language(code), *ids[: length - 1], END] for code, ids in told]
        most = max(map(len, rows))
        table = np.full((len(rows), most), PAD, np.int64)
        for line, row in zip(table, rows, strict=True):
            line[: len(row)] = row
        ids = torch.from_numpy(table).to(self._device)  # (n, length)
        return Batch(self._grid(grids), ids[:, :-1].masked_fill(ids[:, :-1] == END, PAD), ids[:, 1:])

    def _grid(self, grids: np.ndarray) -> torch.Tensor:
        """float16 (n, cells, seen) → float32 on the device."""
        import torch

        return torch.from_numpy(np.ascontiguousarray(grids)).to(self._device).float()

    def _loss(self, batch: Batch, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, float]]:
        from crossmedia_studio.nets.captioner import caption_loss

        return caption_loss(self._net(batch.grid, batch.ids), batch.following, self._options.smoothing), {}

    def _for_checking(self, chosen: np.ndarray) -> list[Batch]:
        """The first caption in each language of the pictures ``chosen``, as they are."""
        pairs = []
        for index in chosen.tolist():
            firsts: dict[str, Sequence[int]] = {}
            for code, ids in self._data.captions[index]:
                firsts.setdefault(code, ids)
            pairs += [(index, code, ids) for code, ids in firsts.items()]
        batches = []
        for start in range(0, len(pairs), 64):
            part = pairs[start : start + 64]
            batches.append(self._batch(self._data.cells[[index for index, _, _ in part], 0],
                                       [(code, ids) for _, code, ids in part]))  # fmt: skip
        return batches

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """``loss`` of the next word, ``bleu`` (BLEU-4, all languages together) and ``cider`` of the likeliest words.

        ``held out`` counts pictures that were kept aside; 0: it was measured on those it learns from.
        """
        from crossmedia_studio.nets.captioner import caption_loss

        net = _decoder(networks)
        total = words = 0.0
        for batch in self._checked:
            count = int((batch.following != PAD).sum())
            total += float(caption_loss(net(batch.grid, batch.ids), batch.following)) * count
            words += count
        said, references = self._scored(net)
        counts = np.stack([caption_scores.bleu_counts(a, b) for a, b in zip(said, references, strict=True)])
        return {
            "loss": total / max(words, 1.0), "bleu": caption_scores.bleu(counts),
            "cider": float(caption_scores.cider(said, references).mean()),
            "held out": float(len(self._data.items) - self._data.learned),
        }  # fmt: skip

    def _scored(self, net: Decoder) -> tuple[list[list[str]], list[list[list[str]]]]:
        """Words said greedily about some pictures in each language, and those people said."""
        from crossmedia_studio.nets.captioner import greedy

        chosen = self._aside[:: max(len(self._aside) // _SCORED, 1)][:_SCORED]
        said, references = [], []
        for code in self._data.words.languages:
            known = [int(i) for i in chosen if self._data.items[i].words(code)]
            if known:
                found = greedy(net, self._grid(self._data.cells[known, 0]), self._data.words.language(code))
                said += [plain(self._data.words.text(ids)) for ids in found]
                references += [[plain(one) for one in self._data.items[i].words(code)] for i in known]
        return said, references

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """Held-out pictures with what is said of them: uint8 RGBA (n, h, w, 4)."""
        chosen = self._shown()
        return captioned([self._data.items[i].path for i in chosen], self._lines(_decoder(networks), chosen))

    def lines(self, networks: Mapping[str, nn.Module], seed: int) -> tuple[str, ...]:
        """What is said of the same pictures."""
        return tuple(" · ".join(said) for said in self._lines(_decoder(networks), self._shown()))

    def _shown(self) -> list[int]:
        return [
            int(i) for i in self._aside[np.linspace(0, len(self._aside) - 1, min(_SHOWN, len(self._aside))).astype(int)]
        ]

    def _lines(self, net: Decoder, chosen: Sequence[int]) -> list[list[str]]:
        from crossmedia_studio.nets.captioner import greedy

        grid = self._grid(self._data.cells[list(chosen), 0])
        words = self._data.words
        by_language = [greedy(net, grid, words.language(code)) for code in words.languages]
        return [[words.text(said[row]) for said in by_language] for row in range(len(chosen))]

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        """With what it is familiar with, and how far its captions can be trusted, measured on what was kept aside."""
        net, data = _decoder(networks), self._data
        chosen = np.arange(data.learned)[:: max(data.learned // _FOR_SPACE, 1)]
        pooled = [data.grids[index, :2].astype(np.float32).mean(axis=1) * (LARGEST / 255.0) for index in chosen]
        apart = np.arange(data.learned, len(data.items))
        aside = [data.grids[index, 0].astype(np.float32).mean(axis=0) * (LARGEST / 255.0) for index in apart]
        known = caption_trust.familiar(np.concatenate(pooled), np.array(aside))
        hints = None
        if self._options.hints:
            said = [frozenset(self._first_words(index)) for index in chosen.tolist()]
            hints = caption_hints.hints(np.stack([one.mean(axis=0) for one in pooled]), said)
        made = captioner.Captioner(net, data.words, caption_trust.Calibration(), known, hints)
        captioner.write(folder, replace(made, trust=self._trust(made)))

    def _first_words(self, index: int) -> Iterator[int]:
        """The words of the first caption in each language of a picture."""
        firsts: dict[str, Sequence[int]] = {}
        for code, ids in self._data.captions[index]:
            firsts.setdefault(code, ids)
        for said in firsts.values():
            yield from (id for id in said if id not in (PAD, END, UNKNOWN))

    def _trust(self, made: captioner.Captioner) -> caption_trust.Calibration:
        """Right is a caption that names every tag of its picture, or is like one that was given where there is none."""
        scores, right = [], []
        for index in self._aside[:: max(len(self._aside) // _TRUSTED, 1)][:_TRUSTED].tolist():
            item = self._data.items[index]
            grid = self._data.grids[index, 0].astype(np.float32) * (LARGEST / 255.0)
            for code in made.words.languages:
                if not item.words(code):
                    continue
                best = made.speak(grid, code)[0]
                said = made.words.text(best.ids)
                scores.append(best.scores)
                right.append(_is_right(said, item.words(code), [tag for lang, tag in item.tags if lang == code]))
        return caption_trust.calibrated(scores, right)


def _is_right(said: str, captions: Sequence[str], tags: Sequence[str]) -> bool:
    if tags:
        heard = f" {' '.join(plain(said))} "
        return all(f" {' '.join(plain(tag))}" in heard for tag in tags)  # "fox" in "foxes" too
    return caption_scores.rouge_l(plain(said), [plain(one) for one in captions]) >= 0.6


def _decoder(networks: Mapping[str, nn.Module]) -> Decoder:
    from crossmedia_studio.nets.captioner import Decoder

    net = networks["captioner"]
    assert isinstance(net, Decoder)
    return net
