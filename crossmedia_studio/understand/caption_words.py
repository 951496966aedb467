"""Captions as word ids and back, in any mix of languages: English by words, Chinese by characters.

Id 0 pads, 1 ends, 2 stands for what is not known; then a word for each language, then words and characters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

PAD, END, UNKNOWN = 0, 1, 2
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+(?:['’-][^\W_]+)*|[,，、：:]")
_CLOSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af，、：]")
_MARKS = frozenset(",，、：:")


def divided(text: str) -> list[str]:
    """The words of a caption as they stand, Chinese ones by characters; commas are words, full stops fall away."""
    return [word.replace("’", "'") for word in _TOKEN.findall(text)]


def plain(text: str) -> list[str]:
    """As :func:`divided`, in lower case and without marks: what captions are compared by."""
    return [word.lower() for word in divided(text) if word not in _MARKS]


def joined(words: Sequence[str]) -> str:
    """Words as a line: no space beside Chinese, none before a comma."""
    line = ""
    for word in words:
        close = not line or word in _MARKS or (_CLOSE.match(word) and _CLOSE.match(line[-1]))
        line += word if close else f" {word}"
    return line


class Vocabulary:
    """``words`` by id from the first that is no mark; ``languages`` have ids of their own before them."""

    def __init__(self, words: Sequence[str], languages: Sequence[str]) -> None:
        self.words, self.languages = tuple(words), tuple(languages)
        self._before = 3 + len(self.languages)
        self._ids = {word.lower(): self._before + index for index, word in enumerate(self.words)}

    def __len__(self) -> int:
        return self._before + len(self.words)

    def language(self, code: str) -> int:
        """The id that a caption in ``code`` begins with; an unknown language is the first."""
        return 3 + (self.languages.index(code) if code in self.languages else 0)

    def ids(self, text: str) -> list[int]:
        """The words of ``text``, without language and end."""
        return [self._ids.get(word.lower(), UNKNOWN) for word in divided(text)]

    def written_in(self, code: str) -> np.ndarray:
        """Which words are in the script of a language, as float32 (size,): 1 or 0."""
        close = code in ("zh", "ja", "ko")
        own = [bool(_CLOSE.match(word)) is close for word in self.words]
        return np.array([False] * self._before + own, np.float32)

    def text(self, ids: Iterable[int]) -> str:
        """What ``ids`` say; marks and languages are left out."""
        return joined([self.words[id - self._before] for id in ids if id >= self._before])


def learned(captions: Iterable[tuple[str, str]], most: int = 8000) -> Vocabulary:
    """The vocabulary of (language, caption) pairs: words said in two captions, or in one where there are few in all.

    A word is written as it is written most often.
    """
    pairs = list(captions)
    forms: Counter[str] = Counter()
    for _, caption in pairs:
        forms.update(set(divided(caption)))
    counts: Counter[str] = Counter()
    best: dict[str, str] = {}
    for form, count in sorted(forms.items(), key=lambda row: (-row[1], row[0])):
        counts[form.lower()] += count
        best.setdefault(form.lower(), form)
    least = 2 if len(pairs) >= 400 else 1
    ranked = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    words = [best[word] for word, count in ranked[:most] if count >= least]
    languages = [code for code, _ in Counter(code or "en" for code, _ in pairs).most_common()]
    return Vocabulary(words, languages)
