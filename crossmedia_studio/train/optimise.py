"""How weights move: one AdamW a phase, the schedule of its rate, the running average, and the watch for divergence.

AdamW: Loshchilov & Hutter 2019 · cosine: Loshchilov & Hutter 2017 · average with a growing half-life: Karras et al.
2022, "Elucidating the Design Space of Diffusion-Based Generative Models", appendix F.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import nn

from crossmedia_studio.train.checkpoint import Tensors
from crossmedia_studio.train.recipe import Phase

_FLOOR = 0.02
_RAMP = 0.05


def rate_share(step: int, fraction: float, warmup: int, schedule: str) -> float:
    """The learning rate at ``step`` (from 0) as a share of its top: linear warm-up times the schedule.

    ``fraction`` of the run that is over, 0–1: a cosine falls with it from 1 to 0.02, and the warm-up takes at most its
    first tenth.
    """
    rise = min(1.0, max((step + 1) / warmup, fraction / 0.1)) if warmup else 1.0
    if schedule == "constant":
        return rise
    return rise * (_FLOOR + (1.0 - _FLOOR) * 0.5 * (1.0 + math.cos(math.pi * min(max(fraction, 0.0), 1.0))))


def average_decay(step: int, half_life: int) -> float:
    """What the average keeps of itself at ``step`` (from 1): its half-life grows with 5 % of the steps so far."""
    if half_life <= 0:
        return 0.0
    return 0.5 ** (1.0 / min(float(half_life), max(step * _RAMP, 1e-3)))


class Average:
    """An exponential moving average of a network, as a network of its own (``network``)."""

    def __init__(self, live: nn.Module) -> None:
        self.network = copy.deepcopy(live).requires_grad_(False).eval()
        self._kept: list[torch.Tensor] = list(self.network.parameters())
        self._live: list[torch.Tensor] = list(live.parameters())
        self._buffers = list(zip(self.network.buffers(), live.buffers(), strict=True))

    @torch.no_grad()
    def update(self, decay: float) -> None:
        """Move towards the live network; buffers (running statistics) are copied."""
        torch._foreach_lerp_(self._kept, self._live, 1.0 - decay)
        for mine, theirs in self._buffers:
            mine.copy_(theirs)


class Optimiser:
    """AdamW for the trainable parameters of one phase's network."""

    def __init__(self, phase: Phase, network: nn.Module) -> None:
        self.phase = phase
        self.parameters = [parameter for parameter in network.parameters() if parameter.requires_grad]
        self._adam = torch.optim.AdamW(self.parameters, lr=phase.rate, betas=phase.betas, weight_decay=phase.decay)

    def clear(self) -> None:
        self._adam.zero_grad(set_to_none=True)

    def step(self, share: float, clip: float) -> torch.Tensor:
        """Move the weights at ``share`` of the phase's rate. → The norm of the gradient before it was clipped."""
        norm = nn.utils.clip_grad_norm_(self.parameters, clip or math.inf)
        for group in self._adam.param_groups:
            group["lr"] = self.phase.rate * share
        self._adam.step()
        return norm

    def tensors(self) -> Tensors:
        """Its state as ``INDEX.KEY`` → tensor."""
        state = self._adam.state_dict()["state"]
        return {f"{index}.{key}": value for index, values in state.items() for key, value in values.items()}

    def restore(self, tensors: Mapping[str, torch.Tensor]) -> None:
        """Take over what :meth:`tensors` gave, in the memory layout of the weights. Raises RuntimeError if it does not
        fit them."""
        state: dict[int, dict[str, torch.Tensor]] = {}
        for name, tensor in tensors.items():
            index, _, key = name.partition(".")
            if not index.isdecimal() or int(index) >= len(self.parameters):
                raise RuntimeError(f"there is no weight for {name}")
            if tensor.ndim:
                tensor = torch.empty_like(self.parameters[int(index)]).copy_(tensor)
            state.setdefault(int(index), {})[key] = tensor
        self._adam.load_state_dict({"state": state, "param_groups": self._adam.state_dict()["param_groups"]})


@contextmanager
def only(mine: Optimiser, others: list[Optimiser]) -> Iterator[None]:
    """Inside, gradients reach the parameters of ``mine`` alone: no work is spent on what this phase does not move."""
    own = {id(parameter) for parameter in mine.parameters}
    frozen = [p for other in others for p in other.parameters if id(p) not in own and p.requires_grad]
    for parameter in frozen:
        parameter.requires_grad_(False)
    try:
        yield
    finally:
        for parameter in frozen:
            parameter.requires_grad_(True)


@dataclass
class Watch:
    """Notices a run that goes astray: a figure that is no number, or a loss that loses most of what was learnt.

    The second is judged on the smoothed loss (half-life 25 steps): four times its lowest and more than half of where
    it began. It fits a loss that falls, so it is asked only of lessons with one phase: in a game losses may rise.
    """

    count: int = 0
    smooth: float = 0.0
    start: float = 0.0
    lowest: float = math.inf

    def astray(self, figures: Mapping[str, float], loss: float | None) -> bool:
        """Whether the step that gave ``figures`` went astray; ``loss`` (None: not judged) is followed over time."""
        if not all(math.isfinite(value) for value in figures.values()):
            return True
        if loss is None:
            return False
        self.count += 1
        share = max(1.0 / self.count, 1.0 - 0.5 ** (1.0 / 25.0))
        self.smooth += share * (loss - self.smooth)
        if self.count == 10:
            self.start = self.smooth
        if self.count < 50:
            return False
        self.lowest = min(self.lowest, self.smooth)
        return self.lowest > 0.0 and self.smooth > max(4.0 * self.lowest, 0.5 * self.start)
