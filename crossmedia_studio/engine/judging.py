"""Judges a model or takes for a request, writes the report, and hands its figures over."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from crossmedia_studio.core.errors import MediaError, OptionError
from crossmedia_studio.core.folders import cache_folder
from crossmedia_studio.core.i18n import language, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.library import media_folder
from crossmedia_studio.evaluate import examining, ratings, rebuilders, record
from crossmedia_studio.evaluate.judge import against, evaluate_model, evaluate_pieces, maker_of, reference_of
from crossmedia_studio.evaluate.measure import Measure
from crossmedia_studio.evaluate.named import Named
from crossmedia_studio.evaluate.piece import Asked, Judgement, Piece
from crossmedia_studio.evaluate.plan import plan_of
from crossmedia_studio.evaluate.rebuilding import evaluate_rebuilder
from crossmedia_studio.evaluate.reference import Reference, of_path
from crossmedia_studio.evaluate.report.write import write
from crossmedia_studio.media import files, image
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.models.loader import Models


def evaluate(models: Models, request: m.Evaluate, step: Step) -> m.EvaluateResult:
    """See :class:`messages.Evaluate`. A model, items or files; beside a model, files are what it works on."""
    if bool(request.items) + (bool(request.model) or bool(request.files)) != 1:
        raise OptionError(tr("There is nothing to judge"), do=tr("Choose a model, or takes or files"))
    if request.against and not request.model:
        raise OptionError(tr("Only a model can be compared with a model"), do=tr("Name a model to judge"))
    judgement = judged(models, request, part(step, 0.0, 0.95))
    if request.model and not request.against and models.installed(request.model):
        _remember(models, request.model, judgement)
    page = write(judgement, request.output or _place(judgement.title), part(step, 0.95, 1.0))
    order = tuple((one.id, one.strength, one.low, one.high) for one in judgement.ranking)
    figures = tuple(_figure(one) for one in judgement.measures)
    return m.EvaluateResult(judgement.title, figures, order, page, tuple(_figure(one) for one in judgement.differences))


def judged(models: Models, request: m.Evaluate, step: Step) -> Judgement:
    """What :func:`evaluate` finds, before it is written down."""
    rebuilder = rebuilders.named(request.model, models) if request.model else None
    if rebuilder is not None:
        return _rebuilder(models, request, rebuilder, step)
    examined = examining.named(request.model, models) if request.model and not request.against else None
    if examined is None:
        return _made(models, request, step)
    words = examining.starts_from_words(examined)
    files = () if words is False else _all_files(request.files)
    if words or (words is False and request.files):
        made = _made(models, replace(request, files=() if words else request.files), part(step, 0.0, 0.7))
        return examining.beside(made, examining.findings(examined, models, part(step, 0.7, 1.0), files, request.seed))
    return examining.examine(examined, models, step, files, request.seed)


def _remember(models: Models, name: str, judgement: Judgement) -> None:
    """The artist's own models carry their figures; those that ship keep what their cards say."""
    if name in {one.name for one in models.imported()}:
        record.keep(models.folder(name), judgement.measures)


def _rebuilder(models: Models, request: m.Evaluate, found: Named, step: Step) -> Judgement:
    """An autoencoder or codec, by the pictures that were given, else by those that come with it."""
    given = _pictures((*request.files, *((request.reference,) if request.reference is not None else ())))
    other = rebuilders.named(request.against, models) if request.against else None
    if request.against and other is None:
        raise OptionError(
            tr("{name} cannot be compared with {other}", name=found.title, other=request.against),
            do=tr("Choose one of: {names}", names=", ".join(rebuilders.names(models))),
        )
    judgement = evaluate_rebuilder(found, models, part(step, 0.0, 0.5 if other else 1.0), given, request.seed)
    if other is None:
        return judgement
    return against(judgement, evaluate_rebuilder(other, models, part(step, 0.5, 1.0), given, request.seed), None)


def _made(models: Models, request: m.Evaluate, step: Step) -> Judgement:
    """What a generator makes, or takes, beside the real pictures that were asked for."""
    reference = of_path(request.reference, models, part(step, 0.0, 0.2)) if request.reference is not None else None
    inner = part(step, 0.2, 1.0)
    return _model(models, request, reference, inner) if request.model else _takes(models, request, reference, inner)


def _model(models: Models, request: m.Evaluate, reference: Reference | None, step: Step) -> Judgement:
    """The model's judgement; both models of a comparison are asked what the first one's plan says."""
    maker = maker_of(request.model, models)
    reference = reference if reference is not None else reference_of(maker)
    if request.against and rebuilders.named(request.against, models) is not None:
        raise OptionError(tr("{name} cannot be compared with {other}", name=maker.title, other=request.against))
    if request.files and Kind.TEXT in maker.backend.sources:
        raise OptionError(
            tr("{name} starts from words, not from pictures", name=maker.title),
            do=tr("Judge it without them, or against a folder of real pictures"),
        )
    folder = request.reference if request.reference is not None and request.reference.is_dir() else None
    given = _pictures(request.files or ((folder,) if folder is not None else ()))
    end = 0.5 if request.against else 1.0
    scratch = _scratch()
    try:
        plan = plan_of(maker.folder, reference, language(), maker.backend.name)
        found = evaluate_model(
            request.model, models, scratch, part(step, 0.0, end), count=request.count, seed=request.seed,
            reference=reference, pictures=given, plan=plan,
        )  # fmt: skip
        if not request.against:
            return found
        other = evaluate_model(
            request.against, models, scratch, part(step, end, 1.0), count=request.count, seed=request.seed,
            reference=reference, pictures=given, plan=plan,
        )  # fmt: skip
        return against(found, other, reference)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _takes(models: Models, request: m.Evaluate, reference: Reference | None, step: Step) -> Judgement:
    pieces = _items(request, step) if request.items else _files(request.files, step)
    count = len(request.items) or len(request.files)
    first = request.items[0].name if request.items else request.files[0].name
    title = first if count == 1 else tr("{count} takes", count=count)
    found = evaluate_pieces(title, pieces, models, part(step, 0.8, 1.0), reference=reference, seed=request.seed)
    return replace(found, ranking=ratings.ranking(request.duels, request.ties))


def _items(request: m.Evaluate, step: Step) -> Iterator[Piece]:
    """Library items with what their recipes say was asked."""
    if request.project_folder is None:
        raise MediaError(tr("The library of these takes is not known"), do=tr("Save the project and try again"))
    store = MediaStore(media_folder(request.project_folder))
    for index, item in enumerate(request.items):
        step(0.8 * index / len(request.items), 1.0, tr("Looking at {name}", name=item.name))
        recipe = item.recipe
        asked, maker = Asked(), ""
        if recipe is not None:
            asked, maker = Asked(recipe.prompt, seed=recipe.seed, options=recipe.options), recipe.backend
        media = files.read(store.path(item.id, item.suffix))
        yield Piece(media, item.name, asked, item.id, item.stars, maker=maker)


def _files(paths: tuple[Path, ...], step: Step) -> Iterator[Piece]:
    """Files, and what is inside folders in order of names: there, what is of another kind is passed over."""
    found: list[Path] = []
    kind: Kind | None = None
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else []
        if not path.is_dir():
            found.append(path)
        for one in inside:
            its = None if one.is_dir() or one.name.startswith(".") else _kind(one)
            if its is not None and its is (kind or its):
                kind = its
                found.append(one)
    for index, path in enumerate(found):
        step(0.8 * index / len(found), 1.0, tr("Looking at {name}", name=path.name))
        yield Piece(files.read(path), path.stem)


def _all_files(places: Sequence[Path]) -> tuple[Path, ...]:
    """Files that were named, and those in folders in order of names, hidden ones left out."""
    inside = ((place,) if place.is_file() else sorted(place.rglob("*")) for place in places)
    return tuple(path for paths in inside for path in paths if path.is_file() and not path.name.startswith("."))


def _kind(path: Path) -> Kind | None:
    try:
        return files.kind_of(path)
    except MediaError:
        return None


def _pictures(places: Sequence[Path]) -> tuple[Path, ...]:
    """Pictures that were named, and those in folders in order of names. Raises MediaError for a folder without any."""
    found: list[Path] = []
    for place in places:
        inside = [place]
        if place.is_dir():
            inside = [path for path in sorted(place.rglob("*")) if path.is_file() and image.is_image(path)]
        if not inside:
            raise MediaError(tr("There is no picture in {name}", name=place.name), do=tr("Choose a folder of pictures"))
        found += inside
    return tuple(found)


def _place(title: str) -> Path:
    name = re.sub(r"[^\w-]+", "-", title.lower()).strip("-")[:60] or "takes"
    return cache_folder() / "reports" / name


def _scratch() -> Path:
    parent = cache_folder() / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="judge-", dir=parent))


def _figure(one: Measure) -> m.Figure:
    return m.Figure(**asdict(one))
