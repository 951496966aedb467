"""Texts as tokens and vectors: segmentation, stop words, and a vector space with or without an installed model.

The space joins two halves. Hashed words and things of the lexicon work in English and Chinese with no model at all;
sentence vectors (``represent.encoder``) add what words mean beyond their letters.
"""

from __future__ import annotations

import hashlib

import numpy as np

from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.encoder import LEARNED, Network, best, load
from crossmedia_studio.understand import language
from crossmedia_studio.understand.language import sentences, stop_words, words
from crossmedia_studio.understand.lexicon import lexicon, singular

__all__ = ["HASHED", "LEARNED", "gloss", "learned", "sentences", "stop_words", "terms", "tokens", "vectors", "words"]

HASHED = 512


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
    """float32 (n, d), each of length 1: ``HASHED`` dimensions, and ``LEARNED`` more with a model installed.

    Their dot products compare texts; they never mix rows made of different models, or of a model and none.
    """
    hashed = np.stack([_hashed(text) for text in texts]) if texts else np.zeros((0, HASHED), np.float32)
    network = best(models)
    if network is None:
        return hashed
    meant = learned(texts, network, models)
    return np.concatenate([hashed * np.float32(np.sqrt(0.4)), meant * np.float32(np.sqrt(0.6))], axis=1)


def learned(texts: list[str], network: Network, models: Models, step: Step = no_step) -> np.ndarray:
    """What ``network`` makes of texts in any language: float32 (n, ``LEARNED``), each of length 1."""
    return load(network, models).encode([gloss(text) for text in texts] if network.english_only else texts, step)


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
