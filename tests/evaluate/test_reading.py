"""What can be counted in a text, and what the judge of texts makes of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.evaluate import outside_reader
from crossmedia_studio.evaluate.judges import words
from crossmedia_studio.evaluate.piece import Asked, Findings, Piece
from crossmedia_studio.evaluate.reading import distinct, longest_repeat, loops, self_bleu, whole
from crossmedia_studio.media.kinds import Image, Text
from crossmedia_studio.models.loader import Models

GOOD = "The fox left the forest at dusk. “Is it cold on the moon?” asked the owl. Nobody answered, and it snowed."
ROUND = "He went home and slept. He went home and slept. He went home and slept."


def test_repeats_are_found_by_their_length() -> None:
    assert longest_repeat("a b c d a b c e") == 3 and longest_repeat("one two three") == 0 and longest_repeat("") == 0
    assert longest_repeat("na na na na") == 3 and longest_repeat(GOOD) < 3
    assert longest_repeat("小狐狸走出了森林。小狐狸走出了森林。") >= 4


@given(st.lists(st.sampled_from("abcd"), max_size=40))
def test_the_longest_repeat_is_that_of_trying_everything(letters: list[str]) -> None:
    text = " ".join(f"{letter}x" for letter in letters)
    runs = [size for size in range(1, len(letters)) for i in range(len(letters) - size + 1)
            for j in range(i) if letters[i : i + size] == letters[j : j + size]]  # fmt: skip
    assert longest_repeat(text) == max(runs, default=0)


@pytest.mark.parametrize(
    ("text", "circles"),
    [(ROUND, True), ("very very very", True), ("on and on and on and on", True), (GOOD, False), ("", False),
     ("No, no, he said. Yes.", False), ("天亮了，雪停了。天亮了，雪停了。天亮了，雪停了。", True)],
)  # fmt: skip
def test_circles(text: str, circles: bool) -> None:
    assert loops(text) is circles


@pytest.mark.parametrize(
    ("text", "well"),
    [(GOOD, True), ("“Yes.”", True), ('"Yes." she', False), ("“Yes.", False), ("and then", False), ("雪停了。", True),
     ("「是。」", True), ("", False), ('He said "no".', True)],
)  # fmt: skip
def test_endings(text: str, well: bool) -> None:
    assert whole(text) is well


def test_what_stands_in_other_texts() -> None:
    found = self_bleu([GOOD, GOOD, "Quite another thing was told at noon by someone else entirely."])
    assert found[0] == found[1] == pytest.approx(1.0) and found[2] == 0.0
    assert math.isnan(self_bleu([GOOD])[0]) and math.isnan(distinct("one"))


def judged(texts: list[str], prompt: str, models: Models) -> tuple[Findings, dict[str, float]]:
    pieces = [Piece(Text(text), f"take {n}", Asked(prompt)) for n, text in enumerate(texts)]
    found = words.judge(pieces, None, models, no_step, 0)
    return found, {one.name: one.value for one in found.measures}


def test_the_judge_tells_good_texts_from_bad_ones(models: Models) -> None:
    other, asked = "At noon the owl slept. The fox ran over the snow and was gone.", "a fox and an owl"
    good, high = judged([GOOD, other], asked, models)
    _, low = judged([ROUND, "he went home and"], asked, models)
    assert high["named"] == 1.0 > low["named"] == 0.0 and high["about"] > low["about"]
    assert high["loops"] == 0.0 < low["loops"] and high["whole"] == 1.0 > low["whole"]
    assert high["repeat"] < low["repeat"] and high["distinct"] > low["distinct"]
    assert {one.group for one in good.measures} == {"quality", "diversity", "consistency"}
    assert all(len(values) == 2 for values in good.scores.values())


def test_what_a_take_goes_on_from_is_not_judged(models: Models) -> None:
    found, figures = judged(["The fox and the owl sat there. And then nothing came."], "The fox and the owl", models)
    assert figures["named"] == 0.0 and found.notes[0].agrees is False
    found, figures = judged(["他走了。"], "小狐狸坐在海边看月亮", models)
    assert figures["language"] == 1.0
    found, figures = judged(["He left."], "小狐狸坐在海边看月亮", models)
    assert figures["language"] == 0.0 and any("another language" in line for line in found.notes[0].lines)


def test_only_texts_are_judged(models: Models) -> None:
    with pytest.raises(MediaError, match="no text"):
        words.judge([Piece(Image(np.zeros((4, 4, 4), np.uint8)), "x")], None, models, no_step, 0)
    with pytest.raises(MediaError, match="no text to judge"):
        words.judge([], None, models, no_step, 0)


def test_an_outside_reader_knows_sense_from_nonsense(models: Models) -> None:
    texts = ["The cat sat on the mat and slept.", "Mat the cat and slept on sat the."]
    read = outside_reader.nats(texts, models, no_step)
    if read is None:
        pytest.skip("SmolLM2 is not installed")
    nats, said = read
    assert said[0] == "The cat sat on the mat and slept." and nats[0] < 0.7 * nats[1]
