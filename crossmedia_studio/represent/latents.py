"""Pictures as latents of the studio's picture VAE, and back. Used by whatever draws, invents or blends in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.reading import reading

if TYPE_CHECKING:
    from crossmedia_studio.nets.picture_vae import PictureVAE

SHIPPED = "vae"
SIZE = 128
"""Pixels a side of the pictures that the shipped VAE learned from."""
_MEMORY_MB = 120
_AT_ONCE = 8


def load_vae(models: Models, name: str = SHIPPED) -> PictureVAE:
    """The picture VAE called ``name``. Raises ModelMissing, or ModelError for a damaged one."""
    folder = models.folder(name)
    vae: PictureVAE = models.load(f"picture-vae/{name}", _MEMORY_MB, lambda: read_vae(folder))
    return vae


def read_vae(folder: Path) -> PictureVAE:
    """The VAE of a model folder, ready to use. Raises ModelError."""
    from crossmedia_studio.nets import packing
    from crossmedia_studio.nets.picture_vae import PictureVAE, PictureVAEConfig

    with reading(folder):
        raw = json.loads((folder / "config.json").read_text("utf-8"))["config"]
        vae = PictureVAE(PictureVAEConfig(**{**raw, "widths": tuple(raw["widths"])}))
        vae.load_state_dict(packing.read(folder / "weights.safetensors"))
    return vae.eval()


def encode(vae: PictureVAE, pictures: np.ndarray, step: Step = no_step) -> np.ndarray:
    """uint8 premultiplied RGBA (n, h, w, 4), sides multiples of 16 → float32 latents (n, latent, h/16, w/16)."""
    import torch

    found = []
    with torch.inference_mode():
        for start in range(0, len(pictures), _AT_ONCE):
            step(start, len(pictures))
            part = torch.from_numpy(pictures[start : start + _AT_ONCE].astype(np.float32) / 127.5 - 1.0)
            found.append(vae.encode(part.permute(0, 3, 1, 2))[0].numpy())  # (n, 4, h, w) → (n, latent, h/16, w/16)
    return np.concatenate(found)


def decode(vae: PictureVAE, latents: np.ndarray, step: Step = no_step) -> np.ndarray:
    """float32 latents (n, latent, h, w) → uint8 premultiplied RGBA (n, 16 h, 16 w, 4)."""
    import torch

    found = []
    with torch.inference_mode():
        for start in range(0, len(latents), _AT_ONCE):
            step(start, len(latents))
            made = vae.decode(torch.from_numpy(latents[start : start + _AT_ONCE]))
            shown = ((made.permute(0, 2, 3, 1) + 1.0) * 127.5).round().clamp(0, 255).to(torch.uint8).numpy()
            shown[..., :3] = np.minimum(shown[..., :3], shown[..., 3:])  # premultiplied: no colour beyond its alpha
            found.append(shown)
    return np.concatenate(found)
