"""What this machine can do, as cards for the window and the command line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import Param, params
from crossmedia_studio.engine import messages as m
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.manifest import Installed

if TYPE_CHECKING:
    from crossmedia_studio.generate.backend import Backend


def describe(models: Models) -> m.Abilities:
    """Everything on offer, with what would have to be installed first."""
    from crossmedia_studio.export.formats import FORMATS
    from crossmedia_studio.fuse.effects import EFFECTS
    from crossmedia_studio.fuse.transitions import TRANSITIONS
    from crossmedia_studio.generate.backend import Foretelling, Wished
    from crossmedia_studio.generate.backends import BACKENDS
    from crossmedia_studio.models import device
    from crossmedia_studio.models.catalogue import CATALOGUE
    from crossmedia_studio.scenarios.film import FilmOptions
    from crossmedia_studio.train.options import all_params
    from crossmedia_studio.train.recipes import RECIPES

    return m.Abilities(
        backends=tuple(
            m.BackendCard(
                b.name,
                b.title,
                b.about,
                tuple(sorted(b.sources)),
                b.target,
                params(b.Options),
                tuple(name for name in b.needs if not models.installed(name)),
                sum(CATALOGUE[name].memory_mb for name in b.needs if name in CATALOGUE) + _checkpoint_mb(b, models),
                _lacks(params(b.Options), models),
                b.words if isinstance(b, Wished) else (),
                isinstance(b, Foretelling),
            )
            for b in BACKENDS
        ),
        models=(
            *(
                m.ModelCard(e.name, e.title, e.about, e.licence, e.download, models.installed(e.name), e.starter)
                for e in CATALOGUE.values()
            ),
            *_own(models),
        ),
        formats=tuple(m.FormatCard(f.name, f.title, f.suffix, params(f.Options)) for f in FORMATS.values()),
        film=params(FilmOptions),
        transitions=tuple((name, t.title, params(t)) for name, t in TRANSITIONS.items()),
        effects=tuple((name, e.title, params(e)) for name, e in EFFECTS.items()),
        device=device.describe(),
        memory_mb=device.free_memory_mb(),
        recipes=tuple(
            m.RecipeCard(
                one.name,
                one.title,
                one.about,
                one.kind,
                all_params(one),
                lacks=_lacks(params(one.Options), models),
                family=one.family,
            )
            for one in RECIPES.values()
        ),
    )


def _checkpoint_mb(backend: Backend, models: Models) -> int:
    """What the largest imported checkpoint takes, for a backend that draws with one; 0 for any other."""
    from crossmedia_studio.generate.diffusion import checkpoints

    if not any(option.family == checkpoints.FAMILY for option in params(backend.Options)):
        return 0
    return max((one.bytes for one in checkpoints.imported(models)), default=0) // 1024**2


def _lacks(options: tuple[Param, ...], models: Models) -> str:
    """What no catalogue has and the artist must bring before something with these ``options`` can work."""
    from crossmedia_studio.generate.diffusion import checkpoints

    wanted = any(option.family == checkpoints.FAMILY for option in options)
    return checkpoints.NONE if wanted and not checkpoints.imported(models) else ""


def _own(models: Models) -> Iterator[m.ModelCard]:
    """Models of our own networks, by family: those that ship with the studio first, then the artist's; and what else
    the artist imported."""
    from crossmedia_studio.generate.diffusion import checkpoints
    from crossmedia_studio.models.catalogue import CATALOGUE
    from crossmedia_studio.train.recipes import RECIPES

    abouts = {recipe.family: recipe.about for recipe in RECIPES.values()}
    for family, about in abouts.items():
        for one in models.family(family):
            yield _card(one, about, family, models)
    drawing = {one.name for one in checkpoints.imported(models)}
    for one in models.imported():
        if one.family in abouts or one.name in CATALOGUE:
            continue
        if one.name in drawing:
            yield _card(one, mark("A diffusion checkpoint that you imported"), checkpoints.FAMILY, models)
        else:
            yield _card(one, mark("You imported it"), "", models)


def _card(one: Installed, about: str, family: str, models: Models) -> m.ModelCard:
    from crossmedia_studio.evaluate.exams import EXAMS
    from crossmedia_studio.evaluate.rebuilders import REBUILDERS
    from crossmedia_studio.evaluate.record import kept
    from crossmedia_studio.generate.backends import BACKENDS

    made = next((backend for backend in BACKENDS if backend.name == family), None)
    alone = family in EXAMS and (made is None or Kind.TEXT not in made.sources)
    judged = "examined" if alone else "made" if made is not None else "rebuilt" if family in REBUILDERS else ""
    figures = tuple((k.title, k.value, k.low, k.high, k.n, k.features) for k in kept(models.folder(one.name)))
    return m.ModelCard(
        one.name, one.title, about, one.licence, one.bytes, True, False, family, one.imported, judged, figures
    )
