"""From an ask to a take: the choice of backend, understanding on the way, the recipe, and clear refusals."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest

import crossmedia_studio
from crossmedia_studio.core.errors import ModelMissing, OptionError, Unsupported
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate.backends import GROUP, table
from crossmedia_studio.generate.make import backends_for, make
from crossmedia_studio.media.kinds import Image, Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask, Source
from crossmedia_studio.understand.meaning import Meaning


def picture() -> Image:
    pixels = np.random.default_rng(1).integers(0, 255, (40, 60, 4), np.uint8)
    pixels[..., 3] = 255
    return Image(pixels)


def test_a_prompt_becomes_a_take_with_its_recipe(models: Models, tmp_path: Path) -> None:
    ask = Ask(Kind.IMAGE, "A fox under the moon, and a very long tale of what it did all night", 5, 128, 72)
    take = make(ask, (), models, tmp_path, no_step, options={"grain": "0.5"})
    assert isinstance(take.media, Image) and (take.media.width, take.media.height) == (128, 72)
    recipe = take.recipe
    assert (recipe.backend, recipe.seed, recipe.prompt, recipe.target) == ("collage", 5, ask.prompt, Kind.IMAGE)
    assert dict(recipe.options)["grain"] == 0.5
    assert dict(recipe.weights)["style"] == models.fingerprint("style")
    assert recipe.engine == crossmedia_studio.__version__
    assert take.name.startswith("A fox under the moon") and len(take.name) <= 49


def test_the_recipe_makes_it_again(models: Models, tmp_path: Path) -> None:
    first = make(Ask(Kind.IMAGE, "three birds over the sea", 9, 96, 54), (), models, tmp_path, no_step)
    recipe = first.recipe
    ask = Ask(recipe.target, recipe.prompt, recipe.seed, recipe.width, recipe.height, recipe.duration, recipe.language)
    again = make(ask, (), models, tmp_path, no_step, backend=recipe.backend, options=dict(recipe.options))
    assert isinstance(first.media, Image) and isinstance(again.media, Image)
    assert np.array_equal(first.media.pixels, again.media.pixels)
    assert again.recipe == recipe


def test_bare_media_are_understood_and_inputs_recorded(models: Models, tmp_path: Path) -> None:
    source = Source(picture(), Meaning(Kind.IMAGE), "f" * 64, "holiday.png")
    take = make(Ask(Kind.IMAGE, "", 1), (source,), models, tmp_path, no_step, backend="stylise")
    assert take.recipe.inputs == ("f" * 64,)
    assert "holiday.png" in take.name
    bare = make(Ask(Kind.IMAGE, "", 1, 64, 64), (Text("a red fox"),), models, tmp_path, no_step)
    assert bare.recipe.backend == "collage" and bare.name == "a red fox"


def test_a_chosen_picture_counts_before_words() -> None:
    kinds = {Kind.TEXT, Kind.IMAGE}
    assert all(Kind.IMAGE in b.sources for b in backends_for(Kind.IMAGE, kinds))
    assert backends_for(Kind.IMAGE, {Kind.TEXT})[0].name == "collage"
    assert backends_for(Kind.VIDEO, kinds)[0].name == "camera"


@pytest.mark.parametrize(
    ("prompt", "backend"),
    [("a red apple in the snow", "collage"), ("a red apple, 3d", "sketchbook"), ("蓝色背景上的苹果", "sketchbook")],
)
def test_words_that_name_a_trade_choose_who_masters_it(
    models: Models, tmp_path: Path, prompt: str, backend: str
) -> None:
    take = make(Ask(Kind.IMAGE, prompt, 1, 64, 64), (), models, tmp_path, no_step)
    assert take.recipe.backend == backend


@pytest.mark.parametrize(("prompt", "backend"), [("a red apple, 3d", "sketchbook"), ("calm", "stylise")])
def test_beside_a_picture_too(models: Models, tmp_path: Path, prompt: str, backend: str) -> None:
    picture = Image(np.full((32, 32, 4), 200, np.uint8))
    take = make(Ask(Kind.IMAGE, prompt, 1, 64, 64), (picture,), models, tmp_path, no_step)
    assert take.recipe.backend == backend


def test_refusals_are_one_sentence(models: Models, tmp_path: Path) -> None:
    with pytest.raises(Unsupported, match="nothing to start from"):
        make(Ask(Kind.IMAGE), (), models, tmp_path, no_step)
    with pytest.raises(OptionError, match="no generator called magic"):
        make(Ask(Kind.IMAGE, "a fox"), (), models, tmp_path, no_step, backend="magic")
    with pytest.raises(Unsupported, match="camera does not make"):
        make(Ask(Kind.IMAGE, "a fox"), (), models, tmp_path, no_step, backend="camera")
    with pytest.raises(OptionError, match="grain"):
        make(Ask(Kind.IMAGE, "a fox"), (), models, tmp_path, no_step, options={"grain": 99})
    with pytest.raises(OptionError):
        make(Ask(Kind.IMAGE, "a fox"), (), models, tmp_path, no_step, options={"unknown": 1})


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    bare = Models(tmp_path / "empty")
    source = Source(picture(), Meaning(Kind.IMAGE))
    with pytest.raises(ModelMissing) as caught:
        make(Ask(Kind.IMAGE), (source,), bare, tmp_path, no_step, backend="upscale")
    assert caught.value.entry == "upscale"
    assert make(Ask(Kind.IMAGE, "a fox", 1, 64, 64), (), bare, tmp_path, no_step).recipe.weights == ()


def test_two_backends_of_one_name_are_refused() -> None:
    double = EntryPoint("collage", "crossmedia_studio.generate.backends.collage:Collage", GROUP)
    with pytest.raises(ValueError, match="collage"):
        table(("collage:Collage",), (double,))


def test_a_broken_package_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    broken = EntryPoint("magic", "no_such_package:Magic", GROUP)
    assert [b.name for b in table(("collage:Collage",), (broken,))] == ["collage"]
    assert "magic" in caplog.text
