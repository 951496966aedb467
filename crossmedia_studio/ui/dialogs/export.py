"""Write the timeline to a file: what, how, where, and how large it will be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.timing import seconds
from crossmedia_studio.engine import messages as m
from crossmedia_studio.project.model import Project
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.dialogs.frame import Dialog
from crossmedia_studio.ui.install import size_words
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.library_model import length_words
from crossmedia_studio.ui.widgets.form import Form

_BYTES_A_PIXEL_SECOND = 0.28
"""A rough rule for H.264 at the middle quality, in bytes a pixel a second at 24 frames."""


class ExportDialog(Dialog):
    """The project is the one at the moment the dialog opened; work goes on while it is written."""

    def __init__(self, project: Project, folder: Path, jobs: Jobs, abilities: AbilitiesView, parent: QWidget) -> None:
        super().__init__(tr("Export"), parent, width=520)
        self._project, self._folder, self._jobs, self._abilities = project, folder, jobs, abilities
        self._form: Form | None = None
        self.formats = QComboBox()
        self.formats.setAccessibleName(tr("Format"))
        self.formats.currentIndexChanged.connect(self._on_format)
        self.body.addWidget(self.formats)
        self._options = QWidget()
        self._slot = QHBoxLayout(self._options)
        self._slot.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._options)
        row = QHBoxLayout()
        self.path = QLineEdit()
        self.path.setAccessibleName(tr("File"))
        self.path.textChanged.connect(self._refresh)
        choose = QPushButton(tr("Choose…"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        row.addWidget(self.path, 1)
        row.addWidget(choose)
        self.body.addLayout(row)
        self._note = self.note("")
        self.close_button(tr("Cancel"))
        self.start = self.button(tr("Export"), self._on_export, main=True)
        abilities.changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        current = self._abilities.current
        if current is not None and not self.formats.count():
            for card in current.formats:
                self.formats.addItem(tr(card.title), card.name)
        self._refresh()

    def _card(self) -> m.FormatCard | None:
        current = self._abilities.current
        name = self.formats.currentData()
        return next((card for card in current.formats if card.name == name), None) if current else None

    def _on_format(self, index: int) -> None:
        card = self._card()
        if card is None:
            return
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
        self._form = Form(card.params)
        self._form.changed.connect(self._on_option)
        self._slot.addWidget(self._form)
        path = Path(self.path.text()) if self.path.text() else self._folder.parent / f"{self._name()}.x"
        self.path.setText(str(path.with_suffix(card.suffix)))
        self._refresh()
        self.adjustSize()

    def _on_option(self, name: str, value: Any, more: bool) -> None:
        self._refresh()

    def _choose(self) -> None:
        card = self._card()
        suffix = card.suffix if card else ""
        name, _ = QFileDialog.getSaveFileName(self, tr("Export to"), self.path.text(), f"*{suffix}")
        if name:
            self.path.setText(name if not suffix or name.lower().endswith(suffix) else name + suffix)

    def _refresh(self, *_: object) -> None:
        card = self._card()
        path = Path(self.path.text())
        empty = self._project.length == 0
        self.start.setEnabled(card is not None and not empty and bool(self.path.text().strip()))
        if card is None:
            self._note.setText(tr("Looking at what this machine can do…"))
        elif empty:
            self._note.setText(tr("There is nothing on the timeline yet."))
        else:
            facts = [
                f"{self._project.width} × {self._project.height}",
                tr("{rate} frames a second", rate=f"{float(self._project.fps):g}"),
                length_words(self._project.length),
            ]
            if card.suffix in (".mp4", ".mov", ".webm"):
                facts.append(tr("about {size}", size=size_words(self._estimate())))
            if path.exists():
                facts.append(tr("the file there will be replaced"))
            self._note.setText(" · ".join(facts))

    def _estimate(self) -> int:
        pixels = self._project.width * self._project.height
        return round(
            pixels * seconds(self._project.length) * _BYTES_A_PIXEL_SECOND + 24_000 * seconds(self._project.length)
        )

    def _on_export(self) -> None:
        card = self._card()
        if card is None:
            return
        options = tuple(sorted(self._form.values().items())) if self._form is not None else ()
        output = Path(self.path.text()).expanduser()
        request = m.Export(self._project, self._folder, output, card.name, options)
        self._jobs.submit(request, lane="export", title=tr("Export {name}", name=output.name))
        self.close()

    def _name(self) -> str:
        return "".join(c if c.isalnum() or c in " -_" else " " for c in self._project.name).strip() or tr("Untitled")
