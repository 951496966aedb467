"""The colours and the ground that the words of a prompt ask for, English and Chinese."""

from __future__ import annotations

import re

_ENGLISH = {
    "pink": "pink", "red": "red", "orange": "orange", "yellow": "yellow", "golden": "yellow", "gold": "yellow",
    "green": "green", "turquoise": "turquoise", "teal": "turquoise", "cyan": "turquoise", "blue": "blue",
    "purple": "purple", "violet": "purple", "brown": "brown", "cream": "cream", "beige": "cream", "black": "black",
    "white": "white", "grey": "grey", "gray": "grey", "silver": "grey",
}  # fmt: skip
_CHINESE = {
    "粉红": "pink", "粉": "pink", "红": "red", "橙": "orange", "橘": "orange", "黄": "yellow", "金": "yellow",
    "绿": "green", "青": "turquoise", "蓝": "blue", "紫": "purple", "棕": "brown", "褐": "brown", "米": "cream",
    "黑": "black", "白": "white", "灰": "grey",
}  # fmt: skip
"""Colour words, as :func:`understand.colour.colour_name` calls them."""
TRANSPARENT = "transparent"

_EN = "|".join(_ENGLISH)
_ZH = "|".join(_CHINESE)
_GROUND_EN = re.compile(rf"\b({_EN}|transparent)\s+(?:background|backdrop|ground)\b")
_GROUND_ZH = re.compile(rf"({_ZH}|透明)色?的?(?:背景|底)")
_NO_GROUND = re.compile(r"\b(?:without|no)\s+(?:a\s+)?background\b|(?:无|没有)背景")
_COLOUR_EN = re.compile(rf"\b({_EN})\s+(?:and\s+(?:{_EN})\s+)?(?!and\b|on\b|with\b|in\b|at\b|of\b|or\b)[a-z]+")
_COLOUR_ZH = re.compile(rf"({_ZH})色")


def background(prompt: str) -> str:
    """The ground asked for: a colour name, "transparent" or nothing."""
    text = prompt.lower()
    found = _GROUND_EN.search(text) or _GROUND_ZH.search(text)
    if found is None:
        return TRANSPARENT if _NO_GROUND.search(text) else ""
    word = found.group(1)
    return TRANSPARENT if word in ("transparent", "透明") else _ENGLISH.get(word) or _CHINESE[word]


def colours(prompt: str) -> tuple[str, ...]:
    """The colours asked for beside the ground's, each once. In Chinese only words with 色 count (黄瓜 is no colour)."""
    text = _GROUND_ZH.sub(" ", _GROUND_EN.sub(" ", prompt.lower()))
    english = [_ENGLISH[word] for word in _COLOUR_EN.findall(text)]
    chinese = [_CHINESE[word] for word in _COLOUR_ZH.findall(text)]
    return tuple(dict.fromkeys(english + chinese))
