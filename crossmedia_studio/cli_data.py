"""``data``: look through data sets and build the open one, from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from crossmedia_studio.cli_progress import watched
from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step

app = typer.Typer(no_args_is_help=True, help="See what a model would learn from, and build the open sets.")

OPEN_PICTURES, OPEN_TUNES = "open-pictures", "open-tunes"


@app.command("read")
def read_data(
    folder: Annotated[
        Path, typer.Argument(help="Examples: a plain folder, a folder per class, COCO captions, or a built set.")
    ],
    kind: Annotated[Kind, typer.Option(help="What to learn from.")] = Kind.IMAGE,
    as_json: Annotated[bool, typer.Option("--json", help="Print the card as JSON.")] = False,
) -> None:
    """Show the card of a data set: counts, sizes, licences, splits, and the files that cannot be used."""
    from crossmedia_studio.core.progress import part
    from crossmedia_studio.train.datasets.card import data_card, markdown
    from crossmedia_studio.train.datasets.read import read

    with _stepping(as_json) as step:
        dataset = read(folder, kind, part(step, 0.0, 0.9))
        card = data_card(dataset, part(step, 0.9, 1.0))
    print(json.dumps(asdict(card), ensure_ascii=False, default=str) if as_json else markdown(card), end="")


@app.command("build")
def build_data(
    name: Annotated[str, typer.Argument(help="The set to build: open-pictures or open-tunes.")],
    to: Annotated[Path, typer.Option(help="A new or empty folder for it.")],
    origin: Annotated[
        Path | None, typer.Option("--from", help="A folder with the packages, else pictures are downloaded.")
    ] = None,
    clipart: Annotated[Path | None, typer.Option(help="Open Clip Art as PNG, to add.")] = None,
    photographs: Annotated[Path | None, typer.Option(help="A folder of photographs, to add.")] = None,
    licence: Annotated[str, typer.Option(help="Of photographs that state none, such as CC0-1.0.")] = "",
    allow_copyleft: Annotated[
        bool, typer.Option("--allow-copyleft", help="For a set of your own: take GPL and CC-BY-SA pictures too.")
    ] = False,
) -> None:
    """Build an open set: drawings of 1,500 things in three styles with their names in English and Chinese, or tunes of
    old collections and Bach's chorales (--from: the folder music21/corpus of that package, unpacked)."""
    from crossmedia_studio.train.datasets import open_pictures, tunes

    if name == OPEN_TUNES and origin is not None:
        with _stepping() as step:
            count = tunes.build(origin, to, step)
        print(tr("{count} tunes in {folder}", count=count, folder=to))
        return
    if name != OPEN_PICTURES:
        raise OptionError(
            tr("Say with --from where the tunes are")
            if name == OPEN_TUNES
            else tr("There is no set called {name}", name=name),
            do=tr("Choose one of: {names}", names=f"{OPEN_PICTURES}, {OPEN_TUNES}"),
        )
    with _stepping() as step:
        dataset = open_pictures.build(
            to,
            step,
            origin=origin,
            clip_art=clipart,
            photographs=photographs,
            licence=licence,
            allow_copyleft=allow_copyleft,
        )
    print(tr("{count} pictures in {folder}", count=len(dataset.items), folder=to))


@contextmanager
def _stepping(quiet: bool = False) -> Iterator[Step]:
    """A step that shows a bar on a terminal and raises Cancelled after Ctrl-C."""
    with watched(quiet) as (token, show):

        def step(done: float, total: float = 1.0, words: str = "", preview: Any = None) -> None:
            token.check()
            show(done / total if total else 1.0, words)

        yield step
