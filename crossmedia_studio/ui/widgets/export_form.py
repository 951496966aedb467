"""What is written, how and where: the form of the Export pane and of the export dialog."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.timing import seconds
from crossmedia_studio.engine import messages as m
from crossmedia_studio.project.model import Project
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.install import size_words
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.library_model import length_words
from crossmedia_studio.ui.widgets.form import Form

_BYTES_A_PIXEL_SECOND = 0.28
"""A rough rule for H.264 at the middle quality, in bytes a pixel a second at 24 frames."""
_BYTES_OF_SOUND = 24_000
_FILMS = (".mp4", ".mov", ".webm")


class ExportForm(QWidget):
    """``ready`` says whether there is something that could be written now; ``started`` that it is."""

    ready = Signal(bool)
    started = Signal()

    def __init__(self, project: Callable[[], Project], folder: Path, jobs: Jobs, abilities: AbilitiesView) -> None:
        super().__init__()
        self._project, self._folder, self._jobs, self._abilities = project, folder, jobs, abilities
        self._form: Form | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.formats = QComboBox()
        self.formats.setAccessibleName(tr("Format"))
        self.formats.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.formats.currentIndexChanged.connect(self._on_format)
        column.addWidget(self.formats)
        self._slot = QVBoxLayout()
        column.addLayout(self._slot)
        row = QHBoxLayout()
        row.setSpacing(6)
        self.path = QLineEdit()
        self.path.setAccessibleName(tr("File"))
        self.path.textChanged.connect(self.refresh)
        choose = QToolButton()
        choose.setIcon(icon("folder-open"))
        choose.setToolTip(tr("Choose where the file goes"))
        choose.clicked.connect(self._choose)
        row.addWidget(self.path, 1)
        row.addWidget(choose)
        column.addLayout(row)
        self.note = QLabel()
        self.note.setObjectName("small")
        self.note.setWordWrap(True)
        column.addWidget(self.note)
        abilities.changed.connect(self._fill)
        self._fill()

    def start(self) -> None:
        """Write the project as it is now; work goes on meanwhile."""
        card = self._card()
        if card is None or not self.can_start:
            return
        options = tuple(sorted(self._form.values().items())) if self._form is not None else ()
        output = Path(self.path.text()).expanduser()
        request = m.Export(self._project(), self._folder, output, card.name, options)
        self._jobs.submit(request, lane="export", title=tr("Export {name}", name=output.name))
        self.started.emit()

    @property
    def can_start(self) -> bool:
        return self._card() is not None and self._project().length > 0 and bool(self.path.text().strip())

    def refresh(self, *_: object) -> None:
        """Say what would be written."""
        self.note.setText(self._words())
        self.ready.emit(self.can_start)

    def _words(self) -> str:
        card, project = self._card(), self._project()
        if card is None:
            return tr("Looking at what this machine can do…")
        if not project.length:
            return tr("There is nothing on the timeline yet.")
        rate = tr("{rate} frames a second", rate=f"{float(project.fps):g}")
        facts = [f"{project.width} × {project.height}", rate, length_words(project.length)]
        if card.suffix in _FILMS:
            facts.append(tr("about {size}", size=size_words(_estimate(project))))
        if Path(self.path.text()).is_file():
            facts.append(tr("the file there will be replaced"))
        return " · ".join(facts)

    def _fill(self) -> None:
        current = self._abilities.current
        if current is not None and not self.formats.count():
            for card in current.formats:
                self.formats.addItem(tr(card.title), card.name)
        self.refresh()

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
        self.refresh()

    def _on_option(self, name: str, value: Any, more: bool) -> None:
        self.refresh()

    def _choose(self) -> None:
        card = self._card()
        suffix = card.suffix if card else ""
        name, _ = QFileDialog.getSaveFileName(self, tr("Export to"), self.path.text(), f"*{suffix}")
        if name:
            self.path.setText(name if not suffix or name.lower().endswith(suffix) else name + suffix)

    def _name(self) -> str:
        return "".join(c if c.isalnum() or c in " -_" else " " for c in self._project().name).strip() or tr("Untitled")


def export_button(form: ExportForm) -> QPushButton:
    """The button that starts the export, off while there is nothing to write."""
    button = QPushButton(icon("export", "on_accent"), tr("Export"))
    button.setObjectName("primary")
    button.clicked.connect(form.start)
    form.ready.connect(button.setEnabled)
    button.setEnabled(form.can_start)
    return button


def _estimate(project: Project) -> int:
    length = seconds(project.length)
    return round(project.width * project.height * length * _BYTES_A_PIXEL_SECOND + _BYTES_OF_SOUND * length)
