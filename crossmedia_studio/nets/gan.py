"""A generative adversarial network of small maps: latents of the picture autoencoder, 8 × 8 × 32, normalised.

Its source of chance is not plain noise but codes between those of pictures that are alike, as in instance-conditioned
GANs (Casanova et al. 2021), so that little training covers all it has seen. The generator draws a code with modulated,
demodulated convolutions (StyleGAN2, Karras et al. 2020) in residual blocks and without noise inputs, so that a walk
through its codes never flickers. The critic is a residual network with minibatch standard deviation (Karras et al.
2018) and a projection for the style (Miyato & Koyama 2018).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

GAIN = 2**0.5
"""Keeps the variance of a leaky ReLU's output at that of its input."""


@dataclass(frozen=True)
class GANConfig:
    """``channels`` and ``side`` are those of the map; ``styles`` names the classes it is conditioned on (at least one).

    ``code`` numbers make a code; ``known`` codes with ``near`` neighbours each are kept.
    """

    channels: int = 32
    side: int = 8
    styles: tuple[str, ...] = ("3d", "flat", "line")
    code: int = 768
    known: int = 1
    near: int = 6
    mapped: int = 192
    width: int = 128
    depth: int = 2
    critic: int = 128
    critic_depth: int = 1


def leaky(x: torch.Tensor) -> torch.Tensor:
    """Leaky ReLU of slope 0.2, variance kept."""
    return functional.leaky_relu(x, 0.2) * GAIN


class ModulatedConv(nn.Module):
    """A convolution whose input channels a style scales and whose outputs are brought back to unit variance.

    The weights stay shared in the batch: input and output are scaled instead (Karras et al. 2020, section 2.2).
    """

    def __init__(self, inside: int, outside: int, mapped: int, kernel: int = 3, demodulate: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outside, inside, kernel, kernel) / (inside * kernel * kernel) ** 0.5)
        self.bias = nn.Parameter(torch.zeros(outside))
        self.scale = nn.Linear(mapped, inside)
        nn.init.ones_(self.scale.bias)
        self.demodulate = demodulate

    def forward(self, x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
        """Maps (n, inside, h, w) and styles (n, mapped) → (n, outside, h, w)."""
        scale = self.scale(w)  # (n, inside)
        y = functional.conv2d(x * scale[:, :, None, None], self.weight, padding=self.weight.shape[-1] // 2)
        if self.demodulate:
            power = self.weight.square().sum(dim=(2, 3))  # (outside, inside)
            y = y * torch.rsqrt(scale.square() @ power.T + 1e-8)[:, :, None, None]
        return y + self.bias[:, None, None]


class StyledBlock(nn.Module):
    """Two modulated convolutions, added to their input."""

    def __init__(self, width: int, mapped: int) -> None:
        super().__init__()
        self.first = ModulatedConv(width, width, mapped)
        self.second = ModulatedConv(width, width, mapped)

    def forward(self, x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
        return (x + self.second(leaky(self.first(leaky(x), w)), w)) * 0.5**0.5  # (n, width, h, w)


class Codebook(nn.Module):
    """The codes of the pictures that were learned from, and which of them are alike: new codes lie between those.

    ``codes`` (known, code) are whitened principal components, ``kinds`` (known,) style numbers, ``near`` (known,
    near) the nearest of the same style (the picture itself where there are none).
    """

    codes: torch.Tensor
    kinds: torch.Tensor
    near: torch.Tensor

    def __init__(self, config: GANConfig) -> None:
        super().__init__()
        self.register_buffer("codes", torch.zeros(config.known, config.code))
        self.register_buffer("kinds", torch.zeros(config.known, dtype=torch.long))
        self.register_buffer("near", torch.zeros(config.known, config.near, dtype=torch.long))

    def between(self, index: torch.Tensor, neighbour: torch.Tensor, share: torch.Tensor) -> torch.Tensor:
        """Codes (n, code) that lie ``share`` (n,), 0–1, of the way from pictures to a neighbour (n,), 0 … near − 1."""
        first, second = self.codes[index], self.codes[self.near[index, neighbour]]
        return torch.lerp(first, second, share[:, None])


class Generator(nn.Module):
    """A code (principal components of a map, whitened) and a style → a normalised map.

    ``layout`` and ``middle`` lay out what the components say and never change; the modulated blocks draw it in full.
    ``mean`` (per channel) and ``deviation`` take a map back to latents; ``book`` holds the codes it learned from.
    """

    layout: torch.Tensor
    middle: torch.Tensor
    mean: torch.Tensor
    deviation: torch.Tensor

    def __init__(self, config: GANConfig = GANConfig()) -> None:
        super().__init__()
        self.config = config
        mapped, width, side = config.mapped, config.width, config.side
        self.styles = nn.Embedding(len(config.styles), mapped)
        self.mapping = nn.ModuleList([nn.Linear(config.code, mapped), nn.Linear(mapped, mapped)])
        self.start = nn.Linear(mapped, width * (side // 2) ** 2)
        self.enter = nn.Conv2d(config.channels, width, 3, padding=1)
        self.small = nn.ModuleList([StyledBlock(width, mapped)])
        self.large = nn.ModuleList([StyledBlock(width, mapped) for _ in range(config.depth)])
        self.last = ModulatedConv(width, config.channels, mapped, demodulate=False)
        nn.init.zeros_(self.last.weight)
        self.book = Codebook(config)
        self.register_buffer("layout", torch.zeros(config.channels * side * side, config.code))
        self.register_buffer("middle", torch.zeros(config.channels * side * side))
        self.register_buffer("mean", torch.zeros(config.channels))
        self.register_buffer("deviation", torch.ones(()))

    def learn(self, latents: torch.Tensor, kinds: torch.Tensor) -> torch.Tensor:
        """Begin from latents (known, channels, side, side) and their style numbers: what is normal, the codes, and
        the layout by principal components. → The normalised maps."""
        self.mean.copy_(latents.mean(dim=(0, 2, 3)))
        self.deviation.copy_((latents - self.mean[:, None, None]).square().mean().sqrt().clamp(min=1e-4))
        maps = self.normalise(latents)
        found = components(maps, self.config.code)
        self.layout.copy_(found.axes * found.spread)
        self.middle.copy_(found.mean)
        self.book.codes.copy_(found.codes(maps))
        self.book.kinds.copy_(kinds)
        self.book.near.copy_(alike(self.book.codes, found.spread, kinds, self.config.near))
        return maps

    def map(self, code: torch.Tensor, style: torch.Tensor) -> torch.Tensor:
        """Codes (n, code) and style numbers (n,) → intermediate latents w (n, mapped)."""
        first, second = self.mapping
        w = leaky(first(code) + self.styles(style))  # (n, mapped)
        return leaky(second(w))  # (n, mapped)

    def forward(self, code: torch.Tensor, style: torch.Tensor) -> torch.Tensor:
        """Codes (n, code) and style numbers (n,) → normalised maps (n, channels, side, side)."""
        side, width = self.config.side, self.config.width
        w = self.map(code, style)
        base = functional.linear(code, self.layout, self.middle)  # (n, channels · side · side)
        base = base.view(-1, self.config.channels, side, side)  # (n, channels, side, side)
        x = self.start(w).view(-1, width, side // 2, side // 2)  # (n, width, side/2, side/2)
        for block in self.small:
            x = block(x, w)
        x = functional.interpolate(x, scale_factor=2, mode="bilinear")  # (n, width, side, side)
        x = (x + self.enter(base)) * 0.5**0.5
        for block in self.large:
            x = block(x, w)
        return base + self.last(leaky(x), w)  # (n, channels, side, side)

    def normalise(self, latents: torch.Tensor) -> torch.Tensor:
        """Latents (n, channels, h, w) of the autoencoder → maps: each channel of mean 0, all together of variance 1.

        One deviation for all, since a change shows in the picture as much in one channel as in another.
        """
        return (latents - self.mean[:, None, None]) / self.deviation

    def latents(self, maps: torch.Tensor) -> torch.Tensor:
        """The way back from ``normalise``."""
        return maps * self.deviation + self.mean[:, None, None]


@dataclass(frozen=True)
class Components:
    """Principal components of maps: ``mean`` (d,), ``axes`` (d, code), ``spread`` (code,) standard deviations."""

    mean: torch.Tensor
    axes: torch.Tensor
    spread: torch.Tensor

    def codes(self, maps: torch.Tensor) -> torch.Tensor:
        """Maps (n, channels, side, side) → whitened codes (n, code), within ±5."""
        return ((maps.flatten(1) - self.mean) @ self.axes / self.spread).clamp(-5.0, 5.0)


def components(maps: torch.Tensor, count: int) -> Components:
    """The first ``count`` principal components of ``maps`` (n, channels, side, side); at most n − 1 and their size."""
    flat = maps.flatten(1).double()  # (n, d)
    mean = flat.mean(dim=0)
    centred = flat - mean
    gram = centred @ centred.T if len(flat) <= flat.shape[1] else centred.T @ centred
    values, vectors = torch.linalg.eigh(gram)  # ascending
    values, vectors = values.flip(0)[:count].clamp(min=1e-6), vectors.flip(1)[:, :count]
    axes = centred.T @ vectors / values.sqrt() if len(flat) <= flat.shape[1] else vectors  # (d, count)
    return Components(mean.float(), axes.float(), (values / len(flat)).sqrt().float())


def alike(codes: torch.Tensor, spread: torch.Tensor, kinds: torch.Tensor, count: int) -> torch.Tensor:
    """The ``count`` nearest of the same kind for each code, by the size of their components: (n, count)."""
    placed = codes * spread
    found = torch.empty(len(codes), count, dtype=torch.long)
    for index in range(len(codes)):
        far = (placed - placed[index]).square().sum(dim=1)  # (n,)
        far = far.masked_fill(kinds != kinds[index], float("inf"))
        far[index] = torch.inf
        order = far.argsort()[:count]
        order = torch.where(far[order].isfinite(), order, torch.full_like(order, index))
        found[index, : len(order)] = order
        found[index, len(order) :] = index
    return found


class PlainBlock(nn.Module):
    """Two convolutions, added to their input; the second starts at zero, so no normalisation is needed."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.second(leaky(self.first(leaky(x))))  # (n, width, h, w)


class Critic(nn.Module):
    """A normalised map and its style → how real it looks, a number without limits. ``seen`` counts its lessons."""

    seen: torch.Tensor

    def __init__(self, config: GANConfig = GANConfig(), group: int = 8) -> None:
        super().__init__()
        width, half = config.critic, config.side // 2
        self.group = group
        self.first = nn.Conv2d(config.channels, width, 3, padding=1)
        self.large = nn.ModuleList([PlainBlock(width) for _ in range(config.critic_depth)])
        self.small = nn.ModuleList([PlainBlock(width)])
        self.mix = nn.Conv2d(width + 1, width, 3, padding=1)
        self.flat = nn.Linear(width * half * half, width)
        self.score = nn.Linear(width, 1)
        self.styles = nn.Embedding(len(config.styles), width)
        nn.init.zeros_(self.styles.weight)
        self.register_buffer("seen", torch.zeros((), dtype=torch.long))

    def forward(self, maps: torch.Tensor, style: torch.Tensor) -> torch.Tensor:
        """Maps (n, channels, side, side) and style numbers (n,) → scores (n,)."""
        x = self.first(maps)  # (n, width, side, side)
        for block in self.large:
            x = block(x)
        x = functional.avg_pool2d(x, 2)  # (n, width, side/2, side/2)
        for block in self.small:
            x = block(x)
        x = leaky(self.mix(torch.cat([x, self.spread(x)], dim=1)))  # (n, width, side/2, side/2)
        x = leaky(self.flat(x.flatten(1)))  # (n, width)
        return self.score(x)[:, 0] + (x * self.styles(style)).mean(dim=1)  # (n,)

    def spread(self, x: torch.Tensor) -> torch.Tensor:
        """The standard deviation within groups of the batch as one more channel (n, 1, h, w)."""
        count, channels, height, width = x.shape
        group = min(self.group, count)
        while count % group:
            group -= 1
        parts = x.reshape(group, count // group, channels, height, width)  # (group, n/group, channels, h, w)
        spread = (parts.var(dim=0, correction=0) + 1e-8).sqrt().mean(dim=(1, 2, 3))  # (n/group,)
        return spread.repeat(group)[:, None, None, None].expand(count, 1, height, width)
