"""A voice given the subwords of other writing: what it knows of the old ones is carried over to the new.

Fast vocabulary transfer: Gee et al. 2022 (arXiv:2402.09977). A character that the old subwords spell byte by byte, as
most Chinese ones are to a voice that has hardly read Chinese, becomes one subword.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from crossmedia_studio.generate.writing.voice import Voice
from crossmedia_studio.train.preprocess.writing import writing_subwords

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_WORTH_IT = 1.25
"""So many times as many old subwords as new ones a text takes before its own are worth what they cost to learn."""
_MOST_READ = 400_000


def suited(voice: Voice, texts: Sequence[str], size: int) -> Voice:
    """``voice``, with subwords of ``texts`` (at most ``size``) if its own spell them badly."""
    own = writing_subwords(texts, size)
    sample = "\n\n".join(texts)[:_MOST_READ]
    old, new = (len(tokenizer.encode(sample).ids) for tokenizer in (voice.tokenizer, own))
    return transplanted(voice, own) if old > _WORTH_IT * new else voice


def transplanted(voice: Voice, tokenizer: Tokenizer) -> Voice:
    """``voice`` reading and writing the subwords of ``tokenizer``: each the mean of the old ones that spell it."""
    import torch

    from crossmedia_studio.nets.words_lstm import WordsLSTM

    state = voice.network.state_dict()
    numbers = tokenizer.get_vocab()
    pieces = sorted(numbers, key=numbers.__getitem__)
    spelled = [_spelled(voice.tokenizer, piece) for piece in pieces]
    for name in ("table.weight", "bias"):
        state[name] = torch.stack([state[name][old].mean(dim=0) for old in spelled])  # (pieces, …)
    network = WordsLSTM(replace(voice.network.config, vocabulary=len(pieces)))
    network.load_state_dict(state)
    return Voice(network, tokenizer, voice.languages)


def _spelled(tokenizer: Tokenizer, piece: str) -> list[int]:
    """The numbers of the subwords that spell ``piece``, which is in the letters that stand for bytes."""
    known = tokenizer.token_to_id(piece)
    return [known] if known is not None else [token.id for token in tokenizer.model.tokenize(piece)]
