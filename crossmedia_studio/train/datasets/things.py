"""What the drawings of the open set are called in a sentence: noun phrases in English and Chinese.

Unicode names are made for lists ("leaf fluttering in wind", "斜眼笑"); the tables in ``resources/captions`` say what a
person would on seeing the drawing. Drawings that differ in a detail nobody would name (the hour of a clock) or that a
glance cannot tell (who does a job) are one thing; signs and gestures that are no thing are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crossmedia_studio.core.folders import resources

COUNT, MASS, PLURAL, NAME = "count", "mass", "plural", "name"
"""How English says one of it: "a fox", "bread", "grapes", "Santa Claus"."""
SMILEYS, PEOPLE, ANIMALS = 0, 1, 3
"""Groups of emojibase that are spoken of in their own way."""


@dataclass(frozen=True)
class Thing:
    """``measure`` is the Chinese measure word; ``alive`` is for animals and people; ``group`` is emojibase's."""

    english: str
    chinese: str
    form: str = COUNT
    measure: str = "个"
    alive: bool = False
    group: int = 7


_PART = re.compile(
    r"hand|arm|thumb|fist|heart|^(leg|foot|ear|nose|brain|lungs|tooth|bone|eyes?|tongue|mouth|footprints|fingerprint)$"
)
_PERSON = re.compile(r"(?:(man|woman|person|men|women|people) )?(.+?)(?:: facing right)?")
_PLAIN_PEOPLE = re.compile(
    r"leg|foot|ear|nose|bone|eyes?|tongue|mouth|lungs|footprints|fingerprint|boy|girl|(old )?(wo)?man|mermaid"
)
_FACE = re.compile(r"face|^star-struck$|^rolling on|head")
_NOTHING = re.compile(
    r"bubble$|balloon$|^zzz$|anger symbol|hundred points|^dizzy$|dashing|^hole$|fight cloud|sweat droplets|mending|"
    r"exclamation|heart decoration|revolving|beating|growing|dotted line|foggy|night with stars|cityscape|sunrise|"
    r"^sunset$|bridge at night|milky way|^station$|national park|landslide|suit$|mahjong|link$|hamsa|wind face|"
    r"cyclone|love hotel|placard|hair pick|mate$|oden|tanabata|pine decoration|pouring|bookmark$|ledger|card index|"
    r"bell with slash|suspension|monorail|mountain railway|kaaba|desert$|^knot$|level slider|barber|trackball|pager|"
    r"videocassette|identification"
)


def thing_of(label: str, chinese: str, group: int) -> Thing | None:
    """What the drawing that Unicode calls ``label`` and ``chinese``, of emojibase's ``group``, shows, if a thing."""
    said = label.lower().strip()
    if said.startswith("oncoming "):
        said, chinese = said.removeprefix("oncoming "), chinese.removeprefix("迎面驶来的")
    if re.search(r"o’clock|-thirty", said):
        return _thing("clock", "时钟", group)
    if said.startswith("globe"):
        return _thing("globe", "地球", group)
    known = _table("things").get(said)
    if known is not None:
        return _thing(known[0], known[1], group)
    if group == PEOPLE:
        return _person(said, chinese)
    if _NOTHING.search(said):
        return None
    if group == SMILEYS and _FACE.search(said):
        return _thing(said, chinese if chinese.endswith(("脸", "头")) else f"{chinese}表情", group)
    return _thing(said, chinese.removeprefix("一"), group)


def _person(said: str, chinese: str) -> Thing | None:
    found = _PERSON.fullmatch(said)
    who, rest = (found[1] or "", found[2]) if found else ("", said)
    known = _table("people").get(rest)
    if known is not None and (who in ("man", "woman", "person") or not known[0].startswith("person ")):
        return _thing(known[0], known[1], PEOPLE)
    return _thing(said, chinese, PEOPLE) if _PLAIN_PEOPLE.fullmatch(said) else None


def _thing(english: str, chinese: str, group: int) -> Thing:
    english = english.replace("’", "'")
    form = _table("forms").get(english, (COUNT,))[0]
    alive = group == ANIMALS or (group == PEOPLE and not _PART.search(english))
    measure = next((word for end, (word, *_) in _table("measures").items() if chinese.endswith(end)), "")
    usual = "只" if group == ANIMALS else "位" if alive and group == PEOPLE else "个"
    return Thing(english, chinese, form, measure or usual, alive, group)


@lru_cache(maxsize=4)
def _table(name: str) -> dict[str, tuple[str, ...]]:
    """The rows of a table by their first column, in order."""
    lines = (resources() / "captions" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {first: tuple(rest) for first, *rest in rows}
