"""Writing scores: plans are kept, what is outside a gap and what is given stays, music comes home, a seed repeats."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import MediaError, OptionError
from crossmedia_studio.core.progress import Cancelled, no_step
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.music import given as gifts
from crossmedia_studio.generate.music import scoring, writer
from crossmedia_studio.generate.music.brief import Wish
from crossmedia_studio.generate.music.drafting import drafted
from crossmedia_studio.generate.music.interpret import interpret
from crossmedia_studio.generate.music.styles import STYLES
from crossmedia_studio.media import scores
from crossmedia_studio.media.notation import Notation
from crossmedia_studio.nets.score_transformer import ScoreConfig, ScoreTransformer
from crossmedia_studio.represent.music import tasks
from crossmedia_studio.represent.music import vocabulary as v
from crossmedia_studio.represent.music.grammar import Grammar
from crossmedia_studio.represent.music.tokens import Piece, decode, encode
from crossmedia_studio.train.studies import study
from crossmedia_studio.understand.meaning import Mood

TUNE = "X:1\nM:4/4\nL:1/4\nK:D\nF F G A | A G F E | D D E F | F3/2 E/ E2 |\nF F G A | A G F E | D D E F | E3/2 D/ D2 |]"


@pytest.fixture(scope="module")
def net() -> ScoreTransformer:
    torch.manual_seed(3)
    return ScoreTransformer(ScoreConfig(tasks.VOCABULARY, 48, 1, 2, tasks.VOICES)).eval()


@pytest.fixture(scope="module")
def piece() -> Piece:
    found = study(3)
    assert len(found.bars) >= 12
    return found


def well_formed(piece: Piece) -> bool:
    grammar = Grammar()
    for token in piece.ids():
        grammar.feed(int(token))
    return grammar.done


def tune() -> Notation:
    return scores.of_text(TUNE)[0]


@pytest.mark.parametrize("seed", range(2))
def test_a_new_piece_keeps_to_its_plan_and_comes_home(net: ScoreTransformer, seed: int) -> None:
    setting = scoring.settle(Wish(Mood(0.3 - 0.6 * seed, 0.2), seconds=7.0), seed)
    made = writer.write(net, setting.header, setting.sections, writer.Hand(), rng(seed), no_step)
    assert tuple(bar.section for bar in made.bars) == setting.sections
    assert well_formed(made)
    last = [line.tones[-1] for line in decode(made.ids()).voices]
    assert last[0].pitch % 12 == 0 and last[-1].pitch % 12 == 0
    assert all(tone.length == made.metre.bar for tone in last)
    assert made == writer.write(net, setting.header, setting.sections, writer.Hand(), rng(seed), no_step)


def test_filling_leaves_all_else_untouched(net: ScoreTransformer, piece: Piece) -> None:
    hole = range(4, 6)
    made = writer.fill(net, piece, hole, writer.Hand(), rng(1), no_step)
    assert well_formed(made) and len(made.bars) == len(piece.bars)
    assert made.bars[:4] == piece.bars[:4] and made.bars[7:] == piece.bars[7:]
    assert made.bars[4:6] != piece.bars[4:6]
    assert [bar.section for bar in made.bars] == [bar.section for bar in piece.bars]
    bar = piece.metre.bar
    before, after = decode(piece.ids()), decode(made.ids())
    for one, other in zip(before.voices, after.voices, strict=True):
        outside = [t for t in one.tones if t.end <= 4 * bar or t.start >= 6 * bar]
        assert set(outside) <= set(other.tones)


def test_a_note_held_out_of_the_gap_is_struck_again(net: ScoreTransformer) -> None:
    held = scores.of_text("X:1\nM:4/4\nL:1/4\nK:C\nC D E F | G A B c- | c B A G | F E D C |]")[0]
    known = encode(held)
    assert known.bars[2].events[0][0] == v.HOLD
    made = writer.fill(net, known, range(1, 2), writer.Hand(), rng(1), no_step)
    assert made.bars[2].events[0][0] == v.NOTE + 72 - v.LOWEST
    assert made.bars[2].events[0][1:] == known.bars[2].events[0][1:]


@pytest.mark.parametrize("voices", [1, 3])
def test_accompanied_melodies_stay_note_for_note(net: ScoreTransformer, voices: int) -> None:
    melody = gifts.known(tune(), 1)
    asked = Piece((*melody.header[:5], v.VOICES + voices - 1), melody.bars, melody.shift)
    made = writer.accompany(net, asked, writer.Hand(), rng(2), no_step)
    assert [bar.events[0] for bar in made.bars] == [bar.events[0] for bar in melody.bars]
    assert well_formed(made) and all(bar.chords for bar in made.bars)


def test_going_on_keeps_the_beginning(net: ScoreTransformer) -> None:
    known = gifts.known(tune())
    assert len(gifts.going_on(known)) == scoring.USUAL_BARS
    sections = gifts.going_on(known, 10)
    made = writer.write(net, known.header, sections, writer.Hand(), rng(2), no_step, known.bars)
    assert made.bars[: len(known.bars)] == known.bars and len(made.bars) == 10


def test_it_stops_within_a_bar(net: ScoreTransformer) -> None:
    told: list[str] = []

    def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        told.append(words)
        if done / total > 0.1:
            raise Cancelled

    setting = scoring.settle(Wish(seconds=30.0), 1)
    with pytest.raises(Cancelled):
        writer.write(net, setting.header, setting.sections, writer.Hand(), rng(1), step)
    assert 2 <= len(told) <= 0.2 * len(setting.sections) + 2 and "bar 1 of" in told[0]


@settings(max_examples=40)
@given(
    st.builds(Mood, st.floats(-1, 1), st.floats(-1, 1)), st.one_of(st.just(0.0), st.floats(2, 200)),
    st.sampled_from(["", *STYLES]), st.integers(0, 99), st.booleans(),
)  # fmt: skip
def test_what_is_settled_fills_its_length(mood: Mood, seconds: float, style: str, seed: int, under: bool) -> None:
    setting = scoring.settle(Wish(mood, style, seconds=seconds), seed, underscore=under)
    beats = (len(setting.sections) - 1) * setting.metre.bar / 24
    assert 0.3 < setting.seconds - beats * setting.spb < 8.0
    assert seconds in (0.0, setting.seconds)
    assert seconds or len(setting.sections) == scoring.USUAL_BARS
    assert seconds < 12 or 45 < setting.tempo < 170
    assert setting == scoring.settle(Wish(mood, style, seconds=seconds), seed, underscore=under)


def test_sections_begin_at_cuts() -> None:
    sections = scoring.cut_form(20, (4.1, 10.05, 14.5))
    begins = [index for index, token in enumerate(sections) if (token - v.BAR) % v.PLACES == 0]
    assert {0, 4, 10} <= set(begins)
    bent = scoring.settle(Wish(Mood(0.1, 0.1), seconds=30.0, cuts=(5.2, 11.7, 20.1)), 3)
    misses = [abs((cut - 0.05) / bent.spb - round((cut - 0.05) / bent.spb)) for cut in (5.2, 11.7, 20.1)]
    assert max(misses) < 0.3


@pytest.mark.parametrize("bars", [1, 2, 5, 8, 16, 31, 32, 33, 64, 120])
def test_forms_return_to_their_beginning(bars: int) -> None:
    plan = writer.form(bars)
    assert len(plan) == bars
    assert (plan[-1] - v.BAR) // v.PLACES == (plan[0] - v.BAR) // v.PLACES == 0
    assert bars < 12 or len({(token - v.BAR) // v.PLACES for token in plan}) > 1


def test_the_artist_names_the_form() -> None:
    plan = scoring.named_form("abac", 16)
    assert [v.name(token) for token in plan[::4]] == ["BAR A0", "BAR B0", "BAR A0", "BAR C0"]
    for wrong in ("AXA", "ABCDEF" * 4, " "):
        with pytest.raises(OptionError):
            scoring.named_form(wrong, 16)


@pytest.mark.parametrize("wish", [Wish(seconds=1.0), Wish(tempo=500), Wish(style="kazoo"), Wish(key="H quartz")])
def test_what_cannot_be_written_is_refused(wish: Wish) -> None:
    with pytest.raises(OptionError):
        scoring.settle(wish, 1)


@pytest.mark.parametrize("style", STYLES)
def test_drafts_are_in_register_and_played_to_the_end(style: str, piece: Piece) -> None:
    draft = drafted(piece, 2, style, 0.6, 1, 5)
    band = STYLES[style]
    lead = sorted(beat.pitch for beat in draft.players[0][1])
    assert band.lead.low - 9 <= lead[len(lead) // 2] <= band.lead.high + 9
    score = interpret(draft, Mood(), 60.0)
    assert score.seconds == 60.0 and score.key.startswith("D ")
    assert max(note.end for part in score.parts for note in part.notes) <= 60.0 + 1e-6
    assert np.isfinite([note.start for part in score.parts for note in part.notes]).all()


@pytest.mark.parametrize("metre", ["6/8", "2/4", "9/8", "3/4"])
def test_one_voice_is_accompanied_by_rule_in_any_metre(metre: str) -> None:
    beats, unit = map(int, metre.split("/"))
    bar = "C" * (beats * 8 // unit)
    written = scores.of_text(f"X:1\nM:{metre}\nL:1/8\nK:C\n" + " | ".join([bar] * 8) + " |]")[0]
    draft = drafted(encode(written), 0, "piano", 0.5, 1, 5)
    assert [player.name for player, beats_, _ in draft.players if beats_][:3] == [
        "Piano",
        "Piano left hand",
        "Piano bass",
    ]
    ends = max(beat.beat + beat.length for _, row, _ in draft.players for beat in row)
    assert 8 * draft.meter <= ends <= 8 * draft.meter + 4


def test_bars_that_are_not_there_and_empty_music_are_refused() -> None:
    known = gifts.known(tune())
    for first, last in ((1, 9), (5, 2), (0, 1)):
        with pytest.raises(OptionError, match="Bars"):
            gifts.hole(first, last, known)
    with pytest.raises(MediaError):
        gifts.known(Notation(()))
