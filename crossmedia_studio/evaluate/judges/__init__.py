"""The table of judges: for each kind of media, who measures it. A new judge is a module here and a row below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step
from crossmedia_studio.evaluate.judges import films, pictures, sounds, words
from crossmedia_studio.evaluate.piece import Findings, Piece
from crossmedia_studio.evaluate.reference import Reference
from crossmedia_studio.models.loader import Models


class Judge(Protocol):
    """Measures pieces of one kind against a reference, if there is one for that kind."""

    def __call__(
        self, pieces: Iterable[Piece], reference: Reference | None, models: Models, step: Step, seed: int
    ) -> Findings:
        """Take in ``pieces`` one by one (they may be made only when asked for) and keep no whole one. ``step`` counts
        what comes after the last of them. Raises a StudioError where nothing can be judged."""


JUDGES: dict[Kind, Judge] = {
    Kind.IMAGE: pictures.judge,
    Kind.AUDIO: sounds.judge,
    Kind.TEXT: words.judge,
    Kind.VIDEO: films.judge,
}
