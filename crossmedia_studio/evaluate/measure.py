"""One judged figure with its interval, and the intervals themselves. Used by every judge of this room."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

QUALITY, DIVERSITY, CONSISTENCY = "quality", "diversity", "consistency"
GROUPS = (QUALITY, DIVERSITY, CONSISTENCY)
_Z = 1.959963984540054
"""The normal quantile of a 95 % interval."""


class Estimate(NamedTuple):
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Measure:
    """A figure: ``value`` with its 95 % interval ``low``–``high``, of ``n`` samples, by the stated ``features``.

    ``group`` is one of :data:`GROUPS`, ``better`` "higher", "lower" or empty. ``title`` and ``about`` are translated.
    """

    name: str
    title: str
    about: str
    group: str
    value: float
    low: float
    high: float
    n: int
    features: str
    better: str = ""


def mean(values: np.ndarray) -> Estimate:
    """The mean of ``values`` (n,) by Student's t; of a single value the interval is unknown (nan)."""
    n = len(values)
    middle = float(np.mean(values)) if n else math.nan
    if n < 2:
        return Estimate(middle, math.nan, math.nan)
    from scipy.special import stdtrit

    half = float(stdtrit(n - 1, 0.975)) * float(np.std(values, ddof=1)) / math.sqrt(n)
    return Estimate(middle, middle - half, middle + half)


def share(hits: float, n: int) -> Estimate:
    """``hits`` of ``n`` as a share 0–1, by Wilson 1927: right for few samples and near 0 and 1."""
    if n < 1:
        return Estimate(math.nan, math.nan, math.nan)
    p, z2 = hits / n, _Z * _Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return Estimate(p, min(max(middle - half, 0.0), p), max(min(middle + half, 1.0), p))


def mean_of_known(
    name: str, title: str, about: str, group: str, values: np.ndarray, features: str, better: str = "",
    least: float = -math.inf,
) -> list[Measure]:  # fmt: skip
    """The mean of those of ``values`` (n,) that are not nan, its interval not below ``least``; no measure where none
    is."""
    known = values[np.isfinite(values)]
    if not len(known):
        return []
    value, low, high = mean(known)
    low = max(low, least) if math.isfinite(low) else low
    return [Measure(name, title, about, group, value, low, high, len(known), features, better)]


def share_of_known(
    name: str, title: str, about: str, group: str, values: np.ndarray, features: str, better: str = ""
) -> list[Measure]:
    """The share of ones among the ``values`` (n,) 0 or 1 that are not nan; no measure where none is."""
    known = values[np.isfinite(values)]
    hits = share(float(known.sum()), len(known))
    return [Measure(name, title, about, group, *hits, len(known), features, better)] if len(known) else []


def ratio_of_logs(ours: np.ndarray, theirs: np.ndarray) -> Estimate:
    """The ratio of two geometric means from logarithms (n,) and (m,), by Welch's interval of their difference."""
    from scipy.special import stdtrit

    n, m = len(ours), len(theirs)
    if not n or not m:
        return Estimate(math.nan, math.nan, math.nan)
    gap = float(np.mean(ours) - np.mean(theirs))
    if n < 2 or m < 2:
        return Estimate(math.exp(gap), math.nan, math.nan)
    a, b = float(np.var(ours, ddof=1)) / n, float(np.var(theirs, ddof=1)) / m
    if a + b == 0:
        return Estimate(math.exp(gap), math.exp(gap), math.exp(gap))
    freedom = (a + b) ** 2 / (a * a / (n - 1) + b * b / (m - 1))
    half = float(stdtrit(freedom, 0.975)) * math.sqrt(a + b)
    return Estimate(math.exp(gap), math.exp(gap - half), math.exp(gap + half))


def bootstrap(n: int, statistic: Callable[[np.ndarray], float], rounds: int = 400, seed: int = 0) -> Estimate:
    """``statistic`` of the indices 0…n−1 with the percentile interval of resampled ones (Efron 1979).

    For statistics that may see a sample twice; those of pairs (KID, mean distance) take :func:`halves` instead.
    """
    value = statistic(np.arange(n))
    if n < 2:
        return Estimate(value, math.nan, math.nan)
    chance = np.random.default_rng(seed)
    drawn = np.array([statistic(chance.integers(0, n, n)) for _ in range(rounds)])
    drawn = drawn[np.isfinite(drawn)]
    if not len(drawn) or drawn.min() == drawn.max():  # all samples alike say nothing about fresh ones
        return Estimate(value, math.nan, math.nan)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Estimate(value, float(low), float(high))


def halves(n: int, rounds: int, seed: int) -> np.ndarray:
    """Random halves of n samples: float64 (rounds, n), 1 where a sample is in.

    The delete-d jackknife with d = n/2 (Shao & Wu 1989): over halves, a statistic spreads about as much as the whole
    statistic does over fresh samples, and no sample is ever seen twice.
    """
    chance = np.random.default_rng(seed)
    order = np.argsort(chance.random((rounds, n)), axis=1)  # (rounds, n)
    chosen = np.zeros((rounds, n))
    np.put_along_axis(chosen, order[:, : n // 2], 1.0, axis=1)
    return chosen


def spread_of_halves(value: float, over_halves: np.ndarray, n: int) -> Estimate:
    """``value`` ± 1.96 standard deviations of the same statistic ``over_halves`` of n samples."""
    kept = n // 2
    if kept < 2 or len(over_halves) < 2:
        return Estimate(value, math.nan, math.nan)
    error = float(np.std(over_halves)) * math.sqrt(kept / (n - kept))
    return Estimate(value, value - _Z * error, value + _Z * error)
