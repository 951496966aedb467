"""Judges a model by making takes with it, or takes that are there: the door of this room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import crossmedia_studio
from crossmedia_studio.core.errors import MediaError, OptionError, Unsupported
from crossmedia_studio.core.i18n import language, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import params
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.evaluate import examining, ratings, rebuilders
from crossmedia_studio.evaluate.compare import compare
from crossmedia_studio.evaluate.judges import JUDGES
from crossmedia_studio.evaluate.making import Maker, made
from crossmedia_studio.evaluate.measure import QUALITY, Measure
from crossmedia_studio.evaluate.piece import Judgement, Piece
from crossmedia_studio.evaluate.plan import Plan, plan_of, spread_over
from crossmedia_studio.evaluate.reference import FILE, Reference, load
from crossmedia_studio.generate.backends import BACKENDS
from crossmedia_studio.models.loader import Models

MOST = 5000
"""Takes that can be judged at once."""
CHOICE = "trained"
_MEASURED = {Kind.VIDEO: Kind.IMAGE}
"""The option by which a backend of our own networks is told which model of its family to use."""


def maker_of(name: str, models: Models) -> Maker:
    """The model (shipped, trained or imported) or the generator called ``name``. Raises OptionError for no such."""
    for backend in BACKENDS:
        family = models.family(backend.name)
        for found in family:
            if found.name != name:
                continue
            chosen = CHOICE in {param.name for param in params(backend.Options)}
            if not chosen and found.name != family[0].name:
                raise Unsupported(
                    tr("{name} cannot be chosen: its generator always takes {other}", name=name, other=family[0].name)
                )
            options = ((CHOICE, name),) if chosen else ()
            return Maker(name, found.title, backend, options, models.folder(name))
    for backend in BACKENDS:
        if backend.name == name:
            return Maker(name, tr(backend.title), backend)
    own = [found.name for backend in BACKENDS for found in models.family(backend.name)]
    others = (*rebuilders.names(models), *examining.names(models))
    names = dict.fromkeys([*own, *others, *(backend.name for backend in BACKENDS)])
    raise OptionError(
        tr("There is no model called {name}", name=name[:80]),
        do=tr("Choose one of: {names}", names=", ".join(names)),
    )


def reference_of(maker: Maker) -> Reference | None:
    """What the model's own folder says that it is judged against."""
    path = maker.folder / FILE if maker.folder is not None else None
    return load(path) if path is not None and path.is_file() else None


def evaluate_model(
    name: str, models: Models, scratch: Path, step: Step, *, count: int = 64, seed: int = 0,
    reference: Reference | None = None, pictures: Sequence[Path] = (), plan: Plan | None = None,
) -> Judgement:  # fmt: skip
    """Make ``count`` takes with the model ``name``, the seeds from ``seed`` on, and judge them.

    ``reference`` stands in for the model's own. A generator that starts from a picture takes ``pictures`` in turn.
    The same name, count, seed and reference give the same figures. Raises OptionError for a count that cannot be.
    """
    if not 1 <= count <= MOST:
        raise OptionError(
            tr("{count} takes cannot be judged", count=count),
            do=tr("Choose a value from {low} to {high}", low=1, high=MOST),
        )
    maker = maker_of(name, models)
    reference = reference if reference is not None else reference_of(maker)
    plan = plan or plan_of(maker.folder, reference, language(), maker.backend.name)
    pictures = pictures or _stills(maker)
    pieces = made(maker, spread_over(plan, count, seed), plan, models, scratch, part(step, 0.0, 0.8), pictures)
    judgement = _judged(maker.title, maker.backend.target, pieces, _among(reference, plan), models,
                        part(step, 0.8, 1.0), seed)  # fmt: skip
    facts = ((tr("Model"), name), (tr("Takes"), str(count)), (tr("First seed"), str(seed)))
    return replace(judgement, facts=(*facts, *judgement.facts))


def evaluate_pieces(
    title: str, pieces: Iterable[Piece], models: Models, step: Step, *, reference: Reference | None = None,
    duels: Sequence[tuple[str, str]] = (), seed: int = 0,
) -> Judgement:  # fmt: skip
    """Judge takes that are there, all of the kind of the first; ``duels`` are (winner, loser) by piece id."""
    stream = iter(pieces)
    first = next(stream, None)
    if first is None:
        raise MediaError(tr("There is nothing to judge"), do=tr("Choose takes or files"))
    ordered = ratings.ranking(duels)
    judgement = _judged(title, first.media.kind, chain([first], stream), reference, models, step, seed)
    return replace(judgement, ranking=ordered)


def against(one: Judgement, other: Judgement, reference: Reference | None) -> Judgement:
    """``one`` with its differences from ``other``, which was made from the same asks and seeds."""
    if one.kind is not other.kind:
        raise OptionError(tr("Models that make different kinds of media cannot be compared"))
    real = reference.features if reference is not None else None
    return replace(one, compared=other.title, differences=compare(one.findings, other.findings, real))


def _stills(maker: Maker) -> Sequence[Path]:
    """The clips that a model which brings pictures to life carries: their first frames are what it starts from."""
    place = maker.folder / "judging" / "clips" if maker.folder is not None else None
    return sorted(place.iterdir()) if place is not None and place.is_dir() else ()


def _judged(
    title: str, kind: Kind, pieces: Iterable[Piece], reference: Reference | None, models: Models, step: Step, seed: int
) -> Judgement:
    if reference is not None and kind is not Kind.TEXT and reference.kind is not _MEASURED.get(kind, kind):
        raise MediaError(
            tr("{name} cannot be judged against {reference}", name=title, reference=reference.title),
            why=tr("they are of different kinds"),
            do=tr("Choose a reference of the same kind"),
        )
    found = JUDGES[kind](pieces, reference, models, step, seed)
    given = [note.stars for note in found.notes]
    estimate, n = ratings.stars(given)
    if n:
        about = tr("The stars that you gave")
        mine = Measure("stars", tr("Your stars"), about, QUALITY, *estimate, n, tr("your own eyes"), "higher")
        found = replace(found, measures=(mine, *found.measures))
    facts = ((tr("Studio"), crossmedia_studio.__version__),)
    return Judgement(title, kind, found, against=reference.title if reference else "", seed=seed, facts=facts)


def _among(reference: Reference | None, plan: Plan) -> Reference | None:
    """``reference`` with only those subjects among which the plan's have to be found."""
    return reference.among(plan.candidates) if reference is not None and plan.candidates else reference
