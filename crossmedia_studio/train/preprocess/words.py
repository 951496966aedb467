"""Words as networks want them: those that carry a subject, and subwords."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

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
