"""Square cut-outs of pictures of any size for networks that learn texture: scaled, turned, recoloured by chance."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from PIL import Image as Pillow

from crossmedia_studio.core.errors import MediaError, TrainingError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.media import image
from crossmedia_studio.train.datasets.dataset import Item

Random = np.random.Generator

_LONGEST_SIDE = 2200
_MOST_PIXELS = 160_000_000
_HEAVIEST = 1_000_000
_SMALLEST_SCALE = 0.35
_AS_IT_IS = 0.3
"""How often pixels are not scaled: the noise of a camera is part of what a codec must know."""


def read_pictures(items: Sequence[Item], step: Step) -> list[np.ndarray]:
    """The pictures of ``items`` as uint8 (h, w, 3), or (h, w, 4) where they are transparent; large ones reduced.

    Of more than fit into memory (160 million pixels) a lasting choice by their contents. Raises TrainingError if none
    can be read.
    """
    chosen = sorted(items, key=lambda item: hashlib.sha256(item.id.encode()).digest())
    found: dict[str, np.ndarray] = {}
    pixels = 0
    for number, item in enumerate(chosen):
        step(number, len(chosen), tr("Reading pictures"))
        if pixels >= _MOST_PIXELS:
            break
        try:
            picture = image.read(item.path)
        except MediaError:
            continue
        share = min(1.0, _LONGEST_SIDE / max(picture.width, picture.height))
        size = max(round(picture.width * share), 1), max(round(picture.height * share), 1)
        values = image.resize(picture, *size).pixels
        found[item.id] = values if (values[..., 3] < 255).any() else np.ascontiguousarray(values[..., :3])
        pixels += size[0] * size[1]
    if not found:
        raise TrainingError(
            tr("None of the pictures can be read"), do=tr("Choose a folder with photographs or drawings")
        )
    return [found[item.id] for item in items if item.id in found]


class Crops:
    """Cut-outs of ``pictures``, and for a share ``invented`` of ``leaves``. Larger pictures come more often."""

    def __init__(self, pictures: list[np.ndarray], leaves: list[np.ndarray], invented: float) -> None:
        self._pictures, self._leaves, self._invented = pictures, leaves, invented if leaves else 0.0
        weights = np.array([min(picture.shape[0] * picture.shape[1], _HEAVIEST) for picture in pictures], np.float64)
        self._weights = weights / weights.sum()

    def crop(self, side: int, random: Random) -> np.ndarray:
        """One cut-out: uint8 (side, side, 3)."""
        if random.random() < self._invented:
            return _recoloured(_cut(self._leaves[random.integers(len(self._leaves))], side, random), random)
        picture = _cut(self._any(random), side, random)
        if picture.shape[2] == 4:
            picture = _over(picture, self._ground(side, random))
        return _recoloured(picture, random)

    def middle(self, picture: np.ndarray, side: int) -> np.ndarray:
        """The middle of ``picture``, on white where it is transparent or ends: uint8 (side, side, 3)."""
        height, width = picture.shape[:2]
        top, left = max((height - side) // 2, 0), max((width - side) // 2, 0)
        cut = picture[top : top + side, left : left + side]
        white = np.full((side, side, 3), 255, np.uint8)
        top, left = (side - cut.shape[0]) // 2, (side - cut.shape[1]) // 2
        inner = white[top : top + cut.shape[0], left : left + cut.shape[1]]
        inner[:] = _over(cut, inner) if cut.shape[2] == 4 else cut
        return white

    def _any(self, random: Random) -> np.ndarray:
        return self._pictures[random.choice(len(self._pictures), p=self._weights)]

    def _ground(self, side: int, random: Random) -> np.ndarray:
        """What a transparent picture is laid on: a plain colour, or a piece of another picture."""
        if random.random() < 0.5:
            other = _cut(self._any(random), side, random)
            if other.shape[2] == 3:
                return other
        return np.broadcast_to(random.integers(0, 256, 3).astype(np.uint8), (side, side, 3))


def _cut(picture: np.ndarray, side: int, random: Random) -> np.ndarray:
    """A square of ``picture`` by chance, reduced by chance (a picture that is too small is enlarged), turned."""
    height, width = picture.shape[:2]
    short = min(height, width)
    if short >= side and random.random() < _AS_IT_IS:
        top, left = random.integers(height - side + 1), random.integers(width - side + 1)
        made = picture[top : top + side, left : left + side]
    else:
        least, most = min(side, short), min(side / _SMALLEST_SCALE, short)
        span = min(float(np.exp(random.uniform(np.log(least), np.log(most)))), short)
        y, x = random.uniform(0.0, height - span), random.uniform(0.0, width - span)
        top, left = int(y), int(x)
        around = picture[top : int(np.ceil(y + span)), left : int(np.ceil(x + span))]
        box = (x - left, y - top, min(x - left + span, around.shape[1]), min(y - top + span, around.shape[0]))
        whole = Pillow.fromarray(np.ascontiguousarray(around))
        made = np.asarray(whole.resize((side, side), Pillow.Resampling.LANCZOS, box=box))
    turned = np.rot90(made, int(random.integers(4)))
    return turned[:, ::-1] if random.random() < 0.5 else turned


def _over(picture: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """uint8 (h, w, 4), straight alpha, over uint8 (h, w, 3)."""
    alpha = picture[..., 3:].astype(np.float32) / 255.0
    return (picture[..., :3] * alpha + ground * (1.0 - alpha) + 0.5).astype(np.uint8)


def _recoloured(picture: np.ndarray, random: Random) -> np.ndarray:
    """In three of ten: other colours (channels change places) or another light."""
    if random.random() < 0.15:
        picture = picture[..., random.permutation(3)]
    if random.random() < 0.15:
        picture = np.clip(picture * random.uniform(0.5, 1.1) + random.uniform(-20.0, 20.0), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(picture)
