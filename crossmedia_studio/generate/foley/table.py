"""Which words call for which effect, in English and Chinese, and how adverbs change it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.generate.foley import nature, things
from crossmedia_studio.generate.foley.desk import Desk


@dataclass(frozen=True)
class Effect:
    """A sound that can be made: its marked name, the words that call for it, and whether it lies under the others."""

    label: str
    words: str
    make: Callable[[Desk], np.ndarray]
    bed: bool = False


EFFECTS: dict[str, Effect] = {
    "rain": Effect(mark("rain"), r"\brain\w*|drizzle|downpour|\bshower|雨", nature.rain, True),
    "wind": Effect(
        mark("wind"), r"\bwind(?!ow|ing|\s?chime)\w*|breeze|\bgusts?\b|blizzard|风(?!铃|景)", nature.wind, True
    ),
    "sea": Effect(mark("sea"), r"\bsea\b|ocean|\bwaves?\b|surf\b|beach|shore|tide|海(?!报)|浪|沙滩", nature.sea, True),
    "stream": Effect(
        mark("stream"),
        r"stream\b|\bbrook|river|creek|fountain|waterfall|\bwater\b|溪|河|流水|泉|瀑布",
        nature.stream,
        True,
    ),
    "thunder": Effect(mark("thunder"), r"thunder\w*|lightning|\bstorm\w*|雷|闪电|暴风", nature.thunder),
    "fire": Effect(
        mark("fire"), r"\bfire(?!work|fl)\w*|flames?\b|burning|campfire|crackl\w+|火(?!车|箭)|燃烧", nature.fire, True
    ),
    "birds": Effect(mark("birds"), r"\bbirds?\b|birdsong|chirp\w*|\bforest|\bdawn\b|鸟|森林|清晨", nature.birds),
    "crickets": Effect(mark("crickets"), r"crickets?|cicadas?|\bnight\b|insects?|夜|蟋蟀|虫|蝉", nature.crickets, True),
    "bell": Effect(mark("bell"), r"\bbells?\b|church|cathedral|\btoll|钟声|教堂|大钟|铃铛", things.bell),
    "chime": Effect(mark("wind chimes"), r"chimes?|风铃", things.chime),
    "footsteps": Effect(
        mark("footsteps"), r"foot\s?steps?|walk(?:s|ing)?\b|\bsteps\b|脚步|走路|行走", things.footsteps
    ),
    "heartbeat": Effect(mark("heartbeat"), r"heart\s?beats?|\bpulse\b|心跳", things.heartbeat),
    "clock": Effect(mark("clock"), r"\bclock|tick(?:ing|s)?\b|时钟|滴答|嘀嗒|钟表", things.clock),
    "knock": Effect(mark("knocking"), r"knock\w*|敲门", things.knock),
    "click": Effect(mark("click"), r"\bclicks?\b|\bswitch\b|\bbutton\b|点击|按钮|开关", things.click),
    "applause": Effect(mark("applause"), r"applau\w+|clapping|crowd|audience|掌声|鼓掌|观众", things.applause),
    "siren": Effect(mark("siren"), r"sirens?\b|ambulance|police|警笛|警车|救护车", things.siren),
    "alarm": Effect(mark("alarm"), r"alarm|beep\w*|警报|闹钟", things.alarm),
    "engine": Effect(
        mark("engine"), r"engine|motor\w*|\bcars?\b|truck|traffic|引擎|发动机|汽车|摩托", things.engine, True
    ),
    "train": Effect(mark("train"), r"\btrains?\b|railway|火车|列车|铁路", things.train, True),
    "whoosh": Effect(mark("whoosh"), r"w?hoosh|swoosh|swish|呼啸|嗖", things.whoosh),
    "explosion": Effect(mark("explosion"), r"explo\w+|\bblast|\bboom|爆炸|轰", things.explosion),
    "laser": Effect(mark("laser"), r"lasers?|\bzap|激光", things.laser),
    "drone": Effect(
        mark("drone"),
        r"\bdron\w+|\bhum(?:ming)?\b|\bspace\b|ominous|eerie|tension|嗡|太空|宇宙|诡异",
        things.drone,
        True,
    ),
}

_FAR = re.compile(r"\b(distant|far|faint|faraway)\b|远处|遥远|隐约", re.I)
_SOFT = re.compile(r"\b(soft|quiet|gentle|light|slight)\w*\b|轻|小雨|微", re.I)
_STRONG = re.compile(r"\b(heavy|strong|loud|hard|violent|roaring)\b|大雨|狂|猛|强", re.I)


@dataclass(frozen=True)
class Called:
    """An effect that words call for, with its level in dB and whether it is far off."""

    name: str
    level: float
    far: bool


def called(text: str) -> list[Called]:
    """The effects in the order in which ``text`` names them; adverbs just before a word count for it."""
    found = []
    for name, effect in EFFECTS.items():
        match = re.search(effect.words, text, re.IGNORECASE)
        if match is None:
            continue
        near = text[max(match.start() - 24, 0) : match.end() + 2]
        near = re.split(r"[,;.，。；、]|\band\b|和", near)[-1] or near
        far = bool(_FAR.search(near))
        level = -9.0 * far - 6.0 * bool(_SOFT.search(near)) + 3.0 * bool(_STRONG.search(near))
        found.append((match.start(), Called(name, level - (3.0 if effect.bed else 0.0), far)))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]
