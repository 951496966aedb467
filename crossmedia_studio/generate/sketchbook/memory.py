"""The drawings a Sketchbook model remembers: latents of what it learned from, found by words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crossmedia_studio.core.files import write_bytes
from crossmedia_studio.represent.vocabulary import Vocabulary

LATENTS, NAMES = "memory.safetensors", "memory.json"
_ALIKE = 0.62
"""Cosine of word vectors below which a prompt and a drawing's name do not speak of the same thing."""


@dataclass(frozen=True)
class Remembered:
    """One drawing: its ``subject`` key, ``style`` and names (words) in any language."""

    subject: str
    style: str
    names: tuple[tuple[str, ...], ...]


class Memory:
    """``latents`` (n, latent, grid, grid) float32 of ``drawings``, as the VAE gives them."""

    def __init__(self, latents: np.ndarray, drawings: Sequence[Remembered], vocabulary: Vocabulary, table: np.ndarray):
        self.latents = latents
        self.drawings = tuple(drawings)
        self._vocabulary, self._table = vocabulary, table
        names = [(index, words) for index, drawing in enumerate(self.drawings) for words in drawing.names]
        self._owner = np.asarray([index for index, _ in names], np.int64)
        self._words = [frozenset(words) for _, words in names]
        self._vectors = np.stack([self._vector(words) for _, words in names]) if names else np.zeros((0, 1), np.float32)
        self._subjects: dict[str, list[int]] = {}
        for index, drawing in enumerate(self.drawings):
            self._subjects.setdefault(drawing.subject, []).append(index)

    def find(self, words: Sequence[str], count: int = 1) -> list[str]:
        """The subjects that ``words`` speak of, the best first; none where nothing is near."""
        asked = [word for word in dict.fromkeys(words) if word in self._vocabulary]
        if not asked or not len(self._owner):
            return []
        near = self._vectors @ self._vector(asked)
        shared = np.asarray([2.0 * len(name & set(asked)) / (len(name) + len(asked)) for name in self._words])
        score = 0.5 * near + shared
        found: dict[str, None] = {}
        for place in np.argsort(-score, kind="stable")[: 12 * count]:
            if near[place] < _ALIKE and shared[place] == 0.0:
                continue
            found[self.drawings[int(self._owner[place])].subject] = None
            if len(found) == count:
                break
        return list(found)

    def of(self, subject: str) -> tuple[int, ...]:
        """The drawings of ``subject``, by number."""
        return tuple(self._subjects.get(subject, ()))

    def _vector(self, words: Sequence[str]) -> np.ndarray:
        ids = [self._vocabulary.number(word) for word in words if word in self._vocabulary]
        mean = self._table[ids].mean(axis=0) if ids else np.zeros(self._table.shape[1], np.float32)
        return mean / max(float(np.linalg.norm(mean)), 1e-6)


def write(folder: Path, latents: np.ndarray, drawings: Sequence[Remembered]) -> None:
    """Latents as int8 with a float16 scale for each channel of each drawing; names as JSON."""
    from safetensors.numpy import save

    scale = np.abs(latents).max(axis=(2, 3), keepdims=True) / 127.0 + 1e-8  # (n, latent, 1, 1)
    whole = np.round(latents / scale).astype(np.int8)
    write_bytes(folder / LATENTS, save({"latents": whole, "scale": scale.astype(np.float16)}))
    rows = [[one.subject, one.style, [" ".join(words) for words in one.names]] for one in drawings]
    write_bytes(folder / NAMES, json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def read(folder: Path, vocabulary: Vocabulary, table: np.ndarray) -> Memory:
    """What ``write`` wrote, or an empty memory where a model has none. Raises ValueError for files that do not fit."""
    from safetensors.numpy import load_file

    if not (folder / LATENTS).is_file():
        return Memory(np.zeros((0, 1, 1, 1), np.float32), (), vocabulary, table)
    stored: Mapping[str, np.ndarray] = load_file(str(folder / LATENTS))
    latents = stored["latents"].astype(np.float32) * stored["scale"].astype(np.float32)
    rows = json.loads((folder / NAMES).read_text("utf-8"))
    drawings = [Remembered(str(s), str(style), tuple(tuple(n.split(" ")) for n in names)) for s, style, names in rows]
    if len(drawings) != len(latents):
        raise ValueError("its memory is damaged")
    return Memory(latents, drawings, vocabulary, table)
