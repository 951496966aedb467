"""Texts as tokens and vectors: segmentation, stop words, and a vector space with or without an installed model.

The space joins two halves. Hashed words and things of the lexicon work in English and Chinese with no model at all;
sentence vectors ("text-vectors" of the catalogue) add what words mean beyond their letters.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand import language
from crossmedia_studio.understand.language import sentences, stop_words, words
from crossmedia_studio.understand.lexicon import lexicon, singular

__all__ = ["HASHED", "LEARNED", "gloss", "sentences", "stop_words", "terms", "tokens", "vectors", "words"]

ENTRY = "text-vectors"
HASHED, LEARNED = 512, 384
_MEMORY_MB = 200
_TOKEN_LIMIT = 256
_KEPT = 4096


def tokens(text: str) -> list[str]:
    """The words of ``text`` that carry a subject: lower case, English ones singular, stop words left out."""
    stop = language.stop_words()
    return [singular(word) for word in words(text) if word not in stop]


def terms(text: str) -> list[str]:
    """What ``text`` speaks of, the same for both languages: ``=fox`` for a thing or setting, else the token itself."""
    book = lexicon()
    found: list[str] = []
    for token in tokens(text):
        thing = book.thing(token)
        setting = book.settings_zh.get(token) or book.settings_en.get(token)
        if thing:
            found.append(f"={thing}")
        if setting:
            found.append(f"={setting.name}")
        if not thing and not setting:
            found.append(token)
    spoken = {f"={thing}" for thing in book.things(text)}  # names of several words, heads of Chinese compounds
    return [*found, *sorted(spoken - set(found))]


def gloss(text: str) -> str:
    """``text`` for an English-only model: a Chinese text as the English names of what it speaks of."""
    if language.detect(text) != "zh":
        return text
    named = [term[1:] for term in terms(text) if term.startswith("=")]
    return ", ".join(dict.fromkeys(named)) or text


def vectors(texts: list[str], models: Models) -> np.ndarray:
    """float32 (n, d), each of length 1: ``HASHED`` dimensions, and ``LEARNED`` more with the model installed.

    Their dot products compare texts; they never mix rows made with and without the model.
    """
    hashed = np.stack([_hashed(text) for text in texts]) if texts else np.zeros((0, HASHED), np.float32)
    if not models.installed(ENTRY):
        return hashed
    encoder: Encoder = models.load(ENTRY, _MEMORY_MB, lambda: Encoder(models.folder(ENTRY)))
    learned = encoder.encode([gloss(text) for text in texts])
    return np.concatenate([hashed * np.float32(np.sqrt(0.4)), learned * np.float32(np.sqrt(0.6))], axis=1)


def _hashed(text: str) -> np.ndarray:
    """The signed hashing trick (Weinberger et al. 2009) over terms, dampened by how often they come."""
    vector = np.zeros(HASHED, np.float32)
    counts: dict[str, int] = {}
    for term in terms(text):
        counts[term] = counts.get(term, 0) + 1
    for term, times in counts.items():
        digest = int.from_bytes(hashlib.blake2b(term.encode("utf-8", "replace"), digest_size=8).digest(), "little")
        vector[digest % HASHED] += (1.0 if digest >> 63 else -1.0) * (1.0 + np.log(times))
    norm = float(np.linalg.norm(vector))
    return vector / norm if norm else vector


class Encoder:
    """Sentence vectors of a small BERT (all-MiniLM): mean of its last states, length 1. Keeps what it encoded."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import BertWordPieceTokenizer
        from transformers.models.bert.modeling_bert import BertModel
        from transformers.utils import logging

        logging.disable_progress_bar()
        try:
            listed = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
            vocabulary = {word: index for index, word in enumerate(listed)}
            self._tokenizer: Any = BertWordPieceTokenizer(vocabulary, lowercase=True)
            self._model: Any = BertModel.from_pretrained(folder, local_files_only=True, use_safetensors=True).eval()
        except (OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
            raise ModelError(
                tr("The model that compares texts is damaged"), why=str(error)[:200], do=tr("Install it again")
            ) from error
        self._tokenizer.enable_truncation(_TOKEN_LIMIT)
        self._tokenizer.enable_padding()
        self._kept: OrderedDict[str, np.ndarray] = OrderedDict()

    def encode(self, texts: list[str]) -> np.ndarray:
        """float32 (n, ``LEARNED``)."""
        fresh = list(dict.fromkeys(text for text in texts if text not in self._kept))
        for start in range(0, len(fresh), 32):
            part = fresh[start : start + 32]
            for text, vector in zip(part, self._run(part), strict=True):
                self._kept[text] = vector
        found = np.stack([self._kept[text] for text in texts]) if texts else np.zeros((0, LEARNED), np.float32)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found

    def _run(self, texts: list[str]) -> np.ndarray:
        import torch

        batch = self._tokenizer.encode_batch(texts)
        ids = torch.tensor([one.ids for one in batch])  # (n, tokens)
        attention = torch.tensor([one.attention_mask for one in batch])  # (n, tokens)
        with torch.inference_mode():
            states = self._model(input_ids=ids, attention_mask=attention).last_hidden_state  # (n, tokens, 384)
            mask = attention.unsqueeze(-1)  # (n, tokens, 1)
            mean = (states * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1)  # (n, 384)
            return torch.nn.functional.normalize(mean, dim=1).numpy()
