"""Small Chinese prose and verse by rule, for a voice that is to know the language before it reads an artist's own.

A grammar of sentences of ours over the things of the studio's lexicon: nobody else's text is in it.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from crossmedia_studio.core.folders import resources
from crossmedia_studio.understand.lexicon import lexicon

_SLOT = re.compile(r"\{(\w+)\}")
_AGAIN = 0.67
"""The chance that a sentence speaks of the same thing as those before it."""
_HAN = re.compile(r"[\u4e00-\u9fff]{1,4}")

_KINDS = ("begin", "middle", "end", "line", "letter", "diary")
"""Of sentences; other rows of the file list words."""


def texts(count: int, seed: int) -> list[str]:
    """``count`` small texts: tales, diary pages, letters and poems. The same for the same seed."""
    chance = np.random.default_rng(seed)
    ways = (_tale, _tale, _tale, _poem, _letter, _diary)
    return [ways[int(chance.integers(len(ways)))](chance) for _ in range(count)]


def _tale(chance: np.random.Generator) -> str:
    """A beginning, a few sentences about the same ones, an end."""
    cast = {name: _word(name, chance) for name in ("who", "name", "animal", "thing", "place")}
    paragraphs = []
    for number in range(int(chance.integers(1, 4))):
        middle = _some("middle", int(chance.integers(2, 6)), chance)
        parts = [*(_some("begin", 1, chance) if number == 0 else ()), *middle]
        paragraphs.append("".join(_filled(one, cast, chance) for one in parts))
    return "\n\n".join(paragraphs) + _filled(_some("end", 1, chance)[0], cast, chance)


def _poem(chance: np.random.Generator) -> str:
    verses = []
    for _ in range(int(chance.integers(1, 4))):
        cast = {"animal": _word("animal", chance), "thing": _word("thing", chance)}
        lines = _some("line", int(chance.integers(3, 6)), chance)
        verses.append("\n".join(_filled(one, cast, chance) for one in lines))
    return "\n\n".join(verses)


def _letter(chance: np.random.Generator) -> str:
    first, *middle, last = _sentences()["letter"]
    chosen = [middle[i] for i in sorted(chance.choice(len(middle), 4, replace=False))]
    said = "".join(_filled(one, {}, chance) for one in (*chosen, *_some("middle", 1, chance)))
    return f"{_filled(first, {}, chance)}\n\n{said}\n\n{last}\n\n{_word('name', chance)}"


def _diary(chance: np.random.Generator) -> str:
    first, *middle = _sentences()["diary"]
    chosen = [middle[i] for i in sorted(chance.choice(len(middle), 4, replace=False))]
    return "".join(_filled(one, {}, chance) for one in (first, *chosen, *_some("middle", 2, chance)))


def _some(kind: str, count: int, chance: np.random.Generator) -> list[str]:
    listed = _sentences()[kind]
    return [listed[i] for i in chance.choice(len(listed), count, replace=False)]


def _filled(pattern: str, cast: dict[str, str], chance: np.random.Generator) -> str:
    """``pattern`` with its slots filled: by ``cast`` two times in three, else by another word."""

    def word(match: re.Match[str]) -> str:
        slot = match[1]
        base = slot.split("_")[0].rstrip("2")
        known = base in cast and not slot.endswith("2") and chance.random() < _AGAIN
        chosen = cast[base] if known else _word(base, chance)
        if slot == "thing_one":
            return _one(chosen) + chosen
        if slot == "place_bare":
            return chosen.removesuffix("上").removesuffix("里")
        if slot == "time_short":
            return ("清晨", "傍晚", "夜里", "黄昏", "中午", "秋天", "冬天", "春天")[int(chance.integers(8))]
        if slot == "weather_day":
            return ("晴", "阴", "小雨", "大雪", "有风", "多云")[int(chance.integers(6))]
        return chosen

    return _SLOT.sub(word, pattern)


def _word(slot: str, chance: np.random.Generator) -> str:
    listed = _listed()[slot]
    return listed[int(chance.integers(len(listed)))]


def _one(thing: str) -> str:
    """The measure word of ``thing``."""
    return next((one for one, *ends in _measures() if thing.endswith(tuple(ends))), "个")


@lru_cache(maxsize=1)
def _rows() -> list[tuple[str, str]]:
    lines = (resources() / "lexicon" / "tales.zh.tsv").read_text("utf-8").splitlines()
    pairs = (line.partition("\t") for line in lines if line and not line.startswith("#"))
    return [(kind, said) for kind, _, said in pairs]


@lru_cache(maxsize=1)
def _sentences() -> dict[str, list[str]]:
    return {kind: [said for its, said in _rows() if its == kind] for kind in _KINDS}


@lru_cache(maxsize=1)
def _measures() -> list[list[str]]:
    return [said.split() for kind, said in _rows() if kind == "one"]


@lru_cache(maxsize=1)
def _listed() -> dict[str, list[str]]:
    """Our words; among things also those of the lexicon, one for each of ours on average."""
    listed = {kind: said.split() for kind, said in _rows() if kind not in _KINDS}
    named = sorted({chinese for _, chinese in lexicon().names.values() if _HAN.fullmatch(chinese)})
    known = {word for said in listed.values() for word in said}
    others = [word for word in named if word not in known]
    listed["thing"] = listed["thing"] * max(len(others) // len(listed["thing"]), 1) + others
    return listed
