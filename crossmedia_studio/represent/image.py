"""Pictures as tensors: sizes a network wants, values normalised, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.media.image import resize
from crossmedia_studio.media.kinds import Image

if TYPE_CHECKING:
    import torch

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)
HALF = (0.5, 0.5, 0.5)
"""As mean and deviation: values −1 … 1, as generators and autoencoders want them."""


def fit(image: Image, width: int, height: int) -> Image:
    """``image`` covering ``width`` × ``height`` exactly: scaled, the longer side cropped around the middle."""
    share = max(width / image.width, height / image.height)
    scaled = resize(image, max(round(image.width * share), width), max(round(image.height * share), height))
    top, left = (scaled.height - height) // 2, (scaled.width - width) // 2
    return Image(np.ascontiguousarray(scaled.pixels[top : top + height, left : left + width]))


def to_tensor(
    image: Image,
    mean: Sequence[float] = (0.0, 0.0, 0.0),
    std: Sequence[float] = (1.0, 1.0, 1.0),
    *,
    ground: float = 1.0,
) -> torch.Tensor:
    """RGB float32 (1, 3, height, width): 0–1, then (x − mean) / std. Transparency shows a ``ground`` of grey 0–1."""
    import torch

    pixels = image.pixels.astype(np.float32) / 255.0
    colour = pixels[..., :3] * pixels[..., 3:] + ground * (1.0 - pixels[..., 3:])
    normal = (colour - np.asarray(mean, np.float32)) / np.asarray(std, np.float32)
    return torch.from_numpy(np.ascontiguousarray(normal.transpose(2, 0, 1)[None]))  # (1, 3, h, w)


def alpha(image: Image) -> torch.Tensor:
    """The opacity of ``image`` as float32 (1, 1, height, width), 0–1: a mask."""
    import torch

    return torch.from_numpy(image.pixels[..., 3].astype(np.float32)[None, None] / 255.0)


def from_tensor(
    tensor: torch.Tensor, mean: Sequence[float] = (0.0, 0.0, 0.0), std: Sequence[float] = (1.0, 1.0, 1.0)
) -> Image:
    """The opaque picture of a tensor (1, 3, h, w) or (3, h, w) made by :func:`to_tensor`; values are clipped."""
    values = tensor.detach().float().cpu().numpy().reshape(3, *tensor.shape[-2:]).transpose(1, 2, 0)  # (h, w, 3)
    colour = np.nan_to_num(values) * np.asarray(std, np.float32) + np.asarray(mean, np.float32)
    pixels = np.full((*colour.shape[:2], 4), 255, np.uint8)
    pixels[..., :3] = np.clip(colour * 255.0 + 0.5, 0, 255).astype(np.uint8)
    return Image(pixels)
