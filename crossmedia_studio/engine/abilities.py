"""What this machine can do, as cards for the window and the command line."""

from __future__ import annotations

from crossmedia_studio.core.params import params
from crossmedia_studio.engine import messages as m
from crossmedia_studio.models.loader import Models


def describe(models: Models) -> m.Abilities:
    """Everything on offer, with what would have to be installed first."""
    from crossmedia_studio.export.formats import FORMATS
    from crossmedia_studio.fuse.effects import EFFECTS
    from crossmedia_studio.fuse.transitions import TRANSITIONS
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
                sum(CATALOGUE[name].memory_mb for name in b.needs if name in CATALOGUE),
            )
            for b in BACKENDS
        ),
        models=(
            *(
                m.ModelCard(e.name, e.title, e.about, e.licence, e.download, models.installed(e.name), e.starter)
                for e in CATALOGUE.values()
            ),
            *_trained(models),
        ),
        formats=tuple(m.FormatCard(f.name, f.title, f.suffix, params(f.Options)) for f in FORMATS.values()),
        film=params(FilmOptions),
        transitions=tuple((name, t.title, params(t)) for name, t in TRANSITIONS.items()),
        effects=tuple((name, e.title, params(e)) for name, e in EFFECTS.items()),
        device=device.describe(),
        memory_mb=device.free_memory_mb(),
        recipes=tuple(
            m.RecipeCard(one.name, one.title, one.about, one.kind, all_params(one)) for one in RECIPES.values()
        ),
    )


def _trained(models: Models) -> tuple[m.ModelCard, ...]:
    """The models of our own networks, by family: those that ship with the studio first, then the artist's."""
    from crossmedia_studio.train.recipes import RECIPES

    abouts = {recipe.family: recipe.about for recipe in RECIPES.values()}
    return tuple(
        m.ModelCard(one.name, one.title, abouts[family], one.licence, one.bytes, True, False, family)
        for family in abouts
        for one in models.family(family)
    )
