"""The window of one open project in one language and one arrangement; rebuilt when project or language change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QMessageBox, QToolButton, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.project.model import Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui import layout as layouts
from crossmedia_studio.ui.action_table import VIEW
from crossmedia_studio.ui.actions import Actions
from crossmedia_studio.ui.dragging import local_files
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.makes import Makes
from crossmedia_studio.ui.notices import Notices
from crossmedia_studio.ui.panes import PANES, Area, build, on_call, pane_class, shows
from crossmedia_studio.ui.playback import Playback
from crossmedia_studio.ui.status import Status
from crossmedia_studio.ui.top_bar import TopBar
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.dock import Dock
from crossmedia_studio.ui.work_area import WorkArea
from crossmedia_studio.ui.workspaces import WORKSPACES

_AREAS = {
    Area.LEFT: Qt.DockWidgetArea.LeftDockWidgetArea,
    Area.RIGHT: Qt.DockWidgetArea.RightDockWidgetArea,
    Area.BOTTOM: Qt.DockWidgetArea.BottomDockWidgetArea,
}
_WIDTHS = {Area.LEFT: 280, Area.RIGHT: 340}
_FRAME = QSize(16, 48)
"""Room that a desktop's title bar and borders take around a window."""


class MainWindow(QMainWindow):
    """``closed`` once, when the artist closes it. ``parts`` are what panes may ask for (see :mod:`panes`)."""

    closed = Signal()

    def __init__(self, parts: Mapping[str, object], actions: Actions, layout: layouts.Layout) -> None:
        super().__init__()
        self._session: Session = parts["session"]  # type: ignore[assignment]
        self._view: ViewState = parts["view"]  # type: ignore[assignment]
        self._makes: Makes = parts["makes"]  # type: ignore[assignment]
        self._jobs: Jobs = parts["jobs"]  # type: ignore[assignment]
        self._playback: Playback = parts["playback"]  # type: ignore[assignment]
        self._folder: Path = parts["project_folder"]  # type: ignore[assignment]
        self._may_close = False
        self._actions = actions
        self._layout = layout
        self._released = False
        self._shown = False
        self.setAcceptDrops(True)
        self.setMinimumSize(1024, 640)
        self.setDockNestingEnabled(True)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.top_bar = TopBar(actions)
        self.work_area = WorkArea()
        self.notices = _notices(self.work_area, parts)
        self._build_head()
        self.setCentralWidget(self.work_area)
        self.panes: dict[str, QWidget] = {}
        self.docks: dict[str, Dock] = {}
        self._build_panes(parts)
        self.status: Status = build(Status, parts)  # type: ignore[assignment]
        self.setStatusBar(self.status)
        for action in actions.all():
            self.addAction(action)
        self._bind()
        self.resize(QSize(1440, 900).boundedTo(QGuiApplication.primaryScreen().availableSize() - _FRAME))
        if layout.geometry:
            self.restoreGeometry(layout.geometry)
        self._enter(layout.workspace if layout.workspace in WORKSPACES else "make")
        self._stop_listening = self._session.changed.connect(self._on_changed)
        self._view.media_opened.connect(self._on_opened)
        self._playback.playing_changed.connect(self._on_playing)
        actions.failed.connect(self.notices.show_error)
        self._refresh_undo()

    # ── workspaces ──

    def show_pane(self, name: str) -> None:
        """Bring a pane to the front, wherever it is."""
        if name in self.docks:
            self.docks[name].show()
            self.docks[name].raise_()
        else:
            self.work_area.show_pane(name)

    def choose_workspace(self, name: str) -> None:
        """Leave the present arrangement as it is and go to that of ``name``."""
        self._remember()
        writing = self.focusWidget()
        self._enter(name)
        if writing is not None and writing.isVisible():
            writing.setFocus()
        else:  # the keys would go to whatever button comes next
            self.panes[WORKSPACES[name].work].setFocus()

    def reset_workspace(self) -> None:
        """The present workspace as it came."""
        self._layout.arrangements.pop(self._layout.workspace, None)
        self._enter(self._layout.workspace)

    def remember(self) -> layouts.Layout:
        """The layout as it is now, to be written down."""
        self._remember()
        self._layout.geometry = bytes(self.saveGeometry().data())
        return self._layout

    def ask_to_stop(self, button: str, work: Callable[[], object]) -> None:
        """Do ``work`` if nothing runs, or once the artist agrees that it stops."""
        if not self._jobs.busy:
            work()
            return
        box = QMessageBox(self)
        box.setWindowTitle(tr("Still at work"))
        box.setText(tr("Something is still being made."))
        box.setInformativeText(tr("Everything that is finished is kept. What is not finished would be lost."))
        stop = box.addButton(button, QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(tr("Let it finish"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)

        def finished(result: int) -> None:
            if box.clickedButton() is stop:
                work()
            box.deleteLater()

        box.finished.connect(finished)
        box.open()

    def release(self) -> None:
        """Stop listening; panes first. Called once, before the window goes."""
        if self._released:
            return
        self._released = True
        self._stop_listening()
        for pane in reversed(list(self.panes.values())):
            if hasattr(pane, "release"):
                pane.release()

    # ── Qt ──

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._shown:  # docks take their sizes only once the window has its own
            self._shown = True
            self._enter(self._layout.workspace)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._jobs.busy and not self._may_close:
            event.ignore()
            self.ask_to_stop(tr("Stop and quit"), self._close_anyway)
            return
        event.accept()
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = local_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self._makes.import_files(files)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for toast in self.notices.toasts():
            toast.place()

    # ── inside ──

    def _build_head(self) -> None:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.notices.bars)
        self.setMenuWidget(head)
        self.top_bar.workspace_chosen.connect(self.choose_workspace)

    def _build_panes(self, parts: Mapping[str, object]) -> None:
        for name in PANES:
            cls: Any = pane_class(name)
            pane = build(cls, parts)
            pane.setObjectName("pane")
            pane.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self.panes[name] = pane
            if cls.AREA is Area.CENTRE:
                self.work_area.add(name, pane, tr(cls.TITLE), cls.ICON, on_call=on_call(cls))
            else:
                self.docks[name] = Dock(name, tr(cls.TITLE), cls.ICON, pane, self)
        split = QToolButton()
        split.setDefaultAction(self._actions["view.split"])
        split.setIconSize(QSize(16, 16))
        self.work_area.set_corner(split)
        toggles: list[object] = [dock.toggleViewAction() for dock in self.docks.values()]
        self.top_bar.add_toggles(VIEW, toggles, "view.split")

    def _bind(self) -> None:
        self._actions.bind("edit.undo", self._session.undo)
        self._actions.bind("edit.redo", self._session.redo)
        self._actions.bind("view.split", self.work_area.toggle_split)
        self._actions.bind("view.reset", self.reset_workspace)
        self._actions.bind("view.training", partial(self.show_pane, "training"))
        self._actions.bind("make.judge", partial(self.show_pane, "report"))
        self._actions.bind("view.full", self._toggle_full)
        self._actions.bind("file.quit", self.close)

    def _toggle_full(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _remember(self) -> None:
        docks = bytes(self.saveState().data())
        self._layout.arrangements[self._layout.workspace] = (docks, self.work_area.state())

    def _enter(self, name: str) -> None:
        self._layout.workspace = name
        self.top_bar.show_workspace(name)
        saved = self._layout.arrangements.get(name)
        if saved and self.restoreState(saved[0]):
            self.work_area.restore(saved[1])
            return
        space = WORKSPACES[name]
        for pane, dock in self.docks.items():
            dock.setFloating(False)
            self.addDockWidget(_AREAS[self.panes[pane].AREA], dock)  # type: ignore[attr-defined]
        self.splitDockWidget(self.docks["library"], self.docks["queue"], Qt.Orientation.Vertical)
        self.splitDockWidget(self.docks["prompt"], self.docks["inspector"], Qt.Orientation.Vertical)
        self.splitDockWidget(self.docks["inspector"], self.docks["export"], Qt.Orientation.Vertical)
        for pane, dock in self.docks.items():
            dock.setVisible(pane in space.docks)
        always = [name for name in self._centre() if not on_call(type(self.panes[name]))]
        self.work_area.restore({"groups": [always], "current": [space.work]})
        wide = [d for p, d in self.docks.items() if self.panes[p].AREA in _WIDTHS and p in space.docks]  # type: ignore[attr-defined]
        self.resizeDocks(
            wide,
            [_WIDTHS[self.panes[p].AREA] for p, d in self.docks.items() if d in wide],  # type: ignore[attr-defined]
            Qt.Orientation.Horizontal,
        )
        tall = {
            "timeline": int(self.height() * space.timeline),
            "queue": 190,
            "library": 560,
            "prompt": 560,
            "inspector": 300,
        }
        shown = [p for p in tall if p in space.docks]
        self.resizeDocks([self.docks[p] for p in shown], [tall[p] for p in shown], Qt.Orientation.Vertical)

    def _centre(self) -> list[str]:
        return [name for name in self.panes if name not in self.docks]

    def _close_anyway(self) -> None:
        self._may_close = True
        self.close()

    def _on_changed(self, before: Project, after: Project) -> None:
        self._refresh_undo()
        if before.name != after.name:
            self.setWindowTitle(project_title(after, self._folder, read_only=False))

    def _refresh_undo(self) -> None:
        for name, text, word, can in (
            ("edit.undo", self._session.undo_text, tr("Undo"), self._session.can_undo),
            ("edit.redo", self._session.redo_text, tr("Redo"), self._session.can_redo),
        ):
            self._actions[name].setText(f"{word}: {text}" if text else word)
            self._actions[name].setEnabled(can)

    def _on_opened(self, media_id: str) -> None:
        item = self._session.project.items.get(media_id)
        for name in self._centre():
            if item and shows(type(self.panes[name])) is item.kind:
                self.work_area.show_pane(name)

    def _on_playing(self, on: bool) -> None:
        if on and not self._playback.item:
            self.work_area.show_pane("viewer")


def _notices(over: QWidget, parts: Mapping[str, object]) -> Notices:
    wanted = ("session", "view", "makes", "thumbnails", "jobs", "abilities")
    given: Any = {name: parts[name] for name in wanted}
    return Notices(over, **given)


def project_title(project: Project, folder: Path, *, read_only: bool) -> str:
    """What the title bar says."""
    name = project.name or folder.name
    return f"{tr('{name} (read-only)', name=name) if read_only else name} — Crossmedia Studio"
