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
from crossmedia_studio.train.preprocess.pictures import fit_square, straight

__all__ = ["square", "squares", "straight"]

_VERSION = 2


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

    A cut-out (with transparency) is centred whole with a margin; an opaque picture is cut to its middle.
    """
    if picture.pixels[..., 3].min() == 255:
        return fit(picture, size, size).pixels
    drawn = fit_square(picture.pixels, size)
    if drawn is None:
        return np.zeros((size, size, 4), np.uint8)
    return np.rint(drawn * 255.0).astype(np.uint8)


def _read(item: Item) -> Image:
    try:
        return image.read(item.path)
    except MediaError as error:
        raise TrainingError(error.what, why=error.why, do=tr("Take it out of the folder, or mend it")) from error
