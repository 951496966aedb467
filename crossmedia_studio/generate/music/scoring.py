"""What a score model is to write: mood, key, metre, tempo, length and form, settled before the first note.

What was read (``brief.Wish``) and what the artist fixed come in; where both are silent, mood and seed decide.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from crossmedia_studio.core import key_names
from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.music.brief import Wish
from crossmedia_studio.generate.music.compose import LONGEST, SHORTEST, key_of
from crossmedia_studio.generate.music.interpret import LEAD_IN, RUSH
from crossmedia_studio.generate.music.styles import STYLES, style_for
from crossmedia_studio.generate.music.writer import form
from crossmedia_studio.media.notation import GRID, Metre
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.understand.meaning import Mood

USUAL_BARS = 32
_VOICES = {"strings": 4, "piano": 3, "synth": 3, "band": 3, "music box": 3}
_UNDER = 0.35
"""How much calmer music beneath a voice is."""


@dataclass(frozen=True)
class Setting:
    """``tonic`` a pitch class from C; ``spb`` seconds a quarter note; ``sections`` the BAR token of every bar, the last
    of which is the final chord; ``drive`` 0 calm … 2 driving."""

    mood: Mood
    style: str
    tonic: int
    mode: str
    metre: Metre
    spb: float
    seconds: float
    voices: int
    drive: int
    sections: tuple[int, ...]

    @property
    def tempo(self) -> float:
        """Beats a minute, as the metre counts them."""
        return 60.0 / self.spb * GRID / self.metre.beat

    @property
    def key(self) -> str:
        """Such as "D minor"."""
        return key_names.name(self.tonic, self.mode)

    @property
    def header(self) -> tuple[int, ...]:
        """As the tokens of a piece begin."""
        return (
            v.MODE + v.MODE_NAMES.index(self.mode),
            v.metre_token(self.metre),
            v.tempo_token(60.0 / self.spb, self.metre),
            v.VALENCE + v.bin_of(self.mood.valence),
            v.AROUSAL + v.bin_of(self.mood.arousal),
            v.VOICES + self.voices - 1,
        )


def settle(wish: Wish, seed: int, voices: int = 0, metre: str = "", underscore: bool = False) -> Setting:
    """The setting of a new piece; ``wish`` with what the artist fixed already put over it.

    ``voices`` 0 and ``metre`` "" go by style and mood. Without a length it has 32 bars. Raises OptionError for a
    length, tempo, style or key that cannot be played.
    """
    check(wish)
    mood = Mood(wish.mood.valence, max(wish.mood.arousal - _UNDER, -1.0)) if underscore else wish.mood
    style = wish.style or style_for(wish.mood.valence, wish.mood.arousal)
    chance = rng(seed, "score setting")
    tonic, mode = key_of(wish.key, mood, seed)
    drive = 0 if mood.arousal < -0.15 else 1 if mood.arousal < 0.4 else 2
    drive = min(drive, 1) if underscore else drive
    beats = 4 if drive == 2 else int(chance.choice(STYLES[style].meters))
    played = Metre(*map(int, metre.split("/"))) if metre else Metre(beats, 4)
    wanted = wish.tempo or min(max(92 + 42 * mood.arousal + 4 * mood.valence + float(chance.uniform(-4, 4)), 54), 144)
    spb = 60.0 / wanted * GRID / played.beat
    meter = played.bar / GRID
    seconds = wish.seconds
    if not seconds:
        seconds = LEAD_IN + (USUAL_BARS - 1 + RUSH / 2) * meter * spb + _tail(USUAL_BARS * meter * spb)
        bars, seconds = USUAL_BARS, round(seconds, 1)
    else:
        bars, spb = _fitted(seconds, spb, meter, bool(wish.tempo), wish.cuts)
    sections = form(bars)
    if wish.cuts:
        sections = cut_form(bars, [(cut - LEAD_IN) / (meter * spb) for cut in wish.cuts])
    return Setting(
        mood, style, tonic, mode, played, spb, seconds, voices or _VOICES.get(style, 3), drive, sections
    )  # fmt: skip


def check(wish: Wish) -> None:
    """Raises OptionError for a length, tempo or style that cannot be played."""
    if wish.seconds and not SHORTEST <= wish.seconds <= LONGEST:
        raise OptionError(
            tr("Music of {seconds} seconds cannot be composed", seconds=f"{wish.seconds:g}"),
            do=tr("Choose a length from {low} to {high} seconds", low=f"{SHORTEST:g}", high=f"{LONGEST:g}"),
        )
    if wish.tempo and not 30 <= wish.tempo <= 240:
        raise OptionError(
            tr("A tempo of {tempo} cannot be played", tempo=f"{wish.tempo:g}"),
            do=tr("Choose a tempo from 30 to 240 beats a minute, or 0 to let the mood decide"),
        )
    if wish.style and wish.style not in STYLES:
        raise OptionError(
            tr("There is no music style called {style}", style=wish.style),
            do=tr("Choose one of: {names}", names=", ".join(STYLES)),
        )


def cut_form(bars: int, cuts: Sequence[float]) -> tuple[int, ...]:
    """BAR tokens of ``bars`` whose sections begin, where they can, at ``cuts`` (in bars from the beginning).

    Sections have two to twelve bars, best four or eight; a cut counts as met within a third of a bar.
    """
    cost = [0.0, *[math.inf] * bars]
    before = [0] * (bars + 1)
    for end in range(1, bars + 1):
        for size in range(2, 13):
            start = end - size
            if start < 0 or math.isinf(cost[start]):
                continue
            odd = 0.0 if size in (4, 8) else 0.3 if size % 2 == 0 else 0.5
            met = end == bars or any(abs(cut - end) < 1 / 3 for cut in cuts)
            own = cost[start] + odd + 0.2 - (0.0 if end == bars else 0.9 if met else 0.0)
            if own < cost[end]:
                cost[end], before[end] = own, start
    if math.isinf(cost[bars]):
        return form(bars)
    edges = [bars]
    while edges[-1]:
        edges.append(before[edges[-1]])
    edges.reverse()
    pattern = "A" if len(edges) == 2 else ("ABACABAD" * len(edges))[: len(edges) - 2] + "A"
    found: list[int] = []
    for letter, start, end in zip(pattern, edges[:-1], edges[1:], strict=True):
        found += [v.bar_token(v.LETTERS.index(letter), place) for place in range(end - start)]
    return tuple(found)


def named_form(letters: str, bars: int) -> tuple[int, ...]:
    """BAR tokens of ``bars`` in sections of like length called ``letters``, such as "AABA". Raises OptionError."""
    said = letters.strip().upper()
    if not said or set(said) - set(v.LETTERS) or len(said) > bars:
        raise OptionError(
            tr("{letters} is no form for {bars} bars", letters=letters, bars=bars),
            do=tr("Write letters from A to F, such as AABA, fewer than there are bars"),
        )
    edges = [round(index * bars / len(said)) for index in range(len(said) + 1)]
    return tuple(
        v.bar_token(v.LETTERS.index(letter), place)
        for letter, start, end in zip(said, edges[:-1], edges[1:], strict=True)
        for place in range(end - start)
    )


def _tail(seconds: float) -> float:
    """How long the last chord rings."""
    return min(max(0.16 * seconds, 1.2), 4.2)


def _fitted(seconds: float, spb: float, meter: float, fixed: bool, cuts: Sequence[float]) -> tuple[int, float]:
    """How many bars with the final one, and seconds a quarter note, so that they and the ring fill ``seconds``.

    The tempo bends a little: towards whole phrases, and so that cuts meet beats, best of all first beats.
    """
    if fixed:
        room = seconds - LEAD_IN - min(_tail(seconds), 2.0)
        return max(int(room / (meter * spb)), 1) + 1, spb
    best: tuple[float, int, float] | None = None
    for ring in [_tail(seconds) * (0.7 + 0.05 * step) for step in range(14)]:
        room = max(seconds - ring - LEAD_IN, 0.5)
        ideal = room / (meter * spb)
        for count in {max(int(ideal) + shift, 1) for shift in range(-3, 5)}:
            own = room / (count * meter + RUSH * meter / 2)
            drift = abs(math.log2(own / spb))
            rough = 0.0 if (count + 1) % 8 == 0 else 0.08 if (count + 1) % 4 == 0 else 0.2 if count % 2 else 0.3
            missed = sum(_missed((cut - LEAD_IN) / own, meter) for cut in cuts) / max(len(cuts), 1)
            cost = 3.0 * drift + rough + 5.0 * missed + 0.02 * abs(ring / _tail(seconds) - 1)
            if best is None or cost < best[0]:
                best = cost, count + 1, own
    assert best is not None
    return best[1], best[2]


def _missed(at: float, meter: float) -> float:
    """How far ``at`` (quarter notes) lies from a beat, and a little from a first beat."""
    return abs(at - round(at)) + 0.25 * abs(at / meter - round(at / meter))
