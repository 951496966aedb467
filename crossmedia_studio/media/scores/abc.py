"""ABC notation, as collections of tunes use it (abcnotation.com/wiki/abc:standard:v2.1): a text of tunes → Notations.

Read: fields X T M L Q K R N P V in the head, in lines and inline; notes, chords, rests, ties, broken rhythm, tuplets,
repeats with endings, chord symbols. Passed over: decorations, grace notes, words, overlays, macros.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction

from crossmedia_studio.core.key_names import pitch_class
from crossmedia_studio.media.notation import GRID, Harmony, Metre, Notation, Tone, Voice
from crossmedia_studio.media.scores import keys
from crossmedia_studio.media.scores.repeats import Fence, in_step, order

MOST_TUNES = 6000
_MOST_EVENTS = 40_000
_OCTAVES = {",": -12, "'": 12}
_LETTERS = {"C": 60, "D": 62, "E": 64, "F": 65, "G": 67, "A": 69, "B": 71}
_TOKEN = re.compile(
    r"""(?P<text>"[^"\n]*")|(?P<field>\[[A-Za-z]:[^\]\n]*\])|(?P<decoration>![^!\n]*!|\+[^+\s\d]+\+)|(?P<grace>\{[^}\n]*\})
    |(?P<bar>:*\|[\]|:]*:*|:{2,}|\[\|)|(?P<ending>\[(?=[1-9]))|(?P<tuplet>\((?P<p>[2-9])(?::(?P<q>[1-9]?)(?::(?P<r>[1-9]?))?)?)
    |(?P<chord>\[)|(?P<close>\])
    |(?P<accidental>\^{1,2}|_{1,2}|=)?(?P<note>[A-Ga-g])(?P<octave>[,']{0,4})
    |(?P<rest>[zx])|(?P<bars>Z)|(?P<broken>>{1,3}|<{1,3})|(?P<tie>-)|(?P<overlay>&)""",
    re.VERBOSE,
)
_LENGTH = re.compile(r"(\d{1,4})?(/+)?(\d{1,4})?")
_ENDINGS = re.compile(r"[1-9](?:[,\-][1-9])*")
_FIELD = re.compile(r"([A-Za-z]):\s*(.*)")
_PACES = (
    (r"very slow|largo|lento", 48), (r"\bslow|adagio|lament|air\b", 60), (r"moderate|andante|gracefully", 84),
    (r"strathspey", 126), (r"hornpipe", 88), (r"slip|jig", 112), (r"reel", 104), (r"march|quick", 104),
    (r"waltz", 144), (r"animated|allegro|lively|spirited|vivace|brisk", 116),
)  # fmt: skip
"""Beats a minute that words of the R, N and Q fields ask for where no number is given."""


@dataclass
class _Measure:
    """``events``: (quarter notes long, pitches, tied to the next) in order; empty pitches are a rest."""

    bar: Fraction
    events: list[tuple[Fraction, tuple[int, ...], bool]] = field(default_factory=list)
    chords: list[tuple[Fraction, int, str]] = field(default_factory=list)
    metre: Metre | None = None
    opens: bool = False
    closes: bool = False
    begins: bool = False
    endings: tuple[int, ...] = ()

    @property
    def length(self) -> Fraction:
        return sum((event[0] for event in self.events), Fraction(0))

    @property
    def fence(self) -> Fence:
        return Fence(self.opens, self.closes, self.endings, self.begins)


@dataclass
class _Reading:
    """A voice as it is read."""

    unit: Fraction
    metre: Metre
    altered: dict[str, int]
    measures: list[_Measure] = field(default_factory=list)
    inside: dict[str, int] = field(default_factory=dict)
    broken: Fraction = Fraction(1)
    tuplet: Fraction = Fraction(1)
    within: int = 0
    ending: tuple[int, ...] = ()
    overlaid: bool = False

    def measure(self) -> _Measure:
        return self.measures[-1]


def looks_like(text: str) -> bool:
    """Whether ``text`` is a tune: an X or M field and a K field on lines of their own, and notes after it."""
    head = text[:20_000]
    return bool(
        re.search(r"^(?:X:\s*\d|M:\s*(?:C|\d+/\d+))", head, re.M)
        and re.search(r"^K:[^\n]*\n(?:[A-Za-z]:[^\n]*\n|%[^\n]*\n)*[^\n]*[A-Ga-gz]", head, re.M)
    )


def read_all(text: str, repeats: bool = True) -> tuple[Notation, ...]:
    """Every tune in ``text`` that has notes."""
    return tuple(tune for tune, _ in read_checked(text, repeats))


def read_checked(text: str, repeats: bool = True) -> tuple[tuple[Notation, int], ...]:
    """Every tune, and how many of its measures are not as long as the metre says."""
    blocks = re.split(r"^(?=X:)", text.replace("\r\n", "\n").replace("\r", "\n"), flags=re.M)
    shared = ""
    if len(blocks) > 1 and not re.search(r"^K:", blocks[0], re.M):
        shared = "\n".join(line for line in blocks[0].splitlines() if re.match(r"[ML]:", line))
        blocks = blocks[1:]
    found = [tune for block in blocks[:MOST_TUNES] if (tune := _tune(f"{shared}\n{block}", repeats)) is not None]
    return tuple(found)


def _tune(block: str, repeats: bool) -> tuple[Notation, int] | None:
    title, unit, metre, tempo, words = "", None, Metre(4, 4), "", []
    tonic, mode = 0, "major"
    altered: dict[str, int] = {}
    voices: dict[str, _Reading] = {}
    order_of: list[str] = []
    now = ""
    body = False
    events = 0
    for raw in block.splitlines():
        line = re.split(r"(?<!\\)%", raw, maxsplit=1)[0].rstrip()
        if not line:
            continue
        match = _FIELD.match(line) if re.match(r"[A-Za-z]:(?![|:])", line) else None
        if match and not body:
            name, value = match.groups()
            if name == "T" and not title:
                title = value.strip()[:200]
            elif name == "M":
                metre = _metre(value)
            elif name == "L":
                unit = _fraction(value)
            elif name == "Q":
                tempo = value
                words.append(value)
            elif name in "RN":
                words.append(value)
            elif name == "K":
                tonic, mode, altered = _key(value)
                body = True
            continue
        if not body:
            continue
        first = unit or (Fraction(1, 16) if Fraction(metre.beats, metre.unit) < Fraction(3, 4) else Fraction(1, 8))
        if match and match[1] == "V":
            now = (match[2].split() or [""])[0]
            continue
        if now not in voices:
            voices[now] = _Reading(first, metre, dict(altered), [_Measure(_bar(metre), metre=metre)])
            order_of.append(now)
        voice = voices[now]
        if match:
            _field(voice, match[1], match[2])
            continue
        events = _line(line, voice, voices, events)
        if events > _MOST_EVENTS:
            break
    return _finished(
        [voices[name] for name in order_of], title, tonic, mode, metre, _tempo(tempo, words, metre, unit), repeats
    )


def _line(line: str, voice: _Reading, voices: dict[str, _Reading], events: int) -> int:
    """Read one line of music into ``voice``; the count of events so far comes back."""
    at = 0
    last: int | None = None
    while at < len(line):
        match = _TOKEN.match(line, at)
        if match is None:
            at += 1
            continue
        at = match.end()
        what = match.lastgroup if match.lastgroup not in ("p", "q", "r", "octave", "accidental") else None
        if match["field"]:
            _field(voice, match["field"][1], match["field"][3:-1].strip())
        elif match["text"]:
            said = keys.chord_named(match["text"][1:-1])
            if said is not None and not voice.overlaid:
                voice.measure().chords.append((voice.measure().length, *said))
        elif match["bar"]:
            at = _fenced(voice, match["bar"], line, at)
            last = None
        elif match["ending"]:
            numbers = _ENDINGS.match(line, at)
            assert numbers is not None
            voice.ending = _numbers(numbers[0])
            voice.measure().endings = voice.ending
            at = numbers.end()
        elif match["tuplet"]:
            p = int(match["p"])
            compound = voice.metre.beat % (3 * GRID // 2) == 0 and voice.metre.unit == 8
            usual = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}.get(p, 3 if compound else 2)
            voice.tuplet = Fraction(int(match["q"] or usual), p)
            voice.within = int(match["r"] or p)
        elif match["overlay"]:
            voice.overlaid = True
        elif what == "broken" and last is not None:
            short = Fraction(1, 2 ** len(match["broken"]))
            long = 2 - short
            before, after = (long, short) if match["broken"][0] == ">" else (short, long)
            length, pitches, tied = voice.measure().events[last]
            voice.measure().events[last] = (length * before, pitches, tied)
            voice.broken = after
        elif what == "tie" and last is not None:
            length, pitches, _ = voice.measure().events[last]
            voice.measure().events[last] = (length, pitches, True)
        elif match["note"] or match["rest"] or match["bars"] or match["chord"]:
            at, event = _event(line, at, match, voice)
            if voice.overlaid or not event[0]:
                continue
            voice.measure().events.append(event)
            last = len(voice.measure().events) - 1
            events += 1
            if events > _MOST_EVENTS:
                break
    return events


def _event(
    line: str, at: int, match: re.Match[str], voice: _Reading
) -> tuple[int, tuple[Fraction, tuple[int, ...], bool]]:
    """The note, chord or rest that begins with ``match``, and where the line goes on."""
    pitches: list[int] = []
    inner = Fraction(1)
    tied = False
    if match["chord"]:
        while at < len(line) and line[at] != "]":
            part = _TOKEN.match(line, at)
            if part is None or part["bar"]:
                at += 1
                continue
            at = part.end()
            if part["note"]:
                pitches.append(_pitch(part, voice))
                at, length = _length(line, at)
                inner = length if len(pitches) == 1 else inner
            tied = tied or bool(part["tie"])
        at = min(at + 1, len(line))
    elif match["note"]:
        pitches.append(_pitch(match, voice))
    at, length = _length(line, at)
    if match["bars"]:
        return at, (voice.measure().bar * min(length, Fraction(16)), (), False)
    total = inner * length * voice.unit * 4 * voice.broken
    voice.broken = Fraction(1)
    if voice.within:
        total *= voice.tuplet
        voice.within -= 1
    return at, (min(total, Fraction(64)), tuple(pitches), tied)


def _pitch(match: re.Match[str], voice: _Reading) -> int:
    letter = match["note"].upper()
    pitch = _LETTERS[letter] + (12 if match["note"].islower() else 0)
    pitch += sum(_OCTAVES[mark] for mark in match["octave"])
    if sign := match["accidental"]:
        voice.inside[letter] = {"^": 1, "_": -1, "=": 0}[sign[0]] * len(sign)
    pitch += voice.inside.get(letter, voice.altered.get(letter, 0))
    return min(max(pitch, 0), 127)


def _length(line: str, at: int) -> tuple[int, Fraction]:
    match = _LENGTH.match(line, at)
    if match is None or match.end() == at:
        return at, Fraction(1)
    above, slashes, below = match.groups()
    if not slashes:
        return match.end(1), Fraction(int(above))
    under = int(below) if below else 2 ** min(len(slashes), 6)
    return match.end(), Fraction(int(above or 1), under or 1)


def _fenced(voice: _Reading, bar: str, line: str, at: int) -> int:
    """A bar line ends the measure and says what stands around it."""
    before = voice.measure()
    closes = bar.startswith(":") or bar == "::"
    opens = bar.endswith(":") and (len(bar) > 1)
    if bar in ("::", ":::"):
        closes = opens = True
    parted = closes or opens or bar.strip(":") in ("||", "|]", "[|") or bar.endswith("|]")
    voice.inside.clear()
    voice.overlaid = False
    numbers = _ENDINGS.match(line, at)
    if before.events:
        before.closes = before.closes or closes
        fresh = _Measure(_bar(voice.metre))
        voice.measures.append(fresh)
    elif closes and len(voice.measures) > 1:
        voice.measures[-2].closes = True
    now = voice.measure()
    now.opens = now.opens or opens
    now.begins = now.begins or parted
    if numbers:
        voice.ending = _numbers(numbers[0])
        at = numbers.end()
    elif parted:
        voice.ending = ()
    now.endings = voice.ending
    return at


def _numbers(words: str) -> tuple[int, ...]:
    found: list[int] = []
    for part in words.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return tuple(found)


def _field(voice: _Reading, name: str, value: str) -> None:
    if name == "K":
        voice.altered = _key(value)[2]
        voice.inside.clear()
    elif name == "L":
        voice.unit = _fraction(value) or voice.unit
    elif name == "M":
        voice.metre = _metre(value)
        if voice.measure().events:
            return
        voice.measure().bar = _bar(voice.metre)
        voice.measure().metre = voice.metre
    elif name == "P":
        voice.measure().begins = True


def _metre(value: str) -> Metre:
    value = value.strip()
    if value.startswith("C|"):
        return Metre(2, 2)
    match = re.match(r"\(?([\d+]{1,9})\)?/(\d{1,2})", value)
    if not match:
        return Metre(4, 4)
    beats = sum(int(part) for part in match[1].split("+") if part)
    unit = int(match[2])
    return Metre(beats, unit) if 1 <= beats <= 32 and unit in (1, 2, 4, 8, 16, 32) else Metre(4, 4)


def _bar(metre: Metre) -> Fraction:
    return Fraction(metre.beats * 4, metre.unit)


def _fraction(value: str) -> Fraction | None:
    match = re.match(r"\s*(\d{1,3})\s*/\s*(\d{1,3})", value)
    if not match or int(match[2]) == 0 or int(match[1]) == 0:
        return None
    return Fraction(int(match[1]), int(match[2]))


def _key(value: str) -> tuple[int, str, dict[str, int]]:
    """Tonic, mode and altered letters."""
    match = re.match(r"\s*([A-G])([#b♯♭]?)\s*([A-Za-z]*)", value)
    if re.match(r"\s*H[Pp]\b", value):
        return 9, "mixolydian", {"F": 1, "C": 1}
    if not match:
        return 0, "major", {}
    mode = keys.mode_named(match[3])
    tonic = pitch_class(match[1], match[2])
    mode = mode or "major"
    altered = keys.accidentals(keys.signature(tonic, mode))
    for sign, letter in re.findall(r"(\^|_|=)([A-Ga-g])", value[match.end() :]):
        altered[letter.upper()] = {"^": 1, "_": -1, "=": 0}[sign]
    return tonic, mode, altered


def _tempo(value: str, words: list[str], metre: Metre, unit: Fraction | None) -> float:
    """Quarter notes a minute; 0 where nothing is said."""
    if match := re.search(r"(\d{1,2})\s*/\s*(\d{1,2})\s*=\s*(\d{1,3})", value):
        above, below, count = (int(part) for part in match.groups())
        return _within(4.0 * above / below * count) if below else 0.0
    if match := re.match(r"\s*(?:C\s*=\s*)?(\d{2,3})\s*$", value):
        return _within(4.0 * float(unit or Fraction(1, 4)) * int(match[1]))
    said = " ".join(words).lower()
    for pattern, beats in _PACES:
        if re.search(pattern, said):
            return _within(float(beats) * metre.beat / GRID)
    return 0.0


def _within(tempo: float) -> float:
    return tempo if 15.0 <= tempo <= 600.0 else 0.0


def _finished(
    voices: list[_Reading], title: str, tonic: int, mode: str, metre: Metre, tempo: float, repeats: bool
) -> tuple[Notation, int] | None:
    read: list[Voice] = []
    mended = 0
    metres: list[Metre] = []
    chords: list[Harmony] = []
    parts: list[int] = []
    for number, voice in enumerate(voices):
        measures = [measure for measure in voice.measures if measure.events]
        fences = [measure.fence for measure in measures]
        lengths = [measure.length for measure in measures]
        spans, wrong = in_step(order(fences, repeats), lengths, [measure.bar for measure in measures], fences)
        mended = max(mended, wrong)
        tones: list[Tone] = []
        tied: dict[int, int] = {}
        at = Fraction(0)
        for span in spans:
            measure = measures[span.index]
            at += span.lead
            if number == 0:
                if measure.metre and (not metres or measure.metre.bar != metres[-1].bar):
                    metres.append(replace(measure.metre, start=_step(at - span.lead)))
                if measure.begins or span.index == 0 or measure.opens:
                    parts.append(_step(at))
                chords += [Harmony(_step(at + offset), root, kind) for offset, root, kind in measure.chords]
            for length, pitches, tie in measure.events:
                kept: dict[int, int] = {}
                for pitch in pitches:
                    if pitch in tied and tones[tied[pitch]].end == _step(at):
                        index = tied[pitch]
                        tones[index] = Tone(tones[index].start, _step(at + length) - tones[index].start, pitch)
                    else:
                        index = len(tones)
                        tones.append(Tone(_step(at), max(_step(at + length) - _step(at), 1), pitch))
                    if tie:
                        kept[pitch] = index
                tied = kept
                at += length
            at += span.rest
        if tones:
            read.append(Voice(tuple(tones)))
    if not read:
        return None
    metres = metres or [metre]
    metres[0] = replace(metres[0], start=0)
    return Notation(
        tuple(read), tonic, mode, tuple(metres), tempo, tuple(chords), title=title, parts=tuple(dict.fromkeys(parts))
    ), mended


def _step(quarters: Fraction) -> int:
    return round(quarters * GRID)
