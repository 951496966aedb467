"""Words made ready."""

from __future__ import annotations

import numpy as np

from crossmedia_studio.train.preprocess import words as preprocess


def test_known_words_are_segmented_in_both_languages() -> None:
    texts = ["the red foxes", "a fox in the snow", "雪地里的狐狸", "一只狐狸", "red snow"]
    words = preprocess.known_words(texts)
    assert {"fox", "red", "snow", "狐狸"} <= set(words) and "the" not in words and "的" not in words
    assert preprocess.known_words(texts, most=1) == words[:1]


def test_subwords_say_everything() -> None:
    texts = ["the red fox", "a red fox in the snow", "雪地里的狐狸", "一只红色的狐狸"] * 5
    tokenizer = preprocess.subwords(texts, 400)
    assert tokenizer.get_vocab_size() <= 400 and tokenizer.token_to_id("<pad>") == 0
    for text in (*texts, "quite unheard-of 鹦鹉 🦜"):
        said = preprocess.spaced(text)
        assert tokenizer.decode(tokenizer.encode(said).ids).strip() == said
    assert len(tokenizer.encode("red fox").ids) == 2
    assert preprocess.subwords(texts, 400).to_str() == tokenizer.to_str()


def test_counts_weigh_what_is_rare() -> None:
    texts = ["a red fox", "a red boat", "红色的狐狸", "nothing of it"]
    known = ("red", "fox", "boat", "狐狸")
    table = preprocess.counted(texts, known)
    assert table.shape == (4, 4) and np.allclose(np.linalg.norm(table, axis=1), [1, 1, 1, 0])
    assert table[0, 1] > table[0, 0] > 0 and table[2, 3] == 1


def test_means_of_vectors() -> None:
    vectors = {"red": np.array([1.0, 0.0]), "fox": np.array([0.0, 1.0])}
    assert np.allclose(preprocess.averaged(["a red fox", "the sea"], vectors, 2), np.array([[0.5, 0.5], [0, 0]]))
    assert preprocess.averaged([], vectors, 2).shape == (0, 2)
