"""The pictures of a data set as one array, small and square, kept on disk between runs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from crossmedia_studio.core.errors import MediaError, TrainingError
from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.represent.image import fit
from crossmedia_studio.train.datasets.dataset import Item

_VERSION = 1
_CLEAR = 16
_FILL = 0.9


def squares(items: Sequence[Item], size: int, work: Path, step: Step) -> np.ndarray:
    """Every picture of ``items`` as :func:`square` gives it: uint8 (n, size, size, 4), in their order.

    Kept under ``work`` and mapped from there, so that a large set need not fit into memory. Raises TrainingError for a
    picture that cannot be read.
    """
    key = hashlib.sha256(repr((_VERSION, size, [item.id for item in items])).encode()).hexdigest()[:16]
    path = work / f"pictures-{key}.npy"
    if not path.is_file():
        with atomic(path) as temporary:
            shape = (len(items), size, size, 4)
            packed = np.lib.format.open_memmap(temporary, mode="w+", dtype=np.uint8, shape=shape)
            for number, item in enumerate(items):
                step(
                    number,
                    len(items),
                    tr("Reading the pictures, {number} of {count}", number=number + 1, count=len(items)),
                )
                packed[number] = square(_read(item), size)
            packed.flush()
            del packed  # Windows moves no file that is mapped
    return np.load(path, mmap_mode="r")


def square(picture: Image, size: int) -> np.ndarray:
    """A picture as uint8 RGBA (size, size, 4), **premultiplied**.

    A cut-out (with transparency) is centred whole with a margin of 5 %; an opaque picture is cut to its middle.
    """
    if picture.pixels[..., 3].min() == 255:
        return fit(picture, size, size).pixels
    solid = picture.pixels[..., 3] > _CLEAR
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if not len(rows):
        return np.zeros((size, size, 4), np.uint8)
    drawn = picture.pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = _FILL * size / max(drawn.shape[:2])
    height, width = (max(1, round(side * scale)) for side in drawn.shape[:2])
    small = image.resize(Image(np.ascontiguousarray(drawn)), width, height).pixels
    page = np.zeros((size, size, 4), np.uint8)
    top, left = (size - height) // 2, (size - width) // 2
    page[top : top + height, left : left + width] = small
    page[..., :3] = (page[..., :3].astype(np.uint16) * page[..., 3:] + 127) // 255
    return page


def straight(premultiplied: np.ndarray) -> np.ndarray:
    """Float RGBA (…, 4) in 0–1 with premultiplied colour → uint8 with straight alpha."""
    opacity = np.clip(premultiplied[..., 3:], 0.0, 1.0)
    colour = np.clip(premultiplied[..., :3] / np.maximum(opacity, 1.0 / 255.0), 0.0, 1.0)
    return np.rint(np.concatenate([colour, opacity], axis=-1) * 255.0).astype(np.uint8)


def _read(item: Item) -> Image:
    try:
        return image.read(item.path)
    except MediaError as error:
        raise TrainingError(error.what, why=error.why, do=tr("Take it out of the folder, or mend it")) from error
