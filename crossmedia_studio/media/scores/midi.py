"""Standard MIDI files ⇄ Notation, by mido. Times fall on the grid of 24 steps a quarter; drums are kept apart."""

from __future__ import annotations

import io
from typing import Any

from crossmedia_studio.core.key_names import pitch_class
from crossmedia_studio.media.notation import GRID, Metre, Notation, Tone, Voice
from crossmedia_studio.media.scores import keys

MOST_NOTES = 60_000
_LONGEST = GRID * 4 * 4000
_DRUMS = 9
_PPQ = 480
_VELOCITY = 80
_UNITS = (1, 2, 4, 8, 16, 32)


def looks_like(data: bytes) -> bool:
    """Whether ``data`` begins as a MIDI file."""
    return data[:4] == b"MThd"


def read_all(data: bytes) -> tuple[Notation, ...]:
    """The one piece in the file; nothing where it has no notes. Raises ValueError for what is no MIDI file."""
    import mido

    try:
        file = mido.MidiFile(file=io.BytesIO(data), clip=True)
        ticks = file.ticks_per_beat
        if not 1 <= ticks < 0x8000:
            raise ValueError("times in film frames")
        tones, programs, names, head = _collected(file, ticks)
    except (EOFError, OSError, KeyError, IndexError, TypeError, LookupError) as error:
        raise ValueError(str(error) or type(error).__name__) from error
    drums = tuple(sorted(tones.pop((-1, _DRUMS), [])))
    voices = tuple(
        Voice(tuple(sorted(found)), names.get(track, ""), _program(programs, track, channel))
        for (track, channel), found in sorted(tones.items())
        if found
    )
    if not voices and not drums:
        return ()
    tonic, mode = head.key or keys.heard(tone for voice in voices for tone in voice.tones)
    return (Notation(voices, tonic, mode, tuple(head.metres) or (Metre(),), head.tempo, drums=drums, title=head.title),)


def _program(programs: dict[tuple[int, int], int], track: int, channel: int) -> int:
    return programs.get((track, channel), programs.get((-1, channel), -1))


class _Head:
    """What the meta messages say."""

    def __init__(self) -> None:
        self.tempo = 0.0
        self.key: tuple[int, str] | None = None
        self.metres: list[Metre] = []
        self.title = ""


def _collected(
    file: Any, ticks: int
) -> tuple[dict[tuple[int, int], list[Tone]], dict[tuple[int, int], int], dict[int, str], _Head]:
    """Notes by (track, channel), all drums under (−1, 9); programs; track names; the head."""
    tones: dict[tuple[int, int], list[Tone]] = {}
    programs: dict[tuple[int, int], int] = {}
    names: dict[int, str] = {}
    head = _Head()
    count = 0
    for number, track in enumerate(file.tracks):
        clock = 0
        held: dict[tuple[int, int], int] = {}
        for message in track:
            clock += message.time
            at = round(clock * GRID / ticks)
            if at > _LONGEST:
                break
            if message.type == "note_on" and message.velocity > 0:
                held.setdefault((message.channel, message.note), at)
            elif message.type in ("note_on", "note_off"):
                start = held.pop((message.channel, message.note), None)
                if start is None:
                    continue
                count += 1
                if count > MOST_NOTES:
                    return tones, programs, names, head
                where = (-1, _DRUMS) if message.channel == _DRUMS else (number, message.channel)
                tones.setdefault(where, []).append(Tone(start, max(at - start, 1), message.note))
            elif message.type == "program_change":
                programs.setdefault((number, message.channel), message.program)
                programs.setdefault((-1, message.channel), message.program)
            elif message.is_meta:
                _told(message, at, number, names, head)
    head.metres.sort(key=lambda metre: metre.start)
    if head.metres and head.metres[0].start:
        head.metres.insert(0, Metre())
    return tones, programs, names, head


def _told(message: Any, at: int, track: int, names: dict[int, str], head: _Head) -> None:
    if message.type == "set_tempo" and not head.tempo and message.tempo:
        tempo = 60e6 / message.tempo
        head.tempo = tempo if 15.0 <= tempo <= 600.0 else 0.0
    elif message.type == "time_signature" and 1 <= message.numerator <= 32 and message.denominator in _UNITS:
        metre = Metre(message.numerator, message.denominator, at)
        head.metres = [known for known in head.metres if known.start != at] + [metre]
    elif message.type == "key_signature" and head.key is None:
        name = message.key
        tonic = pitch_class(name[0], name[1] if name[1:2] in ("#", "b") else "")
        head.key = (tonic, "minor" if name.endswith("m") else "major")
    elif message.type == "track_name":
        name = message.name.strip("\0 ")[:80]
        names.setdefault(track, name)
        if track == 0 and not head.title:
            head.title = name


def write(notation: Notation) -> bytes:
    """A type 1 file: a track for the metre, key and tempo, one for each voice, one for drums."""
    import mido

    file = mido.MidiFile(type=1, ticks_per_beat=_PPQ)
    head = mido.MidiTrack()
    head.append(mido.MetaMessage("track_name", name=_latin(notation.title)))
    head.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(notation.tempo or 100.0)))
    if notation.mode in ("major", "minor"):
        head.append(mido.MetaMessage("key_signature", key=_KEYS[notation.mode][notation.tonic % 12]))
    clock = 0
    for metre in notation.metres:
        wait = (metre.start - clock) * _PPQ // GRID
        head.append(
            mido.MetaMessage("time_signature", numerator=metre.beats, denominator=metre.unit, time=max(wait, 0))
        )
        clock = metre.start
    file.tracks.append(head)
    channels = [channel for channel in range(16) if channel != _DRUMS]
    for number, voice in enumerate(notation.voices):
        file.tracks.append(_track(voice, channels[number % len(channels)]))
    if notation.drums:
        file.tracks.append(_track(Voice(notation.drums, "Drums"), _DRUMS))
    stream = io.BytesIO()
    file.save(file=stream)
    return stream.getvalue()


_KEYS = {
    "major": ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"),
    "minor": ("Cm", "C#m", "Dm", "Ebm", "Em", "Fm", "F#m", "Gm", "G#m", "Am", "Bbm", "Bm"),
}


def _track(voice: Voice, channel: int) -> Any:
    import mido

    track = mido.MidiTrack()
    if voice.name:
        track.append(mido.MetaMessage("track_name", name=_latin(voice.name)))
    if voice.program >= 0:
        track.append(mido.Message("program_change", channel=channel, program=voice.program))
    events = [(tone.start, 1, tone.pitch) for tone in voice.tones] + [(tone.end, 0, tone.pitch) for tone in voice.tones]
    clock = 0
    for at, on, pitch in sorted(events):
        wait = (at - clock) * _PPQ // GRID
        velocity = _VELOCITY if on else 0
        track.append(mido.Message("note_on", channel=channel, note=pitch, velocity=velocity, time=wait))
        clock = at
    return track


def _latin(words: str) -> str:
    return words.encode("latin-1", "replace").decode("latin-1")
