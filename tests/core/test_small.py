"""Events, recipes and folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from crossmedia_studio.core import folders
from crossmedia_studio.core.events import Event
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.recipe import Recipe


def test_listeners_are_called_in_order_until_they_stop() -> None:
    event: Event[int, str] = Event()
    seen: list[str] = []
    stop = event.connect(lambda number, word: seen.append(f"first {number} {word}"))
    event.connect(lambda number, word: seen.append(f"second {number} {word}"))
    event.emit(1, "a")
    stop()
    stop()
    event.emit(2, "b")
    assert seen == ["first 1 a", "second 1 a", "second 2 b"]


def test_a_listener_may_stop_itself() -> None:
    event: Event[int] = Event()
    seen: list[int] = []

    def once(number: int) -> None:
        seen.append(number)
        stop()

    stop = event.connect(once)
    event.connect(lambda number: seen.append(-number))
    event.emit(1)
    event.emit(2)
    assert seen == [1, -1, -2]


def test_recipes_are_written_and_read() -> None:
    recipe = Recipe(
        "collage",
        Kind.IMAGE,
        "狐狸",
        7,
        640,
        360,
        1.5,
        "zh",
        (("amount", 0.5), ("loud", True)),
        ("ab",),
        (("m", "cd"),),
        "1",
    )
    assert Recipe.from_json(recipe.to_json()) == recipe
    assert hash(Recipe.from_json(recipe.to_json())) == hash(recipe)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{}", '{"target": "smell"}', '{"backend": "x", "target": "text", "more": 1}', "[" * 99_999],
)
def test_what_is_no_recipe_is_refused(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        Recipe.from_json(text)


def test_folders_move_with_the_home(own_home: Path) -> None:
    assert folders.config_folder().is_relative_to(own_home)
    assert folders.cache_folder().is_relative_to(own_home)
    assert folders.projects_folder().is_relative_to(own_home)
    assert (folders.resources() / "RESOURCES").exists()
