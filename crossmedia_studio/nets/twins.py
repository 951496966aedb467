"""One space for pictures and sounds: a vector z stands for a picture's code and a sound's latents together.

A variational autoencoder of pairs (Kingma & Welling 2014) that remembers instead of drawing: z attends to the known
pairs near it (a kernel memory, as in Ramsauer et al. 2021, "Hopfield Networks is All You Need"), since a code averaged
over many pictures draws none of them. The first numbers of z are tied to what an ear and an eye share.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

_SHARP = 5.0
"""More leaves more of the way to single pairs and hurries from one to the next."""


@dataclass(frozen=True)
class TwinsConfig:
    """``known`` pairs; ``picture`` and ``sound`` numbers of each half as the encoder sees them; ``code`` numbers of z,
    the first ``axes`` of them tied; z recalls the ``near`` pairs around it."""

    known: int
    picture: int
    sound: int
    code: int = 8
    axes: int = 2
    width: int = 256
    near: int = 3


class Twins(nn.Module):
    """``keys`` (known, code): where the known pairs lie once training is over; ``known`` of them are shared out."""

    keys: Tensor

    def __init__(self, config: TwinsConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = nn.Sequential(
            nn.Linear(config.picture + config.sound, config.width), nn.SiLU(),
            nn.Linear(config.width, config.width), nn.LayerNorm(config.width), nn.SiLU(),
            nn.Linear(config.width, 2 * config.code),
        )  # fmt: skip
        self.sharpness = nn.Parameter(torch.tensor(1.0))
        self.register_buffer("keys", torch.zeros(config.known, config.code))

    def encode(self, picture: Tensor, sound: Tensor) -> tuple[Tensor, Tensor]:
        """(n, picture) and (n, sound), each number about N(0, 1) → mean and log variance of z, (n, code) each."""
        mean, spread = self.encoder(torch.cat([picture, sound], dim=1)).chunk(2, dim=1)  # (n, code) twice
        return mean, spread.clamp(-8.0, 4.0)

    def likeness(self, z: Tensor, keys: Tensor) -> Tensor:
        """Log-weights (n, m), not normalised, of ``keys`` (m, code) seen from ``z`` (n, code): a Gaussian kernel."""
        return -functional.softplus(self.sharpness) * torch.cdist(z, keys).square()

    def recall(self, z: Tensor, allowed: Tensor) -> tuple[Tensor, Tensor]:
        """The known pairs nearest to z (n, code), and their shares: (n, k) each, k ≤ ``near``; shares sum to 1.

        ``allowed`` (known,) bool, at least one. A pair's share is nothing where another is about to take its place: a
        walk through z jumps nowhere.
        """
        there = int(allowed.sum())
        count = min(self.config.near, there)
        apart = torch.cdist(z, self.keys).square().masked_fill(~allowed, torch.inf)  # (n, known)
        least, which = apart.topk(min(count + 1, there), dim=1, largest=False)
        edge = least[:, -1:] if least.shape[1] > count else least[:, -1:] + 1.0
        closeness = ((edge - least[:, :count]) / (edge - least[:, :1]).clamp_min(1e-9)).clamp(0.0, 1.0)  # (n, k)
        shares = closeness.pow(_SHARP)
        return which[:, :count], shares / shares.sum(dim=1, keepdim=True).clamp_min(1e-9)

    @torch.no_grad()
    def settle(self, picture: Tensor, sound: Tensor) -> None:
        """Put the known pairs, (known, picture) and (known, sound), in their places."""
        self.keys.copy_(self.encode(picture, sound)[0])
