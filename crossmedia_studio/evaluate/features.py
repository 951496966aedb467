"""Pictures as vectors in which looks and content can be compared: the features every distance here is measured in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from crossmedia_studio.core.errors import ModelMissing
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.media.cache import DiskCache
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand import labels

NAME = "EfficientNet-Lite0 pooled 1280, 224 px, white ground"
SIZE = 1280
_BATCH = 16
_CACHE = DiskCache("features", 128 << 20)


def features(pictures: Sequence[np.ndarray], models: Models, step: Step = no_step) -> np.ndarray:
    """The vectors of ``pictures`` (uint8 (h, w, 4), straight alpha): float32 (n, 1280), rounded to 16 bits.

    Kept on disk by content, so that a picture is looked at once. Raises ModelMissing without the classifier.
    """
    if not models.installed(labels.ENTRY):
        raise ModelMissing(
            tr("Judging pictures needs the model that names what they show"),
            do=tr("Install it with: {command}", command=f"crossmedia-studio models install {labels.ENTRY}"),
            entry=labels.ENTRY,
        )
    found = np.zeros((len(pictures), SIZE), np.float32)
    weights = models.fingerprint(labels.ENTRY)[:16]
    for start in range(0, len(pictures), _BATCH):
        step(start, len(pictures), tr("Looking at the pictures"))
        batch = pictures[start : start + _BATCH]
        keys = [_key(pixels, weights) for pixels in batch]
        kept = [_kept(key) for key in keys]
        fresh = [i for i, row in enumerate(kept) if row is None]
        made = labels.features([batch[i] for i in fresh], models).astype(np.float16)  # (fresh, 1280)
        for i, row in zip(fresh, made, strict=True):
            _CACHE.put(keys[i], row.tobytes())
            kept[i] = row
        found[start : start + len(batch)] = np.stack([row for row in kept if row is not None])
    step(1, 1)
    return found


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Euclidean distances of the rows of ``a`` (n, d) to those of ``b`` (m, d): float64 (n, m)."""
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    squares = np.square(a).sum(axis=1)[:, None] + np.square(b).sum(axis=1) - 2 * a @ b.T
    return np.sqrt(np.maximum(squares, 0.0))


def _key(pixels: np.ndarray, weights: str) -> str:
    digest = hashlib.sha256(f"{weights} {pixels.shape} 1".encode())
    digest.update(np.ascontiguousarray(pixels).data)
    return digest.hexdigest()


def _kept(key: str) -> np.ndarray | None:
    data = _CACHE.get(key)
    return np.frombuffer(data, np.float16) if data is not None and len(data) == 2 * SIZE else None
