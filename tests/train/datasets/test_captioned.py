"""The captioned set: names of drawings, sentences about scenes, what is held out, and composed pictures."""

from __future__ import annotations

import numpy as np
import pytest

from crossmedia_studio.train.datasets import scenes
from crossmedia_studio.train.datasets.cutouts import SIDE, Cutout, cutout, is_new, split_of
from crossmedia_studio.train.datasets.drawing import Drawing
from crossmedia_studio.train.datasets.sentences import (
    ALONE,
    BESIDE,
    TOGETHER,
    UNDER,
    Placed,
    Scene,
    sentences,
    several,
)
from crossmedia_studio.train.datasets.things import MASS, NAME, PLURAL, Thing, thing_of
from crossmedia_studio.understand.lexicon import lexicon

FOX, OWL = Thing("fox", "狐狸", measure="只", alive=True, group=3), Thing("owl", "猫头鹰", measure="只", group=3)
TREE, GRAPES = Thing("tree", "大树", measure="棵", group=3), Thing("grapes", "葡萄", PLURAL, "串", group=4)


@pytest.mark.parametrize(
    ("label", "chinese", "group", "english", "said"),
    [
        ("fox", "狐狸", 3, "fox", "狐狸"), ("leaf fluttering in wind", "风吹叶落", 3, "green leaf", "绿叶"),
        ("seven-thirty", "七点半", 5, "clock", "时钟"),
        ("oncoming taxi", "迎面驶来的出租车", 5, "taxi", "出租车"),
        ("woman firefighter", "女消防员", 1, "firefighter", "消防员"),
        ("grinning face", "嘿嘿", 0, "grinning face", "嘿嘿表情"),
        ("man running: facing right", "男生跑步", 1, "person running", "跑步的人"),
        ("old man", "老爷爷", 1, "old man", "老爷爷"),
        ("Santa Claus", "圣诞老人", 1, "Santa Claus", "圣诞老人"),
    ],
)  # fmt: skip
def test_drawings_are_called_what_people_call_them(
    label: str, chinese: str, group: int, english: str, said: str
) -> None:
    thing = thing_of(label, chinese, group)
    assert thing is not None and (thing.english, thing.chinese) == (english, said)


@pytest.mark.parametrize(("label", "group"), [("ZZZ", 0), ("spade suit", 6), ("person gesturing NO", 1), ("kiss", 1)])
def test_signs_and_gestures_are_no_things(label: str, group: int) -> None:
    assert thing_of(label, "某", group) is None


def test_forms_and_measure_words() -> None:
    known = {name: thing_of(name, chinese, group) for name, chinese, group in (
        ("bread", "面包", 4), ("grapes", "葡萄", 4), ("Santa Claus", "圣诞老人", 1),
        ("horse", "马", 3), ("snail", "蜗牛", 3),
        ("judge", "法官", 1), ("ferry", "渡轮", 5), ("wheel", "车轮", 5), ("leg", "腿", 1))}  # fmt: skip
    found = {name: (thing.form, thing.measure) for name, thing in known.items() if thing is not None}
    assert [found[name][0] for name in ("bread", "grapes", "Santa Claus")] == [MASS, PLURAL, NAME]
    measures = [found[name][1] for name in ("horse", "snail", "judge", "ferry", "wheel", "leg")]
    assert measures == ["匹", "只", "位", "艘", "个", "个"]


def first(scene: Scene) -> tuple[str, str]:
    said = sentences(scene)
    assert len(said) == len(set(said)) and {code for code, _ in said} == {"en", "zh"}
    return next(words for code, words in said if code == "en"), next(words for code, words in said if code == "zh")


def test_a_scene_in_words() -> None:
    assert first(Scene((Placed(FOX, 2, "blue"),), ALONE, ("snow",))) == (
        "two blue foxes in the snow", "雪地里的两只蓝色的狐狸")  # fmt: skip
    assert first(Scene((Placed(FOX),), ALONE, ("forest", "night"), "left")) == (
        "a fox on the left in the forest at night", "夜里森林里，左边有一只狐狸")  # fmt: skip
    assert first(Scene((Placed(OWL), Placed(GRAPES)), BESIDE)) == (
        "an owl on the left and grapes on the right", "左边是一只猫头鹰，右边是葡萄")  # fmt: skip
    assert first(Scene((Placed(FOX), Placed(TREE)), UNDER)) == ("a fox under a tree", "大树下的一只狐狸")
    assert first(Scene((Placed(FOX), Placed(OWL), Placed(TREE)), TOGETHER, ("orange",))) == (
        "a fox, an owl and a tree on an orange background", "橙色背景上的一只狐狸、一只猫头鹰和一棵大树")  # fmt: skip
    assert first(Scene((Placed(FOX),), style="line")) == ("a line drawing of a fox", "一只狐狸的线描画")


@pytest.mark.parametrize(
    ("one", "many"),
    [("polar bear", "polar bears"), ("fox", "foxes"), ("cherry", "cherries"), ("toy", "toys"), ("tropical fish",) * 2,
     ("mouse", "mice"), ("brush", "brushes"), ("bus", "buses")],
)  # fmt: skip
def test_plurals(one: str, many: str) -> None:
    assert several(one) == many


def test_what_is_held_out_stays_so_and_everyday_things_never_are() -> None:
    names = [f"thing {number}" for number in range(2000)]
    new = [name for name in names if is_new(name)]
    assert 0.02 < len(new) / len(names) < 0.06
    assert all(split_of(name, artist) == "test" for name in new for artist in ("fluent", "noto", "clip art"))
    known = [name for name in names if not is_new(name)]
    assert all("train" in (split_of(name, "fluent"), split_of(name, "noto")) for name in known)
    assert {split_of(name, "noto") for name in known} == {"train", "valid", "test"}
    assert not any(is_new(name) for name in ("cat", "car", "rose")) and lexicon().thing("cat") == "cat"


def drawn(thing: Thing, style: str = "flat") -> Cutout:
    pixels = np.zeros((60, 90, 4), np.uint8)
    pixels[10:50, 20:70] = (200, 90, 30, 255)
    made = cutout(Drawing(thing.english, pixels, (), (), "", style, "CC0-1.0"), thing, "noto")
    assert made is not None
    return made


def test_cutouts_fill_their_square() -> None:
    made = drawn(FOX)
    assert made.pixels.shape == (SIDE, SIDE, 4)
    solid = made.pixels[..., 3] > 128
    assert solid.any(axis=0).all() and solid[-1].all() and not solid[0].any()
    nothing = Drawing("x", np.zeros((50, 50, 4), np.uint8), (), (), "", "flat", "")
    assert cutout(nothing, FOX, "noto") is None and cutout(nothing, None, "noto") is None


def test_scenes_show_what_they_say() -> None:
    shelf = [drawn(thing, style) for thing in (FOX, OWL, TREE, GRAPES) for style in ("flat", "line")]
    relations = set()
    for seed in range(90):
        picture = scenes._scene(shelf, "train", np.random.default_rng(seed))
        again = scenes._scene(shelf, "train", np.random.default_rng(seed))
        assert picture.pixels.shape == (scenes.SIZE, scenes.SIZE, 3) and (picture.pixels == again.pixels).all()
        assert picture.scene == again.scene and sentences(picture.scene)
        relations.add((picture.scene.relation, picture.scene.things[0].count > 1, picture.scene.side))
        colour = picture.scene.things[0].colour
        assert not colour or picture.scene.style != "line"
    assert {relation for relation, _, _ in relations} == {ALONE, BESIDE, UNDER, TOGETHER}
    assert {side for _, _, side in relations} == {"", "left", "right"} and any(many for _, many, _ in relations)
