"""Pictures with words → latents of several views, sayings, and a vocabulary: what a Sketchbook model learns from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate import grounds
from crossmedia_studio.generate.sketchbook import model
from crossmedia_studio.models.loader import Models, shipped_folder
from crossmedia_studio.represent import encoder, latents
from crossmedia_studio.represent.drawing import STYLES
from crossmedia_studio.represent.poses import posed
from crossmedia_studio.represent.vocabulary import Vocabulary
from crossmedia_studio.train.captions import Said, said
from crossmedia_studio.train.datasets.dataset import Item
from crossmedia_studio.train.pictures import squares, straight

if TYPE_CHECKING:
    from crossmedia_studio.train.recipes.sketchbook import SketchbookOptions

PLAIN = -1
"""The ground of a view that has none. Views 0 and 1 of a picture show it as it is, the others posed; odd views are
mirrored. The last two, if there are more than three, stand before a ground."""
GROUNDED = 2


@dataclass(frozen=True)
class Prepared:
    """``latents`` float16 (n, views, latent, grid, grid) with the number of each view's ground, int16 (n, views).

    The first ``learned`` pictures are to learn from, the rest to check on. ``sayings``, ``styles``, ``subjects`` and
    ``near`` (the most alike other subjects' pictures, int32 (n, few)) go by picture. ``words`` and their vectors
    ``table`` (n, numbers) are the vocabulary.
    """

    latents: np.ndarray
    grounds: np.ndarray
    learned: int
    sayings: tuple[dict[str, Said], ...]
    styles: tuple[str, ...]
    subjects: tuple[str, ...]
    near: np.ndarray
    words: tuple[str, ...]
    table: np.ndarray


def prepare(
    learn: Sequence[Item], aside: Sequence[Item], options: SketchbookOptions, models: Models, work: Path, step: Step
) -> Prepared:
    """Raises TrainingError where no picture has words."""
    items = (*learn, *aside)
    sayings = tuple(said(item) for item in items)
    if not any(sayings[: len(learn)]):
        raise TrainingError(
            tr("None of the pictures has words to learn"),
            do=tr("Name the files by what they show, or put a text file of the same name beside each"),
        )
    pictures = squares(items, latents.SIZE, work, part(step, 0.0, 0.3))
    found, which = _views(pictures, items, options.views, models, work, part(step, 0.3, 0.9))
    words, table = vocabulary(sayings, models, part(step, 0.9, 1.0))
    subjects = tuple(item.subject or item.id for item in items)
    styles = tuple(item.style if item.style in STYLES else "" for item in items)
    near = _near(sayings, subjects, len(learn), Vocabulary(words), table)
    return Prepared(found, which, len(learn), sayings, styles, subjects, near, words, table)


def _views(
    pictures: np.ndarray, items: Sequence[Item], views: int, models: Models, work: Path, step: Step
) -> tuple[np.ndarray, np.ndarray]:
    """Latents of every view of every picture, kept under ``work``; the grounds are chosen by a fixed chance."""
    vae = latents.load_vae(models)
    key = hashlib.sha256(
        repr(("posed", views, models.fingerprint(latents.SHIPPED), [i.id for i in items])).encode()
    ).hexdigest()
    path = work / f"views-{key[:16]}.npz"
    if not path.is_file():
        names, random = grounds.names(), np.random.default_rng(1)
        found, which = [], np.full((len(items), views), PLAIN, np.int16)
        for index, picture in enumerate(pictures):
            step(index, len(items), tr("Reading the pictures, {number} of {count}", number=index + 1, count=len(items)))
            seen = []
            for view in range(views):
                one = picture[:, ::-1] if view % 2 else picture
                if view >= 2:
                    one = posed(picture, random, bool(view % 2))
                if view >= max(views - GROUNDED, 2) and one[..., 3].min() < 255:
                    which[index, view] = number = int(random.integers(len(names)))
                    one = grounds.behind(straight(one / np.float32(255.0)), names[number], random)
                seen.append(one)
            found.append(latents.encode(vae, np.stack(seen)).astype(np.float16))
        with atomic(path) as temporary, temporary.open("wb") as stream:
            np.savez(stream, latents=np.stack(found), grounds=which)
    with np.load(path) as stored:
        return stored["latents"], stored["grounds"]


def vocabulary(sayings: Sequence[dict[str, Said]], models: Models, step: Step) -> tuple[tuple[str, ...], np.ndarray]:
    """The studio's words with their vectors, and those of ``sayings`` it lacks.

    The studio's vectors are a projection of those of the multilingual model that compares texts; where that is
    installed, a new word gets its vector the same way, else one of its own by chance.
    """
    book = model.read(shipped_folder() / model.FAMILY)
    words = list(book.vocabulary.words)
    table = book.net.words.vectors().numpy()
    new = sorted(
        {
            word
            for saying in sayings
            for one in saying.values()
            for words_ in (*one.captions, *one.tags)
            for word in words_
            if word not in book.vocabulary
        }
    )
    if not new:
        return tuple(words), table
    random = np.random.default_rng(2)
    vectors = random.standard_normal((len(new), table.shape[1])).astype(np.float32)
    network = encoder.best(models)
    path = shipped_folder() / model.FAMILY / model.PROJECTION
    if network is not None and not network.english_only and path.is_file():
        with np.load(path, allow_pickle=False) as stored:
            vectors = encoder.load(network, models).encode(new, step) @ stored["projection"] + stored["offset"]
    return (*words, *new), np.concatenate([table, vectors.astype(np.float32)])


def _near(
    sayings: Sequence[dict[str, Said]], subjects: Sequence[str], learned: int, known: Vocabulary, table: np.ndarray
) -> np.ndarray:
    """For each picture the six learned ones of other subjects whose names are the most alike: int32 (n, up to 6)."""
    vectors = np.zeros((len(sayings), table.shape[1]), np.float32)
    for index, saying in enumerate(sayings):
        words = next((one.captions[0] for one in saying.values()), ())
        ids = [known.number(word) for word in words if word in known]
        if ids:
            vectors[index] = table[ids].mean(axis=0)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    few = min(6, max(learned - 1, 1))
    near = np.zeros((len(sayings), few), np.int32)
    keys = np.asarray(subjects)
    for index, vector in enumerate(vectors):
        alike = vectors[:learned] @ vector
        alike[keys[:learned] == keys[index]] = -2.0
        near[index] = np.argsort(-alike, kind="stable")[:few]
    return near
