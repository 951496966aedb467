"""The real pictures or sounds that made ones are judged against, as features: built once, shipped beside a model.

``reference.safetensors`` holds no picture but the small ones of the training set, which are shown beside what was
made. Layout: ``features`` float16 (n, 1280) and ``looks`` float32 (n, columns) of held-out pictures; ``training``
uint8 (m, 1280) in steps of ``training_scale`` float32 (1280,); ``pictures`` uint8 with all WebP files end to end and
``ends`` int64 (m,). Of sounds there are no looks and no pictures, and rows are 192 long. The metadata entry ``about``
is JSON: see :func:`_about`.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Pillow

from crossmedia_studio.core.errors import MediaError, StudioError
from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, no_step, part
from crossmedia_studio.evaluate import artefacts, consistency, sound_features
from crossmedia_studio.evaluate.features import NAME, SIZE, features
from crossmedia_studio.media import image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.datasets.dataset import Dataset, Item

FILE = "reference.safetensors"
SMALL = 48
FEATURES: dict[Kind, tuple[str, int, tuple[str, ...]]] = {
    Kind.IMAGE: (NAME, SIZE, tuple(artefacts.COLUMNS)),
    Kind.AUDIO: (sound_features.NAME, sound_features.SIZE, ()),
}
"""Of each kind what it is measured by: the features' name and length, and the columns of looks."""
_MOST_BYTES = 512 << 20
_CHUNK = 32


@dataclass(frozen=True)
class Real:
    """What a real picture shows and how it is drawn; ``name`` for a person."""

    subject: str = ""
    style: str = ""
    name: str = ""


@dataclass(frozen=True, eq=False)
class Reference:
    """Held-out real pictures, or sounds, as ``features`` (n, 1280 or 192) and ``looks`` (n, columns) with their
    ``items``.

    ``training`` (m, 1280) are those a model was trained on, with small ``pictures`` (WebP) of them. ``words`` are the
    names of each subject by language. ``ceiling``: first places, places among five, and of how many, that the judge
    of subjects reaches on real pictures.
    """

    title: str
    features: np.ndarray
    looks: np.ndarray
    items: tuple[Real, ...]
    training: np.ndarray = field(default_factory=lambda: np.zeros((0, SIZE), np.float32))
    training_items: tuple[Real, ...] = ()
    pictures: tuple[bytes, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ceiling: tuple[int, int, int] = (0, 0, 0)
    kind: Kind = Kind.IMAGE

    def subjects(self) -> tuple[np.ndarray, list[str]]:
        """Features and subjects of all real pictures, held out or not: what the judge of subjects is fitted to."""
        return np.concatenate([self.features, self.training]), [one.subject for one in self._all]

    def styles(self) -> list[str]:
        """The style of each row that :meth:`subjects` gives."""
        return [one.style for one in self._all]

    def among(self, subjects: Sequence[str]) -> Reference:
        """The same pictures, of which only those of ``subjects`` keep their subject."""
        kept = set(subjects)

        def named(items: tuple[Real, ...]) -> tuple[Real, ...]:
            return tuple(one if one.subject in kept else replace(one, subject="") for one in items)

        return with_ceiling(replace(self, items=named(self.items), training_items=named(self.training_items)))

    def called(self, subject: str, language: str) -> str:
        """The name of ``subject`` in ``language``, else in English, else its key."""
        names = self.words.get(subject, {})
        return names.get(language) or names.get("en") or subject

    def subject_in(self, prompt: str) -> str:
        """The subject that ``prompt`` names, the longest name if there are several; "" for none."""
        text = prompt.lower()
        best, length = "", 0
        for subject in {one.subject for one in self._all} - {""}:
            for name in {subject, *self.words.get(subject, {}).values()}:
                word = re.escape(name.lower().strip())
                bounded = rf"\b{word}\b" if name.isascii() else word
                if len(word) > length and re.search(bounded, text):
                    best, length = subject, len(word)
        return best

    @property
    def _all(self) -> tuple[Real, ...]:
        return (*self.items, *self.training_items)


def of_dataset(data: Dataset, models: Models, step: Step = no_step, *, split: str = "test") -> Reference:
    """``split`` of ``data`` is held out ("valid" if it is empty), its "train" is what a model was trained on."""
    held = data.split(split) or data.split("valid")
    if data.kind is not Kind.IMAGE or not held:
        raise MediaError(
            tr("{name} has no pictures to judge by", name=data.name), do=tr("Choose a folder with more pictures")
        )
    there = data.split("train")
    total = len(held) + len(there)
    held_rows, looks, items, _ = _read(held, models, part(step, 0.0, len(held) / total), False)
    rows, _, known, pictures = _read(there, models, part(step, len(held) / total, 0.98), True)
    words: dict[str, dict[str, str]] = {}
    for item in (*there, *held):
        for language, caption in item.captions:
            words.setdefault(item.subject, {}).setdefault(language, caption)
    return with_ceiling(Reference(data.name, held_rows, looks, items, rows, known, pictures, words))


def of_folder(folder: Path, models: Models, step: Step = no_step) -> Reference:
    """All pictures of ``folder``; one inside a folder of its own shows what that folder is called."""
    if not folder.is_dir():
        raise MediaError(tr("{name} is no folder", name=folder), do=tr("Choose a folder of pictures"))
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".") and image.is_image(p))
    items = tuple(Item(str(p), p, subject=p.parent.name if p.parent != folder else "") for p in files)
    rows, looks, known, _ = _read(items, models, step, False)
    if not len(rows):
        raise MediaError(
            tr("There is no picture in {name}", name=folder.name), do=tr("Choose a folder of pictures to judge by")
        )
    return with_ceiling(Reference(folder.name, rows, looks, known))


def with_ceiling(reference: Reference) -> Reference:
    """``reference`` with what the judge of subjects reaches on it."""
    rows, subjects = reference.subjects()
    found = consistency.ceiling(rows, subjects) if len(set(subjects) - {""}) > 1 else (0, 0, 0)
    return replace(reference, ceiling=found)


def _read(
    items: Sequence[Item], models: Models, step: Step, small: bool
) -> tuple[np.ndarray, np.ndarray, tuple[Real, ...], tuple[bytes, ...]]:
    """Features, looks, what they are and small pictures of ``items``; files that cannot be read are left out."""
    rows: list[np.ndarray] = [np.zeros((0, SIZE), np.float32)]
    looks: list[np.ndarray] = []
    known: list[Real] = []
    pictures: list[bytes] = []
    for start in range(0, len(items), _CHUNK):
        step(start, len(items), tr("Looking at real pictures"))
        batch = []
        for item in items[start : start + _CHUNK]:
            try:
                pixels = image.read(item.path).pixels
            except StudioError:
                continue
            batch.append(pixels)
            name = next((words for _, words in item.captions), item.path.stem)
            known.append(Real(item.subject, item.style, name))
            if small:
                pictures.append(small_picture(pixels))
            else:
                looks.append(artefacts.looks(pixels))
        rows.append(features(batch, models))
    table = np.stack(looks) if looks else np.zeros((0, len(artefacts.COLUMNS)), np.float32)
    return np.concatenate(rows), table, tuple(known), tuple(pictures)


def small_picture(pixels: np.ndarray) -> bytes:
    """``pixels`` (h, w, 4) within 48 pixels as WebP, for showing beside a take."""
    picture = Pillow.fromarray(np.ascontiguousarray(pixels))
    picture.thumbnail((SMALL, SMALL), Pillow.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=60, method=4)
    return buffer.getvalue()


def shown(data: bytes) -> np.ndarray | None:
    """A small picture as uint8 (h, w, 4); None if it is damaged."""
    try:
        with Pillow.open(io.BytesIO(data), formats=("WEBP",)) as opened:
            return np.array(opened.convert("RGBA")) if max(opened.size) <= 4 * SMALL else None
    except (OSError, SyntaxError, ValueError):
        return None


def save(reference: Reference, path: Path) -> None:
    """Write ``reference``, whole or not at all."""
    from safetensors.numpy import save_file

    scale = np.maximum(reference.training.max(axis=0, initial=0.0), 1e-6).astype(np.float32) / np.float32(255)
    tensors = {
        "features": reference.features.astype(np.float16),
        "looks": reference.looks.astype(np.float32),
        "training": np.clip(np.rint(reference.training / scale), 0, 255).astype(np.uint8),
        "training_scale": scale.astype(np.float32),
        "pictures": np.frombuffer(b"".join(reference.pictures), np.uint8),
        "ends": np.cumsum([len(one) for one in reference.pictures], dtype=np.int64),
    }
    with atomic(path) as temporary:
        save_file({name: np.ascontiguousarray(one) for name, one in tensors.items()}, temporary, _about(reference))


def _about(reference: Reference) -> dict[str, str]:
    """Names of features and columns by which the file is understood, and what each row is."""
    about = {
        "title": reference.title, "features": FEATURES[reference.kind][0],
        "columns": list(FEATURES[reference.kind][2]), "ceiling": reference.ceiling,
        "items": [[one.subject, one.style, one.name] for one in reference.items],
        "training": [[one.subject, one.style, one.name] for one in reference.training_items],
        "words": {subject: dict(names) for subject, names in reference.words.items()},
    }  # fmt: skip
    return {"about": json.dumps(about, ensure_ascii=False)}


def load(path: Path) -> Reference:
    """What :func:`save` wrote. Raises MediaError for anything else."""
    from safetensors import SafetensorError, safe_open

    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError("too large")
        with safe_open(str(path), framework="numpy") as opened:
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
            about = json.loads((opened.metadata() or {})["about"])
        return _checked(tensors, about)
    except OSError as error:
        raise MediaError(tr("{name} cannot be opened", name=path.name), why=error.strerror or str(error)) from error
    except (SafetensorError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise MediaError(
            tr("{name} is no reference that this studio can read", name=path.name),
            why=str(error)[:200],
            do=tr("Judge against a folder of pictures instead"),
        ) from error


def _checked(tensors: dict[str, np.ndarray], about: Any) -> Reference:
    measured = (about["features"], about["columns"])
    kind = next((kind for kind, (name, _, columns) in FEATURES.items() if measured == (name, list(columns))), None)
    if kind is None:
        raise ValueError(tr("it was measured with other features"))
    _, size, columns = FEATURES[kind]
    items, known = (tuple(Real(*map(str, one)) for one in about[name]) for name in ("items", "training"))
    rows = tensors["features"].astype(np.float32)
    looks = tensors["looks"].astype(np.float32)
    training = tensors["training"].astype(np.float32) * tensors["training_scale"].astype(np.float32)
    ends = tensors["ends"].astype(np.int64)
    data = tensors["pictures"].astype(np.uint8).tobytes()
    whole = rows.shape == (len(items), size) and looks.shape == (len(items), len(columns))
    whole &= training.shape == (len(known), size) and ends.ndim == 1 and len(ends) in (0, len(known))
    starts = np.concatenate([[0], ends[:-1]]) if len(ends) else ends
    whole &= bool((ends >= starts).all()) and (not len(ends) or int(ends[-1]) == len(data))
    if not whole or not np.isfinite(rows).all() or not np.isfinite(training).all():
        raise ValueError(tr("its tables do not fit together"))
    pictures = tuple(data[a:b] for a, b in zip(starts, ends, strict=True))
    words = {str(k): {str(code): str(name) for code, name in v.items()} for k, v in about["words"].items()}
    first, five, of = (int(value) for value in about["ceiling"])
    return Reference(str(about["title"]), rows, looks, items, training, known, pictures, words, (first, five, of), kind)


def of_path(path: Path, models: Models, step: Step = no_step) -> Reference:
    """A folder of real pictures or of real sounds, or a reference file."""
    if path.is_file():
        return load(path)
    try:
        return of_folder(path, models, step)
    except MediaError as none:
        from crossmedia_studio.evaluate import sound_reference

        try:
            return sound_reference.of_folder(path, step)
        except MediaError:
            raise none from none.__cause__
