"""A prompt for one drawing, in English or Chinese, as its parts: what is drawn, in which style, before which ground.

Used alike on prompts and on the captions that the drawing model learns from, so both read the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crossmedia_studio.represent.text import tokens

SUBJECT, STYLE, GROUND = 0, 1, 2
"""Roles of a word."""

STYLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "3d": (("3d", "three-dimensional", "3-d", "glossy", "rendered"), ("立体", "三维", "3d", "3D")),
    "flat": (("flat", "vector", "cartoon"), ("扁平", "平面", "矢量", "卡通")),
    "line": (
        ("line", "line drawing", "line art", "outline", "ink", "ink drawing", "sketch", "pencil drawing", "pen drawing",
         "black and white", "colouring page", "coloring page"),
        ("线稿", "线条", "线描", "简笔画", "素描", "勾线", "黑白"),
    ),
}  # fmt: skip
"""Style → English and Chinese words for it, the usual one first."""

COLOURS: dict[str, tuple[str, str, tuple[float, float, float]]] = {
    "white": ("white", "白色", (0.97, 0.97, 0.96)), "black": ("black", "黑色", (0.06, 0.06, 0.07)),
    "grey": ("gray", "灰色", (0.55, 0.56, 0.58)), "red": ("red", "红色", (0.84, 0.18, 0.18)),
    "orange": ("orange", "橙色", (0.97, 0.57, 0.18)), "yellow": ("yellow", "黄色", (0.98, 0.84, 0.29)),
    "green": ("green", "绿色", (0.31, 0.69, 0.36)), "teal": ("teal", "青色", (0.17, 0.65, 0.64)),
    "blue": ("blue", "蓝色", (0.23, 0.49, 0.87)), "purple": ("purple", "紫色", (0.52, 0.34, 0.78)),
    "pink": ("pink", "粉色", (0.98, 0.67, 0.78)), "brown": ("brown", "棕色", (0.52, 0.35, 0.23)),
}  # fmt: skip
"""Plain ground → English word, Chinese word, its middle colour as RGB 0–1."""

SCENES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sky": (("sky", "blue sky", "clouds", "cloudy sky"), ("天空", "蓝天", "云")),
    "night": (("night", "night sky", "starry sky", "stars"), ("夜空", "星空", "夜晚", "夜里")),
    "sunset": (("sunset", "sunrise", "dusk", "dawn"), ("日落", "夕阳", "黄昏", "日出")),
    "meadow": (("meadow", "grass", "field", "lawn", "park"), ("草地", "草原", "田野")),
    "sea": (("sea", "ocean", "water", "lake"), ("大海", "海", "海洋", "湖")),
    "snow": (("snow", "winter", "ice"), ("雪", "雪地", "冬天")),
    "desert": (("desert", "sand", "beach"), ("沙漠", "沙滩", "沙地")),
    "forest": (("forest", "wood", "woods", "jungle"), ("森林", "树林", "丛林")),
    "rain": (("rain", "storm"), ("雨", "雨天", "暴雨")),
    "space": (("space", "outer space", "galaxy"), ("太空", "宇宙", "银河")),
    "stage": (("stage", "spotlight"), ("舞台", "聚光灯")),
    "stripes": (("stripes", "striped background"), ("条纹",)),
    "dots": (("dots", "polka dots", "dotted background"), ("圆点", "波点")),
    "paper": (("paper", "old paper"), ("纸", "旧纸")),
}  # fmt: skip
"""Painted ground → English and Chinese words for it, the usual one first."""

NO_GROUND = "none"

_PLACED = (
    r"(?:in|on|at|over|under|against|above|before|by|with)\s+(?:a |an |the )?(?:plain |solid |light |dark |deep )?"
)
_SAID_STYLE = r"(?:\s+(?:style|drawing|illustration|icon|picture|art|风格))?"
_PICTURE_OF = r"\b(?:picture|drawing|illustration|icon|image|background) of\b|一[张幅只个条朵辆座]|背景|的画$"
_NO_GROUND = rf"(?:{_PLACED})?(?:transparent|no|without) background|without a background|透明背景|无背景"


def _either(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@dataclass(frozen=True)
class Drawing:
    """``subject`` words; ``style`` a key of STYLES or empty; ``ground`` of COLOURS or SCENES, NO_GROUND or empty."""

    subject: tuple[str, ...]
    style: str = ""
    ground: str = ""

    def said(self, language: str = "en") -> tuple[tuple[str, int], ...]:
        """Its words with their roles, style and ground as usually said in ``language``."""
        return (
            *((word, SUBJECT) for word in self.subject),
            *((word, STYLE) for word in style_words(self.style, language)),
            *((word, GROUND) for word in ground_words(self.ground, language)),
        )


def style_words(style: str, language: str = "en") -> tuple[str, ...]:
    """The usual word for ``style``."""
    return (STYLES[style][language == "zh"][0],) if style in STYLES else ()


def ground_words(ground: str, language: str = "en") -> tuple[str, ...]:
    """The usual word for ``ground``."""
    if ground in COLOURS:
        english, chinese, _ = COLOURS[ground]
        return (chinese if language == "zh" else english,)
    return (SCENES[ground][language == "zh"][0],) if ground in SCENES else ()


def read(text: str) -> Drawing:
    """The parts of a prompt. What is neither style nor ground is the subject."""
    left = " ".join(text.lower().split())
    style, left = _style(left)
    ground, left = _ground(left)
    return Drawing(tuple(dict.fromkeys(tokens(re.sub(_PICTURE_OF, " ", left)))), style, ground)


def _style(text: str) -> tuple[str, str]:
    for style, (english, chinese) in STYLES.items():
        english = tuple("line style" if word == "line" else word for word in english)
        pattern = (
            rf"\b(?:in |as )?(?:a |an )?(?:{_either(english)}){_SAID_STYLE}(?: of\b)?(?![\w-])"
            rf"|(?:{_either(chinese)})(?:风格|画)?的?"
        )
        if found := re.search(pattern, text):
            return style, _without(text, found)
    return "", text


def _ground(text: str) -> tuple[str, str]:
    if found := re.search(_NO_GROUND, text):
        return NO_GROUND, _without(text, found)
    for name, (colour, chinese, _) in COLOURS.items():
        said = "grey|gray" if name == "grey" else colour
        pattern = (
            rf"(?:{_PLACED})?\b(?:{said})\s+(?:background|ground|wall)\b|(?:在)?{chinese[0]}色?的?背景[上下里中]?的?"
        )
        if found := re.search(pattern, text):
            return name, _without(text, found)
    for name, (english, places) in SCENES.items():
        scene, place = _either(english), _either(places)
        pattern = (
            rf"{_PLACED}\b(?:{scene})(?: background)?\b|\b(?:{scene}) background\b"
            rf"|在?(?:{place})(?:的?背景|[里中上下前]+)的?|在(?:{place})"
        )
        if found := re.search(pattern, text):
            return name, _without(text, found)
    return "", text


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}".strip(" ,，、")
