"""Pairs for the recipe ``twins``: sounds condensed, pictures looked at, each picture given the sound it is like."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from crossmedia_studio.core.errors import MediaError, TrainingError
from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate import imagining, twins
from crossmedia_studio.media import audio
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import sound_latents
from crossmedia_studio.represent.text import tokens
from crossmedia_studio.train.datasets.dataset import Item
from crossmedia_studio.train.twins import correspondence
from crossmedia_studio.train.twins.drawings import drawings

PICTURE, SOUND = 64, 32
"""Numbers by which the encoder sees each half: the first principal components of the GAN's codes, of the sounds."""


@dataclass(frozen=True)
class Pairs:
    """``pictures`` (n,): numbers of the GAN's known pictures; ``gives`` (n,): rows of ``sounds`` (m, latent, moments).

    ``seen`` (n, picture) and ``heard`` (n, sound) are what the encoder is shown, about N(0, 1); ``shared`` (n, 4) what
    eye and ear share in each pair.
    """

    pictures: np.ndarray
    gives: np.ndarray
    sounds: np.ndarray
    seen: np.ndarray
    heard: np.ndarray
    shared: np.ndarray


def prepare(items: Sequence[Item], options: Any, models: Models, work: Path, step: Step) -> Pairs:
    """Raises TrainingError for a sound that cannot be read, ModelMissing."""
    latents, heard = _sounds(items, models, work, part(step, 0.0, 0.4))
    drawn = drawings(models, options.pictures, 0, work, part(step, 0.4, 0.9))
    step(0.9, 1.0, tr("Pairing pictures and sounds"))
    eye, ear = correspondence.ranked(drawn.qualities), correspondence.ranked(heard)
    called = [_words(item) for item in items]
    gives = correspondence.pair(eye, drawn.names, ear, called, np.random.default_rng(0))
    codes = imagining.load(models).generator.book.codes.numpy()[drawn.which]
    condensed = _components(latents.reshape(len(latents), -1), SOUND)
    shared = correspondence.ranked(eye + ear[gives])
    return Pairs(drawn.which, gives, latents, codes[:, :PICTURE], condensed[gives], shared)


def _words(item: Item) -> frozenset[str]:
    """What a sound is called, in any language."""
    said = (item.subject, *(words for _, words in (*item.captions, *item.tags)))
    return frozenset(word for words in said for word in tokens(words))


def _sounds(items: Sequence[Item], models: Models, work: Path, step: Step) -> tuple[np.ndarray, np.ndarray]:
    """Latents (m, latent, moments) float32 of the first moments of each sound, and their qualities (m, 4)."""
    key = hashlib.sha256(repr((twins.made_with(models), [item.id for item in items])).encode()).hexdigest()[:16]
    path = work / f"sounds-{key}.npz"
    if not path.is_file():
        ear = sound_latents.load(models)
        latents, qualities = [], []
        for number, item in enumerate(items):
            step(number, len(items), tr("Listening, {number} of {count}", number=number + 1, count=len(items)))
            sound = _beginning(item)
            latents.append(ear.encode(sound))
            qualities.append(correspondence.of_sound(sound))
        with atomic(path) as temporary, temporary.open("wb") as file:
            np.savez(file, latents=np.stack(latents), qualities=np.stack(qualities))
    with np.load(path) as kept:
        return kept["latents"].astype(np.float32), kept["qualities"]


def _beginning(item: Item) -> Audio:
    """``twins.SECONDS`` of a sound from where it sets in, silence after it where it is shorter."""
    try:
        sound = audio.trim_silence(audio.read(item.path, sound_latents.RATE))
    except MediaError as error:
        raise TrainingError(error.what, why=error.why, do=tr("Take it out of the folder, or mend it")) from error
    frames = round(twins.SECONDS * sound_latents.RATE)
    one = sound.samples.mean(axis=1, keepdims=True)[:frames]
    one = one / max(float(np.abs(one).max(initial=0.0)), 1e-4) * 0.7
    return Audio(np.pad(one, ((0, frames - len(one)), (0, 0))).astype(np.float32), sound_latents.RATE)


def _components(rows: np.ndarray, count: int) -> np.ndarray:
    """The first principal components of ``rows`` (m, d), each of deviation 1, filled with zeros: (m, count)."""
    centred = rows - rows.mean(axis=0)
    left, size, _ = np.linalg.svd(centred, full_matrices=False)
    kept = left[:, :count] * np.sqrt(len(rows)) * (size[:count] > 1e-6 * max(float(size[0]), 1e-9))
    return np.pad(kept, ((0, 0), (0, count - kept.shape[1]))).astype(np.float32)
