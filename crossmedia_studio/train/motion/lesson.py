"""The lesson of recipe ``motion``: from a still and the components of a motion to that motion."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from crossmedia_studio.nets.motion import (
    LOOKED_AT,
    Book,
    MotionConfig,
    Mover,
    amount,
    enlarged,
    reach,
    warped,
    waves,
)
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
_SMALL = 0.015
"""Motion of this root mean square, in halves of the side, counts half as much as large motion does."""
_EDGES = 0.35
"""What the differences between neighbouring points count."""
_VARIETY = 0.4
_LEARNED = 0.15
"""A clip of whose change less than this share is motion teaches little."""


class MotionLesson:
    """The first ``learned`` of ``clips`` are learned from; the rest are to check on."""

    averaged: tuple[str, ...] = ("motion",)

    def __init__(self, clips: Clips, learned: int, options: MotionOptions, device: str) -> None:
        self.config = MotionConfig(harmonics=options.harmonics, code=options.code, width=options.width)
        self._options, self._device = options, device
        self._net = Mover(self.config)
        self.networks: dict[str, nn.Module] = {"motion": self._net}
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
        moving = torch.from_numpy(clips.fields.explained[:learned] > _LEARNED)
        if not moving.any():
            moving[:] = True
        amounts = amount(plain.paths, plain.weights)[moving]
        both = torch.cat([plain.paths[moving], scenes.mirrored(plain.paths[moving])])
        self._net.learn(both, amounts.repeat(2))
        self._net.to(device)
        quartiles = np.quantile(amounts.numpy(), (0.25, 0.5, 0.75))
        self._amounts = [round(float(value), 4) for value in quartiles]

    def batch(self, generator: torch.Generator) -> tuple[scenes.Scenes, torch.Tensor]:
        """Scenes by chance and the codes (batch, code) of their clips; clips that motion explains come more often."""
        chosen = torch.multinomial(self._chances, self._options.batch, replacement=True, generator=generator)
        made, paths = scenes.staged(self._stills[chosen].float() / 255.0, self._paths[chosen], generator)
        codes = self._net.code_of(paths.to(self._device))
        noise = torch.randn(codes.shape, generator=generator).to(self._device)
        on = scenes.Scenes(*(part.to(self._device) for part in (made.stills, made.paths, made.weights)))
        return on, codes + self._options.noise * noise

    def _loss(
        self, batch: tuple[scenes.Scenes, torch.Tensor], generator: torch.Generator
    ) -> tuple[torch.Tensor, Mapping[str, Any]]:
        """How far points are from where they should be, against how far they go."""
        wanted, codes = batch
        error = off(self._net(wanted.stills, codes), wanted).mean()
        return error, {"off": error.detach()}

    @torch.no_grad()
    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """``loss``; ``explained``: the share of what changes in clips that the model moves as they do, told their code
        (``possible``: with the motion itself); ``held out`` counts clips that were kept aside."""
        net: Any = networks["motion"]
        losses, shares = [], []
        for start in range(0, len(self._aside), _CHECKED_AT_ONCE):
            chosen = self._aside[start : start + _CHECKED_AT_ONCE]
            seen = scenes.plain(self._stills[chosen].float() / 255.0, self._paths[chosen])
            on = scenes.Scenes(*(part.to(self._device) for part in (seen.stills, seen.paths, seen.weights)))
            paths = net(on.stills, net.code_of(on.paths))
            losses += off(paths, on).tolist()
            frames = _planes(self._frames[start : start + _CHECKED_AT_ONCE]).float() / 255.0  # (n, 16, 4, 64, 64)
            shares += explained(frames, paths.cpu()).tolist()
        return {"loss": float(np.mean(losses)), "explained": float(np.mean(shares)),
                "possible": float(np.mean(self._most)), "held out": float(self._held_out)}  # fmt: skip

    @torch.no_grad()
    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """Strips: the still and five phases of a motion invented for it: uint8 (n, size, 6 size, 4)."""
        net: Any = networks["motion"]
        stills = self._stills[self._aside[:_SHOWN]].float() / 255.0
        book, chance = self.book(networks), torch.Generator().manual_seed(seed)
        looks = net.looks(stills.to(self._device)).cpu()
        codes = torch.stack([motion.invented(book, look, chance, _VARIETY) for look in looks])
        paths = net(stills.to(self._device), codes.to(self._device)).cpu()
        wave = waves(torch.arange(_COLUMNS + 1) / (_COLUMNS + 1), self.config.harmonics)
        strips = warped(stills, enlarged(reach(paths, wave), *stills.shape[-2:]))  # (n, 6, 4, size, size)
        rows = strips.permute(0, 3, 1, 4, 2).flatten(2, 3)  # (n, size, 6 size, 4)
        return straight(rows.numpy())

    @torch.no_grad()
    def book(self, networks: Mapping[str, nn.Module]) -> Book:
        """The codes and looks of the clips that teach."""
        net: Any = networks["motion"]
        teaching = torch.arange(len(self._chances))[self._chances > _LEARNED]
        teaching = teaching if len(teaching) else torch.arange(len(self._chances))
        codes, looks = [], []
        for chosen in teaching.split(_CHECKED_AT_ONCE):
            looks.append(net.looks(self._stills[chosen].float().to(self._device) / 255.0).cpu())
            codes.append(net.code_of(self._paths[chosen].to(self._device)).cpu())
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
    wave = waves(torch.arange(LOOKED_AT, device=paths.device) / LOOKED_AT, paths.shape[1] // 2)[1:]
    missed = reach(paths.float() - wanted.paths, wave)  # (n, 7, 2, side, side)
    weights = wanted.weights[:, None]  # (n, 1, 1, side, side)
    size = amount(wanted.paths, wanted.weights).square() + _SMALL**2  # (n,)
    mass = wanted.weights.mean(dim=(1, 2, 3))
    distance = (missed.square().sum(dim=2, keepdim=True) * weights).mean(dim=(1, 2, 3, 4)) / mass
    steps = torch.stack([missed.diff(dim=axis).square().mean(dim=(1, 2, 3, 4)) for axis in (3, 4)]).sum(dim=0)
    return (distance + _EDGES * steps * (missed.shape[-1] / 4) ** 2) / size


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
