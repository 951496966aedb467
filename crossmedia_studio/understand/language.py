"""Which language a text is in, its sentences and its words. Used by understanding and by represent.text."""

from __future__ import annotations

import logging
import re
import threading
import warnings
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from crossmedia_studio.core.folders import cache_folder, resources

log = logging.getLogger(__name__)

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_COMMON = {
    "en": "a the and of to in is that it was for with as his her on at by this be are from they you she he an under",
    "fr": "le la les des et est une dans que qui pour pas sur avec ce il elle au du sous je nous vous était",
    "de": "der die das und ist nicht ein eine zu den mit von auf im dem sich für es wir ich war unter auch",
    "es": "el la los las y es una en que de por con para no se del un su al lo era bajo como más",
    "it": "il lo la gli le e è una di che per non con del della si sono nel sotto era anche come",
    "pt": "o a os as e é uma em que de por com para não se do da um sua no na era sob como mais",
    "nl": "de het een en is van in dat op te zijn met voor niet aan er ook door maar onder was",
}
_LATIN = re.compile(r"[a-zà-öø-ÿœß]+(?:['’][a-zà-öø-ÿ]+)*", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]+")
_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|(?<=[。！？…；])[”’」』）]*|\n+")
_ABBREVIATION = re.compile(r"\b(?:mr|mrs|ms|dr|st|prof|vs|etc|no|e\.g|i\.e|[a-z])\.$", re.IGNORECASE)


def detect(text: str) -> str:
    """The language code of ``text``: by script, and among Latin languages by their commonest words; "" if unknown.

    A Chinese text with some Latin names stays Chinese; a Han character weighs as much as three Latin letters.
    """
    sample = text[:20_000]
    counts = {code: len(pattern.findall(sample)) for code, pattern in _SCRIPTS}
    counts["zh"] *= 3
    if counts["ja"] * 8 >= counts["zh"] // 3 and counts["ja"]:
        counts["ja"] += counts["zh"]
    latin = [word.lower() for word in _LATIN.findall(sample)]
    best = max(counts, key=lambda code: counts[code])
    if counts[best] and counts[best] >= sum(map(len, latin)) * 0.5:
        return best
    if not latin:
        return ""
    votes = {code: sum(word in common for word in latin) for code, common in _common().items()}
    top = max(votes.values())
    return "en" if votes["en"] == top else max(votes, key=lambda code: votes[code])


def sentences(text: str) -> list[str]:
    """The sentences of ``text`` in any language, trimmed, none empty. A line break ends a sentence."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        piece = text[start : match.end()]
        if "\n" not in match[0] and _ABBREVIATION.search(text[start : match.start()].rstrip()):
            continue
        found.append(piece.strip())
        start = match.end()
    found.append(text[start:].strip())
    return [piece for piece in found if any(c.isalnum() for c in piece)]


def words(text: str) -> list[str]:
    """The words of ``text`` in order, lower case; runs of Chinese are divided by jieba."""
    found: list[str] = []
    for match in _WORD.finditer(text):
        word = match[0]
        if _HAN.search(word):
            found += [piece for piece in _jieba().lcut(word, HMM=True) if _WORD.fullmatch(piece)]
        else:
            found.append(word.lower().replace("’", "'"))
    return found


def segments(text: str) -> list[str]:
    """``text`` in pieces that give it back when joined: words as they are written, Chinese ones too, and the rest."""
    found: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        found += [text[end : match.start()], *(_jieba().lcut(match[0]) if _HAN.search(match[0]) else [match[0]])]
        end = match.end()
    return [piece for piece in (*found, text[end:]) if piece]


def length(text: str) -> float:
    """How long ``text`` is to speak, in words; a Chinese character counts as six tenths of one."""
    han = sum(len(run) for run in _HAN.findall(text))
    return 0.6 * han + len(_WORD.findall(_HAN.sub(" ", text)))


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """English and Chinese words that carry no subject of their own."""
    folder = resources() / "lexicon"
    return frozenset(
        word for name in ("stop.en.txt", "stop.zh.txt") for word in _lines(folder / name)
    )  # fmt: skip


def teach(extra: Iterable[str]) -> None:
    """Make jieba keep these Chinese words whole."""
    tokenizer = _jieba()
    with _LOCK:
        for word in extra:
            if word not in _TAUGHT and len(word) > 1:
                _TAUGHT.add(word)
                tokenizer.add_word(word)


_LOCK = threading.RLock()
_TAUGHT: set[str] = set()


@lru_cache(maxsize=1)
def _jieba() -> Any:
    """jieba's segmenter, quiet, with its index in our own cache folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it imports a setuptools module that warns of its own end
        import jieba
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    folder = cache_folder() / "jieba"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tokenizer.tmp_dir = str(folder)
    except OSError as error:
        log.info("jieba keeps no index: %s", error)
    with _LOCK:
        tokenizer.initialize()
    return tokenizer


@lru_cache(maxsize=1)
def _common() -> dict[str, frozenset[str]]:
    return {code: frozenset(listed.split()) for code, listed in _COMMON.items()}


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
