"""The command that judges: a model by name, or files and folders of takes."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path
from typing import Annotated, Any

import typer

from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.engine import messages as m


def evaluate(
    what: Annotated[
        list[str],
        typer.Argument(metavar="MODEL|FILES…", help="A model's name (and pictures for it), or files or folders."),
    ],
    reference: Annotated[
        Path | None, typer.Option(help="A folder of real pictures to judge against; default: what the model says.")
    ] = None,
    against: Annotated[str, typer.Option(help="Another model to compare with, on the same seeds.")] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The folder for the report.")] = None,
    count: Annotated[int, typer.Option(help="How many takes to make with a model.", min=1, max=5000)] = 64,
    seed: Annotated[int, typer.Option(help="The same seed gives the same result.", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON, without progress bars.")] = False,
) -> None:
    """Judge a model or takes: quality, diversity, consistency; writes a report with pictures."""
    from crossmedia_studio.cli_run import do

    paths = tuple(Path(one) for one in what)
    there = [path.exists() for path in paths]
    if all(there):
        chosen: dict[str, Any] = {"files": paths}
    elif not there[0] and all(there[1:]) and not paths[0].suffix and len(paths[0].parts) == 1:
        chosen = {"model": what[0], "files": paths[1:]}
    else:
        missing = paths[there.index(False)] if all(there[1:]) else paths[1:][there[1:].index(False)]
        raise OptionError(
            tr("{name} was not found", name=missing), do=tr("Name one model, or files and folders that are there")
        )
    request = m.Evaluate(**chosen, reference=reference, output=output, count=count, seed=seed, against=against)
    result = do(request, quiet=as_json)
    if as_json:
        print(as_text(result))
    else:
        show(result)


def as_text(result: m.EvaluateResult) -> str:
    """The result as JSON; what is not known is null."""
    return json.dumps(
        {
            "title": result.title,
            "report": str(result.report),
            "figures": _plain(result.figures),
            "differences": _plain(result.differences),
            "ranking": [list(one) for one in result.ranking],
        },
        ensure_ascii=False,
    )


def _plain(figures: tuple[m.Figure, ...]) -> list[dict[str, Any]]:
    rows = [dataclasses.asdict(one) for one in figures]
    return [{k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()} for row in rows]


def show(result: m.EvaluateResult) -> None:
    """Figures as a table, differences below it, and where the report lies."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    ways = list(dict.fromkeys(one.features for one in (*result.figures, *result.differences)))
    for heading, figures in ((result.title, result.figures), (tr("Difference"), result.differences)):
        if figures:
            table = Table(box=None, pad_edge=False, title=Text(heading), title_justify="left")
            table.add_column(tr("Figure"))
            for title in (tr("Value"), tr("95 % interval"), tr("Number"), ""):
                table.add_column(title, justify="right")
            for one in figures:
                known = math.isfinite(one.low) and math.isfinite(one.high)
                interval = tr("{low} to {high}", low=f"{one.low:.3g}", high=f"{one.high:.3g}") if known else "–"
                way = f"[{ways.index(one.features) + 1}]"
                table.add_row(Text(one.title), f"{one.value:.3g}", interval, str(one.n), Text(way))
            console.print(table)
    for number, features in enumerate(ways, 1):
        print(f"[{number}] " + tr("Measured by") + f": {features}")
    print(tr("Report: {path}", path=result.report))
