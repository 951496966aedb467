"""Judges a model or takes for a request, writes the report, and hands its figures over."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from crossmedia_studio.core.errors import MediaError, OptionError
from crossmedia_studio.core.folders import cache_folder
from crossmedia_studio.core.i18n import language, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.library import media_folder
from crossmedia_studio.evaluate import ratings
from crossmedia_studio.evaluate.judge import against, evaluate_model, evaluate_pieces, maker_of, reference_of
from crossmedia_studio.evaluate.measure import Measure
from crossmedia_studio.evaluate.piece import Asked, Judgement, Piece
from crossmedia_studio.evaluate.plan import plan_of
from crossmedia_studio.evaluate.reference import Reference, of_path
from crossmedia_studio.evaluate.report.write import write
from crossmedia_studio.media import files, image
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.models.loader import Models


def evaluate(models: Models, request: m.Evaluate, step: Step) -> m.EvaluateResult:
    """See :class:`messages.Evaluate`. Exactly one of model, items and files is judged."""
    if bool(request.model) + bool(request.items) + bool(request.files) != 1:
        raise OptionError(tr("There is nothing to judge"), do=tr("Choose a model, or takes or files"))
    if request.against and not request.model:
        raise OptionError(tr("Only a model can be compared with a model"), do=tr("Name a model to judge"))
    reference = of_path(request.reference, models, part(step, 0.0, 0.2)) if request.reference is not None else None
    judgement = (
        _model(models, request, reference, part(step, 0.2, 0.95))
        if request.model
        else _takes(models, request, reference, part(step, 0.2, 0.95))
    )
    page = write(judgement, request.output or _place(judgement.title), part(step, 0.95, 1.0))
    order = tuple((one.id, one.strength, one.low, one.high) for one in judgement.ranking)
    figures = tuple(_figure(one) for one in judgement.measures)
    return m.EvaluateResult(judgement.title, figures, order, page, tuple(_figure(one) for one in judgement.differences))


def _model(models: Models, request: m.Evaluate, reference: Reference | None, step: Step) -> Judgement:
    """The model's judgement; both models of a comparison are asked what the first one's plan says."""
    maker = maker_of(request.model, models)
    reference = reference if reference is not None else reference_of(maker)
    given = _pictures(request.reference)
    end = 0.5 if request.against else 1.0
    scratch = _scratch()
    try:
        plan = plan_of(maker.folder, reference, language())
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
        asked = Asked(recipe.prompt, seed=recipe.seed) if recipe is not None else Asked()
        yield Piece(files.read(store.path(item.id, item.suffix)), item.name, asked, item.id, item.stars)


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


def _kind(path: Path) -> Kind | None:
    try:
        return files.kind_of(path)
    except MediaError:
        return None


def _pictures(folder: Path | None) -> tuple[Path, ...]:
    """The pictures of a reference folder, from which a generator that needs one starts."""
    if folder is None or not folder.is_dir():
        return ()
    return tuple(path for path in sorted(folder.rglob("*")) if path.is_file() and image.is_image(path))


def _place(title: str) -> Path:
    name = re.sub(r"[^\w-]+", "-", title.lower()).strip("-")[:60] or "takes"
    return cache_folder() / "reports" / name


def _scratch() -> Path:
    parent = cache_folder() / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="judge-", dir=parent))


def _figure(one: Measure) -> m.Figure:
    return m.Figure(**asdict(one))
