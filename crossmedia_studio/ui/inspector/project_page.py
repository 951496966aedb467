"""The project's own settings."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction

from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crossmedia_studio.core.i18n import LANGUAGES, mark, tr
from crossmedia_studio.project.edits import SetProject
from crossmedia_studio.project.model import Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.inspector.rows import labelled
from crossmedia_studio.ui.library_model import length_words
from crossmedia_studio.ui.widgets.chip import swatch

FRAMES: tuple[tuple[str, int, int], ...] = (
    (mark("HD wide"), 1280, 720), (mark("Full HD wide"), 1920, 1080), (mark("4K wide"), 3840, 2160),
    (mark("Square"), 1080, 1080), (mark("Tall"), 1080, 1920), (mark("Cinema"), 1920, 804),
)  # fmt: skip
RATES = ("24", "25", "30", "50", "60", "24000/1001", "30000/1001")


class ProjectPage(QWidget):
    def __init__(self, session: Session, do: Callable[..., bool]) -> None:
        super().__init__()
        self._session, self._do = session, do
        self._typing = itertools.count()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name"))
        self.name.editingFinished.connect(self._on_name)
        column.addWidget(self.name)
        self._facts = QLabel()
        self._facts.setObjectName("small")
        column.addWidget(self._facts)
        self.frame = QComboBox()
        self.frame.currentIndexChanged.connect(self._on_frame)
        column.addWidget(labelled(tr("Frame"), self.frame, 216))
        self.rate = QComboBox()
        for rate in RATES:
            self.rate.addItem(rate_words(Fraction(rate)), rate)
        self.rate.currentIndexChanged.connect(self._on_rate)
        column.addWidget(labelled(tr("Frames a second"), self.rate))
        self.background = QPushButton()
        self.background.clicked.connect(self._ask_background)
        column.addWidget(labelled(tr("Background"), self.background))
        self.language = QComboBox()
        self.language.addItem(tr("Any"), "")
        for code, title in LANGUAGES.items():
            self.language.addItem(title, code)
        self.language.currentIndexChanged.connect(self._on_language)
        column.addWidget(labelled(tr("Language of the work"), self.language))
        self.notes = QPlainTextEdit()
        self.notes.setPlaceholderText(tr("Notes"))
        self.notes.setFixedHeight(110)
        self.notes.setTabChangesFocus(True)
        self.notes.textChanged.connect(self._on_notes)
        column.addWidget(self.notes)
        column.addStretch(1)

    def show_project(self, project: Project) -> None:
        """Show ``project`` as it is."""
        if not self.name.hasFocus():
            self.name.setText(project.name)
        clips = sum(len(track.clips) for track in project.tracks)
        self._facts.setText(
            tr("{length} long, {clips} clips, {media} in the library", length=length_words(project.length),
               clips=clips, media=len(project.media))
        )  # fmt: skip
        self.frame.blockSignals(True)
        self.frame.clear()
        for title, width, height in FRAMES:
            self.frame.addItem(f"{tr(title)}  {width} × {height}", (width, height))
        if (project.width, project.height) not in [(w, h) for _, w, h in FRAMES]:
            self.frame.addItem(f"{project.width} × {project.height}", (project.width, project.height))
        sizes = [self.frame.itemData(i) for i in range(self.frame.count())]
        self.frame.setCurrentIndex([tuple(size) for size in sizes].index((project.width, project.height)))
        self.frame.blockSignals(False)
        self.rate.blockSignals(True)
        if self.rate.findData(str(project.fps)) < 0:
            self.rate.addItem(rate_words(project.fps), str(project.fps))
        self.rate.setCurrentIndex(self.rate.findData(str(project.fps)))
        self.rate.blockSignals(False)
        self.background.setText(project.background.upper())
        self.background.setIcon(swatch(QColor(project.background), 16))
        self.language.blockSignals(True)
        self.language.setCurrentIndex(max(0, self.language.findData(project.language)))
        self.language.blockSignals(False)
        if not self.notes.hasFocus() and self.notes.toPlainText() != project.notes:
            self.notes.blockSignals(True)
            self.notes.setPlainText(project.notes)
            self.notes.blockSignals(False)

    def _on_name(self) -> None:
        name = self.name.text().strip()
        if name and name != self._session.project.name:
            self._do(SetProject(name=name))

    def _on_frame(self, index: int) -> None:
        width, height = self.frame.itemData(index)
        self._do(SetProject(width=width, height=height))

    def _on_rate(self, index: int) -> None:
        self._do(SetProject(fps=Fraction(self.rate.itemData(index))))

    def _on_language(self, index: int) -> None:
        self._do(SetProject(language=self.language.itemData(index)))

    def _on_notes(self) -> None:
        self._do(SetProject(notes=self.notes.toPlainText()), merge=f"notes:{id(self)}")

    def _ask_background(self) -> None:
        dialog = QColorDialog(QColor(self._session.project.background), self.window())
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.colorSelected.connect(self._on_background)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_background(self, colour: QColor) -> None:
        self._do(SetProject(background=colour.name()))


def rate_words(fps: Fraction) -> str:
    """``24`` or ``23.976``."""
    return str(fps.numerator) if fps.denominator == 1 else f"{float(fps):.3f}"
