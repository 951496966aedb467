"""MusicXML 4.0, partwise, plain or packed as .mxl → Notations. Read strictly within limits; entities are refused."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field, replace
from fractions import Fraction
from xml.etree import ElementTree

from crossmedia_studio.media.notation import GRID, MODES, Harmony, Metre, Notation, Tone, Voice
from crossmedia_studio.media.scores import keys
from crossmedia_studio.media.scores.repeats import Fence, in_step, order

MOST_BYTES = 40_000_000
"""Of XML, unpacked."""
_MOST_NOTES = 60_000
_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def looks_like(data: bytes) -> bool:
    """Whether ``data`` begins as MusicXML, or as a zip archive that says it holds some."""
    if data[:2] == b"PK":
        return b"META-INF/container.xml" in data or b"musicxml" in data[:200]
    return b"<score-partwise" in data[:4000] or b"<score-timewise" in data[:4000]


def read_all(data: bytes, repeats: bool = True) -> tuple[Notation, ...]:
    """The piece in the file. Raises ValueError for what is damaged, too large or not partwise."""
    text = _unpacked(data) if data[:2] == b"PK" else data
    if len(text) > MOST_BYTES:
        raise ValueError("too large")
    if re.search(rb"<!ENTITY", text[:100_000]):
        raise ValueError("it defines entities")
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise ValueError(str(error)) from error
    if root.tag != "score-partwise":
        raise ValueError("it is not written part by part")
    found = _score(root, repeats)
    return (found,) if found is not None else ()


def _unpacked(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {info.filename: info for info in archive.infolist()[:200]}
            chosen = next(
                (name for name in names if name.endswith((".xml", ".musicxml")) and "META-INF" not in name), ""
            )
            if "META-INF/container.xml" in names and names["META-INF/container.xml"].file_size < 100_000:
                listed = re.search(rb'full-path="([^"]+)"', archive.read("META-INF/container.xml"))
                wanted = listed[1].decode("utf-8", "replace") if listed else ""
                chosen = wanted if wanted in names else chosen
            if not chosen:
                raise ValueError("there is no score in it")
            if names[chosen].file_size > MOST_BYTES:
                raise ValueError("too large")
            with archive.open(chosen) as stream:
                return stream.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise ValueError(str(error)) from error


@dataclass
class _Measure:
    """Positions in quarter notes from its beginning."""

    bar: Fraction
    length: Fraction = Fraction(0)
    notes: list[tuple[str, Fraction, Fraction, int, bool, bool]] = field(default_factory=list)
    """(voice, start, length, pitch, tied from before, tied to the next)."""
    chords: list[tuple[Fraction, int, str]] = field(default_factory=list)
    metre: Metre | None = None
    fence: Fence = field(default_factory=Fence)


@dataclass
class _Head:
    tempo: float = 0.0
    fifths: int | None = None
    mode: str = ""
    count: int = 0


def _score(root: ElementTree.Element, repeats: bool) -> Notation | None:
    title = (root.findtext("work/work-title") or root.findtext("movement-title") or "").strip()[:200]
    names = {part.get("id", ""): (part.findtext("part-name") or "").strip()[:80] for part in root.iter("score-part")}
    head = _Head()
    voices: list[Voice] = []
    metres: list[Metre] = []
    chords: list[Harmony] = []
    parts: list[int] = []
    for number, part in enumerate(root.findall("part")):
        measures = _measures(part, head)
        fences = [measure.fence for measure in measures]
        lengths = [measure.length for measure in measures]
        played = order(fences, repeats)
        spans, _ = in_step(played, lengths, [measure.bar for measure in measures], fences)
        lines: dict[str, list[Tone]] = {}
        tied: dict[tuple[str, int], int] = {}
        at = Fraction(0)
        for span in spans:
            measure = measures[span.index]
            at += span.lead
            if number == 0:
                if measure.metre and (not metres or measure.metre.bar != metres[-1].bar):
                    metres.append(replace(measure.metre, start=_step(at - span.lead)))
                if span.index == 0 or measure.fence.begins or measure.fence.opens:
                    parts.append(_step(at))
            chords += [Harmony(_step(at + offset), root_, kind) for offset, root_, kind in measure.chords]
            for voice, start, length, pitch, before, after in measure.notes:
                tones = lines.setdefault(voice, [])
                first, last = _step(at + start), _step(at + start + length)
                index = tied.pop((voice, pitch), -1)
                if before and index >= 0 and tones[index].end == first:
                    tones[index] = Tone(tones[index].start, last - tones[index].start, pitch)
                else:
                    index = len(tones)
                    tones.append(Tone(first, max(last - first, 1), pitch))
                if after:
                    tied[voice, pitch] = index
            at += measure.length + span.rest
        name = names.get(part.get("id", ""), "")
        voices += [Voice(tuple(sorted(tones)), name) for _, tones in sorted(lines.items()) if tones]
    if not voices:
        return None
    if head.fifths is not None and head.mode:
        tonic, mode = keys.from_signature(head.fifths, head.mode), head.mode
    else:
        tonic, mode = keys.heard(tone for voice in voices for tone in voice.tones)
    metres = metres or [Metre()]
    metres[0] = replace(metres[0], start=0)
    chords.sort(key=lambda chord: chord.start)
    return Notation(
        tuple(voices), tonic, mode, tuple(metres), head.tempo, tuple(chords), title=title, parts=tuple(parts)
    )


def _measures(part: ElementTree.Element, head: _Head) -> list[_Measure]:
    found: list[_Measure] = []
    divisions, metre, shift = Fraction(1), Metre(), 0
    ending: tuple[int, ...] = ()
    begins = False
    for element in part.findall("measure"):
        measure = _Measure(Fraction(metre.beats * 4, metre.unit))
        opens = closes = False
        begins_here, begins = begins, False
        at = longest = last = Fraction(0)
        for child in element:
            if child.tag == "attributes":
                divisions = Fraction(max(_number(child.findtext("divisions"), int(divisions)), 1))
                metre = _metre(child, metre)
                measure.bar = Fraction(metre.beats * 4, metre.unit)
                measure.metre = metre
                if (key := child.find("key")) is not None and head.fifths is None:
                    head.fifths = min(max(_number(key.findtext("fifths"), 0), -7), 7)
                    said = (key.findtext("mode") or "").strip().lower()
                    head.mode = said if said in MODES else ""
                if (moved := child.find("transpose")) is not None:
                    shift = _number(moved.findtext("chromatic"), 0) + 12 * _number(moved.findtext("octave-change"), 0)
            elif child.tag == "note":
                if child.find("grace") is not None or child.find("cue") is not None:
                    continue
                length = Fraction(max(_number(child.findtext("duration"), 0), 0)) / divisions
                start = last if child.find("chord") is not None else at
                if child.find("chord") is None:
                    last, at = at, at + length
                pitch = _pitch(child, shift)
                if pitch is not None and length and head.count < _MOST_NOTES:
                    head.count += 1
                    ties = {tie.get("type") for tie in child.findall("tie")}
                    voice = f"{child.findtext('staff') or ''}.{child.findtext('voice') or ''}"
                    measure.notes.append((voice, start, length, pitch, "stop" in ties, "start" in ties))
            elif child.tag in ("backup", "forward"):
                length = Fraction(max(_number(child.findtext("duration"), 0), 0)) / divisions
                at = max(at - length, Fraction(0)) if child.tag == "backup" else at + length
            elif child.tag == "harmony":
                if said_chord := _harmony(child):
                    measure.chords.append((at, *said_chord))
            elif child.tag == "barline":
                opens, closes, ending, stopped = _barline(child, opens, closes, ending)
                begins = begins or stopped
            if head.tempo == 0.0:
                head.tempo = _tempo(child)
            longest = max(longest, at)
        measure.length = min(longest, Fraction(64))
        measure.fence = Fence(opens, closes, ending, begins_here)
        begins = begins or closes
        if any(mark.get("type") in ("stop", "discontinue") for mark in element.iterfind("barline/ending")):
            ending = ()
        if measure.length:
            found.append(measure)
    return found


def _barline(
    line: ElementTree.Element, opens: bool, closes: bool, ending: tuple[int, ...]
) -> tuple[bool, bool, tuple[int, ...], bool]:
    if (repeat := line.find("repeat")) is not None:
        opens = opens or repeat.get("direction") == "forward"
        closes = closes or repeat.get("direction") == "backward"
    if (mark := line.find("ending")) is not None and mark.get("type") == "start":
        ending = tuple(int(number) for number in re.findall(r"[1-9]", mark.get("number", "")))[:4]
    double = (line.findtext("bar-style") or "") in ("light-light", "light-heavy", "heavy-light")
    return opens, closes, ending, double and line.get("location") != "left"


def _metre(attributes: ElementTree.Element, before: Metre) -> Metre:
    time = attributes.find("time")
    if time is None:
        return before
    beats = sum(int(number) for number in re.findall(r"\d{1,2}", time.findtext("beats") or ""))
    unit = _number(time.findtext("beat-type"), 0)
    return Metre(beats, unit) if 1 <= beats <= 32 and unit in (1, 2, 4, 8, 16, 32) else before


def _pitch(note: ElementTree.Element, shift: int) -> int | None:
    step = (note.findtext("pitch/step") or "").strip().upper()
    if step not in _STEPS:
        return None
    octave = min(max(_number(note.findtext("pitch/octave"), 4), -1), 9)
    alter = min(max(_number(note.findtext("pitch/alter"), 0), -3), 3)
    pitch = 12 * (octave + 1) + _STEPS[step] + alter + shift
    return pitch if 0 <= pitch <= 127 else None


def _harmony(element: ElementTree.Element) -> tuple[int, str] | None:
    step = (element.findtext("root/root-step") or "").strip().upper()
    kind = (element.findtext("kind") or "major").strip()
    if step not in _STEPS or kind == "none":
        return None
    root = (_STEPS[step] + _number(element.findtext("root/root-alter"), 0)) % 12
    return root, keys.quality_named(kind)


def _tempo(element: ElementTree.Element) -> float:
    sound = element if element.tag == "sound" else element.find("sound")
    try:
        tempo = float(sound.get("tempo", "0")) if sound is not None else 0.0
    except ValueError:
        return 0.0
    return tempo if 15.0 <= tempo <= 600.0 else 0.0


def _number(text: str | None, otherwise: int) -> int:
    match = re.match(r"\s*(-?\d{1,6})", text or "")
    return int(match[1]) if match else otherwise


def _step(quarters: Fraction) -> int:
    return round(quarters * GRID)
