"""The backend ``diffusion`` with a real, tiny Stable Diffusion checkpoint, imported as an artist imports one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from crossmedia_studio.core.errors import ModelError, ModelMissing, StudioError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Cancelled, no_step
from crossmedia_studio.generate.backends.diffusion import Diffusion, DiffusionOptions
from crossmedia_studio.generate.diffusion import checkpoints, draw, preview
from crossmedia_studio.generate.make import make
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.importer import import_file
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask, Conditions, Source
from crossmedia_studio.understand.meaning import Meaning
from tests.models import tiny_diffusion


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint as it comes from elsewhere."""
    return tiny_diffusion.write(tmp_path_factory.mktemp("elsewhere") / "tiny")


@pytest.fixture(scope="module")
def models(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Models:
    place = tmp_path_factory.mktemp("models")
    assert import_file(folder, place) == "tiny"
    return Models(place, threads=1)


def made(models: Models, words: str = "a fox", seed: int = 3, picture: Image | None = None, **options: Any) -> Image:
    sources = (Source(picture, Meaning(Kind.IMAGE, caption="a fox")),) if picture else ()
    conditions = Conditions(Ask(Kind.IMAGE, words, seed, 64, 64), Meaning(Kind.TEXT), sources)
    return Diffusion().generate(conditions, DiffusionOptions(**{"steps": 3, **options}), models, Path(), no_step)


def differs(one: Image, other: Image) -> float:
    return float(np.abs(one.pixels.astype(float) - other.pixels).mean())


def test_the_seed_and_the_words_make_the_picture(models: Models) -> None:
    first = made(models)
    assert first.pixels.shape == (64, 64, 4) and bool((first.pixels[..., 3] == 255).all())
    assert differs(first, made(models)) == 0.0
    assert differs(first, made(models, seed=4)) > 1.0
    assert differs(first, made(models, words="blue sky")) > 0.0
    assert differs(first, made(models, negative="fog")) > 0.0
    assert differs(first, made(models, guidance=2.0)) > 0.0
    assert models.imported()[0].family == "StableDiffusionPipeline"


@pytest.mark.parametrize("named", ["", "tiny"])
def test_the_recipe_tells_the_very_checkpoint(models: Models, tmp_path: Path, named: str) -> None:
    """Named or left to the studio: the same take can be made again, and it is seen when the weights are others."""
    ask = Ask(Kind.IMAGE, "a fox", 3, 64, 64)
    take = make(ask, (), models, tmp_path, no_step, backend="diffusion", options={"model": named, "steps": 2})
    assert dict(take.recipe.weights)["tiny"] == models.fingerprint("tiny") == models.imported()[0].fingerprint


def test_a_picture_may_change_more_or_less(models: Models) -> None:
    pixels = np.full((80, 96, 4), 255, np.uint8)
    pixels[20:60, 20:70, :3] = (200, 40, 30)
    start = Image(pixels)
    little, much = made(models, picture=start, strength=0.05), made(models, picture=start, strength=1.0)
    assert differs(little, made(models, picture=start, strength=0.05)) == 0.0
    assert differs(little, much) > 1.0
    alone = Conditions(Ask(Kind.IMAGE), Meaning(Kind.TEXT), (Source(start, Meaning(Kind.IMAGE)),))
    whole = Diffusion().generate(alone, DiffusionOptions(steps=2), models, Path(), no_step)
    assert (whole.width, whole.height) == (96, 80), "without a size it keeps the picture's own"


@pytest.mark.parametrize("when", [1, 4, 9])
def test_cancel_is_seen_within_a_step_and_leaves_the_checkpoint_as_it_was(
    models: Models, monkeypatch: pytest.MonkeyPatch, when: int
) -> None:
    monkeypatch.setattr(draw, "_BEAT_SECONDS", 0.0)
    before = made(models)
    calls: list[float] = []

    def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        calls.append(done / total)
        if len(calls) == when:
            raise Cancelled

    conditions = Conditions(Ask(Kind.IMAGE, "a fox", 3, 64, 64), Meaning(Kind.TEXT))
    with pytest.raises(Cancelled):
        Diffusion().generate(conditions, DiffusionOptions(steps=3), models, Path(), step)
    assert len(calls) == when and calls[-1] < 0.1, "before the first of its steps was over"
    assert differs(before, made(models)) == 0.0


def test_each_step_shows_how_far_it_is(models: Models) -> None:
    shown = []

    def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        if preview is not None:
            assert isinstance(preview, np.ndarray) and preview.dtype == np.uint8 and max(preview.shape) == 256
            shown.append((done, words))

    conditions = Conditions(Ask(Kind.IMAGE, "a fox", 3), Meaning(Kind.TEXT))
    Diffusion().generate(conditions, DiffusionOptions(steps=3), models, Path(), step)
    assert [words for _, words in shown] == [f"Drawing, step {number} of 3" for number in (1, 2, 3)]
    assert shown == sorted(shown)


def test_previews_have_the_colours_of_the_picture() -> None:
    """An autoencoder whose latents are a linear map of colour is seen through exactly."""
    from diffusers import AutoencoderKL

    assert preview.colour_map(torch.nn.Identity()) is None
    vae = AutoencoderKL(
        block_out_channels=(8,), down_block_types=("DownEncoderBlock2D",), up_block_types=("UpDecoderBlock2D",),
        norm_num_groups=4,
    )  # fmt: skip
    colours = preview.colour_map(vae)
    assert colours is not None and colours.shape == (5, 3) and np.isfinite(colours).all()
    exact = np.zeros((5, 3), np.float32)
    exact[:3] = np.eye(3)
    latents = torch.zeros(1, 4, 8, 16)
    latents[:, 0] = 1.0
    shown = preview.picture(latents, exact)
    assert shown is not None and shown.shape == (128, 256, 4)
    assert tuple(shown[64, 128]) == (255, 127, 127, 255)
    assert preview.picture(torch.zeros(1, 16, 64), exact) is None, "packed latents are left alone"


@pytest.mark.parametrize(
    ("asked", "drawn"), [((64, 64), (64, 64)), ((1920, 1080), (88, 48)), ((32, 8192), (32, 128)), ((1, 1), (64, 64))]
)
def test_it_draws_at_the_size_that_the_checkpoint_knows(
    models: Models, asked: tuple[int, int], drawn: tuple[int, int]
) -> None:
    pipeline = checkpoints.load(models, checkpoints.chosen(models, ""))
    assert draw.drawn_size(pipeline, *asked) == drawn


def test_what_is_not_there_is_said(models: Models, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no diffusion checkpoint") as error:
        made(Models(tmp_path))
    assert "Import" in error.value.do
    with pytest.raises(ModelMissing, match="called nobody") as error:
        made(models, model="nobody")
    assert "tiny" in error.value.do
    with pytest.raises(ModelMissing, match="no LoRA called nobody"):
        made(models, lora="nobody")


def _no_part(folder: Path) -> None:
    shutil.rmtree(folder / "vae")


def _broken_config(folder: Path) -> None:
    (folder / "unet" / "config.json").write_text("{", "utf-8")


def _pickle_only(folder: Path) -> None:
    weights = folder / "text_encoder" / "model.safetensors"
    weights.rename(weights.with_name("pytorch_model.bin"))


def _other_weights(folder: Path) -> None:
    save_file({"conv_in.weight": torch.zeros(1)}, folder / "unet" / "diffusion_pytorch_model.safetensors")


def _said(**entries: Any) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / "model_index.json"
        path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **entries}), "utf-8")

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        _no_part, _broken_config, _pickle_only, _other_weights, _said(unet=["os", "system"]), _said(unet=[1]),
        _said(unet=["diffusers", "loaders.base"]), _said(_class_name="NoSuchPipeline"), _said(_class_name=7),
        _said(_class_name="DDPMPipeline"), _said(**{"../vae": ["diffusers", "AutoencoderKL"]}),
    ],
)  # fmt: skip
def test_a_damaged_or_hostile_folder_gives_one_sentence(
    folder: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    shutil.copytree(folder, tmp_path / "spoilt")
    spoil(tmp_path / "spoilt")
    name = import_file(tmp_path / "spoilt", tmp_path / "models")
    with pytest.raises(StudioError) as error:
        made(Models(tmp_path / "models", threads=1), model=name)
    assert isinstance(error.value, ModelError) and "\n" not in error.value.sentence
    assert "cannot be used" in error.value.what and error.value.why and error.value.do


def test_half_precision_weights_under_their_own_name_are_found(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "half")
    for path in (tmp_path / "half").rglob("*.safetensors"):
        path.rename(path.with_suffix(".fp16.safetensors"))
    import_file(tmp_path / "half", tmp_path / "models")
    assert made(Models(tmp_path / "models", threads=1)).width == 64
