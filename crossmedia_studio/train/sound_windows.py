"""Windows of the sounds of a data set with the words and the length that are told of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.represent import sound_latents
from crossmedia_studio.represent.audio import SOUNDS
from crossmedia_studio.represent.text import tokens
from crossmedia_studio.represent.vocabulary import Vocabulary
from crossmedia_studio.train import augment_sound as augment
from crossmedia_studio.train.datasets.dataset import Item
from crossmedia_studio.train.preprocess.words import known_words
from crossmedia_studio.train.sounds import Clips

if TYPE_CHECKING:
    import torch

MOMENTS = 16
WINDOW = MOMENTS * sound_latents.MOMENT
"""Samples of what is learned at once: 2.048 s."""
WORDS = 8
_WORDLESS = 0.12
"""The share of examples of which nothing is said, for guidance."""
_FROM_START = 0.5


class Windows:
    """Of ``heard``, whose words ``items`` tell; the first ``learned`` are learned from. Sounds are heard up to ``vary``
    semitones faster or slower."""

    def __init__(self, heard: Clips, items: Sequence[Item], learned: int, vary: float) -> None:
        import torch

        said = [dict.fromkeys(words for _, words in (*item.tags, *item.captions)) for item in items]
        self.heard, self.learned, self._vary = heard, learned, vary
        self.vocabulary = Vocabulary(("", *known_words((words for row in said for words in row), least=1)))
        self.ids = torch.stack([self._numbers(list(row)) for row in said])
        """Word ids of each sound, in both languages: int64 (sounds, words)."""

    def held_out(self, most: int) -> range:
        """Numbers of the sounds kept aside, at most ``most``; without any, of those learned from."""
        if len(self.heard) > self.learned:
            return range(self.learned, min(len(self.heard), self.learned + most))
        return range(min(self.learned, most))

    def cut(self, index: int, where: float, place: float, speed: float) -> tuple[np.ndarray, float]:
        """A window of sound ``index``, float32 (WINDOW,), from its beginning or within it as chance (0 … 1 each) says,
        and how many seconds of it sound."""
        factor = 2.0 ** (self._vary * (2.0 * speed - 1.0) / 12.0)  # how much longer it becomes
        needed = round(WINDOW / factor)
        beyond = self.heard.length(index) - needed
        start = round(place * beyond) if beyond > 0 and where > _FROM_START else 0
        sound = augment.at_speed(self.heard.cut(index, start, needed), factor, WINDOW)
        return sound, min((self.heard.length(index) - start) * factor, WINDOW) / SOUNDS.rate

    def words(self, index: int, coin: float, generator: torch.Generator) -> torch.Tensor:
        """Of all ids of a sound a few by chance, or none where the ``coin`` (0 … 1) says so: (words,)."""
        import torch

        known = self.ids[index][self.ids[index] > 0]
        out = torch.zeros(WORDS, dtype=torch.long)
        if len(known) and coin > _WORDLESS:
            count = int(torch.randint(1, len(known) + 1, (), generator=generator))
            out[:count] = known[torch.randperm(len(known), generator=generator)[:count]]
        return out

    def seconds(self) -> list[float]:
        """How long sounds of each word of the vocabulary are: the median of those learned from."""
        lengths: list[list[float]] = [[] for _ in range(len(self.vocabulary))]
        for index in range(self.learned):
            for number in self.ids[index].tolist():
                lengths[number].append(min(self.heard.length(index), WINDOW) / SOUNDS.rate)
        return [round(float(np.median(row)), 3) if row else 0.0 for row in lengths]

    def _numbers(self, said: Sequence[str]) -> torch.Tensor:
        import torch

        words = dict.fromkeys(word for line in said for word in tokens(line))
        return torch.from_numpy(self.vocabulary.ids([(word, 0) for word in words], WORDS)[0])
