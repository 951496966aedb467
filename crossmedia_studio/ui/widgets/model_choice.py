"""Which model answers: the choice, one honest sentence, whether it fits, and Install where something is missing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.wishes import asks_for
from crossmedia_studio.engine import messages as m
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.install import ask_install
from crossmedia_studio.ui.widgets.import_button import ImportButton
from crossmedia_studio.ui.widgets.sign import Sign

_LITTLE_MB = 100
"""What needs less memory is hardly worth a word."""


class ModelChoice(QWidget):
    """``chosen`` carries the name of a backend, empty for the best that is installed."""

    chosen = Signal(str)

    def __init__(self, abilities: AbilitiesView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._abilities = abilities
        self._cards: tuple[m.BackendCard, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.box = QComboBox()
        self.box.setToolTip(tr("Which model makes it"))
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(10)
        self.box.currentIndexChanged.connect(self._picked)
        column.addWidget(self.box)
        self.about = QLabel()
        self.about.setObjectName("small")
        self.about.setWordWrap(True)
        column.addWidget(self.about)
        row = QHBoxLayout()
        row.setSpacing(6)
        self._fit_icon = Sign(icon("check-circle", "done"), 14)
        self.fit = QLabel()
        self.fit.setObjectName("small")
        self.install = QPushButton(icon("download-simple"), tr("Install…"))
        self.install.clicked.connect(self._install)
        row.addWidget(self._fit_icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.fit, 1)
        row.addWidget(self.install)
        self.bring = ImportButton(abilities)
        row.addWidget(self.bring, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)

    def show_choice(self, target: Kind, sources: frozenset[Kind], backend: str, prompt: str = "") -> None:
        """What can make ``target`` from ``sources``: ``backend`` picked if it can, else the best for ``prompt``."""
        self._cards = self._abilities.backends(target, sources)
        self.box.blockSignals(True)
        self.box.clear()
        for card in self._cards:
            self.box.addItem(icon("cpu" if card.ready else "warning", "second"), tr(card.title), card.name)
        picked = next((i for i, card in enumerate(self._cards) if card.name == backend), self._best(sources, prompt))
        self.box.setCurrentIndex(picked)
        self.box.blockSignals(False)
        self.box.setVisible(bool(self._cards))
        self._show_card(target, sources)

    @property
    def card(self) -> m.BackendCard | None:
        """The backend that would answer; None when there is none, or the engine has not answered yet."""
        index = self.box.currentIndex()
        return self._cards[index] if 0 <= index < len(self._cards) else None

    def is_best(self, sources: frozenset[Kind], prompt: str) -> bool:
        """Whether what is picked is what would be picked for ``prompt``."""
        return self.box.currentIndex() == self._best(sources, prompt)

    def _best(self, sources: frozenset[Kind], prompt: str) -> int:
        ready = [index for index, card in enumerate(self._cards) if card.ready]
        if sources <= {Kind.TEXT, Kind.IMAGE}:
            ready.sort(key=lambda index: not asks_for(prompt, self._cards[index].words))
        return ready[0] if ready else (0 if self._cards else -1)

    def _show_card(self, target: Kind, sources: frozenset[Kind]) -> None:
        card = self.card
        self.install.setVisible(bool(card and card.missing))
        self.bring.setVisible(bool(card and card.lacks and not card.missing))
        self._fit_icon.setVisible(card is not None)
        self.fit.setVisible(card is not None)
        if card is None:
            self.about.setText(self._nothing(target, sources))
            return
        self.about.setText(tr(card.about))
        if card.missing:
            names = [self._abilities.model(name) for name in card.missing]
            titles = ", ".join(
                tr(known.title) if known else name for known, name in zip(names, card.missing, strict=True)
            )
            self._sign("warning", "warning", tr("Needs {models}", models=titles))
            return
        if card.lacks:
            self._sign("warning", "warning", tr(card.lacks))
            return
        free = self._abilities.current.memory_mb if self._abilities.current else 0
        need, have = f"{card.memory_mb / 1024:.1f}", f"{free / 1024:.1f}"
        if card.memory_mb > free:
            self._sign("warning", "warning", tr("Tight: needs {need} of {have} GB free", need=need, have=have))
        elif card.memory_mb >= _LITTLE_MB:
            self._sign("check-circle", "done", tr("Fits: {need} of {have} GB free", need=need, have=have))
        else:
            self._sign("check-circle", "done", tr("Ready, needs hardly any memory"))

    def _sign(self, glyph: str, token: str, words: str) -> None:
        self._fit_icon.set_icon(icon(glyph, token))
        self.fit.setText(words)
        self.fit.setWordWrap(True)

    def _nothing(self, target: Kind, sources: frozenset[Kind]) -> str:
        if self._abilities.current is None:
            return tr("Looking at what this machine can do…")
        if not sources:
            return tr("Write what you want, or drop something to start from.")
        kinds = ", ".join(tr(theme.KIND_TITLES[kind]) for kind in sorted(sources))
        return tr(
            "No model here makes this from that yet: {sources} → {target}.",
            sources=kinds,
            target=tr(theme.KIND_TITLES[target]),
        )

    def _picked(self, index: int) -> None:
        if 0 <= index < len(self._cards):
            self.chosen.emit(self._cards[index].name)

    def _install(self) -> None:
        if self.card is not None:
            ask_install(self._abilities, self.card.missing, self.window())
