"""KID and FID against their formulas, closed forms and limits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from crossmedia_studio.evaluate.quality import fid, fid_floor, frechet, kid, kid_difference


def by_hand(x: np.ndarray, y: np.ndarray) -> float:
    """The unbiased estimator of Bińkowski et al. 2018, pair by pair."""
    d = x.shape[1]

    def k(a: np.ndarray, b: np.ndarray) -> float:
        return float((a @ b / d + 1) ** 3)

    n, m = len(x), len(y)
    ours = sum(k(x[i], x[j]) for i in range(n) for j in range(n) if i != j) / (n * (n - 1))
    theirs = sum(k(y[i], y[j]) for i in range(m) for j in range(m) if i != j) / (m * (m - 1))
    return ours + theirs - 2 * sum(k(a, b) for a in x for b in y) / (n * m)


def test_kid_is_the_unbiased_estimator() -> None:
    chance = np.random.default_rng(1)
    x, y = chance.normal(size=(7, 3)), chance.normal(0.5, 1, size=(9, 3))
    assert kid(x, y).value == pytest.approx(by_hand(x, y), abs=1e-12)


def test_kid_of_equal_clouds_is_about_0_and_its_interval_holds_it() -> None:
    chance = np.random.default_rng(2)
    found = [kid(chance.normal(size=(60, 16)), chance.normal(size=(90, 16)), seed) for seed in range(40)]
    assert abs(np.mean([one.value for one in found])) < 0.01
    assert sum(one.low <= 0 <= one.high for one in found) >= 36


def test_the_interval_of_kid_holds_its_closed_form() -> None:
    """In one dimension the kernel (xy + 1)³ compares the first three moments: Σ C(3, j) (difference of moments)²."""
    chance, shift = np.random.default_rng(3), 0.5
    truth = 3 * shift**2 + 3 * shift**4 + (shift**3 + shift) ** 2  # uniform on −1…1: moments 0, 1/3, 0
    found = []
    for seed in range(150):
        x, y = chance.uniform(-1, 1, (80, 1)), chance.uniform(-1, 1, (80, 1)) + shift
        found.append(kid(x, y, seed))
    assert np.mean([one.value for one in found]) == pytest.approx(truth, rel=0.05)
    assert 0.90 <= np.mean([one.low <= truth <= one.high for one in found]) <= 0.99


def test_kid_of_few_or_none_says_so() -> None:
    assert math.isnan(kid(np.zeros((1, 4)), np.zeros((5, 4))).value)
    assert math.isnan(kid(np.zeros((2, 4)), np.zeros((5, 4))).low)


def test_the_difference_of_kids_is_paired() -> None:
    chance = np.random.default_rng(4)
    real, base = chance.normal(size=(120, 8)), chance.normal(size=(80, 8))
    near, far = base + 0.1, base + 0.6
    value, low, high = kid_difference(near, far, real)
    assert value == pytest.approx(kid(near, real).value - kid(far, real).value)
    assert low < value < high < 0
    same = kid_difference(base, base, real)
    assert tuple(same) == (0.0, 0.0, 0.0), "a model beside itself does not differ, whatever chance did"


def test_fid_of_shifted_copies_is_the_squared_shift() -> None:
    x = np.random.default_rng(5).normal(size=(40, 6))
    shift = np.array([1.0, -2.0, 0.5, 0, 0, 3.0])
    assert frechet(x, x + shift) == pytest.approx(float(shift @ shift))
    assert frechet(x, x) == pytest.approx(0, abs=1e-9)


def test_fid_of_scaled_axes_has_its_closed_form() -> None:
    """For commuting covariances tr(Σ₁ + Σ₂ − 2 (Σ₁Σ₂)^½) is the sum of (σ₁ − σ₂)²."""
    corners = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]]) * math.sqrt(3 / 4)  # unit variances, no correlation
    assert frechet(corners * [2.0, 5.0], corners * [3.0, 1.0]) == pytest.approx((2 - 3) ** 2 + (5 - 1) ** 2)


@pytest.mark.parametrize("n, m", [(30, 50), (4, 3), (30, 3)])
def test_fid_agrees_with_the_matrix_root(n: int, m: int) -> None:
    """Whether there are more samples than dimensions or fewer."""
    chance = np.random.default_rng(6)
    x, y = chance.normal(size=(n, 5)) @ chance.normal(size=(5, 5)), chance.normal(size=(m, 5)) + 1
    one, two = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    values, vectors = np.linalg.eigh(one)
    half = vectors @ np.diag(np.sqrt(np.maximum(values, 0))) @ vectors.T
    root = np.sqrt(np.maximum(np.linalg.eigvalsh(half @ two @ half), 0)).sum()
    truth = np.square(x.mean(0) - y.mean(0)).sum() + np.trace(one + two) - 2 * root
    assert frechet(x, y) == pytest.approx(truth, rel=1e-6)


def test_fid_falls_with_n_and_its_floor_shows_by_how_much() -> None:
    chance = np.random.default_rng(7)
    real = chance.normal(size=(400, 12))
    few, many = fid_floor(real, 20), fid_floor(real, 200)
    assert few > many > 0
    assert math.isnan(fid_floor(real[:3], 2))
    found = fid(chance.normal(size=(20, 12)), real)
    assert found.low < found.value < found.high and found.value == pytest.approx(few, rel=0.5)
