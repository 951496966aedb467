"""Words by number: how prompts and captions reach a network that has a table of word vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


class Vocabulary:
    """Words by number; 0 is no word."""

    def __init__(self, listed: Sequence[str]) -> None:
        self.words = tuple(listed)
        self._ids = {word: index for index, word in enumerate(self.words) if index}

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: str) -> bool:
        return word in self._ids

    def number(self, word: str) -> int:
        """The number of a known ``word``."""
        return self._ids[word]

    def ids(self, said: Sequence[tuple[str, int]], length: int) -> tuple[np.ndarray, np.ndarray]:
        """Ids and roles (``length``,) each; unknown words are left out."""
        known = [(self._ids[word], role) for word, role in said if word in self._ids][:length]
        ids, roles = np.zeros(length, np.int64), np.zeros(length, np.int64)
        for place, (number, role) in enumerate(known):
            ids[place], roles[place] = number, role
        return ids, roles
