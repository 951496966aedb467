"""Notation → ABC text that a musician can read and change; what is read from it again is the same piece."""

from __future__ import annotations

from math import gcd

from crossmedia_studio.core.key_names import FIFTHS, NAMES
from crossmedia_studio.media.notation import GRID, Notation, Tone, lines
from crossmedia_studio.media.scores.keys import accidentals, signature

_UNIT = GRID // 2
"""L:1/8 in steps."""
_BARS_A_LINE = 4
_FIFTHS = "FCGDAEB"
_NATURAL = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SIGNS = {2: "^^", 1: "^", 0: "=", -1: "_", -2: "__"}


def write(notation: Notation) -> str:
    """One tune; voices that sound several notes at once become several V: voices. Drums are left out."""
    metre = notation.metre
    key = NAMES[notation.tonic % 12] + {"major": "", "minor": "m"}.get(notation.mode, notation.mode[:3].capitalize())
    head = ["X:1", f"T:{' '.join(notation.title.split()) or 'Untitled'}", f"M:{metre.beats}/{metre.unit}", "L:1/8"]
    if notation.tempo:
        above, below = metre.beat // gcd(metre.beat, 4 * GRID), 4 * GRID // gcd(metre.beat, 4 * GRID)
        head.append(f"Q:{above}/{below}={max(round(notation.tempo * GRID / metre.beat), 1)}")
    head.append(f"K:{key}")
    found = lines(notation)
    for number, line in enumerate(found):
        if len(found) > 1:
            head.append(f"V:{number + 1}")
        head += _body(notation, line, number == 0)
    return "\n".join(head) + "\n"


def _body(notation: Notation, line: tuple[Tone, ...], lead: bool) -> list[str]:
    fifths = signature(notation.tonic, notation.mode)
    chords = {chord.start: chord.name for chord in notation.chords} if lead else {}
    metres = {metre.start: metre for metre in notation.metres[1:]}
    parts = set(notation.parts[1:])
    rows: list[str] = []
    row: list[str] = []
    bars = notation.bars()
    for index, (start, length) in enumerate(bars):
        if start in metres:
            row.append(f"[M:{metres[start].beats}/{metres[start].unit}]")
        last = index + 1 == len(bars)
        row.append(_bar(line, start, start + length, chords, fifths, notation.mode))
        row.append("|]" if last else "||" if start + length in parts else "|")
        if last or (index + 1) % _BARS_A_LINE == 0:
            rows.append(" ".join(row))
            row = []
    return rows


def _bar(line: tuple[Tone, ...], start: int, end: int, chords: dict[int, str], fifths: int, mode: str) -> str:
    """Events cut at bar lines, chord changes and beats that triplets begin on; what is cut is tied."""
    inside: dict[str, int] = {}
    cuts = sorted({start, end, *(at for at in chords if start < at < end)})
    words: list[str] = []
    triplet: list[str] = []
    for at, stop, tone in _events(line, cuts):
        length = stop - at
        chord = f'"{chords[at]}"' if at in chords else ""
        sign = "z" if tone is None else _spelled(tone.pitch, fifths - FIFTHS[mode], fifths, inside)
        tie = "-" if tone is not None and tone.end > stop else ""
        if length == 8 and (triplet or at % GRID == 0):
            triplet.append(f"{chord}{sign}{tie}")
            if len(triplet) == 3:
                words.append("(3" + "".join(triplet))
                triplet = []
            continue
        words += [_alone(word, 8) for word in triplet]
        triplet = []
        words.append(f"{chord}{sign}{_length(length)}{tie}")
    words += [_alone(word, 8) for word in triplet]
    return " ".join(words)


def _alone(word: str, length: int) -> str:
    return word[:-1] + _length(length) + "-" if word.endswith("-") else word + _length(length)


def _events(line: tuple[Tone, ...], cuts: list[int]) -> list[tuple[int, int, Tone | None]]:
    """(from, to, note or rest) that fill the bar between the first and the last of ``cuts``."""
    found: list[tuple[int, int, Tone | None]] = []
    start, end = cuts[0], cuts[-1]
    at = start
    pieces: list[tuple[int, int, Tone | None]] = []
    for tone in line:
        if tone.end <= start or tone.start >= end:
            continue
        if tone.start > at:
            pieces.append((at, tone.start, None))
        pieces.append((max(tone.start, start), min(tone.end, end), tone))
        at = min(tone.end, end)
    if at < end:
        pieces.append((at, end, None))
    for first, last, event in pieces:
        edges = [first, *(cut for cut in cuts if first < cut < last), last]
        found += [(edges[i], edges[i + 1], event) for i in range(len(edges) - 1)]
    return found


def _length(steps: int) -> str:
    common = gcd(steps, _UNIT)
    above, below = steps // common, _UNIT // common
    if below == 1:
        return "" if above == 1 else str(above)
    if below == 2:
        return f"{'' if above == 1 else above}/"
    return f"{'' if above == 1 else above}/{below}"


def _spelled(pitch: int, tonic: int, fifths: int, inside: dict[str, int]) -> str:
    """Letter, octave and the accidental it needs after those before it in the bar.

    ``tonic`` is the place of the tonic on the line of fifths (C is 0): notes are spelled from five below to six above.
    """
    place = next(at for at in range(tonic - 5, tonic + 7) if at * 7 % 12 == pitch % 12)
    letter, alter = _FIFTHS[(place + 1) % 7], (place + 1) // 7
    sign = "" if inside.get(letter, accidentals(fifths).get(letter, 0)) == alter else _SIGNS[alter]
    if sign:
        inside[letter] = alter
    octave = (pitch - _NATURAL[letter] - alter) // 12 - 5
    if octave >= 1:
        return sign + letter.lower() + "'" * (octave - 1)
    return sign + letter + "," * -octave
