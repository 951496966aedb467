"""Sentence vectors of the installed model that compares texts. Used by represent.text and the shared space.

Two networks can do it. multilingual-e5-small is preferred: it compares English, Chinese and a hundred more languages,
also across them. all-MiniLM knows English alone, so it reads Chinese texts by the English names of what they speak of.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand.language import detect

LEARNED = 384
"""Numbers in a sentence vector, whichever network makes it."""
_TOKEN_LIMIT = 256
_AT_ONCE = 16
_KEPT = 4096

Run = Callable[[list[str]], np.ndarray]
"""Texts to float32 (n, ``LEARNED``), each of length 1."""


@dataclass(frozen=True)
class Network:
    """A network of the catalogue that compares texts.

    Cosines of ``far`` and less are strangers, of ``near`` and more alike: measured on 40 pairs of words with the
    sentence that means them and the other sentences of that language, in English, in Chinese and across.
    """

    entry: str
    memory_mb: int
    far: float
    near: float
    english_only: bool
    open: Callable[[Path], Run]


class Encoder:
    """What ``run`` makes of texts. Keeps the vectors of texts it saw."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._kept: OrderedDict[str, np.ndarray] = OrderedDict()

    def encode(self, texts: list[str], step: Step = no_step) -> np.ndarray:
        """float32 (n, ``LEARNED``). What was done before a cancel is kept."""
        fresh = sorted({text for text in texts if text not in self._kept}, key=len)  # alike in length: little padding
        for start in range(0, len(fresh), _AT_ONCE):
            step(start, len(fresh), tr("Comparing texts"))
            part = fresh[start : start + _AT_ONCE]
            for text, vector in zip(part, self._run(part), strict=True):
                self._kept[text] = vector
        found = np.stack([self._kept[text] for text in texts]) if texts else np.zeros((0, LEARNED), np.float32)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found


def best(models: Models) -> Network | None:
    """The best network there is on this machine."""
    return next((network for network in NETWORKS if models.installed(network.entry)), None)


def load(network: Network, models: Models) -> Encoder:
    """``network``, loaded. Raises ModelError if its files are damaged."""

    def make() -> Encoder:
        try:
            return Encoder(network.open(models.folder(network.entry)))
        except (OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
            raise ModelError(
                tr("The model that compares texts is damaged"), why=str(error)[:200], do=tr("Install it again")
            ) from error

    loaded: Encoder = models.load(network.entry, network.memory_mb, make)
    return loaded


def multilingual(folder: Path) -> Run:
    """multilingual-e5-small, centred.

    Its vectors lie in a narrow cone (cosines of 0.7 to 0.9) with a direction of its own for each language. What plain
    texts of a language have in common says nothing, so their mean is taken off before the length becomes 1.
    """
    from crossmedia_studio.nets.packed_e5 import PackedE5

    net = PackedE5(folder / "e5-small-q4.bin")
    if net.config.width != LEARNED:
        raise ValueError(f"vectors of {net.config.width} numbers instead of {LEARNED}")
    middles = {code: net.vectors(list(plain), query=True).mean(axis=0) for code, plain in _PLAIN.items()}

    def run(texts: list[str]) -> np.ndarray:
        found = net.vectors(texts, query=True)  # E5 asks for "query: " on both sides where likeness is symmetric
        found = found - np.stack([middles["zh" if detect(text) == "zh" else "en"] for text in texts])
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)

    return run


def english(folder: Path) -> Run:
    """all-MiniLM-L6-v2: the mean of a small BERT's last states."""
    from tokenizers import BertWordPieceTokenizer
    from transformers.models.bert.modeling_bert import BertModel
    from transformers.utils import logging

    logging.disable_progress_bar()
    listed = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    tokenizer: Any = BertWordPieceTokenizer({word: index for index, word in enumerate(listed)}, lowercase=True)
    tokenizer.enable_truncation(_TOKEN_LIMIT)
    tokenizer.enable_padding()
    model: Any = BertModel.from_pretrained(folder, local_files_only=True, use_safetensors=True).eval()

    def run(texts: list[str]) -> np.ndarray:
        import torch

        batch = tokenizer.encode_batch(texts)
        ids = torch.tensor([one.ids for one in batch])  # (n, tokens)
        attention = torch.tensor([one.attention_mask for one in batch])  # (n, tokens)
        with torch.inference_mode():
            states = model(input_ids=ids, attention_mask=attention).last_hidden_state  # (n, tokens, 384)
            mask = attention.unsqueeze(-1)  # (n, tokens, 1)
            mean = (states * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1)  # (n, 384)
            return torch.nn.functional.normalize(mean, dim=1).numpy()

    return run


_PLAIN = {
    "en": (
        "a picture", "a text", "some words", "the thing", "this is a sentence", "a file", "one of many", "it is here",
        "an example", "something", "music", "a film", "people", "a place", "yesterday", "a colour",
        "the weather is fine", "how to do it", "she said so", "numbers and dates",
    ),
    "zh": (
        "一张图片", "一段文字", "一些词语", "这个东西", "这是一个句子", "一个文件", "其中之一", "它在这里",
        "一个例子", "某物", "音乐", "一部影片", "人们", "一个地方", "昨天", "一种颜色",
        "天气很好", "怎么做", "她这样说", "数字和日期",
    ),
}  # fmt: skip
"""Texts that speak of nothing in particular."""

NETWORKS = (
    Network("text-vectors-zh", 350, 0.25, 0.50, False, multilingual),
    Network("text-vectors", 200, 0.27, 0.62, True, english),
)
"""The better one first."""
