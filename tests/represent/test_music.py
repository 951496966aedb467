"""Music in tokens: the same notes come back, every sampled piece is well formed, chords and sections are found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.media import scores
from crossmedia_studio.media.notation import Harmony, Metre, Notation, Tone, Voice
from crossmedia_studio.represent.music import book, line, repetition, statistics
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.grammar import Grammar
from crossmedia_studio.represent.music.tokens import Piece, decode, encode, judged, parsed

SCALE = (60, 62, 64, 65, 67, 65, 64, 62)


def tune(bars: int = 16, tonic: int = 2, voices: int = 1) -> Notation:
    """Eighths up and down in 4/4 on D, the second half a third higher."""
    found = []
    for voice in range(voices):
        tones = [
            Tone(12 * at, 12, SCALE[at % 8] + tonic - 12 * voice + (4 if at >= 4 * bars else 0))
            for at in range(8 * bars)
        ]
        found.append(Voice(tuple(tones)))
    return Notation(tuple(found), tonic, "major", (Metre(4, 4),), 96.0)


@given(
    st.lists(st.tuples(st.integers(40, 90), st.integers(1, 8), st.booleans()), min_size=1, max_size=30),
    st.integers(0, 11),
    st.sampled_from(v.METRES),
)
@settings(max_examples=60)
def test_what_is_encoded_is_well_formed_and_comes_back(
    notes: list[tuple[int, int, bool]], tonic: int, metre: Metre
) -> None:
    at, tones = 0, []
    for pitch, length, rest in notes:
        at += 24 * rest
        tones.append(Tone(at, 12 * length, pitch))
        at += 12 * length
    piece = encode(Notation((Voice(tuple(tones)),), tonic, "minor", (metre,), 80.0))
    grammar = Grammar()
    for token in piece.ids().tolist():
        grammar.feed(token)
    assert grammar.done
    assert parsed(piece.ids(), piece.shift) == piece
    again = decode(piece.ids(), tonic)
    assert again.voices[0].tones == tuple(tones)
    assert (again.metre.bar, again.mode, again.tonic) == (metre.bar, "minor", tonic)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60), st.integers(0, 127)), min_size=1, max_size=40))
@settings(max_examples=60)
def test_any_notes_can_be_encoded(notes: list[tuple[int, int, int]]) -> None:
    piece = encode(Notation((Voice(tuple(sorted(Tone(*note) for note in notes))),)))
    grammar = Grammar()
    for token in piece.ids().tolist():
        grammar.feed(token)
    assert grammar.done


@given(st.lists(st.integers(-9, v.SIZE + 9), max_size=300))
def test_any_ids_can_be_decoded(ids: list[int]) -> None:
    found = decode(ids, 7)
    assert all(tone.length > 0 for voice in found.voices for tone in voice.tones)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_grammar_allows_fills_its_bars(seed: int) -> None:
    chance = np.random.default_rng(seed)
    grammar, ids = Grammar(), list[int]()
    while not grammar.done and len(ids) < 4000:
        token = int(chance.choice(np.flatnonzero(grammar.allowed())))
        grammar.feed(token)
        ids.append(token)
    if grammar.done:
        again = parsed(ids).ids().tolist()
        assert [token for token in again if v.kind(token) != "left"] == [t for t in ids if v.kind(t) != "left"]
    with pytest.raises(ValueError, match="cannot come here"):
        Grammar().feed(v.END)


def test_ids_have_names_and_kinds() -> None:
    assert {v.kind(token) for token in range(v.SIZE)} >= set(v.BLOCKS)
    assert len({v.name(token) for token in range(v.SIZE)}) == v.SIZE
    assert all(sum(v.pieces(length)) == length for length in range(6, 400))
    assert not v.fillable(1) and not v.fillable(5) and v.fillable(0)


def test_sections_are_told_apart_and_put_in_another_order() -> None:
    piece = encode(tune())
    assert [len(section) for section in piece.sections()] == [8, 8]
    letters = [(bars[0].section - v.BAR) // v.PLACES for bars in piece.sections()]
    assert letters == [0, 1]
    form = piece.arranged((0, 1, 0))
    assert len(form.bars) == 24 and form.bars[16] == piece.bars[0]
    assert parsed(form.ids()).bars == form.bars


def test_an_upbeat_comes_before_the_first_section() -> None:
    tones = (Tone(84, 12, 67), *(Tone(96 + tone.start, tone.length, tone.pitch) for tone in tune().voices[0].tones))
    piece = encode(replace(tune(), voices=(Voice(tones),)))
    assert len(piece.upbeat) == 1 and [len(section) for section in piece.sections()] == [8, 8]


def test_chords_are_heard() -> None:
    arpeggios = [(60, 64, 67, 72), (65, 69, 72, 77), (67, 71, 74, 79), (60, 64, 67, 72)]
    tones = [
        Tone(96 * bar + 24 * at, 24, pitch) for bar, chord in enumerate(arpeggios) for at, pitch in enumerate(chord)
    ]
    piece = encode(Notation((Voice(tuple(tones)),)))
    roots = [divmod(bar.chords[0] - v.CHORD, len(v.KINDS))[0] for bar in piece.bars]
    assert roots == [0, 5, 7, 0]
    written = encode(Notation((Voice(tuple(tones)),), chords=(Harmony(0, 9, "m7"), Harmony(240, 2))))
    assert [v.name(token) for token in written.bars[0].chords] == ["CHORD 9m7"]
    assert [v.name(token) for token in written.bars[2].chords] == ["CHORD 9m7", "CHORD 2"]


def test_moods_follow_mode_and_tempo() -> None:
    def bins(notation: Notation) -> tuple[int, int]:
        header = encode(notation).header
        return header[3] - v.VALENCE, header[4] - v.AROUSAL

    bright, fast = bins(replace(tune(), tempo=150.0))
    dark, slow = bins(replace(tune(), mode="minor", tempo=46.0))
    assert bright > dark and fast > slow


def test_the_same_tokens_are_judged_in_every_setting() -> None:
    choir = encode(tune(voices=3))
    alone = line.rows(choir)[1]
    assert choir.ids()[judged(choir.ids())].tolist() == line.told(choir) == alone.tolist()


def test_a_line_reads_what_it_has_written() -> None:
    piece = encode(tune())
    written = line.Line((*piece.header[:-1], v.VOICES), line.plan_of(piece))
    rows, tokens, bars = line.rows(piece)
    for row, token in zip(rows.tolist(), tokens.tolist(), strict=True):
        assert written.row() == row
        assert written.allowed()[token]
        written.take(token)
    assert written.done and parsed(written.ids).bars == piece.bars
    assert rows.shape[1] == line.COLUMNS and bars[-1] == 15
    sizes = (v.SIZE, v.LEFT - v.BAR, v.CHORD - v.LEFT, line.PLACES, line.CHORDS, line.CHORDS)
    assert (rows[:, :6].max(0) < sizes).all()


def test_repetition_and_circles() -> None:
    piece = encode(tune())
    assert repetition.repetition(piece) > 0.5
    assert repetition.circles(piece.bars[:3]) and not repetition.circles(piece.bars[:2])
    lively = scores.of_text("X:1\nM:4/4\nL:1/4\nK:C\nCDEF|GABc|dcBA|GFED|C4|\n")[0]
    assert repetition.repetition(encode(lively)) == 0.0


def test_distances_of_corpora() -> None:
    major, higher = encode(tune()), encode(replace(tune(), mode="minor"))
    rows = statistics.table([major])
    assert statistics.apart(rows["pitch"], rows["pitch"]) == 0.0
    other = encode(scores.of_text("X:1\nM:3/4\nL:1/2\nK:Am\nA^G|A_B|\n")[0])
    assert 0.3 < statistics.apart(rows["rhythm"], statistics.table([other])["rhythm"]) <= 1.0
    assert statistics.notes_of(major) == statistics.notes_of(higher)


def test_a_book_keeps_pieces(tmp_path) -> None:
    pieces: tuple[Piece, ...] = (encode(tune()), encode(tune(4, 9, 3)))
    book.write(pieces, tmp_path / book.FILE)
    assert book.read(tmp_path / book.FILE) == pieces
    (tmp_path / book.FILE).write_bytes(b"no book")
    with pytest.raises(ModelError):
        book.read(tmp_path / book.FILE)
