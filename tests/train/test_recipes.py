"""What every recipe must be for the wizard, the loop and the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Snapshot
from crossmedia_studio.media import audio
from crossmedia_studio.train.options import LoopOptions, all_params, build_options
from crossmedia_studio.train.recipe import Recipe
from crossmedia_studio.train.recipes import RECIPES, table
from tests.train.toys import train

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_recipe_says_what_it_is(recipe: Recipe) -> None:
    assert RECIPES[recipe.name] is recipe and recipe.name == recipe.name.lower()
    assert recipe.title and recipe.about and recipe.family and isinstance(recipe.kind, Kind)
    names = [param.name for param in all_params(recipe)]
    assert len(set(names)) == len(names), "an option of the recipe hides one of the loop"
    own, loop = build_options(recipe, {"minutes": "3", "seed": "7"})
    assert own == recipe.Options() and loop == LoopOptions(minutes=3.0, seed=7)
    with pytest.raises(OptionError):
        build_options(recipe, {"no such option": 1})


def test_the_list_of_recipes_needs_no_torch() -> None:
    words = "import sys; from crossmedia_studio.train.options import all_params; import crossmedia_studio.train.recipes"
    command = [sys.executable, "-c", f"{words}; sys.exit('torch' in sys.modules)"]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def test_two_recipes_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="more than one recipe is called vae"):
        table(["vae:Vae", "vae:Vae"])


def test_samples_in_words_and_sound_are_kept_beside_the_model(toys: None, tmp_path: Path) -> None:
    told: list[tuple[str, ...]] = []

    def step(done: float, total: float = 1.0, words: str = "", preview: object = None) -> None:
        if isinstance(preview, Snapshot) and preview.lines:
            told.append(preview.lines)

    trained = train("line", tmp_path, step=step, steps=20, check=10, rate=0.1)
    assert told and told[-1][1] == "and that is all"
    card = (trained.folder / "card.md").read_text("utf-8")
    assert "> The weight is" in card and "> and that is all" in card
    sound = audio.read(trained.folder / "sample-1.flac")
    assert sound.rate == 8000 and sound.samples.shape == (800, 1) and sound.samples.any()
