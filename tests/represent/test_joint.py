"""The shared space: search in two languages, with and without the sentence model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.joint import embed, search
from crossmedia_studio.represent.text import HASHED, LEARNED, gloss, terms, tokens, vectors
from crossmedia_studio.understand.meaning import Colour, Meaning, Mood, Spoken, Tag, to_json
from crossmedia_studio.understand.text import understand_text

ORANGE = (Colour((255, 140, 0), 0.6),)
SPEECH = Meaning(Kind.AUDIO, is_speech=0.9, transcript=(Spoken(0, 2, "The ship sailed across the ocean."),))
MUSIC = Meaning(Kind.AUDIO, tempo=90, key="C minor", mood=Mood(-0.5, -0.5))
PICTURE = Meaning(Kind.IMAGE, tags=(Tag("red fox", 0.9),), subjects=("fox",), palette=ORANGE)
LIBRARY = (
    ("fox", "IMG_0001.png", (), to_json(PICTURE), ""),
    ("moon", "月亮.png", (), "", ""),
    ("story", "story.txt", (), to_json(understand_text("一只小猫在雪地里追逐蝴蝶。")), ""),
    ("speech", "voice.wav", (), to_json(SPEECH), ""),
    ("music", "take 3.wav", (), to_json(MUSIC), ""),
    ("made", "take 1.png", ("favourite",), "", "a castle on a hill"),
    ("broken", "x.png", (), "{not a meaning", ""),
)
ANSWERS = (
    ("fox", "fox"), ("狐狸", "fox"), ("foxes", "fox"), ("moon", "moon"), ("kitten", "story"), ("猫", "story"),
    ("butterfly", "story"), ("boat", "speech"), ("船", "speech"), ("sad music", "music"), ("音乐", "music"),
    ("c minor", "music"), ("castle", "made"), ("城堡", "made"), ("favourite", "made"), ("orange", "fox"),
    ("橙色", "fox"), ("IMG", "fox"), ("snow", "story"), ("cast", "made"),
)  # fmt: skip
MEANT = (*ANSWERS[:8], ("royal fortress", "made"), ("gloomy melody", "music"), ("vessel", "speech"))


@pytest.mark.parametrize(("words", "answer"), ANSWERS)
def test_search_without_any_model(tmp_path: Path, words: str, answer: str) -> None:
    found = search(words, LIBRARY, Models(tmp_path))
    assert found and found[0][0] == answer
    assert all(0 < score <= 1 for _, score in found)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


@pytest.mark.parametrize(("words", "answer"), MEANT)
def test_search_with_the_sentence_model(models: Models, words: str, answer: str) -> None:
    assert search(words, LIBRARY, models)[0][0] == answer


def test_nothing_found(tmp_path: Path) -> None:
    assert search("submarine", LIBRARY, Models(tmp_path)) == ()
    assert search("", LIBRARY, Models(tmp_path)) == () == search("fox", (), Models(tmp_path))


@settings(max_examples=80, deadline=None)
@given(words=st.text(max_size=40), name=st.text(max_size=20), raw=st.text(max_size=20))
def test_any_words(words: str, name: str, raw: str) -> None:
    assert isinstance(search(words, (("id", name, (), raw, ""),), Models(Path("/nowhere"))), tuple)


def test_the_same_thing_in_both_languages_lies_close(tmp_path: Path, models: Models) -> None:
    for shop, size in ((Models(tmp_path), HASHED), (models, HASHED + LEARNED)):
        space = vectors(["a fox under the moon", "月亮下的狐狸", "汽车和街道"], shop)
        assert space.shape == (3, size) and np.allclose(np.linalg.norm(space, axis=1), 1, atol=1e-3)
        assert space[0] @ space[1] > 0.5 > space[0] @ space[2]
    assert vectors([], Models(tmp_path)).shape == (0, HASHED)


def test_media_of_different_kinds_compare(tmp_path: Path) -> None:
    said = understand_text("a fox in the snow")
    space = embed([PICTURE, said, MUSIC], Models(tmp_path))
    assert space[0] @ space[1] > space[0] @ space[2]


def test_tokens() -> None:
    assert tokens("The foxes were running under the moons") == ["fox", "running", "moon"]
    assert "=fox" in terms("狐狸") and "=fox" in terms("a vixen")
    assert gloss("月光下的狐狸") == "moon, night, fox" and gloss("a fox") == "a fox"
