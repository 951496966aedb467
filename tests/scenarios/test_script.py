"""A text becomes a title and scenes; a scene that names no place stays where the story was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.core.progress import no_step
from crossmedia_studio.models.loader import Models
from crossmedia_studio.scenarios.script import carry_settings, read_script, split_title
from crossmedia_studio.understand.meaning import Scene


@pytest.mark.parametrize(
    "text, title",
    [
        ("The Fox\n\nA fox ran.", "The Fox"),
        ("# The Fox\nA fox ran.", "The Fox"),
        ("月亮\n\n狐狸喜欢月亮。", "月亮"),
        ("A fox ran.\nIt slept.", ""),
        ("A fox ran", ""),
        ("", ""),
        ("The Fox\n\n", ""),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert split_title(text.strip())[0] == title


@given(st.text(max_size=200))
def test_no_word_is_lost(text: str) -> None:
    title, body = split_title(text.strip())
    assert title in text and body in text


def test_scenes_stay_where_the_story_was() -> None:
    named = ("sea, night", "", "rain", "forest", "day", "")
    scenes = carry_settings(tuple(Scene("…", setting=setting) for setting in named), "en")
    assert [scene.setting for scene in scenes] == [
        "sea, night",
        "sea, night",
        "sea, night, rain",
        "forest, night",
        "forest, day",
        "forest, day",
    ]


def test_a_script_has_as_many_scenes_as_asked(models: Models) -> None:
    text = "The fox ran. The moon rose. The sea slept. The sun came. The bird sang."
    script = read_script(text, 3, models, no_step)
    assert len(script.scenes) == 3
    assert script.language == "en"
    assert "".join("".join(s.text.split()) for s in script.scenes) == "".join(text.split())
