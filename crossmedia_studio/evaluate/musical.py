"""Does music have the tempo, key and mood that it was to have: what was asked of it, what is heard, and how they agree.

Tempo by the two accuracies of Gouyon et al. 2006, "An experimental comparison of audio tempo induction algorithms"; key
by the weighted score of MIREX Audio Key Detection.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from crossmedia_studio.core import key_names
from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.params import build, params
from crossmedia_studio.evaluate.piece import Piece
from crossmedia_studio.generate.backends import BACKENDS
from crossmedia_studio.generate.music import brief
from crossmedia_studio.generate.music.options import MusicOptions
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand.meaning import Meaning
from crossmedia_studio.understand.text import understand_text

NEAR = 0.04
OCTAVES = (1.0, 2.0, 3.0, 1 / 2, 1 / 3)
"""How often the beat that is heard may fall for one that was asked, where its level does not count."""
FIFTH, RELATIVE, PARALLEL = 0.5, 0.3, 0.2
_LIKE_MAJOR = ("major", "lydian", "mixolydian")
"""Modes with a major third; hearing tells only major from minor."""
_MARKED = 0.15
"""A mood nearer to the middle has no side (``understand.meaning.mood_words``)."""


@dataclass(frozen=True)
class Sought:
    """What music is to be; nan and "" where nothing was said. ``tempo`` in beats a minute, moods −1 … 1."""

    tempo: float = math.nan
    key: str = ""
    valence: float = math.nan
    arousal: float = math.nan

    def __bool__(self) -> bool:
        return bool(self.key) or any(map(math.isfinite, (self.tempo, self.valence, self.arousal)))


def is_music(backend: str) -> bool:
    """Whether the generator of this name composes: its options are those of music."""
    return any(one.name == backend and issubclass(one.Options, MusicOptions) for one in BACKENDS)


def sought(piece: Piece, models: Models) -> Sought:
    """What words and options ask of ``piece``, read as the backends of music read them. Nothing of other sounds, whose
    makers do not compose, and nothing of what neither words nor options name: what a chosen picture or tune suggests
    is no ask."""
    if not is_music(piece.maker):
        return Sought()
    names = {one.name for one in params(MusicOptions)}
    try:
        options = build(MusicOptions, {name: value for name, value in piece.asked.options if name in names})
    except OptionError:  # a recipe that others wrote
        options = MusicOptions()
    words = piece.asked.prompt
    wish = options.over(brief.from_words(words, understand_text(words, models).mood))
    try:
        key = key_names.name(*key_names.read(wish.key)) if wish.key else ""
    except ValueError:
        key = ""
    return Sought(wish.tempo or math.nan, key, wish.mood.valence or math.nan, wish.mood.arousal or math.nan)


def tempo_agrees(asked: float, heard: float, ratios: tuple[float, ...] = (1.0,)) -> float:
    """1 where ``heard`` is within 4 % of ``asked`` (of one of its ``ratios``), else 0; nan where nothing was asked.

    A ``heard`` of 0 is a sound without a steady beat.
    """
    if not math.isfinite(asked):
        return math.nan
    return float(any(abs(heard - ratio * asked) <= NEAR * ratio * asked for ratio in ratios))


def key_agrees(asked: str, heard: str) -> float:
    """MIREX: 1 for the same key, 0.5 for a fifth off in the same mode, 0.3 for its relative, 0.2 for its parallel key;
    nan where none was asked, 0 where none is heard. Modes count as the major or minor key on their tonic."""
    if not asked:
        return math.nan
    if not heard:
        return 0.0
    (tonic, bright), (other, other_bright) = _plain(asked), _plain(heard)
    away = (other - tonic) % 12
    if bright == other_bright:
        return {0: 1.0, 5: FIFTH, 7: FIFTH}.get(away, 0.0)
    if away == 0:
        return PARALLEL
    return RELATIVE if away == (9 if bright else 3) else 0.0


def side_agrees(asked: float, heard: float) -> float:
    """1 where both lie on the same side of 0, else 0; nan where nothing was asked, or next to nothing."""
    return float(asked * heard > 0) if abs(asked) > _MARKED else math.nan


def rank_correlation(asked: np.ndarray, heard: np.ndarray) -> float:
    """Spearman's: the correlation of ranks, ties sharing theirs; nan where either never changes."""
    from scipy.stats import rankdata

    one, other = rankdata(asked), rankdata(heard)
    if one.std() == 0 or other.std() == 0:
        return math.nan
    return float(np.corrcoef(one, other)[0, 1])


def _plain(key: str) -> tuple[int, bool]:
    """Tonic, and whether its third is major."""
    tonic, mode = key_names.read(key)
    return tonic, mode in _LIKE_MAJOR


def scores(asked: Sought, heard: Meaning) -> dict[str, float]:
    """Every agreement of one take."""
    key = key_agrees(asked.key, heard.key)
    return {
        "tempo": tempo_agrees(asked.tempo, heard.tempo),
        "tempo_level": tempo_agrees(asked.tempo, heard.tempo, OCTAVES),
        "key": key,
        "key_exact": float(key == 1.0) if math.isfinite(key) else math.nan,
        "valence": side_agrees(asked.valence, heard.mood.valence),
        "arousal": side_agrees(asked.arousal, heard.mood.arousal),
    }
