"""New music for a marked stretch of a sound: a take of its own, in which all else stays as it is."""

from __future__ import annotations

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import seconds
from crossmedia_studio.engine import messages as m
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.ui.draft import new_seed
from crossmedia_studio.ui.makes import Makes

BACKEND = "score"
_KEPT = ("style", "underscore", "boldness", "valence", "arousal")
"""Options of music that hold for its new bars too."""


def rewrite(item: MediaItem, start: int, end: int, makes: Makes) -> int:
    """Ask for new music from ``start`` to ``end`` (ticks) of ``item``, for the instruments and in the mood that it was
    made by if the studio made it. → The job. Raises MediaError if the file is gone."""
    known = item.recipe if item.recipe is not None and item.recipe.target is Kind.AUDIO else None
    kept = tuple((name, value) for name, value in known.options if name in _KEPT) if known is not None else ()
    options = (*kept, ("task", "fill"), ("begin", seconds(start)), ("end", seconds(end)))
    request = m.Make(
        Kind.AUDIO, known.prompt if known is not None else "", (makes.source(item.id),), BACKEND, new_seed(),
        language=known.language if known is not None else "", options=options, project_folder=makes.folder,
    )  # fmt: skip
    return makes.make(request, tr("New music in {name}", name=item.name))
