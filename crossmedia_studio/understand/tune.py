"""Written music: its key, tempo, and the mood that it has by mode, tempo, density and register.

The composing rooms choose mode and tempo by mood the same way round.

The signs follow Gabrielsson and Lindström 2010, "The role of structure in the musical expression of emotions".
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media.notation import GRID, Metre, Notation, Tone, lines
from crossmedia_studio.understand.meaning import Meaning, Mood

_BRIGHT = {"lydian": 0.55, "major": 0.5, "mixolydian": 0.2, "dorian": -0.2, "minor": -0.55, "phrygian": -0.75}


def understand_tune(tune: Notation) -> Meaning:
    """What a tune in ABC notation says, as far as notes say anything."""
    found = lines(tune)
    lead = found[0] if found else ()
    tempo = tune.tempo or usual_tempo(tune.metre, lead)
    return Meaning(
        Kind.TEXT,
        duration=round(tune.seconds(tempo), 2),
        summary=tune.title,
        mood=mood_of(lead, tune.mode, tempo, tune.metre),
        tempo=round(tempo * GRID / tune.metre.beat, 1),
        key=tune.key,
    )


def mood_of(lead: Sequence[Tone], mode: str, tempo: float, metre: Metre) -> Mood:
    """The mood of a melody at ``tempo`` quarter notes a minute.

    Arousal: half by the beats a minute (92 is the middle, an octave is 1), half by notes a second (2.5 is the middle,
    two octaves are 1). Valence: the mode, brighter with arousal and above the middle of the register (70).
    """
    if not lead:
        return Mood()
    seconds = max(sum(tone.length for tone in lead) / GRID * 60.0 / tempo, 1e-6)
    beats = tempo * GRID / metre.beat
    speed = math.log2(beats / 92.0)
    density = math.log2(len(lead) / seconds / 2.5) / 2.0
    arousal = _within(0.5 * speed + 0.7 * density)
    height = sum(tone.pitch for tone in lead) / len(lead)
    return Mood(_within(_BRIGHT[mode] + 0.25 * arousal + 0.02 * (height - 70.0)), arousal)


def usual_tempo(metre: Metre, lead: Sequence[Tone]) -> float:
    """Quarter notes a minute for a piece that says nothing: so that about 4.5 notes a second sound, within reason."""
    played = sum(tone.length for tone in lead)
    if not played:
        return 100.0
    notes = len(lead) / (played / GRID)  # a quarter note
    beats = 60.0 * 4.5 / max(notes, 0.25) * GRID / metre.beat
    return min(max(beats, 60.0), 126.0) * metre.beat / GRID


def _within(value: float) -> float:
    return round(min(max(value, -1.0), 1.0), 3)
