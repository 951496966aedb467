"""The ask being written: it outlives the window, so that a change of language or workspace loses nothing."""

from __future__ import annotations

import secrets
from typing import Any

from PySide6.QtCore import QObject, Signal

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.recipe import Recipe
from crossmedia_studio.ui.corrections import Correction


def new_seed() -> int:
    """A seed that is short enough to read aloud."""
    return secrets.randbelow(1_000_000)


class Draft(QObject):
    """What the Prompt pane shows. ``changed`` when somebody else changed it (a reference, a recipe); ``written`` with
    every change of the words."""

    changed = Signal()
    written = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.target = Kind.IMAGE
        self._prompt = ""
        self.references: list[str] = []
        """Media ids of the library."""
        self.backend = ""
        """Empty: the best that is installed."""
        self.seed = new_seed()
        self.seed_locked = False
        self.width = 0
        self.height = 0
        self.duration = 0.0
        self.options: dict[str, dict[str, Any]] = {}
        """Backend → option values."""
        self.understood = ""
        """The prompt's Meaning as JSON, before corrections."""
        self.corrections: tuple[Correction, ...] = ()
        self.takes: list[str] = []
        """Media ids made since the project was opened, newest first."""
        self.film_text = ""

    @property
    def prompt(self) -> str:
        """The words of the ask."""
        return self._prompt

    @prompt.setter
    def prompt(self, words: str) -> None:
        if words != self._prompt:
            self._prompt = words
            self.written.emit()

    def add_references(self, ids: tuple[str, ...]) -> None:
        """Start from these too."""
        new = [media_id for media_id in ids if media_id not in self.references]
        if new:
            self.references += new
            self.changed.emit()

    def remove_reference(self, media_id: str) -> None:
        if media_id in self.references:
            self.references.remove(media_id)
            self.changed.emit()

    def add_take(self, media_id: str) -> None:
        """A take has landed."""
        self.takes = [media_id, *(take for take in self.takes if take != media_id)]

    def follow(self, recipe: Recipe, known: frozenset[str]) -> None:
        """Write the ask that ``recipe`` came from, to change and try again."""
        self.target = recipe.target
        self.prompt = recipe.prompt
        self.references = [media_id for media_id in recipe.inputs if media_id in known]
        self.backend = recipe.backend
        self.seed, self.seed_locked = recipe.seed, True
        self.width, self.height, self.duration = recipe.width, recipe.height, recipe.duration
        self.options[recipe.backend] = dict(recipe.options)
        self.corrections = ()
        self.changed.emit()
