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


SORTS = ("place", "time", "weather", "season")
"""The sorts of settings, in the order in which they are written."""


_JOINTS = frozenset(["and", "or", "of", "with", "like", "red", "white", "pink", "yellow", "black", "single"])
"""Words after which a word that needs an article is a thing without one."""


@dataclass(frozen=True)
class Place:
    """A setting: ``sort`` is one of :data:`SORTS`."""

    name: str
    zh: str
    sort: str


@dataclass(frozen=True)
class Mention:
    """A thing named in a text: ``words`` that name it and up to four words ``before``, as written, in lower case."""

    thing: str
    words: tuple[str, ...]
    before: tuple[str, ...] = ()


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
        """The thing that a classifier's label speaks of: the whole name, or its last words ("red fox" → fox), but for
        names that mislead ("piggy bank")."""
        words = label.lower().split()
        whole = "_".join(words) in exceptions()["other than their last word"]
        found = (self.thing(" ".join(words[start:])) for start in range(1 if whole else len(words)))
        return next((thing for thing in found if thing), None)

    def name(self, thing: str, code: str) -> str:
        """The name of ``thing`` in language ``code``: Chinese for "zh", English otherwise."""
        english, chinese = self.names.get(thing, (thing, thing))
        return chinese if code == "zh" and chinese else english

    def things(self, text: str) -> Counter[str]:
        """The things ``text`` names, with how often, in order of their first mention. English and Chinese words."""
        return Counter(mention.thing for mention in self.mentions(text))

    def mentions(self, text: str) -> list[Mention]:
        """The things ``text`` names, in order. In a tale of animals alone "his mother" is one of them, and left out."""
        found = [m for sentence in language.sentences(text) for m in self._in_sentence(language.words(sentence))]
        relatives, animals, people = (exceptions()[name] for name in ("relatives", "animals", "people"))
        kin = [m for m in found if m.words[-1] in relatives or singular(m.words[-1]) in relatives]
        named = {m.thing.replace(" ", "_") for m in found if m not in kin}
        if kin and named & animals and not named & people:
            return [m for m in found if m not in kin]
        return found

    def setting(self, text: str, code: str) -> str:
        """Place, hour, weather and season of ``text`` in that order, such as "forest, night"; "" for none named."""
        scores: dict[str, Counter[Place]] = {sort: Counter() for sort in SORTS}
        tokens = language.words(text)
        index = 0
        while index < len(tokens):
            found, used = self._named_setting(tokens, index)
            if found is not None:
                scores[found.sort][found] += used
            index += used
        order = {place.name: i for i, place in enumerate(dict.fromkeys(self.settings_en.values()))}
        named = {sort: counter for sort, counter in scores.items() if counter}
        best = {sort: max(counter, key=lambda p: (counter[p], -order[p.name])) for sort, counter in named.items()}
        return self.written(best, code)

    def written(self, places: dict[str, Place], code: str) -> str:
        """Settings by their sort as one line in language ``code``; :meth:`places` reads it again."""
        chosen = [places[sort] for sort in SORTS if sort in places]
        return (", " if code != "zh" else "、").join(place.zh if code == "zh" else place.name for place in chosen)

    def places(self, setting: str) -> dict[str, Place]:
        """The parts of a setting (their names, or any word that speaks of them) by their sort; the first of a sort."""
        names = {word: place for place in self.settings_en.values() for word in (place.name, place.zh)}
        found: dict[str, Place] = {}
        for part in (part.strip().lower() for part in re.split(r"[,，、]", setting)):
            place = names.get(part) or self.settings_en.get(part) or self.settings_zh.get(part)
            if place is not None:
                found.setdefault(place.sort, place)
        return found

    def _named_setting(self, tokens: list[str], index: int) -> tuple[Place | None, int]:
        """The setting that the longest phrase at ``index`` names, and of how many words it is."""
        for size in (4, 3, 2, 1):
            phrase = tokens[index : index + size]
            if len(phrase) < size:
                continue
            found = self.settings_zh.get("".join(phrase)) or self.settings_en.get(" ".join(phrase))
            if found is None and size == 1:
                found = self.settings_en.get(singular(phrase[0])) or self._inside(phrase[0])
            if found is not None:
                return found, size
        return None, 1

    def _inside(self, token: str) -> Place | None:
        """The setting a longer Chinese word ends or begins with, such as 雪 in 雪林."""
        if not _HAN.fullmatch(token) or len(token) < 2 or token in exceptions()["other senses"] or token in self.zh:
            return None
        for size in range(len(token) - 1, 0, -1):
            found = self.settings_zh.get(token[-size:]) or self.settings_zh.get(token[:size])
            if found is not None:
                return found
        return None

    def _in_sentence(self, tokens: list[str]) -> list[Mention]:
        found: list[Mention] = []
        index, since = 0, 0
        before: str | None = None  # the thing named just before, without a word between
        while index < len(tokens):
            thing, used = self._longest(tokens, index)
            if thing is not None and used == 1 and self._is_no_thing(tokens, index, before):
                thing = None
            if thing is not None:
                words = tuple(tokens[index : index + used])
                led = tuple(tokens[max(since, index - 4) : index])
                head = self._headword(words[0]) if used == 1 else words[0]
                if head != words[0]:  # the rest of a compound speaks of its head: 红伞
                    words, led = (head,), (*led, words[0].removesuffix(head))
                found.append(Mention(thing, words, led))
                since = index + used
            before = thing
            index += used
        return found

    def _is_no_thing(self, tokens: list[str], index: int, before: str | None) -> bool:
        """Whether the word at ``index``, which may be a thing or not, is none here."""
        listed, token = exceptions(), tokens[index]
        if token in listed["need an article"] and index and len(tokens) > 2:
            led = tokens[max(index - 2, 0) : index]
            if led[-1] not in listed["articles"] and led[0] not in ("a", "an", "one") and led[-1] not in _JOINTS:
                return True
        return token in listed["ambiguous"] and (before is not None or _is_verb(tokens, index))

    def _longest(self, tokens: list[str], index: int) -> tuple[str | None, int]:
        for size in (3, 2, 1):
            phrase = tokens[index : index + size]
            if len(phrase) < size:
                continue
            last = phrase[-1]
            if _HAN.search(last):
                thing = self.zh.get("".join(phrase))
                if thing is None and size == 1:
                    thing = self.zh.get(self._headword(last))
            else:
                thing = self.en.get(" ".join(phrase)) or self.en.get(" ".join([*phrase[:-1], singular(last)]))
            if thing is not None:
                return thing, size
        return None, 1

    def _headword(self, token: str) -> str:
        """The thing's word at the end of a compound: Chinese nouns have their head there (老渔船 → 渔船)."""
        if token in self.zh or len(token) < 2 or not _HAN.search(token):
            return token
        if token in exceptions()["other senses"] or token in language.stop_words():
            return token
        return next((token[-size:] for size in range(len(token) - 1, 0, -1) if token[-size:] in self.zh), token)


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
    language.teach([*zh, *settings_zh, *exceptions()["other senses"]])
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
