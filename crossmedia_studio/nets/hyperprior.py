"""A picture codec: a variational autoencoder with a mean-scale hyperprior, at any rate from one set of weights.

Ballé, Minnen, Singh, Hwang & Johnston 2018, "Variational image compression with a scale hyperprior"; its mean as in
Minnen, Ballé & Toderici 2018, "Joint autoregressive and hierarchical priors" (without the autoregression); the simpler
normalisation of Johnston et al. 2019, "Computationally efficient neural image compression"; rates by the gain units
of Cui et al. 2021, "Asymmetric gained deep image compression". Pictures are RGB in 0 … 1.

The numbers that an entropy decoder needs come from ``ExactPrior``: the hyper-decoder in whole numbers, the same bits
on every machine (the concern of Ballé, Johnston & Minnen 2019, "Integer networks for data compression").
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

FACTOR = 16
"""Picture pixels along the side of one latent."""
HYPER_FACTOR = 4
"""Latents along the side of one hyper-latent."""

LOWEST, STEP, SCALES = -2.25, 0.125, 64
"""Standard deviations are exp(LOWEST + STEP · i), i < SCALES: 0.105 … 277. Binary fractions, so they are exact."""


_FIRST_GAIN = 3.0


@dataclass(frozen=True)
class HyperpriorConfig:
    """``widths`` are the channels at 1/2, 1/4 and 1/8 of the side; ``levels`` the qualities 1 … ``levels``.

    ``lowest`` and ``highest`` are the weights λ of the error (MSE on 0–255) against bits a pixel at both ends.
    """

    widths: tuple[int, int, int] = (48, 96, 128)
    latent: int = 176
    hyper: int = 96
    hyper_latent: int = 64
    levels: int = 8
    lowest: float = 0.0015
    highest: float = 0.15

    def weight(self, quality: torch.Tensor) -> torch.Tensor:
        """λ at ``quality`` (n,), 1 … ``levels``: even steps of its logarithm."""
        share = (quality - 1.0) / (self.levels - 1)
        return self.lowest * (self.highest / self.lowest) ** share


class Normalise(nn.Module):
    """Divisive normalisation, x / (β + γ |x|) over channels, or its inverse x · (β + γ |x|)."""

    def __init__(self, width: int, inverse: bool = False) -> None:
        super().__init__()
        self.inverse = inverse
        self.beta = nn.Parameter(torch.ones(width))
        self.gamma = nn.Parameter(torch.eye(width) * 0.1 + 0.01)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        gamma = self.gamma.square()[:, :, None, None]  # (width, width, 1, 1)
        norm = functional.conv2d(x.abs(), gamma, self.beta.square() + 1e-4)  # (n, width, h, w)
        return x * norm if self.inverse else x / norm


def _down(given: int, made: int, kernel: int = 5) -> nn.Conv2d:
    return nn.Conv2d(given, made, kernel, stride=2, padding=kernel // 2)


def _up(given: int, made: int) -> nn.ConvTranspose2d:
    return nn.ConvTranspose2d(given, made, 5, stride=2, padding=2, output_padding=1)


def _keep_variance(transform: nn.Module) -> None:
    """Begin with weights that hand on the variance of what they are given, so that learning starts at once."""
    for layer in transform.modules():
        if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
            area = layer.kernel_size[0] * layer.kernel_size[1]
            share = layer.stride[0] ** 2 if isinstance(layer, nn.ConvTranspose2d) else 1
            nn.init.normal_(layer.weight, std=math.sqrt(share / (layer.in_channels * area)))
            nn.init.zeros_(layer.bias)  # type: ignore[arg-type]


class Gains(nn.Module):
    """Channel-wise factors by quality: one vector a level, between levels even steps of its logarithm."""

    def __init__(self, start: torch.Tensor) -> None:
        """``start`` (levels, width): the logarithms to begin with."""
        super().__init__()
        self.log = nn.Parameter(start.clone())

    def logarithms(self, quality: torch.Tensor) -> torch.Tensor:
        """``quality`` (n,) in 1 … levels → (n, width, 1, 1)."""
        place = (quality - 1.0).clamp(0.0, len(self.log) - 1.0)
        below = place.floor().long().clamp(max=max(len(self.log) - 2, 0))
        share = (place - below)[:, None]
        mixed = self.log[below] * (1.0 - share) + self.log[(below + 1).clamp(max=len(self.log) - 1)] * share
        return mixed[:, :, None, None]

    def forward(self, quality: torch.Tensor) -> torch.Tensor:
        return self.logarithms(quality).exp()


class Hyperprior(nn.Module):
    """``analyse`` gives latents in steps of the quality, ``synthesise`` the picture from rounded ones.

    ``forward`` does all for training: the picture, and the bits that latents and hyper-latents cost.
    """

    def __init__(self, config: HyperpriorConfig = HyperpriorConfig()) -> None:
        super().__init__()
        self.config = config
        one, two, three = config.widths
        latent, hyper, hyper_latent = config.latent, config.hyper, config.hyper_latent
        self.analysis = nn.Sequential(
            _down(3, one), Normalise(one),  # (n, one, h/2, w/2)
            _down(one, two), Normalise(two),  # (n, two, h/4, w/4)
            _down(two, three), Normalise(three),  # (n, three, h/8, w/8)
            _down(three, latent),  # (n, latent, h/16, w/16)
        )  # fmt: skip
        self.synthesis = nn.Sequential(
            _up(latent, three), Normalise(three, inverse=True),  # (n, three, h/8, w/8)
            _up(three, two), Normalise(two, inverse=True),  # (n, two, h/4, w/4)
            _up(two, one), Normalise(one, inverse=True),  # (n, one, h/2, w/2)
            _up(one, 3),  # (n, 3, h, w)
        )  # fmt: skip
        self.hyper_analysis = nn.Sequential(
            nn.Conv2d(latent, hyper, 3, padding=1), nn.ReLU(),  # (n, hyper, h/16, w/16)
            _down(hyper, hyper, 3), nn.ReLU(),  # (n, hyper, h/32, w/32)
            _down(hyper, hyper_latent, 3),  # (n, hyper_latent, h/64, w/64)
        )  # fmt: skip
        self.hyper_synthesis = nn.Sequential(
            nn.Conv2d(hyper_latent, 4 * hyper_latent, 3, padding=1), nn.PixelShuffle(2), Clipped(),  # … h/32, w/32
            nn.Conv2d(hyper_latent, 4 * hyper, 3, padding=1), nn.PixelShuffle(2), Clipped(),  # … h/16, w/16
            nn.Conv2d(hyper, 2 * latent, 3, padding=1),  # (n, 2·latent, h/16, w/16)
        )  # fmt: skip
        steps = 0.5 * math.log(config.highest / config.lowest) * torch.linspace(0.0, 1.0, config.levels)
        start = (steps + math.log(_FIRST_GAIN))[:, None].expand(config.levels, latent)
        self.gain = Gains(start)
        self.inverse_gain = Gains(-start)
        self.hyper_scale = Gains(torch.zeros(config.levels, hyper_latent))
        for transform in (self.analysis, self.synthesis):
            _keep_variance(transform)

    def analyse(self, pictures: torch.Tensor, quality: torch.Tensor) -> torch.Tensor:
        """Pictures (n, 3, h, w), sides multiples of 16, quality (n,) → latents (n, latent, h/16, w/16)."""
        return self.analysis(pictures - 0.5).float() * self.gain(quality)

    def synthesise(self, latents: torch.Tensor, quality: torch.Tensor) -> torch.Tensor:
        """Latents (n, latent, h, w) as rounded at ``quality`` → pictures (n, 3, 16 h, 16 w), nearly in 0 … 1."""
        return self.synthesis(latents * self.inverse_gain(quality)).float() + 0.5

    def hyper_latents(self, latents: torch.Tensor) -> torch.Tensor:
        """Latents (n, latent, h, w) → hyper-latents (n, hyper_latent, ⌈h/4⌉, ⌈w/4⌉)."""
        return self.hyper_analysis(latents).float()

    def prior(self, hyper: torch.Tensor, height: int, width: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Rounded hyper-latents → mean and logarithm of the deviation of latents, each (n, latent, height, width)."""
        found = self.hyper_synthesis(hyper).float()[:, :, :height, :width]
        mean, log_scale = found.chunk(2, dim=1)
        return mean, log_scale

    def forward(
        self, pictures: torch.Tensor, quality: torch.Tensor, generator: torch.Generator | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The pictures again, and bits a picture (n,).

        With a ``generator`` bits are measured under uniform noise, which has a gradient (Ballé et al. 2017), while the
        synthesis sees rounded latents with the gradient of no rounding (Minnen & Singh 2020); without, all is rounded.
        """
        latents = self.analyse(pictures, quality)
        hyper = self.hyper_latents(latents)
        mean, log_scale = self.prior(rounded(hyper), latents.shape[2], latents.shape[3])
        around = latents - mean
        bits = cost(_disturbed(around, generator), log_scale)
        hyper_scale = self.hyper_scale.logarithms(quality).expand_as(hyper)
        bits = bits + cost(_disturbed(hyper, generator), hyper_scale)
        return self.synthesise(rounded(around) + mean, quality), bits


class Clipped(nn.Module):
    """A rectifier that stops at 64, so that whole-number sums stay small enough to be exact."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.clamp(0.0, 64.0)


def rounded(x: torch.Tensor) -> torch.Tensor:
    """``x`` in whole numbers, with the gradient of ``x``."""
    return x + (x.round() - x).detach()


def _disturbed(x: torch.Tensor, generator: torch.Generator | None) -> torch.Tensor:
    if generator is None:
        return x.round()
    return x + (torch.rand(x.shape, generator=generator) - 0.5).to(x.device)


def cost(x: torch.Tensor, log_scale: torch.Tensor) -> torch.Tensor:
    """Bits of ``x`` in steps of one under a normal distribution about 0 of deviation exp(``log_scale``): (n,)."""
    scale = log_scale.clamp(LOWEST, LOWEST + STEP * (SCALES - 1)).exp() * math.sqrt(2.0)
    distance = x.abs()
    mass = 0.5 * (torch.erfc((distance - 0.5) / scale) - torch.erfc((distance + 0.5) / scale))
    return -mass.clamp(min=1e-9).log2().flatten(1).sum(1)


class ExactPrior:
    """The hyper-decoder of a trained network in whole numbers: what it says is the same wherever it is computed.

    Weights are rounded to 2⁻¹⁴ and activations to 2⁻⁸, and float64 holds every sum of their products exactly (they
    stay below 2⁴⁸ of the last place), so neither the order of a sum nor fused operations can change a bit of it.
    """

    WEIGHT, ACTIVATION, MEAN = 2.0**14, 2.0**8, 16
    LARGEST_WEIGHT, LARGEST_INPUT = 64.0, 2047

    def __init__(self, net: Hyperprior) -> None:
        """Raises ValueError for weights that no training makes (not finite, or beyond ±64)."""
        self._layers: list[tuple[torch.Tensor, torch.Tensor]] = []
        for layer in net.hyper_synthesis:
            if isinstance(layer, nn.Conv2d):
                weight, bias = (self._rounded(value) for value in (layer.weight, layer.bias))
                self._layers.append((weight.flatten(1), bias))  # (made, given · 3 · 3), (made,)
        self._hyper_scale = net.hyper_scale.log.detach().double().cpu()  # (levels, hyper_latent)
        if not torch.isfinite(self._hyper_scale).all():
            raise ValueError("a deviation is no number")

    def _rounded(self, value: torch.Tensor | None) -> torch.Tensor:
        assert value is not None
        found = value.detach().double().cpu()
        if not bool((found.abs() <= self.LARGEST_WEIGHT).all()):
            raise ValueError("a weight is no number or too large")
        return (found * self.WEIGHT).round() / self.WEIGHT

    def hyper_index(self, sixteenths: int) -> torch.Tensor:
        """Which deviation each channel of the hyper-latents has at quality ``sixteenths`` / 16: (hyper_latent,)."""
        place = min(max(sixteenths - 16, 0), 16 * (len(self._hyper_scale) - 1))
        below = min(place // 16, len(self._hyper_scale) - 2)
        share = (place - 16 * below) / 16.0
        return self._index(self._hyper_scale[below] * (1.0 - share) + self._hyper_scale[below + 1] * share)

    @torch.no_grad()
    def __call__(self, hyper: torch.Tensor, height: int, width: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Hyper-latents in whole numbers (hyper_latent, h, w) → of the latents the mean in sixteenths and which
        deviation: int32 (latent, height, width) each."""
        x = hyper.double().clamp(-self.LARGEST_INPUT, self.LARGEST_INPUT)[None]  # (1, hyper_latent, h, w)
        for weight, bias in self._layers[:-1]:
            x = functional.pixel_shuffle(self._convolved(x, weight, bias), 2).clamp(0.0, 64.0)  # (1, …, 2 h, 2 w)
            x = (x * self.ACTIVATION + 0.5).floor() / self.ACTIVATION
        found = self._convolved(x, *self._layers[-1])[0, :, :height, :width]  # (2 · latent, height, width)
        mean, log_scale = found.chunk(2)
        limit = float(self.MEAN * self.LARGEST_INPUT)
        return (mean * self.MEAN + 0.5).floor().clamp(-limit, limit).int(), self._index(log_scale)

    @staticmethod
    def _convolved(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """A 3 × 3 convolution as one plain product of matrices: no transform that would round."""
        height, width = x.shape[2:]
        patches = functional.unfold(x, 3, padding=1)[0]  # (given · 3 · 3, height · width)
        return (weight @ patches + bias[:, None]).view(1, -1, height, width)

    @staticmethod
    def _index(log_scale: torch.Tensor) -> torch.Tensor:
        return ((log_scale - LOWEST) / STEP + 0.5).floor().clamp(0, SCALES - 1).int()


def deviations() -> list[float]:
    """The standard deviation of each index, rounded so that no machine's exponential can tell them apart."""
    return [round(math.exp(LOWEST + STEP * index) * 1024.0) / 1024.0 for index in range(SCALES)]
