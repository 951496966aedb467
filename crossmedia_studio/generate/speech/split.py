"""Text cut where a voice breathes: sentences, runs of one script, and caption lines short enough to read."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import Any

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        "mr mrs ms dr prof sr jr st mt vs etc inc ltd co corp no fig vol approx dept est gen col lt sgt capt rev hon "
        "jan feb mar apr jun jul aug sep sept oct nov dec e.g i.e a.m p.m u.s u.k u.n",
    )
)
_STOPS = ".!?。！？…‥"
_CLOSERS = "\"'”’）)」』》】]"
LATIN_LINE = 42
HAN_LINE = 18
"""The longest caption line in characters."""


@dataclass(frozen=True)
class Sentence:
    """A sentence as written; ``pause`` is how long to breathe after it, in seconds."""

    text: str
    pause: float


def is_han(text: str) -> bool:
    """Whether most of a text is written in Chinese characters (each counts as much as two and a half letters)."""
    han = len(_HAN.findall(text))
    return han > 0 and 2.5 * han >= len(_LATIN.findall(text))


def sentences(text: str) -> list[Sentence]:
    """The sentences of ``text``: longer breaths at questions and at the ends of paragraphs, none after the last."""
    found: list[Sentence] = []
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*[-*•#])", text):
        pieces = _cut(re.sub(r"\s+", " ", paragraph).strip())
        for index, piece in enumerate(pieces):
            last = index == len(pieces) - 1
            pause = 0.65 if last else 0.42 if piece.rstrip(_CLOSERS)[-1:] in "!?！？" else 0.34
            found.append(Sentence(piece, pause))
    if found:
        found[-1] = Sentence(found[-1].text, 0.0)
    return found


def _cut(text: str) -> list[str]:
    pieces, start = [], 0
    index = 0
    while index < len(text):
        if text[index] in _STOPS:
            end = index + 1
            while end < len(text) and text[end] in _STOPS + _CLOSERS:
                end += 1
            if _ends_sentence(text, index, end):
                pieces.append(text[start:end].strip())
                start = end
            index = end
        else:
            index += 1
    pieces.append(text[start:].strip())
    return [piece for piece in pieces if re.search(r"\w", piece)]


def _ends_sentence(text: str, stop: int, end: int) -> bool:
    if end >= len(text) or text[stop] in "。！？":
        return True
    if text[stop] in "…‥":
        return bool(_HAN.match(text[end])) or (text[end : end + 1] == " " and text[end + 1 : end + 2].isupper())
    if not text[end].isspace() and not _HAN.match(text[end]):
        return False
    following = text[end:].lstrip(" \"'“‘(")
    if following[:1].islower():
        return False
    if text[stop] != ".":
        return True
    word = re.search(r"([\w.]+)$", text[max(stop - 12, 0) : stop])
    return not (word and (word[1].lower() in _ABBREVIATIONS or re.fullmatch(r"[A-Z]", word[1])))


def runs(text: str) -> list[tuple[str, bool]]:
    """Stretches of one script: (text, whether it is Chinese). Digits and marks go with what stands before them."""
    found: list[list] = []
    for piece in re.findall(f"[{HAN}]+|[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’ .&-]*[A-Za-zÀ-ɏ]|[A-Za-zÀ-ɏ]|[^{HAN}A-Za-zÀ-ɏ]+", text):
        if _HAN.search(piece):
            han = True
        elif _LATIN.search(piece):
            han = False
        elif found:
            found[-1][0] += piece
            continue
        else:
            han = is_han(text)
        if found and found[-1][1] == han:
            found[-1][0] += piece
        else:
            found.append([piece, han])
    return [(piece, han) for piece, han in found]


def weight(text: str) -> float:
    """About how long a text takes to say, in letters: a Chinese character counts 2.6, a digit 3.5, a breath 4."""
    han = len(_HAN.findall(text))
    digits = sum(c.isdigit() for c in text)
    breaths = sum(c in ",;:，；：、—。.!?！？" for c in text.rstrip(_STOPS + _CLOSERS + " "))
    letters = sum(c.isalpha() for c in text) - han
    return max(2.6 * han + 3.5 * digits + 4 * breaths + letters, 1.0)


def caption_lines(sentence: str) -> list[str]:
    """``sentence`` in as few lines as fit, of even length, broken at punctuation or between words."""
    han = is_han(sentence)
    limit = HAN_LINE if han else LATIN_LINE
    text = sentence.strip()
    if len(text) <= limit:
        return [_trim(text, han)]
    words = _words(text, han)
    fitted = _fit(words, limit, han)
    lines = ["".join(words[a:b]).strip() for a, b in fitted]
    return [_trim(line, han) for line in lines if re.search(r"\w", line)]


def _trim(line: str, han: bool) -> str:
    """Chinese captions end without comma or full stop."""
    return line.rstrip("，。、；：,.;: ") if han and not line.endswith("...") else line


def _words(text: str, han: bool) -> list[str]:
    """Unbreakable pieces that join back to ``text``; marks stay with the word before them."""
    if not han:
        return [part for word in re.findall(r"\S+\s*", text) for part in _chop(word, LATIN_LINE)]
    jieba = quiet_jieba()
    pieces: list[str] = []
    stretches = _chop(text, 400)  # its search is quadratic in what has no marks
    for word in (word for stretch in stretches for word in jieba.lcut(stretch)):
        if pieces and (re.fullmatch(r"[^\w“‘「『《（(]+", word) or pieces[-1] in "“‘「『《（("):
            pieces[-1] += word
        else:
            pieces.append(word)
    return [part for word in pieces for part in _chop(word, HAN_LINE)]


def quiet_jieba() -> Any:
    """The jieba module, without its import warning and its log lines."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(60)
    return jieba


def _chop(word: str, limit: int) -> list[str]:
    return [word[i : i + limit] for i in range(0, len(word), limit)]


_CLING = frozenset(
    re.findall(
        r"\w+",
        "a an the of to in on at by for with from and or but as is are was were be his her its their my your our this "
        "that these those no not very i we he she it they you",
    )
)
"""Small words that belong to what follows them."""


def _fit(words: list[str], limit: int, han: bool) -> list[tuple[int, int]]:
    """Line breaks of least raggedness (Knuth and Plass in small), as (first, last + 1) word indices."""
    lengths = [len(word) for word in words]
    total = sum(lengths)
    count = -(-total // limit)
    even = total / count
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * len(words)
    for end in range(1, len(words) + 1):
        size = 0
        for start in range(end - 1, -1, -1):
            size += lengths[start]
            if size - (len(words[end - 1]) - len(words[end - 1].rstrip())) > limit and start < end - 1:
                break
            cost = best[start][0] + ((size - even) / even) ** 2 + 0.35
            if end < len(words):
                mark = words[end - 1].rstrip()
                if mark[-1:] in ",;:，；：、—–.!?。！？":
                    cost -= 0.45
                elif (not han and mark.lower() in _CLING) or (han and mark[-1:] in "的地得和与在把被向从"):
                    cost += 0.3 * (mark[-1:] not in "的")
            if cost < best[end][0]:
                best[end] = (cost, start)
    spans, end = [], len(words)
    while end > 0:
        start = best[end][1]
        spans.append((start, end))
        end = start
    return spans[::-1]
