"""``encode``: a Notation as token ids; ``decode``: token ids, also sampled and broken ones, as a Notation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from crossmedia_studio.media.notation import GRID, Harmony, Metre, Notation, Tone, Voice, lines
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.form import sections
from crossmedia_studio.represent.music.grammar import Grammar
from crossmedia_studio.represent.music.harmony import chords_of
from crossmedia_studio.understand.meaning import Mood
from crossmedia_studio.understand.tune import mood_of, usual_tempo

MOST_BARS = 256


@dataclass(frozen=True)
class Bar:
    """``section``: its BAR token; ``chords``: one or two CHORD tokens; ``events``: for each voice its NOTE, REST, HOLD
    and DUR tokens in turn, empty where it rests (never for the lead)."""

    section: int
    chords: tuple[int, ...]
    events: tuple[tuple[int, ...], ...]

    def tokens(self, left: int) -> list[int]:
        """With ``left`` bars still to come."""
        found = [self.section, v.left_token(left), *self.chords]
        for voice, events in enumerate(self.events):
            if events:
                found += [v.VOICE + voice, *events]
        return found


@dataclass(frozen=True)
class Piece:
    """A notation in tokens, bar by bar. ``shift``: semitones that were added to bring its tonic to C."""

    header: tuple[int, ...]
    bars: tuple[Bar, ...]
    shift: int = 0

    @property
    def metre(self) -> Metre:
        return v.METRES[self.header[1] - v.METRE]

    def ids(self) -> np.ndarray:
        """int16 (n,): START, header, bars, END."""
        found = [v.START, *self.header]
        for index, bar in enumerate(self.bars):
            found += bar.tokens(len(self.bars) - 1 - index)
        return np.array([*found, v.END], np.int16)

    @property
    def upbeat(self) -> tuple[Bar, ...]:
        """The bar before the first section that holds an upbeat, if there is one."""
        first = self.bars[:1]
        return first if first and (first[0].section - v.BAR) % v.PLACES == v.PLACES - 1 else ()

    def sections(self) -> tuple[tuple[Bar, ...], ...]:
        """Its bars by section, in order, without the upbeat."""
        found: list[list[Bar]] = []
        for bar in self.bars[len(self.upbeat) :]:
            begins = (bar.section - v.BAR) % v.PLACES == 0
            last = found[-1][-1].section if found else -1
            same = (bar.section - v.BAR) // v.PLACES == (last - v.BAR) // v.PLACES
            if not found or not same or (begins and (last - v.BAR) % v.PLACES != v.PLACES - 1):
                found.append([])
            found[-1].append(bar)
        return tuple(map(tuple, found))

    def arranged(self, order: Sequence[int]) -> Piece:
        """The same piece with its sections in another ``order``, such as (0, 1, 0); at most MOST_BARS bars."""
        known = self.sections()
        bars = self.upbeat + tuple(bar for index in order for bar in known[index])
        return replace(self, bars=bars[:MOST_BARS])


def encode(notation: Notation, *, voices: int = v.MOST_VOICES, mood: Mood | None = None) -> Piece:
    """``notation`` in its first metre, at most ``voices`` lines (the highest is the lead) and MOST_BARS bars.

    Chords are those that are written, else heard in the notes; the mood is that of ``understand.tune.mood_of`` unless
    given. Raises ValueError for a notation without notes.
    """
    metre = v.METRES[v.metre_token(notation.metre) - v.METRE]
    shift = -_up(notation.tonic)
    bar = metre.bar
    played = _snapped(_chosen(lines(notation), voices), shift)
    if not played:
        raise ValueError("no notes")
    lead = played[0]
    end = max(tone.end for line in played for tone in line)
    count = min(-(-end // bar), MOST_BARS)
    tempo = notation.tempo or usual_tempo(metre, lead)
    feels = mood or mood_of(lead, notation.mode, tempo, metre)
    header = (
        v.MODE + v.MODE_NAMES.index(notation.mode),
        v.metre_token(metre),
        v.tempo_token(tempo, metre),
        v.VALENCE + v.bin_of(feels.valence),
        v.AROUSAL + v.bin_of(feels.arousal),
        v.VOICES + len(played) - 1,
    )
    events = [_events(line, bar, count) for line in played]
    marks = [round(part / bar) for part in notation.parts]
    form = sections([tuple(_offsets(lead, index, bar)) for index in range(count)], bar, marks)
    if notation.chords:
        chords = _written(notation, metre, count, shift)
    else:
        chords = chords_of(played, count, metre, notation.mode)
    bars = tuple(
        Bar(
            form[index],
            chords[index],
            tuple(
                line[index] if number == 0 or any(token != v.REST for token in line[index][::2]) else ()
                for number, line in enumerate(events)
            ),
        )
        for index in range(count)
    )
    return Piece(header, bars, shift)


def decode(ids: Sequence[int] | np.ndarray, tonic: int = 0, tempo: float = 0.0, title: str = "") -> Notation:
    """What ``ids`` say, in the key on ``tonic`` (moved by at most six semitones). Never raises: what makes no sense
    is passed over, what is too long for its bar is cut. ``tempo`` in quarter notes a minute (0: that of the header).
    """
    metre, mode, said = v.METRES[2], "major", 0.0
    shift = _up(tonic)
    tones: list[list[Tone]] = [[] for _ in range(v.MOST_VOICES)]
    chords: list[Harmony] = []
    parts: list[int] = []
    start, at, voice, count = 0, 0, -1, 0
    event, halves, letter = v.REST, 0, -1
    for token in (int(value) for value in ids):
        kind = v.kind(token) if 0 <= token < v.SIZE else "pad"
        if kind == "end":
            break
        if kind == "mode":
            mode = v.MODE_NAMES[token - v.MODE]
        elif kind == "metre" and not count:
            metre = v.METRES[token - v.METRE]
        elif kind == "tempo":
            said = v.tempo_of(token, metre)
        elif kind == "bar":
            start, voice, halves, count = count * metre.bar, -1, 0, count + 1
            now, place = divmod(token - v.BAR, v.PLACES)
            if (place == 0 or now != letter) and not (count == 1 and place == v.PLACES - 1):
                parts.append(start)
            letter = now
        elif kind == "chord" and count and halves < 2:
            if token != v.NO_CHORD:
                root, quality = divmod(token - v.CHORD, len(v.KINDS))
                chords.append(Harmony(start + halves * (metre.bar // 2), (root + shift) % 12, v.KINDS[quality]))
            halves += 1
        elif kind == "voice" and count:
            voice, at, event = token - v.VOICE, start, v.REST
        elif kind in ("note", "rest", "hold"):
            event = token
        elif kind == "dur" and voice >= 0:
            length = min(v.LENGTHS[token - v.DUR], start + metre.bar - at)
            if length > 0:
                _sound(tones[voice], event, at, length, shift)
                at += length
            event = v.HOLD if event != v.REST else v.REST
    return Notation(
        tuple(Voice(tuple(line)) for line in tones if line),
        tonic % 12,
        mode,
        (replace(metre, start=0),),
        tempo or said,
        _changed(chords),
        title=title,
        parts=tuple(parts),
    )


def judged(ids: np.ndarray) -> np.ndarray:
    """bool, of the shape of ``ids`` (n,): the tokens by whose likelihood models are compared, which are the chords and
    the events of the lead."""
    found = np.zeros(len(ids), bool)
    lead = False
    for index, token in enumerate(ids.tolist()):
        if v.VOICE <= token < v.NOTE:
            lead = token == v.VOICE
        elif v.BAR <= token < v.CHORD:
            lead = False
        elif v.CHORD <= token < v.VOICE:
            found[index] = True
        elif lead:
            found[index] = token in (v.REST, v.HOLD) or token >= v.NOTE
    return found


def _up(tonic: int) -> int:
    """Semitones from C to ``tonic`` by the shorter way, −5 … 6."""
    return tonic % 12 - (12 if tonic % 12 > 6 else 0)


def _chosen(found: tuple[tuple[Tone, ...], ...], voices: int) -> list[tuple[Tone, ...]]:
    """At most ``voices`` lines: the highest, the lowest and the busiest between them."""
    if len(found) <= voices:
        return list(found)
    if voices <= 1:
        return list(found[:1])
    middle = sorted(range(1, len(found) - 1), key=lambda index: -len(found[index]))[: voices - 2]
    return [found[index] for index in sorted({0, *middle, len(found) - 1})]


def _snapped(played: Sequence[Sequence[Tone]], shift: int) -> list[tuple[Tone, ...]]:
    """Notes on thirty-seconds or triplets, whichever each quarter is nearer to, moved by ``shift`` and into range."""
    errors: dict[int, list[int]] = {}
    for line in played:
        for tone in line:
            for at in (tone.start, tone.end):
                row = errors.setdefault(at // GRID, [0, 0])
                row[0] += abs(at - 3 * round(at / 3))
                row[1] += abs(at - 4 * round(at / 4))

    def snap(at: int) -> int:
        straight, triplet = errors[at // GRID]
        size = 4 if triplet < straight else 3
        return size * round(at / size)

    found = []
    for line in played:
        row_: list[Tone] = []
        for tone in line:
            start, end = snap(tone.start), snap(tone.end)
            if row_ and start < row_[-1].end:
                start = row_[-1].end
            elif end <= start:  # the shortest note there is
                end = start + (4 if start % 3 else 3)
            if end > start:
                row_.append(Tone(start, end - start, _ranged(tone.pitch + shift)))
        if row_:
            found.append(tuple(row_))
    return found


def _ranged(pitch: int) -> int:
    while pitch < v.LOWEST:
        pitch += 12
    while pitch > v.HIGHEST:
        pitch -= 12
    return pitch


def _events(line: Sequence[Tone], bar: int, count: int) -> list[tuple[int, ...]]:
    """For each bar the tokens of one line; rests fill what it leaves."""
    rows: list[list[int]] = [[] for _ in range(count)]

    def put(token: int, start: int, end: int) -> None:
        while start < min(end, count * bar):
            index = start // bar
            stop = min(end, (index + 1) * bar)
            for length in v.pieces(stop - start):
                rows[index] += [token, v.DUR + v.LENGTHS.index(length)]
                token = v.REST if token == v.REST else v.HOLD
            start = stop

    at = 0
    for tone in line:
        put(v.REST, at, tone.start)
        put(v.NOTE + tone.pitch - v.LOWEST, tone.start, tone.end)
        at = tone.end
    put(v.REST, at, count * bar)
    return [tuple(row) for row in rows]


def _offsets(lead: Sequence[Tone], index: int, bar: int) -> list[tuple[int, int, int]]:
    start, end = index * bar, (index + 1) * bar
    return [
        (max(tone.start, start) - start, min(tone.end, end) - max(tone.start, start), tone.pitch)
        for tone in lead
        if tone.start < end and tone.end > start
    ]


def _written(notation: Notation, metre: Metre, count: int, shift: int) -> list[tuple[int, ...]]:
    def at(step: int) -> int:
        before = [chord for chord in notation.chords if chord.start <= step]
        if not before:
            return v.NO_CHORD
        return v.CHORD + (before[-1].root + shift) % 12 * len(v.KINDS) + v.KINDS.index(before[-1].quality)

    found: list[tuple[int, ...]] = []
    for index in range(count):
        first = at(index * metre.bar + metre.beat // 2)
        middle = at(index * metre.bar + metre.bar // 2) if v.halves(metre) else first
        found.append((first, middle) if middle != first else (first,))
    return found


def _sound(line: list[Tone], event: int, at: int, length: int, shift: int) -> None:
    if event == v.HOLD and line and line[-1].end == at:
        line[-1] = Tone(line[-1].start, line[-1].length + length, line[-1].pitch)
    elif v.NOTE <= event < v.DUR:
        line.append(Tone(at, length, min(max(event - v.NOTE + v.LOWEST + shift, 0), 127)))


def _changed(chords: list[Harmony]) -> tuple[Harmony, ...]:
    """Without chords that only say the last one again."""
    found: list[Harmony] = []
    for chord in chords:
        if not found or (found[-1].root, found[-1].quality) != (chord.root, chord.quality):
            found.append(chord)
    return tuple(found)


def parsed(ids: Sequence[int] | np.ndarray, shift: int = 0) -> Piece:
    """The Piece whose ``ids()`` these are. Raises ValueError for what the grammar does not allow."""
    tokens = [int(token) for token in ids]
    grammar = Grammar()
    for token in tokens:
        grammar.feed(token)
    if not grammar.done:
        raise ValueError("it does not end")
    starts = [index for index, token in enumerate(tokens) if v.BAR <= token < v.LEFT]
    bars = []
    for start, stop in zip(starts, [*starts[1:], len(tokens) - 1], strict=True):
        row = tokens[start + 2 : stop]
        chords = tuple(token for token in row if v.CHORD <= token < v.VOICE)
        marks = [index for index, token in enumerate(row) if v.VOICE <= token < v.NOTE]
        events: list[tuple[int, ...]] = [()] * grammar.voices
        for first, last in zip(marks, [*marks[1:], len(row)], strict=True):
            events[row[first] - v.VOICE] = tuple(row[first + 1 : last])
        bars.append(Bar(tokens[start], chords, tuple(events)))
    return Piece(tuple(tokens[1 : starts[0]]), tuple(bars), shift)
