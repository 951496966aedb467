"""What a text asks to be seen: place, hour, weather and a cast of drawings with their number and colour."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from crossmedia_studio.generate.collage.library import Drawing, Library
from crossmedia_studio.generate.collage.words import KIN, UNSURE
from crossmedia_studio.understand.meaning import Mood

_PLACES = {
    "underwater": "underwater|undersea|under the sea|under the ocean|seabed|coral reef|deep sea|ocean floor|"
    "海底|水下|珊瑚|深海",
    "space": "space|outer space|galaxy|universe|cosmos|cosmic|planet|planets|orbit|nebula|太空|宇宙|星系|银河|外星",
    "room": "room|indoors|kitchen|bedroom|studio|cafe|café|library|office|classroom|table|desk|sofa|inside|attic|"
    "workshop|shop|hall|房间|屋里|室内|厨房|卧室|书房|客厅|咖啡馆|教室|桌上|工作室|图书馆",
    "forest": "forest|woods|wood|woodland|jungle|grove|trees|rainforest|森林|树林|丛林|林中|林子|竹林|林间",
    "city": "city|street|streets|skyline|downtown|skyscraper|skyscrapers|rooftop|rooftops|metropolis|avenue|traffic|"
    "城市|街道|街头|都市|高楼|大街|小巷|屋顶|城里|街上",
    "beach": "beach|shore|seashore|coast|sandy|island|seaside|沙滩|海滩|海边|海岸|岛",
    "sea": "sea|ocean|waves|harbour|harbor|bay|sail|sails|sailing|tide|tides|deck|"
    "大海|海洋|海上|海面|海|波涛|海浪|港口",
    "lake": "lake|river|pond|stream|riverbank|lakeside|swamp|湖|湖面|湖边|河|河边|江|江面|池塘|溪|小溪|水边",
    "desert": "desert|dune|dunes|oasis|sahara|沙漠|沙丘|戈壁",
    "mountains": "mountain|mountains|peak|peaks|summit|alps|cliff|cliffs|valley|highland|"
    "山|高山|群山|雪山|山谷|山顶|山峰|悬崖",
    "meadow": "meadow|field|fields|grass|garden|park|farm|hill|hills|prairie|countryside|village|orchard|lawn|"
    "path|road|草地|草原|田野|花园|公园|农场|山坡|田|乡村|村|原野|小路|院子",
    "clouds": "above the clouds|in the sky|through the sky|the sky|flying|云端|云海|天上|天空",
}
_HOURS = {
    "night": "night|nights|midnight|moon|moonlit|moonlight|starry|stars|starlight|nocturnal|dark|darkness|fireflies|"
    "夜|夜晚|深夜|午夜|夜色|夜空|夜里|月亮|月光|月下|明月|星空|星光|星星|繁星|黑暗|晚上|月",
    "dawn": "dawn|sunrise|daybreak|morning|early light|黎明|清晨|早晨|日出|拂晓|晨光|晨曦|早上",
    "sunset": "sunset|dusk|evening|twilight|golden hour|sundown|日落|黄昏|傍晚|夕阳|晚霞|落日|暮色",
    "day": "noon|midday|afternoon|sunny|sunshine|daylight|sunlight|正午|中午|下午|白天|阳光|晴|晴天",
}
_WEATHERS = {
    "snow": "snow|snowy|snowing|snowfall|blizzard|winter|icy|ice|frozen|frost|arctic|snowflakes|"
    "雪|大雪|下雪|雪花|冬天|冬|寒冬|冰",
    "storm": "storm|stormy|thunder|thunderstorm|lightning|tempest|hurricane|暴风雨|暴风|雷|闪电|风暴|雷雨",
    "rain": "rain|rainy|raining|drizzle|downpour|umbrella|umbrellas|雨|下雨|细雨|雨中|大雨|雨天|春雨|雨伞",
    "fog": "fog|foggy|mist|misty|haze|hazy|雾|薄雾|浓雾|大雾|云雾",
}
_SEASONS = {
    "autumn": "autumn|fall colors|autumnal|october|november|golden leaves|fallen leaves|falling leaves|"
    "秋|秋天|秋日|落叶|金秋|枫叶",
    "spring": "spring|blossom|blossoms|cherry blossom|cherry blossoms|sakura|april|春|春天|樱花|桃花|花开",
}  # fmt: skip
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
_SIZES = {
    "tiny": 0.6, "little": 0.8, "small": 0.78, "big": 1.25, "large": 1.25, "huge": 1.5, "giant": 1.6, "great": 1.3,
    "enormous": 1.6, "tall": 1.25, "小": 0.85, "大": 1.25, "巨大": 1.6,
}  # fmt: skip
_NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "several": 4, "many": 7, "few": 3, "some": 4,
    "flock": 7, "pair": 2, "both": 2, "hundreds": 9, "thousands": 11, "countless": 9, "herd": 5,
    "一群": 5, "两": 2, "三": 3,
    "四": 4, "五": 5, "几": 3, "许多": 7, "群": 6, "无数": 9, "一对": 2, "漫天": 9,
}  # fmt: skip
_IRREGULAR = {
    "children": "child", "men": "man", "women": "woman", "mice": "mouse", "geese": "goose", "wolves": "wolf",
    "leaves": "leaf", "people": "person", "feet": "foot", "deer": "deer", "sheep": "sheep", "fish": "fish",
    "butterflies": "butterfly", "fireflies": "firefly", "buses": "bus", "dresses": "dress", "oxen": "ox",
}  # fmt: skip
_SCENERY = frozenset(["rainbow", "cloud", "snowflake", "milky", "foggy", "desert", "mountain", "beach", "tornado"])
_FLOWERS = frozenset(
    ("blossom", "white flower", "hibiscus", "tulip", "rose", "sunflower", "hyacinth", "cherry blossom", "mushroom")
)
_ANIMALS = frozenset(
    (
        "cat",
        "black cat",
        "dog",
        "rabbit",
        "mouse",
        "hedgehog",
        "deer",
        "horse",
        "tiger",
        "elephant",
        "monkey",
        "pig",
        "ewe",
    )
)
_HAN = re.compile(r"[㐀-鿿]")
_OTHER_SENSES = re.compile(
    "马上|马路|大家|国家|家庭|家乡|回家|花费|花园|月份|个月|[一二三四五六七八九十]月|岁月|小心|中心|心情|心里|"
    "内心|开心|伤心|车站|"
    "鱼贯|龙头|虎口|牛奶|云南|火山|书记|灯光|树立|羊肉|熊熊|狼狈|鸡蛋|猪肉|马虎|鼠标|茶几"
)


@dataclass(frozen=True)
class Role:
    """A drawing in the picture: how many, tinted to ``hue`` (see :data:`COLOURS`; None: as it is), ``scale`` beside
    its natural size."""

    drawing: Drawing
    count: int = 1
    hue: float | None = None
    scale: float = 1.0


@dataclass(frozen=True)
class Brief:
    """``place``, ``hour``, ``weather``, ``season`` are keys of the tables above ("" for plain weather, season)."""

    place: str
    hour: str
    weather: str
    season: str
    mood: Mood
    cast: tuple[Role, ...]


def read(text: str, subjects: Iterable[str], setting: str, mood: Mood, library: Library) -> Brief:
    """The brief of ``text`` (any language; English and Chinese are read), helped by what was understood of it."""
    lower = f" {text.lower()} "
    said = f"{lower} {setting.lower()} "
    cast = _cast(lower, [s.lower() for s in subjects], library)
    weather = _first(_WEATHERS, said)
    hour = _first(_HOURS, said)
    place = _first(_PLACES, said) or _home(cast)
    if place == "clouds" and any(r.drawing.nature.home == "ground" for r in cast):
        place = _first({name: words for name, words in _PLACES.items() if name != "clouds"}, said) or "meadow"
    if place == "room" and any(r.drawing.nature.size > 2.4 for r in cast):
        place = "meadow"
    if not hour:
        hour = "night" if place == "space" or mood.valence < -0.75 else "day"
    if place == "meadow" and weather == "snow":
        place = "hills"
    return Brief(place, hour, weather, _first(_SEASONS, said), mood, cast)


def _first(table: dict[str, str], text: str) -> str:
    """The entry whose words come most often in ``text``; earlier entries win a draw."""
    best, most = "", 0.0
    for name, words in table.items():
        score = 0.0
        for word in words.split("|"):
            if _HAN.search(word):
                score += text.count(word) * (0.6 + 0.4 * len(word))
            elif re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text):
                score += 1.0 + 0.5 * word.count(" ")
        if score > most + 1e-9:
            best, most = name, score
    return best


def _home(cast: tuple[Role, ...]) -> str:
    homes = [role.drawing.nature.home for role in cast]
    if "float" in homes:
        return "sea"
    if "water" in homes:
        return "underwater"
    if any(
        role.drawing.name in ("lighthouse", "crab", "beach with umbrella", "anchor", "spiral shell") for role in cast
    ):
        return "beach"
    if any(
        role.drawing.name in ("rocket", "ringed planet", "astronaut", "flying saucer", "satellite") for role in cast
    ):
        return "space"
    indoors = [r for r in cast if r.drawing.nature.home == "ground"]
    if indoors and all(
        r.drawing.nature == indoors[0].drawing.nature and r.drawing.nature.size == 0.35 for r in indoors
    ):
        return "room"
    return "meadow" if cast else "hills"


def _cast(text: str, subjects: list[str], library: Library) -> tuple[Role, ...]:
    found = _chinese(text, library) if _HAN.search(text) else _english(text, library)
    named = " ".join(subjects)
    for subject in subjects:  # what understanding saw and the plain reading did not
        told = any(word in subject or subject in word for word, _ in found)
        if not told and (subject not in UNSURE or _pointed_at(subject, text)):
            found += _chinese(subject, library) if _HAN.search(subject) else _english(f" {subject} ", library)
    sure = [role for word, role in found if word not in UNSURE or word in named or _pointed_at(word, text)]
    if any(_animal(role) for role in sure):  # in a tale of foxes "his mother" is a fox
        kin = {id(role) for word, role in found if word in KIN or (word not in text and any(k in text for k in KIN))}
        sure = [role for role in sure if id(role) not in kin]
    if not sure:
        sure = [role for _, role in found]
    if len(sure) > 1:  # the cherry trees of a spring landscape speak for their blossoms
        sure = [role for role in sure if role.drawing.name != "cherry blossom"] or sure[:1]
    merged: dict[str, Role] = {}
    for role in sure:
        known = merged.get(role.drawing.name)
        if known is None:
            merged[role.drawing.name] = role
        else:
            hue = role.hue if known.hue is None else known.hue
            merged[role.drawing.name] = replace(known, count=max(known.count, role.count), hue=hue)
    return tuple(merged.values())


_BEFORE_THINGS = "(?:an?|the|his|her|their|its|my|" + "|".join(
    word for word in (*COLOURS, *_SIZES, *_NUMBERS, "old", "young", "new", "open", "wooden")
    if word.isascii() and word != "few"
) + ")"  # fmt: skip


_OBJECTS = frozenset(("its", "the", "his", "her", "their", "a", "an", "my", "our"))


def _animal(role: Role) -> bool:
    nature = role.drawing.nature
    return nature.home == "ground" and (nature.body == "sitting" or role.drawing.name in _ANIMALS)


def _pointed_at(word: str, text: str) -> bool:
    """Whether an English ``word`` stands as a thing ("the book", "three letters"), not as a verb ("to book")."""
    return bool(re.search(rf"\b{_BEFORE_THINGS}\s{word}", text))


def _english(text: str, library: Library) -> list[tuple[str, Role]]:
    tokens = re.findall(r"[a-zà-ÿ'’-]+", text)
    known, found = library.words, []
    index, since = 0, 0
    while index < len(tokens):
        for length in range(min(4, len(tokens) - index), 0, -1):
            *head, last = tokens[index : index + length]
            single = _singular(last)
            forms = [" ".join([*head, last]), " ".join([*head, single])]
            word = next((form for form in forms if form in known), "")
            if word in UNSURE and last != word and "".join(tokens[index + length : index + length + 1]) in _OBJECTS:
                word = ""  # "guards its treasure": a verb
            if word and not (set(word.split()) & _SCENERY and word in _SCENERY):
                before = tokens[max(since, index - 4) : index] + tokens[index : index + length - 1]
                drawing = library.find(word)
                assert drawing is not None
                plural = last != single or last in ("sheep", "fish", "deer", "people")
                found.append((word, _role(drawing, before, plural and last not in ("sheep", "fish", "deer"))))
                index += length
                since = index
                break
        else:
            index += 1
    return found


def _role(drawing: Drawing, before: list[str], plural: bool) -> Role:
    count = next((_NUMBERS[w] for w in reversed(before) if w in _NUMBERS), 0)
    small = drawing.nature.size < 0.7
    flower = drawing.name in _FLOWERS
    count = count or ((9 if flower else 5 if small else 3) if plural or (flower and drawing.nature.size < 0.3) else 1)
    hue = next((COLOURS[w] for w in reversed(before[-3:]) if w in COLOURS), None)
    if hue is not None and any(w in drawing.name.split() for w in before):
        hue = None
    scale = next((_SIZES[w] for w in reversed(before[-3:]) if w in _SIZES), 1.0)
    return Role(drawing, count, hue, scale)


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word.removesuffix("'s").removesuffix("’s") if "'" in word or "’" in word else word[:-1]
    return word.removesuffix("'s").removesuffix("’s")


def _chinese(text: str, library: Library) -> list[tuple[str, Role]]:
    """Longest known word first; ``_OTHER_SENSES`` hold characters that would be misread alone."""
    known, found = library.words, []
    text = _OTHER_SENSES.sub(lambda match: "〇" * len(match[0]), text)
    index, since = 0, 0
    while index < len(text):
        for length in range(min(6, len(text) - index), 0, -1):
            word = text[index : index + length]
            if word in known and _HAN.search(word):
                before = text[max(since, index - 5) : index]
                words = [w for w in (*COLOURS, *_SIZES, *_NUMBERS) if _HAN.search(w) and w in before]
                drawing = library.find(word)
                assert drawing is not None
                plural = word.endswith("们") or word in ("群鸟", "星星", "繁星", "群星")
                found.append((word, _role(drawing, sorted(words, key=before.rfind), plural)))
                index += length
                since = index
                break
        else:
            index += 1
    return found
