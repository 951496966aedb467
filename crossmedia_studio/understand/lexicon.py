"""The bilingual lexicon: which things, places, hours and weathers a text speaks of.

Word lists of ours (``resources/lexicon``, see its CARD.md) and the names in the ``emoji`` package.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from crossmedia_studio.core.folders import resources
from crossmedia_studio.understand import language

_HAN = re.compile(r"[\u3400-\u9fff]+")
_NO_THING = re.compile(
    r"face|flag|button|o’clock|thirty|arrow|hand|keycap|person|^m[ae]n\b|^wom[ae]n\b|couple|family|kiss|square|circle|"
    r"triangle|symbol|sign|mark|finger|fist|clock|heart|japanese|^no_|_cat_with|diamond|monkey_|oncoming|bubble|speaker|"
    r"banknote|chart_|card|folder|mailbox|mail|tray|cross$|star_of|book$|locked|muted|facing|shaking|_with_tears|_cat$|"
    r"moon_face|heavy|number|medal|suit|dice|biceps|battery|envelope|behind|input_|selector|restroom|closet|litter"
)
_IRREGULAR = {
    "children": "child", "men": "man", "women": "woman", "mice": "mouse", "geese": "goose", "wolves": "wolf",
    "leaves": "leaf", "feet": "foot", "knives": "knife", "calves": "calf", "oxen": "ox", "wives": "wife",
    "thieves": "thief", "teeth": "tooth", "loaves": "loaf", "elves": "elf", "fishermen": "fisherman", "cacti": "cactus",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A setting: ``sort`` is place, time or weather."""

    name: str
    zh: str
    sort: str


@dataclass(frozen=True)
class Lexicon:
    """``en`` and ``zh`` lead from a word to the thing it names; ``names`` from there to its (English, Chinese) name."""

    en: dict[str, str]
    zh: dict[str, str]
    names: dict[str, tuple[str, str]]
    settings_en: dict[str, Place]
    settings_zh: dict[str, Place]

    def thing(self, word: str) -> str | None:
        """The thing that ``word`` (either language, singular or plural) names, by its English name."""
        word = word.strip().lower()
        return self.zh.get(word) or self.en.get(word) or self.en.get(singular(word))

    def label_thing(self, label: str) -> str | None:
        """The thing that a classifier's label speaks of: the whole name, or its last words ("red fox" → fox)."""
        words = label.lower().split()
        found = (self.thing(" ".join(words[start:])) for start in range(len(words)))
        return next((thing for thing in found if thing), None)

    def name(self, thing: str, code: str) -> str:
        """The name of ``thing`` in language ``code``: Chinese for "zh", English otherwise."""
        english, chinese = self.names.get(thing, (thing, thing))
        return chinese if code == "zh" and chinese else english

    def things(self, text: str) -> Counter[str]:
        """The things ``text`` names, with how often, in order of their first mention. English and Chinese words."""
        found: Counter[str] = Counter()
        for sentence in language.sentences(text):
            tokens = language.words(sentence)
            found.update(self._in_sentence(tokens))
        return found

    def setting(self, text: str, code: str) -> str:
        """Place, hour and weather of ``text`` in that order, such as "forest, night"; "" where none is named."""
        scores: dict[str, Counter[Place]] = {"place": Counter(), "time": Counter(), "weather": Counter()}
        tokens = language.words(text)
        for index in range(len(tokens)):
            for size in (4, 3, 2, 1):
                phrase = tokens[index : index + size]
                if len(phrase) < size:
                    continue
                found = self.settings_zh.get("".join(phrase)) or self.settings_en.get(" ".join(phrase))
                if found is None and size == 1:
                    found = self.settings_en.get(singular(phrase[0])) or self._inside(phrase[0])
                if found is not None:
                    scores[found.sort][found] += size
                    break
        order = {place.name: i for i, place in enumerate(dict.fromkeys(self.settings_en.values()))}
        best = [max(counter, key=lambda p: (counter[p], -order[p.name])) for counter in scores.values() if counter]
        return (", " if code != "zh" else "、").join(place.zh if code == "zh" else place.name for place in best)

    def places(self, setting: str) -> dict[str, Place]:
        """The parts of a setting as :meth:`setting` writes it, by their sort: place, time, weather."""
        known = {word: place for place in self.settings_en.values() for word in (place.name, place.zh)}
        parts = (part.strip().lower() for part in re.split(r"[,，、]", setting))
        return {known[part].sort: known[part] for part in parts if part in known}

    def _inside(self, token: str) -> Place | None:
        """The setting a longer Chinese word ends or begins with, such as 雪 in 雪林."""
        if not _HAN.fullmatch(token) or len(token) < 2 or token in exceptions()["other senses"]:
            return None
        for size in range(len(token) - 1, 0, -1):
            found = self.settings_zh.get(token[-size:]) or self.settings_zh.get(token[:size])
            if found is not None:
                return found
        return None

    def _in_sentence(self, tokens: list[str]) -> list[str]:
        found: list[str] = []
        index = 0
        before: str | None = None  # the thing named just before, without a word between
        while index < len(tokens):
            thing, used = self._longest(tokens, index)
            unsure = used == 1 and tokens[index] in exceptions()["ambiguous"]
            if unsure and (before is not None or _is_verb(tokens, index)):
                thing = None
            if thing is not None:
                found.append(thing)
            before = thing
            index += used
        return found

    def _longest(self, tokens: list[str], index: int) -> tuple[str | None, int]:
        for size in (3, 2, 1):
            phrase = tokens[index : index + size]
            if len(phrase) < size:
                continue
            last = phrase[-1]
            if _HAN.search(last):
                thing = self.zh.get("".join(phrase)) or (self._head(last) if size == 1 else None)
            else:
                thing = self.en.get(" ".join(phrase)) or self.en.get(" ".join([*phrase[:-1], singular(last)]))
            if thing is not None:
                return thing, size
        return None, 1

    def _head(self, token: str) -> str | None:
        """The thing at the end of a compound: Chinese nouns have their head there (老渔船 → 船)."""
        if len(token) < 2 or token in exceptions()["other senses"] or token in language.stop_words():
            return None
        for size in range(len(token) - 1, 0, -1):
            thing = self.zh.get(token[-size:])
            if thing is not None:
                return thing
        return None


def _is_verb(tokens: list[str], index: int) -> bool:
    """Whether a word that may be a verb is one: after a pronoun, before an object, or opening an order."""
    listed = exceptions()
    previous = tokens[index - 1] if index else ""
    following = tokens[index + 1] if index + 1 < len(tokens) else ""
    if previous in listed["articles"]:
        return False
    opens = not index and bool(following) and not tokens[index].endswith("s")
    return opens or previous in listed["before verbs"] or following in listed["articles"]


def singular(word: str) -> str:
    """The singular of an English noun, by rule; other words come back as they are."""
    word = word.removesuffix("'s").removesuffix("'")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


@lru_cache(maxsize=1)
def exceptions() -> dict[str, frozenset[str]]:
    """Words with a caution, see CARD.md: not drawn, ambiguous, before verbs, other senses."""
    return {name: frozenset(listed.split()) for name, listed in _rows(resources() / "lexicon" / "exceptions.tsv")}


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    folder = resources() / "lexicon"
    en: dict[str, str] = {}
    zh: dict[str, str] = {}
    names: dict[str, tuple[str, str]] = {}
    for english, chinese, more_en, more_zh in _rows(folder / "subjects.tsv"):
        names[english] = (english, chinese)
        for word in [english, *more_en.split(",")]:
            if word:
                en.setdefault(word, english)
        for word in [chinese, *more_zh.split(",")]:
            if word:
                zh.setdefault(word, english)
    _add_emoji(en, zh, names)
    settings_en: dict[str, Place] = {}
    settings_zh: dict[str, Place] = {}
    for english, chinese, sort, more_en, more_zh in _rows(folder / "settings.tsv"):
        place = Place(english, chinese, sort)
        for word in more_en.split(","):
            settings_en.setdefault(word, place)
        for word in more_zh.split(","):
            settings_zh.setdefault(word, place)
    language.teach([*zh, *settings_zh])
    return Lexicon(en, zh, names, settings_en, settings_zh)


def _add_emoji(en: dict[str, str], zh: dict[str, str], names: dict[str, tuple[str, str]]) -> None:
    """Names of plain drawable things in the ``emoji`` package: no faces, flags, signs or people."""
    import emoji

    emoji.config.load_language("zh")
    not_drawn = exceptions()["not drawn"]
    for entry in emoji.EMOJI_DATA.values():
        raw = entry["en"].strip(":")
        if entry["status"] != 2 or raw[0].isupper() or _NO_THING.search(raw) or raw in not_drawn:
            continue
        english = raw.replace("_", " ")
        chinese = entry.get("zh", "").strip(":")
        if english.count(" ") > 1 or not _HAN.fullmatch(chinese) or len(chinese) > 5 or english in en:
            continue
        thing = zh.get(chinese, english)  # the same Chinese name as a thing we know: a synonym
        names.setdefault(thing, (english, chinese))
        en.setdefault(english, thing)
        zh.setdefault(chinese, thing)


def _rows(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
