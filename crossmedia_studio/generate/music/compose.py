"""``compose``: mood, length and style in, a finished score out. By rule, the same for the same seed.

Valence chooses the mode and arousal tempo, density and drive, after the findings gathered in Gabrielsson and Lindström,
"The role of structure in the musical expression of emotions" (Handbook of Music and Emotion, 2010).
"""

from __future__ import annotations

import bisect
import random
from collections.abc import Sequence

from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.generate.music import arrange, theory
from crossmedia_studio.generate.music.arrange import Beat
from crossmedia_studio.generate.music.form import Bar, plan
from crossmedia_studio.generate.music.interpret import LEAD_IN, RUSH, Draft, interpret
from crossmedia_studio.generate.music.melody import melody
from crossmedia_studio.generate.music.score import Score
from crossmedia_studio.generate.music.styles import STYLES, Player, style_for
from crossmedia_studio.understand.meaning import Mood

SHORTEST, LONGEST = 2.0, 600.0
"""Seconds that can be composed at once."""


def mode_for(mood: Mood, rng: random.Random) -> str:
    """Bright modes for happy moods, dark ones for sad; between them modes that are neither."""
    if mood.valence > 0.7 and mood.arousal < 0.1:
        return rng.choice(("major", "lydian"))
    if mood.valence > 0.12:
        return "mixolydian" if mood.arousal > 0.4 and rng.random() < 0.35 else "major"
    if mood.valence > -0.15:
        return rng.choice(("dorian", "major") if mood.valence >= 0 else ("dorian", "minor"))
    if mood.valence < -0.6 and mood.arousal > 0.3:
        return "phrygian"
    return "minor"


def draft(
    mood: Mood,
    seconds: float,
    seed: int,
    style: str = "",
    tempo: float = 0,
    key: str = "",
    *,
    cuts: Sequence[float] = (),
    underscore: bool = False,
) -> Draft:
    """Form, chords, melody, accompaniment, bass and drums, as ``compose`` describes them."""
    if not SHORTEST <= seconds <= LONGEST:
        raise OptionError(
            tr("Music of {seconds} seconds cannot be composed", seconds=f"{seconds:g}"),
            do=tr("Choose a length from {low} to {high} seconds", low=f"{SHORTEST:g}", high=f"{LONGEST:g}"),
        )
    if tempo and not 30 <= tempo <= 240:
        raise OptionError(
            tr("A tempo of {tempo} cannot be played", tempo=f"{tempo:g}"),
            do=tr("Choose a tempo from 30 to 240 beats a minute, or 0 to let the mood decide"),
        )
    style = style or style_for(mood.valence, mood.arousal)
    if style not in STYLES:
        raise OptionError(
            tr("There is no music style called {style}", style=style),
            do=tr("Choose one of: {names}", names=", ".join(STYLES)),
        )
    rng = random.Random(seed)
    tonic, mode = _key(key, mood, rng)
    band = STYLES[style]
    drive = 0 if mood.arousal < -0.15 else 1 if mood.arousal < 0.4 else 2
    meter = 4 if drive == 2 else rng.choice(band.meters)
    wanted = tempo or min(max(92 + 42 * mood.arousal + 4 * mood.valence + rng.uniform(-4, 4), 54), 144)
    count, spb = fit_tempo(seconds, wanted, meter, bool(tempo), cuts)
    bars = plan(count, mode, rng)

    density = max(min(round(1.4 + 1.5 * mood.arousal), 3) - (1 if underscore else 0), 0)
    lead = band.lead
    shift = -5 if underscore or mood.valence < -0.5 else 0
    tones = melody(bars, mode, tonic, meter, density, lead.low + shift, lead.high + shift, rng)
    chords = [bar.chord for bar in bars]
    voiced = theory.lead_voices(chords, tonic, band.chords.low, band.chords.high, band.voices)
    pattern = (band.calm, band.moving, band.driving)[drive]

    players: list[tuple[Player, list[Beat], float]] = [
        (lead, [Beat(t.beat, t.length, t.pitch, 0.42 + 0.4 * t.stress) for t in tones], -5.0 if underscore else 0.0),
        (band.chords, arrange.chords(pattern, bars, voiced, meter, rng), 0.0),
        (band.bass, arrange.bass(bars, tonic, meter, band.bass.low, band.bass.high, drive, style), 0.0),
    ]
    if band.pad is not None:
        players.append((band.pad, _pad(band.pad, bars, tonic, meter, style, rng), 0.0))
    whim = rng.random()
    drums = arrange.drums(bars, meter, drive, style, rng) if band.kit >= 0 and drive > 0 else []
    return Draft(tonic, mode, style, meter, drive, spb, bars, tuple(players), drums, whim)


def compose(
    mood: Mood,
    seconds: float,
    seed: int,
    style: str = "",
    tempo: float = 0,
    key: str = "",
    *,
    cuts: Sequence[float] = (),
    energy: Sequence[float] = (),
    underscore: bool = False,
) -> Score:
    """A piece of exactly ``seconds``: form, chords, melody, bass, drums; it ends on the tonic and rings out.

    ``style`` names an entry of :data:`STYLES` (empty: by mood), ``tempo`` in beats a minute (0: by mood), ``key`` such
    as "D minor" (empty: by mood and seed). ``cuts`` (seconds) are met by beats where the tempo can be bent to them;
    ``energy`` (0–1, ten a second) shapes the loudness; ``underscore`` keeps the melody sparse and low, for music under
    a voice. Raises OptionError for a length, tempo, style or key out of range.
    """
    written = draft(mood, seconds, seed, style, tempo, key, cuts=cuts, underscore=underscore)
    return interpret(written, mood, seconds, energy)


def key_of(key: str, mood: Mood, seed: int) -> tuple[int, str]:
    """Tonic as a pitch class from C, and mode: as ``key`` says, else by mood and seed. Raises OptionError."""
    return _key(key, mood, random.Random(seed))


def _key(key: str, mood: Mood, rng: random.Random) -> tuple[int, str]:
    mode = mode_for(mood, rng)
    tonic = rng.choice((0, 2, 3, 4, 5, 7, 9, 10))
    if not key:
        return tonic, mode
    try:
        return theory.parse_key(key)
    except ValueError:
        raise OptionError(
            tr("{key} is no key", key=key[:40]), do=tr("Write a key such as C major, F# minor or Bb dorian")
        ) from None


def fit_tempo(seconds: float, tempo: float, meter: int, fixed: bool, cuts: Sequence[float]) -> tuple[int, float]:
    """How many bars come before the final chord, and seconds a beat, so that chord and ring-out fill ``seconds``."""
    tail = min(max(0.16 * seconds, 1.2), 4.2)
    if fixed:
        spb = 60 / tempo
        count = max(int((seconds - min(tail, 2.0)) / (meter * spb)), 0)
        return count, spb
    best: tuple[float, int, float] | None = None
    for ring in [tail * (0.7 + 0.05 * i) for i in range(14)] if cuts else [tail]:
        room = seconds - ring - LEAD_IN
        ideal = room * tempo / 60 / meter
        for count in {max(int(ideal) + shift, 1) for shift in (-1, 0, 1, 2)}:
            beats = count * meter + RUSH * min(meter, count * meter) / 2
            spb = room / beats
            drift = abs(spb * tempo / 60 - 1)
            miss = sum(abs((cut - LEAD_IN) / spb - round((cut - LEAD_IN) / spb)) for cut in cuts) / max(len(cuts), 1)
            cost = drift * 2 + 2 * miss + 0.3 * (count % 4 in (1, 3))
            if best is None or cost < best[0]:
                best = cost, count, spb
    assert best is not None
    return best[1], best[2]


def _pad(player: Player, bars: list[Bar], tonic: int, meter: int, style: str, rng: random.Random) -> list[Beat]:
    """A second colour that joins in fuller bars: held chords, or harp arpeggios above held strings."""
    voiced = theory.lead_voices([bar.chord for bar in bars], tonic, player.low, player.high, 3)
    notes = (
        arrange.chords("arpeggio", bars, voiced, meter, rng)
        if not player.swell
        else arrange.sustain(bars, voiced, meter)
    )
    quiet = {
        i for i, bar in enumerate(bars) if bar.section == "intro" or (bar.intensity < 0.5 and bar.section != "end")
    }
    if style == "synth":
        quiet = set()
    return [note for note in notes if int(note.beat // meter) not in quiet]


def bar_at(score: Score, time: float) -> int:
    """The index of the chord that sounds at ``time`` seconds."""
    return max(bisect.bisect_right([start for start, _ in score.chords], time) - 1, 0)
