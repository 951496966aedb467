"""Tells drawn-again pictures from real ones patch by patch: what makes an autoencoder draw crisply.

Isola et al. 2017 "Image-to-Image Translation with Conditional Adversarial Networks" (PatchGAN), as used on autoencoders
by Esser et al. 2021 "Taming Transformers"; hinge loss (Lim & Ye 2017), matching of features (Wang et al. 2018,
"pix2pixHD"). Patches see 52 px.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional


class PatchCritic(nn.Module):
    """``forward``: pictures (n, channels, h, w) → how real each patch looks (n, 1, h/8, w/8), and what it looked at."""

    def __init__(self, channels: int = 4, width: int = 48) -> None:
        super().__init__()
        sizes = (channels, width, 2 * width, 4 * width)
        convolutions = [nn.Conv2d(before * 4, after, 3, padding=1) for before, after in pairwise(sizes)]
        for layer in convolutions:
            nn.init.kaiming_normal_(layer.weight, a=0.2)
        self.layers = nn.ModuleList(convolutions)
        self.say = nn.Conv2d(sizes[-1], 1, 3, padding=1)

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
        x, seen = pictures, []
        for layer in self.layers:
            x = functional.leaky_relu(layer(functional.pixel_unshuffle(x, 2)), 0.2)  # (n, width, h/2, w/2), …
            seen.append(x)
        return self.say(x), seen


def critic_loss(real: torch.Tensor, made: torch.Tensor) -> torch.Tensor:
    """Hinge: real patches above 1, made ones below −1."""
    return 0.5 * (functional.relu(1.0 - real).mean() + functional.relu(1.0 + made).mean())


def matching_loss(made: Sequence[torch.Tensor], real: Sequence[torch.Tensor]) -> torch.Tensor:
    """Mean absolute difference of what the critic saw, a mean over its layers."""
    return torch.stack([(one - other.detach()).abs().mean() for one, other in zip(made, real, strict=True)]).mean()


def smoothness(critic: PatchCritic, real: torch.Tensor) -> torch.Tensor:
    """Mean squared gradient of the critic's sum at real pictures (R1; Mescheder et al. 2018)."""
    real = real.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(critic(real)[0].sum(), real, create_graph=True)
    return gradient.square().sum(dim=(1, 2, 3)).mean()
