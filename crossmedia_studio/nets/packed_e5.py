"""Multilingual text vectors: multilingual-e5-small from its packed 4-bit file, in PyTorch.

Wang et al., "Multilingual E5 Text Embeddings", arXiv:2402.05672. A 12-layer BERT of width 384 behind a SentencePiece
unigram tokenizer. The file ("E5S1") holds sizes, the tokenizer's pieces with scores, a map of characters to their
normal form, and named tensors: float32, or blocks of 32 weights as one float16 scale and 16 bytes of two nibbles (Q4_0
of https://github.com/ggml-org/ggml).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

_MAGIC = b"E5S1"
_BLOCK = 32
_BATCH = 16
_PACKED = np.dtype([("scale", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))])


@dataclass(frozen=True)
class Config:
    """Sizes as the file gives them."""

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    epsilon: float


class _Reader:
    """A cursor over the file's bytes. Raises ValueError where it ends too early."""

    def __init__(self, data: bytes) -> None:
        self._data, self._place = data, 0

    def take(self, count: int) -> bytes:
        piece = self._data[self._place : self._place + count]
        if count < 0 or len(piece) != count:
            raise ValueError("the file ends too early")
        self._place += count
        return piece

    def read(self, layout: str) -> Any:
        values = struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))
        return values[0] if len(values) == 1 else values

    def array(self, kind: str, count: int) -> np.ndarray:
        return np.frombuffer(self.take(count * np.dtype(kind).itemsize), kind)


class PackedE5(nn.Module):
    """Texts to unit vectors (n, 384). Queries and passages are told apart by a word in front, as in training."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises ValueError if it is no such file or damaged."""
        super().__init__()
        data = path.read_bytes()
        reader = _Reader(data)
        if reader.take(4) != _MAGIC:
            raise ValueError("not a packed E5 file")
        reader.read("I")
        width, layers, heads, inner, words, positions, _ = reader.read("7i")
        self.config = Config(width, layers, heads, inner, words, positions, reader.read("f"))
        if reader.read("i") != _BLOCK or width % _BLOCK or width % heads:
            raise ValueError("an unknown packing")
        self._tokenizer = _tokenizer(reader)
        self._normal = _normal_forms(reader)
        tensors = _tensors(reader, data)
        self._words = tensors.pop("emb.word").reshape(words, width // _BLOCK)  # packed: a quarter of a gigabyte less
        for name, packed in tensors.items():
            values = _unpack(packed) if packed.dtype == _PACKED else packed.copy()
            self.register_buffer(name.replace(".", "_"), torch.from_numpy(values), persistent=False)
        self.eval()

    @torch.inference_mode()
    def vectors(self, texts: list[str], *, query: bool) -> np.ndarray:
        """Unit vectors, float32 (n, width). Texts beyond 512 tokens are cut."""
        prefix = "query: " if query else "passage: "
        found = []
        for start in range(0, len(texts), _BATCH):
            encoded = self._tokenizer.encode_batch(
                [self._plain(prefix + text) for text in texts[start : start + _BATCH]]
            )
            ids = torch.tensor([one.ids for one in encoded])
            mask = torch.tensor([one.attention_mask for one in encoded])
            found.append(self(ids, mask).numpy())
        return np.concatenate(found) if found else np.zeros((0, self.config.width), np.float32)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """``ids`` and ``mask`` (n, t) → unit vectors (n, width): the mean over tokens that are not padding."""
        n, t = ids.shape
        heads = self.config.heads
        words = torch.from_numpy(_unpack(self._words[ids.numpy()]))  # (n, t, width)
        x = words + self._of("emb.pos").view(-1, self.config.width)[:t] + self._of("emb.type")[: self.config.width]
        x = self._norm(x, "emb.ln")
        allowed = mask.bool()[:, None, None, :]  # (n, 1, 1, t)
        for layer in range(self.config.layers):
            at = f"l{layer}."
            q, k, v = (
                self._linear(x, at + one).view(n, t, heads, -1).transpose(1, 2) for one in "qkv"
            )  # (n, heads, t, width / heads)
            seen = F.scaled_dot_product_attention(q, k, v, allowed).transpose(1, 2).reshape(n, t, -1)
            x = self._norm(x + self._linear(seen, at + "ao"), at + "aln")
            inner = F.gelu(self._linear(x, at + "fi"))  # (n, t, inner)
            x = self._norm(x + self._linear(inner, at + "fo"), at + "oln")
        weight = mask[..., None].to(x.dtype)  # (n, t, 1)
        return F.normalize((x * weight).sum(1) / weight.sum(1), dim=-1)

    def _plain(self, text: str) -> str:
        """The text in SentencePiece's normal form: NFKC and its own rules, runs of spaces made one."""
        return re.sub(" {2,}", " ", text.translate(self._normal))

    def _of(self, name: str) -> Tensor:
        return self.get_buffer(name.replace(".", "_"))

    def _linear(self, x: Tensor, name: str) -> Tensor:
        bias = self._of(name + ".b")
        return F.linear(x, self._of(name + ".w").view(len(bias), -1), bias)

    def _norm(self, x: Tensor, name: str) -> Tensor:
        return F.layer_norm(x, (self.config.width,), self._of(name + ".w"), self._of(name + ".b"), self.config.epsilon)


def _unpack(blocks: np.ndarray) -> np.ndarray:
    """Packed blocks (…, b) → float32 (…, 32 b): low nibbles first, then high, each less 8, times the block's scale."""
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - 8.0  # (…, b, 32)
    values *= blocks["scale"].astype(np.float32)[..., None]
    return values.reshape(*blocks.shape[:-1], -1)


def _tokenizer(reader: _Reader) -> Any:
    """A SentencePiece unigram tokenizer that puts the marks for begin and end around each text."""
    from tokenizers import Tokenizer
    from tokenizers.models import Unigram
    from tokenizers.pre_tokenizers import Metaspace
    from tokenizers.processors import TemplateProcessing

    count, begin, end, pad, unknown = reader.read("5i")
    size = reader.read("Q")
    starts = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = reader.take(size)
    pieces = [blob[starts[i] : starts[i + 1]].decode() for i in range(count)]
    tokenizer = Tokenizer(Unigram(list(zip(pieces, scores.tolist(), strict=True)), unk_id=unknown))
    tokenizer.pre_tokenizer = Metaspace()
    marks = [(pieces[begin], begin), (pieces[end], end)]
    tokenizer.post_processor = TemplateProcessing(f"{pieces[begin]} $A {pieces[end]}", special_tokens=marks)
    tokenizer.enable_truncation(512)
    tokenizer.enable_padding(pad_id=pad, pad_token=pieces[pad])
    return tokenizer


def _normal_forms(reader: _Reader) -> dict[int, str]:
    """Characters and what takes their place, for ``str.translate``."""
    count, size = reader.read("iI")
    table, place = reader.take(size), 0
    forms = {}
    for _ in range(count):
        code, length = struct.unpack_from("<IB", table, place)
        forms[code] = "".join(map(chr, struct.unpack_from(f"<{length}I", table, place + 5)))
        place += 5 + 4 * length
    return forms


def _tensors(reader: _Reader, data: bytes) -> dict[str, np.ndarray]:
    """The named tensors: flat float32 arrays, or arrays of packed blocks."""
    found = {}
    for _ in range(reader.read("i")):
        name = reader.take(reader.read("H")).decode()
        kind, count = reader.read("BI")
        start, size = reader.read("QQ")
        if start + size > len(data):
            raise ValueError("the file ends too early")
        items = count // _BLOCK if kind else count
        found[name] = np.frombuffer(data, _PACKED if kind else "<f4", items, start)
    return found
