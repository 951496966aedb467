"""Music is judged by the tempo, key and mood that were asked of it; other sounds are not."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.core import key_names
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import CancelToken, no_step
from crossmedia_studio.core.recipe import Recipe
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.library import item_of, media_folder
from crossmedia_studio.engine.runner import Engine
from crossmedia_studio.evaluate import musical
from crossmedia_studio.evaluate.judge import evaluate_pieces
from crossmedia_studio.evaluate.musical import OCTAVES, Sought
from crossmedia_studio.evaluate.piece import Asked, Judgement, Piece
from crossmedia_studio.evaluate.plan import plan_of
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand.audio import understand_music

RATE = 22_050
keys = st.tuples(st.integers(0, 11), st.sampled_from(["major", "minor"]))


def clicks(tempo: float, seconds: float = 10.0) -> Audio:
    """A short burst on every beat."""
    time = np.arange(int(seconds * RATE)) / RATE
    since = time % (60.0 / tempo)
    noise = np.random.default_rng(1).standard_normal(len(time))
    return Audio((0.5 * noise * np.exp(-since * 80)).astype(np.float32)[:, None], RATE)


def cadence(tonic: int = 0, minor: bool = False, tempo: float = 120.0) -> Audio:
    """I–IV–V–I by sine tones, a chord every two beats, twice."""
    third = 3 if minor else 4
    chords = [(0, third, 7), (5, 5 + third, 12), (7, 11, 14), (0, third, 7)] * 2
    size = round(120.0 / tempo * RATE)
    time = np.arange(size) / RATE
    shape = np.exp(-3 * time) * np.minimum(time / 0.005, 1.0)
    tones = [
        sum(np.sin(2 * np.pi * 440 * 2 ** ((60 + tonic + step - 69) / 12) * time) for step in chord) * shape
        for chord in chords
    ]
    return Audio((0.2 * np.concatenate(tones)).astype(np.float32)[:, None], RATE)


def judged(models: Models, *takes: tuple[Audio, str], maker: str = "composer", **options: object) -> Judgement:
    chosen = tuple(sorted(options.items()))
    pieces = [Piece(sound, words, Asked(words, options=chosen), maker=maker) for sound, words in takes]
    return evaluate_pieces("takes", pieces, models, no_step)


def figures(found: Judgement) -> dict[str, float]:
    return {one.name: one.value for one in found.measures}


def test_a_click_track_has_the_tempo_that_was_asked() -> None:
    heard = understand_music(clicks(120), sure=False).tempo
    assert musical.tempo_agrees(120, heard) == 1.0 and musical.tempo_agrees(126, heard) == 0.0
    assert musical.tempo_agrees(60, heard) == 0.0 and musical.tempo_agrees(60, heard, OCTAVES) == 1.0
    assert musical.tempo_agrees(360, heard, OCTAVES) == 1.0 and musical.tempo_agrees(90, heard, OCTAVES) == 0.0
    assert math.isnan(musical.tempo_agrees(math.nan, heard)) and musical.tempo_agrees(120, 0.0, OCTAVES) == 0.0


@pytest.mark.parametrize(("tonic", "minor"), [(0, False), (3, False), (9, True), (6, True)])
def test_a_cadence_has_the_key_that_was_asked(tonic: int, minor: bool) -> None:
    heard = understand_music(cadence(tonic, minor), sure=False).key
    assert musical.key_agrees(key_names.name(tonic, "minor" if minor else "major"), heard) == 1.0


@given(key=keys, other=keys)
def test_the_weighted_score_of_keys(key: tuple[int, str], other: tuple[int, str]) -> None:
    score = musical.key_agrees(key_names.name(*key), key_names.name(*other))
    assert score in (0.0, 0.2, 0.3, 0.5, 1.0) and (score == 1.0) == (key == other)
    assert score == musical.key_agrees(key_names.name(*other), key_names.name(*key))


@pytest.mark.parametrize(
    ("asked", "heard", "score"),
    [
        ("C major", "C major", 1.0), ("C major", "G major", 0.5), ("C major", "F major", 0.5),
        ("C major", "A minor", 0.3), ("A minor", "C major", 0.3), ("C major", "C minor", 0.2),
        ("C major", "D major", 0.0), ("C major", "E minor", 0.0), ("C major", "", 0.0),
        ("C# minor", "Db minor", 1.0), ("D dorian", "D minor", 1.0), ("G mixolydian", "C major", 0.5),
    ],
)  # fmt: skip
def test_keys_near_and_far(asked: str, heard: str, score: float) -> None:
    assert musical.key_agrees(asked, heard) == score
    assert math.isnan(musical.key_agrees("", heard))


def test_what_was_asked_is_read_as_the_backends_read_it(models: Models) -> None:
    def sought(words: str, maker: str = "score", **options: object) -> Sought:
        return musical.sought(
            Piece(clicks(99, 1), "", Asked(words, options=tuple(options.items())), maker=maker), models
        )

    asked = sought("欢快的钢琴曲，每分钟128拍，升F小调")
    assert (asked.tempo, asked.key) == (128.0, "F# minor") and asked.valence > 0.3
    over = sought("a happy tune in C major at 128 bpm", key="降b小调", tempo=80.0, valence=-1.0, voices="4")
    assert (over.tempo, over.key) == (80.0, "Bb minor") and over.valence < 0
    plain = sought("music")
    assert not plain and plain.key == "" and math.isnan(plain.tempo) and math.isnan(plain.arousal)
    assert not sought("a dog barks in C major at 120 bpm", maker="effects") and not sought("C major", maker="")
    assert not sought("", key="nothing") and not sought("", tempo="fast") and not sought("", tempo=1e9)


def test_takes_of_music_are_judged_by_what_was_asked(models: Models) -> None:
    found = judged(models, (cadence(), "a piece in C major"), (cadence(7), "C大调，每分钟60拍"))
    table = figures(found)
    assert (table["key"], table["key_exact"], table["tempo_level"]) == (0.75, 0.5, 1.0) and "valence" not in table
    right, fifth = found.findings.notes
    assert right.lines[:2] == ("Asked: C major", "Heard: C major") and right.agrees is True and fifth.agrees is None
    assert fifth.lines[0] == "Asked: 60 beats a minute, C major" and fifth.lines[1].endswith("G major")
    assert np.isnan(found.findings.scores["tempo"][0]) and found.findings.scores["key"].tolist() == [1.0, 0.5]
    assert "by ear" in found.findings.remarks[0]
    wrong = judged(models, (cadence(6), "C major, 97 bpm")).findings.notes[0]
    assert wrong.agrees is False


def test_moods_are_ranked_where_there_are_many(models: Models) -> None:
    bright, dark = cadence(0, tempo=160.0), cadence(9, True, 60.0)
    few = figures(judged(models, (bright, "happy music"), (dark, "sad music"), (dark, "happy music")))
    assert few["valence"] == pytest.approx(2 / 3)
    many = figures(judged(models, *[(bright, "a very happy, joyful song"), (dark, "a sad, gloomy song")] * 4))
    assert many["valence_rank"] == pytest.approx(1.0) and "valence" not in many


def test_a_dog_has_no_key(models: Models) -> None:
    found = judged(models, (clicks(120), "a dog barks in C major, 90 bpm"), maker="effects")
    assert not set(figures(found)) & {"key", "tempo", "tempo_level"} and "key" not in found.findings.scores
    assert len(found.findings.notes[0].lines) == 1 and "by ear" not in " ".join(found.findings.remarks)


def test_other_notes_of_one_instrument_are_no_duplicates(models: Models) -> None:
    takes = [(cadence(tempo=tempo), "C major") for tempo in (120, 100, 120)]
    assert figures(judged(models, *takes))["duplicates"] == pytest.approx(2 / 3)
    assert figures(judged(models, *takes, maker=""))["duplicates"] == 1.0


def test_takes_of_the_library_are_judged_by_their_recipes(models: Models, tmp_path: Path) -> None:
    store = MediaStore(media_folder(tmp_path))
    options = (("key", "降E大调"), ("tempo", 120.0), ("voices", "3"))
    recipe = Recipe("score", Kind.AUDIO, "music", options=options)
    item = item_of(store.add(cadence(3)), "take", recipe=recipe)
    events: list[m.EngineEvent] = []
    Engine(models, Settings()).run(1, m.Evaluate(items=(item,), project_folder=tmp_path), events.append, CancelToken())
    assert isinstance(events[-1], m.Finished), events[-1]
    table = {one.name: one.value for one in events[-1].result.figures}
    assert table["key_exact"] == 1.0 and table["tempo_level"] == 1.0


def test_silence_is_heard_as_nothing(models: Models) -> None:
    silent = Audio(np.zeros((RATE * 3, 2), np.float32), RATE)
    found = judged(models, (silent, ""), key="C major", tempo=100.0)
    assert figures(found)["key"] == figures(found)["tempo_level"] == 0.0
    assert found.findings.notes[0].lines[1] == "Heard: no steady beat, no key"


@pytest.mark.parametrize("maker", ["composer", "melody", "score"])
def test_there_are_asks_for_music(models: Models, maker: str) -> None:
    plan = plan_of(None, None, "en", maker)
    asked = [musical.sought(Piece(clicks(99, 1), "", one, maker=maker), models) for one in plan.asked]
    assert all(asked) and 12 <= plan.seconds <= 20 and len(asked) >= 16
    assert sum(bool(one.key) for one in asked) >= 8 and sum(math.isfinite(one.tempo) for one in asked) >= 8
    for axis in ("valence", "arousal"):
        sides = [math.copysign(1, value) for one in asked if math.isfinite(value := getattr(one, axis))]
        assert 0.3 < sides.count(1.0) / len(sides) < 0.7
