"""A variational autoencoder of pictures with transparency: 128 px ↔ 8 × 8 × 32 latents, or any multiple of 16 px.

Kingma & Welling 2014, "Auto-Encoding Variational Bayes"; the residual convolutional shape of Rombach et al. 2022
("Latent Diffusion"), with space-to-depth ends (Shi et al. 2016) and no normalisation: each block's last convolution
starts at zero (Zhang et al. 2019, "Fixup"). Pictures are premultiplied RGBA in −1 … 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional


@dataclass(frozen=True)
class PictureVAEConfig:
    """``widths`` are the channels at 1/4, 1/8 and 1/16 of the picture's side; ``latent`` those of a latent."""

    channels: int = 4
    latent: int = 32
    widths: tuple[int, int, int] = (64, 128, 192)
    depth: int = 2

    @property
    def factor(self) -> int:
        """Picture pixels along the side of one latent."""
        return 16


class Block(nn.Module):
    """Two 3 × 3 convolutions around a SiLU, added to their input."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)  # type: ignore[arg-type]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.second(functional.silu(self.first(functional.silu(x))))  # (n, width, h, w)


def _blocks(width: int, count: int) -> list[nn.Module]:
    return [Block(width) for _ in range(count)]


class PictureVAE(nn.Module):
    """``encode`` gives the mean and log variance of the posterior, ``decode`` the picture; ``forward`` trains both."""

    def __init__(self, config: PictureVAEConfig = PictureVAEConfig()) -> None:
        super().__init__()
        self.config = config
        wide, wider, widest = config.widths
        depth = config.depth
        self.encoder = nn.Sequential(
            nn.PixelUnshuffle(4),  # (n, 4·16, h/4, w/4)
            nn.Conv2d(config.channels * 16, wide, 3, padding=1), *_blocks(wide, depth - 1),
            nn.Conv2d(wide, wider // 4, 3, padding=1), nn.PixelUnshuffle(2),  # (n, wider, h/8, w/8)
            *_blocks(wider, depth),
            nn.Conv2d(wider, widest // 4, 3, padding=1), nn.PixelUnshuffle(2),  # (n, widest, h/16, w/16)
            *_blocks(widest, depth),
            nn.SiLU(), nn.Conv2d(widest, 2 * config.latent, 3, padding=1),  # (n, 2·latent, h/16, w/16)
        )  # fmt: skip
        self.decoder = nn.Sequential(
            nn.Conv2d(config.latent, widest, 3, padding=1), *_blocks(widest, depth + 1),  # (n, widest, h/16, w/16)
            nn.Conv2d(widest, 4 * wider, 3, padding=1), nn.PixelShuffle(2),  # (n, wider, h/8, w/8)
            *_blocks(wider, depth + 1),
            nn.Conv2d(wider, 4 * wide, 3, padding=1), nn.PixelShuffle(2),  # (n, wide, h/4, w/4)
            *_blocks(wide, depth + 1),
            nn.Conv2d(wide, 2 * wide, 3, padding=1), nn.PixelShuffle(2),  # (n, wide/2, h/2, w/2)
            *_blocks(wide // 2, depth),
            nn.SiLU(), nn.Conv2d(wide // 2, 4 * config.channels, 3, padding=1), nn.PixelShuffle(2),  # (n, 4, h, w)
        )  # fmt: skip

    def encode(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Pictures (n, channels, h, w) → mean and log variance, each (n, latent, h/16, w/16)."""
        mean, log_variance = self.encoder(pictures).chunk(2, dim=1)
        return mean, log_variance.clamp(-12.0, 4.0)

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """Latents (n, latent, h, w) → pictures (n, channels, 16 h, 16 w), nearly in −1 … 1."""
        return self.decoder(latents)

    def forward(
        self, pictures: torch.Tensor, noise: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """The reconstruction from a sample of the posterior, its mean and its log variance."""
        mean, log_variance = self.encode(pictures)
        if noise is None:
            noise = torch.randn_like(mean)
        return self.decode(mean + torch.exp(0.5 * log_variance) * noise), mean, log_variance


def kl_divergence(mean: torch.Tensor, log_variance: torch.Tensor) -> torch.Tensor:
    """KL(q ‖ N(0, 1)) in nats, a mean over every latent number (Kingma & Welling 2014, appendix B)."""
    return 0.5 * (mean.square() + log_variance.exp() - 1.0 - log_variance).mean()


def laplacian_loss(made: torch.Tensor, real: torch.Tensor, levels: int = 3) -> torch.Tensor:
    """Mean absolute error summed over a Laplacian pyramid (Bojanowski et al. 2018): edges count as much as areas."""
    total = made.new_zeros(())
    for level in range(levels):
        if level < levels - 1:
            small_made, small_real = functional.avg_pool2d(made, 2), functional.avg_pool2d(real, 2)
            upper = functional.interpolate(small_made - small_real, scale_factor=2, mode="bilinear")
            total = total + (made - real - upper).abs().mean()
            made, real = small_made, small_real
        else:
            total = total + (made - real).abs().mean()
    return total
