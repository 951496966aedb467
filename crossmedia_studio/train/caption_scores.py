"""How near captions come to those that people gave: BLEU, ROUGE-L and CIDEr-D over lists of words.

BLEU: Papineni et al. 2002, corpus-level, clipped counts up to four words, brevity penalty by the closest reference.
ROUGE-L: Lin 2004, F-measure with β = 1.2, the best of the references. CIDEr-D: Vedantam et al. 2015, tf–idf weighted
agreement up to four words with clipping and a length penalty (σ = 6), times ten; document frequencies are those of the
references given. Chinese is compared by characters (``understand.caption_words.plain``), which is stated with figures.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

Words = Sequence[str]
ORDER = 4
_BETA, _SIGMA = 1.2, 6.0


def grams(words: Words, n: int) -> Counter[tuple[str, ...]]:
    """How often each run of ``n`` words comes."""
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def bleu_counts(said: Words, references: Sequence[Words]) -> np.ndarray:
    """What corpus BLEU sums up, of one caption: matches of each order, runs of each order, its length, the closest
    reference's: int64 (10,)."""
    row = np.zeros(2 * ORDER + 2, np.int64)
    for n in range(1, ORDER + 1):
        own = grams(said, n)
        most: Counter[tuple[str, ...]] = Counter()
        for reference in references:
            most |= grams(reference, n)
        row[n - 1] = sum((own & most).values())
        row[ORDER + n - 1] = sum(own.values())
    row[-2] = len(said)
    row[-1] = min((len(reference) for reference in references), key=lambda size: (abs(size - len(said)), size))
    return row


def bleu(counts: np.ndarray) -> float:
    """Corpus BLEU-4 of rows of :func:`bleu_counts` (n, 10), 0–1; 0 where an order has no match at all."""
    total = counts.sum(axis=0)
    matches, runs = total[:ORDER], total[ORDER : 2 * ORDER]
    if not (matches > 0).all():
        return 0.0
    said, wanted = int(total[-2]), int(total[-1])
    short = 1.0 if said >= wanted else math.exp(1.0 - wanted / said)
    return short * math.exp(float(np.log(matches / runs).mean()))


def rouge_l(said: Words, references: Sequence[Words]) -> float:
    """0–1."""
    best = 0.0
    for reference in references:
        common = _longest(said, reference)
        if common:
            precision, recall = common / len(said), common / len(reference)
            best = max(best, (1 + _BETA**2) * precision * recall / (recall + _BETA**2 * precision))
    return best


def _longest(a: Words, b: Words) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(b) + 1)
    for one in a:
        before = 0
        for index, other in enumerate(b):
            kept = row[index + 1]
            row[index + 1] = before + 1 if one == other else max(row[index + 1], row[index])
            before = kept
    return row[-1]


def cider(said: Sequence[Words], references: Sequence[Sequence[Words]]) -> np.ndarray:
    """CIDEr-D of each caption, 0–10: float64 (n,). A figure of one set: rare words are rare among its references."""
    seen: Counter[tuple[str, ...]] = Counter()
    for several in references:
        seen.update({run for one in several for n in range(1, ORDER + 1) for run in grams(one, n)})
    documents = math.log(max(len(references), 1))
    found = []
    for own, several in zip(said, references, strict=True):
        mine, size = _weights(own, seen, documents), len(own)
        scores = np.zeros(ORDER)
        for reference in several:
            theirs = _weights(reference, seen, documents)
            fits = math.exp(-((size - len(reference)) ** 2) / (2 * _SIGMA**2))
            for n in range(ORDER):
                scores[n] += fits * _alike(mine[n], theirs[n])
        found.append(10.0 * float((scores / max(len(several), 1)).mean()))
    return np.array(found)


Weights = dict[tuple[str, ...], float]


def _weights(words: Words, seen: Counter[tuple[str, ...]], documents: float) -> list[Weights]:
    """tf–idf of the runs of each order."""
    return [
        {run: count * (documents - math.log(max(seen[run], 1))) for run, count in grams(words, n).items()}
        for n in range(1, ORDER + 1)
    ]


def _alike(mine: Weights, theirs: Weights) -> float:
    """The cosine, with what is said more often than in the reference clipped."""
    common = sum(min(weight, theirs[run]) * theirs[run] for run, weight in mine.items() if run in theirs)
    norms = math.sqrt(sum(w * w for w in mine.values()) * sum(w * w for w in theirs.values()))
    return common / norms if norms else 0.0
