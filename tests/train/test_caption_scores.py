"""BLEU, ROUGE-L and CIDEr-D against sums done by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.train.caption_scores import bleu, bleu_counts, cider, rouge_l

_WORDS = st.lists(st.sampled_from(["a", "fox", "in", "the", "snow", "under", "trees"]), min_size=4, max_size=12)


def test_papineni_clips_a_word_said_too_often() -> None:
    counts = bleu_counts(
        ["the"] * 7, [["the", "cat", "is", "on", "the", "mat"], ["there", "is", "a", "cat", "on", "the", "mat"]]
    )
    assert (counts[0], counts[4]) == (2, 7)  # 2/7 in Papineni et al. 2002
    assert (counts[-2], counts[-1]) == (7, 7)


def test_bleu_by_hand() -> None:
    said, reference = ["a", "red", "fox", "in", "the", "deep", "snow"], ["a", "red", "fox", "in", "the", "snow"]
    counts = bleu_counts(said, [reference])
    assert counts.tolist() == [6, 4, 3, 2, 7, 6, 5, 4, 7, 6]
    assert bleu(counts[None]) == pytest.approx((6 / 7 * 4 / 6 * 3 / 5 * 2 / 4) ** 0.25)
    short = bleu_counts(["a", "red", "fox", "in"], [reference])
    assert bleu(short[None]) == pytest.approx(math.exp(1 - 6 / 4))
    assert bleu(bleu_counts(["a", "red", "fox"], [reference])[None]) == 0.0  # no run of four


def test_bleu_is_of_the_corpus_not_the_mean() -> None:
    rows = np.stack([bleu_counts(["a", "b", "c", "d"], [["a", "b", "c", "d"]]), bleu_counts(["x"], [["a", "b"]])])
    assert bleu(rows) == pytest.approx(math.exp(1 - 6 / 5) * (4 / 5 * 1 * 1 * 1) ** 0.25)


def test_rouge_l_by_hand() -> None:
    said, reference = ["police", "killed", "the", "gunman"], ["police", "kill", "the", "gunman"]
    assert rouge_l(said, [reference]) == pytest.approx(0.75)  # precision = recall = 3/4
    precision, recall = 2 / 2, 2 / 4
    best = (1 + 1.44) * precision * recall / (recall + 1.44 * precision)
    assert rouge_l(["the", "gunman"], [reference, ["nobody"]]) == pytest.approx(best)
    assert rouge_l([], [reference]) == 0.0


def test_cider_by_hand() -> None:
    references = [[["fox"]], [["owl"]]]
    assert cider([["fox"], ["owl"]], references) == pytest.approx([2.5, 2.5])  # one order of four agrees wholly
    assert cider([["owl"], ["fox"]], references) == pytest.approx([0.0, 0.0])
    twice = cider([["fox", "fox"], ["owl"]], references)[0]  # clipped to one, and a word too long
    assert twice == pytest.approx(10 / 4 * math.exp(-1 / 72) * 1 / 2)


def test_words_that_every_picture_has_weigh_nothing() -> None:
    references = [[["a", "fox"]], [["a", "cat"]]]
    assert cider([["a"], ["a"]], references) == pytest.approx([0.0, 0.0])


@given(_WORDS)
def test_the_same_words_are_perfect(words: list[str]) -> None:
    assert bleu(bleu_counts(words, [words])[None]) == pytest.approx(1.0)
    assert rouge_l(words, [words]) == pytest.approx(1.0)


@given(_WORDS, _WORDS)
def test_scores_stay_in_range(said: list[str], reference: list[str]) -> None:
    assert 0.0 <= bleu(bleu_counts(said, [reference])[None]) <= 1.0
    assert 0.0 <= rouge_l(said, [reference]) <= 1.0
    assert (cider([said, ["other"]], [[reference], [["other"]]]) <= 10.0 + 1e-9).all()
