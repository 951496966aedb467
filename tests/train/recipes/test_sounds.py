"""The recipes ``sounds`` and ``vocoder`` on ten short sounds: they learn, and make models that backends can use."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from crossmedia_studio.core.errors import ModelError, TrainingError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import build
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate.sounds import invent
from crossmedia_studio.media import audio
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import sound_latents
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.datasets.read import read
from crossmedia_studio.train.recipes.sounds import Sounds, SoundsLesson, SoundsOptions
from crossmedia_studio.train.recipes.vocoder import Vocoder, VocoderLesson, VocoderOptions
from crossmedia_studio.train.run import train_model
from crossmedia_studio.train.sound_invention import InventionLesson

SMALL_SOUNDS = {"batch": 2, "width": 8, "latent": 8, "invent": 24, "rate": 2e-3}
SMALL_VOCODER = {"batch": 2, "width": 16, "depth": 1, "rate": 3e-3}
LOOP = {"steps": 3, "minutes": 0, "check": 3, "warmup": 0, "precision": "float32"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten sounds in two classes: beeps and hisses, with Chinese names."""
    place = tmp_path_factory.mktemp("sounds")
    chance = np.random.default_rng(0)
    for number in range(5):
        time = np.arange(16_000 // 2) / 16_000
        beep = 0.5 * np.sin(2 * np.pi * (300 + 100 * number) * time) * np.exp(-4 * time)
        hiss = 0.2 * chance.standard_normal(len(time)) * np.exp(-(2 + number) * time)
        for name, sound in (("beep", beep), ("hiss", hiss)):
            (place / name).mkdir(exist_ok=True)
            audio.write(Audio(sound.astype(np.float32)[:, None], 16_000), place / name / f"{number}.wav")
    (place / "classes.txt").write_text("beep beep, 哔声\nhiss hiss, 嘶声\n", "utf-8")
    return place


@pytest.fixture(scope="module")
def data(folder: Path) -> Dataset:
    return read(folder, Kind.AUDIO)


@pytest.fixture(scope="module")
def trained(data: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Models:
    """A models folder with one of each, trained for three steps."""
    place = tmp_path_factory.mktemp("models")
    models = Models(place / "models", threads=1)
    for name, small in (("sounds", SMALL_SOUNDS), ("vocoder", SMALL_VOCODER)):
        made = train_model(
            name, data, f"own-{name}", {**LOOP, **small}, models, place / "runs", place / "models", "cpu", no_step
        )
        assert made.steps == 3 and made.sheet is not None and made.sheet.is_file()
    return models


def measured(lesson: SoundsLesson | VocoderLesson | InventionLesson) -> float:
    with torch.no_grad():
        return lesson.validate(lesson.networks)["loss"]


@pytest.mark.parametrize("recipe", [Sounds(), Vocoder()])
def test_too_few_sounds_are_refused_in_a_sentence(recipe: Sounds | Vocoder, data: Dataset, tmp_path: Path) -> None:
    few = Dataset("few", Kind.AUDIO, data.items[:1])
    with pytest.raises(TrainingError) as caught:
        recipe.lesson(few, recipe.Options(), Models(tmp_path), tmp_path, "cpu", no_step)
    assert "too few" in caught.value.what and caught.value.why and caught.value.do


def test_the_vocoder_learns(data: Dataset, tmp_path: Path) -> None:
    torch.manual_seed(0)
    lesson = Vocoder().lesson(data, build(VocoderOptions, SMALL_VOCODER), Models(tmp_path), tmp_path, "cpu", no_step)
    assert isinstance(lesson, VocoderLesson)
    (phase,) = lesson.phases
    chance = torch.Generator().manual_seed(1)
    optimiser = torch.optim.Adam(lesson.networks["vocoder"].parameters(), 3e-3)
    before = measured(lesson)
    for _ in range(12):
        optimiser.zero_grad()
        phase.loss(lesson.batch(chance), chance)[0].backward()
        optimiser.step()
    assert measured(lesson) < before
    with torch.no_grad():
        heard = lesson.sounds(lesson.networks, 3)
    assert heard and all(sound.rate == sound_latents.RATE and np.isfinite(sound.samples).all() for sound in heard)


def test_the_model_of_sounds_learns_both_its_networks(data: Dataset, tmp_path: Path) -> None:
    torch.manual_seed(0)
    lesson = Sounds().lesson(data, build(SoundsOptions, SMALL_SOUNDS), Models(tmp_path), tmp_path, "cpu", no_step)
    assert isinstance(lesson, SoundsLesson)
    chance = torch.Generator().manual_seed(1)
    optimisers = [torch.optim.Adam(lesson.networks[phase.network].parameters(), 2e-3) for phase in lesson.phases]
    before, losses = measured(lesson), []
    for _ in range(12):
        batch = lesson.batch(chance)
        for phase, optimiser in zip(lesson.phases, optimisers, strict=True):
            optimiser.zero_grad()
            loss, _ = phase.loss(batch, chance)
            loss.backward()
            optimiser.step()
            losses.append(float(loss.detach()))
    assert measured(lesson) < before
    assert np.isfinite(losses).all()
    with torch.no_grad():
        assert lesson.samples(lesson.networks, 3).shape[-1] == 4


def test_from_the_studios_own_it_learns_only_to_invent(data: Dataset, models: Models, tmp_path: Path) -> None:
    options = build(SoundsOptions, {**SMALL_SOUNDS, "begin": "studio", "batch": 8})
    torch.manual_seed(0)
    lesson = Sounds().lesson(data, options, models, tmp_path, "cpu", no_step)
    assert isinstance(lesson, InventionLesson) and list(lesson.networks) == ["flow"]
    chance = torch.Generator().manual_seed(1)
    optimiser = torch.optim.Adam(lesson.networks["flow"].parameters(), 3e-3)
    before = measured(lesson)
    for _ in range(25):
        optimiser.zero_grad()
        lesson.phases[0].loss(lesson.batch(chance), chance)[0].backward()
        optimiser.step()
    assert measured(lesson) < before
    (tmp_path / "made").mkdir()
    with torch.no_grad():
        assert lesson.samples(lesson.networks, 3).shape[-1] == 4
        heard = lesson.sounds(lesson.networks, 3)
        lesson.save(lesson.networks, tmp_path / "made")
    own, ours = (sound_latents.read_vae(place) for place in (tmp_path / "made", models.folder("sounds")))
    assert heard and all(sound.duration > 2.0 and np.isfinite(sound.samples).all() for sound in heard)
    pairs = zip(own.parameters(), ours.parameters(), strict=True)
    assert all(torch.allclose(a, b, atol=1e-3) for a, b in pairs)


def test_chance_comes_from_the_generator_alone(data: Dataset, tmp_path: Path) -> None:
    lesson = Sounds().lesson(data, build(SoundsOptions, SMALL_SOUNDS), Models(tmp_path), tmp_path, "cpu", no_step)
    one, again, other = (lesson.batch(torch.Generator().manual_seed(seed)) for seed in (5, 5, 6))
    assert all(torch.equal(a, b) for a, b in zip(one, again, strict=True))
    assert not torch.equal(one.mels, other.mels)


def test_what_was_trained_sounds_and_knows_its_words(trained: Models) -> None:
    inventor = invent.load(trained, "own-sounds", "own-vocoder")
    assert {"beep", "hiss", "哔声", "嘶声"} <= set(inventor.vocabulary.words)
    (words,) = inventor.called("a beep")
    assert inventor.usual(words) == pytest.approx(0.5, abs=0.15)
    sound = inventor.sound(words, 0.6, 3, 1.0)
    assert sound.shape == (round(0.6 * sound_latents.RATE), 2) and np.isfinite(sound).all()
    assert np.array_equal(sound, inventor.sound(words, 0.6, 3, 1.0))
    assert not np.array_equal(sound, inventor.sound(words, 0.6, 4, 1.0))


def test_a_vocoder_can_grow_used_to_a_model_of_sounds(data: Dataset, trained: Models, tmp_path: Path) -> None:
    options = build(VocoderOptions, {**SMALL_VOCODER, "through": "own-sounds"})
    lesson = Vocoder().lesson(data, options, trained, tmp_path, "cpu", no_step)
    real, mels = lesson.batch(torch.Generator().manual_seed(1))
    plain = Vocoder().lesson(data, build(VocoderOptions, SMALL_VOCODER), trained, tmp_path, "cpu", no_step)
    same, own = plain.batch(torch.Generator().manual_seed(1))
    assert torch.equal(real, same) and torch.equal(mels[1], own[1]) and not torch.equal(mels[0], own[0])


@pytest.mark.parametrize("file", ["weights.safetensors", "flow.safetensors", "config.json", "words.txt"])
def test_a_damaged_model_is_said_in_a_sentence(trained: Models, file: str, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(trained.folder("own-sounds"), tmp_path / "own-sounds")
    shutil.copytree(trained.folder("own-vocoder"), tmp_path / "own-vocoder")
    path = tmp_path / "own-sounds" / file
    size = path.stat().st_size
    path.write_bytes(b"x\n" * (size // 2) + b"x" * (size % 2))
    with pytest.raises(ModelError, match="damaged"):
        invent.load(Models(tmp_path), "own-sounds", "own-vocoder")
