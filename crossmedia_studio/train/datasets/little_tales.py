"""Small prose and verse by rule, English and Chinese, for a voice that is to know a language before it reads an artist.

Grammars of sentences of ours (``resources/lexicon/tales.*.tsv``) over the things of the studio's lexicon: nobody else's
text is in them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from crossmedia_studio.core.folders import resources
from crossmedia_studio.understand.lexicon import lexicon

_SLOT = re.compile(r"\{(\w+)\}")
_KINDS = ("begin", "middle", "end", "line", "letter", "diary")
"""Of sentences; other rows of a file list words."""
_AGAIN = 0.67
"""The chance that a sentence speaks of the same thing as those before it."""
_PLAIN = {"en": re.compile(r"[a-z]{3,12}"), "zh": re.compile(r"[\u4e00-\u9fff]{1,4}")}
_CAST = ("who", "name", "animal", "thing", "place")


@dataclass(frozen=True)
class Grammar:
    """``sentences`` and ``words`` by their kind; ``joint`` between sentences."""

    code: str
    sentences: dict[str, list[str]]
    words: dict[str, list[str]]
    joint: str


def texts(count: int, seed: int, language: str) -> list[str]:
    """``count`` small texts in ``language`` ("en" or "zh"): tales, diary pages, letters, poems. The same for a seed."""
    chance = np.random.default_rng(seed)
    ways = (_tale, _tale, _tale, _poem, _letter, _diary)
    grammar = _grammar(language)
    return [ways[int(chance.integers(len(ways)))](grammar, chance) for _ in range(count)]


def _tale(grammar: Grammar, chance: np.random.Generator) -> str:
    """A beginning, a few sentences about the same ones, an end."""
    cast = {slot: _word(grammar, slot, chance) for slot in _CAST}
    paragraphs = int(chance.integers(1, 4))
    written = []
    for number in range(paragraphs):
        chosen = _some(grammar, "middle", int(chance.integers(2, 6)), chance)
        chosen = [*(_some(grammar, "begin", 1, chance) if number == 0 else ()), *chosen]
        chosen += _some(grammar, "end", 1, chance) if number == paragraphs - 1 else []
        written.append(grammar.joint.join(_filled(grammar, one, cast, chance) for one in chosen))
    return "\n\n".join(written)


def _poem(grammar: Grammar, chance: np.random.Generator) -> str:
    verses = []
    for _ in range(int(chance.integers(1, 4))):
        cast = {slot: _word(grammar, slot, chance) for slot in ("animal", "thing")}
        lines = _some(grammar, "line", int(chance.integers(3, 6)), chance)
        verses.append("\n".join(_filled(grammar, one, cast, chance) for one in lines))
    return "\n\n".join(verses)


def _letter(grammar: Grammar, chance: np.random.Generator) -> str:
    first, *middle, last = grammar.sentences["letter"]
    chosen = [middle[i] for i in sorted(chance.choice(len(middle), 4, replace=False))]
    chosen += _some(grammar, "middle", 1, chance)
    said = grammar.joint.join(_filled(grammar, one, {}, chance) for one in chosen)
    return f"{_filled(grammar, first, {}, chance)}\n\n{said}\n\n{last}\n\n{_word(grammar, 'name', chance)}"


def _diary(grammar: Grammar, chance: np.random.Generator) -> str:
    first, *middle = grammar.sentences["diary"]
    chosen = [middle[i] for i in sorted(chance.choice(len(middle), 4, replace=False))]
    chosen = [first, *chosen, *_some(grammar, "middle", 2, chance)]
    return grammar.joint.join(_filled(grammar, one, {}, chance) for one in chosen)


def _some(grammar: Grammar, kind: str, count: int, chance: np.random.Generator) -> list[str]:
    listed = grammar.sentences[kind]
    return [listed[i] for i in chance.choice(len(listed), count, replace=False)]


def _filled(grammar: Grammar, pattern: str, cast: dict[str, str], chance: np.random.Generator) -> str:
    """``pattern`` with its slots filled: by ``cast`` two times in three, else by another word."""

    def word(match: re.Match[str]) -> str:
        slot, _, form = match[1].lower().partition("_")
        kind = "place" if slot == "bare" else slot.rstrip("2")
        known = kind in cast and not slot.endswith("2") and chance.random() < _AGAIN
        chosen = cast[kind] if known else _word(grammar, kind, chance)
        if slot == "bare":
            chosen = chosen.removesuffix("上").removesuffix("里")
        if form:
            chosen = _one(grammar, chosen) + chosen
        return chosen[:1].upper() + chosen[1:] if match[1][0].isupper() else chosen

    return _SLOT.sub(word, pattern)


def _one(grammar: Grammar, thing: str) -> str:
    """What says that ``thing`` is one: an article, or its Chinese measure word."""
    if grammar.code == "en":
        return "an " if thing[0] in "aeiou" else "a "
    measures = (listed.split() for listed in grammar.words["one"])
    return next((one for one, *ends in measures if thing.endswith(tuple(ends))), "个")


def _word(grammar: Grammar, slot: str, chance: np.random.Generator) -> str:
    listed = grammar.words[slot]
    return listed[int(chance.integers(len(listed)))]


@lru_cache(maxsize=2)
def _grammar(code: str) -> Grammar:
    """Our sentences and words; among things also those of the lexicon, one for each of ours on average."""
    lines = (resources() / "lexicon" / f"tales.{code}.tsv").read_text("utf-8").splitlines()
    rows = [line.partition("\t") for line in lines if line and not line.startswith("#")]
    sentences = {kind: [said for its, _, said in rows if its == kind] for kind in _KINDS}
    words: dict[str, list[str]] = {}
    for kind, _, said in rows:
        if kind not in _KINDS:
            words[kind] = words.get(kind, []) + said.split("|")
    both = (pair[code == "zh"] for pair in lexicon().names.values())
    named = sorted({name for name in both if _PLAIN[code].fullmatch(name)})
    known = {word for listed in words.values() for word in listed}
    others = [word for word in named if word not in known]
    words["thing"] = words["thing"] * max(len(others) // len(words["thing"]), 1) + others
    return Grammar(code, sentences, words, "" if code == "zh" else " ")
