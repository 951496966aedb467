"""The lesson of the recipe ``words``: windows of texts, a voice that foresees them, samples of what it would write."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from crossmedia_studio.generate.writing import voice as voices
from crossmedia_studio.generate.writing.going_on import Manner, go_on
from crossmedia_studio.generate.writing.voice import END, PAD, Voice
from crossmedia_studio.nets.words_lstm import WordsLSTM
from crossmedia_studio.train.recipe import Phase
from crossmedia_studio.train.wording import varied
from crossmedia_studio.train.writing import Writing
from crossmedia_studio.understand import language

if TYPE_CHECKING:
    from crossmedia_studio.train.recipes.words import WordsOptions

_MOST_CHECKED = 32
_SHOWN = 3
_MOST_ASKED, _JUDGED_WORDS = 24, 60
"""Beginnings that a model is judged by, and how long it goes on from each."""
_LEAD, _LEAD_ZH = 4, 6
"""Words, or Chinese characters, of a page that a sample goes on from."""


class WordsLesson:
    """``voice`` learns from ``writing``. A batch is (b, window + 1) subwords, padded at the end."""

    averaged: tuple[str, ...] = ("words",)

    def __init__(self, writing: Writing, voice: Voice, options: WordsOptions, device: str) -> None:
        self._writing, self._options, self._device = writing, options, device
        self._voice = voice
        network = voice.network.to(device).train()
        self.networks: dict[str, nn.Module] = {"words": network}
        self.phases: tuple[Phase, ...] = (
            Phase("words", "words", self._loss, options.rate, betas=(0.9, 0.99), decay=0.01),
        )
        self._pages = [page for text in writing.learn for page in text]
        ids: list[int] = []
        for text in writing.learn:
            ids += [*voice.subwords("\n\n".join(text)), END]
        self._stream = torch.tensor(ids)
        self._held_out = len(writing.aside)
        pages = writing.aside or tuple(self._pages)
        self._checked = pages[:: math.ceil(len(pages) / _MOST_CHECKED)]

    def batch(self, generator: torch.Generator) -> Tensor:
        """Windows at random places, a share of them from pages in other words."""
        long, count = self._options.window + 1, self._options.batch
        made = torch.full((count, long), PAD)
        starts = torch.randint(max(len(self._stream) - long, 0) + 1, (count,), generator=generator).tolist()
        coins = torch.rand(count, generator=generator).tolist()
        for row, start, coin in zip(made, starts, coins, strict=True):
            piece = self._stream[start : start + long]
            if coin < self._options.vary:
                page = self._pages[int(torch.randint(len(self._pages), (1,), generator=generator))]
                said = torch.tensor([*self._voice.subwords(varied(page, generator)), END])
                start = int(torch.randint(max(len(said) - long, 0) + 1, (1,), generator=generator))
                piece = said[start : start + long]
            row[: len(piece)] = piece
        return made.to(self._device)

    def _loss(self, batch: Tensor, generator: torch.Generator) -> tuple[Tensor, Mapping[str, Any]]:
        """Nats a subword."""
        network = self.networks["words"]
        assert isinstance(network, WordsLSTM)
        features, _ = network(batch[:, :-1])
        scores = network.scores(features).float()  # (b, window, vocabulary)
        return functional.cross_entropy(scores.flatten(0, 1), batch[:, 1:].flatten(), ignore_index=PAD), {}

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """``loss`` in nats a subword; perplexities a subword and a word, a Chinese character being one; bits a
        character.

        ``held out`` counts pages that were kept aside; 0 says there were none, and it was measured on those it learns
        from.
        """
        voice = self._speaking(networks)
        found = [voice.read(page) for page in self._checked]
        nats = float(sum(one.nats.sum() for one in found))
        subwords, words = sum(len(one.nats) for one in found), sum(one.words for one in found)
        signs = sum(one.characters for one in found)
        return {
            "loss": nats / subwords,
            "perplexity": math.exp(min(nats / subwords, 50.0)),
            "perplexity a word": math.exp(min(nats / max(words, 1), 50.0)),
            "bits a character": nats / max(signs, 1) / math.log(2.0),
            "held out": float(self._held_out),
        }

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """No pictures: see :meth:`lines`."""
        return np.zeros((0, 8, 8, 4), np.uint8)

    def lines(self, networks: Mapping[str, nn.Module], seed: int) -> tuple[str, ...]:
        """What it would write: from the first words of pages that it does not know, and from nothing."""
        voice = self._speaking(networks)
        spread = [self._checked[len(self._checked) * n // _SHOWN] for n in range(_SHOWN - 1)]
        leads = [*map(_lead, spread), ""]
        return tuple(_told(voice, lead, seed + number) for number, lead in enumerate(leads))

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        """With what it is judged by: the pages that were kept aside, and beginnings to go on from."""
        voices.write(self._speaking(networks), folder)
        place = folder / "judging"
        place.mkdir()
        leads = list(dict.fromkeys(lead for page in self._checked if (lead := _lead(page))))[:_MOST_ASKED]
        plan = {"prompts": leads, "options": {"length": _JUDGED_WORDS}}
        (place / "plan.json").write_text(json.dumps(plan, ensure_ascii=False, indent=1), encoding="utf-8")
        if self._writing.aside:
            rows = (json.dumps(page, ensure_ascii=False) for page in self._writing.aside)
            (place / "pages.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")

    def _speaking(self, networks: Mapping[str, nn.Module]) -> Voice:
        network = networks["words"]
        assert isinstance(network, WordsLSTM)
        return replace(self._voice, network=network)


def _lead(page: str) -> str:
    """The first few words of ``page``."""
    if language.detect(page) == "zh":
        return page[:_LEAD_ZH]
    return " ".join(page.split(" ")[:_LEAD]).split("\n")[0]


def _told(voice: Voice, lead: str, seed: int) -> str:
    *_, text = go_on(voice, lead, Manner(length=40), seed)
    return f"{lead}{text}".strip()
