"""The loop's own options: how long, how fast, how careful. Every recipe has them beside its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.params import Param, build, option, params
from crossmedia_studio.train.recipe import Recipe


@dataclass(frozen=True)
class LoopOptions:
    """Training ends at the time limit or after the most steps, whichever comes first, or when it gets no better."""

    minutes: float = option(
        60.0, mark("Time limit"), unit=mark("min"), minimum=0, maximum=100_000,
        help=mark("Minutes of training in all, resumed ones included. 0: no limit but the steps"),
    )  # fmt: skip
    steps: int = option(20_000, mark("Most steps"), minimum=1, maximum=100_000_000)
    seed: int = option(0, mark("Seed"), minimum=0, maximum=2**31 - 1)
    patience: int = option(
        15, mark("Patience"), minimum=0, maximum=1000,
        help=mark("Stop after so many checks without getting better. 0: never stop early"),
    )  # fmt: skip
    check: int = option(
        0, mark("Steps between checks"), minimum=0, maximum=1_000_000,
        help=mark("A check measures the model on examples kept aside and makes samples. 0: by the clock"),
    )  # fmt: skip
    schedule: str = option(
        "cosine", mark("Learning rate"), choices=("cosine", "constant"),
        choice_labels=(mark("Falls towards the end"), mark("Stays the same")),
    )  # fmt: skip
    warmup: int = option(300, mark("Warm-up"), unit=mark("steps"), minimum=0, maximum=100_000)
    clip: float = option(
        1.0, mark("Gradient limit"), minimum=0, maximum=1000,
        help=mark("Steps that would jump further are shortened. 0: no limit"),
    )  # fmt: skip
    average: int = option(
        700, mark("Averaging"), unit=mark("steps"), minimum=0, maximum=1_000_000,
        help=mark("Half-life of the running average that is kept as the model. 0: no averaging"),
    )  # fmt: skip
    precision: str = option(
        "auto", mark("Arithmetic"), choices=("auto", "float32", "bfloat16"),
        choice_labels=(mark("As this machine likes"), mark("Exact"), mark("Fast")),
    )  # fmt: skip


def all_params(recipe: Recipe) -> tuple[Param, ...]:
    """The options of a recipe, its own first, as a form or the command line shows them."""
    return (*params(recipe.Options), *params(LoopOptions))


def build_options(recipe: Recipe, values: Mapping[str, Any]) -> tuple[Any, LoopOptions]:
    """Loose values as the recipe's options and the loop's. Raises OptionError for an unknown name or wrong value."""
    own = {p.name for p in params(recipe.Options)}
    known = {p.name for p in all_params(recipe)}
    if unknown := [name for name in values if name not in known]:
        raise OptionError(
            tr("There is no option called {name}", name=unknown[0]),
            do=tr("Choose one of: {names}", names=", ".join(p.name for p in all_params(recipe))),
        )
    mine = {name: value for name, value in values.items() if name in own}
    loops = {name: value for name, value in values.items() if name not in own}
    return build(recipe.Options, mine), build(LoopOptions, loops)
