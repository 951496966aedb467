"""Stars and duels: hand-solved cases, recovered strengths, ties, strangers, and the width of intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.evaluate.ratings import bradley_terry, ranking, stars


def test_two_players_have_the_log_odds_between_them() -> None:
    """7 wins of 10: θ₁ − θ₂ = ln(7/3), with the standard error 1/√(n p q) of that difference."""
    skill, error = bradley_terry(np.array([[0.0, 7.0], [3.0, 0.0]]), prior=0.0)
    assert skill[0] - skill[1] == pytest.approx(math.log(7 / 3))
    assert skill.sum() == pytest.approx(0)
    assert error[0] == pytest.approx(0.5 / math.sqrt(10 * 0.7 * 0.3))  # of one strength about their mean


def test_three_players_satisfy_the_equations_of_the_likelihood() -> None:
    wins = np.array([[0.0, 5, 4], [2, 0, 6], [3, 1, 0]])
    skill, _ = bradley_terry(wins, prior=0.0)
    ahead = 1 / (1 + np.exp(skill[None] - skill[:, None]))
    expected = ((wins + wins.T) * ahead).sum(axis=1)
    assert expected == pytest.approx(wins.sum(axis=1), abs=1e-6), "wins seen are wins expected"


def test_known_strengths_are_recovered_and_intervals_hold_them() -> None:
    chance = np.random.default_rng(8)
    truth = np.array([1.2, 0.6, 0.0, -0.4, -1.4])
    held = []
    for _ in range(60):
        wins = np.zeros((5, 5))
        for i in range(5):
            for j in range(i):
                won = chance.binomial(30, 1 / (1 + math.exp(truth[j] - truth[i])))
                wins[i, j], wins[j, i] = won, 30 - won
        skill, error = bradley_terry(wins, prior=0.01)
        held.append(np.abs(skill - truth) <= 1.96 * error)
    assert np.argsort(-skill).tolist() == [0, 1, 2, 3, 4]
    assert 0.90 <= np.mean(held) <= 0.99


def test_one_win_ranks_but_does_not_crown() -> None:
    first, second = ranking([("a", "b")])
    assert (first.id, second.id) == ("a", "b")
    assert 0.5 < first.strength < 0.9 and first.low < 0.5 < first.high < 1
    assert first.duels == second.duels == 1


def test_takes_that_never_met_are_ranked_all_the_same() -> None:
    found = {one.id: one for one in ranking([("a", "b"), ("a", "b"), ("c", "d")])}
    assert found["a"].strength > found["c"].strength > 0.5 > found["d"].strength > found["b"].strength
    assert all(0 < one.low < one.strength < one.high < 1 for one in found.values())


def test_ties_are_half_a_win_for_each() -> None:
    found = {one.id: one for one in ranking([("a", "b")], ties=[("a", "c"), ("b", "c")])}
    assert found["a"].strength > found["c"].strength > found["b"].strength
    assert found["c"].strength == pytest.approx(0.5)
    even = ranking([], ties=[("a", "b")] * 20)
    assert [one.strength for one in even] == pytest.approx([0.5, 0.5])


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda p: p[0] != p[1]), max_size=60))
def test_any_duels_give_a_whole_ranking(duels: list[tuple[int, int]]) -> None:
    found = ranking([(str(a), str(b)) for a, b in duels])
    assert {one.id for one in found} == {str(x) for pair in duels for x in pair}
    assert all(0 <= one.low <= one.strength <= one.high <= 1 for one in found)
    assert [one.strength for one in found] == sorted((one.strength for one in found), reverse=True)


def test_a_take_is_not_set_against_itself() -> None:
    with pytest.raises(OptionError, match="itself"):
        ranking([("a", "a")])
    with pytest.raises(OptionError, match="2000"):
        ranking([(str(i), str(i + 1)) for i in range(2001)])


def test_stars_leave_out_what_was_not_rated() -> None:
    estimate, n = stars([5, 0, 4, 0, 3])
    assert (estimate.value, n) == (4.0, 3) and 1 <= estimate.low < 4 < estimate.high <= 5
    assert stars([0, 0])[1] == 0 and math.isnan(stars([])[0].value)
    assert math.isnan(stars([4])[0].low)
