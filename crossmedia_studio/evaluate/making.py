"""The takes that a model is judged by: made when they are asked for, several at once where its backend can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from crossmedia_studio.core import params
from crossmedia_studio.core.errors import MediaError, StudioError, Unsupported
from crossmedia_studio.core.i18n import language, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.evaluate.piece import Asked, Piece
from crossmedia_studio.evaluate.plan import Plan
from crossmedia_studio.generate.backend import Backend, Batching
from crossmedia_studio.generate.make import make
from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image, Media
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask, Conditions
from crossmedia_studio.understand.text import understand_text

AT_ONCE = 16


@dataclass(frozen=True)
class Maker:
    """A model by name: the backend that makes media with it, the option that chooses it, and its folder."""

    name: str
    title: str
    backend: Backend
    options: tuple[tuple[str, object], ...] = ()
    folder: Path | None = None


def made(
    maker: Maker,
    asked: Sequence[Asked],
    plan: Plan,
    models: Models,
    scratch: Path,
    step: Step,
    pictures: Sequence[Path],
) -> Iterator[Piece]:
    """A piece for each of ``asked``. A backend that starts from a picture takes ``pictures`` in turn."""
    backend = maker.backend
    film_of_picture = backend.target is Kind.VIDEO and Kind.IMAGE in backend.sources
    words = Kind.TEXT in backend.sources and not (pictures and film_of_picture)
    if not words and not pictures:
        raise Unsupported(
            tr("{name} starts from a picture, sound or film, not from words", name=maker.title),
            do=tr("Choose a folder of them to judge by"),
        )
    if words and isinstance(backend, Batching) and all(ask.prompt for ask in asked):
        yield from _in_batches(maker, backend, asked, plan, models, scratch, step)
        return
    for index, ask in enumerate(asked):
        name = tr("Take {number} of {count}", number=index + 1, count=len(asked))
        inner = part(step, index / len(asked), (index + 1) / len(asked), name)
        source = None if words else _source(pictures[index % len(pictures)])
        options = {**dict(ask.options), **dict(maker.options)}
        sources: tuple[Media, ...] = (source,) if source is not None else ()
        wanted = _ask(backend, ask if words else Asked(seed=ask.seed), plan)
        take = make(wanted, sources, models, scratch, inner, backend=backend.name, options=options)
        kept = source if backend.target in (Kind.IMAGE, Kind.VIDEO) else None
        yield Piece(take.media, ask.prompt or take.name, ask, source=kept, maker=backend.name)


def _in_batches(
    maker: Maker, backend: Batching, asked: Sequence[Asked], plan: Plan, models: Models, scratch: Path, step: Step
) -> Iterator[Piece]:
    """Neighbours with the same options, :data:`AT_ONCE` at most."""
    for need in maker.backend.needs:
        models.folder(need)  # raises ModelMissing, which says how to install it
    done = 0
    for options, same in groupby(asked, key=lambda ask: ask.options):
        settings: Any = params.build(maker.backend.Options, {**dict(options), **dict(maker.options)})
        alike = list(same)
        for start in range(0, len(alike), AT_ONCE):
            batch = alike[start : start + AT_ONCE]
            words = tr("Takes {first} to {last} of {count}", first=done + 1, last=done + len(batch), count=len(asked))
            inner = part(step, done / len(asked), (done + len(batch)) / len(asked), words)
            inner(0.0)
            conditions = [
                Conditions(_ask(maker.backend, ask, plan), understand_text(ask.prompt, models)) for ask in batch
            ]
            many = backend.generate_many(conditions, settings, models, scratch, inner)
            yield from (
                Piece(media, ask.prompt, ask, maker=maker.backend.name) for media, ask in zip(many, batch, strict=True)
            )
            done += len(batch)


def _ask(backend: Backend, ask: Asked, plan: Plan) -> Ask:
    return Ask(backend.target, ask.prompt, ask.seed, plan.width, plan.height, plan.seconds, language())


def _source(path: Path) -> Image:
    try:
        return image.read(path)
    except StudioError as error:
        raise MediaError(
            error.what, why=error.why, do=tr("Take it out of the folder, or choose another folder")
        ) from error
