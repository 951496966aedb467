"""The backend ``melody``: it follows what was asked, and goes on from a melody that is given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core.errors import MediaError, ModelError, OptionError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import build
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate.backends import melody
from crossmedia_studio.generate.backends.melody import Melody, MelodyOptions
from crossmedia_studio.generate.music import brief
from crossmedia_studio.generate.music.hear import Note
from crossmedia_studio.generate.music.transcribe import line_of, written
from crossmedia_studio.media import scores
from crossmedia_studio.media.kinds import Audio, Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask, Conditions, Source
from crossmedia_studio.represent.music.tokens import encode
from crossmedia_studio.understand.meaning import Meaning, Mood

ABC = 'X:1\nT:Given\nM:3/4\nL:1/8\nQ:1/4=96\nK:Am\n"Am"A2 c2 e2 | "Dm"d4 c2 | "E"B2 ^G2 B2 | "Am"A6 |\n'


def asked(prompt: str = "", duration: float = 0.0, text: str = "", seed: int = 3) -> Conditions:
    sources = (Source(Text(text), Meaning(Kind.TEXT), "t" * 64, "tune"),) if text else ()
    meaning = Meaning(Kind.TEXT, "en", mood=Mood(0.4, -0.2)) if prompt else Meaning(Kind.TEXT)
    return Conditions(Ask(Kind.AUDIO, prompt, seed, duration=duration), meaning, sources)


def options(**said: object) -> MelodyOptions:
    made = build(MelodyOptions, said)
    assert isinstance(made, MelodyOptions)
    return made


def settled(conditions: Conditions, chosen: MelodyOptions) -> melody.Setting:
    known = melody._given(conditions, Models(Path("nowhere")), no_step)
    return melody._setting(brief.read(conditions), chosen, known, conditions.ask.duration, conditions.ask.seed)


def test_the_setting_follows_what_is_fixed() -> None:
    setting = settled(asked("a calm tune"), options(key="Eb minor", metre="6/8", tempo=60.0, bars=16, style="strings"))
    assert (setting.key, setting.metre.beats, setting.style) == ("Eb minor", 6, "strings")
    assert setting.tempo == pytest.approx(60.0) and len(setting.sections) == 16
    assert setting.seconds == pytest.approx(15 * 2.0, abs=4.0)
    bent = settled(asked("a calm tune", 20.0), options(bars=8))
    assert bent.seconds == 20.0 and len(bent.sections) == 8


def test_moods_choose_modes_that_tunes_are_written_in() -> None:
    for valence in (-1.0, -0.6, 0.0, 0.8, 1.0):
        for seed in range(4):
            setting = settled(asked("music", seed=seed), options(valence=valence, arousal=0.6))
            assert setting.mode in ("major", "minor", "dorian", "mixolydian")


def test_a_text_in_abc_is_gone_on_from() -> None:
    conditions = asked(text=ABC)
    known = melody._given(conditions, Models(Path("nowhere")), no_step)
    assert known is not None and known.key == "A minor"
    assert melody._given(asked(ABC), Models(Path("nowhere")), no_step) == known
    setting = settled(conditions, options())
    assert (setting.key, setting.metre.beats) == ("A minor", 3) and setting.tempo == pytest.approx(96, rel=0.1)
    assert melody._begun(known, 0) == encode(known, voices=1).bars
    assert len(melody._begun(known, 2)) == 2
    assert melody._given(asked("a plain wish"), Models(Path("nowhere")), no_step) is None


def test_notes_that_are_heard_fall_on_the_beats() -> None:
    hummed = [Note(0.5 + 0.5 * at + 0.02 * (at % 2), 0.45, pitch, 90) for at, pitch in enumerate((60, 62, 64, 65, 67))]
    overtone = Note(1.52, 0.1, 76, 30)
    line = line_of([*hummed, overtone])
    assert [note.pitch for note in line] == [60, 62, 64, 65, 67]
    notation = written(line, 0.5 + 0.5 * np.arange(9), 120.0)
    assert [tone.start for tone in notation.voices[0].tones] == [0, 24, 48, 72, 96]
    assert {tone.length for tone in notation.voices[0].tones} == {24}


def test_it_plays_what_it_writes(models: Models) -> None:
    chosen = options(style="piano", bars=2)
    first, again = (
        Melody().generate(asked("a happy tune", 3.0), chosen, models, Path("nowhere"), no_step) for _ in range(2)
    )
    assert isinstance(first, Audio) and first.rate == 48_000 and first.duration == pytest.approx(3.0)
    assert np.array_equal(first.samples, again.samples)
    assert 0.1 < float(np.abs(first.samples).max()) <= 1.0


def test_a_given_melody_goes_on(models: Models) -> None:
    made = Melody().generate(
        asked(text=ABC, duration=4.0), options(keep=1, bars=2, tempo=180.0), models, Path("nowhere"), no_step
    )
    assert made.duration == pytest.approx(4.0)


def test_a_melody_is_said_to_be_longer_than_what_is_asked(models: Models) -> None:
    with pytest.raises(OptionError, match="alone lasts 2 seconds"):
        Melody().generate(asked(text=ABC, duration=2.0), options(), models, Path("nowhere"), no_step)


@pytest.mark.parametrize(("said", "error"), [({"key": "H moll"}, OptionError), ({"trained": "nobody"}, ModelError)])
def test_what_there_is_not(models: Models, said: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        Melody().generate(asked("a tune"), options(**said), models, Path("nowhere"), no_step)


def test_nothing_to_compose_from(models: Models) -> None:
    with pytest.raises(MediaError):
        Melody().generate(asked(), options(), models, Path("nowhere"), no_step)
    silent = Source(Audio(np.zeros((48_000, 2), np.float32), 48_000), Meaning(Kind.AUDIO), "a" * 64, "silence")
    with pytest.raises(MediaError) as told:
        Melody().generate(replace(asked("go on"), sources=(silent,)), options(), models, Path("nowhere"), no_step)
    assert "No notes" in told.value.sentence


def test_it_tells_beforehand_what_it_goes_by() -> None:
    rows = {row.option: row for row in Melody().foretell(asked(text=ABC), options(style="piano"))}
    assert rows["key"].words == "A minor" and rows["style"].fixed and not rows["key"].fixed
    heard = replace(
        asked("go on"),
        sources=(Source(Audio(np.zeros((9, 1), np.float32), 48_000), Meaning(Kind.AUDIO), "a" * 64, "hum"),),
    )
    assert not {row.option for row in Melody().foretell(heard, options())} & {"key", "tempo"}


def test_tunes_can_be_shared() -> None:
    assert scores.to_text(scores.of_text(ABC)[0]).startswith("X:1\nT:Given\nM:3/4")
