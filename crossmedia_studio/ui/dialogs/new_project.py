"""Start a project: a name and where it goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.folders import projects_folder
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui.dialogs.frame import Dialog
from crossmedia_studio.ui.opened import free_folder


class NewProject(Dialog):
    def __init__(self, create: Callable[[str, Path | None], object], parent: QWidget) -> None:
        super().__init__(tr("New project"), parent)
        self._create = create
        self._parent_folder = projects_folder()
        self.name = QLineEdit(tr("Untitled"))
        self.name.setAccessibleName(tr("Name"))
        self.name.selectAll()
        self.name.textChanged.connect(self._refresh)
        self.body.addWidget(self.name)
        row = QHBoxLayout()
        self._where = QLineEdit()
        self._where.setReadOnly(True)
        choose = QPushButton(tr("Choose…"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        row.addWidget(self._where, 1)
        row.addWidget(choose)
        self.body.addLayout(row)
        self._note = self.note(
            tr("A project is a folder. Everything in it is kept as you work; move or copy it freely.")
        )
        self.close_button(tr("Cancel"))
        self._make = self.button(tr("Create"), self._on_create, main=True)
        self._refresh()

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Where shall it go?"), str(self._parent_folder))
        if folder:
            self._parent_folder = Path(folder)
            self._refresh()

    def _refresh(self, *_: object) -> None:
        name = self.name.text().strip()
        self._make.setEnabled(bool(name))
        self._where.setText(str(free_folder(name, self._parent_folder)) if name else str(self._parent_folder))

    def _on_create(self) -> None:
        name = self.name.text().strip()
        try:
            self._create(name, free_folder(name, self._parent_folder))
        except StudioError as error:
            self._note.setText(error.sentence)
            return
        self.close()
