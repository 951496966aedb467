"""What the engine can do, asked once at start and after every install; None until it has answered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import Param
from crossmedia_studio.engine import messages as m
from crossmedia_studio.ui.jobs import Jobs


class AbilitiesView(QObject):
    """``changed`` says that ``current`` is new."""

    changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.current: m.Abilities | None = None

    def refresh(self) -> None:
        """Ask the engine anew."""
        self._jobs.submit(m.Describe(), lane="aside", replace="describe", done=self._answered)

    def model(self, name: str) -> m.ModelCard | None:
        """The catalogue entry ``name``, if known."""
        models = self.current.models if self.current else ()
        return next((card for card in models if card.name == name), None)

    def backends(self, target: Kind, sources: frozenset[Kind]) -> tuple[m.BackendCard, ...]:
        """Those that can make ``target`` from ``sources``, in the engine's order of preference: chosen media count
        before words, and those that use most of what is chosen come first."""
        cards = self.current.backends if self.current else ()
        chosen = sources - {Kind.TEXT} or sources
        fitting = [card for card in cards if card.target == target and chosen & frozenset(card.sources)]
        return tuple(sorted(fitting, key=lambda card: -len(chosen & frozenset(card.sources))))

    def backend(self, name: str) -> m.BackendCard | None:
        """The backend called ``name``, if there is one."""
        cards = self.current.backends if self.current else ()
        return next((card for card in cards if card.name == name), None)

    def maker(self, model: m.ModelCard) -> tuple[m.BackendCard, str] | None:
        """What makes media with ``model``, and its option that names it ("" where it always takes that one)."""
        for card in self.current.backends if self.current else ():
            for param in card.params:
                if model.family and param.family == model.family:
                    return card, param.name
        of_its_name = self.backend(model.family)
        return (of_its_name, "") if of_its_name else None

    def params(self, card: m.BackendCard | m.RecipeCard) -> tuple[Param, ...]:
        """The options of a backend or a recipe. One that names a model is a choice among those the artist has; without
        any it is left out."""
        return tuple(shown for param in card.params if (shown := self._shown(param)) is not None)

    def _shown(self, param: Param) -> Param | None:
        if not param.family:
            return param
        models = self.current.models if self.current else ()
        own = [one for one in models if one.imported and one.installed and one.family == param.family]
        names, titles = ("", *(one.name for one in own)), (param.nothing, *(one.title for one in own))
        return replace(param, choices=names, choice_labels=titles) if own else None

    def import_model(self, path: Path, title: str) -> int:
        """Take in a checkpoint of the artist's."""
        return self._jobs.submit(m.ImportModel(path), lane="aside", title=title, done=lambda result: self.refresh())

    def install(self, name: str, title: str) -> int:
        """Fetch a model: the one thing that opens a network connection, and only from a press of Install."""
        return self._jobs.submit(m.InstallModel(name), lane="aside", title=title, done=lambda result: self.refresh())

    def _answered(self, abilities: m.Abilities) -> None:
        self.current = abilities
        self.changed.emit()
