"""A variational autoencoder of short sounds: log-mel spectrograms ↔ a few numbers every 128 ms.

The picture autoencoder's residual blocks (``nets.picture_vae``: Kingma & Welling 2014, Rombach et al. 2022) over bands
and frames; at the narrowest, the bands that are left are folded into channels, so that a latent is a moment of sound.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

from crossmedia_studio.nets.picture_vae import Block


@dataclass(frozen=True)
class SoundVAEConfig:
    """``widths`` are the channels at 1/4, 1/8 and 1/16 of ``bands`` and of the frames; ``latent`` numbers a moment.
    Log-mels are brought to (value − ``middle``) / ``spread``."""

    bands: int = 128
    latent: int = 32
    widths: tuple[int, int, int] = (32, 64, 128)
    depth: int = 1
    middle: float = -3.0
    spread: float = 5.0

    @property
    def factor(self) -> int:
        """Frames of a latent."""
        return 16


class SoundVAE(nn.Module):
    """``encode`` gives the mean and log variance of the posterior, ``decode`` the log-mel; ``forward`` trains both."""

    def __init__(self, config: SoundVAEConfig = SoundVAEConfig()) -> None:
        super().__init__()
        self.config = config
        wide, wider, widest = config.widths
        rows = config.bands // config.factor
        self.encoder = nn.Sequential(
            nn.PixelUnshuffle(4),  # (n, 16, bands/4, t/4)
            nn.Conv2d(16, wide, 3, padding=1), *_blocks(wide, config.depth),
            nn.Conv2d(wide, wider // 4, 3, padding=1), nn.PixelUnshuffle(2),  # (n, wider, bands/8, t/8)
            *_blocks(wider, config.depth),
            nn.Conv2d(wider, widest // 4, 3, padding=1), nn.PixelUnshuffle(2),  # (n, widest, bands/16, t/16)
            *_blocks(widest, config.depth), nn.SiLU(),
            nn.Flatten(1, 2), nn.Conv1d(widest * rows, 2 * config.latent, 3, padding=1),  # (n, 2 · latent, t/16)
        )  # fmt: skip
        self.decoder = nn.Sequential(
            nn.Conv1d(config.latent, widest * rows, 3, padding=1), nn.Unflatten(1, (widest, rows)),
            *_blocks(widest, config.depth + 1),  # (n, widest, bands/16, t/16)
            nn.Conv2d(widest, 4 * wider, 3, padding=1), nn.PixelShuffle(2),  # (n, wider, bands/8, t/8)
            *_blocks(wider, config.depth + 1),
            nn.Conv2d(wider, 4 * wide, 3, padding=1), nn.PixelShuffle(2),  # (n, wide, bands/4, t/4)
            *_blocks(wide, config.depth + 1), nn.SiLU(),
            nn.Conv2d(wide, 16, 3, padding=1), nn.PixelShuffle(4),  # (n, 1, bands, t)
        )  # fmt: skip

    def encode(self, log_mel: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Log-mels (n, bands, t), t a multiple of 16 → mean and log variance, each (n, latent, t/16)."""
        mean, log_variance = self.encoder(self.normal(log_mel)[:, None]).chunk(2, dim=1)
        return mean, log_variance.clamp(-12.0, 4.0)

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """Latents (n, latent, t/16) → log-mels (n, bands, t)."""
        return self.decoder(latents)[:, 0].float() * self.config.spread + self.config.middle

    def again(self, log_mel: torch.Tensor) -> torch.Tensor:
        """Log-mels (n, bands, t) as they come back, t any number of frames."""
        short = -log_mel.shape[-1] % self.config.factor
        padded = functional.pad(log_mel, (0, short), mode="replicate") if short else log_mel
        return self.decode(self.encode(padded)[0])[..., : log_mel.shape[-1]]

    def normal(self, log_mel: torch.Tensor) -> torch.Tensor:
        """Log-mels as the network counts them, about −1.7 (silence) to 2.4."""
        return (log_mel - self.config.middle) / self.config.spread

    def forward(self, log_mel: torch.Tensor, noise: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """The reconstruction from a sample of the posterior, its mean and its log variance."""
        mean, log_variance = self.encode(log_mel)
        return self.decode(mean + torch.exp(0.5 * log_variance) * noise), mean, log_variance


def _blocks(width: int, count: int) -> list[nn.Module]:
    return [Block(width) for _ in range(count)]
