"""Pictures as networks want them: sizes, values, grounds behind what is transparent.

Pictures of a batch are premultiplied RGBA (or RGB) from −1 to 1: −1 in all channels is nothing at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as Pillow

if TYPE_CHECKING:
    import torch
    from torch import Tensor

MARGIN = 0.05
CLEAR = 16
"""Opacity (of 255) up to which a pixel at the edge of a drawing counts as nothing."""
_LEAST_PIXELS = 50


def fit_square(pixels: np.ndarray, size: int, margin: float = MARGIN) -> np.ndarray | None:
    """A cut-out in the middle of a square: straight uint8 (h, w, 4) → premultiplied float32 (size, size, 4), 0–1.

    Its longer side fills all but ``margin`` at either end. None if hardly anything is drawn. An opaque picture keeps
    its edges and is centred like the rest.
    """
    solid = pixels[..., 3] > CLEAR
    if np.count_nonzero(solid) < _LEAST_PIXELS:
        return None
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    drawn = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float32) / 255.0
    drawn[..., :3] *= drawn[..., 3:]
    height, width = drawn.shape[:2]
    side = round(max(height, width) / (1.0 - 2.0 * margin))
    page = np.zeros((side, side, 4), np.float32)
    top, left = (side - height) // 2, (side - width) // 2
    page[top : top + height, left : left + width] = drawn
    way = Pillow.Resampling.LANCZOS if side >= size else Pillow.Resampling.BICUBIC
    planes = [Pillow.fromarray(np.ascontiguousarray(page[..., k])).resize((size, size), way) for k in range(4)]
    small = np.clip(np.stack([np.asarray(plane) for plane in planes], axis=-1), 0.0, 1.0)  # (size, size, 4)
    small[..., :3] = np.minimum(small[..., :3], small[..., 3:])  # ringing must not outshine the opacity
    return small


def straight(premultiplied: np.ndarray) -> np.ndarray:
    """float RGBA (…, 4), 0–1, premultiplied → uint8 with straight alpha."""
    opacity = np.clip(premultiplied[..., 3:], 0.0, 1.0)
    colour = np.divide(premultiplied[..., :3], opacity, out=np.zeros_like(premultiplied[..., :3]), where=opacity > 0)
    return np.rint(np.concatenate([np.clip(colour, 0.0, 1.0), opacity], axis=-1) * 255.0).astype(np.uint8)


def normalised(pixels: np.ndarray, *, premultiplied: bool = True) -> Tensor:
    """uint8 (n, h, w, c) → float32 (n, c, h, w), −1 … 1; straight RGBA is multiplied first."""
    import torch

    values = torch.from_numpy(np.ascontiguousarray(pixels)).permute(0, 3, 1, 2).float() / 255.0  # (n, c, h, w)
    if not premultiplied and values.shape[1] == 4:
        values = torch.cat([values[:, :3] * values[:, 3:], values[:, 3:]], dim=1)
    return values * 2.0 - 1.0


def pictures(batch: Tensor) -> np.ndarray:
    """A batch (n, 3 or 4, h, w) as straight uint8 RGBA (n, h, w, 4); values are clipped."""
    values = (batch.detach().float().cpu().permute(0, 2, 3, 1).numpy() + 1.0) / 2.0  # (n, h, w, c)
    if values.shape[-1] == 3:
        values = np.concatenate([values, np.ones_like(values[..., :1])], axis=-1)
    return straight(np.nan_to_num(values))


def centre_crop(batch: Tensor, size: int) -> Tensor:
    """The middle ``size`` × ``size`` of (n, c, h, w)."""
    top, left = (batch.shape[2] - size) // 2, (batch.shape[3] - size) // 2
    return batch[:, :, top : top + size, left : left + size]


def random_crop(batch: Tensor, size: int, generator: torch.Generator) -> Tensor:
    """A ``size`` × ``size`` piece of each of (n, c, h, w), anywhere in it."""
    import torch

    down, across = batch.shape[2] - size, batch.shape[3] - size
    tops = torch.randint(0, down + 1, (len(batch),), generator=generator).tolist()
    lefts = torch.randint(0, across + 1, (len(batch),), generator=generator).tolist()
    pieces = [one[:, y : y + size, x : x + size] for one, y, x in zip(batch, tops, lefts, strict=True)]
    return torch.stack(pieces)


def over(batch: Tensor, grounds: Tensor) -> Tensor:
    """Premultiplied RGBA (n, 4, h, w) laid over RGB grounds that broadcast to (n, 3, h, w), all −1 … 1."""
    colour, opacity = (batch[:, :3] + 1.0) / 2.0, (batch[:, 3:] + 1.0) / 2.0
    return (colour + (grounds + 1.0) / 2.0 * (1.0 - opacity)) * 2.0 - 1.0


def varied_grounds(count: int, size: int, generator: torch.Generator) -> Tensor:
    """``count`` grounds, plain, shaded and painted, each another: (count, 3, size, size), −1 … 1."""
    import torch

    from crossmedia_studio.generate import grounds

    seed = int(torch.randint(0, 2**62, (1,), generator=generator))
    chance = np.random.default_rng(seed)
    names = grounds.names()
    painted = [grounds.paint(names[int(chance.integers(len(names)))], size, chance) for _ in range(count)]
    return torch.from_numpy(np.stack(painted)).permute(0, 3, 1, 2) * 2.0 - 1.0  # (count, 3, size, size)
