"""Words made ready."""

from __future__ import annotations

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
