"""An artist's writing made ready: markup and machine line ends out, pages, subwords."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.train.preprocess.writing import cleaned, held_out, pages, writing_subwords
from crossmedia_studio.understand import language

WRAPPED = (
    "The rain had not stopped for three days, and the gutters of the old house\n"
    "were running over. Nobody had thought of the lan-\n"
    "terns in the shed, not even when the water reached the second step of the\n"
    "stairs and stayed.\n\n12\n\n“Well,” she said.\n“Well,” he said.\n"
)


def test_lines_that_a_machine_broke_are_joined_and_others_stay() -> None:
    text = cleaned(WRAPPED)
    assert "old house were running over" in text and "the lanterns in" in text and "12" not in text
    assert text.endswith("“Well,” she said.\n“Well,” he said.")
    verse = "I carried the lantern\nacross the ice\n\nand nobody\nsaw me"
    assert cleaned(verse) == verse
    chinese = (
        "小狐狸走出了森林，看见月亮落在水里，它以为那是一块又大又圆的饼\n干，就伸出爪子去捞。\n\n第 3 页\n\n天亮了。"
    )
    assert (
        cleaned(chinese)
        == "小狐狸走出了森林，看见月亮落在水里，它以为那是一块又大又圆的饼干，就伸出爪子去捞。\n\n天亮了。"
    )


def test_years_and_numbers_inside_a_text_stay() -> None:
    assert cleaned("It was\n1912\nand cold.") == "It was\n1912\nand cold."
    assert cleaned("One.\n\n- 7 -\n\nTwo.") == "One.\n\nTwo." and cleaned("Page 3 of 9\n\nTwo.") == "Two."


def test_markdown_is_read_as_it_looks() -> None:
    text = (
        "---\ntitle: x\n---\n# The *fox*\n\n> It was **very** cold, _said_ [the owl](http://x.y).\n\n"
        "![a](b.png)\n\n- one\n- two\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n\n"
        "2 * 3 * 4 and snake_case_name"
    )
    assert cleaned(text, markdown=True) == (
        "The fox\n\nIt was very cold, said the owl.\n\none\ntwo\n\n2 * 3 * 4 and snake_case_name"
    )
    assert "**very**" in cleaned(text)


@given(st.text(max_size=300))
def test_cleaning_cleaned_text_changes_no_words(text: str) -> None:
    once = cleaned(text)
    assert not re.search(r"\n{3}|[ \t]{2}", once) and cleaned(text) == once


@given(
    st.lists(
        st.sampled_from(["The fox slept. It snowed!", "雪停了。月亮出来了。", "one", "\n", "A long day… " * 9]),
        max_size=60,
    )
)
def test_pages_keep_every_word_in_order(parts: list[str]) -> None:
    text = cleaned("\n".join(parts))
    cut = pages(text, 40)
    assert language.words(" ".join(cut)) == language.words(text)
    assert all(language.length(page) <= 40 + 30 for page in cut)


@pytest.mark.parametrize("count", [0, 4, 5, 12, 100, 333])
def test_what_is_kept_aside_is_spread(count: int) -> None:
    chosen = held_out(count)
    assert len(set(chosen)) == len(chosen) and all(0 <= index < count for index in chosen)
    assert len(chosen) == (0 if count < 5 else max(round(count * 0.08), 1))


TOKENIZER = writing_subwords(["The fox said, “the snow.”\n\nIt snowed.", "小狐狸走出了森林。" * 3] * 4, 420)


@given(st.text(max_size=80))
def test_subwords_give_every_text_back(text: str) -> None:
    assert TOKENIZER.decode(TOKENIZER.encode(text).ids) == text


def test_subwords_are_few_and_short() -> None:
    assert TOKENIZER.get_vocab_size() <= 420 and TOKENIZER.token_to_id("<end>") == 2
    assert len(TOKENIZER.encode("小狐狸走出了森林。").ids) >= 2, "a sentence that came again became one piece"
    assert len(TOKENIZER.encode("The fox said").ids) == 3
    assert TOKENIZER.decode(TOKENIZER.encode("a<end>b<pad>").ids) == "a<end>b<pad>", "words are no commands"
