"""A lesson with all that moves it: optimisers, averages and chance. It takes steps; ``loop`` decides when to stop.

All chance comes from two places that a checkpoint keeps: a CPU generator handed to the lesson, and PyTorch's own
(dropout). On the CPU a restored learner therefore goes on to the bit; on a GPU as far as its kernels repeat themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import torch
from torch import nn

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.train.checkpoint import Tensors, damaged, prefixed, under
from crossmedia_studio.train.optimise import Average, Optimiser, average_decay, only
from crossmedia_studio.train.options import LoopOptions
from crossmedia_studio.train.recipe import Lesson
from crossmedia_studio.train.team import Team

Figures = dict[str, torch.Tensor | float]


class Learner:
    """The networks of one lesson and everything needed to train them on."""

    def __init__(self, lesson: Lesson, options: LoopOptions, team: Team) -> None:
        self.lesson, self.team = lesson, team
        self._clip, self._half_life = options.clip, options.average
        self._optimisers = [Optimiser(phase, lesson.networks[phase.network]) for phase in lesson.phases]
        self._averages = {name: Average(lesson.networks[name]) for name in lesson.averaged}
        self._chance = torch.Generator().manual_seed(options.seed + 7919 * team.rank)
        self._own_chance: Tensors = {}
        self._fast = bfloat16(options.precision, team.device)

    @property
    def game(self) -> bool:
        """Whether networks play against each other (several phases), so that losses need not fall."""
        return len(self._optimisers) > 1

    @property
    def precision(self) -> str:
        """What it computes in."""
        return "bfloat16" if self._fast else "float32"

    def step(self, number: int, share: float) -> Figures:
        """Every phase once on one batch at ``share`` of its rate, then the averages; ``number`` counts from 0.

        → Losses and figures, and gradient norms under names with ``_`` before them. Reading them waits for the device.
        """
        figures: Figures = {}
        batch = self.lesson.batch(self._chance)
        for optimiser in self._optimisers:
            phase = optimiser.phase
            if number % phase.every:
                continue
            with only(optimiser, self._optimisers):
                optimiser.clear()
                with self._autocast():
                    loss, more = phase.loss(batch, self._chance)
                loss.backward()
            self.team.average(optimiser.parameters)
            norm = optimiser.step(share, self._clip)
            figures |= {phase.name if self.game else "loss": loss.detach(), f"_{phase.name}": norm.detach(), **more}
        decay = average_decay(number + 1, self._half_life)
        for average in self._averages.values():
            average.update(decay)
        return figures

    @contextmanager
    def judging(self) -> Iterator[Mapping[str, nn.Module]]:
        """The networks as they would be kept, to measure and draw with: averaged, no gradients, chance untouched."""
        kept = {name: self._averages[name].network if name in self._averages else network
                for name, network in self.lesson.networks.items()}  # fmt: skip
        training = [network for network in kept.values() if network.training]
        with self._chance_kept(), torch.no_grad(), self._autocast():
            for network in training:
                network.eval()
            try:
                yield kept
            finally:
                for network in training:
                    network.train()

    @contextmanager
    def own_chance(self, seed: int) -> Iterator[None]:
        """Inside, PyTorch's own chance is this learner's: from ``seed``, or where a checkpoint left it."""
        with self._chance_kept():
            if self._own_chance:
                self._take_up_chance()
            else:
                torch.manual_seed(seed)
            yield

    def _chance_kept(self) -> AbstractContextManager[None]:
        """Afterwards PyTorch's own chance is what it was before."""
        return torch.random.fork_rng([self.team.device] if self.team.device.type == "cuda" else [])

    def _take_up_chance(self) -> None:
        torch.set_rng_state(self._own_chance["torch"])
        if self.team.device.type == "cuda" and "cuda" in self._own_chance:
            torch.cuda.set_rng_state(self._own_chance["cuda"], self.team.device)
        self._own_chance = {}

    def _autocast(self) -> torch.autocast:
        return torch.autocast(self.team.device.type, torch.bfloat16, enabled=self._fast)

    def tensors(self) -> Tensors:
        """All of it, by name, for a checkpoint. The whole team has to ask at once."""
        found: Tensors = {}
        for name, network in self.lesson.networks.items():
            found |= prefixed(network.state_dict(), f"network/{name}")
        for name, average in self._averages.items():
            found |= prefixed(average.network.state_dict(), f"average/{name}")
        for optimiser in self._optimisers:
            found |= prefixed(optimiser.tensors(), f"optimiser/{optimiser.phase.name}")
        found["chance/batches"] = self.team.rows(self._chance.get_state())  # (team, bytes)
        found["chance/torch"] = torch.get_rng_state()
        if self.team.device.type == "cuda":
            found["chance/cuda"] = torch.cuda.get_rng_state(self.team.device)
        return found

    def restore(self, tensors: Tensors, path: Path, *, at_work: bool) -> None:
        """Take over a checkpoint; ``at_work``: PyTorch's own chance too, at once (else when work begins).

        Raises TrainingError if it does not fit these networks.
        """
        try:
            for name, network in self.lesson.networks.items():
                network.load_state_dict(under(tensors, f"network/{name}"))
            for name, average in self._averages.items():
                average.network.load_state_dict(under(tensors, f"average/{name}"))
            for optimiser in self._optimisers:
                optimiser.restore(under(tensors, f"optimiser/{optimiser.phase.name}"))
        except RuntimeError as error:
            raise TrainingError(
                tr("The run cannot go on"),
                why=tr("its networks have another shape than these data and options ask for"),
                do=tr("Start the training anew or choose another name"),
            ) from error
        try:
            rows = tensors["chance/batches"]
            if len(rows) == self.team.size:  # a team of another size draws new batches
                self._chance.set_state(rows[self.team.rank].contiguous())
            self._own_chance = under(tensors, "chance")
        except (KeyError, RuntimeError, TypeError) as error:
            raise damaged(path) from error
        if at_work:
            self._take_up_chance()

    def load_kept(self, tensors: Tensors) -> None:
        """Take over only what is kept as the model: averages, and the networks that have none."""
        for name, network in self.lesson.networks.items():
            if name in self._averages:
                self._averages[name].network.load_state_dict(under(tensors, f"average/{name}"))
            else:
                network.load_state_dict(under(tensors, f"network/{name}"))


def bfloat16(precision: str, device: torch.device) -> bool:
    """Whether to multiply in bfloat16 (sums and weights stay float32): asked for, or "auto" where hardware does it."""
    if precision != "auto":
        return precision == "bfloat16"
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    able = torch.cpu.get_capabilities()
    return device.type == "cpu" and bool(able.get("avx512_bf16") or able.get("amx_bf16"))
