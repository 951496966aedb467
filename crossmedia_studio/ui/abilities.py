"""What the engine can do, asked once at start and after every install; None until it has answered."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import Param
from crossmedia_studio.engine import messages as m
from crossmedia_studio.ui.jobs import Jobs

TRAINED = "trained"
"""The option of a backend that names the model it works with; empty: the one that ships."""


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

    def params(self, card: m.BackendCard) -> tuple[Param, ...]:
        """The options of a backend; which trained model it works with is a choice among those there are.

        A backend is named after the family of its models, alone or with a word behind it (``gan``, ``gan_walk``).
        """
        models = self.current.models if self.current else ()
        own = [one for one in models if one.family and one.name != one.family and one.installed]
        own = [one for one in own if card.name == one.family or card.name.startswith(f"{one.family}_")]
        names, titles = ("", *(one.name for one in own)), (mark("The studio's own"), *(one.title for one in own))
        chosen = [replace(p, choices=names, choice_labels=titles) if p.name == TRAINED else p for p in card.params]
        return tuple(p for p in chosen if p.name != TRAINED or own)

    def install(self, name: str, title: str) -> int:
        """Fetch a model: the one thing that opens a network connection, and only from a press of Install."""
        return self._jobs.submit(m.InstallModel(name), lane="aside", title=title, done=lambda result: self.refresh())

    def _answered(self, abilities: m.Abilities) -> None:
        self.current = abilities
        self.changed.emit()
