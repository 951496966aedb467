"""Tiny recipes with everything a real one has: several phases, chance of both sorts, running statistics, samples."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.datasets.dataset import Dataset, Item
from crossmedia_studio.train.recipe import Lesson, Phase
from crossmedia_studio.train.recipes import RECIPES
from crossmedia_studio.train.run import Trained, train_model

NOTHING = Dataset("numbers", Kind.TEXT, (Item("0" * 64, Path("a.txt"), licence="CC0-1.0"),))


@dataclass(frozen=True)
class ToyOptions:
    rate: float = option(0.01, "Rate", minimum=0, maximum=1e9)
    width: int = option(8, "Width", minimum=1, maximum=64)
    pause: float = option(0.0, "Seconds a step", minimum=0, maximum=1)


class Duet:
    """A generator with dropout and running statistics against a critic, in one dimension."""

    averaged: tuple[str, ...] = ("generator",)

    def __init__(self, options: ToyOptions) -> None:
        width = options.width
        self.options = options
        self.networks: dict[str, nn.Module] = {
            "generator": nn.Sequential(
                nn.Linear(4, width), nn.BatchNorm1d(width), nn.Dropout(0.2), nn.Linear(width, 1)
            ),
            "critic": nn.Sequential(nn.Linear(1, width), nn.SiLU(), nn.Linear(width, 1)),
        }
        self.phases: tuple[Phase, ...] = (
            Phase("critic", "critic", self._critic, options.rate, betas=(0.0, 0.99)),
            Phase("generator", "generator", self._generator, options.rate, betas=(0.0, 0.99)),
            Phase("penalty", "critic", self._penalty, options.rate, betas=(0.0, 0.99), every=4),
        )

    def batch(self, generator: torch.Generator) -> torch.Tensor:
        time.sleep(self.options.pause)
        return torch.randn(16, 1, generator=generator) + 3.0

    def _fake(self, generator: torch.Generator) -> torch.Tensor:
        return self.networks["generator"](torch.randn(16, 4, generator=generator))

    def _critic(self, batch: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, float]]:
        critic = self.networks["critic"]
        with torch.no_grad():
            fake = self._fake(generator)
        return functional.softplus(-critic(batch)).mean() + functional.softplus(critic(fake)).mean(), {}

    def _generator(self, batch: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, float]]:
        fake = self._fake(generator)
        assert not any(weight.requires_grad for weight in self.networks["critic"].parameters())
        return functional.softplus(-self.networks["critic"](fake)).mean(), {"mean": float(fake.detach().mean())}

    def _penalty(self, batch: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, float]]:
        batch = batch.clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(self.networks["critic"](batch).sum(), batch, create_graph=True)
        return 0.1 * slope.square().mean(), {}

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        made = networks["generator"](torch.randn(256, 4))
        return {"loss": float((made.mean() - 3.0).abs())}

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        made = networks["generator"](torch.randn(6, 4)).detach().numpy().reshape(6, 1, 1, 1)
        pictures = np.full((6, 8, 8, 4), 255, np.uint8)
        pictures[..., :3] = np.clip(made * 40, 0, 255).astype(np.uint8)
        return pictures

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        save_file(
            {k: v.contiguous() for k, v in networks["generator"].state_dict().items()}, folder / "model.safetensors"
        )
        (folder / "config.json").write_text(json.dumps({"family": "toy"}), encoding="utf-8")


class Line:
    """One weight that learns to be 3 by the square of its error."""

    averaged: tuple[str, ...] = ("line",)

    def __init__(self, options: ToyOptions) -> None:
        self.options = options
        self.line = nn.Linear(1, 1, bias=False)
        self.networks: dict[str, nn.Module] = {"line": self.line}
        self.phases: tuple[Phase, ...] = (Phase("line", "line", self._loss, options.rate),)
        self.poison_at = -1
        self.steps = 0

    def batch(self, generator: torch.Generator) -> torch.Tensor:
        time.sleep(self.options.pause)
        self.steps += 1
        batch = torch.randn(16, 1, generator=generator)
        return batch * torch.nan if self.steps == self.poison_at else batch

    def _loss(self, batch: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, float]]:
        return (self.line(batch) - 3.0 * batch).square().mean(), {}

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        (weight,) = networks["line"].parameters()
        return {"loss": float((weight - 3.0).square())}

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        return np.zeros((0, 8, 8, 4), np.uint8)

    def lines(self, networks: Mapping[str, nn.Module], seed: int) -> tuple[str, ...]:
        (weight,) = networks["line"].parameters()
        return (f"The weight\nis {float(weight):.1f}", "and that is all")

    def sounds(self, networks: Mapping[str, nn.Module], seed: int) -> tuple[Audio, ...]:
        (weight,) = networks["line"].parameters()
        return (Audio(np.full((800, 1), float(weight) / 10.0, np.float32), 8000),)

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        save_file(dict(networks["line"].state_dict()), folder / "model.safetensors")
        (folder / "config.json").write_text(json.dumps({"family": "toy"}), encoding="utf-8")


class DuetRecipe:
    name: ClassVar = "duet"
    title: ClassVar = "A duet"
    about: ClassVar = "Two networks against each other"
    family: ClassVar = "toy"
    kind: ClassVar = Kind.TEXT
    Options: ClassVar[type] = ToyOptions

    def lesson(
        self, dataset: Dataset, options: ToyOptions, models: Models, work: Path, device: str, step: Step
    ) -> Lesson:
        step(1, 1)
        return Duet(options)


class LineRecipe:
    name: ClassVar = "line"
    title: ClassVar = "A line"
    about: ClassVar = "One weight"
    family: ClassVar = "toy"
    kind: ClassVar = Kind.TEXT
    Options: ClassVar[type] = ToyOptions

    def lesson(
        self, dataset: Dataset, options: ToyOptions, models: Models, work: Path, device: str, step: Step
    ) -> Lesson:
        step(1, 1)
        return Line(options)


def add_toys() -> None:
    """Put them into the table of recipes of this process."""
    RECIPES.setdefault("duet", DuetRecipe())
    RECIPES.setdefault("line", LineRecipe())


def train(
    recipe: str, home: Path, *, name: str = "toy", step: Step = no_step, resume: bool = True, **options: Any
) -> Trained:
    """One training of a toy under ``home``, on one thread."""
    models = Models(home / "models", threads=1)
    given = {"minutes": 0, "precision": "float32", "warmup": 0, **options}
    return train_model(
        recipe, NOTHING, name, given, models, home / "runs", home / "models", "cpu", step, resume, title="A toy"
    )  # fmt: skip
