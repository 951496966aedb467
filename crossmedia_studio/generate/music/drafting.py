"""A piece in tokens → a draft that can be played: voices find their players, and what is not written the rules add."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from crossmedia_studio.generate.music import accompany, arrange, theory
from crossmedia_studio.generate.music.accompany import Span
from crossmedia_studio.generate.music.arrange import Beat
from crossmedia_studio.generate.music.form import Bar, arc
from crossmedia_studio.generate.music.interpret import Draft
from crossmedia_studio.generate.music.styles import STYLES, Player, Style
from crossmedia_studio.generate.music.theory import Chord
from crossmedia_studio.media.notation import GRID, QUALITIES, Metre, Tone
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.tokens import Piece, decode

_COLOUR = {"": "", "m": "", "7": "7", "m7": "7", "maj7": "maj7", "dim": "o"}
_HOME = Chord("I", 0, (0, 4, 7), 0)


def drafted(
    piece: Piece,
    tonic: int,
    style: str,
    spb: float,
    drive: int,
    seed: int,
    *,
    underscore: bool = False,
    drums: bool = True,
) -> Draft:
    """``piece`` in the key on ``tonic`` for the players of ``style``; ``spb``: seconds a quarter note.

    The first voice goes to the lead, the last to the bass, those between to the chords, each moved by octaves to where
    its player is at home. A piece of one voice gets chords and bass by rule. ``drive`` 0 calm … 2 driving.
    """
    rng = random.Random(f"draft {seed}")
    band, metre = STYLES[style], piece.metre
    meter = metre.bar / GRID
    notation = decode(piece.ids(), tonic)
    lines = [voice.tones for voice in notation.voices]
    ends = _at_rest(lines, (len(piece.bars) - 1) * metre.bar)
    bars = _bars(piece, ends)
    low = 5 if underscore else 0
    lead = _beats(lines[0], band.lead, metre, 0.42, low) if lines else []
    players: list[tuple[Player, list[Beat], float]] = [(band.lead, lead, -5.0 if underscore else 0.0)]
    spans = _spans(piece, metre)
    if len(lines) > 1:
        middle = [beat for line in lines[1:-1] for beat in _beats(line, band.chords, metre, 0.4)]
        players += [(band.chords, middle, 0.0), (band.bass, _beats(lines[-1], band.bass, metre, 0.48), 0.0)]
    else:
        pattern = (band.calm, band.moving, band.driving)[drive]
        chords = accompany.chords(pattern, spans, tonic, band.chords, min(band.voices, 3), rng)
        players += [(band.chords, chords, 0.0), (band.bass, accompany.bass(spans, tonic, band.bass, drive), 0.0)]
    if band.pad is not None and band.pad.swell and len(lines) < v.MOST_VOICES:
        players.append((band.pad, _pad(spans, bars, meter, tonic, band), 0.0))
    whim = rng.random()
    kit = drums and band.kit >= 0 and drive > 0 and metre.bar in (3 * GRID, 4 * GRID) and metre.beat == GRID
    beats = arrange.drums(bars, round(meter), drive, style, rng) if kit else []
    return Draft(
        tonic, notation.mode, style, meter, drive, spb, bars,
        tuple((player, _rung(row, len(bars) * meter), less) for player, row, less in players), beats, whim,
    )  # fmt: skip


def chord_of(token: int) -> Chord:
    """What a CHORD token names."""
    if not v.CHORD <= token < v.NO_CHORD:
        return _HOME
    root, kind = divmod(token - v.CHORD, len(v.KINDS))
    quality = v.KINDS[kind]
    tones = tuple((root + step) % 12 for step in QUALITIES[quality])
    return Chord("o" if quality == "dim" else "", root, tones, root, _COLOUR[quality].strip("o"))


def _bars(piece: Piece, ends: bool) -> list[Bar]:
    """The bars with their sections as the players understand them; the last one rings if the piece ``ends``."""
    found = []
    count = len(piece.bars)
    for index, bar in enumerate(piece.bars):
        letter, place = divmod(bar.section - v.BAR, v.PLACES)
        section = "end" if ends and index == count - 1 else v.LETTERS[letter]
        intensity = arc(index, count, section)
        found.append(Bar(_chords(piece, index)[0], section, place % 4, 4, intensity, v.LETTERS[letter]))
    return found


def _chords(piece: Piece, index: int) -> list[Chord]:
    """The one or two chords of a bar; where none is named, the last that was."""
    for bar in reversed(piece.bars[: index + 1]):
        named = [chord_of(token) for token in bar.chords if token != v.NO_CHORD]
        if named:
            return named if bar is piece.bars[index] else named[-1:]
    return [_HOME]


def _spans(piece: Piece, metre: Metre) -> list[Span]:
    """The chords of every bar but an upbeat, and how long they last."""
    found = []
    meter, beat = metre.bar / GRID, metre.beat / GRID
    for index in range(1 if _upbeat(piece) else 0, len(piece.bars)):
        named = _chords(piece, index)
        ends = index == len(piece.bars) - 1
        named = named[-1:] if ends else named
        size = meter / len(named)
        found += [Span(index * meter + number * size, size, chord, beat, ends) for number, chord in enumerate(named)]
    return found


def _upbeat(piece: Piece) -> bool:
    """Whether the lead is silent for at least half of the first of several bars."""
    events = piece.bars[0].events[0]
    silent = 0
    for token, length in zip(events[::2], events[1::2], strict=True):
        if token != v.REST:
            break
        silent += v.LENGTHS[length - v.DUR]
    return len(piece.bars) > 1 and 2 * silent >= piece.metre.bar


def _beats(line: Sequence[Tone], player: Player, metre: Metre, force: float, lower: int = 0) -> list[Beat]:
    """One voice for ``player``: moved by octaves into its register, accented by metre and height."""
    if not line:
        return []
    middle = (player.low + player.high) / 2 - lower
    heights = sorted(tone.pitch for tone in line)
    centre = (heights[len(heights) // 10] + heights[-1 - len(heights) // 10]) / 2
    shift = 12 * round((middle - centre) / 12)
    span = max(heights[-1] - heights[0], 1)
    notes = []
    for tone in line:
        at = tone.start % metre.bar
        accent = 0.14 if at == 0 else 0.08 if at % metre.beat == 0 else 0.0
        rise = 0.14 * (tone.pitch - heights[0]) / span
        notes.append(Beat(tone.start / GRID, tone.length / GRID, tone.pitch + shift, force + accent + rise))
    return notes


def _pad(spans: Sequence[Span], bars: Sequence[Bar], meter: float, tonic: int, band: Style) -> list[Beat]:
    """A second colour that holds the chords of fuller bars."""
    assert band.pad is not None
    voiced = theory.lead_voices([span.chord for span in spans], tonic, band.pad.low, band.pad.high, 3)
    notes = []
    for span, pick in zip(spans, voiced, strict=True):
        bar = bars[min(int(span.start / meter), len(bars) - 1)]
        if bar.intensity >= 0.5 or bar.section == "end":
            notes += [Beat(span.start, span.length, pitch, 0.42) for pitch in pick]
    return notes


def _rung(row: list[Beat], end: float) -> list[Beat]:
    """What sounds at the end rings on."""
    return [replace(beat, length=beat.length + 2.0) if beat.beat + beat.length >= end - 0.2 else beat for beat in row]


def _at_rest(lines: Sequence[Sequence[Tone]], start: int) -> bool:
    """Whether no voice has more than one note from ``start`` on: a last bar that can ring as it stands."""
    return all(sum(tone.start >= start for tone in line) <= 1 for line in lines)
