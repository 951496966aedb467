"""From noise to latents along the flow of a trained network: guided, from a picture, or around what must stay.

Euler steps of the velocity (clean − noisy) / (1 − time) on times shifted towards noise (Esser et al. 2024, "Scaling
Rectified Flow Transformers"); classifier-free guidance (Ho & Salimans 2022) within an interval of times (Kynkäänniemi
et al. 2024), since the last steps only need the condition.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.core.progress import Step, no_step

if TYPE_CHECKING:
    import torch

    from crossmedia_studio.nets.flow_transformer import FlowTransformer

GUIDED = (0.05, 0.9)
"""Times between which the words are exaggerated."""
SHIFT = 1.5


@dataclass(frozen=True)
class Wanted:
    """What is asked for: ids and roles of words, int64 (n, words) each, and a remembered picture to go by.

    ``memory`` are its latents, normalised, float32 (n, latent, grid, grid); ``remembered`` (n,) says how far (0 … 1).
    """

    ids: np.ndarray
    roles: np.ndarray
    memory: np.ndarray
    remembered: np.ndarray
    device: str = "cpu"

    def of(self, rows: np.ndarray) -> Wanted:
        """Those of ``rows`` alone."""
        ids, roles, memory, remembered = self.ids[rows], self.roles[rows], self.memory[rows], self.remembered[rows]
        return replace(self, ids=ids, roles=roles, memory=memory, remembered=remembered)

    def to(self, device: str) -> Wanted:
        """The same, on another device."""
        return replace(self, device=device)


def times(steps: int, start: float = 0.0) -> np.ndarray:
    """``steps`` + 1 times from ``start`` to 1, denser near noise."""
    even = np.linspace(0.0, 1.0, steps + 1)
    shifted = even / (even + SHIFT * (1.0 - even))
    return start + (1.0 - start) * shifted


def flow(
    net: FlowTransformer,
    noise: torch.Tensor,
    wanted: Wanted,
    *,
    steps: int = 24,
    guidance: float = 3.0,
    clean: torch.Tensor | None = None,
    start: float = 0.0,
    keep: torch.Tensor | None = None,
    step: Step = no_step,
) -> torch.Tensor:
    """Latents (n, latent, grid, grid), normalised, that answer ``wanted``; ``noise`` has their shape.

    With ``clean`` latents the flow begins at time ``start`` (0 … 1) from their noised version; ``keep`` (n, 1, grid,
    grid), 1 where they must stay, holds them on their own path all the way. ``step`` is called before every step.
    """
    import torch

    from crossmedia_studio.nets.flow_transformer import NEAREST, noised

    ids, roles, memory, remembered = (
        torch.from_numpy(part).to(wanted.device)
        for part in (wanted.ids, wanted.roles, wanted.memory, wanted.remembered)
    )
    told = (torch.cat([ids, ids * 0]), torch.cat([roles, roles * 0]))
    shown = (memory.repeat(2, 1, 1, 1), torch.cat([remembered, remembered * 0]))
    count = len(noise)
    x = noise if clean is None else noised(clean, noise, torch.full((count,), start, device=wanted.device))
    path = times(steps, start)
    with torch.inference_mode():
        for index, (now, then) in enumerate(pairwise(path)):
            step(index, steps)
            time = torch.full((count,), float(now), device=wanted.device)
            if guidance != 1.0 and GUIDED[0] <= now <= GUIDED[1]:
                with_all, without = net(x.repeat(2, 1, 1, 1), time.repeat(2), *told, *shown).chunk(2)
                said = without + guidance * (with_all - without)
            else:
                said = net(x, time, ids, roles, memory, remembered)
            x = x + (float(then) - float(now)) * (said - x) / max(1.0 - float(now), NEAREST)
            if clean is not None and keep is not None:
                held = noised(clean, noise, torch.full((count,), float(then), device=wanted.device))
                x = keep * held + (1.0 - keep) * x
    return x
