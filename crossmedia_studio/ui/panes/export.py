"""Export: the form that writes the timeline to a file, beside the film it will become."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.project.model import Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.panes import Area
from crossmedia_studio.ui.widgets.export_form import ExportForm, export_button


class ExportPane(QWidget):
    NAME = "export"
    TITLE = mark("Export")
    ICON = "export"
    AREA = Area.RIGHT

    def __init__(
        self,
        *,
        session: Session,
        project_folder: Path,
        jobs: Jobs,
        abilities: AbilitiesView,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setMinimumWidth(300)
        self.form = ExportForm(lambda: session.project, project_folder, jobs, abilities)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(10, 10, 10, 10)
        inner.addWidget(self.form)
        inner.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        self.button = export_button(self.form)
        foot = QVBoxLayout()
        foot.setContentsMargins(10, 8, 10, 10)
        foot.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(area, 1)
        column.addLayout(foot)
        self._stop_listening = session.changed.connect(self._on_changed)

    def release(self) -> None:
        """The window goes."""
        self._stop_listening()

    def _on_changed(self, before: Project, after: Project) -> None:
        self.form.refresh()
