"""Coverage and its kin, spread, duplicates, remembered items: formulas on small clouds and known limits."""

from __future__ import annotations

import numpy as np
import pytest

from crossmedia_studio.evaluate import diversity
from crossmedia_studio.evaluate.features import distances


def test_distances_are_euclidean() -> None:
    chance = np.random.default_rng(1)
    a, b = chance.normal(size=(5, 3)), chance.normal(size=(4, 3))
    assert distances(a, b) == pytest.approx(np.linalg.norm(a[:, None] - b[None], axis=2))


def test_balls_follow_the_definitions() -> None:
    real = np.array([[0.0], [1.0], [3.0], [7.0]])
    made = np.array([[0.5], [2.5], [40.0], [41.5]])
    found = diversity.balls(made, real, 1)  # radii of real: 1, 1, 2, 4; of made: 2, 2, 1.5, 1.5
    assert found.precision.tolist() == [True, True, False, False]
    assert found.density.tolist() == [2, 1, 0, 0]
    assert found.coverage.tolist() == [True, True, True, False]
    assert found.recall.tolist() == [True, True, True, False]


def test_the_same_cloud_is_covered_wholly_and_a_far_one_not_at_all() -> None:
    real = np.random.default_rng(2).normal(size=(60, 8))
    same, far = diversity.manifold(real, real), diversity.manifold(real + 100, real)
    assert same is not None and far is not None
    assert same.coverage.value == same.precision.value == same.recall.value == 1
    assert far.coverage.value == far.precision.value == far.recall.value == far.density.value == 0
    assert same.n == 60


def test_equal_clouds_reach_the_figures_that_the_report_names() -> None:
    """Naeem et al. 2020, lemma 2: coverage of equal clouds is 1 − 2⁻ᵏ for many samples; density is 1."""
    chance = np.random.default_rng(3)
    found = [diversity.manifold(chance.normal(size=(150, 6)), chance.normal(size=(150, 6))) for _ in range(12)]
    assert np.mean([one.coverage.value for one in found if one]) == pytest.approx(1 - 2**-5, abs=0.02)
    assert np.mean([one.density.value for one in found if one]) == pytest.approx(1, abs=0.08)


def test_clouds_of_different_sizes_are_compared_at_equal_ones() -> None:
    chance = np.random.default_rng(4)
    found = diversity.manifold(chance.normal(size=(40, 6)), chance.normal(size=(400, 6)))
    assert found is not None and found.n == 40 and found.coverage.value > 0.9
    assert diversity.manifold(np.zeros((5, 2)), np.zeros((50, 2))) is None, "too few for five neighbours"


def test_a_model_that_makes_one_thing_covers_little() -> None:
    chance = np.random.default_rng(5)
    real = chance.normal(size=(80, 6))
    found = diversity.manifold(real[:1] + 0.01 * chance.normal(size=(80, 6)), real)
    assert found is not None and found.coverage.value < 0.2 and found.precision.value == 1


def test_spread_is_the_mean_of_all_pairs() -> None:
    rows = np.array([[0.0], [1.0], [3.0], [6.0]])
    value, low, high = diversity.spread(rows)
    assert value == pytest.approx(np.mean([1, 3, 6, 2, 5, 3])) and low <= value <= high


def test_the_interval_of_spread_holds_the_truth() -> None:
    chance = np.random.default_rng(6)
    truth = 2 / np.sqrt(np.pi)  # E|x − y| of standard normals
    found = [diversity.spread(chance.normal(size=(50, 1)), seed) for seed in range(150)]
    assert 0.88 <= np.mean([one.low <= truth <= one.high for one in found]) <= 1.0


def test_variety_looks_at_takes_of_one_ask() -> None:
    rows = np.array([[0.0], [2.0], [10.0], [14.0], [99.0]])
    estimate, asks = diversity.variety(rows, ["fox", "fox", "owl", "owl", "bee"])
    assert (estimate.value, asks) == (3.0, 2)


def test_duplicates_and_remembered_items_are_named() -> None:
    made = np.array([[0.0], [10.0], [0.05], [30.0]])
    (pair,) = diversity.duplicates(made, 0.1)
    assert (pair.index, pair.other) == (0, 2)
    training = np.array([[100.0], [10.01], [-5.0]])
    found = diversity.nearest(made, training, 0.1)
    assert [one.other for one in found] == [2, 1, 2, 1]
    assert [one.near for one in found] == [False, True, False, False]
    assert diversity.nearest(made, np.zeros((0, 1)), 1.0) == ()


def test_the_threshold_is_crossed_by_one_real_picture_in_a_hundred() -> None:
    chance = np.random.default_rng(7)
    shares = []
    for _ in range(10):
        training, held, fresh = (chance.normal(0, 40, (count, 4)) for count in (300, 600, 600))
        limit = diversity.threshold(diversity.usual(held, training))
        shares.append(np.mean([one.near for one in diversity.nearest(fresh, training, limit)]))
    assert np.mean(shares) == pytest.approx(0.01, abs=0.004)
    assert 0 < diversity.threshold(diversity.usual(held[:1])) < 1, "copies are found whatever the real pictures are"
    assert diversity.threshold(diversity.usual(np.zeros((9, 4)))) > 0
