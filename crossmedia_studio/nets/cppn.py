"""Compositional pattern producing network (Stanley 2007): a random function of place that draws patterns at any size.

Never trained: its weights come from a seed. Used by the painter and the visualiser. It counts in float64 and rounds,
so that neither the number of threads nor the machine shows in the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import nn


@dataclass(frozen=True)
class CPPNConfig:
    """``frequency`` scales space (more: finer pattern), ``latent`` numbers move through the family of patterns."""

    width: int = 28
    depth: int = 5
    latent: int = 6
    fields: int = 4
    frequency: float = 1.0


class CPPN(nn.Module):
    """Place (x, y, radius) and a latent vector → smooth fields in 0–1."""

    def __init__(self, config: CPPNConfig, random: np.random.Generator) -> None:
        super().__init__()
        self.config = config
        sizes = [3 + config.latent, *[config.width] * config.depth]
        self.first = nn.Linear(sizes[0], sizes[1])
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes[1:]))
        self.head = nn.Linear(config.width, config.fields)
        with torch.no_grad():  # numpy's generator gives the same numbers on every machine
            for index, layer in enumerate([self.first, *self.layers, self.head]):
                gain = 1.35 if index else 1.0
                weight = random.standard_normal(tuple(layer.weight.shape)) * gain / np.sqrt(layer.weight.shape[1])
                layer.weight.copy_(torch.from_numpy(weight.astype(np.float32)))
                layer.bias.copy_(
                    torch.from_numpy((random.standard_normal(layer.bias.shape[0]) * 0.3).astype(np.float32))
                )
        self.double().eval()

    def forward(self, places: torch.Tensor, latent: torch.Tensor) -> torch.Tensor:
        """``places`` (n, 3): x, y, radius; ``latent`` (latent,) → (n, fields) in 0–1."""
        first = self.first
        spread = first.weight[:, :3] * self.config.frequency
        h = places @ spread.T + (first.weight[:, 3:] @ latent + first.bias) * 1.4  # (n, width)
        h = torch.sin(h)
        for index, layer in enumerate(self.layers):
            h = layer(h)  # (n, width)
            a, b, c = h.chunk(3, dim=1)
            h = torch.cat([torch.tanh(a), torch.sin(1.6 * b), torch.exp(-c * c)], dim=1)
            if index % 2:
                h = h * 1.2
        return torch.sigmoid(2.2 * self.head(h))  # (n, fields)


def places(width: int, height: int) -> torch.Tensor:
    """(height × width, 3): x and y from −1 to 1 along the shorter side, and the distance from the middle."""
    short = min(width, height)
    down = (torch.arange(height, dtype=torch.float64) - (height - 1) / 2) * 2 / short
    across = (torch.arange(width, dtype=torch.float64) - (width - 1) / 2) * 2 / short
    y, x = torch.meshgrid(down, across, indexing="ij")
    return torch.stack([x, y, torch.sqrt(x * x + y * y)], dim=-1).reshape(-1, 3)


@torch.inference_mode()
def draw(net: CPPN, latent: np.ndarray, grid: torch.Tensor, width: int, height: int) -> np.ndarray:
    """float32 (height, width, fields) in 0–1, a band of rows at a time so that memory stays small."""
    z = torch.from_numpy(latent.astype(np.float64))
    parts = [net(part, z) for part in grid.split(65_536)]
    return torch.cat(parts).reshape(height, width, -1).round(decimals=6).float().numpy()
