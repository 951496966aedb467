"""The pictures that twins are born with: codes that the GAN knows, what they show, and their qualities."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate import imagining
from crossmedia_studio.generate.imagining import Imagination
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.twins import correspondence

_BATCH = 32
_SAME = 0.35
"""Share of their own variance by which a picture and a remembered drawing may differ and still be the same."""


@dataclass(frozen=True)
class Drawings:
    """``which`` (n,) of the GAN's known pictures, their ``qualities`` (n, 4) and ``names``, perhaps empty."""

    which: np.ndarray
    qualities: np.ndarray
    names: tuple[frozenset[str], ...]


def drawings(models: Models, count: int, seed: int, work: Path, step: Step) -> Drawings:
    """``count`` of the pictures the shipped GAN knows (all where it knows fewer), by chance of ``seed``.

    What takes long is kept under ``work``. Raises ModelMissing.
    """
    model = imagining.load(models)
    book = model.generator.book
    known = len(book.kinds)
    which = np.sort(np.random.default_rng(seed).permutation(known)[:count])
    key = hashlib.sha256(repr((models.fingerprint(imagining.SHIPPED), which.tolist())).encode()).hexdigest()[:16]
    path = work / f"drawings-{key}.npz"
    if not path.is_file():
        found = _seen(model, which, part(step, 0.0, 0.9))
        with atomic(path) as temporary, temporary.open("wb") as file:
            np.savez(file, qualities=found[0], latents=found[1])
    with np.load(path) as kept:
        qualities, latents = kept["qualities"], kept["latents"]
    step(0.9, 1.0, tr("Looking for what the pictures show"))
    return Drawings(which, qualities, _names(models, latents))


def _seen(model: Imagination, which: np.ndarray, step: Step) -> tuple[np.ndarray, np.ndarray]:
    """Qualities (n, 4) and latents (n, latent, grid, grid) float32."""
    import torch

    book, generator = model.generator.book, model.generator
    codes, kinds = book.codes[which], book.kinds[which]
    qualities, latents = [], []
    for start in range(0, len(which), _BATCH):
        words = tr("Looking at the pictures, {number} of {count}", number=start + 1, count=len(which))
        step(start, len(which), words)
        some = slice(start, start + _BATCH)
        with torch.inference_mode():
            latents.append(generator.latents(generator(codes[some], kinds[some])).float().numpy())
        drawn = model.pictures(codes[some].numpy(), kinds[some].numpy())
        qualities += [correspondence.of_picture(pixels) for pixels in drawn]
    return np.stack(qualities), np.concatenate(latents)


def _names(models: Models, latents: np.ndarray) -> tuple[frozenset[str], ...]:
    """The words of the remembered drawing that each of ``latents`` is, by what the Sketchbook remembers."""
    from crossmedia_studio.generate.sketchbook import model

    nothing: frozenset[str] = frozenset()
    there = models.family(model.FAMILY)
    if not there or not there[0].name or not models.installed(there[0].name):
        return (nothing,) * len(latents)
    memory = model.load(models, there[0].name).memory
    if not memory.drawings:
        return (nothing,) * len(latents)
    mine, theirs = latents.reshape(len(latents), -1), memory.latents.reshape(len(memory.latents), -1)
    apart = np.square(mine).sum(axis=1)[:, None] - 2.0 * mine @ theirs.T + np.square(theirs).sum(axis=1)  # (n, m)
    limit = _SAME * mine.shape[1] * float(mine.var())
    nearest = apart.argmin(axis=1)
    said = (frozenset(word for name in drawing.names for word in name) for drawing in memory.drawings)
    words = tuple(said)
    return tuple(words[j] if apart[i, j] < limit else nothing for i, j in enumerate(nearest))
