"""The mood of words on Russell's circumplex. English valence follows VADER (Hutto & Gilbert 2014)."""

from __future__ import annotations

import math
from functools import lru_cache

from crossmedia_studio.core.folders import resources
from crossmedia_studio.understand import language
from crossmedia_studio.understand.lexicon import exceptions, singular
from crossmedia_studio.understand.meaning import Mood

_BUTS = frozenset({"but", "however", "yet", "但", "但是", "可是", "然而", "不过", "却"})
_BOOST = 0.293
_NEGATED, _ALPHA = -0.74, 15.0


def mood_of(text: str) -> Mood:
    """Valence and arousal of ``text`` in English or Chinese; other languages give the middle, but for their ``!``."""
    groups, vader, boosters = _groups(), _valences(), _boosters()
    valences: list[float] = []
    arousals: list[float] = []
    for sentence in language.sentences(text):
        tokens = language.words(sentence)
        scores: list[tuple[int, float]] = []
        for index, token in enumerate(tokens):
            group = groups.get(token) or groups.get(singular(token))
            strength = vader.get(token)
            if strength is None:
                strength = group[0] * 3.0 if group else None
            if group:
                arousals.append(group[1])
            if strength is not None and token not in boosters:
                scores.append((index, _in_context(strength, tokens[max(index - 3, 0) : index])))
        turn = max((i for i, token in enumerate(tokens) if token in _BUTS), default=None)
        total = sum(
            score * (1.0 if turn is None else 0.5 if index < turn else 1.5) for index, score in scores
        )  # what follows "but" counts
        if scores:
            valences.append(total / math.sqrt(total * total + _ALPHA))
    shouts = min(sum(text.count(mark) for mark in "!！") / max(len(language.sentences(text)), 1), 1.0)
    arousal = (sum(arousals) / (len(arousals) + 1.0) if arousals else 0.0) + 0.3 * shouts
    valence = sum(valences) / (len(valences) + 0.25) if valences else 0.0
    return Mood(_round(valence), _round(arousal))


def _in_context(score: float, before: list[str]) -> float:
    """Boosted and negated by the three words before, nearer ones more."""
    boosters, negations = _boosters(), exceptions()["negations"]
    for distance, word in enumerate(reversed(before)):
        boost = boosters.get(word, 0.0) * (1.0, 0.95, 0.9)[distance]
        score += boost if score > 0 else -boost
    return score * _NEGATED if any(word in negations for word in before) else score


def _round(value: float) -> float:
    return round(max(-1.0, min(1.0, value)), 3)


@lru_cache(maxsize=1)
def _boosters() -> dict[str, float]:
    """How much a word strengthens (weakens) the next."""
    listed = exceptions()
    return {**dict.fromkeys(listed["stronger"], _BOOST), **dict.fromkeys(listed["weaker"], -_BOOST)}


@lru_cache(maxsize=1)
def _groups() -> dict[str, tuple[float, float]]:
    """(valence, arousal) of a word."""
    found: dict[str, tuple[float, float]] = {}
    for line in (resources() / "lexicon" / "mood.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            valence, arousal, english, chinese = line.split("\t")
            for word in f"{english},{chinese}".split(","):
                found.setdefault(word, (float(valence), float(arousal)))
    language.teach(word for word in found if not word.isascii())
    return found


@lru_cache(maxsize=1)
def _valences() -> dict[str, float]:
    """Mean valence −4 … 4 of English words."""
    lines = (resources() / "lexicon" / "valence.en.tsv").read_text(encoding="utf-8").splitlines()
    return {word: float(value) for word, value in (line.split("\t") for line in lines)}
