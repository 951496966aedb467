"""Films as tensors: frames sampled evenly in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.media import video as films
from crossmedia_studio.media.kinds import Image, Video
from crossmedia_studio.represent.image import fit, to_tensor

if TYPE_CHECKING:
    import torch


def sample(film: Video, count: int, step: Step = no_step) -> tuple[tuple[int, np.ndarray], ...]:
    """``count`` frames evenly over the film as (ticks, uint8 (h, w, 4)): the middles of equal stretches."""
    found = []
    with films.Reader(film.path) as reader:
        for index in range(count):
            step(index, count)
            time = film.duration * (2 * index + 1) // (2 * count)
            found.append((time, reader.at(time)))
    return tuple(found)


def to_clip(film: Video, count: int, width: int, height: int, step: Step = no_step) -> torch.Tensor:
    """``count`` frames cropped to ``width`` × ``height``: float32 (count, 3, height, width), 0–1."""
    import torch

    shown = sample(film, count, step)
    return torch.cat([to_tensor(fit(Image(pixels), width, height)) for _, pixels in shown])
