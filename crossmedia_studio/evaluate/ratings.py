"""The artist's own judgement: stars, and a ranking from A/B choices by the Bradley–Terry model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.evaluate.measure import Estimate, mean

PRIOR = 0.25
"""Precision of the prior on log-strengths: a spread of 2, so that a first lost duel does not condemn."""
_ROUNDS = 100
_Z = 1.959963984540054
MOST = 2000
"""Takes that can be ranked at once."""


@dataclass(frozen=True)
class Strength:
    """How often a take would be chosen over an average one, 0–1, with its 95 % interval, after ``duels`` choices."""

    id: str
    strength: float
    low: float
    high: float
    duels: int


def stars(given: Sequence[int]) -> tuple[Estimate, int]:
    """The mean of the stars given (0 is none given) with its interval inside 1–5, and how many were given."""
    values = np.array([star for star in given if 1 <= star <= 5], np.float64)
    value, low, high = mean(values)
    return Estimate(value, max(low, 1.0) if low == low else low, min(high, 5.0) if high == high else high), len(values)


def ranking(
    duels: Sequence[tuple[str, str]], ties: Sequence[tuple[str, str]] = (), *, prior: float = PRIOR
) -> tuple[Strength, ...]:
    """Takes by strength, the best first, from (winner, loser) pairs and undecided pairs (half a win for each).

    Raises OptionError for a take set against itself or more than :data:`MOST` takes.
    """
    pairs = [*duels, *ties]
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    if any(one == other for one, other in pairs):
        raise OptionError(tr("A take cannot be compared with itself"), do=tr("Compare two different takes"))
    if len(names) > MOST:
        raise OptionError(tr("At most {count} takes can be ranked at once", count=MOST))
    place = {name: i for i, name in enumerate(names)}
    wins = np.zeros((len(names), len(names)))
    for winner, loser in duels:
        wins[place[winner], place[loser]] += 1
    for one, other in ties:
        wins[place[one], place[other]] += 0.5
        wins[place[other], place[one]] += 0.5
    skill, error = bradley_terry(wins, prior)
    found = [
        Strength(name, _chance(skill[i]), _chance(skill[i] - _Z * error[i]), _chance(skill[i] + _Z * error[i]),
                 int(wins[i].sum() + wins[:, i].sum()))
        for name, i in place.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.strength, one.id)))


def bradley_terry(wins: np.ndarray, prior: float = PRIOR) -> tuple[np.ndarray, np.ndarray]:
    """Log-strengths with zero mean and their standard errors from ``wins`` (n, n): how often i beat j.

    Bradley & Terry 1952: i beats j with probability σ(θᵢ − θⱼ). Newton's method on the log-likelihood with a normal
    prior of precision ``prior``, which also settles takes that never met or never lost; errors are the root of the
    diagonal of the inverse Fisher information. With ``prior`` 0 it is the maximum of the likelihood, which exists
    only where every take is linked to every other by wins (Ford 1957).
    """
    count = len(wins)
    met = wins + wins.T
    skill = np.zeros(count)
    for _ in range(_ROUNDS):
        ahead = _sigmoid(skill[:, None] - skill[None, :])
        slope = (wins - met * ahead).sum(axis=1) - prior * skill
        move = np.linalg.pinv(_information(met, ahead, prior), hermitian=True) @ slope
        skill = skill + move * min(1.0, 2.0 / max(float(np.abs(move).max(initial=0.0)), 1e-12))
        if np.abs(move).max(initial=0.0) < 1e-10:
            break
    skill = skill - skill.mean() if count else skill
    ahead = _sigmoid(skill[:, None] - skill[None, :])
    spread = np.linalg.pinv(_information(met, ahead, prior), hermitian=True)
    centred = np.eye(count) - 1.0 / max(count, 1)  # only differences are known; their mean is 0 by definition
    spread = centred @ spread @ centred
    return skill, np.sqrt(np.maximum(np.diag(spread), 0.0))


def _information(met: np.ndarray, ahead: np.ndarray, prior: float) -> np.ndarray:
    """The Fisher information (n, n): minus the second derivative of the log-likelihood."""
    weight = met * ahead * (1.0 - ahead)
    return np.diag(weight.sum(axis=1) + prior) - weight


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def _chance(skill: float) -> float:
    return 1.0 / (1.0 + math.exp(-skill))
