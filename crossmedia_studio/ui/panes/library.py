"""Library: everything the project has, found by name or by meaning; files come in and go out by dragging."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.edits import RenameMedia
from crossmedia_studio.project.model import MediaItem, Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.draft import Draft
from crossmedia_studio.ui.dragging import local_files
from crossmedia_studio.ui.icons import icon, kind_icon
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.library_model import LibraryModel
from crossmedia_studio.ui.makes import Makes
from crossmedia_studio.ui.meanings import Meanings
from crossmedia_studio.ui.panes import Area
from crossmedia_studio.ui.take_menu import TakeMenu
from crossmedia_studio.ui.thumbnails import Thumbnails
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.empty import Empty
from crossmedia_studio.ui.widgets.media_grid import MediaGrid

_SEARCH_AFTER_MS = 300


class LibraryPane(QWidget):
    NAME = "library"
    TITLE = mark("Library")
    ICON = "squares-four"
    AREA = Area.LEFT

    def __init__(
        self,
        *,
        session: Session,
        do: Callable[..., bool],
        view: ViewState,
        jobs: Jobs,
        store: MediaStore,
        thumbnails: Thumbnails,
        makes: Makes,
        meanings: Meanings,
        abilities: AbilitiesView,
        draft: Draft,
        project_folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._do, self._view, self._jobs, self._makes = session, do, view, jobs, makes
        self._meanings = meanings
        meanings.ready.connect(self._search)
        self.setAcceptDrops(True)
        self.setMinimumWidth(220)
        self.takes = TakeMenu(
            session=session, do=do, view=view, draft=draft, makes=makes, store=store, abilities=abilities,
            project_folder=project_folder, owner=self,
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        column.setSpacing(6)
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setPlaceholderText(tr("Search by name or meaning"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("magnifying-glass", "second"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._on_words)
        column.addWidget(self.search)
        column.addLayout(self._build_filters())
        self.model = LibraryModel(store, self)
        self.grid = MediaGrid(thumbnails)
        self.grid.setModel(self.model)
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._show_menu)
        self.grid.doubleClicked.connect(self._open)
        self.grid.activated.connect(self._open)
        self.grid.removing.connect(self.remove_selected)
        self.grid.starred.connect(self._star_selected)
        self.grid.renamed.connect(self._rename)
        self.grid.selectionModel().selectionChanged.connect(self._on_selected)
        self.model.modelReset.connect(self._on_selected)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(
            Empty(
                "image", tr("Nothing here yet"), tr("Drop pictures, sounds, films or texts here, or make your own."),
                tr("Import…"), self._ask_import,
            )
        )  # fmt: skip
        self._stack.addWidget(Empty("magnifying-glass", tr("Nothing found"), tr("Try other words or fewer filters.")))
        column.addWidget(self._stack, 1)
        self._timer = QTimer(self, singleShot=True, interval=_SEARCH_AFTER_MS)
        self._timer.timeout.connect(self._search)
        self._stop_listening = session.changed.connect(self._on_changed)
        thumbnails.ready.connect(self.model.picture_ready)
        self._show(session.project)

    def release(self) -> None:
        """The window goes."""
        self._timer.stop()
        self._stop_listening()

    def selected(self) -> list[MediaItem]:
        """The items that are selected, in the order shown."""
        rows = sorted(index.row() for index in self.grid.selectionModel().selectedIndexes())
        return [self.model.item(self.model.index(row)) for row in rows]

    def remove_selected(self) -> None:
        ids = tuple(item.id for item in self.selected())
        if ids:
            self.takes.remove(ids)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = local_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self._makes.import_files(files)

    def _build_filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        self._kinds: dict[Kind, QToolButton] = {}
        for kind in Kind:
            button = _toggle(tr("Show only: {kind}", kind=tr(theme.KIND_TITLES[kind])))
            button.setIcon(kind_icon(kind))
            self._kinds[kind] = button
        self._starred = _toggle(tr("Show only what has stars"))
        self._starred.setIcon(icon("star", "warning"))
        for button in (*self._kinds.values(), self._starred):
            button.toggled.connect(self._on_filter)
            row.addWidget(button)
        row.addStretch(1)
        add = QToolButton()
        add.setIcon(icon("plus"))
        add.setIconSize(QSize(16, 16))
        add.setToolTip(tr("Import media…"))
        add.clicked.connect(self._ask_import)
        row.addWidget(add)
        return row

    def _ask_import(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, tr("Import media"))
        if names:
            self._makes.import_files(tuple(Path(name) for name in names))

    def _on_changed(self, before: Project, after: Project) -> None:
        if before.media is not after.media:
            self._show(after)

    def _show(self, project: Project) -> None:
        self.model.set_items(project.media)
        self._refresh_stack()

    def _refresh_stack(self) -> None:
        empty = 0 if self.model.rowCount() else (2 if self._session.project.media else 1)
        self._stack.setCurrentIndex(empty)

    def _on_words(self, words: str) -> None:
        self._on_filter()
        self._timer.stop()
        if words.strip():
            self._timer.start()

    def _on_filter(self, *_: object) -> None:
        kinds = frozenset(kind for kind, button in self._kinds.items() if button.isChecked())
        self.model.set_filter(self.search.text(), kinds, 1 if self._starred.isChecked() else 0)
        self._refresh_stack()

    def _search(self) -> None:
        words = self.search.text().strip()
        items = self._session.project.media
        if words and items:
            self._meanings.read(items)
            items = self._meanings.told(items)
            self._jobs.submit(
                m.Search(words, items),
                lane="aside",
                replace="search",
                done=partial(self.show_found, words),
                failed=_quiet,
            )

    def show_found(self, words: str, found: tuple[tuple[str, float], ...]) -> None:
        """What the search by meaning for ``words`` gave, unless other words stand there by now."""
        if self.search.text().strip() == words:
            best = found[0][1] if found else 0.0
            self.model.set_found(tuple((i, s) for i, s in found if s > 0.25 and s > 0.6 * best))
            self._refresh_stack()

    def _open(self, index: QModelIndex) -> None:
        self._view.open_media(self.model.item(index).id)

    def _on_selected(self, *_: object) -> None:
        self._view.choose(tuple(item.id for item in self.selected()))

    def _star_selected(self, count: int) -> None:
        for item in self.selected():
            self.takes.star(item.id, count)

    def _rename(self, media_id: str, name: str) -> None:
        self._do(RenameMedia(media_id, name))

    def _show_menu(self, at: QPoint) -> None:
        index = self.grid.indexAt(at)
        if not index.isValid():
            return
        menu = self.takes.menu(self.model.item(index))
        menu.addAction(icon("pencil-simple"), tr("Rename")).triggered.connect(lambda: self.grid.edit(index))
        menu.addAction(icon("trash"), tr("Remove from the library")).triggered.connect(self.remove_selected)
        menu.popup(self.grid.viewport().mapToGlobal(at))


def _quiet(failed: m.Failed) -> None:
    """The instant filter by name stays as it is."""


def _toggle(tip: str) -> QToolButton:
    button = QToolButton()
    button.setCheckable(True)
    button.setIconSize(QSize(16, 16))
    button.setToolTip(tip)
    return button
