"""Intervals: known values, limits, and that they hold the truth as often as they say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.evaluate.measure import bootstrap, halves, mean, ratio_of_logs, share


def test_wilson_matches_the_worked_example() -> None:
    value, low, high = share(8, 10)
    assert (value, round(low, 4), round(high, 4)) == (0.8, 0.4902, 0.9433)


@given(st.integers(1, 500), st.data())
def test_a_share_lies_in_its_interval_within_0_and_1(n: int, data: st.DataObject) -> None:
    value, low, high = share(data.draw(st.integers(0, n)), n)
    assert 0 <= low <= value <= high <= 1 and low < high


def test_students_interval_matches_the_table() -> None:
    value, low, high = mean(np.array([1.0, 2.0, 3.0, 4.0, 5.0]))
    half = 2.776445 * math.sqrt(2.5) / math.sqrt(5)
    assert value == 3 and low == pytest.approx(3 - half, abs=1e-5) and high == pytest.approx(3 + half, abs=1e-5)


def test_too_few_samples_have_no_interval() -> None:
    assert math.isnan(share(0, 0).value) and math.isnan(mean(np.zeros(0)).value)
    assert mean(np.array([2.0])).value == 2 and math.isnan(mean(np.array([2.0])).low)
    assert math.isnan(bootstrap(1, lambda i: 3.0).low)
    assert math.isnan(bootstrap(5, lambda i: 3.0).high), "samples that are all alike say nothing about fresh ones"


def test_intervals_hold_the_truth_in_about_95_of_100_cases() -> None:
    chance = np.random.default_rng(5)
    held = {"mean": 0, "share": 0, "bootstrap": 0, "ratio": 0}
    rounds = 300
    for _ in range(rounds):
        values = chance.normal(2.0, 3.0, 24)
        held["mean"] += mean(values).low <= 2.0 <= mean(values).high
        found = share(float((chance.random(40) < 0.3).sum()), 40)
        held["share"] += found.low <= 0.3 <= found.high
        many = chance.exponential(1.0, 60)
        around = bootstrap(60, lambda i, many=many: float(many[i].mean()), rounds=200)  # type: ignore[misc]
        held["bootstrap"] += around.low <= 1.0 <= around.high
        ratio = ratio_of_logs(chance.normal(1.0, 0.5, 20), chance.normal(0.0, 1.0, 40))
        held["ratio"] += ratio.low <= math.e <= ratio.high
    assert all(0.90 <= count / rounds <= 0.985 for count in held.values()), held


def test_halves_hold_half_of_the_samples_once() -> None:
    chosen = halves(11, 50, 1)
    assert chosen.shape == (50, 11) and set(np.unique(chosen)) == {0.0, 1.0}
    assert (chosen.sum(axis=1) == 5).all() and (chosen.sum(axis=0) > 5).all()
