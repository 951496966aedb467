"""What can be counted in a text: does it repeat itself, go in circles, stop in the middle, say the same as another."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from crossmedia_studio.train.caption_scores import bleu, bleu_counts
from crossmedia_studio.understand import language

_LOOP = 3
"""So often in a row, or so many equal sentences, is a loop."""
_MOST_COMPARED = 48
_WHOLE = re.compile(r"[.!?。！？…][\"'”’)）」』*_]*\s*$")
_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"), ("(", ")"), ("（", "）"), ("《", "》"))


def distinct(text: str) -> float:
    """Distinct-2 (Li et al. 2016): different pairs of neighbouring words among all pairs; nan for a single word."""
    words = language.words(text.lower())
    pairs = list(pairwise(words))
    return len(set(pairs)) / len(pairs) if pairs else math.nan


def longest_repeat(text: str) -> int:
    """Words in the longest run of words that comes twice, perhaps overlapping."""
    words = language.words(text.lower())
    low, high = 0, max(len(words) - 1, 0)
    while low < high:  # a run that comes twice has beginnings that come twice
        size = (low + high + 1) // 2
        runs = Counter(tuple(words[i : i + size]) for i in range(len(words) - size + 1))
        if max(runs.values()) > 1:
            low = size
        else:
            high = size - 1
    return low


def loops(text: str) -> bool:
    """Whether a sentence of four words or more comes three times, or the same words come three times in a row."""
    spoken = Counter(tuple(language.words(one.lower())) for one in language.sentences(text))
    if any(count >= _LOOP and len(words) >= 4 for words, count in spoken.items()):
        return True
    words = language.words(text.lower())
    for size in range(1, 9):
        run = 0
        for index in range(size, len(words)):
            run = run + 1 if words[index] == words[index - size] else 0
            if run >= size * (_LOOP - 1):
                return True
    return False


def whole(text: str) -> bool:
    """Whether ``text`` ends with a sentence's end, or is verse whose last line ends, and what it opens is closed."""
    closed = all(text.count(opening) == text.count(closing) for opening, closing in _PAIRS)
    straight = text.count('"') % 2 == 0
    return bool(_WHOLE.search(text)) and closed and straight


def self_bleu(texts: Sequence[str]) -> np.ndarray:
    """BLEU-4 of each text beside all the others (Zhu et al. 2018, "Texygen"), 0–1: (n,). 1: it says nothing new.

    Of more than 48 texts each is compared with 47 others, evenly spread.
    """
    words = [language.words(text.lower()) for text in texts]
    found = np.full(len(texts), math.nan)
    for index, said in enumerate(words):
        others = words[:index] + words[index + 1 :]
        others = others[:: max(math.ceil(len(others) / (_MOST_COMPARED - 1)), 1)]
        if said and others:
            found[index] = bleu(bleu_counts(said, others)[None])
    return found
