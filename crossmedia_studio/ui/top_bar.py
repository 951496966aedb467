"""The first row of the window: menus, workspaces, the search for actions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QMenuBar, QPushButton, QTabBar, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui.action_table import ACTIONS, MENUS
from crossmedia_studio.ui.actions import Actions
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.workspaces import WORKSPACES


class TopBar(QWidget):
    """``workspace_chosen`` carries the name of the workspace that was pressed."""

    workspace_chosen = Signal(str)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 8, 0)
        row.setSpacing(12)
        self.menus: dict[str, QMenu] = {}
        self._menus = self._menu_bar(actions)
        row.addWidget(self._menus)
        row.addStretch(1)
        self._tabs = QTabBar()
        self._tabs.setExpanding(False)
        self._tabs.setDrawBase(False)
        self._tabs.setIconSize(QSize(16, 16))
        self._tabs.setAccessibleName(tr("Workspaces"))
        for space in WORKSPACES.values():
            self._tabs.addTab(icon(space.icon, "second"), tr(space.title))
        self._tabs.currentChanged.connect(self._chosen)
        row.addWidget(self._tabs)
        row.addStretch(1)
        search = actions["edit.search"]
        keys = search.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        words = tr("Search actions")
        self._search_words = f"{words}   {keys}"
        self._search = QPushButton(icon("magnifying-glass", "second"), self._search_words)
        self._search.setToolTip(search.toolTip())
        self._search.setAccessibleName(words)
        self._search.clicked.connect(search.trigger)
        self._search_width = self._search.sizeHint().width()
        row.addWidget(self._search)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the workspaces come first: the search is its icon alone."""
        super().resizeEvent(event)
        edges = self._row.contentsMargins()
        needed = self._menus.sizeHint().width() + self._tabs.sizeHint().width() + self._search_width
        needed += 4 * self._row.spacing() + edges.left() + edges.right()
        self._search.setText(self._search_words if needed <= self.width() else "")

    def show_workspace(self, name: str) -> None:
        """Mark ``name`` as the one in use, without choosing it."""
        self._tabs.blockSignals(True)
        self._tabs.setCurrentIndex(list(WORKSPACES).index(name))
        self._tabs.blockSignals(False)

    def add_toggles(self, menu: str, toggles: list[object], before: str) -> None:
        """Put the docks' own show-and-hide actions into a menu."""
        target = self.menus[menu]
        anchor = next(a for a in target.actions() if a.objectName() == before)
        for toggle in toggles:
            target.insertAction(anchor, toggle)  # type: ignore[arg-type]
        target.insertSeparator(anchor)

    def fill_recent(self, entries: list[tuple[str, Callable[[], object]]]) -> None:
        """The projects opened lately: (name, work)."""
        menu = self.menus["recent"]
        menu.clear()
        for text, work in entries:
            menu.addAction(icon("folder"), text).triggered.connect(_ignore_state(work))
        menu.menuAction().setEnabled(bool(entries))

    def _menu_bar(self, actions: Actions) -> QMenuBar:
        bar = QMenuBar()
        for title in MENUS:
            menu = QMenu(tr(title), bar)
            menu.setToolTipsVisible(True)
            bar.addMenu(menu)
            self.menus[title] = menu
            group = 0
            for spec in ACTIONS:
                if spec.menu != title:
                    continue
                if spec.group != group:
                    menu.addSeparator()
                    group = spec.group
                menu.addAction(actions[spec.name])
                if spec.name == "file.open":
                    recent = QMenu(tr("Open recent"), menu)
                    recent.setIcon(icon("clock"))
                    menu.addMenu(recent)
                    self.menus["recent"] = recent
        return bar

    def _chosen(self, index: int) -> None:
        self.workspace_chosen.emit(list(WORKSPACES)[index])


def _ignore_state(work: Callable[[], object]) -> Callable[[], object]:
    return lambda *_: work()
