"""Key phrases and extractive summaries: RAKE for spaced languages, TextRank for Chinese words and for sentences.

Rose et al. 2010, "Automatic keyword extraction from individual documents"; Mihalcea & Tarau 2004, "TextRank".
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict

import numpy as np

from crossmedia_studio.understand import language
from crossmedia_studio.understand.meaning import Tag

_BREAKS = re.compile(r"[^\w\s'’-]|_")
_DAMPING, _WINDOW = 0.85, 5
_SENTENCE_LIMIT = 400
"""Sentences compared pairwise at most; a longer text is thinned evenly first."""


def key_phrases(text: str, code: str, count: int = 8) -> tuple[Tag, ...]:
    """The phrases ``text`` is about, best first, the best with score 1."""
    ranked = _textrank_words(text) if code in ("zh", "ja") else _rake(text)
    best = sorted(ranked.items(), key=lambda pair: (-pair[1], text.lower().find(pair[0])))[:count]
    top = best[0][1] if best else 1.0
    return tuple(Tag(phrase, round(score / top, 3)) for phrase, score in best)


def summary(text: str, count: int = 3) -> str:
    """The ``count`` most central sentences in their order; a text of no more than that comes back whole."""
    found = language.sentences(text)
    if len(found) <= count:
        return " ".join(found) if language.detect(text) not in ("zh", "ja") else "".join(found)
    stride = max(math.ceil(len(found) / _SENTENCE_LIMIT), 1)
    thinned = found[::stride]
    bags = [frozenset(language.words(sentence)) - language.stop_words() for sentence in thinned]
    size = len(bags)
    weights = np.zeros((size, size))
    for i in range(size):
        for j in range(i):
            common = len(bags[i] & bags[j])
            if common:
                scale = math.log(len(bags[i]) + 1) + math.log(len(bags[j]) + 1)
                weights[i, j] = weights[j, i] = common / scale
    rank = _pagerank(weights)
    rank = rank * (1.0 + 0.3 * np.exp(-np.arange(size) / 2.0))  # the opening names what it is about
    rank *= np.array([0.5 if len(bag) < 3 else 1.0 for bag in bags])
    chosen = sorted(np.argsort(-rank, kind="stable")[:count].tolist())
    joint = "" if language.detect(text) in ("zh", "ja") else " "
    return joint.join(thinned[i] for i in chosen)


def _rake(text: str) -> dict[str, float]:
    """Candidates run between stop words and punctuation; a word's score is degree / frequency."""
    stop = language.stop_words()
    candidates: Counter[tuple[str, ...]] = Counter()
    for stretch in _BREAKS.split(text):
        run: list[str] = []
        for word in [*language.words(stretch), ""]:
            if word and word not in stop and not word.isdigit():
                run.append(word)
                continue
            for start in range(0, len(run), 3):  # phrases of four and more words are rarely one
                candidates[tuple(run[start : start + 3])] += 1
            run = []
    degree: defaultdict[str, float] = defaultdict(float)
    frequency: Counter[str] = Counter()
    for phrase, times in candidates.items():
        for word in phrase:
            frequency[word] += times
            degree[word] += len(phrase) * times
    return {
        " ".join(phrase): sum(degree[w] / frequency[w] for w in phrase) * (1.0 + math.log(times))
        for phrase, times in candidates.items()
        if any(len(word) > 2 for word in phrase)
    }


def _textrank_words(text: str) -> dict[str, float]:
    stop = language.stop_words()
    index: dict[str, int] = {}
    pairs: Counter[tuple[int, int]] = Counter()
    for sentence in language.sentences(text[:50_000]):
        tokens = [w for w in language.words(sentence) if len(w) > 1 and w not in stop and not w.isdigit()]
        ids = [index.setdefault(word, len(index)) for word in tokens]
        for i, first in enumerate(ids):
            for second in ids[i + 1 : i + _WINDOW]:
                if first != second:
                    pairs[(min(first, second), max(first, second))] += 1
    if len(index) > 4000:  # a book: only what comes again and again
        return dict(Counter(w for w in language.words(text[:50_000]) if len(w) > 1 and w not in stop).most_common(50))
    weights = np.zeros((len(index), len(index)))
    for (a, b), times in pairs.items():
        weights[a, b] = weights[b, a] = times
    rank = _pagerank(weights)
    return {word: float(rank[i]) for word, i in index.items()}


def _pagerank(weights: np.ndarray) -> np.ndarray:
    """The stationary rank of a symmetric graph (n, n), summing to 1; a node without edges keeps its share."""
    size = len(weights)
    if not size:
        return np.zeros(0)
    total = weights.sum(axis=1, keepdims=True)
    flow = np.divide(weights, total, out=np.full_like(weights, 1.0 / size), where=total > 0)
    rank = np.full(size, 1.0 / size)
    for _ in range(60):
        following = (1 - _DAMPING) / size + _DAMPING * (rank @ flow)
        if np.abs(following - rank).max() < 1e-8:
            return following
        rank = following
    return rank
