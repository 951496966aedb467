"""One ask, from what a person wrote and chose to a Take: understand, represent, generate, write the recipe."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import crossmedia_studio
from crossmedia_studio.core import params
from crossmedia_studio.core.errors import OptionError, Unsupported
from crossmedia_studio.core.foretold import Told
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.core.recipe import Recipe
from crossmedia_studio.core.wishes import asks_for
from crossmedia_studio.generate.backend import Backend, Foretelling, Take, Wished
from crossmedia_studio.generate.backends import BACKENDS
from crossmedia_studio.media.kinds import Media, Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask, Conditions, Source
from crossmedia_studio.understand.meaning import Meaning

_KINDS = {Kind.TEXT: mark("text"), Kind.IMAGE: mark("picture"), Kind.AUDIO: mark("sound"), Kind.VIDEO: mark("film")}
_NAME_LENGTH = 48


def backends_for(target: Kind, source_kinds: Collection[Kind]) -> tuple[Backend, ...]:
    """The backends that make ``target`` from what is there, those that use most of it first, else in table order.

    Chosen pictures, sounds and films count before words: beside one of them a prompt only says how.
    """
    chosen = set(source_kinds) - {Kind.TEXT} or set(source_kinds)
    fitting = [b for b in BACKENDS if b.target is target and b.sources & chosen]
    return tuple(sorted(fitting, key=lambda b: -len(b.sources & chosen)))


def check(
    target: Kind,
    kinds: Collection[Kind],
    models: Models,
    *,
    backend: str = "",
    options: Mapping[str, Any] | None = None,
    prompt: str = "",
) -> None:
    """Raise what :func:`make` would raise for sources of these ``kinds``, before anything is read or understood."""
    chosen = _choose(target, set(kinds) | ({Kind.TEXT} if prompt.strip() else set()), models, backend, prompt)
    params.build(chosen.Options, options)


def make(
    ask: Ask,
    sources: Sequence[Source | Media],
    models: Models,
    scratch: Path,
    step: Step,
    *,
    backend: str = "",
    options: Mapping[str, Any] | None = None,
    prompt: Meaning | None = None,
) -> Take:
    """Make what ``ask`` wants. Sources handed in as bare media, and the prompt without a Meaning, are understood first.

    An empty ``backend`` takes the first that fits and has its models, or whose trade the words name. Raises Unsupported
    for a conversion that no backend offers, OptionError for an unknown backend or option, ModelMissing where a model
    must be installed first.
    """
    kinds = {_media(source).kind for source in sources} | ({Kind.TEXT} if ask.prompt.strip() else set())
    chosen = _choose(ask.target, kinds, models, backend, ask.prompt)
    settings: Any = params.build(chosen.Options, options)
    conditions = _conditions(ask, sources, prompt, models, part(step, 0.0, 0.15, tr("Understanding")))
    with models.asked() as asked:
        media = chosen.generate(conditions, settings, models, scratch, part(step, 0.15, 1.0, tr(chosen.title)))
    own = {one.name for one in models.imported()}  # a checkpoint or a model trained here may be chosen by an option
    known = (name for name in (*chosen.needs, *chosen.uses) if models.installed(name))
    used = dict.fromkeys((*known, *(name for name in asked if name in own)))
    recipe = Recipe(
        backend=chosen.name, target=ask.target, prompt=ask.prompt, seed=ask.seed, width=ask.width, height=ask.height,
        duration=ask.duration, language=ask.language, options=tuple(sorted(params.values(settings).items())),
        inputs=tuple(source.id for source in conditions.sources if source.id),
        weights=tuple((name, models.fingerprint(name)) for name in used), engine=crossmedia_studio.__version__,
    )  # fmt: skip
    step(1.0)
    return Take(media, recipe, _name(conditions, chosen))


def foretell(
    ask: Ask,
    sources: Sequence[Source | Media],
    models: Models,
    step: Step,
    *,
    backend: str = "",
    options: Mapping[str, Any] | None = None,
    prompt: Meaning | None = None,
) -> tuple[Told, ...]:
    """What ``make`` would go by, from the same arguments; nothing where its backend does not tell."""
    kinds = {_media(source).kind for source in sources} | ({Kind.TEXT} if ask.prompt.strip() else set())
    chosen = _choose(ask.target, kinds, models, backend, ask.prompt)
    if not isinstance(chosen, Foretelling):
        return ()
    return chosen.foretell(_conditions(ask, sources, prompt, models, step), params.build(chosen.Options, options))


def _media(source: Source | Media) -> Media:
    return source.media if isinstance(source, Source) else source


def _choose(target: Kind, kinds: set[Kind], models: Models, name: str, prompt: str = "") -> Backend:
    if name and name not in {b.name for b in BACKENDS}:
        raise OptionError(
            tr("There is no generator called {name}", name=name),
            do=tr("Choose one of: {names}", names=", ".join(b.name for b in BACKENDS)),
        )
    if not kinds:
        raise Unsupported(
            tr("There is nothing to start from"), do=tr("Write a prompt or choose a picture, sound or film")
        )
    fitting = [b for b in backends_for(target, kinds) if not name or b.name == name]
    if kinds <= {Kind.TEXT, Kind.IMAGE}:
        fitting.sort(key=lambda b: not (isinstance(b, Wished) and asks_for(prompt, b.words)))
    if not fitting:
        start = ", ".join(tr(_KINDS[kind]) for kind in Kind if kind in kinds)
        if name:
            raise Unsupported(
                tr("{name} does not make a {target} from: {start}", name=name, target=tr(_KINDS[target]), start=start)
            )
        raise Unsupported(tr("No generator makes a {target} from: {start}", target=tr(_KINDS[target]), start=start))
    for candidate in fitting:
        if all(models.installed(need) for need in candidate.needs):
            return candidate
    for need in fitting[0].needs:
        models.folder(need)  # raises ModelMissing, which says how to install it
    return fitting[0]


def _conditions(
    ask: Ask, sources: Sequence[Source | Media], prompt: Meaning | None, models: Models, step: Step
) -> Conditions:
    from crossmedia_studio.understand.read import understand

    count = len(sources) + 1
    understood = []
    for index, source in enumerate(sources):
        if not isinstance(source, Source):
            source = Source(source, understand(source, models, part(step, index / count, (index + 1) / count)))
        understood.append(source)
    if prompt is None and ask.prompt.strip():
        words = Text(ask.prompt, ask.language)
        prompt = understand(words, models, part(step, len(sources) / count, 1.0))
    if prompt is None:  # a chosen text is the prompt where none was written
        prompt = next((s.meaning for s in understood if s.media.kind is Kind.TEXT), Meaning(Kind.TEXT))
    return Conditions(ask, prompt, tuple(understood))


def _name(conditions: Conditions, backend: Backend) -> str:
    words = conditions.ask.prompt.strip()
    if not words and conditions.sources:
        first = conditions.sources[0]
        words = first.name or (first.media.text.strip() if isinstance(first.media, Text) else "")
        if first.media.kind is not Kind.TEXT:
            words = f"{words} – {tr(backend.title)}" if words else ""
    line = re.sub(r"\s+", " ", words) or tr(backend.title)
    if len(line) <= _NAME_LENGTH:
        return line
    cut = line[:_NAME_LENGTH]
    return (cut.rsplit(" ", 1)[0] if " " in cut[12:] else cut).rstrip(" ,.;:，。；：") + "…"
