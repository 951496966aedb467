"""Written music as a picture: time to the right, pitch upwards, a colour a voice, bars, and the form above it."""

from __future__ import annotations

import numpy as np

from crossmedia_studio.media.notation import Notation

_COLOURS = ((216, 71, 60), (236, 164, 60), (70, 150, 90), (58, 104, 190))
"""Of the lead, two middle voices and the lowest."""
_BANDS = ((236, 232, 224), (222, 230, 236), (236, 224, 228), (228, 236, 222), (232, 226, 240), (240, 238, 214))
_PAPER, _INK, _LINE = (250, 249, 246), (60, 58, 54), (205, 200, 190)
_STRIP = 14
"""Pixels above the roll in which sections have their letters."""


def roll(notation: Notation, width: int = 640, height: int = 192, bars: int = 32, letters: str = "") -> np.ndarray:
    """The first ``bars`` bars: uint8 RGBA (height, width, 4). ``letters`` names the sections (else in turn A, B, …)."""
    from PIL import Image, ImageDraw

    page = Image.new("RGBA", (width, height), (*_PAPER, 255))
    pen = ImageDraw.Draw(page)
    measured = notation.bars()[:bars]
    if not measured:
        return np.asarray(page)
    end = measured[-1][0] + measured[-1][1]
    played = [voice.tones for voice in notation.voices]
    pitches = [tone.pitch for line in played for tone in line if tone.start < end]
    if not pitches:
        return np.asarray(page)
    low, high = min(pitches) - 2, max(max(pitches) + 2, min(pitches) + 22)
    across, up = width / end, (height - _STRIP) / (high - low + 1)
    starts = [part for part in notation.parts if part < end] or [0]
    known: dict[str, int] = {}
    for index, (start, stop) in enumerate(zip(starts, [*starts[1:], end], strict=True)):
        letter = letters[index] if index < len(letters) else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index % 26]
        band = _BANDS[known.setdefault(letter, len(known)) % len(_BANDS)]
        pen.rectangle((start * across, 0, stop * across, height), fill=(*band, 255))
        pen.text((start * across + 3, 1), letter, fill=(*_INK, 255), font_size=11)
    for start, _ in measured:
        pen.line((start * across, _STRIP, start * across, height), fill=(*_LINE, 255))
    pen.line((0, _STRIP, width, _STRIP), fill=(*_LINE, 255))
    for number, line in reversed(list(enumerate(played))):
        colour = _COLOURS[-1 if number and number == len(played) - 1 else min(number, 2)]
        for tone in line:
            if tone.start < end:
                top = _STRIP + (high - tone.pitch) * up
                right = max(min(tone.end, end) * across - 1, tone.start * across + 1)
                pen.rectangle((tone.start * across, top, right, top + max(up - 0.5, 1)), fill=(*colour, 255))
    return np.asarray(page)
