"""Studies: pieces that the composing rules write, or arrange, for a network to learn form and accompaniment from.

The rules (``generate.music``) are the studio's own. A study is what they wrote before anybody plays it, on the grid.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from crossmedia_studio.generate.music.arrange import Beat
from crossmedia_studio.generate.music.compose import draft
from crossmedia_studio.generate.music.drafting import drafted
from crossmedia_studio.generate.music.interpret import Draft
from crossmedia_studio.generate.music.styles import STYLES
from crossmedia_studio.generate.music.theory import Chord
from crossmedia_studio.media.notation import GRID, Harmony, Metre, Notation, Tone, Voice
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.tokens import Piece, encode
from crossmedia_studio.understand.meaning import Mood

_SHORTEST, _LONGEST = 24.0, 80.0
"""Seconds."""
_FEWEST, _LONGER = 8, 1.5
"""Bars of a study, and how much more time one gets that is too slow for them."""
_KEEP = 0.25
"""Beats: a rest no longer than this between two notes is articulation, which notation leaves to the player."""


def study(seed: int) -> Piece:
    """A piece of 8 to about 45 bars in a mood, the same for the same seed."""
    rng = random.Random(f"study {seed}")
    mood = Mood(round(rng.uniform(-0.9, 0.9), 2), round(rng.uniform(-0.8, 0.8), 2))
    seconds, style, sparse = rng.uniform(_SHORTEST, _LONGEST), rng.choice(list(STYLES)), rng.random() < 0.15
    while True:
        piece = encode(notated(draft(mood, seconds, seed, style, underscore=sparse)), mood=mood)
        if len(piece.bars) >= _FEWEST:
            return piece
        seconds *= _LONGER  # a slow one has room for few bars


def arranged(tune: Piece, seed: int) -> Piece:
    """``tune``, one voice with chords, with one or two middle voices and a bass by rule.

    All else stays, but that the lead moves by octaves to where it stands out.
    """
    rng = random.Random(f"arranged {seed}")
    metre = tune.metre
    drive = min(max(tune.header[4] - v.AROUSAL - 1, 0), 2)
    style = rng.choice(("piano", "strings", "band", "synth"))
    written = drafted(tune, 0, style, GRID / metre.beat * 0.6, drive, seed, drums=False)
    played = encode(notated(written, metre), mood=Mood())
    first = next(token for bar in tune.bars for token in bar.events[0][::2] if token >= v.NOTE)
    up = written.players[0][1][0].pitch - (first - v.NOTE + v.LOWEST)
    bars = tuple(
        replace(
            bar,
            events=(_moved(bar.events[0], up), *(played.bars[index].events[1:] if index < len(played.bars) else ())),
        )
        for index, bar in enumerate(tune.bars)
    )
    return replace(tune, header=(*tune.header[:5], played.header[5]), bars=bars)


def _moved(events: tuple[int, ...], up: int) -> tuple[int, ...]:
    return tuple(token + up if v.NOTE <= token < v.DUR and v.NOTE <= token + up < v.DUR else token for token in events)


def notated(written: Draft, metre: Metre | None = None) -> Notation:
    """``written`` as lead, one or two middle voices and bass, with its chords and where its phrases begin."""
    lead, middle, bass = (beats for _, beats, _ in written.players[:3])
    bar = round(written.meter * GRID)
    end = len(written.bars) * bar
    voices = [_line(lead, end), *(_line(beats, end) for beats in _middle(middle, bass)), _line(bass, end)]
    programs = [player.program for player, _, _ in written.players]
    named = [programs[0], *[programs[1]] * (len(voices) - 2), programs[2]]
    return Notation(
        tuple(Voice(line, program=program) for line, program in zip(voices, named, strict=True) if line),
        written.tonic,
        written.mode,
        (metre or Metre(round(written.meter), 4),),
        60.0 / written.spb,
        tuple(
            Harmony(index * bar, (one.chord.root + written.tonic) % 12, quality(one.chord))
            for index, one in enumerate(written.bars)
        ),
        parts=tuple(index * bar for index, one in enumerate(written.bars) if one.place == 0 and one.section != "end"),
    )


def quality(chord: Chord) -> str:
    """The nearest of ``media.notation.QUALITIES``: added and suspended tones count as the triad beneath them."""
    steps = {(tone - chord.root) % 12 for tone in chord.tones}
    minor = 3 in steps
    if 6 in steps and minor:
        return "dim"
    if 10 in steps and 2 not in steps:
        return "m7" if minor else "7"
    return "m" if minor else "maj7" if 11 in steps else ""


def _middle(beats: Sequence[Beat], bass: Sequence[Beat]) -> list[list[Beat]]:
    """A broken chord as one line, struck chords as two: without the tone that the bass doubles, else the middle one."""
    struck = [
        sorted(group, key=lambda one: one.pitch)
        for _, group in groupby(sorted(beats, key=lambda one: one.beat), key=lambda one: round(one.beat * GRID))
    ]
    if all(len(group) == 1 for group in struck[:-1]):  # the last chord is struck whole
        return [[group[-1] for group in struck]]
    below = {round(one.beat * GRID): one.pitch % 12 for one in bass}
    rows: tuple[list[Beat], list[Beat]] = ([], [])
    root = -1
    for group in struck:
        root = below.get(round(group[0].beat * GRID), root)
        own = [one for one in group if one.pitch % 12 != root] or group
        rows[0].append(own[-1])
        if len(own) > 1:
            rows[1].append(own[0])
    return [list(row) for row in rows if row]


def _line(beats: Sequence[Beat], end: int) -> tuple[Tone, ...]:
    """Beats as notes that do not overlap, small gaps closed."""
    found: list[Tone] = []
    ordered = sorted(beats, key=lambda one: (one.beat, -one.pitch))
    for one, following in pairwise([*ordered, None]):
        assert one is not None
        start = round(one.beat * GRID)
        stop = min(round((one.beat + one.length + _KEEP) * GRID), end)
        stop = min(stop, round(following.beat * GRID)) if following is not None else stop
        if following is None or round(following.beat * GRID) != start:
            tail = stop - round((one.beat + one.length) * GRID)
            meets = following is not None and stop == round(following.beat * GRID)
            stop = stop if meets or stop == end else stop - max(tail, 0)
            found.append(Tone(start, max(stop - start, 3), one.pitch))
    return tuple(found)
