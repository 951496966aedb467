"""Write the timeline to a file, from wherever the artist is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.project.model import Project
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.dialogs.frame import Dialog
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.widgets.export_form import ExportForm


class ExportDialog(Dialog):
    """The project is the one at the moment the dialog opened; work goes on while it is written."""

    def __init__(self, project: Project, folder: Path, jobs: Jobs, abilities: AbilitiesView, parent: QWidget) -> None:
        super().__init__(tr("Export"), parent, width=520)
        self.form = ExportForm(lambda: project, folder, jobs, abilities)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.close_button(tr("Cancel"))
        self.start = self.button(tr("Export"), self.form.start, main=True)
        self.start.setEnabled(self.form.can_start)
        self.form.ready.connect(self.start.setEnabled)
        self.form.started.connect(self.close)
