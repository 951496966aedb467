"""The table of training recipes, in the order the wizard shows them."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from crossmedia_studio.train.recipe import Recipe

_OURS: tuple[str, ...] = (
    "sketchbook:Sketchbook",
    "vae:Vae",
    "codec:Codec",
    "gan:Gan",
    "melody:Melody",
    "score:Score",
    "words:Words",
    "sounds:Sounds",
    "vocoder:Vocoder",
    "captioner:Captioner",
    "motion:Motion",
    "lora:Lora",
    "twins:TwinsRecipe",
)  # fmt: skip
"""``module:Class`` under this package, one a line."""


def table(ours: Iterable[str]) -> dict[str, Recipe]:
    """One instance of each class by its name. Raises ``ValueError`` for two recipes of one name."""
    recipes: dict[str, Recipe] = {}
    for word in ours:
        module, _, name = word.partition(":")
        recipe: Recipe = getattr(import_module(f"{__name__}.{module}"), name)()
        if recipe.name in recipes:
            raise ValueError(f"more than one recipe is called {recipe.name}")
        recipes[recipe.name] = recipe
    return recipes


RECIPES: dict[str, Recipe] = table(_OURS)
