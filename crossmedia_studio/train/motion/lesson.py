"""The lesson of recipe ``motion``: a conditional variational autoencoder of the motion of clips."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from crossmedia_studio.nets.motion import Book, Encoder, MotionConfig, Mover, enlarged, reach, warped, waves
from crossmedia_studio.represent import motion
from crossmedia_studio.represent.motion import PHASES
from crossmedia_studio.train.motion import scenes
from crossmedia_studio.train.motion.clips import Clips
from crossmedia_studio.train.pictures import straight
from crossmedia_studio.train.recipe import Phase

if TYPE_CHECKING:
    from torch import nn

    from crossmedia_studio.train.recipes.motion import MotionOptions

_SHOWN, _COLUMNS = 6, 5
_CHECKED_AT_ONCE = 16
_LOOKED_AT = 8
"""Phases at which motion is compared."""
_SMALL = 0.015
"""Motion of this root mean square, in halves of the side, counts half as much as large motion does."""
_EDGES = 0.35
"""What the differences between neighbouring points count."""
_FREE = 8.0
"""Nats of a code that cost nothing (Kingma et al. 2016): without them no clip would have a code of its own."""
_LEARNED = 0.15
"""A clip of whose change less than this share is motion teaches little."""


class MotionLesson:
    """The first ``learned`` of ``clips`` are learned from; the rest are to check on."""

    averaged: tuple[str, ...] = ("motion",)

    def __init__(self, clips: Clips, learned: int, options: MotionOptions, device: str) -> None:
        self.config = MotionConfig(harmonics=options.harmonics, code=options.code, width=options.width)
        self._options, self._device = options, device
        mover, encoder = Mover(self.config), Encoder(self.config)
        self._nets = torch.nn.ModuleDict({"mover": mover, "encoder": encoder}).to(device)
        self.networks: dict[str, nn.Module] = {"motion": self._nets}
        self.phases: tuple[Phase, ...] = (Phase("motion", "motion", self._loss, options.rate, decay=1e-3),)
        self._stills = _planes(clips.stills)  # (n, 4, size, size) uint8
        self._paths = torch.from_numpy(clips.fields.paths)  # (n, 2 k, 2, side, side)
        teaches = np.clip(clips.fields.explained, _LEARNED / 4, 1.0)[:learned]
        self._chances = torch.from_numpy(teaches.astype(np.float64))
        self._held_out = len(clips.stills) - learned
        aside = slice(learned, None) if self._held_out else slice(0, learned)
        self._frames = clips.frames[aside]
        self._aside = torch.arange(len(clips.stills))[aside]
        self._most = clips.fields.explained[aside]
        plain = scenes.plain(self._stills[:learned].float() / 255.0, self._paths[:learned])
        amounts = amount(plain.paths, plain.weights)[torch.from_numpy(clips.fields.explained[:learned] > _LEARNED)]
        quartiles = np.quantile(amounts.numpy(), (0.25, 0.5, 0.75)) if len(amounts) else np.array([0.02, 0.04, 0.06])
        self._amounts = [round(float(value), 4) for value in quartiles]

    def batch(self, generator: torch.Generator) -> scenes.Scenes:
        """Scenes, by chance; clips that motion explains well come more often."""
        chosen = torch.multinomial(self._chances, self._options.batch, replacement=True, generator=generator)
        made = scenes.staged(self._stills[chosen].float() / 255.0, self._paths[chosen], generator)
        return scenes.Scenes(*(part.to(self._device) for part in (made.stills, made.paths, made.weights)))

    def _loss(self, batch: scenes.Scenes, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, Any]]:
        """How far points are from where they should be, against how far they go, and the divergence from N(0, 1)."""
        mean, log_variance = self._nets["encoder"](batch.stills, batch.paths)
        mean, log_variance = mean.float(), log_variance.float()
        noise = torch.randn(mean.shape, generator=generator).to(mean.device)
        paths = self._nets["mover"](batch.stills, mean + noise * (log_variance / 2).exp())
        error = off(paths, batch).mean()
        kl = divergence(mean, log_variance).mean()
        return error + self._options.kl * kl.clamp(min=_FREE), {"off": error.detach(), "kl": kl.detach()}

    @torch.no_grad()
    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """``loss``; ``explained``: the share of what changes in clips that the model moves as they do, told their code
        (``possible``: with the motion itself); ``held out`` counts clips that were kept aside."""
        nets: Any = networks["motion"]
        losses, shares = [], []
        for start in range(0, len(self._aside), _CHECKED_AT_ONCE):
            chosen = self._aside[start : start + _CHECKED_AT_ONCE]
            stills = self._stills[chosen].float() / 255.0
            seen = scenes.plain(stills, self._paths[chosen])
            on = scenes.Scenes(*(part.to(self._device) for part in (seen.stills, seen.paths, seen.weights)))
            mean, log_variance = (part.float() for part in nets["encoder"](on.stills, on.paths))
            paths = nets["mover"](on.stills, mean)
            total = off(paths, on) + self._options.kl * divergence(mean, log_variance)
            losses += total.tolist()
            frames = _planes(self._frames[start : start + _CHECKED_AT_ONCE]).float() / 255.0  # (n, 16, 4, 64, 64)
            shares += explained(frames, paths.cpu()).tolist()
        return {"loss": float(np.mean(losses)), "explained": float(np.mean(shares)),
                "possible": float(np.mean(self._most)), "held out": float(self._held_out)}  # fmt: skip

    @torch.no_grad()
    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """Strips: the still and five phases of a motion by chance: uint8 (n, size, 6 size, 4)."""
        nets: Any = networks["motion"]
        stills = self._stills[self._aside[:_SHOWN]].float() / 255.0
        book = self.book(networks)
        chance = torch.Generator().manual_seed(seed)
        codes = torch.stack(
            [motion.invented(book, look, chance, 0.7) for look in nets["mover"].looks(stills.to(self._device)).cpu()]
        )
        paths = nets["mover"](stills.to(self._device), codes.to(self._device)).cpu()
        wave = waves(torch.arange(_COLUMNS + 1) / (_COLUMNS + 1), self.config.harmonics)
        strips = warped(stills, enlarged(reach(paths, wave), *stills.shape[-2:]))  # (n, 6, 4, size, size)
        rows = strips.permute(0, 3, 1, 4, 2).flatten(2, 3)  # (n, size, 6 size, 4)
        return straight(rows.numpy())

    @torch.no_grad()
    def book(self, networks: Mapping[str, nn.Module]) -> Book:
        """The codes and looks of the clips that teach."""
        nets: Any = networks["motion"]
        learned = len(self._chances)
        teaching = torch.arange(learned)[self._chances > _LEARNED]
        teaching = teaching if len(teaching) else torch.arange(learned)
        codes, looks = [], []
        for chosen in teaching.split(_CHECKED_AT_ONCE):
            stills = self._stills[chosen].float().to(self._device) / 255.0
            codes.append(nets["encoder"](stills, self._paths[chosen].to(self._device))[0].float().cpu())
            looks.append(nets["mover"].looks(stills).cpu())
        return Book(torch.cat(codes), torch.cat(looks))

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        """Weights in eight bits and ``config.json``; ``amounts``: the quartiles of how far the clips move."""
        from crossmedia_studio.nets import packing

        book = self.book(networks)
        state = {**networks["motion"].state_dict(), "book.codes": book.codes, "book.looks": book.looks}
        (folder / "weights.safetensors").write_bytes(packing.to_bytes(state, eight_bits=True))
        config = {"family": "motion", "config": asdict(self.config), "amounts": self._amounts}
        (folder / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")


def off(paths: torch.Tensor, wanted: scenes.Scenes) -> torch.Tensor:
    """How far points are from where they should be, and neighbours from each other, against how far they go: (n,)."""
    wave = waves(torch.arange(_LOOKED_AT, device=paths.device) / _LOOKED_AT, paths.shape[1] // 2)[1:]
    missed = reach(paths.float() - wanted.paths, wave)  # (n, 7, 2, side, side)
    weights = wanted.weights[:, None]  # (n, 1, 1, side, side)
    size = amount(wanted.paths, wanted.weights).square() + _SMALL**2  # (n,)
    mass = wanted.weights.mean(dim=(1, 2, 3))
    distance = (missed.square().sum(dim=2, keepdim=True) * weights).mean(dim=(1, 2, 3, 4)) / mass
    steps = torch.stack([missed.diff(dim=axis).square().mean(dim=(1, 2, 3, 4)) for axis in (3, 4)]).sum(dim=0)
    return (distance + _EDGES * steps * (missed.shape[-1] / 4) ** 2) / size


def amount(paths: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Root mean square of how far the points go over the loop, in halves of the side: (n,)."""
    wave = waves(torch.arange(_LOOKED_AT, device=paths.device) / _LOOKED_AT, paths.shape[1] // 2)
    power = reach(paths, wave).square().sum(dim=2, keepdim=True) * weights[:, None]  # (n, 8, 1, side, side)
    return (power.mean(dim=(1, 2, 3, 4)) / weights.mean(dim=(1, 2, 3))).sqrt()


def divergence(mean: torch.Tensor, log_variance: torch.Tensor) -> torch.Tensor:
    """Of codes from N(0, 1), in nats: (n,)."""
    return 0.5 * (mean.square() + log_variance.exp() - log_variance - 1).sum(dim=1)


def explained(frames: torch.Tensor, paths: torch.Tensor) -> torch.Tensor:
    """The share of what changes in clips (n, 16, 4, h, w) that ``paths`` explain; below 0: worse than a still: (n,)."""
    wave = waves(torch.arange(1, PHASES) / PHASES, paths.shape[1] // 2)
    made = warped(frames[:, 0], reach(paths, wave))
    missed = (made - frames[:, 1:]).abs().mean(dim=(1, 2, 3, 4))
    frozen = (frames[:, :1] - frames[:, 1:]).abs().mean(dim=(1, 2, 3, 4))
    return 1 - missed / frozen.clamp(min=1e-4)


def _planes(pixels: np.ndarray) -> torch.Tensor:
    """uint8 (…, h, w, 4) → (…, 4, h, w)."""
    return torch.from_numpy(np.ascontiguousarray(np.moveaxis(pixels, -1, -3)))
