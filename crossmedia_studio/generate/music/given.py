"""Music that an artist gives to go on from, to fill or to accompany: written in ABC, or heard in a sound."""

from __future__ import annotations

from dataclasses import replace

from crossmedia_studio.core.errors import MediaError, OptionError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.music import writer
from crossmedia_studio.generate.music.compose import LONGEST
from crossmedia_studio.generate.music.interpret import LEAD_IN, RUSH
from crossmedia_studio.generate.music.scoring import USUAL_BARS, Setting
from crossmedia_studio.generate.music.transcribe import transcribe
from crossmedia_studio.media import scores
from crossmedia_studio.media.kinds import Audio, Text
from crossmedia_studio.media.notation import GRID, Notation
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.tokens import Piece, encode

_MOST_BARS = 128


def music(conditions: Conditions, models: Models, alone: bool, step: Step) -> Notation:
    """The tune in the chosen text or the prompt, else what is heard in the chosen sound; one voice if ``alone``.

    Raises MediaError where there is neither, ModelMissing for a sound without the model that hears notes.
    """
    text = conditions.first(Kind.TEXT)
    for words in ((text.media.text,) if text and isinstance(text.media, Text) else ()) + (conditions.ask.prompt,):
        if found := scores.of_text(words):
            return found[0]
    sound = conditions.first(Kind.AUDIO)
    if sound is None or not isinstance(sound.media, Audio):
        raise MediaError(
            tr("There is no music to start from"),
            do=tr("Choose a sound that is hummed or played, or write a tune in ABC notation"),
        )
    return transcribe(sound.media, models, step, alone=alone)


def known(notation: Notation, voices: int = v.MOST_VOICES) -> Piece:
    """``notation`` in tokens, at most 128 bars of it. Raises MediaError for one without notes."""
    try:
        piece = encode(notation, voices=voices)
    except ValueError as error:
        raise MediaError(tr("This music holds no notes"), do=tr("Choose another")) from error
    return replace(piece, bars=piece.bars[:_MOST_BARS])


def fitting(setting: Setting, notation: Notation, piece: Piece, tempo: float, key: str, seconds: float) -> Setting:
    """``setting`` for ``piece``: its mode, metre and form; its own key and tempo, unless others are asked for.

    ``tempo`` in beats a minute; ``seconds`` 0: as long as it is. Raises OptionError for a length that does not do.
    """
    metre = piece.metre
    tonic = setting.tonic if key else notation.tonic
    mode = v.MODE_NAMES[piece.header[0] - v.MODE]
    beats = (len(piece.bars) - 1) * metre.bar / GRID  # quarter notes before the last bar
    broad = RUSH * metre.bar / GRID / 2
    spb = 60.0 / tempo * GRID / metre.beat if tempo else 60.0 / (notation.tempo or v.tempo_of(piece.header[2], metre))
    ring = max(metre.bar / GRID * spb + 1.0, 2.0)
    if seconds:
        own = (seconds - min(ring, 0.2 * seconds) - LEAD_IN) / max(beats + broad, 1.0)
        if not 0.1 < own < 3.0:
            raise OptionError(
                tr("This music does not fit into {seconds} seconds", seconds=f"{seconds:g}"),
                do=tr("Leave the length open, or give less music"),
            )
        spb = own
    total = seconds or min(LEAD_IN + (beats + broad) * spb + ring, LONGEST)
    return replace(
        setting, tonic=tonic, mode=mode, metre=metre, spb=spb, seconds=total, sections=_sections(piece),
    )  # fmt: skip


def going_on(piece: Piece, bars: int = 0) -> tuple[int, ...]:
    """BAR tokens of a piece that begins with ``piece`` and has ``bars`` in all (0: 32, or 16 more than there are)."""
    there = _sections(piece)
    total = max(bars or max(USUAL_BARS, len(there) + 16), len(there) + 1)
    plan = writer.form(total)
    if (plan[len(there)] - v.BAR) % v.PLACES == 0:  # what is there is whole sections of the plan
        return (*there, *plan[len(there) :])
    letter = (there[-1] - v.BAR) // v.PLACES + 1
    found = [*there]
    for index in range(total - len(there)):
        section = (letter, 0, letter)[index // 8 % 3]  # something new, the beginning again
        found.append(v.bar_token(section, index % 8))
    return tuple(found)


def hole(first: int, last: int, piece: Piece) -> range:
    """Bars ``first`` to ``last``, counted from 1. Raises OptionError for bars that the piece does not have."""
    if not 1 <= first <= last <= len(piece.bars):
        raise OptionError(
            tr("Bars {first} to {last} cannot be filled", first=first, last=last),
            why=tr("the music has {bars} bars", bars=len(piece.bars)),
            do=tr("Choose bars from 1 to {bars}", bars=len(piece.bars)),
        )
    return range(first - 1, last)


def _sections(piece: Piece) -> tuple[int, ...]:
    return tuple(bar.section for bar in piece.bars)
