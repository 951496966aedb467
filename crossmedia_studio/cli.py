"""The command line: the same engine as the window, without Qt.

Exit codes: 0 done, 1 failed (one line on stderr), 2 usage, 130 interrupted.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer

from crossmedia_studio import __version__, cli_compress, cli_data, cli_evaluate, cli_train
from crossmedia_studio.core import i18n
from crossmedia_studio.core.errors import MediaError, OptionError, StudioError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import parse_pairs
from crossmedia_studio.core.progress import Cancelled
from crossmedia_studio.engine import messages as m

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    help="Crossmedia Studio: any medium into any other, on your own machine.",
)
models_app = typer.Typer(no_args_is_help=True, help="See, install, import, verify and remove models.")
app.add_typer(models_app, name="models")
app.add_typer(cli_data.app, name="data")
app.command()(cli_train.train)
app.command()(cli_evaluate.evaluate)
app.command()(cli_compress.compress)
app.command()(cli_compress.decompress)


@dataclass
class Global:
    """What the options before the command set."""

    debug: bool = False


_global = Global()

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, without progress bars.")]
Output = Annotated[Path, typer.Option("-o", "--output", help="The file to write.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same result.", min=0)]
Sets = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="An option of the model; see models options.")
]
Size = Annotated[str, typer.Option(metavar="WxH", help="Width and height in pixels, such as 1280x720.")]


def run() -> None:
    """Entry point: turns every StudioError into one line and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    i18n.set_language("")
    try:
        app()
    except StudioError as error:
        if _global.debug:
            raise
        print(error.sentence, file=sys.stderr)
        sys.exit(1)
    except Cancelled:
        print(tr("Interrupted; nothing half-written is left."), file=sys.stderr)
        sys.exit(130)


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    debug: Annotated[bool, typer.Option(help="Show tracebacks and log lines.")] = False,
    language: Annotated[str, typer.Option(help="en or zh; default: your system's.")] = "",
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Without a command: open the studio."""
    import logging

    _global.debug = debug
    logging.basicConfig(level=logging.INFO if debug else logging.ERROR, format="%(name)s: %(message)s")
    if language:
        i18n.set_language(language)
    if version:
        print(__version__)
    elif context.invoked_subcommand is None:
        open_studio(None)


@app.command("open")
def open_studio(
    project: Annotated[Path | None, typer.Argument(help="A project folder; default: the last one.")] = None,
) -> None:
    """Open the window."""
    from crossmedia_studio.app import run as run_window

    if project is not None and not project.is_dir():
        raise MediaError(tr("{name} is no project folder", name=project), do=tr("Choose a folder made by this studio"))
    raise typer.Exit(run_window(project))


@app.command()
def doctor(as_json: Json = False) -> None:
    """Check this machine: what works, what is missing, what to do."""
    from crossmedia_studio.models.doctor import checks

    found = checks()
    if as_json:
        print(
            json.dumps([{"name": c.name, "ok": c.ok, "words": c.words, "do": c.do} for c in found], ensure_ascii=False)
        )
    for check in () if as_json else found:
        print(f"{'✓' if check.ok else '✗'} {tr(check.name)}: {check.words}" + (f" → {check.do}" if check.do else ""))
    raise typer.Exit(0 if all(check.ok for check in found if check.vital) else 1)


@app.command()
def understand(file: Path, as_json: Json = False) -> None:
    """Say what a text, picture, sound or film contains."""
    from crossmedia_studio.cli_run import do
    from crossmedia_studio.understand.meaning import from_json, to_words

    text = do(m.Understand(m.SourceFile(_existing(file))), quiet=as_json)
    print(text if as_json else to_words(from_json(text)))


@app.command()
def make(
    to: Annotated[Kind, typer.Option(help="The kind of media to make.")],
    source: Annotated[list[Path] | None, typer.Option("--from", help="A medium to start from.")] = None,
    prompt: Annotated[str, typer.Option(help="What to make, in words.")] = "",
    model: Annotated[str, typer.Option(help="The model; default: the best installed.")] = "",
    seed: Seed = 0,
    size: Size = "",
    seconds: Annotated[float, typer.Option(help="Length of sound or film.", min=0, max=3600)] = 0.0,
    sets: Sets = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file to write.")] = None,
    as_json: Json = False,
) -> None:
    """Turn words and media into a text, a picture, a sound or a film."""
    from crossmedia_studio.cli_run import do

    width, height = parse_size(size) if size else (0, 0)
    if output is None:
        raise typer.BadParameter(tr("Name the file to write with -o"))
    request = m.Make(
        to,
        prompt,
        tuple(m.SourceFile(_existing(path), path.name) for path in source or ()),
        model,
        seed,
        width,
        height,
        seconds,
        i18n.language(),
        parse_pairs(sets),
        output=output,
    )
    result = do(request, quiet=as_json)
    print(result.recipe.to_json() if as_json else output)


@app.command()
def film(
    script: Annotated[Path, typer.Argument(help="A text file.")],
    output: Output,
    project: Annotated[Path | None, typer.Option(help="Where the project goes; default: beside the film.")] = None,
    voice: Annotated[str, typer.Option(help="The narrator; default: by language.")] = "",
    style: Annotated[str, typer.Option(help="The look of the pictures.")] = "",
    size: Size = "1280x720",
    seed: Seed = 0,
    sets: Sets = None,
    as_json: Json = False,
) -> None:
    """Make a narrated film from a text, and the project to go on editing it."""
    width, height = parse_size(size)
    options = {"width": width, "height": height, **dict(parse_pairs(sets))}
    options |= {key: value for key, value in (("voice", voice), ("style", style)) if value}
    folder = project or output.with_suffix(".studio")
    make_film(_existing(script), output, folder, options, seed, as_json)


@app.command()
def export(
    project: Path,
    output: Output,
    preset: Annotated[
        str, typer.Option(help="A named set of options: web-720p, web-1080p, square, vertical, draft, master, editing.")
    ] = "",
    sets: Sets = None,
    as_json: Json = False,
) -> None:
    """Export a project as a film, sound, picture or subtitles; the file's suffix decides."""
    from crossmedia_studio.cli_run import do
    from crossmedia_studio.export.presets import choose
    from crossmedia_studio.project.file import ProjectFile

    opened = ProjectFile.open(project, read_only=True)
    try:
        name, options = choose(output, preset)
        request = m.Export(opened.project, project, output, name, tuple({**options, **dict(parse_pairs(sets))}.items()))
        path = do(request, quiet=as_json)
    finally:
        opened.close()
    print(json.dumps({"output": str(path)}) if as_json else path)


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where film and project go.")] = Path("demo"),
    show: Annotated[bool, typer.Option("--show/--no-show", help="Open the project if there is a display.")] = True,
    as_json: Json = False,
) -> None:
    """Make the demonstration film and its project, and open it."""
    import os
    import shutil

    from crossmedia_studio.core.folders import resources

    shutil.rmtree(folder / "film.studio", ignore_errors=True)
    script = resources() / "demo" / "script.txt"
    make_film(script, folder / "film.mp4", folder / "film.studio", {}, 0, as_json)
    if show and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform in ("win32", "darwin")):
        open_studio(folder / "film.studio")


def make_film(script: Path, output: Path, folder: Path, options: dict[str, Any], seed: int, as_json: bool) -> None:
    """Make the project, then export it."""
    from crossmedia_studio.cli_run import do
    from crossmedia_studio.export.presets import choose
    from crossmedia_studio.media import text

    words = text.read(script).text
    project = do(m.MakeFilm(words, folder, script.stem, tuple(options.items()), seed), quiet=as_json)
    name, export_options = choose(output, "")
    do(m.Export(project, folder, output, name, tuple(export_options.items())), quiet=as_json)
    if as_json:
        print(json.dumps({"output": str(output), "project": str(folder)}))
    else:
        print(tr("Film: {path}", path=output))
        print(tr("Project: {path}", path=folder))


@models_app.command("options")
def models_options(
    name: Annotated[str, typer.Argument(help="A model as make --model takes it.")], as_json: Json = False
) -> None:
    """What --set can change of a model, with its usual values."""
    from rich.console import Console

    from crossmedia_studio.cli_run import do

    known = {card.name: card for card in do(m.Describe(), quiet=True).backends}
    if name not in known:
        raise OptionError(
            tr("There is no generator called {name}", name=name),
            do=tr("Choose one of: {names}", names=", ".join(known)),
        )
    card = known[name]
    if as_json:
        print(json.dumps({one.name: one.default for one in card.params}, ensure_ascii=False))
        return
    Console().print(f"[bold]{name}[/bold]  {tr(card.title)}\n  {tr(card.about)}")
    Console().print(cli_train.option_table(card.params))


@models_app.command("list")
def models_list(as_json: Json = False) -> None:
    """All models: what they do, their licence and size, and whether they are installed."""
    from rich.console import Console
    from rich.table import Table

    from crossmedia_studio.cli_run import do

    cards = do(m.Describe(), quiet=True).models
    if as_json:
        print(json.dumps([vars(card) for card in cards], ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("", tr("Name"), tr("What it is"), tr("Licence"), tr("Size")):
        table.add_column(heading)
    for card in cards:
        mark = "✓" if card.installed else "·"
        table.add_row(mark, card.name, tr(card.title), card.licence, f"{card.download / 1e6:.0f} MB")
    Console().print(table)


@models_app.command("install")
def models_install(
    names: Annotated[list[str] | None, typer.Argument(help="Models; default: the starter set.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Accept the licences shown.")] = False,
    origin: Annotated[str, typer.Option("--from", metavar="PATH|hub", help="A folder that holds the files.")] = "",
) -> None:
    """Fetch models. The one command that opens a network connection."""
    from crossmedia_studio.cli_run import do

    cards = {card.name: card for card in do(m.Describe(), quiet=True).models}
    wanted = names or [card.name for card in cards.values() if card.starter]
    unknown = [name for name in wanted if name not in cards]
    if unknown:
        raise OptionError(
            tr("There is no model called {name}", name=unknown[0]), do=tr("See: crossmedia-studio models list")
        )
    missing = [cards[name] for name in wanted if not cards[name].installed]
    for card in missing:
        size = f"{card.download / 1e6:.0f} MB"
        print(tr("{title}: {size}, licence {licence}", title=tr(card.title), size=size, licence=card.licence))
    if missing and not yes:
        typer.confirm(tr("Install?"), abort=True, default=True)
    for card in missing:
        do(m.InstallModel(card.name, origin))
    print(tr("Ready: {names}", names=", ".join(wanted)))


@models_app.command("import")
def models_import(path: Path) -> None:
    """Take in a checkpoint of your own: safetensors, GGUF, ONNX, a diffusers or transformers folder."""
    from crossmedia_studio.core.folders import models_folder
    from crossmedia_studio.models.installer import import_file

    print(tr("Imported as {name}", name=import_file(_existing(path), models_folder())))


@models_app.command("verify")
def models_verify(
    names: Annotated[list[str] | None, typer.Argument(help="Models; default: all installed.")] = None,
) -> None:
    """Compare installed files with their pinned hashes."""
    from crossmedia_studio.cli_run import do
    from crossmedia_studio.core.folders import models_folder
    from crossmedia_studio.models.installer import verify

    for name in names or [card.name for card in do(m.Describe(), quiet=True).models if card.installed]:
        verify(name, models_folder())
        print(f"✓ {name}")


@models_app.command("remove")
def models_remove(names: list[str]) -> None:
    """Delete installed models."""
    from crossmedia_studio.core.folders import models_folder
    from crossmedia_studio.models.installer import remove

    for name in names:
        remove(name, models_folder())
        print(tr("Removed {name}", name=name))


def parse_size(words: str) -> tuple[int, int]:
    """``1280x720`` → (1280, 720); 16 to 8192 pixels a side."""
    width, _, height = words.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal() and 16 <= int(width) <= 8192 and 16 <= int(height) <= 8192):
        raise OptionError(
            tr("{value} is no size", value=words), do=tr("Write it as 1280x720, 16 to 8192 pixels a side")
        )
    return int(width), int(height)


def _existing(path: Path) -> Path:
    if not path.exists():
        raise MediaError(tr("{name} was not found", name=path), do=tr("Check the path and its spelling"))
    return path
