"""Scores: what is written is read again note for note, tunes are understood, and broken files end in one sentence."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import MediaError, StudioError, Unsupported
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media import files, scores
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.media.notation import GRID, MODES, Harmony, Metre, Notation, Tone, Voice, cut, lines, transposed
from crossmedia_studio.media.scores import keys, midi, musicxml
from crossmedia_studio.media.scores.repeats import Fence, order

TUNE = """X:7
T:The Reel of the Test
M:C|
L:1/8
R:reel
K:Edor
|: "Em"E2 (3Bcd e>d B2 | "D"A,D-D2 ^c=c [FA]2 :|
|: g8 |1 e4 z4 :|2 e8 |]
"""
PARTWISE = """<?xml version="1.0"?><score-partwise version="4.0"><work><work-title>Two bars</work-title></work>
<part-list><score-part id="P1"><part-name>Flute</part-name></score-part></part-list>
<part id="P1"><measure number="1"><attributes><divisions>2</divisions><key><fifths>-1</fifths><mode>minor</mode></key>
<time><beats>3</beats><beat-type>4</beat-type></time></attributes><sound tempo="92"/>
<harmony><root><root-step>D</root-step></root><kind>minor-seventh</kind></harmony>
<note><pitch><step>D</step><octave>5</octave></pitch><duration>4</duration><tie type="start"/><voice>1</voice></note>
<note><rest/><duration>2</duration><voice>1</voice></note>
<barline location="right"><repeat direction="backward"/></barline></measure>
<measure number="2"><note><pitch><step>B</step><alter>-1</alter><octave>4</octave></pitch><duration>6</duration>
<voice>1</voice></note><note><chord/><pitch><step>D</step><octave>4</octave></pitch><duration>6</duration>
<voice>1</voice></note></measure></part></score-partwise>"""


@st.composite
def melodies(draw: st.DrawFn) -> Notation:
    """One to three voices on thirty-seconds and triplets, in any key, mode and of several metres."""
    metre = draw(st.sampled_from((Metre(4, 4), Metre(3, 4), Metre(6, 8), Metre(2, 2), Metre(9, 8), Metre(5, 4))))
    voices = []
    for _ in range(draw(st.integers(1, 3))):
        at, tones = 0, []
        for pitch, length, rest in draw(
            st.lists(
                st.tuples(
                    st.integers(24, 108), st.sampled_from((3, 6, 8, 9, 12, 16, 18, 24, 30, 48, 96)), st.booleans()
                ),
                min_size=1, max_size=12,
            )
        ):  # fmt: skip
            at += 12 if rest else 0
            tones.append(Tone(at, length, pitch))
            at += length
        voices.append(Voice(tuple(tones)))
    chords = draw(
        st.lists(st.tuples(st.integers(0, 8), st.integers(0, 11), st.sampled_from(("", "m", "7", "m7", "maj7", "dim"))))
    )
    found = {at * 2 * GRID: Harmony(at * 2 * GRID, root, kind) for at, root, kind in chords}
    end = max(voice.tones[-1].end for voice in voices)
    return Notation(
        tuple(voices), draw(st.integers(0, 11)), draw(st.sampled_from(tuple(MODES))), (metre,),
        draw(st.sampled_from((0.0, 60.0, 120.0))),
        tuple(found[at] for at in sorted(found) if at < end), title="A tune",
    )  # fmt: skip


@given(melodies())
@settings(max_examples=40)
def test_abc_is_read_as_it_was_written(tune: Notation) -> None:
    again = scores.of_text(scores.to_text(tune))[0]
    assert lines(again) == lines(tune)
    assert (again.tonic, again.mode, again.metre.bar, again.title) == (
        tune.tonic, tune.mode, tune.metre.bar, tune.title,
    )  # fmt: skip
    leads = lines(tune)[0][-1].end
    assert [c for c in again.chords if c.start < leads] == [c for c in tune.chords if c.start < leads]


@given(melodies())
@settings(max_examples=30)
def test_midi_is_read_as_it_was_written(tune: Notation) -> None:
    again = midi.read_all(midi.write(tune))[0]
    assert [sorted(voice.tones) for voice in again.voices] == [sorted(voice.tones) for voice in tune.voices]
    assert again.metre == tune.metre
    if tune.mode in ("major", "minor"):
        assert again.key == tune.key


@given(st.binary(max_size=400))
@settings(max_examples=60)
def test_any_bytes_behind_a_known_beginning(tail: bytes) -> None:
    for head, read in ((b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk", midi.read_all), (b"PK\3\4", musicxml.read_all),
                       (b"<score-partwise><part id='a'><measure>", musicxml.read_all)):  # fmt: skip
        with contextlib.suppress(ValueError):
            read(head + tail)


@given(st.text(alphabet="ABCdefgz|:[]()123/<>-'^_=\"{}!&~\n,XMKLVT%", max_size=200))
@settings(max_examples=80)
def test_any_words_behind_a_head(body: str) -> None:
    for tune in scores.of_text(f"X:1\nM:6/8\nK:G\nGAB {body}"):
        assert tune.end > 0
        assert all(0 <= tone.pitch <= 127 and tone.length > 0 for voice in tune.voices for tone in voice.tones)


def test_a_tune_as_collections_write_it() -> None:
    (tune,) = scores.of_text(TUNE)
    assert (tune.title, tune.key, tune.metre) == ("The Reel of the Test", "E dorian", Metre(2, 2))
    assert tune.tempo == 208.0  # a reel: 104 half notes a minute
    first = tune.voices[0].tones
    assert [(tone.start, tone.length, tone.pitch) for tone in first[:7]] == [
        (0, 24, 64), (24, 8, 71), (32, 8, 73), (40, 8, 74), (48, 18, 76), (66, 6, 74), (72, 24, 71),
    ]  # fmt: skip
    assert first[8] == Tone(96 + 12, 12 + 24, 62)  # the tie
    assert [tone.pitch for tone in first[9:11]] == [73, 72]
    assert [(chord.start, chord.name) for chord in tune.chords[:2]] == [(0, "Em"), (96, "D")]
    assert len(tune.bars()) == 4 + 4  # both repeats are played, the second with its second ending
    assert tune.end == 8 * 96
    once = scores.abc.read_all(TUNE, repeats=False)[0]
    assert once.end < tune.end


def test_an_upbeat_begins_with_the_rest_of_its_bar() -> None:
    tune = scores.of_text("X:1\nM:3/4\nL:1/4\nK:F\nC | F2 A | c3 |]\n")[0]
    assert [tone.start for tone in tune.voices[0].tones] == [48, 72, 120, 144]


def test_musicxml(tmp_path: Path) -> None:
    path = tmp_path / "piece.musicxml"
    path.write_text(PARTWISE, encoding="utf-8")
    (piece,) = scores.read(path)
    assert (piece.title, piece.key, piece.tempo, piece.metre) == ("Two bars", "D minor", 92.0, Metre(3, 4))
    assert [tone.start for tone in piece.voices[0].tones] == [0, 72, 144, 144]
    assert piece.chords[0] == Harmony(0, 2, "m7")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "META-INF/container.xml", '<container><rootfiles><rootfile full-path="a.xml"/></rootfiles></container>'
        )
        archive.writestr("a.xml", PARTWISE)
    (tmp_path / "piece.mxl").write_bytes(packed.getvalue())
    assert scores.read(tmp_path / "piece.mxl") == (piece,)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cut.mid", b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\1\0\0\x90"),
        ("none.mid", b"MThd\0\0\0\6\0\1\0\0\1\xe0"),
        ("time.musicxml", b"<score-timewise></score-timewise>"),
        ("bomb.musicxml", b'<!DOCTYPE a [<!ENTITY x "y">]><score-partwise>&x;</score-partwise>'),
        ("cut.mxl", b"PK\3\4META-INF/container.xml"),
        ("empty.abc", b"X:1\nM:4/4\nK:C\n%\n"),
    ],
)
def test_broken_files_end_in_one_sentence(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(MediaError) as told:
        scores.read(tmp_path / name)
    assert told.value.sentence.count("\n") == 0


def test_files_that_are_scores(tmp_path: Path) -> None:
    tune = scores.of_text(TUNE)[0]
    for name in ("a.abc", "a.mid"):
        scores.write(tune, tmp_path / name)
        assert scores.is_score(tmp_path / name)
        assert files.kind_of(tmp_path / name) is Kind.TEXT
        media = files.read(tmp_path / name)
        assert isinstance(media, Text)
        assert scores.of_text(media.text)[0].end == tune.end
    (tmp_path / "letter.txt").write_text("Dear K:\nthe M: of the matter is that X: marks the spot.\n", encoding="utf-8")
    assert not scores.is_score(tmp_path / "letter.txt")
    with pytest.raises(Unsupported):
        scores.write(tune, tmp_path / "a.pdf")
    with pytest.raises(StudioError):
        scores.read(tmp_path / "missing.mid")


def test_transposed_and_cut() -> None:
    tune = scores.of_text(TUNE)[0]
    higher = transposed(tune, 3)
    assert higher.key == "G dorian"
    assert [tone.pitch for tone in higher.voices[0].tones] == [tone.pitch + 3 for tone in tune.voices[0].tones]
    half = cut(tune, 96, 192)
    assert half.end <= 96 and half.voices[0].tones[0].start == 0
    assert half.chords[0].name == "D"


def test_orders_of_measures() -> None:
    a, close = Fence(opens=True), Fence(closes=True)
    assert order([a, close, Fence()]) == [0, 1, 0, 1, 2]
    first, second = Fence(closes=True, endings=(1,)), Fence(endings=(2,))
    assert order([a, Fence(), first, second, Fence()]) == [0, 1, 2, 0, 1, 3, 4]
    assert order([a, Fence(), first, second, Fence()], repeats=False) == [0, 1, 3, 4]


@pytest.mark.parametrize(
    ("words", "named"),
    [("F#m7/A", (6, "m7")), ("Bb", (10, "")), ("Cmaj7", (0, "maj7")), ("G13", (7, "7")), ("Bdim", (11, "dim")),
     ("Em", (4, "m")), ("slowly", None)],
)  # fmt: skip
def test_chord_symbols(words: str, named: tuple[int, str] | None) -> None:
    assert keys.chord_named(words) == named
