"""An artist's writing made ready: markup, page numbers and hard line ends taken out, cut into pages, as subwords."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.generate.writing.voice import SPECIAL, byte_level
from crossmedia_studio.understand import language

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PAGE = 250.0
"""Words of a page (a Chinese character is six tenths of one)."""
_INVISIBLE = re.compile("[\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060\ufeff\u00ad]")
_FENCE = re.compile(r"^ {0,3}(```|~~~).*?^ {0,3}\1[^\n]*$", re.MULTILINE | re.DOTALL)
_FRONT = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_MARKS = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)"), ""),
    (re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"\[\^[^\]\n]{1,20}\]:?"), ""),
    (re.compile(r"^ {0,3}#{1,6} +(.*?) *#*$", re.MULTILINE), r"\1"),
    (re.compile(r"^ {0,3}(?:[-*_] *){3,}$", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}(?:> ?)+", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}\|.*\|? *$", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}[-*+] +(?=\S)", re.MULTILINE), ""),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
    (re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?: [^<>\n]*)?/?>"), ""),
)
_NUMBER = re.compile(
    r"[-–—~·\[(]? ?(?:page |p\. ?)?\d{1,4}(?: ?(?:of|/) ?\d{1,4})? ?[-–—~·\])]?|第 ?\d+ ?页", re.IGNORECASE
)
_LONGEST = 16
"""Letters of a subword, a Chinese one three: else whole sentences that come again would become one."""
_WRAPPED = (45, 140)
"""Letters of a full line in files whose lines were broken by a machine."""
_ENDS = tuple(".!?。！？…:：;；\"'”’」』)）")
_HAN_END = re.compile(r"[\u3000-\u9fff\uff00-\uffef]$")


def cleaned(text: str, markdown: bool = False) -> str:
    """``text`` as its author meant it to be read: one line a paragraph, a blank line between.

    Verse and dialogue keep their lines: only lines as long as a machine breaks them are joined. ``markdown``: its marks
    are taken out too, and code and tables.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    text = _INVISIBLE.sub("", text).replace("\u00a0", " ").replace("\u3000", " ")
    if markdown:
        text = _FENCE.sub("", _FRONT.sub("", text))
        for pattern, instead in _MARKS:
            text = pattern.sub(instead, text)
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    kept = [line for index, line in enumerate(lines) if not _is_page_number(lines, index)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_joined(kept))).strip()


def _is_page_number(lines: Sequence[str], index: int) -> bool:
    """Whether a line is a number alone, with nothing before or after it."""
    around = (lines[index - 1] if index else "", lines[index + 1] if index + 1 < len(lines) else "")
    return bool(_NUMBER.fullmatch(lines[index])) and (not around[0] or not around[1])


def _joined(lines: Sequence[str]) -> list[str]:
    """Paragraphs that a machine broke into lines, whole again."""
    lengths = [_wide(line) for line, after in pairwise(lines) if line and after]
    full = float(np.quantile(lengths, 0.9)) if lengths else 0.0
    if not _WRAPPED[0] <= full <= _WRAPPED[1]:
        return list(lines)
    whole: list[str] = []
    open_line = False
    for line in lines:
        if line and whole and open_line:
            whole[-1] = _together(whole[-1], line)
        else:
            whole.append(line)
        wide = _wide(line)
        open_line = wide >= 0.75 * full or (wide >= 0.5 * full and not line.endswith(_ENDS))
    return whole


def _wide(line: str) -> int:
    """Columns of ``line``: Chinese signs take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


def _together(first: str, second: str) -> str:
    if first.endswith("-") and first[-2:-1].isalpha() and second[:1].islower():
        return first[:-1] + second
    return first + ("" if _HAN_END.search(first) else " ") + second


def pages(text: str, words: float = PAGE) -> list[str]:
    """``text`` in pieces of about ``words``, cut between paragraphs; a longer paragraph between its sentences."""
    found: list[list[str]] = [[]]
    room = words
    for piece in _pieces(text, words):
        size = language.length(piece)
        if found[-1] and size > room and room < 0.7 * words:
            found.append([])
            room = words
        found[-1].append(piece)
        room -= size
    return [page for page in ("".join(parts).strip() for parts in found) if any(c.isalnum() for c in page)]


def _pieces(text: str, words: float) -> list[str]:
    pieces: list[str] = []
    for paragraph in re.split(r"(?<=\n)(?=[^\n])", text):
        if language.length(paragraph) <= words:
            pieces.append(paragraph)
        else:
            pieces += re.split(r"(?<=[.!?…]) (?=\S)|(?<=[。！？…”])(?=[^”’」』）])", paragraph)
    return [piece if piece.endswith("\n") or _HAN_END.search(piece) else f"{piece} " for piece in pieces]


def held_out(count: int, share: float = 0.08) -> list[int]:
    """Which of ``count`` pages in a row are kept aside to check on: evenly spread, none of fewer than five."""
    if count < 5:
        return []
    aside = max(round(count * share), 1)
    return [round((number + 0.5) * count / aside - 0.5) for number in range(aside)]


def writing_subwords(texts: Sequence[str], size: int) -> Tokenizer:
    """A byte-level BPE as in GPT-2 (Radford et al. 2019) that gives every text back to the letter.

    Of at most ``size`` pieces that come twice or more in ``texts``; 0 pads, 1 begins and 2 ends a text.
    """
    from tokenizers import pre_tokenizers, trainers

    tokenizer = byte_level({}, [])
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=2,
        max_token_length=_LONGEST,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
