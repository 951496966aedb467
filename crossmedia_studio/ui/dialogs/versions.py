"""Go back to an earlier version of the project."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui.dialogs.frame import Dialog
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.opened import Opened, moment


class VersionsDialog(Dialog):
    def __init__(self, opened: Opened, parent: QWidget) -> None:
        super().__init__(tr("Versions"), parent)
        self._opened = opened
        self._versions = opened.file.versions()
        self.list = QListWidget()
        self.list.setMinimumHeight(220)
        for version in self._versions:
            words = tr("saved by you") if version.saved else tr("kept in passing")
            row = QListWidgetItem(
                icon("floppy-disk" if version.saved else "clock", "second"), f"{moment(version)}   {words}"
            )
            row.setData(Qt.ItemDataRole.UserRole, version.number)
            self.list.addItem(row)
        self.list.itemDoubleClicked.connect(self._go)
        self.body.addWidget(self.list)
        self.note(tr("Going back is a change like any other: Undo takes it back."))
        self.close_button()
        go = self.button(tr("Go back to it"), self._go, main=True)
        go.setEnabled(bool(self._versions) and not opened.file.read_only)
        self.list.setCurrentRow(0)

    def _go(self, *_: object) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self._opened.go_back(self._versions[row])
            self.close()
