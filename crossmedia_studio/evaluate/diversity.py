"""How varied made pictures are, how much of the real ones they cover, and whether any were merely remembered."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from crossmedia_studio.evaluate.features import distances
from crossmedia_studio.evaluate.measure import Estimate, bootstrap, halves, mean, share, spread_of_halves

NEIGHBOURS = 5
_SUBSETS = 20
_RARE = 0.01
"""Nearer than all but this share of real pictures are to their nearest neighbour: too near to be chance."""
_SAME = 0.5
"""Copies of one picture may differ by this much: features are kept rounded, files saved in another format."""


def spread(made: np.ndarray, seed: int = 0) -> Estimate:
    """The mean distance of all pairs of ``made`` (n, d)."""
    n = len(made)
    if n < 2:
        return Estimate(math.nan, math.nan, math.nan)
    apart = distances(made, made)
    np.fill_diagonal(apart, 0.0)
    value = float(apart.sum()) / (n * (n - 1))
    if n < 4:
        return Estimate(value, math.nan, math.nan)
    chosen = halves(n, 100, seed)
    kept = n // 2
    drawn = ((chosen @ apart) * chosen).sum(axis=1) / (kept * (kept - 1))
    return spread_of_halves(value, drawn, n)


def variety(made: np.ndarray, asks: list[str]) -> tuple[Estimate, int]:
    """The mean distance of takes of the same ask, each ask counting once, and how many asks had several takes."""
    found = []
    for ask in dict.fromkeys(asks):
        same = made[[i for i, other in enumerate(asks) if other == ask]]
        if len(same) > 1:
            found.append(distances(same, same).sum() / (len(same) * (len(same) - 1)))
    return mean(np.array(found)), len(found)


@dataclass(frozen=True)
class Manifold:
    """Precision and density (are they like real ones), recall and coverage (do they show all that is real), 0–1 but
    for density, which may pass 1. ``n`` is the size of both clouds."""

    precision: Estimate
    recall: Estimate
    density: Estimate
    coverage: Estimate
    n: int


def manifold(made: np.ndarray, real: np.ndarray, k: int = NEIGHBOURS, seed: int = 0) -> Manifold | None:
    """Naeem et al. 2020, with balls of radius to the ``k``-th neighbour around real (and, for recall, made) pictures.

    All four change with the sizes of the clouds, so they are measured at equal sizes: the larger cloud gives random
    subsets as large as the smaller one, and the figures are means over them. Recall is that of Kynkäänniemi et al.
    2019. None for clouds of at most ``k`` pictures. For equal clouds coverage is about 1 − 2⁻ᵏ (0.97 for k = 5).
    """
    n = min(len(made), len(real))
    if n <= k:
        return None
    chance = np.random.default_rng(seed)
    rounds = 1 if len(made) == len(real) else _SUBSETS
    found = []
    for _ in range(rounds):
        ours, theirs = _subset(made, n, chance), _subset(real, n, chance)
        found.append(balls(ours, theirs, k))
    precision, recall, coverage = (float(np.mean([getattr(one, name).mean() for one in found]))
                                   for name in ("precision", "recall", "coverage"))  # fmt: skip
    value = float(np.mean([one.density.mean() for one in found]))
    first = found[0].density
    around = bootstrap(n, lambda i: float(first[i].mean()), seed=seed)
    shift = value - around.value
    density = Estimate(value, max(around.low + shift, 0.0), around.high + shift)
    return Manifold(share(precision * n, n), share(recall * n, n), density, share(coverage * n, n), n)


@dataclass(frozen=True)
class Balls:
    """Per made picture: ``precision`` (m,) bool, ``density`` (m,); per real picture: ``recall``, ``coverage`` (n,)."""

    precision: np.ndarray
    density: np.ndarray
    recall: np.ndarray
    coverage: np.ndarray


def balls(made: np.ndarray, real: np.ndarray, k: int) -> Balls:
    """Who lies in whose ball, for ``made`` (m, d) and ``real`` (n, d), both larger than ``k``."""
    across = distances(real, made)  # (n, m)
    reach, ours = _radii(real, k), _radii(made, k)
    inside = across < reach[:, None]
    return Balls(
        np.any(inside, axis=0), inside.sum(axis=0) / k, np.any(across < ours[None], axis=1), across.min(axis=1) < reach
    )


def _radii(rows: np.ndarray, k: int) -> np.ndarray:
    apart = distances(rows, rows)
    np.fill_diagonal(apart, np.inf)
    return np.partition(apart, k - 1, axis=1)[:, k - 1]


def _subset(rows: np.ndarray, n: int, chance: np.random.Generator) -> np.ndarray:
    return rows if len(rows) == n else rows[chance.choice(len(rows), n, replace=False)]


@dataclass(frozen=True)
class Near:
    """Picture ``index`` and the ``other`` one it is nearest to, at ``distance``; ``near`` if that is too near."""

    index: int
    other: int
    distance: float
    near: bool


def usual(real: np.ndarray, others: np.ndarray | None = None) -> np.ndarray:
    """How far real pictures are from the nearest of ``others`` (or of themselves): sorted distances (n,)."""
    if others is None:
        apart = distances(real, real)
        np.fill_diagonal(apart, np.inf)
    else:
        apart = distances(real, others)
    nearest = apart.min(axis=1, initial=np.inf)
    return np.sort(nearest[np.isfinite(nearest)])


def threshold(between_real: np.ndarray) -> float:
    """Below this distance two pictures are the same thing again: the rarest hundredth between different real ones."""
    return max(float(np.quantile(between_real, _RARE)), _SAME) if len(between_real) else _SAME


def duplicates(made: np.ndarray, limit: float) -> tuple[Near, ...]:
    """Pairs of ``made`` nearer than ``limit``, the nearest first."""
    apart = distances(made, made)
    pairs = np.argwhere(np.triu(apart < limit, k=1))
    found = [Near(int(i), int(j), float(apart[i, j]), True) for i, j in pairs]
    return tuple(sorted(found, key=lambda pair: pair.distance))


def nearest(made: np.ndarray, training: np.ndarray, limit: float) -> tuple[Near, ...]:
    """The training picture nearest to each of ``made``; those nearer than ``limit`` count as remembered."""
    if not len(training):
        return ()
    apart = distances(made, training)
    best = apart.argmin(axis=1)
    return tuple(Near(i, int(j), float(apart[i, j]), bool(apart[i, j] < limit)) for i, j in enumerate(best))
