"""Which pictures are nearly the same: a 64-bit difference hash finds candidates, a thumbnail decides.

Krawetz 2013, "Kind of like that" (dHash); candidates share one of eight bands of eight bits, so that no pair within
seven bits is missed (locality-sensitive hashing by the pigeonhole principle).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image as Pillow

from crossmedia_studio.media.kinds import Image

BITS = 7
"""Hashes of near-duplicates differ in no more bits than this: one less than there are bands."""
CORRELATION = 0.975
SHIFT = 24.0
"""Thumbnails of near-duplicates correlate at least so well, and each channel's mean differs by no more (of 255)."""
_BANDS = 8
_SIDE = 16
_GREY = 127.5
_LUMA = np.array((0.299, 0.587, 0.114), np.float32)
_FLAT = 0.08
"""A step counts as brighter from this share of the picture's own contrast on: noise on even ground flips no bit."""


@dataclass(frozen=True, eq=False)
class Look:
    """``code``: the hash. ``thumbnail``: uint8 (16, 16, 3) over middle grey."""

    code: int
    thumbnail: np.ndarray


def look(image: Image) -> Look:
    """How ``image`` looks from afar."""
    picture = Pillow.fromarray(np.ascontiguousarray(image.pixels))
    grey = _over_grey(picture, 9, 8) @ _LUMA  # (8, 9)
    bits = np.diff(grey, axis=1) > max(1.0, _FLAT * float(grey.std()))  # (8, 8)
    return Look(
        int.from_bytes(np.packbits(bits.ravel()).tobytes(), "big"),
        np.rint(_over_grey(picture, _SIDE, _SIDE)).astype(np.uint8),
    )


def near_duplicates(looks: Sequence[Look]) -> list[tuple[int, int]]:
    """Pairs (i, j), i < j, of positions in ``looks`` that are nearly the same picture, each once, in order."""
    if len(looks) < 2:
        return []
    codes = np.array([one.code for one in looks], np.uint64)
    flat = np.stack([one.thumbnail for one in looks]).reshape(len(looks), -1, 3).astype(np.float32)  # (n, 256, 3)
    means = flat.mean(axis=1)  # (n, 3)
    centred = flat.reshape(len(looks), -1)
    centred = centred - centred.mean(axis=1, keepdims=True)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    centred /= np.maximum(length, 1.0)
    even = length[:, 0] < _SIDE * _SIDE * 0.2  # one colour throughout: nothing to correlate
    found: set[tuple[int, int]] = set()
    for bucket in _buckets(codes):
        for place, first in enumerate(bucket[:-1]):
            rest = bucket[place + 1 :]
            rest = rest[np.bitwise_count(codes[rest] ^ codes[first]) <= BITS]
            rest = rest[np.abs(means[rest] - means[first]).max(axis=1, initial=0.0) <= SHIFT]
            same = (centred[rest] @ centred[first] >= CORRELATION) | (even[rest] & even[first])
            found.update((int(first), int(other)) for other in rest[same])
    return sorted(found)


def _buckets(codes: np.ndarray) -> list[np.ndarray]:
    """Positions, ascending, that share a band of their hash; those alone in theirs are left out."""
    shared: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    bands = codes.astype(">u8").view(np.uint8).reshape(-1, _BANDS)  # (n, 8)
    for band in range(_BANDS):
        for position, value in enumerate(bands[:, band].tolist()):
            shared[band, value].append(position)
    return [np.array(bucket) for bucket in shared.values() if len(bucket) > 1]


def _over_grey(picture: Pillow.Image, width: int, height: int) -> np.ndarray:
    """float32 (height, width, 3), 0–255: area averages, transparency shows grey."""
    # Pillow premultiplies RGBA while it resizes
    small = np.asarray(picture.resize((width, height), Pillow.Resampling.BOX), np.float32)
    opacity = small[..., 3:] / 255.0
    return small[..., :3] * opacity + _GREY * (1.0 - opacity)
