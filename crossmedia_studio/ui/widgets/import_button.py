"""A button that takes in a model of the artist's: a folder, or a single file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.icons import icon

_FILES = "*.safetensors *.gguf *.onnx *.pt *.pth *.ckpt *.zip"


class ImportButton(QPushButton):
    """What was imported is among the abilities as soon as it is there; what went wrong is told by the window."""

    def __init__(self, abilities: AbilitiesView, parent: QWidget | None = None) -> None:
        super().__init__(icon("folder-open"), tr("Import…"), parent)
        self._abilities = abilities
        self.setAutoDefault(False)
        self.setToolTip(tr("Take in a model that you have as files"))
        menu = QMenu(self)
        menu.addAction(tr("A folder…"), self._folder)
        menu.addAction(tr("A file…"), self._file)
        self.setMenu(menu)

    def take(self, path: Path) -> None:
        """Import what is at ``path``."""
        self._abilities.import_model(path, tr("Import {name}", name=path.name))

    def _folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Import a model"), str(Path.home()))
        if folder:
            self.take(Path(folder))

    def _file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, tr("Import a model"), str(Path.home()), tr("Models ({suffixes})", suffixes=_FILES)
        )
        if name:
            self.take(Path(name))
