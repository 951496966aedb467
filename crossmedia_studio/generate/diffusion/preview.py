"""Half-made latents as a small picture, without the autoencoder: the linear map that fits its colours best.

Latents of picture autoencoders are nearly linear in colour at a low resolution; the map is fitted once by least
squares on a chart of colours that the checkpoint's own autoencoder condenses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch

_CELLS = 16
_SHOWN = 256


def colour_map(vae: Any) -> np.ndarray | None:
    """Latents with a 1 behind them → RGB −1 … 1: float32 (channels + 1, 3); None if ``vae`` does not lend itself."""
    import torch
    from diffusers import AutoencoderKL

    if not isinstance(vae, AutoencoderKL):
        return None
    factor = 2 ** (len(vae.config.block_out_channels) - 1)
    chart = np.random.default_rng(0).uniform(-1.0, 1.0, (_CELLS // 2, _CELLS // 2, 3)).repeat(2, 0).repeat(2, 1)
    large = torch.from_numpy(chart.repeat(factor, 0).repeat(factor, 1)).permute(2, 0, 1)[None]  # (1, 3, 16 f, 16 f)
    with torch.inference_mode():
        found = vae.encode(large.to(vae.device, vae.dtype)).latent_dist.mean
        scaled = (found.float() - (vae.config.shift_factor or 0.0)) * vae.config.scaling_factor
    rows = scaled[0].permute(1, 2, 0).reshape(_CELLS**2, -1).cpu().numpy()  # (256, channels)
    if not np.isfinite(rows).all():
        return None
    rows = np.concatenate([rows, np.ones((len(rows), 1), np.float32)], axis=1)
    return np.linalg.lstsq(rows, chart.reshape(-1, 3), rcond=None)[0].astype(np.float32)


def picture(latents: torch.Tensor, colours: np.ndarray) -> np.ndarray | None:
    """Latents (n, channels, h, w) → the first as uint8 RGBA, longest side 256; None for latents of another layout."""
    from PIL import Image

    if latents.ndim != 4 or latents.shape[1] + 1 != len(colours):
        return None
    rows = latents[0].float().permute(1, 2, 0).cpu().numpy()  # (h, w, channels)
    rgb = rows @ colours[:-1] + colours[-1]
    small = np.clip(np.nan_to_num(rgb) * 127.5 + 127.5, 0, 255).astype(np.uint8)
    share = _SHOWN / max(small.shape[:2])
    size = max(round(small.shape[1] * share), 1), max(round(small.shape[0] * share), 1)
    return np.array(Image.fromarray(small).resize(size, Image.Resampling.BICUBIC).convert("RGBA"))
