"""Inspector: what is selected, and everything about it that can be set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.draft import Draft
from crossmedia_studio.ui.inspector.clip_page import ClipPage
from crossmedia_studio.ui.inspector.media_page import MediaPage
from crossmedia_studio.ui.inspector.project_page import ProjectPage
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.makes import Makes
from crossmedia_studio.ui.panes import Area
from crossmedia_studio.ui.take_menu import TakeMenu
from crossmedia_studio.ui.thumbnails import Thumbnails
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.empty import Empty

CLIP, MEDIA, PROJECT = range(3)


class InspectorPane(QWidget):
    NAME = "inspector"
    TITLE = mark("Inspector")
    ICON = "sliders-horizontal"
    AREA = Area.RIGHT

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
        abilities: AbilitiesView,
        draft: Draft,
        project_folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._view = session, view
        self.setMinimumWidth(300)
        self.setMinimumHeight(150)
        takes = TakeMenu(
            session=session, do=do, view=view, draft=draft, makes=makes, store=store, abilities=abilities,
            project_folder=project_folder, owner=self,
        )  # fmt: skip
        self.clip_page = ClipPage(session, do, view, abilities)
        self.media_page = MediaPage(do, jobs, makes, thumbnails, takes)
        self.project_page = ProjectPage(session, do)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(True)
        self._stack = QStackedWidget()
        for title, page, glyph, words in (
            (tr("Clip"), self.clip_page, "cursor", tr("Select a clip on the timeline.")),
            (tr("Medium"), self.media_page, "image", tr("Open something from the library.")),
            (tr("Project"), self.project_page, "", ""),
        ):
            self.tabs.addTab(title)
            holder = QStackedWidget()
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setWidget(page)
            holder.addWidget(area)
            if words:
                holder.addWidget(Empty(glyph, "", words))
            self._stack.addWidget(holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self.tabs.setCurrentIndex(PROJECT)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)
        self._stop_listening = session.changed.connect(self._on_changed)
        view.selection_changed.connect(self._on_selection)
        view.media_changed.connect(self._on_media)
        view.playhead_changed.connect(self._on_playhead)
        abilities.changed.connect(self._refresh_later)
        self.refresh()

    def release(self) -> None:
        """The window goes."""
        self._later.stop()
        self._stop_listening()

    def refresh(self) -> None:
        """Show everything as it is now."""
        project = self._session.project
        has_clip = bool(self.clip_page.edits.selected())
        item = project.items.get(self._view.media)
        self._holder(CLIP).setCurrentIndex(0 if has_clip else 1)
        self._holder(MEDIA).setCurrentIndex(0 if item else 1)
        if has_clip:
            self.clip_page.show_project(project)
        if item is not None:
            self.media_page.show_item(item)
        self.project_page.show_project(project)

    def _holder(self, index: int) -> QStackedWidget:
        holder = self._stack.widget(index)
        assert isinstance(holder, QStackedWidget)
        return holder

    def _on_changed(self, before: Project, after: Project) -> None:
        self._refresh_later()

    def _refresh_later(self) -> None:
        if not self._later.isActive():
            self._later.start()

    def _on_selection(self, clips: frozenset[str]) -> None:
        if clips:
            self.tabs.setCurrentIndex(CLIP)
        self.refresh()

    def _on_media(self, media_id: str) -> None:
        if media_id and not self._view.selection:
            self.tabs.setCurrentIndex(MEDIA)
        self.refresh()

    def _on_playhead(self, time: int) -> None:
        if self.tabs.currentIndex() == CLIP and not self._view.playing and self.isVisible():
            self._refresh_later()
