"""From noise to the latents of a sound, told by words and a length: rectified flow over moments.

Lipman et al. 2023 "Flow Matching for Generative Modeling" with clean-latent prediction and the Transformer blocks of
``nets.flow_transformer`` (Peebles & Xie 2023). Words act as a bag: the mean of their vectors, in either language.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

from crossmedia_studio.nets.flow_transformer import NEAREST, Block, modulate, noised, timestep_embedding

_MOMENTUM = 0.01


@dataclass(frozen=True)
class SoundFlowConfig:
    """Windows of ``moments`` latents of ``latent`` numbers; ``words`` ids at most, of a ``vocabulary``."""

    latent: int = 32
    moments: int = 16
    width: int = 144
    depth: int = 4
    heads: int = 6
    words: int = 8
    vocabulary: int = 1


class SoundFlow(nn.Module):
    """``forward``: noisy latents, their time (0 noise … 1 sound), words and length → the clean latents it expects."""

    def __init__(self, config: SoundFlowConfig) -> None:
        super().__init__()
        self.config = config
        width = config.width
        self.register_buffer("middle", torch.zeros(config.latent, 1))
        self.register_buffer("spread", torch.ones(config.latent, 1))
        self.enter = nn.Linear(config.latent, width)
        self.place = nn.Parameter(torch.randn(config.moments, width) * 0.02)
        self.time = nn.Sequential(nn.Linear(128, width), nn.SiLU(), nn.Linear(width, width))
        self.length = nn.Sequential(nn.Linear(64, width), nn.SiLU(), nn.Linear(width, width))
        self.words = nn.Embedding(config.vocabulary, width, padding_idx=0)
        self.said = nn.Sequential(nn.SiLU(), nn.Linear(width, width))
        self.blocks = nn.ModuleList(Block(width, config.heads) for _ in range(config.depth))
        self.tell = nn.Linear(width, 2 * width)
        self.leave = nn.Linear(width, config.latent)
        for layer in (self.tell, self.leave):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
        self.middle: torch.Tensor
        self.spread: torch.Tensor

    def normal(self, latents: torch.Tensor) -> torch.Tensor:
        """Latents (n, latent, moments) with mean 0 and deviation 1 of each number."""
        return (latents - self.middle) / self.spread

    def usual(self, latents: torch.Tensor) -> torch.Tensor:
        """The inverse of ``normal``."""
        return latents * self.spread + self.middle

    @torch.no_grad()
    def follow(self, latents: torch.Tensor) -> None:
        """Keep the running mean and deviation of latents (n, latent, moments)."""
        rows = latents.float().transpose(0, 1).flatten(1)  # (latent, n · moments)
        self.middle.lerp_(rows.mean(dim=1, keepdim=True), _MOMENTUM)
        self.spread.lerp_(rows.std(dim=1, keepdim=True).clamp(min=1e-3), _MOMENTUM)

    @torch.no_grad()
    def settle(self, latents: torch.Tensor) -> None:
        """Take mean and deviation from all latents (n, latent, moments) that there are."""
        rows = latents.float().transpose(0, 1).flatten(1)  # (latent, n · moments)
        self.middle.copy_(rows.mean(dim=1, keepdim=True))
        self.spread.copy_(rows.std(dim=1, keepdim=True).clamp(min=1e-3))

    def loss(
        self,
        latents: torch.Tensor,
        ids: torch.Tensor,
        seconds: torch.Tensor,
        generator: torch.Generator,
        counted: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Mean squared error of the velocity towards latents (n, latent, moments) at times by chance; ``counted`` (n,)
        says which rows count."""
        clean = self.normal(latents)[:, :, None]  # (n, latent, 1, moments)
        time = torch.sigmoid(torch.randn(len(clean), generator=generator)).to(clean.device)
        noise = torch.randn(clean.shape, generator=generator).to(clean.device)
        said = self(noised(clean, noise, time), time, ids, seconds).float()
        error = (said - clean).square().mean(dim=(1, 2, 3)) / (1.0 - time).clamp(min=NEAREST).square()  # (n,)
        weight = torch.ones_like(error) if counted is None else counted.to(error.dtype)
        return (error * weight).sum() / weight.sum().clamp(min=1.0)

    def forward(
        self, latents: torch.Tensor, time: torch.Tensor, ids: torch.Tensor, seconds: torch.Tensor
    ) -> torch.Tensor:
        """latents, normalised, (n, latent, 1, moments), time (n,), ids (n, words), seconds (n,) → as the latents."""
        known = (ids > 0).float()
        bag = (self.words(ids) * known[..., None]).sum(dim=1) / known.sum(dim=1, keepdim=True).clamp(min=1.0)
        told = self.time(timestep_embedding(time, 128)) + self.said(bag)  # (n, width)
        told = told + self.length(timestep_embedding(0.25 * seconds, 64))
        t = time.view(-1, 1, 1, 1).to(latents.dtype)
        spread = (t.square() + (1.0 - t).square()).sqrt()  # the deviation of noisy latents
        x = self.enter((latents / spread)[:, :, 0].transpose(1, 2)) + self.place  # (n, moments, width)
        for block in self.blocks:
            x = block(x, told)
        shift, scale = self.tell(functional.silu(told)).chunk(2, dim=-1)  # (n, width) each
        made = self.leave(modulate(functional.layer_norm(x, x.shape[-1:]), shift, scale))  # (n, moments, latent)
        made = made.transpose(1, 2)[:, :, None].to(latents.dtype)  # (n, latent, 1, moments)
        return t / spread.square() * latents + (1.0 - t) / spread * made
