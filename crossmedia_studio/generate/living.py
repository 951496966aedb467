"""Bringing a picture to life: a motion for it from a model of family ``motion``, and the frames of its loop."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.reading import reading
from crossmedia_studio.represent import motion

if TYPE_CHECKING:
    import torch

    from crossmedia_studio.nets.motion import Book, Mover

FAMILY = SHIPPED = "motion"
_MEMORY_MB = 40
_CLEAR = 16
"""Opacity (of 255) up to which a pixel counts as nothing."""
_AROUND = 0.06
"""Room around a cut-out on the square in which it is looked at, as the clips have it."""
_GENTLE = 0.4
"""An opaque picture moves by this share of what a cut-out would: its ground has to go along."""
_EDGE = 0.16
"""Of its shorter side: so near to its edges an opaque picture comes to rest, so that nothing tears there."""
_STEEP = 0.5
"""How far neighbours may part, for each unit between them, before it looks like jelly; folds begin at 1."""
_COARSE = 96
"""Longer side of the map in which motion is kept for a picture of any size."""


@dataclass(frozen=True)
class Living:
    """A model that was read. ``amounts``: the quartiles of how far clips move, in halves of the side."""

    mover: Mover
    book: Book
    amounts: tuple[float, float, float]


def load(models: Models, name: str = "") -> Living:
    """The model called ``name`` (empty: the one that ships). Raises ModelMissing or ModelError."""
    name = models.of_family(FAMILY, name)
    folder = models.folder(name)
    living: Living = models.load(f"{FAMILY}/{name}", _MEMORY_MB, lambda: read(folder))
    return living


def read(folder: Path) -> Living:
    """The model in ``folder``. Raises ModelError for a damaged one."""
    from crossmedia_studio.nets import packing
    from crossmedia_studio.nets.motion import Book, MotionConfig, Mover

    with reading(folder):
        note = json.loads((folder / "config.json").read_text("utf-8"))
        config = MotionConfig(**note["config"])
        low, middle, high = (float(value) for value in note["amounts"])
        state = packing.read(folder / "weights.safetensors")
        book = Book(state.pop("book.codes"), state.pop("book.looks"))
        if book.codes.shape != (len(book.looks), config.code) or book.looks.shape[1:] != (4 * config.width,):
            raise ValueError("the book does not fit")
        mover = Mover(config)
        mover.load_state_dict(state)
    return Living(mover.eval(), book, (low, middle, high))


@dataclass(frozen=True)
class Square:
    """Where the square that the network looks at lies on a picture, in pixels; it may reach beyond it."""

    left: float
    top: float
    side: float


def square_of(pixels: np.ndarray) -> Square:
    """Around a cut-out, with a little room; around all of an opaque picture. Raises MediaError for an empty one."""
    height, width = pixels.shape[:2]
    if pixels[..., 3].min() == 255:
        side = float(max(height, width))
        return Square((width - side) / 2, (height - side) / 2, side)
    solid = pixels[..., 3] > _CLEAR
    if not solid.any():
        raise MediaError(tr("There is nothing on this picture"), do=tr("Choose another picture"))
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    side = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1.0
    side /= 1.0 - 2.0 * _AROUND
    left, top = (float(line[0] + line[-1] + 1 - side) / 2 for line in (columns, rows))
    return Square(left, top, float(side))


def planes(pixels: np.ndarray) -> torch.Tensor:
    """Straight uint8 (h, w, 4) → premultiplied 0–1 (1, 4, h, w)."""
    import torch

    values = torch.from_numpy(np.array(pixels, np.float32) / 255.0).permute(2, 0, 1)[None]  # (1, 4, h, w)
    return torch.cat([values[:, :3] * values[:, 3:], values[:, 3:]], dim=1)


def paths(model: Living, pixels: np.ndarray, seed: int, strength: float = 1.0, variety: float = 0.5) -> torch.Tensor:
    """A motion for a picture, straight uint8 (h, w, 4), as a field over all of it: (1, 2 k, 2, h', w').

    ``strength`` 1 moves as far as the clips do that were learned from; ``variety`` 0 … 1 lets it stray from motions of
    things that look alike. The same picture and seed move alike.
    """
    import torch

    from crossmedia_studio.nets.motion import enlarged

    square, opaque = square_of(pixels), bool(pixels[..., 3].min() == 255)
    still = _looked_at(planes(pixels), square, model.mover.config.size, opaque)
    with torch.inference_mode():
        look = model.mover.looks(still)[0]
        chance = torch.Generator().manual_seed(int(rng(seed, "motion").integers(2**62)))
        code = motion.invented(model.book, look, chance, variety)
        field = model.mover(still, code[None])  # (1, 2 k, 2, side, side)
        field = field * _share(field, still, model.amounts, opaque) * strength
        field = _calm(enlarged(field, _COARSE, _COARSE))
        return _spread(field, square, pixels.shape[0], pixels.shape[1], opaque)


def frame(still: torch.Tensor, field: torch.Tensor, phase: float, opaque: bool) -> torch.Tensor:
    """The picture (1, 4, h, w) at ``phase`` in turns: (4, h, w). Phase 0 is the picture itself."""
    import torch
    from torch.nn import functional

    from crossmedia_studio.nets.motion import places, reach, waves

    height, width = still.shape[-2:]
    wave = waves(torch.tensor([phase]), field.shape[1] // 2)
    away = reach(field, wave)[:, 0]  # (1, 2, h', w')
    away = functional.interpolate(away, (height, width), mode="bilinear", align_corners=False)
    grid = (places(height, width) + away).permute(0, 2, 3, 1)  # (1, h, w, 2)
    padding = "border" if opaque else "zeros"
    seen = functional.grid_sample(still, grid, mode="bicubic", padding_mode=padding, align_corners=False)[0]
    alpha = seen[3:].clamp(0.0, 1.0)
    return torch.cat([torch.minimum(seen[:3].clamp(min=0.0), alpha), alpha])


def _looked_at(whole: torch.Tensor, square: Square, size: int, opaque: bool) -> torch.Tensor:
    """The square of a picture (1, 4, h, w) as the network wants it: (1, 4, size, size), averaged, not sampled."""
    import torch
    from torch.nn import functional

    left, top, side = round(square.left), round(square.top), max(round(square.side), 1)
    height, width = whole.shape[-2:]
    around = (-left, left + side - width, -top, top + side - height)
    mode = "replicate" if opaque else "constant"
    page = functional.pad(whole, around, mode=mode)  # negative: cut off
    small = functional.interpolate(page, (size, size), mode="bilinear", antialias=True, align_corners=False)
    return torch.minimum(small, small[:, 3:]).clamp(0.0, 1.0)


def _share(field: torch.Tensor, still: torch.Tensor, amounts: tuple[float, float, float], opaque: bool) -> torch.Tensor:
    """What to multiply a motion by so that it is neither dead nor wild, and gentle for a whole picture."""
    from crossmedia_studio.nets.motion import amount, near

    there = amount(field, near(still[:, 3:], field.shape[-1])).clamp(min=1e-4)  # (1,)
    wanted = there.clamp(amounts[0], amounts[2])
    return wanted / there * (_GENTLE if opaque else 1.0)


def _calm(field: torch.Tensor) -> torch.Tensor:
    """Smoothed where neighbours part too quickly, at last weakened, so that nothing folds."""
    from torch.nn import functional

    from crossmedia_studio.nets.motion import steepest

    kernel = _COARSE // 8 | 1
    for _ in range(3):
        if float(steepest(field)) <= _STEEP:
            return field
        flat = functional.pad(field.flatten(1, 2), (kernel // 2,) * 4, mode="replicate")
        field = functional.avg_pool2d(flat, kernel, stride=1).unflatten(1, field.shape[1:3])
    return field * min(_STEEP / max(float(steepest(field)), 1e-6), 1.0)


def _spread(field: torch.Tensor, square: Square, height: int, width: int, opaque: bool) -> torch.Tensor:
    """A field over a square as one over the whole picture of height × width pixels, in halves of the picture's sides.

    Beyond the square it runs on, and an opaque picture rests towards its edges.
    """
    import torch
    from torch.nn import functional

    from crossmedia_studio.nets.motion import places

    coarse = _COARSE / max(height, width)
    rows, columns = max(round(height * coarse), 2), max(round(width * coarse), 2)
    at = places(rows, columns)  # (1, 2, rows, columns)
    half = torch.tensor([width / 2, height / 2]).view(1, 2, 1, 1)
    middle = torch.tensor([float(edge + square.side / 2) for edge in (square.left, square.top)]).view(1, 2, 1, 1)
    grid = ((at + 1) * half - middle) / (square.side / 2)
    flat = functional.grid_sample(
        field.flatten(1, 2), grid.permute(0, 2, 3, 1), mode="bilinear", padding_mode="border", align_corners=False
    )
    over = flat.unflatten(1, field.shape[1:3]) * (square.side / 2 / half)[:, None]  # (1, 2 k, 2, rows, columns)
    if not opaque:
        return over
    inside = ((1 - at.abs()) * half / (min(height, width) * _EDGE)).clamp(max=1.0)  # (1, 2, rows, columns)
    rest = inside.amin(dim=1, keepdim=True)
    return over * (rest * rest * (3 - 2 * rest))[:, None]
