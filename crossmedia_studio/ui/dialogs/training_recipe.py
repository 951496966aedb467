"""First page of the training wizard: what a model can learn here."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.engine import messages as m
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.icons import icon, kind_icon
from crossmedia_studio.ui.install import ask_install
from crossmedia_studio.ui.widgets.choice_card import ChoiceCard
from crossmedia_studio.ui.widgets.import_button import ImportButton


class RecipePage(QWidget):
    """``changed`` with every choice."""

    changed = Signal()

    def __init__(self, abilities: AbilitiesView) -> None:
        super().__init__()
        self._abilities = abilities
        self._chosen = ""
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.install = QPushButton(icon("download-simple"), tr("Install…"))
        self.install.setAutoDefault(False)
        self.install.clicked.connect(self._install)
        self._note = QLabel()
        self._note.setObjectName("small")
        self._note.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._area, 1)
        column.addWidget(self._note)
        self.bring = ImportButton(abilities)
        for button in (self.install, self.bring):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        abilities.changed.connect(self._fill)
        self._fill()

    @property
    def card(self) -> m.RecipeCard | None:
        """The recipe that is chosen."""
        return next((card for card in self._cards() if card.name == self._chosen), None)

    @property
    def ready(self) -> bool:
        return self.card is not None and self.card.ready

    def _cards(self) -> tuple[m.RecipeCard, ...]:
        return self._abilities.current.recipes if self._abilities.current else ()

    def _fill(self) -> None:
        cards = self._cards()
        if self.card is None and cards:
            self._chosen = next((card.name for card in cards if card.ready), cards[0].name)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        self.group = QButtonGroup(content)
        for card in cards:
            button = ChoiceCard(kind_icon(card.kind), tr(card.title), tr(card.about))
            button.setObjectName(card.name)
            button.setChecked(card.name == self._chosen)
            button.toggled.connect(self._toggled)
            self.group.addButton(button)
            column.addWidget(button)
        column.addStretch(1)
        self._area.setWidget(content)
        self._refresh()

    def _toggled(self, on: bool) -> None:
        if on:
            self._chosen = self.sender().objectName()
            self._refresh()

    def focusInEvent(self, event: QFocusEvent) -> None:
        chosen = self.group.checkedButton()
        if chosen is not None:
            chosen.setFocus()

    def _refresh(self) -> None:
        card = self.card
        missing = card.missing if card else ()
        lacks = card.lacks if card and not missing else ""
        self.install.setVisible(bool(missing))
        self.bring.setVisible(bool(lacks))
        known = [self._abilities.model(name) for name in missing]
        titles = ", ".join(tr(model.title) if model else name for model, name in zip(known, missing, strict=True))
        if self._abilities.current is None:
            self._note.setText(tr("Looking at what this machine can do…"))
        elif card is None:
            self._note.setText(tr("Nothing can be trained here yet."))
        else:
            self._note.setText(tr("Needs {models}", models=titles) if missing else tr(lacks))
        self._note.setVisible(bool(self._note.text()))
        QTimer.singleShot(0, self, self._show_chosen)  # once the words have taken their room
        self.changed.emit()

    def _show_chosen(self) -> None:
        chosen = self.group.checkedButton()
        if chosen is not None:
            self._area.ensureWidgetVisible(chosen, 0, 0)

    def _install(self) -> None:
        if self.card is not None:
            ask_install(self._abilities, self.card.missing, self.window())
