"""Whether pictures show what was asked: subjects by real pictures, grounds and colours by words."""

from __future__ import annotations

import math

import numpy as np
import pytest

from crossmedia_studio.evaluate import asks, consistency
from crossmedia_studio.evaluate.consistency import Subjects


def classes(seed: int, each: int, kinds: int = 12, dims: int = 24) -> tuple[np.ndarray, list[str]]:
    """Points of ``kinds`` classes that differ little along directions in which each class varies much."""
    middles = np.random.default_rng(99).normal(size=(kinds, dims)) * np.r_[np.ones(dims // 2) * 0.2, np.ones(dims // 2)]
    chance = np.random.default_rng(seed)
    wide = np.r_[np.ones(dims // 2) * 6.0, np.ones(dims // 2) * 0.5]
    rows = np.concatenate([middle + chance.normal(size=(each, dims)) * wide for middle in middles])
    return rows, [f"s{i}" for i in range(kinds) for _ in range(each)]


def test_the_judge_overlooks_what_pictures_of_one_subject_differ_in() -> None:
    rows, names = classes(1, 8)
    judge = Subjects.fit(rows, names)
    fresh, truth = classes(2, 5)
    whitened = float((judge.ranks(fresh, truth) == 0).mean())
    plain = Subjects(judge.names, judge.centre, np.eye(24), judge.means)
    assert whitened > 0.9
    assert whitened > float((plain.ranks(fresh, truth) == 0).mean())


def test_subjects_unknown_to_the_reference_are_not_judged() -> None:
    rows, names = classes(1, 4)
    ranks = Subjects.fit(rows, names).ranks(rows[:3], ["s0", "unicorn", ""])
    assert ranks[0] == 0 and math.isnan(ranks[1]) and math.isnan(ranks[2])


def test_fewer_candidates_are_easier() -> None:
    rows, names = classes(1, 6)
    judge, (fresh, truth) = Subjects.fit(rows, names), classes(3, 6)
    few = judge.among(["s0", "s1"])
    assert few.names == ("s0", "s1")
    known = [i for i, name in enumerate(truth) if name in few.names]
    asked = [truth[i] for i in known]
    assert (few.ranks(fresh[known], asked) <= judge.ranks(fresh[known], asked)).all()


def test_one_picture_a_subject_is_enough_to_judge_by() -> None:
    rows = np.eye(6) * 5
    judge = Subjects.fit(rows, list("abcdef"))
    assert judge.ranks(rows + 0.1, list("abcdef")).tolist() == [0] * 6


def test_the_ceiling_is_taken_from_pictures_the_judge_was_not_fitted_to() -> None:
    rows, names = classes(1, 8)
    first, five, of = consistency.ceiling(rows, names)
    assert 0 < first <= five <= of == len(rows)
    noise = np.random.default_rng(0).normal(size=(96, 24))
    first, five, of = consistency.ceiling(noise, names)
    assert five / of < 0.75, "no better than chance where there is nothing to see"
    assert consistency.ceiling(rows[:1], names[:1]) == (0, 0, 0)


def test_the_rim_tells_the_ground() -> None:
    picture = np.zeros((40, 60, 4), np.uint8)
    picture[10:30, 10:50] = (200, 30, 30, 255)
    assert consistency.ground_agrees(picture, "transparent") and not consistency.ground_agrees(picture, "blue")
    picture[..., 3] = 255
    picture[picture[..., 0] == 0] = (30, 60, 200, 255)
    assert consistency.ground_agrees(picture, "blue") and not consistency.ground_agrees(picture, "red")
    assert consistency.ground_agrees(picture, "#1e3cc8") and not consistency.ground_agrees(picture, "#c83c1e")
    assert not consistency.ground_agrees(picture, "transparent")
    assert consistency.ground_agrees(np.full((1, 1, 4), 255, np.uint8), "white")


def test_asked_colours_have_to_be_among_the_main_ones() -> None:
    picture = np.zeros((32, 32, 4), np.uint8)
    picture[:16] = (200, 20, 20, 255)
    picture[16:] = (30, 60, 200, 255)
    assert consistency.colours_agree(picture, ["red", "blue"]) and not consistency.colours_agree(picture, ["green"])


@pytest.mark.parametrize(
    "prompt, ground, colours",
    [
        ("a red apple on a blue background", "blue", ("red",)),
        ("a fox, transparent background", "transparent", ()),
        ("a black and white cat without background", "transparent", ("black",)),
        ("an orange", "", ()),
        ("an orange on a plate", "", ()),
        ("一只白色的猫，蓝色背景", "blue", ("white",)),
        ("黄瓜和青蛙", "", ()),
        ("红色的苹果，透明背景", "transparent", ("red",)),
        ("a golden crown against a grey backdrop", "grey", ("yellow",)),
        ("", "", ()),
    ],
)
def test_words_ask_for_grounds_and_colours(prompt: str, ground: str, colours: tuple[str, ...]) -> None:
    assert asks.background(prompt) == ground
    assert asks.colours(prompt) == colours
