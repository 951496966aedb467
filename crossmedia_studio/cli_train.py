"""The command that trains: a recipe on a folder, or the list of recipes."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.params import Param, parse_pairs
from crossmedia_studio.core.progress import Cancelled
from crossmedia_studio.engine import messages as m

if TYPE_CHECKING:
    from rich.table import Table


def train(
    recipe: Annotated[str, typer.Argument(help="What kind of model; see --list.")] = "",
    data: Annotated[Path | None, typer.Option(help="The folder to learn from.")] = None,
    name: Annotated[str, typer.Option("-o", "--output", metavar="NAME", help="What the model is called.")] = "",
    sets: Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="An option; see --list.")] = None,
    minutes: Annotated[float | None, typer.Option(help="The time limit; 0: none but the steps.", min=0)] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed learns the same.", min=0)] = None,
    resume: Annotated[
        bool, typer.Option("--resume/--no-resume", help="Go on where a run of that name stopped.")
    ] = True,
    listed: Annotated[bool, typer.Option("--list", help="Show the recipes and their options.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON, without progress bars.")] = False,
) -> None:
    """Train a model of your own. Ctrl-C stops it and keeps the best so far; the same command goes on from there."""
    from crossmedia_studio.cli_run import do

    if listed:
        show_recipes(do(m.Describe(), quiet=True).recipes, as_json)
        return
    for value, words in ((recipe, tr("Name a recipe; see --list")), (data, tr("Name a folder with --data")),
                         (name, tr("Name the model with -o"))):  # fmt: skip
        if not value:
            raise typer.BadParameter(words)
    assert data is not None
    if not data.exists():
        raise TrainingError(tr("{name} was not found", name=data), do=tr("Check the path and its spelling"))
    options: dict[str, Any] = dict(parse_pairs(sets))
    options |= {key: value for key, value in (("minutes", minutes), ("seed", seed)) if value is not None}
    try:
        result = do(m.Train(recipe, name, data, options=tuple(options.items()), resume=resume), quiet=as_json)
    except Cancelled:
        print(tr("What it learned so far is kept; the same command goes on from there."), file=sys.stderr)
        raise
    if as_json:
        print(json.dumps(_plain(result), ensure_ascii=False))
        return
    print(result.ended)
    for figure, value in result.figures:
        print(f"  {figure}: {value:.5g}")
    print(tr("Model: {path}", path=result.folder))


def _plain(result: m.TrainResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "folder": str(result.folder),
        "steps": result.steps,
        "figures": dict(result.figures),
        "sheet": str(result.sheet) if result.sheet else None,
        "ended": result.ended,
    }


def show_recipes(cards: tuple[m.RecipeCard, ...], as_json: bool) -> None:
    """Every recipe, what it learns from, its options with their defaults."""
    if as_json:
        rows = [
            {
                "name": card.name,
                "title": tr(card.title),
                "about": tr(card.about),
                "kind": str(card.kind),
                "options": {one.name: one.default for one in card.params},
            }
            for card in cards
        ]
        print(json.dumps(rows, ensure_ascii=False))
        return
    from rich.console import Console

    console = Console()
    for card in cards:
        console.print(f"[bold]{card.name}[/bold]  {tr(card.title)} ({card.kind})")
        console.print(f"  {tr(card.about)}")
        console.print(option_table(card.params))


def option_table(params: Sequence[Param]) -> Table:
    """A row an option: its name for ``--set``, default, unit and what it does."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2))
    for one in params:
        table.add_row("", one.name, str(one.default), tr(one.unit), _words(one))
    return table


def _words(one: Param) -> str:
    words = [tr(one.label), tr(one.help), ", ".join(choice or '""' for choice in one.choices)]
    return "; ".join(word for word in words if word)
