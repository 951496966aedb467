"""Does a picture show what was asked: its subject, by real pictures of each subject, its ground and its colours."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crossmedia_studio.evaluate.asks import TRANSPARENT
from crossmedia_studio.understand.colour import colour_name, oklab, palette, small

TOP = 5
_SHRINK = 0.05
_LEAST = 30
"""Fewer pictures beyond one a subject say too little about how pictures of one subject differ."""
_NEAR = 0.12
"""Oklab colours nearer than this look alike."""
_COLOURED = 0.05
"""The share of a picture that a colour must cover to count as there."""


@dataclass(frozen=True, eq=False)
class Subjects:
    """A judge of subjects, fitted to real pictures: the likelier subject has the nearer mean in features.

    Features are first whitened by how pictures of the *same* subject differ (linear discriminant analysis with
    shrinkage, Friedman 1989), so that manner and pose count for little; nearness is the cosine. ``names`` are the
    subjects (k), ``centre`` (d,), ``whiten`` (d, d), ``means`` (k, d) of length 1.
    """

    names: tuple[str, ...]
    centre: np.ndarray
    whiten: np.ndarray
    means: np.ndarray

    @classmethod
    def fit(cls, features: np.ndarray, subjects: Sequence[str]) -> Subjects:
        """From real pictures (n, d) and what each shows; pictures without a subject are left out."""
        known = np.array([bool(subject) for subject in subjects], bool)
        rows = np.asarray(features, np.float64)[known]
        names, index = np.unique(np.array([s for s in subjects if s], dtype=object).astype(str), return_inverse=True)
        counts = np.bincount(index, minlength=len(names))
        sums = np.zeros((len(names), rows.shape[1]))
        np.add.at(sums, index, rows)
        means = sums / np.maximum(counts, 1)[:, None]
        centre = rows.mean(axis=0) if len(rows) else np.zeros(rows.shape[1])
        freedom = len(rows) - len(names)
        if freedom < _LEAST:
            whiten = np.diag(1.0 / (rows.std(axis=0) + 1e-3)) if len(rows) > 1 else np.eye(rows.shape[1])
        else:
            inside = rows - means[index]
            spread = inside.T @ inside / freedom  # (d, d)
            level = float(np.trace(spread)) / len(spread) or 1.0
            values, vectors = np.linalg.eigh((1 - _SHRINK) * spread + _SHRINK * level * np.eye(len(spread)))
            whiten = vectors / np.sqrt(np.maximum(values, 1e-9 * level))
        return cls(tuple(str(name) for name in names), centre, whiten, _unit((means - centre) @ whiten))

    def nearness(self, features: np.ndarray) -> np.ndarray:
        """Cosine of each picture (n, d) to each subject: (n, k)."""
        return _unit((np.asarray(features, np.float64) - self.centre) @ self.whiten) @ self.means.T

    def ranks(self, features: np.ndarray, asked: Sequence[str]) -> np.ndarray:
        """The place (0 the best) of the subject ``asked`` for each picture; nan for one that no real picture shows."""
        place = {name: i for i, name in enumerate(self.names)}
        known = [i for i, name in enumerate(asked) if name in place]
        found = np.full(len(asked), math.nan)
        if known:
            near = self.nearness(features[known])
            own = near[np.arange(len(known)), [place[asked[i]] for i in known]]
            found[known] = (near > own[:, None]).sum(axis=1)
        return found

    def among(self, subjects: Sequence[str]) -> Subjects:
        """The same judge, choosing among ``subjects`` only."""
        kept = [i for i, name in enumerate(self.names) if name in set(subjects)]
        return Subjects(tuple(self.names[i] for i in kept), self.centre, self.whiten, self.means[kept])


def ceiling(features: np.ndarray, subjects: Sequence[str], folds: int = 3, seed: int = 0) -> tuple[int, int, int]:
    """How the judge does on real pictures it was not fitted to: first places, places among five, and of how many.

    Only pictures count whose subject has another one in the fit. What a model reaches is read beside this.
    """
    given = np.array(subjects, dtype=object)
    fold = np.random.default_rng(seed).integers(0, folds, len(given))
    ranks = []
    for number in range(folds):
        fit = fold != number
        if fit.sum() > 1 and (~fit).any():
            judge = Subjects.fit(features[fit], list(given[fit]))
            ranks.append(judge.ranks(features[~fit], list(given[~fit])))
    found = np.concatenate(ranks) if ranks else np.zeros(0)
    found = found[np.isfinite(found)]
    return int((found < 1).sum()), int((found < TOP).sum()), len(found)


def ground_agrees(pixels: np.ndarray, asked: str) -> bool:
    """Whether the rim of ``pixels`` (h, w, 4) is mostly of the ground ``asked``: a name, "#rrggbb" or transparent."""
    height, width = pixels.shape[:2]
    deep = max(round(min(height, width) * 0.03), 1)
    inner = np.zeros((height, width), bool)
    inner[deep : height - deep, deep : width - deep] = True
    rim = pixels[~inner]
    clear = rim[:, 3] < 32
    if asked == TRANSPARENT:
        return bool(clear.mean() > 0.6)
    if clear.mean() > 0.4:
        return False
    rgb = np.median(rim[~clear, :3], axis=0)
    if re.fullmatch(r"#[0-9a-fA-F]{6}", asked):
        wanted = np.array([int(asked[i : i + 2], 16) for i in (1, 3, 5)])
        return bool(np.linalg.norm(oklab(rgb) - oklab(wanted)) < _NEAR)
    return colour_name((int(rgb[0]), int(rgb[1]), int(rgb[2]))) == asked


def colours_agree(pixels: np.ndarray, asked: Sequence[str]) -> bool:
    """Whether each of the colours ``asked`` is one of the main colours of ``pixels`` (h, w, 4)."""
    there = {colour_name(colour.rgb) for colour in palette(small(pixels)) if colour.share >= _COLOURED}
    return all(colour in there for colour in asked)


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
