"""A film from a text: paste or open a text, choose how, and it is made as a project of its own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QScrollArea, QWidget

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media import text as texts
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.dialogs.frame import Dialog
from crossmedia_studio.ui.draft import Draft, new_seed
from crossmedia_studio.ui.makes import Makes
from crossmedia_studio.ui.opened import free_folder
from crossmedia_studio.ui.widgets.form import Form


class FilmDialog(Dialog):
    def __init__(self, draft: Draft, makes: Makes, abilities: AbilitiesView, parent: QWidget) -> None:
        super().__init__(tr("Film from text"), parent, width=560)
        self._draft, self._makes = draft, makes
        words = tr("Pictures, narration, music and captions are made from the text. Everything stays open to change.")
        self.note(words)
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Name of the film"))
        self.body.addWidget(self.name)
        self.text = QPlainTextEdit(draft.film_text or draft.prompt)
        self.text.setPlaceholderText(tr("Write or paste the text: a few sentences are enough."))
        self.text.setMinimumHeight(150)
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self._on_text)
        self.body.addWidget(self.text, 1)
        row = QHBoxLayout()
        read = QPushButton(tr("Open a text…"))
        read.setAutoDefault(False)
        read.clicked.connect(self._open)
        row.addWidget(read)
        row.addStretch(1)
        self.body.addLayout(row)
        self.form = Form(abilities.current.film if abilities.current else ())
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self.form)
        area.setMinimumHeight(190)
        self.body.addWidget(area, 1)
        self._note = self.note("")
        self.close_button(tr("Cancel"))
        self.make = self.button(tr("Make the film"), self._on_make, main=True)
        self._on_text()

    def _on_text(self) -> None:
        self._draft.film_text = self.text.toPlainText()
        self.make.setEnabled(bool(self._draft.film_text.strip()))

    def _open(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("Open a text"))
        if not name:
            return
        try:
            self.text.setPlainText(texts.read(Path(name)).text)
        except StudioError as error:
            self._note.setText(error.sentence)
            return
        if not self.name.text().strip():
            self.name.setText(Path(name).stem)

    def _on_make(self) -> None:
        script = self.text.toPlainText().strip()
        name = self.name.text().strip() or " ".join(script.split()[:6])[:40].strip(" .,;:") or tr("Film")
        options = tuple(sorted(self.form.values().items()))
        seed = self._draft.seed if self._draft.seed_locked else new_seed()
        request = m.MakeFilm(script, free_folder(name), name, options, seed)
        self._makes.film(request, tr("Film: {name}", name=name))
        self.close()
