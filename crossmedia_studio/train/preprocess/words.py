"""Words as networks want them: those that carry a subject, subwords, counts and means of vectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.represent.text import tokens, words

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def known_words(texts: Iterable[str], least: int = 2, most: int = 20_000) -> tuple[str, ...]:
    """The words that carry a subject (segmented, English ones singular, no stop words) in at least ``least`` texts,
    the commonest first."""
    counts = Counter(word for said in texts for word in dict.fromkeys(tokens(said)))
    ranked = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return tuple(word for word, count in ranked[:most] if count >= least)


def subwords(texts: Sequence[str], size: int = 4096) -> Tokenizer:
    """A byte-level BPE (Sennrich et al. 2016; Radford et al. 2019) of at most ``size`` pieces, learned from ``texts``.

    Chinese is divided into words first. Nothing is unknown to it: 0 pads, 1 begins, 2 ends. Encode :func:`spaced` text.
    """
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=["<pad>", "<start>", "<end>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([spaced(said) for said in texts], trainer)
    return tokenizer


def spaced(text: str) -> str:
    """The words of ``text``, Chinese ones too, lower case, with a space between."""
    return " ".join(words(text))


def counted(texts: Sequence[str], known: Sequence[str]) -> np.ndarray:
    """How often each text says each of the words ``known``: float32 (n, k), by term frequency and rarity, length 1.

    tf–idf as in Salton & Buckley 1988, smoothed; a text that says none of them is a row of zeros.
    """
    place = {word: index for index, word in enumerate(known)}
    table = np.zeros((len(texts), len(known)), np.float32)
    for row, said in zip(table, texts, strict=True):
        for word in tokens(said):
            if word in place:
                row[place[word]] += 1.0
    rarity = np.log((1.0 + len(texts)) / (1.0 + (table > 0).sum(axis=0))) + 1.0
    table = np.log1p(table) * rarity.astype(np.float32)
    return np.asarray(table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9), np.float32)


def averaged(texts: Sequence[str], vectors: Mapping[str, np.ndarray], size: int) -> np.ndarray:
    """The mean of the vectors (size,) of the words in each text: float32 (n, size), zeros for none known."""
    found = [[vectors[word] for word in tokens(said) if word in vectors] for said in texts]
    rows = [np.mean(row, axis=0) if row else np.zeros(size) for row in found]
    return np.asarray(rows, np.float32).reshape(len(texts), size)
