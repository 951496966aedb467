"""The recipe ``lora`` on a real, tiny checkpoint: what it prepares, its loss by formula, ten pictures, going on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from crossmedia_studio.core.errors import ModelError, ModelMissing, TrainingError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate.backends.diffusion import Diffusion, DiffusionOptions
from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.importer import import_file
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask, Conditions
from crossmedia_studio.train.datasets.dataset import Dataset, Item
from crossmedia_studio.train.lora import lesson as lesson_of
from crossmedia_studio.train.lora.lesson import LoraLesson
from crossmedia_studio.train.lora.prepare import sayings
from crossmedia_studio.train.recipes.lora import Lora, LoraOptions
from crossmedia_studio.train.run import Trained, train_model
from crossmedia_studio.understand.meaning import Meaning
from tests.models import tiny_diffusion

_FEW = {"steps": 4, "batch": 2, "rank": 4, "size": 32, "rate": 1e-2, "warmup": 0, "minutes": 0, "schedule": "constant",
        "average": 0, "check": 1000, "precision": "float32"}  # fmt: skip


@pytest.fixture(autouse=True)
def short_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sheets of an untaught network are noise however long it draws."""
    monkeypatch.setattr(lesson_of, "_SHOWN_STEPS", 2)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Models: two tiny checkpoints of both kinds, and one that learned to predict velocity."""
    home = tmp_path_factory.mktemp("home")
    for name, options in (("small", {}), ("large", {"large": True}), ("velocity", {"prediction": "v_prediction"})):
        import_file(tiny_diffusion.write(home / name, **options), home / "models")
    return home


@pytest.fixture
def models(home: Path) -> Models:
    return Models(home / "models", threads=1)


@pytest.fixture(scope="module")
def ten(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Ten red boxes, two of them kept aside."""
    folder, items = tmp_path_factory.mktemp("ten"), []
    for number in range(10):
        pixels = np.full((48, 48, 4), 255, np.uint8)
        pixels[10:30, 5 + number : 30 + number, :3] = (200, 30 * (number % 4), 20)
        path = folder / f"{number}.png"
        image.write(Image(pixels), path)
        split = "valid" if number > 7 else "train"
        items.append(Item(f"{number:064d}", path, (("en", f"a red box {number}"),), split=split))
    return Dataset("boxes", Kind.IMAGE, tuple(items))


def lesson(models: Models, ten: Dataset, work: Path, **options: Any) -> LoraLesson:
    torch.manual_seed(0)
    made = Lora().lesson(
        ten, LoraOptions(**{"size": 32, "rank": 4, "batch": 4, **options}), models, work, "cpu", no_step
    )
    assert isinstance(made, LoraLesson)
    return made


def train(models: Models, home: Path, ten: Dataset, name: str, **options: Any) -> Trained:
    return train_model(
        "lora", ten, name, {**_FEW, **options}, models, home / "runs", home / "models", "cpu", no_step
    )  # fmt: skip


def drawn(models: Models, **options: Any) -> np.ndarray:
    conditions = Conditions(Ask(Kind.IMAGE, "a box", 3, 64, 64), Meaning(Kind.TEXT))
    return Diffusion().generate(conditions, DiffusionOptions(steps=2, **options), models, Path(), no_step).pixels


def test_what_is_said_of_a_picture() -> None:
    item = Item("0" * 64, Path("a.png"), (("zh", "红盒子"), ("en", "a box")), (("en", "red"), ("en", "square")))
    assert sayings(item, "") == ("a box", "红盒子", "red, square")
    assert sayings(item, "sks")[0] == "a box, sks"
    assert sayings(Item("1" * 64, Path("b.png")), "sks") == ("sks",)
    assert sayings(Item("1" * 64, Path("b.png")), "") == ("",)


def test_only_the_low_rank_changes_are_trained_and_kept(models: Models, ten: Dataset, tmp_path: Path) -> None:
    taught = lesson(models, ten, tmp_path)
    kept = taught.networks["lora"].state_dict()
    assert kept and all("lora_A" in name or "lora_B" in name for name in kept)
    assert {min(value.shape) for value in kept.values()} == {4}, "the rank"
    first, second = (taught.batch(torch.Generator().manual_seed(seed)) for seed in (3, 3))
    assert first[0].shape == (4, 4, 16, 16) and torch.equal(first[0], second[0]) and torch.equal(first[1], second[1])
    assert len(list(tmp_path.glob("moments-*.npy"))) == 1
    with torch.no_grad():
        assert taught.validate(taught.networks)["held out"] == 2.0


@pytest.mark.parametrize("base", ["small", "velocity", "large"])
def test_the_loss_is_that_of_the_checkpoint(models: Models, ten: Dataset, tmp_path: Path, base: str) -> None:
    """By formula: x_t = √ᾱ x + √(1 − ᾱ) ε, and the network is asked for ε, or for √ᾱ ε − √(1 − ᾱ) x."""
    taught = lesson(models, ten, tmp_path, model=base)
    latents, rows = taught.batch(torch.Generator().manual_seed(0))
    loss, _ = taught.phases[0].loss((latents, rows), torch.Generator().manual_seed(1))
    chance = torch.Generator().manual_seed(1)
    times = torch.randint(1000, (4,), generator=chance)
    noise = torch.randn(latents.shape, generator=chance)
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2
    keep = (1.0 - betas).cumprod(0)[times].view(-1, 1, 1, 1)
    noisy = keep.sqrt() * latents + (1.0 - keep).sqrt() * noise
    wanted = keep.sqrt() * noise - (1.0 - keep).sqrt() * latents if base == "velocity" else noise
    said, more = taught._said, {}
    if said.pooled is not None:
        sizes = torch.tensor([[32.0, 32, 0, 0, 32, 32]]).repeat(4, 1)
        more = {"added_cond_kwargs": {"text_embeds": said.pooled[rows], "time_ids": sizes}}
    made = taught._unet(noisy, times, encoder_hidden_states=said.states[rows], **more).sample
    assert float(loss.detach()) == pytest.approx(float((made - wanted).detach().square().mean()), rel=1e-4)


@pytest.mark.parametrize("sparing", [False, True])
def test_one_batch_is_learned_by_heart(models: Models, ten: Dataset, tmp_path: Path, sparing: bool) -> None:
    taught = lesson(models, ten, tmp_path, rank=16, sparing=sparing)
    before = {name: value.clone() for name, value in taught._unet.named_parameters() if not value.requires_grad}
    batch = taught.batch(torch.Generator().manual_seed(0))
    optimiser = torch.optim.AdamW(taught.networks["lora"].parameters(), lr=2e-2)
    losses = []
    for _ in range(25):
        loss, _ = taught.phases[0].loss(batch, torch.Generator().manual_seed(1))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.97 * losses[0], (losses[0], losses[-1])
    after = dict(taught._unet.named_parameters())
    assert all(torch.equal(value, after[name]) for name, value in before.items()), "the checkpoint itself is frozen"


def test_ten_pictures_make_a_lora_that_the_checkpoint_can_wear(models: Models, home: Path, ten: Dataset) -> None:
    trained = train(models, home, ten, "boxes", model="small", words="sks")
    assert trained.steps == 4 and dict(trained.figures)["held out"] == 2.0 and trained.sheet is not None
    weights = load_file(trained.folder / "pytorch_lora_weights.safetensors")
    assert weights and all(name.startswith("unet.") for name in weights)
    note = json.loads((trained.folder / "config.json").read_text("utf-8"))
    assert note["family"] == "lora" and note["base"]["name"] == "small" and note["words"] == "sks"
    bare = drawn(models, model="small")
    wearing, half = (drawn(models, lora="boxes", lora_strength=strength) for strength in (1.0, 0.5))
    assert not np.array_equal(bare, wearing) and not np.array_equal(half, wearing)
    assert np.array_equal(wearing, drawn(models, lora="boxes"))
    assert np.array_equal(bare, drawn(models, model="small")), "and it is taken off again"
    with pytest.raises(ModelError, match="does not fit") as error:
        drawn(models, model="large", lora="boxes")
    assert "small" in error.value.do
    assert drawn(models, model="large").shape == (64, 64, 4)
    alone = import_file(trained.folder / "pytorch_lora_weights.safetensors", home / "models")
    prompted = Conditions(Ask(Kind.IMAGE, "a box, sks", 3, 64, 64), Meaning(Kind.TEXT))
    options = DiffusionOptions(steps=2, model="small", lora=alone)
    assert np.array_equal(wearing, Diffusion().generate(prompted, options, models, Path(), no_step).pixels)


def test_a_run_goes_on_to_the_bit(models: Models, home: Path, ten: Dataset) -> None:
    whole = train(models, home, ten, "whole", model="large")
    train(models, home, ten, "parts", model="large", steps=2)
    parts = train(models, home, ten, "parts", steps=4)
    one, other = (load_file(made.folder / "pytorch_lora_weights.safetensors") for made in (whole, parts))
    assert one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)
    last = home / "runs" / "parts" / "last.safetensors"
    assert last.stat().st_size < 2_000_000, "checkpoints hold the changes, not the checkpoint they change"


def test_what_cannot_be_learned_is_said(models: Models, ten: Dataset, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="too few pictures"):
        lesson(models, Dataset("one", Kind.IMAGE, ten.items[:1]), tmp_path)
    with pytest.raises(TrainingError, match="of 50 px"):
        lesson(models, ten, tmp_path, size=50)
    with pytest.raises(ModelMissing, match="no diffusion checkpoint"):
        lesson(Models(tmp_path, threads=1), ten, tmp_path, model="")
