"""Captioned pictures → what the classifier sees in several views of each, kept on disk, and captions as word ids."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crossmedia_studio.core.errors import MediaError, TrainingError
from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.media import image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.datasets.dataset import Item
from crossmedia_studio.understand import caption_words, labels
from crossmedia_studio.understand.caption_words import Vocabulary

LARGEST = 6.0
"""Features end in ReLU6, so eight bits hold them."""
_AT_ONCE, _SAMPLED = 16, 3000
_VERSION = 1
_SIDES = frozenset(("left", "right", "左", "右"))


@dataclass(frozen=True, eq=False)
class Prepared:
    """``grids``: uint8 (n, views, cells, features) on disk, 255 is LARGEST; the first ``learned`` are to learn from.

    ``cells``: the same condensed with ``centre`` and ``axes`` (``nets.captioner``), float16 (n, views, cells, seen).
    ``captions`` of each picture: (language, words as ids) pairs, the best first.
    """

    items: tuple[Item, ...]
    grids: np.ndarray
    cells: np.ndarray
    centre: np.ndarray
    axes: np.ndarray
    learned: int
    captions: tuple[tuple[tuple[str, tuple[int, ...]], ...], ...]
    words: Vocabulary


def prepare(
    learn: Sequence[Item], aside: Sequence[Item], views: int, models: Models, work: Path, fast: bool, step: Step
) -> Prepared:
    """Raises TrainingError where no picture has a caption, ModelMissing without the classifier."""
    learn = [item for item in learn if item.captions]
    items = (*learn, *(item for item in aside if item.captions))
    if not learn:
        raise TrainingError(
            tr("None of the pictures has words to learn"),
            do=tr("Name the files by what they show, or put a text file of the same name beside each"),
        )
    words = caption_words.learned(pair for item in learn for pair in item.captions)
    captions = tuple(
        tuple((code or "en", tuple(ids)) for code, said in item.captions if (ids := words.ids(said))) for item in items
    )
    grids = _grids(items, views, models, work, fast, part(step, 0.0, 0.95))
    cells, centre, axes = _condensed(grids, len(learn), work, part(step, 0.95, 1.0))
    return Prepared(items, grids, cells, centre, axes, len(learn), captions, words)


def _grids(items: Sequence[Item], views: int, models: Models, work: Path, fast: bool, step: Step) -> np.ndarray:
    """Features of every view, mapped from a file under ``work`` that is made the first time."""
    from crossmedia_studio.nets.efficientnet_lite import FEATURES

    known = (_VERSION, views, models.fingerprint(labels.ENTRY), [item.id for item in items])
    path = work / f"grids-{hashlib.sha256(repr(known).encode()).hexdigest()[:16]}.npy"
    if not path.is_file():
        random = np.random.default_rng(1)
        with atomic(path) as temporary:
            shape = (len(items), views, labels.CELLS, FEATURES)
            packed = np.lib.format.open_memmap(temporary, mode="w+", dtype=np.uint8, shape=shape)
            each = max(_AT_ONCE // views, 1)
            for start in range(0, len(items), each):
                told = tr("Looking at the pictures, {number} of {count}", number=start + 1, count=len(items))
                step(start, len(items), told)
                chosen = items[start : start + each]
                pictures = [view for item in chosen for view in _views(item, views, random)]
                seen = labels.grids(pictures, models, fast=fast).reshape(len(chosen), *shape[1:])
                packed[start : start + len(chosen)] = np.rint(seen * (255.0 / LARGEST))
            packed.flush()
            del packed  # Windows moves no file that is mapped
    return np.load(path, mmap_mode="r")


def _condensed(grids: np.ndarray, learned: int, work: Path, step: Step) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The cells along the principal axes of some that are learned from, on disk; their centre and axes."""
    import torch

    from crossmedia_studio.nets.captioner import CaptionerConfig, Decoder, principal

    count, views, cells, features = grids.shape
    random = np.random.default_rng(2)
    chosen = np.sort(random.choice(learned, min(learned, _SAMPLED), replace=False))
    sample = np.concatenate([grids[index, index % views, random.integers(cells, size=8)] for index in chosen])
    config = CaptionerConfig(features=features, cells=cells)
    net = Decoder(config)
    net.centre, net.axes = principal(torch.from_numpy(sample.astype(np.float32) * (LARGEST / 255.0)), config.seen)
    path = work / "cells.npy"
    with atomic(path) as temporary:
        packed = np.lib.format.open_memmap(
            temporary, mode="w+", dtype=np.float16, shape=(*grids.shape[:3], config.seen)
        )
        for start in range(0, count, 64):
            step(start, count)
            seen = torch.from_numpy(grids[start : start + 64].astype(np.float32) * (LARGEST / 255.0))
            packed[start : start + 64] = net.condense(seen).numpy()
        packed.flush()
        del packed  # Windows moves no file that is mapped
    return np.load(path, mmap_mode="r"), net.centre.numpy(), net.axes.numpy()


def _views(item: Item, count: int, random: np.random.Generator) -> list[np.ndarray]:
    """The picture as it is, then cut a little, lit another way, and mirrored unless its captions speak of sides."""
    try:
        pixels = image.read(item.path).pixels
    except MediaError as error:
        raise TrainingError(error.what, why=error.why, do=tr("Take it out of the folder, or mend it")) from error
    sides = any(_SIDES & set(caption_words.plain(said)) for _, said in item.captions)
    found = [pixels]
    height, width = pixels.shape[:2]
    for _ in range(count - 1):
        share = random.uniform(0.86, 1.0)
        rows, columns = max(round(height * share), 1), max(round(width * share), 1)
        top, left = int(random.integers(height - rows + 1)), int(random.integers(width - columns + 1))
        view = pixels[top : top + rows, left : left + columns].copy()
        if not sides and random.random() < 0.5:
            view = view[:, ::-1]
        light = (view[..., :3] / 255.0 - 0.5) * random.uniform(0.8, 1.15) + 0.5
        light = np.clip(light * random.uniform(0.85, 1.12), 0.0, 1.0)
        found.append(np.concatenate([(light * 255.0).astype(np.uint8), view[..., 3:]], axis=-1))
    return found
