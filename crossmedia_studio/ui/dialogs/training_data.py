"""Second page of the training wizard: the examples, from a folder or from the library, counted while one reads."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.engine import messages as m
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.dragging import local_files, media_ids
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.choice_card import ChoiceCard
from crossmedia_studio.ui.widgets.message_bar import sentences

COUNTS = {
    Kind.TEXT: mark("{count} texts"), Kind.IMAGE: mark("{count} pictures"), Kind.AUDIO: mark("{count} sounds"),
    Kind.VIDEO: mark("{count} films"),
}  # fmt: skip
_ONE = {
    Kind.TEXT: mark("1 text"), Kind.IMAGE: mark("1 picture"), Kind.AUDIO: mark("1 sound"), Kind.VIDEO: mark("1 film"),
}  # fmt: skip


class DataPage(QWidget):
    """``changed`` with every choice and every answer. Folders and library items can be dropped anywhere on it."""

    changed = Signal()

    def __init__(self, jobs: Jobs, session: Session, view: ViewState, project_folder: Path) -> None:
        super().__init__()
        self._jobs, self._session, self._view, self._project = jobs, session, view, project_folder
        self._kind: Kind | None = None
        self._chosen: tuple[str, ...] = ()
        self._reading = 0
        self._folder: Path | None = None
        self._failed = False
        self.found: m.DataCard | None = None
        """What the engine counted, once it has."""
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.group = QButtonGroup(self)
        self.from_folder = self._card("folder-open", tr("A folder"), column)
        self.browse = QPushButton(tr("Choose…"))
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._browse)
        self.from_folder.add(self.browse)
        self.from_chosen = self._card("selection", tr("What is selected in the library"), column)
        self.from_library = self._card("squares-four", tr("All of the library"), column)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.words)
        column.addWidget(area, 1)
        self.group.buttonToggled.connect(self._toggled)
        self.from_folder.clicked.connect(self._on_folder)
        self.setFocusProxy(self.from_folder)

    def show_kind(self, kind: Kind) -> None:
        """Offer what there is of ``kind``; what was chosen for it before stays chosen."""
        if kind is not self._kind:
            self._kind = kind
            self._chosen = self._of_kind(self._view.chosen)
            self._uncheck()
        self._refresh_cards()

    @property
    def folder(self) -> Path | None:
        """The folder to learn from, if it is a folder."""
        return self._folder if self.from_folder.isChecked() else None

    def items(self) -> tuple[MediaItem, ...]:
        """The library items to learn from, if it is the library."""
        items = self._session.project.items
        if self.from_chosen.isChecked():
            return tuple(items[i] for i in self._chosen if i in items)
        if self.from_library.isChecked():
            return tuple(items[i] for i in self._of_kind(tuple(items)))
        return ()

    @property
    def ready(self) -> bool:
        """Something is chosen, and it is not known to be of no use."""
        if not (self.folder or self.items()) or self._failed:
            return False
        return self.found is None or self.found.count > 0

    def suggestion(self) -> str:
        """A name for what is learned from this."""
        return self.folder.stem if self.folder else self._session.project.name

    def choose_folder(self, folder: Path) -> None:
        """Learn from ``folder`` (or from the captions file of a data set)."""
        self._folder = folder
        self._refresh_cards()
        if self.from_folder.isChecked():
            self._read()
        else:
            self.from_folder.setChecked(True)

    # ── Qt ──

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()) or media_ids(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        files = local_files(event.mimeData())
        if files and (files[0].is_dir() or files[0].suffix.lower() == ".json"):
            self.choose_folder(files[0])
        elif files:
            self._say(tr("Drop a whole folder, or import the files and select them in the library."))
        else:
            self._chosen = self._of_kind(media_ids(event.mimeData()))
            self._refresh_cards()
            if self.from_chosen.isChecked():
                self._read()
            elif self._chosen:
                self.from_chosen.setChecked(True)

    # ── inside ──

    def _card(self, glyph: str, title: str, column: QVBoxLayout) -> ChoiceCard:
        card = ChoiceCard(icon(glyph, "second"), title, "")
        self.group.addButton(card)
        column.addWidget(card)
        return card

    def _of_kind(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        items = self._session.project.items
        return tuple(i for i in ids if i in items and items[i].kind is self._kind)

    def _uncheck(self) -> None:
        self.group.setExclusive(False)
        for card in self.group.buttons():
            card.setChecked(False)
        self.group.setExclusive(True)
        self.words.clear()

    def _refresh_cards(self) -> None:
        assert self._kind is not None
        everything = self._of_kind(tuple(self._session.project.items))
        for card, count, nothing in (
            (self.from_chosen, len(self._chosen), tr("Nothing of this kind is selected. Drop items here.")),
            (self.from_library, len(everything), tr("There is nothing of this kind in the library.")),
        ):
            card.setEnabled(count > 0)
            card.about.setText(tr((_ONE if count == 1 else COUNTS)[self._kind], count=count) if count else nothing)
        self.from_folder.about.setText(str(self._folder) if self._folder else tr("Drop it here or choose it."))
        self.changed.emit()

    def _on_folder(self) -> None:
        if self._folder is None:
            self._browse()

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Choose a folder"), str(self._folder or Path.home()))
        if folder:
            self.choose_folder(Path(folder))

    def _toggled(self, card: object, on: bool) -> None:
        if on:
            self._read()

    def _say(self, words: str) -> None:
        """A plain sentence in place of the card."""
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setText(words)

    def _read(self) -> None:
        """Ask the engine to count; an earlier question is let go."""
        self.stop()
        self.found, self._failed = None, False
        items = self.items()
        if self._kind is not None and (self.folder or items):
            self._say(tr("Looking through it…"))
            request = m.ReadData(self._kind, self.folder, items, self._project)
            self._reading = self._jobs.submit(
                request, lane="aside", replace="data", done=partial(self._on_read, request),
                failed=partial(self._on_failed, request),
            )  # fmt: skip
            self._request = request
        else:
            self.words.clear()
        self.changed.emit()

    def stop(self) -> None:
        """Nobody waits for the count any more."""
        if self._reading:
            self._jobs.cancel(self._reading)
            self._reading = 0

    def _on_read(self, request: m.ReadData, card: m.DataCard) -> None:
        if request is not self._request:
            return
        self._reading, self.found = 0, card
        self.words.setTextFormat(Qt.TextFormat.MarkdownText)
        self.words.setText(calm(card.words))
        self.changed.emit()

    def _on_failed(self, request: m.ReadData, failed: m.Failed) -> None:
        if request is self._request:
            self._reading, self._failed = 0, True
            self._say(sentences(failed.what, failed.why, failed.do))
            self.changed.emit()


def calm(markdown: str) -> str:
    """A data card for a small space: without its title, headings no larger than the text, lists not moved in."""
    lines = [line for line in markdown.splitlines() if not line.startswith("# ")]
    calmed = (re.sub(r"^#+ (.*)$", r"**\1**", re.sub(r"^- (.*)$", "•\u2002\\1  ", line)) for line in lines)
    return "\n".join(calmed).strip()
