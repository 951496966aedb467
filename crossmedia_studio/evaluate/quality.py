"""How far made pictures lie from real ones, as two clouds of feature vectors: KID and FID."""

from __future__ import annotations

import math

import numpy as np

from crossmedia_studio.evaluate.measure import Estimate, halves, spread_of_halves

_ROUNDS = 100
_MOST = 3000
"""Rows of a cloud that take part; more would only cost memory."""


def kid(made: np.ndarray, real: np.ndarray, seed: int = 0) -> Estimate:
    """Kernel inception distance (Bińkowski et al. 2018) of ``made`` (n, d) from ``real`` (m, d).

    The unbiased squared maximum mean discrepancy under the kernel (x·y / d + 1)³, so 0 on average for equal clouds,
    at any n. The value is its mean over all subsets, which is the statistic of the whole samples; the interval comes
    from random halves, and is wider than it need be where the clouds hardly differ.
    """
    made, real = _limited(made, seed), _limited(real, seed)
    if len(made) < 2 or len(real) < 2:
        return Estimate(math.nan, math.nan, math.nan)
    within, beyond, across = _kernel(made, made), _kernel(real, real), _kernel(made, real)
    np.fill_diagonal(within, 0.0)
    np.fill_diagonal(beyond, 0.0)
    whole = _mmd(within, beyond, across, np.ones((1, len(made))), np.ones((1, len(real))))
    if min(len(made), len(real)) < 4:
        return Estimate(float(whole[0]), math.nan, math.nan)
    ours, theirs = halves(len(made), _ROUNDS, seed), halves(len(real), _ROUNDS, seed + 1)
    return spread_of_halves(float(whole[0]), _mmd(within, beyond, across, ours, theirs), len(made))


def kid_difference(a: np.ndarray, b: np.ndarray, real: np.ndarray, seed: int = 0) -> Estimate:
    """KID of ``a`` minus KID of ``b``, whose rows (n, d) are pairs: both are halved alike, against the same halves."""
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    real = _limited(real, seed)
    if len(a) < 2 or len(real) < 2:
        return Estimate(math.nan, math.nan, math.nan)
    beyond = _kernel(real, real)
    np.fill_diagonal(beyond, 0.0)
    whole = (np.ones((1, len(a))), np.ones((1, len(real))))
    drawn = (halves(len(a), _ROUNDS, seed), halves(len(real), _ROUNDS, seed + 1))
    value, spread = 0.0, np.zeros(_ROUNDS)
    for sign, rows in ((1.0, a), (-1.0, b)):
        within, across = _kernel(rows, rows), _kernel(rows, real)
        np.fill_diagonal(within, 0.0)
        value += sign * float(_mmd(within, beyond, across, *whole)[0])
        if min(len(a), len(real)) >= 4:
            spread += sign * _mmd(within, beyond, across, *drawn)
    if min(len(a), len(real)) < 4:
        return Estimate(value, math.nan, math.nan)
    return spread_of_halves(value, spread, len(a))


def _kernel(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a @ b.T / a.shape[1] + 1.0) ** 3


def _mmd(within: np.ndarray, beyond: np.ndarray, across: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The statistic for subsets ``a`` (rounds, n) and ``b`` (rounds, m) of 0 and 1: (rounds,)."""
    n, m = a.sum(axis=1), b.sum(axis=1)
    ours = ((a @ within) * a).sum(axis=1) / (n * (n - 1))
    theirs = ((b @ beyond) * b).sum(axis=1) / (m * (m - 1))
    return ours + theirs - 2 * ((a @ across) * b).sum(axis=1) / (n * m)


def fid(made: np.ndarray, real: np.ndarray, seed: int = 0) -> Estimate:
    """Fréchet inception distance (Heusel et al. 2017): |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁Σ₂)^½).

    It falls with the number of samples, so it compares only at equal n (see :func:`fid_floor`).
    """
    made, real = _limited(made, seed), _limited(real, seed)
    if len(made) < 2 or len(real) < 2:
        return Estimate(math.nan, math.nan, math.nan)
    value = frechet(made, real)
    if min(len(made), len(real)) < 4:
        return Estimate(value, math.nan, math.nan)
    rounds = 24
    ours, theirs = halves(len(made), rounds, seed) > 0, halves(len(real), rounds, seed + 1) > 0
    drawn = np.array([frechet(made[a], real[b]) for a, b in zip(ours, theirs, strict=True)])
    return spread_of_halves(value, drawn, len(made))


def fid_floor(real: np.ndarray, n: int, seed: int = 0) -> float:
    """The FID that ``n`` real pictures have from the other real ones: what no model can be asked to beat at this n.

    nan if there are not enough real pictures for two clouds.
    """
    real = _limited(real, seed)
    n = min(n, len(real) // 2)
    if n < 2:
        return math.nan
    chance = np.random.default_rng(seed)
    found = []
    for _ in range(5):
        order = chance.permutation(len(real))
        found.append(frechet(real[order[:n]], real[order[n:]]))
    return float(np.mean(found))


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    """The squared Fréchet distance of Gaussians fitted to ``a`` (n, d) and ``b`` (m, d).

    With A, B the centred rows over √(n − 1), Σ₁Σ₂ = AᵀA BᵀB has the eigenvalues of (ABᵀ)(ABᵀ)ᵀ, so the trace of its
    root is the sum of the singular values of ABᵀ: exact for fewer samples than dimensions, no matrix root needed.
    """
    one, two = a.mean(axis=0), b.mean(axis=0)
    centred, other = _triangle((a - one) / math.sqrt(len(a) - 1)), _triangle((b - two) / math.sqrt(len(b) - 1))
    root = np.linalg.svd(centred @ other.T, compute_uv=False).sum()
    traces = np.square(centred).sum() + np.square(other).sum()
    return float(np.square(one - two).sum() + traces - 2 * root)


def _triangle(rows: np.ndarray) -> np.ndarray:
    """A matrix with the same RᵀR as ``rows`` (n, d) and at most d rows."""
    return np.asarray(np.linalg.qr(rows, mode="r")) if len(rows) > rows.shape[1] else rows


def _limited(rows: np.ndarray, seed: int) -> np.ndarray:
    rows = np.asarray(rows, np.float64)
    if len(rows) <= _MOST:
        return rows
    return rows[np.sort(np.random.default_rng(seed).choice(len(rows), _MOST, replace=False))]
