"""JPEG and WebP at no more bytes than a codec took: what its figures are read beside."""

from __future__ import annotations

import io
from collections.abc import Mapping

import numpy as np
from PIL import Image as Pillow

RIVALS: Mapping[str, Mapping[str, bool | int]] = {
    "JPEG": {"progressive": True, "optimize": True},
    "WebP": {"method": 6},
}
"""What Pillow is told beside the quality: the smallest files that each format allows."""
_LOWEST, _HIGHEST = 1, 98


def within(pixels: np.ndarray, name: str, most: int) -> np.ndarray | None:
    """``pixels`` (h, w, 3) as the format ``name`` brings them back from at most ``most`` bytes, at the best quality
    that it allows; None if even its worst takes more."""
    picture = Pillow.fromarray(np.ascontiguousarray(pixels))
    low, high = _LOWEST - 1, _HIGHEST  # low fits, or nothing was tried; above high nothing does
    found: bytes | None = None
    while low < high:
        quality = (low + high + 1) // 2
        buffer = io.BytesIO()
        picture.save(buffer, name, quality=quality, **RIVALS[name])
        if buffer.tell() <= most:
            low, found = quality, buffer.getvalue()
        else:
            high = quality - 1
    if found is None:
        return None
    with Pillow.open(io.BytesIO(found)) as opened:
        return np.array(opened.convert("RGB"))
