"""What music was to be and how it is heard: figures, and a word about each take. Used by the judge of sounds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from crossmedia_studio.core import key_names
from crossmedia_studio.core.i18n import language, mark, tr
from crossmedia_studio.evaluate import musical
from crossmedia_studio.evaluate.measure import CONSISTENCY, Estimate, Measure, bootstrap, share_of_known
from crossmedia_studio.evaluate.musical import Sought
from crossmedia_studio.evaluate.piece import Note, Piece
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand.audio import understand_music
from crossmedia_studio.understand.meaning import Meaning, Mood, mood_words

SCORES = ("tempo", "tempo_level", "key", "key_exact", "valence", "arousal")
_CEILINGS = {
    "tempo": 0.59, "tempo_level": 1.0, "key": 0.85, "key_exact": 0.77, "valence": 0.90, "arousal": 0.72,
    "valence_rank": 0.63, "arousal_rank": 0.30,
}  # fmt: skip
"""What these figures are for music composed by rule, which is at the tempo and in the key that it was asked for: what
misses is misheard. ``evaluate composer --count 96 --seed 100`` gives them, tests/bench/music_hearing.py those of sides.
"""
ALONE = 0.5
"""Features hear instruments, not notes: other pieces that one piano plays are about 1.5 apart or more."""
_RANKED = 8
"""Takes from which on a rank correlation of moods is told, not only their sides."""


@dataclass(frozen=True)
class Listened:
    """One take of music: what was asked, what is heard, and :data:`SCORES` by name (nan: not asked)."""

    asked: Sought
    heard: Meaning
    scores: dict[str, float]


def listened(piece: Piece, models: Models) -> Listened | None:
    """None for what is no music, or was asked for nothing that music is judged by."""
    asked = musical.sought(piece, models)
    if not asked or not isinstance(piece.media, Audio):
        return None
    heard = understand_music(piece.media, sure=False)
    return Listened(asked, heard, musical.scores(asked, heard))


def told(note: Note, take: Listened | None) -> Note:
    """``note`` with what was asked and what is heard, and whether they agree where the ear is sure of either."""
    if take is None:
        return note
    asked, heard = take.asked, take.heard
    named, caught = [], []
    if math.isfinite(asked.tempo):
        named.append(tr("{tempo} beats a minute", tempo=round(asked.tempo)))
        caught.append(tr("{tempo} beats a minute", tempo=round(heard.tempo)) if heard.tempo else tr("no steady beat"))
    if asked.key:
        named.append(key_names.shown(asked.key))
        caught.append(key_names.shown(heard.key) or tr("no key"))
    if math.isfinite(asked.valence) or math.isfinite(asked.arousal):
        named.append(_feel(asked, Mood(asked.valence, asked.arousal)))
        caught.append(_feel(asked, heard.mood))
    between = "、" if language() == "zh" else ", "
    lines = (tr("Asked: {words}", words=between.join(named)), tr("Heard: {words}", words=between.join(caught)))
    return replace(note, lines=(*lines, *note.lines), agrees=_agrees(take) if note.agrees is None else note.agrees)


def remarks(takes: Sequence[Listened | None]) -> tuple[str, ...]:
    """What to know of the ear before figures of music are read."""
    words = tr("Tempo, key and mood are judged by ear: it hears many a slow beat twice as fast, and few in strings.")
    return (words,) if any(takes) else ()


def table(takes: Sequence[Listened | None]) -> dict[str, np.ndarray]:
    """Each of :data:`SCORES` for every take (n,); nothing where none is music."""
    if not any(takes):
        return {}
    return {name: np.array([take.scores[name] if take else math.nan for take in takes]) for name in SCORES}


def measures(takes: Sequence[Listened | None], seed: int) -> list[Measure]:
    """The figures of those takes that are music; none where nothing was asked of any."""
    scores = table(takes)
    if not scores:
        return []
    rows = (
        ("tempo_level", tr("Right tempo at any level"),
         tr("Tempo within 4 %, where twice, thrice, half or a third also counts (Accuracy 2)")),
        ("tempo", tr("Right tempo"), tr("Tempo within 4 % of what was asked (Accuracy 1)")),
        ("key_exact", tr("Right key"), tr("The key that is heard is the one that was asked")),
    )  # fmt: skip
    found = []
    for name, title, about in rows:
        found += share_of_known(name, title, _beside(about, name), CONSISTENCY, scores[name], _by(), "higher")
    known = scores["key"][np.isfinite(scores["key"])]
    if len(known):
        about = tr("1 for the key that was asked, 0.5 a fifth off, 0.3 for its relative, 0.2 for its parallel (MIREX)")
        value = bootstrap(len(known), lambda rows: float(known[rows].mean()), seed=seed)
        found.append(_measure("key", tr("Key, weighted"), _beside(about, "key"), value, len(known)))
    for name, title in (("valence", mark("Bright or dark as asked")), ("arousal", mark("Lively or calm as asked"))):
        found += _mood(name, tr(title), takes, scores[name], seed)
    return found


def _mood(name: str, title: str, takes: Sequence[Listened | None], sides: np.ndarray, seed: int) -> list[Measure]:
    """How far the mood that is heard follows the one that was asked, along one axis."""
    pairs = np.array([(getattr(take.asked, name), getattr(take.heard.mood, name)) for take in takes if take])
    pairs = pairs[np.isfinite(pairs).all(axis=1)]
    if len(pairs) < _RANKED:
        about = _beside(tr("The share of takes that lie on the side that was asked"), name)
        return share_of_known(name, title, about, CONSISTENCY, sides, _by(), "higher")
    value = bootstrap(len(pairs), lambda rows: musical.rank_correlation(*pairs[rows].T), seed=seed)
    about = tr("Rank correlation of what was asked with what is heard, −1 to 1")
    return [_measure(f"{name}_rank", title, _beside(about, f"{name}_rank"), value, len(pairs))]


def _agrees(take: Listened) -> bool | None:
    """Whether tempo and key are as asked: True for both, False for neither; moods are not heard surely enough."""
    known = [take.scores[name] for name in ("tempo_level", "key") if math.isfinite(take.scores[name])]
    if not known:
        return None
    return True if min(known) == 1.0 else False if max(known) == 0.0 else None


def _feel(asked: Sought, mood: Mood) -> str:
    """``mood`` in words, along the axes that were asked."""
    valence = mood.valence if math.isfinite(asked.valence) else 0.0
    return mood_words(Mood(valence, mood.arousal if math.isfinite(asked.arousal) else 0.0)) or tr("even")


def _beside(about: str, name: str) -> str:
    """``about``, and what the ear itself reaches."""
    value = f"{_CEILINGS[name]:.2f}"
    return about + ". " + tr("Music by rule, which keeps to what was asked, reaches {value}", value=value)


def _by() -> str:
    return tr("the studio's own hearing of tempo and key")


def _measure(name: str, title: str, about: str, value: Estimate, n: int) -> Measure:
    return Measure(name, title, about, CONSISTENCY, *value, n, _by(), "higher")
