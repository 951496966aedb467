"""A Sketchbook lesson: views of pictures, words for them, a remembered picture to go by, and the flow's loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate import grounds
from crossmedia_studio.generate.flow_sampling import Wanted, flow
from crossmedia_studio.generate.sketchbook import memory, model
from crossmedia_studio.models.loader import Models, shipped_folder
from crossmedia_studio.represent import latents
from crossmedia_studio.represent.vocabulary import Vocabulary
from crossmedia_studio.train import captions
from crossmedia_studio.train.pictures import straight
from crossmedia_studio.train.recipe import Phase
from crossmedia_studio.train.sketchbook.prepare import GROUNDED, PLAIN, Prepared

if TYPE_CHECKING:
    import torch
    from torch import nn

    from crossmedia_studio.nets.flow_transformer import FlowTransformer
    from crossmedia_studio.train.recipes.sketchbook import SketchbookOptions

_SHOWN = 16
_CHECKED = 96
_GROUNDED = 0.12
_UNREMEMBERED = 0.12
_NOTHING, _WORDLESS = 0.07, 0.05
"""Shares of examples that are told nothing at all, and no words (Ho & Salimans 2022)."""


@dataclass(frozen=True)
class Batch:
    """Clean and remembered latents, normalised (n, latent, grid, grid); words; times, noise (as the latents)."""

    clean: torch.Tensor
    ids: torch.Tensor
    roles: torch.Tensor
    memory: torch.Tensor
    remembered: torch.Tensor
    time: torch.Tensor
    noise: torch.Tensor


class SketchbookLesson:
    """See the module. Chance comes from the loop's generator by way of a numpy one seeded for each batch."""

    averaged: tuple[str, ...] = ("flow",)

    def __init__(self, data: Prepared, options: SketchbookOptions, models: Models, device: str) -> None:
        import torch

        self._data, self._options, self._models, self._device = data, options, models, device
        self._vocabulary, self._names = Vocabulary(data.words), grounds.names()
        self._net, self._mean, self._deviation = _begin(data, options)
        self._net.to(device)
        self.networks: dict[str, nn.Module] = {"flow": self._net}
        self.phases: tuple[Phase, ...] = (Phase("flow", "flow", self._loss, options.rate, (0.9, 0.95), 0.01),)
        self._same: dict[str, list[int]] = {}
        for index, subject in enumerate(data.subjects[: data.learned]):
            self._same.setdefault(subject, []).append(index)
        aside = np.arange(data.learned, len(data.latents))
        chance = torch.Generator().manual_seed(1)
        checked = aside if len(aside) else np.arange(data.learned)
        self._checked = self._drawn(np.resize(checked, min(_CHECKED, max(len(checked), 16))), chance)

    def batch(self, generator: torch.Generator) -> Batch:
        import torch

        chosen = torch.randint(self._data.learned, (self._options.batch,), generator=generator).numpy()
        return self._drawn(chosen, generator)

    def _drawn(self, chosen: np.ndarray, generator: torch.Generator) -> Batch:
        """Views of the pictures ``chosen``, with words, memories, times and noise by chance."""
        import torch

        random = np.random.default_rng(int(torch.randint(2**62, (1,), generator=generator)))
        config, count = self._net.config, len(chosen)
        views = self._seen(count, random)
        clean = self._normalised(self._data.latents[chosen, views])
        remembered, known = np.zeros_like(clean), np.zeros(count, np.float32)
        ids = np.zeros((count, config.words), np.int64)
        roles = np.zeros_like(ids)
        for row, (index, view) in enumerate(zip(chosen.tolist(), views.tolist(), strict=True)):
            told = random.random()
            if told < _NOTHING:
                continue
            recalled = self._recalled(index, view, random)
            if recalled is not None:
                remembered[row], known[row] = recalled, 1.0
            if told > 1.0 - _WORDLESS:
                continue
            ground = int(self._data.grounds[index, view])
            name = "" if ground == PLAIN else self._names[ground]
            words = captions.words(self._data.sayings[index], self._data.styles[index], name, random)
            ids[row], roles[row] = self._vocabulary.ids(words, config.words)
        time = torch.sigmoid(torch.randn(count, generator=generator) - 0.3)  # logit-normal (Esser et al. 2024)
        noise = torch.randn(clean.shape, generator=generator)
        given = [torch.from_numpy(part) for part in (clean, ids, roles, remembered, known)]
        return Batch(*(part.to(self._device) for part in (*given, time, noise)))

    def _seen(self, count: int, random: np.random.Generator) -> np.ndarray:
        """A view each for ``count`` pictures; those before grounds are the rarer: the studio lays grounds itself."""
        views = self._data.latents.shape[1]
        clear = max(views - GROUNDED, 2)
        found = random.integers(clear, size=count)
        if views > clear:
            found = np.where(random.random(count) < _GROUNDED, random.integers(clear, views, size=count), found)
        return np.asarray(found)

    def _recalled(self, index: int, view: int, random: np.random.Generator) -> np.ndarray | None:
        """Normalised latents of a picture to go by: the same subject drawn another way, one alike, or itself.

        Often in the pose of ``view``. Half of the time patches of it are forgotten, or it is noised.
        """
        clear = max(self._data.latents.shape[1] - GROUNDED, 2)
        others = [other for other in self._same.get(self._data.subjects[index], ()) if other != index]
        way = random.random()
        if way < _UNREMEMBERED:
            return None
        if way < 0.42 and others:
            chosen, seen = others[int(random.integers(len(others)))], view if view >= clear else view % 2
        elif way < 0.52:
            chosen, seen = int(random.choice(self._data.near[index])), view % 2
        elif way < 0.65:
            chosen, seen = index, view if view >= clear else int(random.integers(clear))
        else:
            chosen, seen = index, view
        found = self._normalised(self._data.latents[chosen, seen][None])[0]
        if random.random() < 0.5:
            if random.random() < 0.4:
                patch = self._net.config.patch
                side = self._net.config.grid // patch
                kept = (random.random((side, side)) > random.uniform(0.1, 0.7)).astype(np.float32)
                found = found * np.kron(kept, np.ones((patch, patch), np.float32))
            else:
                found = found + random.standard_normal(found.shape, np.float32) * np.float32(random.uniform(0.1, 1.0))
        return found

    def _loss(self, batch: Batch, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, float]]:
        return self._error(self._net, batch), {}

    def _error(self, net: FlowTransformer, batch: Batch) -> torch.Tensor:
        from crossmedia_studio.nets.flow_transformer import noised, velocity_loss

        noisy = noised(batch.clean, batch.noise, batch.time)
        said = net(noisy, batch.time, batch.ids, batch.roles, batch.memory, batch.remembered)
        return velocity_loss(said, batch.clean, batch.time)

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """The flow's loss on held-out pictures ("held out": how many; 0: on those it learns from)."""
        held_out = float(len(self._data.latents) - self._data.learned)
        return {"loss": float(self._error(_flow(networks), self._checked)), "held out": held_out}

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """Drawings of what the first pictures are called: straight RGBA uint8 (n, 128, 128, 4)."""
        import torch

        net = _flow(networks)
        random = np.random.default_rng(seed)
        count = min(_SHOWN, self._data.learned)
        chosen = np.linspace(0, self._data.learned - 1, count).astype(int)
        said = [
            self._vocabulary.ids(captions.plain(self._data.sayings[index], self._data.styles[index]), net.config.words)
            for index in chosen
        ]
        shape = (count, net.config.latent, net.config.grid, net.config.grid)
        shown = self._normalised(self._data.latents[chosen, 0])
        known = (np.arange(count) % 2).astype(np.float32)  # every second one from the words alone
        wanted = Wanted(np.stack([ids for ids, _ in said]), np.stack([roles for _, roles in said]), shown, known)
        noise = torch.from_numpy(random.standard_normal(shape, np.float32))
        made = flow(net, noise.to(self._device), wanted.to(self._device), steps=12, guidance=2.5, step=no_step)
        vae = latents.load_vae(self._models)
        restored = made.float().cpu().numpy() * self._deviation[:, None, None] + self._mean[:, None, None]
        return straight(latents.decode(vae, restored.astype(np.float32)) / 255.0)

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        net, data = _flow(networks), self._data
        model.write(folder, net.state_dict(), net.config, data.words, self._mean, self._deviation)
        drawings = [
            memory.Remembered(
                data.subjects[i], data.styles[i], tuple(one.captions[0] for one in data.sayings[i].values())
            )
            for i in range(data.learned)
        ]
        memory.write(folder, data.latents[: data.learned, 0].astype(np.float32), drawings)

    def _normalised(self, found: np.ndarray) -> np.ndarray:
        return (found.astype(np.float32) - self._mean[:, None, None]) / self._deviation[:, None, None]


def _flow(networks: Mapping[str, nn.Module]) -> FlowTransformer:
    from crossmedia_studio.nets.flow_transformer import FlowTransformer

    net = networks["flow"]
    assert isinstance(net, FlowTransformer)
    return net


def _begin(data: Prepared, options: SketchbookOptions) -> tuple[FlowTransformer, np.ndarray, np.ndarray]:
    """The network to train with its latents' mean and deviation: the studio's own, or a new one."""
    import torch

    from crossmedia_studio.nets.flow_transformer import FlowConfig, FlowTransformer

    table = torch.from_numpy(data.table)
    if options.begin == "studio":
        book = model.read(shipped_folder() / model.FAMILY)
        config = FlowConfig(**{**vars(book.net.config), "vocabulary": len(data.words)})
        net = FlowTransformer(config)
        state = {**book.net.state_dict(), "words.table": table, "words.own.weight": torch.zeros_like(table)}
        net.load_state_dict(state)
        return net, book.mean, book.deviation
    clear = max(data.latents.shape[1] - GROUNDED, 2)
    plain = data.latents[:, :clear, :, ::2, ::2].astype(np.float32)
    mean, deviation = plain.mean(axis=(0, 1, 3, 4)), plain.std(axis=(0, 1, 3, 4)) + 1e-4
    heads = next(heads for heads in (6, 8, 4, 2) if options.width % (2 * heads) == 0)
    latent, grid = data.latents.shape[2], data.latents.shape[3]
    net = FlowTransformer(
        FlowConfig(
            latent=latent, grid=grid, width=options.width, depth=options.depth, heads=heads,
            vocabulary=len(data.words), word_numbers=data.table.shape[1],
        )
    )  # fmt: skip
    net.words.table.copy_(table)
    return net, mean, deviation
