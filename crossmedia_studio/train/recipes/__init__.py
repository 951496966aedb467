"""The table of training recipes, in the order the wizard shows them."""

from __future__ import annotations

from crossmedia_studio.train.recipe import Recipe

RECIPES: dict[str, Recipe] = {}
