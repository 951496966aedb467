"""Sentences about a composed picture in English and Chinese: what, how many, of what colour, where, in which style.

A small grammar with several forms for each picture, the fullest first: "two blue foxes in the snow", "there are two
blue foxes in the snow"; "雪地里的两只蓝色狐狸", "雪地里有两只蓝色狐狸".
"""

from __future__ import annotations

from dataclasses import dataclass

from crossmedia_studio.represent.drawing import COLOURS
from crossmedia_studio.train.datasets.things import COUNT, MASS, NAME, PLURAL, Thing

ALONE, BESIDE, UNDER, TOGETHER = "alone", "beside", "under", "together"
"""How the things of a scene stand: one sort alone; the first left of the second, or under it; several in a row."""

PLACES: dict[str, tuple[str, str]] = {
    "sky": ("in the sky", "天空中"),
    "night": ("at night", "夜里"),
    "sunset": ("at sunset", "夕阳下"),
    "meadow": ("in a meadow", "草地上"),
    "sea": ("on the sea", "海上"),
    "snow": ("in the snow", "雪地里"),
    "desert": ("in the desert", "沙漠里"),
    "forest": ("in the forest", "森林里"),
    "rain": ("in the rain", "雨中"),
    "space": ("in space", "太空中"),
    "stage": ("on a stage", "舞台上"),
    "stripes": ("on a striped background", "条纹背景上"),
    "dots": ("on a dotted background", "圆点背景上"),
    "paper": ("on old paper", "旧纸上"),
    "city": ("in the city", "城市里"),
    "beach": ("on the beach", "海滩上"),
    "mountains": ("in the mountains", "山间"),
    "underwater": ("under the sea", "海底"),
    "room": ("in a room", "房间里"),
    "lake": ("by a lake", "湖边"),
    **{name: (f"on a {english} background", f"{chinese}背景上") for name, (english, chinese, _) in COLOURS.items()},
}
PLACES["grey"] = ("on a grey background", "灰色背景上")
PLACES["orange"] = ("on an orange background", "橙色背景上")
_NUMBERS = {1: ("a", "一"), 2: ("two", "两"), 3: ("three", "三"), 4: ("four", "四"), 5: ("five", "五")}
_PLURALS = {
    "mouse": "mice",
    "goose": "geese",
    "ox": "oxen",
    "wolf": "wolves",
    "leaf": "leaves",
    "child": "children",
    "man": "men",
    "woman": "women",
    "die": "dice",
    "tooth": "teeth",
    "foot": "feet",
    "knife": "knives",
}
_ALIKE = ("fish", "sheep", "deer", "bison", "shrimp", "squid", "moose")


@dataclass(frozen=True)
class Placed:
    """``count`` of a thing; ``colour`` an English key of :data:`COLOURS` where it has an unusual one, or empty."""

    thing: Thing
    count: int = 1
    colour: str = ""


@dataclass(frozen=True)
class Scene:
    """``where``: keys of :data:`PLACES`, place before time; ``side`` "left", "right" or ""; ``style`` as an item's."""

    things: tuple[Placed, ...]
    relation: str = ALONE
    where: tuple[str, ...] = ()
    side: str = ""
    style: str = ""


def sentences(scene: Scene) -> tuple[tuple[str, str], ...]:
    """(language, sentence), English then Chinese, the fullest form of each first, no form twice."""
    english, chinese = _english(scene), _chinese(scene)
    return tuple(dict.fromkeys([*(("en", said) for said in english), *(("zh", said) for said in chinese)]))


def several(name: str) -> str:
    """The plural of an English noun phrase that ends in its noun."""
    *before, last = name.split(" ")
    if last in _ALIKE or last.endswith("fish"):
        many = last
    elif last in _PLURALS:
        many = _PLURALS[last]
    elif last.endswith(("s", "x", "ch", "sh")):
        many = f"{last}es"
    elif last.endswith("y") and last[-2:-1] not in "aeiou":
        many = f"{last[:-1]}ies"
    else:
        many = f"{last}s"
    return " ".join([*before, many])


def _english(scene: Scene) -> list[str]:
    said = [_np(one) for one in scene.things]
    where = "".join(f" {PLACES[name][0]}" for name in scene.where)
    first = scene.things[0]
    verb = "are" if first.count > 1 or first.thing.form == PLURAL else "is"
    if scene.relation == BESIDE:
        a, b = said
        return [
            f"{a} on the left and {b} on the right{where}",
            f"{a} to the left of {b}{where}",
            f"{b} to the right of {a}{where}",
        ]
    if scene.relation == UNDER:
        a, b = said
        return [f"{a} under {b}{where}", f"there {verb} {a} under {b}{where}", f"{b}{where} with {a} under it"]
    if scene.relation == TOGETHER:
        listed = f"{', '.join(said[:-1])} and {said[-1]}"
        return [f"{listed}{where}", f"a picture of {listed}{where}"]
    side = f" on the {scene.side}" if scene.side else ""
    if scene.style == "line":
        return [f"a line drawing of {said[0]}{side}{where}", f"{said[0]}{side}{where}, drawn in lines"]
    more = {
        "3d": [f"a glossy 3-D picture of {said[0]}{side}{where}"],
        "flat": [f"a flat drawing of {said[0]}{side}{where}"],
    }
    there = f"there {verb} {said[0]}{side}{where}" if where or side else f"a picture of {said[0]}"
    return [f"{said[0]}{side}{where}", there, *more.get(scene.style, [])]


def _np(placed: Placed) -> str:
    """The English noun phrase: "a fox", "an orange fox", "three foxes", "grapes"."""
    thing = placed.thing
    colour = "grey" if placed.colour == "grey" else COLOURS[placed.colour][0] if placed.colour else ""
    name = f"{colour} {thing.english}".strip()
    if placed.count > 1 and thing.form == COUNT:
        return f"{_NUMBERS[placed.count][0]} {several(name)}"
    if thing.form in (MASS, PLURAL, NAME):
        return name
    return f"{'an' if name[0].lower() in 'aeiou' and not name.startswith(('uni', 'eu', 'one')) else 'a'} {name}"


def _chinese(scene: Scene) -> list[str]:
    said = [_phrase(one) for one in scene.things]
    where = "".join(PLACES[name][1] for name in reversed(scene.where))
    there = f"{where}，" if where else ""
    if scene.relation == BESIDE:
        a, b = said
        names = [one.thing.chinese for one in scene.things]
        return [
            f"{there}左边是{a}，右边是{b}",
            f"{a}在{names[1]}的左边{'，' + where if where else ''}",
            f"{there}{a}和{b}",
        ]
    if scene.relation == UNDER:
        a, b = said
        return [f"{where}{scene.things[1].thing.chinese}下的{a}", f"{there}{a}在{b}下", f"{there}{b}下有{a}"]
    if scene.relation == TOGETHER:
        listed = f"{'、'.join(said[:-1])}和{said[-1]}"
        return [f"{where}的{listed}" if where else listed, f"{where}有{listed}" if where else f"画里有{listed}"]
    one = said[0]
    side = {"left": "左边", "right": "右边"}.get(scene.side, "")
    plain = f"{there}{side}有{one}" if side else f"{where}的{one}" if where else one
    if scene.style == "line":
        return [f"{plain}，线描画" if where or side else f"{one}的线描画", f"线描画：{plain}"]
    manner = {"3d": "立体的", "flat": "扁平风格的"}.get(scene.style, "")
    return [
        plain,
        f"{one}在{where}{side or ''}" if where else f"画里有{one}",
        *([f"{manner}画：{plain}"] if manner else []),
    ]


def _phrase(placed: Placed) -> str:
    """The Chinese noun phrase: 一只狐狸, 三只蓝色的狐狸, 葡萄."""
    thing = placed.thing
    colour = f"{COLOURS[placed.colour][1]}的" if placed.colour else ""
    if thing.form in (MASS, PLURAL, NAME):
        return f"{colour}{thing.chinese}"
    return f"{_NUMBERS[placed.count][1]}{thing.measure}{colour}{thing.chinese}"
