"""Sounds are judged: levels, distance from real sounds, variety, memory and what was asked; and the exam of models."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.evaluate import examining, reference, sound_features, sound_reference
from crossmedia_studio.evaluate.exams import sounds as exam
from crossmedia_studio.evaluate.judge import evaluate_pieces
from crossmedia_studio.evaluate.judges import sounds
from crossmedia_studio.evaluate.piece import Asked, Piece
from crossmedia_studio.media import audio
from crossmedia_studio.media.kinds import Audio, Image
from crossmedia_studio.models.loader import Models

RATE = 16_000
CLASSES = ("beep", "hiss", "thud", "chirp", "buzz", "click")


def sound(kind: str, seed: int) -> Audio:
    """Half a second of one of six kinds, never quite the same."""
    chance = np.random.default_rng((CLASSES.index(kind), seed))
    time = np.arange(RATE // 2) / RATE
    pitch = chance.uniform(0.9, 1.1)
    made = {
        "beep": np.sin(2 * np.pi * 900 * pitch * time),
        "hiss": chance.standard_normal(len(time)) * 0.3,
        "thud": np.sin(2 * np.pi * 70 * pitch * time) * np.exp(-10 * time),
        "chirp": np.sin(2 * np.pi * (1000 * pitch * time + 2500 * time**2)),
        "buzz": np.sign(np.sin(2 * np.pi * 110 * pitch * time)) * 0.5,
        "click": (time < 0.01) * chance.standard_normal(len(time)) * 0.5,
    }[kind]
    return Audio((0.6 * made + 1e-3 * chance.standard_normal(len(time))).astype(np.float32)[:, None], RATE)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> reference.Reference:
    place = tmp_path_factory.mktemp("real")
    for kind in CLASSES:
        (place / kind).mkdir()
        for seed in range(8):
            audio.write(sound(kind, seed), place / kind / f"{seed}.wav")
    return sound_reference.of_folder(place)


def judged(pieces: list[Piece], models: Models, real: reference.Reference | None = None) -> dict[str, float]:
    found = evaluate_pieces("takes", pieces, models, no_step, reference=real)
    return {one.name: one.value for one in found.measures}


def takes(kinds: tuple[str, ...], first: int = 100) -> list[Piece]:
    return [Piece(sound(kind, first + number), f"{kind} {number}", Asked(kind)) for number, kind in enumerate(kinds)]


def test_levels_are_told() -> None:
    loud = Audio(np.clip(3 * np.sin(np.arange(RATE) / 9.0), -1, 1).astype(np.float32)[:, None], RATE)
    assert sounds.clipped(loud) > 0.3 and sounds.silent(loud) == 0.0
    tilted = Audio(loud.samples * 0.3 + 0.2, RATE)
    assert sounds.offset(tilted) == pytest.approx(0.4, abs=0.03) and sounds.offset(loud) < 0.01


def test_features_hear_kind_and_not_level() -> None:
    one = sound("beep", 1)
    softer = Audio(one.samples * 0.1, RATE)
    rows = [sound_features.features(each) for each in (one, softer, sound("beep", 2), sound("hiss", 1))]
    same, again, other = (float(np.linalg.norm(rows[0] - row)) for row in rows[1:])
    assert rows[0].shape == (sound_features.SIZE,) and same < 0.05 < again < other


def test_what_was_asked_is_heard(models: Models, real: reference.Reference) -> None:
    right = judged(takes(CLASSES), models, real)
    wrong = [Piece(sound(kind, 50), kind, Asked(other)) for kind, other in zip(CLASSES, CLASSES[1:] + CLASSES[:1],
                                                                              strict=True)]  # fmt: skip
    assert right["subject_top1"] == 1.0 > judged(wrong, models, real)["subject_top1"]


def test_real_sounds_are_nearer_to_real_ones_than_others(models: Models, real: reference.Reference) -> None:
    like = judged(takes(CLASSES * 2), models, real)
    unlike = judged(takes(("hiss",) * 12), models, real)
    assert like["fad"] < unlike["fad"] and like["spread"] > unlike["spread"]
    assert like["coverage"] > unlike["coverage"]


def test_the_same_sound_again_is_a_duplicate(models: Models, real: reference.Reference) -> None:
    pieces = [Piece(sound("chirp", 7), str(number), Asked("chirp")) for number in range(3)]
    assert judged(pieces, models, real)["duplicates"] == 1.0


def test_a_reference_is_kept_and_read_again(real: reference.Reference, tmp_path: Path) -> None:
    reference.save(real, tmp_path / reference.FILE)
    again = reference.load(tmp_path / reference.FILE)
    assert again.kind is Kind.AUDIO and again.items == real.items
    assert np.allclose(again.features, real.features, atol=0.01)
    folder = reference.of_path(tmp_path / reference.FILE, Models(tmp_path))
    assert folder.ceiling == real.ceiling


def test_pictures_are_not_judged_against_sounds(models: Models, real: reference.Reference) -> None:
    picture = Piece(Image(np.full((32, 32, 4), 255, np.uint8)), "white")
    with pytest.raises(MediaError, match="different kinds"):
        evaluate_pieces("takes", [picture], models, no_step, reference=real)


@pytest.mark.parametrize("name", ["vocoder", "sounds"])
def test_the_models_that_ship_sit_their_exam(models: Models, name: str, tmp_path: Path) -> None:
    found = examining.named(name, models)
    assert found is not None
    audio.write(sound("chirp", 1), tmp_path / "chirp.wav")
    table = {one.name: one.value for one in exam.sit(found, models, no_step, [tmp_path / "chirp.wav"], 0).measures}
    assert 0.0 < table["lsd"] < table["lsd_griffin_lim"] and table["mrstft"] > 0.0


def test_a_model_carries_its_sounds(models: Models) -> None:
    for name in ("vocoder", "sounds"):
        found = examining.named(name, models)
        assert found is not None and len(exam._carried(found, models)) >= 8


def test_a_silent_file_is_refused(models: Models, tmp_path: Path) -> None:
    found = examining.named("vocoder", models)
    assert found is not None
    audio.write(Audio(np.zeros((RATE, 1), np.float32), RATE), tmp_path / "nothing.wav")
    with pytest.raises(MediaError, match="silent"):
        exam.sit(found, models, no_step, [tmp_path / "nothing.wav"], 0)
