"""What a model is asked when it is judged: its own list, its reference's subjects, or ours."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.evaluate.plan import plan_of, spread_over
from crossmedia_studio.models.loader import shipped_folder
from tests.evaluate.pictures import made


def folder(place: Path, config: object) -> Path:
    (place / "config.json").write_text(config if isinstance(config, str) else json.dumps(config), encoding="utf-8")
    return place


def test_a_model_says_what_it_is_asked(tmp_path: Path) -> None:
    own = {
        "prompts": ["a fox on a blue background", {"prompt": "猫", "subject": "1f431", "options": {"style": "line"}}],
        "width": 64, "height": 32, "options": {"steps": 4, "style": "flat"}, "candidates": ["1f431"],
    }  # fmt: skip
    plan = plan_of(folder(tmp_path, {"family": "x", "judging": own}), None, "en")
    assert (plan.width, plan.height, plan.candidates) == (64, 32, ("1f431",))
    first, second = plan.asked
    assert (first.prompt, first.background, dict(first.options)["style"]) == (
        "a fox on a blue background",
        "blue",
        "flat",
    )
    assert second.subject == "1f431" and dict(second.options) == {"steps": 4, "style": "line"}


def test_a_reference_names_what_to_ask_for(tmp_path: Path) -> None:
    (asked,) = plan_of(folder(tmp_path, {}), made(), "zh").asked
    assert (asked.prompt, asked.subject) == ("圆", "disc")


def test_without_either_there_are_our_own_prompts() -> None:
    plan = plan_of(None, None, "en")
    assert len(plan.asked) >= 20 and all(one.prompt for one in plan.asked)


def test_asks_go_round_with_a_seed_each_and_are_the_same_again() -> None:
    plan = plan_of(None, None, "en")
    asked = spread_over(plan, 60, 5)
    assert asked == spread_over(plan, 60, 5) != spread_over(plan, 60, 6)
    assert [one.seed for one in asked] == list(range(5, 65))
    assert {one.prompt for one in asked} == {one.prompt for one in plan.asked}


@pytest.mark.parametrize(
    "config",
    ["", "[]", "{", "null", {"judging": []}, {"judging": {"prompts": [7]}}, {"judging": {"prompts": 3}},
     {"judging": {"prompts": ["a"], "width": "wide"}}, "[" * 9000],
)  # fmt: skip
def test_a_damaged_list_is_one_sentence(tmp_path: Path, config: object) -> None:
    with pytest.raises(ModelError) as caught:
        plan_of(folder(tmp_path, config), None, "en")
    assert "\n" not in caught.value.sentence


def test_what_it_is_asked_may_lie_beside_the_pictures(tmp_path: Path) -> None:
    (tmp_path / "judging").mkdir()
    (tmp_path / "judging" / "plan.json").write_text('{"width": 48, "prompts": ["a cup"]}')
    plan = plan_of(folder(tmp_path, {"family": "x"}), None, "en")
    assert plan.width == 48 and [one.prompt for one in plan.asked] == ["a cup"]
    assert plan_of(folder(tmp_path, {"judging": {"width": 9}}), None, "en").width == 9


def test_the_shipped_inventor_is_judged_at_the_size_it_draws() -> None:
    plan = plan_of(shipped_folder() / "gan", None, "en")
    assert plan.width == plan.height == 128 and {one.style for one in plan.asked} == {"3d", "flat", "line"}


def test_a_model_says_how_long_its_takes_are(tmp_path: Path) -> None:
    place = folder(tmp_path, {"judging": {"prompts": ["a waltz"], "seconds": 7}})
    assert plan_of(place, None, "en", "composer") == replace(plan_of(place, None, "en"), seconds=7.0)
