"""Text to the phonemes that Kokoro was trained on (misaki's alphabet): espeak for Latin scripts, misaki for Chinese."""

from __future__ import annotations

import re
import threading
import unicodedata
import warnings
from functools import cache
from typing import Any

from crossmedia_studio.core.errors import Unsupported
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.generate.speech.chinese import chinese
from crossmedia_studio.generate.speech.normalise import clean, english
from crossmedia_studio.generate.speech.split import is_han, quiet_jieba, runs

_lock = threading.Lock()
"""espeak keeps one state for the whole process."""

_SHARED = (
    ("ʔˌn\u0329", "ʔn"), ("ʔn\u0329", "ʔn"), ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("t^ʃ", "ʧ"),
    ("ɔ^ɪ", "Y"), ("ə^l", "ᵊl"), ("ʲo", "jo"), ("ʲə", "jə"), ("ʲ", ""), ("ɚ", "əɹ"), ("e", "A"), ("r", "ɹ"), ("x", "k"),
    ("ç", "k"), ("ɐ", "ə"), ("ɬ", "l"), ("\u0303", ""),
)  # fmt: skip
_AMERICAN = (("o^ʊ", "O"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ː", ""))
_BRITISH = (("e^ə", "ɛː"), ("iə", "ɪə"), ("ə^ʊ", "Q"))
_OTHER = (
    ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^z", "ʣ"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("o^ʊ", "O"), ("ə^ʊ", "Q"), ("s^s", "S"),
    ("t^s", "ʦ"), ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y"), ("-", ""),
)  # fmt: skip
_FOREIGN = {
    "Japanese": re.compile(r"[\u3040-\u30ff]"),
    "Korean": re.compile(r"[\uac00-\ud7af\u1100-\u11ff]"),
    "Russian": re.compile(r"[\u0400-\u04ff]"),
    "Arabic": re.compile(r"[\u0600-\u06ff]"),
    "Thai": re.compile(r"[\u0e00-\u0e7f]"),
    "Greek": re.compile(r"[\u0370-\u03ff]"),
    "Hebrew": re.compile(r"[\u0590-\u05ff]"),
}


def language_of(text: str, voice_language: str = "en-us") -> str:
    """The language to read ``text`` in: "zh", "hi", or for Latin letters that of the voice (English for Asian voices).

    Raises Unsupported for a script that no phonemes are known for.
    """
    for name, letters in _FOREIGN.items():
        if letters.search(text):
            raise Unsupported(
                tr("The voices cannot read {language} yet", language=tr(name)),
                do=tr("Write the text in English or Chinese"),
            )
    if is_han(text):
        return "zh"
    if re.search(r"[\u0900-\u097f]", text):
        return "hi"
    return "en-us" if voice_language in ("zh", "ja", "hi") else voice_language


def phonemes(text: str, language: str) -> str:
    """``text`` as phonemes. Chinese and English may be mixed: each run is read in its own language."""
    text = clean(text)
    if language == "zh" or is_han(text):
        latin = language if language.startswith("en") else "en-us"
        parts = [mandarin(run) if han else _latin(run, latin) for run, han in runs(chinese(text))]
    else:
        parts = [mandarin(run) if han else _latin(run, language) for run, han in runs(text)]
    joined = " ".join(part for part in parts if part)
    return re.sub(r"\s+([,.;:!?])", r"\1", re.sub(r"\s+", " ", joined)).strip()


def mandarin(text: str) -> str:
    """Chinese characters as misaki's toned phonemes."""
    return _mandarin()(chinese(text))[0].strip()


@cache
def _mandarin() -> Any:
    quiet_jieba()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from misaki.zh import ZHG2P
    return ZHG2P()


def _latin(text: str, language: str) -> str:
    """Words in Latin (or Devanagari) letters, after misaki's mapping from espeak's alphabet."""
    if language.startswith("en"):
        text = english(text)
    text = text.translate(str.maketrans("，。！？；：、（）", ",.!?;:,()"))
    if not re.search(r"\w", text):
        return text.strip()
    with _lock:
        spoken = _espeak(language).phonemize([text])[0].strip()
    if language.startswith("en"):
        table = _SHARED + (_BRITISH if language == "en-gb" else _AMERICAN)
        for old, new in table:
            spoken = spoken.replace(old, new)
        spoken = re.sub(r"(\S)\u0329", r"ᵊ\1", spoken).replace("o", "ɔ").replace("ɾ", "T").replace("ʔ", "t")
    else:
        for old, new in _OTHER:
            spoken = spoken.replace(old, new)
    return unicodedata.normalize("NFC", spoken.replace("^", "").replace("\u0329", ""))


@cache
def _espeak(language: str) -> Any:
    import logging

    from kokoro_onnx.tokenizer import Tokenizer
    from phonemizer.backend import EspeakBackend

    Tokenizer()  # finds the library that ships with espeakng-loader, else the system's
    quiet = logging.getLogger("crossmedia_studio.espeak")
    quiet.setLevel(logging.ERROR)
    return EspeakBackend(
        language=language,
        preserve_punctuation=True,
        with_stress=True,
        tie="^",
        language_switch="remove-flags",
        logger=quiet,
    )
