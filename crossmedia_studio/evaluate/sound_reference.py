"""Real sounds that made ones are judged against, as :class:`~crossmedia_studio.evaluate.reference.Reference`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from crossmedia_studio.core.errors import MediaError, StudioError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, no_step, part
from crossmedia_studio.evaluate import sound_features
from crossmedia_studio.evaluate.reference import Real, Reference, with_ceiling
from crossmedia_studio.media import audio, files
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.train.datasets.dataset import Dataset, Item

_MOST_SECONDS = 60.0


def of_dataset(data: Dataset, step: Step = no_step) -> Reference:
    """What is kept aside of ``data`` (valid and test) is held out, its "train" is what a model was trained on."""
    learned = data.split("train")
    known = {item.id for item in learned}
    held = tuple(item for item in (*data.split("valid"), *data.split("test")) if item.id not in known)
    if data.kind is not Kind.AUDIO or not held:
        raise MediaError(tr("{name} has no sounds to judge by", name=data.name), do=tr("Choose a folder of sounds"))
    share = len(held) / (len(held) + len(learned))
    rows, items = _read(held, part(step, 0.0, share))
    training, heard = _read(learned, part(step, share, 1.0))
    words: dict[str, dict[str, str]] = {}
    for item in (*learned, *held):
        for language, said in (*item.tags, *item.captions):
            words.setdefault(item.subject, {}).setdefault(language, said)
    return with_ceiling(Reference(data.name, rows, _no_looks(rows), items, training, heard, (), words,
                                  kind=Kind.AUDIO))  # fmt: skip


def of_folder(folder: Path, step: Step = no_step) -> Reference:
    """All sounds of ``folder``; one inside a folder of its own is what that folder is called. Raises MediaError."""
    listed = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".") and _is_sound(p))
    items = tuple(Item(str(p), p, subject=p.parent.name if p.parent != folder else "") for p in listed)
    rows, known = _read(items, step)
    if not len(rows):
        raise MediaError(
            tr("There is no sound in {name}", name=folder.name), do=tr("Choose a folder of sounds to judge by")
        )
    return with_ceiling(Reference(folder.name, rows, _no_looks(rows), known, training=rows[:0], kind=Kind.AUDIO))


def _read(items: Sequence[Item], step: Step) -> tuple[np.ndarray, tuple[Real, ...]]:
    """Features (n, 192) of ``items`` and what they are; files that cannot be read are left out."""
    rows, known = [np.zeros((0, sound_features.SIZE), np.float32)], []
    for number, item in enumerate(items):
        step(number, len(items), tr("Listening to real sounds"))
        try:
            sound = audio.read(item.path)
        except StudioError:
            continue
        last = round(min(item.end or _MOST_SECONDS, item.start + _MOST_SECONDS) * sound.rate)
        rows.append(
            sound_features.features(Audio(sound.samples[round(item.start * sound.rate) : last], sound.rate))[None]
        )
        name = next((words for _, words in item.captions), item.path.stem)
        known.append(Real(item.subject, item.style, name))
    return np.concatenate(rows), tuple(known)


def _no_looks(rows: np.ndarray) -> np.ndarray:
    return np.zeros((len(rows), 0), np.float32)


def _is_sound(path: Path) -> bool:
    try:
        return files.kind_of(path) is Kind.AUDIO
    except MediaError:
        return False
