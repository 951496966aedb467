"""A Transformer that turns noise into picture latents, told by words: rectified flow with clean-latent prediction.

Lipman et al. 2023 "Flow Matching for Generative Modeling"; Peebles & Xie 2023 "Scalable Diffusion Models with
Transformers" (adaLN-zero blocks); Karras et al. 2022 "Elucidating the Design Space of Diffusion-Based Generative
Models" (what the network need not say is added outside it); Blattmann et al. 2022 "Semi-Parametric Neural Image
Synthesis" (a remembered picture beside the words); See et al. 2017 "Get To The Point" (what is remembered can be
copied, as much as a gate says). Words come as ids of a table of word vectors, each with a role
(subject, style, ground), pass a small Transformer, and act twice: as tokens beside the picture's and, pooled, in every
block's modulation. The remembered picture's latents are added patch by patch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

ROLES = 3
"""Subject, style, ground."""


@dataclass(frozen=True)
class FlowConfig:
    """``grid`` latents a side of ``latent`` numbers each, read in patches of ``patch``; ``words`` ids at most."""

    latent: int = 32
    grid: int = 8
    patch: int = 2
    width: int = 384
    depth: int = 8
    heads: int = 6
    words: int = 12
    word_numbers: int = 64
    word_depth: int = 2
    queries: int = 4
    vocabulary: int = 1

    @property
    def tokens(self) -> int:
        """Tokens of a picture."""
        return (self.grid // self.patch) ** 2


def modulate(x: torch.Tensor, shift: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    """(n, tokens, width) scaled and shifted by (n, width) each."""
    return x * (1.0 + scale.unsqueeze(1)) + shift.unsqueeze(1)


class Attention(nn.Module):
    """Multi-head self-attention with normalised queries and keys (Dehghani et al. 2023)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.mix = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.scale_q = nn.Parameter(torch.full((heads, 1, 1), math.sqrt(width / heads)))

    def forward(self, x: torch.Tensor, hidden: torch.Tensor | None = None) -> torch.Tensor:
        n, tokens, width = x.shape
        q, k, v = self.mix(x).view(n, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)  # (n, h, t, d)
        q = functional.normalize(q, dim=-1) * self.scale_q.to(q.dtype)
        k = functional.normalize(k, dim=-1)
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=hidden, scale=1.0)  # (n, h, t, d)
        return self.out(seen.transpose(1, 2).reshape(n, tokens, width))


class Block(nn.Module):
    """Attention and a two-layer perceptron; the condition shifts, scales and gates both (adaLN-zero)."""

    def __init__(self, width: int, heads: int, told: bool = True) -> None:
        super().__init__()
        self.attend = Attention(width, heads)
        self.widen = nn.Linear(width, 4 * width)
        self.narrow = nn.Linear(4 * width, width)
        self.tell = nn.Linear(width, 6 * width) if told else None
        if self.tell is not None:
            nn.init.zeros_(self.tell.weight)
            nn.init.zeros_(self.tell.bias)

    def forward(
        self, x: torch.Tensor, told: torch.Tensor | None = None, hidden: torch.Tensor | None = None
    ) -> torch.Tensor:
        size = x.shape[-1:]
        if self.tell is None or told is None:
            x = x + self.attend(functional.layer_norm(x, size), hidden)
            return x + self.narrow(functional.gelu(self.widen(functional.layer_norm(x, size)), approximate="tanh"))
        shift, scale, gate, shift2, scale2, gate2 = self.tell(functional.silu(told)).chunk(6, dim=-1)  # (n, width) each
        x = x + gate.unsqueeze(1) * self.attend(modulate(functional.layer_norm(x, size), shift, scale), hidden)
        inner = self.widen(modulate(functional.layer_norm(x, size), shift2, scale2))
        return x + gate2.unsqueeze(1) * self.narrow(functional.gelu(inner, approximate="tanh"))


class Words(nn.Module):
    """Word ids with roles → ``queries`` tokens and one pooled vector. Id 0 is no word."""

    def __init__(self, config: FlowConfig) -> None:
        super().__init__()
        width = config.width // 2
        self.register_buffer("table", torch.zeros(config.vocabulary, config.word_numbers))
        self.own = nn.Embedding(config.vocabulary, config.word_numbers)
        nn.init.zeros_(self.own.weight)
        self.enter = nn.Linear(config.word_numbers, width)
        self.role = nn.Parameter(torch.randn(ROLES, width) * 0.02)
        self.query = nn.Parameter(torch.randn(config.queries + 1, width) * 0.5)
        self.blocks = nn.ModuleList(Block(width, config.heads // 2, told=False) for _ in range(config.word_depth))
        self.leave = nn.Linear(width, config.width)
        self.table: torch.Tensor

    def vectors(self) -> torch.Tensor:
        """The vector of every word as it stands: (vocabulary, word_numbers)."""
        return (self.table + self.own.weight).detach()

    def forward(self, ids: torch.Tensor, roles: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(n, words) ids and roles → tokens (n, queries, width) and their summary (n, width)."""
        n = ids.shape[0]
        x = self.enter(self.table[ids] + self.own(ids)) + self.role[roles]  # (n, words, width/2)
        x = torch.cat([self.query.expand(n, -1, -1).to(x.dtype), x], dim=1)  # (n, queries + 1 + words, width/2)
        seen = torch.cat([ids.new_ones(n, self.query.shape[0]), ids], dim=1) > 0
        hidden = seen[:, None, None, :]  # (n, 1, 1, queries + 1 + words): False is not attended to
        for block in self.blocks:
            x = block(x, None, hidden)
        x = self.leave(functional.layer_norm(x[:, : self.query.shape[0]], x.shape[-1:]))  # (n, queries + 1, width)
        return x[:, 1:], x[:, 0]


class FlowTransformer(nn.Module):
    """``forward``: noisy latents, their time (0 noise … 1 picture) and words → the clean latents it expects."""

    def __init__(self, config: FlowConfig) -> None:
        super().__init__()
        self.config = config
        numbers = config.latent * config.patch**2
        self.enter = nn.Linear(numbers, config.width)
        self.remember = nn.Linear(numbers, config.width)
        self.remembers = nn.Parameter(torch.zeros(config.width))
        self.place = nn.Parameter(torch.randn(config.tokens, config.width) * 0.02)
        self.time = nn.Sequential(nn.Linear(256, config.width), nn.SiLU(), nn.Linear(config.width, config.width))
        self.words = Words(config)
        self.blocks = nn.ModuleList(Block(config.width, config.heads) for _ in range(config.depth))
        self.tell = nn.Linear(config.width, 2 * config.width)
        self.leave = nn.Linear(config.width, numbers)
        self.copy = nn.Linear(config.width, numbers)
        self.pass_on = nn.Linear(config.width, 2 * config.latent)
        for layer in (self.remember, self.tell, self.leave, self.copy, self.pass_on):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def patches(self, latents: torch.Tensor) -> torch.Tensor:
        """(n, latent, grid, grid) → (n, tokens, latent · patch²)."""
        p = self.config.patch
        n, c, h, w = latents.shape
        cut = latents.view(n, c, h // p, p, w // p, p)
        return cut.permute(0, 2, 4, 1, 3, 5).reshape(n, (h // p) * (w // p), c * p * p)

    def unpatched(self, tokens: torch.Tensor) -> torch.Tensor:
        """The inverse of ``patches``."""
        p, side = self.config.patch, self.config.grid // self.config.patch
        grid = tokens.view(tokens.shape[0], side, side, self.config.latent, p, p)
        return grid.permute(0, 3, 1, 4, 2, 5).reshape(-1, self.config.latent, side * p, side * p)

    def forward(
        self,
        latents: torch.Tensor,
        time: torch.Tensor,
        ids: torch.Tensor,
        roles: torch.Tensor,
        memory: torch.Tensor,
        remembered: torch.Tensor,
    ) -> torch.Tensor:
        """latents and memory (n, latent, grid, grid), time (n,), ids and roles (n, words) → (n, latent, grid, grid).

        ``remembered`` (n,) is 1 where ``memory`` holds a picture to go by, 0 where it holds nothing.
        """
        tokens, summary = self.words(ids, roles)
        told = self.time(timestep_embedding(time, 256).to(summary.dtype)) + summary  # (n, width)
        known = remembered.view(-1, 1, 1)
        t = time.view(-1, 1, 1, 1).to(latents.dtype)
        spread = (t.square() + (1.0 - t).square()).sqrt()  # the deviation of noisy latents
        x = self.enter(self.patches(latents / spread)) + self.place  # (n, tokens, width)
        x = x + known * (self.remember(self.patches(memory)) + self.remembers)
        x = torch.cat([x, tokens], dim=1)  # (n, tokens + queries, width)
        for block in self.blocks:
            x = block(x, told)
        shift, scale = self.tell(functional.silu(told)).chunk(2, dim=-1)  # (n, width) each
        x = modulate(functional.layer_norm(x[:, : self.config.tokens], x.shape[-1:]), shift, scale)
        made = self.unpatched(self.leave(x).to(latents.dtype))
        from_noisy, from_memory = self.pass_on(functional.silu(told))[..., None, None].to(latents.dtype).chunk(2, dim=1)
        gate = from_memory + self.unpatched(self.copy(x).to(latents.dtype))  # (n, latent, grid, grid)
        made = made + from_noisy * latents / spread + known[..., None] * gate * memory
        return t / spread.square() * latents + (1.0 - t) / spread * made


def timestep_embedding(time: torch.Tensor, width: int) -> torch.Tensor:
    """Sines and cosines of times 0 … 1, (n,), at ``width``/2 frequencies (Vaswani et al. 2017): (n, width)."""
    frequencies = torch.exp(torch.arange(width // 2, device=time.device) * (-math.log(10_000.0) / (width // 2)))
    angles = 1000.0 * time.float()[:, None] * frequencies  # (n, width/2)
    return torch.cat([angles.cos(), angles.sin()], dim=-1)


NEAREST = 0.05
"""Velocities are (clean − noisy) / (1 − time), with 1 − time held at this much or more."""


def noised(clean: torch.Tensor, noise: torch.Tensor, time: torch.Tensor) -> torch.Tensor:
    """The straight path from noise (time 0) to the picture (time 1); time (n,)."""
    t = time.view(-1, 1, 1, 1).to(clean.dtype)
    return t * clean + (1.0 - t) * noise


def velocity_loss(said: torch.Tensor, clean: torch.Tensor, time: torch.Tensor) -> torch.Tensor:
    """Mean squared error of the velocity when the network says the clean latents: |said − clean|² / (1 − t)²."""
    weight = 1.0 / (1.0 - time.float()).clamp(min=NEAREST).square()  # (n,)
    return (weight * (said.float() - clean.float()).square().mean(dim=(1, 2, 3))).mean()
