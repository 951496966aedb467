"""Prompts for one drawing, taken apart: subject, style and ground, in English and Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.represent import drawing
from crossmedia_studio.represent.drawing import COLOURS, GROUND, SCENES, STYLE, STYLES, SUBJECT, Drawing
from crossmedia_studio.represent.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("a red fox in the snow", Drawing(("red", "fox"), "", "snow")),
        ("3d fox on a blue background", Drawing(("fox",), "3d", "blue")),
        ("line drawing of a cat at sunset", Drawing(("cat",), "line", "sunset")),
        ("flat style red heart, transparent background", Drawing(("red", "heart"), "flat", "none")),
        ("an owl under the night sky", Drawing(("owl",), "", "night")),
        ("panda, polka dots background", Drawing(("panda",), "", "dots")),
        ("a line of people", Drawing(("line", "people"), "", "")),
        ("sunflower", Drawing(("sunflower",), "", "")),
        ("雪地里的狐狸", Drawing(("狐狸",), "", "snow")),
        ("蓝色背景上的红心,立体", Drawing(("红心",), "3d", "blue")),
        ("夜空下的猫头鹰线稿", Drawing(("猫头鹰",), "line", "night")),
        ("一只在森林里的鹿，扁平风格", Drawing(("鹿",), "flat", "forest")),
    ],
)
def test_parts_of_a_prompt(prompt: str, expected: Drawing) -> None:
    assert drawing.read(prompt) == expected


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("ground", [*COLOURS, *SCENES])
def test_every_ground_is_understood_as_it_is_said(ground: str, language: str) -> None:
    (word,) = drawing.ground_words(ground, language)
    said = f"{word}背景上的狐狸" if language == "zh" else f"a fox, {word} background"
    assert drawing.read(said).ground == ground


@pytest.mark.parametrize("style", list(STYLES))
def test_every_style_is_said_in_both_languages(style: str) -> None:
    for language in ("en", "zh"):
        assert Drawing((), style).said(language)[0][1] == STYLE


@given(st.text(max_size=80))
def test_any_text_has_parts(text: str) -> None:
    parts = drawing.read(text)
    assert parts.style in ("", *STYLES)
    assert parts.ground in ("", drawing.NO_GROUND, *COLOURS, *SCENES)


def test_words_become_numbers_with_their_roles() -> None:
    vocabulary = Vocabulary(["", "fox", "3d", "blue"])
    ids, roles = vocabulary.ids(Drawing(("fox", "unheard"), "3d", "blue").said(), 5)
    assert ids.tolist() == [1, 2, 3, 0, 0]
    assert roles.tolist() == [SUBJECT, STYLE, GROUND, 0, 0]
