"""Keys: names and signatures ⇄ tonic and mode, chord symbols, and the key that notes suggest."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from crossmedia_studio.core.key_names import FIFTHS, pitch_class
from crossmedia_studio.media.notation import QUALITIES, Tone

_MODES = {
    "": "major", "maj": "major", "ion": "major", "m": "minor", "min": "minor", "aeo": "minor", "dor": "dorian",
    "mix": "mixolydian", "lyd": "lydian", "phr": "phrygian", "loc": "phrygian",
}  # fmt: skip
_CHORD = re.compile(r"([A-G])([#b♯♭]?)\s*([^/]*)")
_MAJOR = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
_MINOR = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])
"""How well each tone fits a key: Krumhansl and Kessler 1982."""


def mode_named(word: str) -> str | None:
    """The mode that ``word`` spells ("m", "Dorian", "mix"); None for none."""
    if word == "M":
        return "major"
    return _MODES.get(word.lower()[:3])


def signature(tonic: int, mode: str) -> int:
    """Sharps (above zero) or flats of a key, −6 … 6."""
    fifths = (tonic * 7) % 12
    return (fifths + FIFTHS[mode] + 5) % 12 - 5


def from_signature(fifths: int, mode: str) -> int:
    """The tonic of ``mode`` with so many sharps."""
    return ((fifths - FIFTHS[mode]) * 7) % 12


def accidentals(fifths: int) -> dict[str, int]:
    """Letters that the signature alters: 1 sharp, −1 flat."""
    letters = "FCGDAEB"
    if fifths >= 0:
        return dict.fromkeys(letters[:fifths], 1)
    return dict.fromkeys(letters[::-1][:-fifths], -1)


def chord_named(words: str) -> tuple[int, str] | None:
    """Root and quality that a chord symbol such as "F#m7/A" says; None where it says none."""
    match = _CHORD.match(words.strip())
    if not match:
        return None
    root = pitch_class(match[1], match[2])
    kind = match[3].strip().lower() if match[3].strip()[:2] not in ("M7", "M9") else "maj7"
    return root, quality_named(kind)


def quality_named(kind: str) -> str:
    """The key of QUALITIES that is nearest to how a chord symbol or MusicXML's ``kind`` names it."""
    kind = kind.lower().replace("minor", "m").replace("min", "m").replace("major", "maj").replace("-", "")
    if kind.startswith(("dim", "o", "°", "halfdim", "ø", "m7b5")):
        return "dim"
    if kind.startswith("maj"):
        return "maj7" if any(digit in kind for digit in "79") or "seventh" in kind else ""
    if kind.startswith("m"):
        return "m7" if any(digit in kind for digit in "79") or "seventh" in kind else "m"
    if kind.startswith(("7", "9", "11", "13", "dom")):
        return "7"
    return kind if kind in QUALITIES else ""


def heard(tones: Iterable[Tone]) -> tuple[int, str]:
    """The key whose profile the lengths of pitch classes follow best: tonic and "major" or "minor"."""
    weight = np.zeros(12)
    for tone in tones:
        weight[tone.pitch % 12] += tone.length
    if weight.std() == 0:
        return 0, "major"
    best = max(
        ((float(np.corrcoef(np.roll(weight, -tonic), profile)[0, 1]), -tonic, mode)
         for tonic in range(12) for mode, profile in (("major", _MAJOR), ("minor", _MINOR))),
    )  # fmt: skip
    return -best[1], best[2]
