"""Sheets of samples: many small pictures as one, on paper."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image

_GAP = 4
_PAPER = 244


def sheet(pictures: np.ndarray) -> np.ndarray | None:
    """Pictures uint8 RGBA (n, h, w, 4), straight alpha → one opaque (H, W, 4), nearly square; None for no picture.

    The paper is a light grey, so that white drawings show as well as black ones.
    """
    count, height, width = pictures.shape[:3]
    if not count:
        return None
    columns = max(1, min(count, round(math.sqrt(count * height / width))))
    lines = math.ceil(count / columns)
    page = np.full((lines * (height + _GAP) + _GAP, columns * (width + _GAP) + _GAP, 4), _PAPER, np.uint8)
    page[..., 3] = 255
    for number, picture in enumerate(pictures):
        top = _GAP + number // columns * (height + _GAP)
        left = _GAP + number % columns * (width + _GAP)
        opacity = picture[..., 3:].astype(np.float32) / 255.0
        colour = picture[..., :3] * opacity + _PAPER * (1.0 - opacity)
        page[top : top + height, left : left + width, :3] = np.rint(colour).astype(np.uint8)
    return page


def write(page: np.ndarray, path: Path) -> None:
    """As PNG, whole or not at all."""
    image.write(Image(page), path)
