"""How many, how big and of what colour a text says a thing is: the words just before its name."""

from __future__ import annotations

from crossmedia_studio.generate.collage.library import Drawing
from crossmedia_studio.understand.lexicon import Mention, exceptions, singular

COLOURS = {
    "red": 0.0, "orange": 0.08, "golden": 0.125, "gold": 0.125, "yellow": 0.15, "green": 0.36, "turquoise": 0.48,
    "blue": 0.58, "purple": 0.76, "violet": 0.76, "pink": 0.92, "white": -1.0, "black": -2.0,
    "grey": -3.0, "gray": -3.0,
    "silver": -3.0, "红": 0.0, "红色": 0.0, "橙色": 0.08, "金色": 0.125, "黄": 0.15, "黄色": 0.15,
    "绿": 0.36, "绿色": 0.36,
    "蓝": 0.58, "蓝色": 0.58, "紫": 0.76, "紫色": 0.76, "粉": 0.92, "粉色": 0.92, "粉红": 0.92,
    "白": -1.0, "白色": -1.0,
    "黑": -2.0, "黑色": -2.0, "灰": -3.0, "灰色": -3.0,
}  # fmt: skip
"""Hue 0–1 of colour words; −1 white, −2 black, −3 grey."""
SIZES = {
    "tiny": 0.6, "little": 0.8, "small": 0.78, "big": 1.25, "large": 1.25, "huge": 1.5, "giant": 1.6, "great": 1.3,
    "enormous": 1.6, "tall": 1.25, "小": 0.85, "大": 1.25, "巨大": 1.6,
}  # fmt: skip
NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "several": 4, "many": 7, "few": 3, "some": 4,
    "flock": 7, "pair": 2, "both": 2, "hundreds": 9, "thousands": 11, "countless": 9, "herd": 5,
    "一群": 5, "两": 2, "三": 3,
    "四": 4, "五": 5, "几": 3, "许多": 7, "群": 6, "无数": 9, "一对": 2, "漫天": 9,
}  # fmt: skip
_SAME_PLURAL = frozenset(("sheep", "fish", "deer"))
_FLOWERS = frozenset(
    ("blossom", "white flower", "hibiscus", "tulip", "rose", "sunflower", "hyacinth", "cherry blossom", "mushroom")
)


def count_of(mention: Mention, drawing: Drawing) -> int:
    """How many of it are to be seen; plurals without a number are a handful, small things more."""
    for word in reversed(_said(mention, NUMBERS)):
        if word.isdigit():
            return max(min(int(word[:3]), 11), 1)
        return NUMBERS[word]
    last, flower = mention.words[-1], drawing.name in _FLOWERS
    plural = last not in _SAME_PLURAL and (last != singular(last) or last == "people")
    plural = plural or last.endswith("们") or last in ("群鸟", "星星", "繁星", "群星")
    if plural or (flower and drawing.nature.size < 0.3):
        return 9 if flower else 5 if drawing.nature.size < 0.7 else 3
    return 1


def hue_of(mention: Mention, drawing: Drawing) -> float | None:
    """The colour it is said to have (see :data:`COLOURS`), unless its drawing is known by that colour."""
    said = _said(mention, COLOURS)
    return None if not said or set(said) & set(drawing.name.split()) else COLOURS[said[-1]]


def scale_of(mention: Mention) -> float:
    """How big it is said to be beside its kind."""
    said = _said(mention, SIZES)
    return SIZES[said[-1]] if said else 1.0


def _said(mention: Mention, table: dict[str, float] | dict[str, int]) -> list[str]:
    """The words of ``table`` before the thing, in order; in Chinese they may be parts of words."""
    said: list[str] = []
    for token in mention.before:
        if token in table or (table is NUMBERS and token.isdecimal() and token.isascii()):
            said.append(token)
        elif not token.isascii() and token not in exceptions()["other senses"]:
            inside = [word for word in table if not word.isascii() and word in token]
            said += sorted(inside, key=lambda word: (token.rfind(word), len(word)))
    return said
