"""The centre of the window: work panes as tabs, in one group or two side by side."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSplitter, QTabBar, QTabWidget, QToolButton, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui.icons import icon


class WorkArea(QSplitter):
    """``add`` panes once; ``show_pane`` brings one to the front; ``toggle_split`` moves the current one beside.

    A pane that is on call has a tab from when it was asked for until its cross is pressed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("workArea")
        self.setChildrenCollapsible(False)
        self.setHandleWidth(4)
        self._panes: dict[str, tuple[QWidget, str, str]] = {}
        self._on_call: set[str] = set()
        self._groups = (self._group(), self._group())
        self._groups[1].hide()

    def add(self, name: str, pane: QWidget, title: str, icon_name: str, *, on_call: bool = False) -> None:
        """A pane with its translated title and icon."""
        self._panes[name] = (pane, title, icon_name)
        if on_call:
            self._on_call.add(name)
            pane.setParent(self._groups[0])
            pane.hide()
        else:
            self._put(name, self._groups[0])

    def set_corner(self, button: QToolButton) -> None:
        """A button at the end of the first row of tabs."""
        self._groups[0].setCornerWidget(button)

    def show_pane(self, name: str) -> None:
        """Bring ``name`` to the front of its group."""
        pane = self._panes[name][0]
        if all(group.indexOf(pane) < 0 for group in self._groups):
            self._put(name, self._groups[0])
        for group in self._groups:
            if group.indexOf(pane) >= 0:
                group.setCurrentWidget(pane)

    @property
    def is_split(self) -> bool:
        return self._groups[1].count() > 0

    def toggle_split(self) -> None:
        """One group → two, the current pane to the right; two → one."""
        left, right = self._groups
        if right.count():
            for name in self._names(right):
                self._put(name, left)
        elif left.count() > 1:
            pane = left.currentWidget()
            self._put(next(n for n, (p, _, _) in self._panes.items() if p is pane), right)
            self.setSizes([self.width() // 2, self.width() // 2])
        right.setVisible(right.count() > 0)

    def state(self) -> dict[str, Any]:
        """Plain data for :mod:`layout`."""
        return {
            "groups": [self._names(group) for group in self._groups],
            "current": [self._name(group.currentWidget()) for group in self._groups],
            "sizes": self.sizes(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Arrange as ``state`` says; panes it does not know go to the left, or away if they are on call."""
        groups = state.get("groups", [])
        right = [name for name in (groups[1] if len(groups) > 1 else []) if name in self._panes]
        left = [name for name in (groups[0] if groups else []) if name in self._panes and name not in right]
        left += [name for name in self._panes if name not in left and name not in right and name not in self._on_call]
        for name in self._on_call.difference(left, right):
            self._take(name)
        if not left:
            left, right = right, []
        for group, names in zip(self._groups, (left, right), strict=True):
            for name in names:
                self._put(name, group)
        self._groups[1].setVisible(bool(right))
        for name in state.get("current", []):
            if name in self._panes:
                self.show_pane(name)
        if right and len(state.get("sizes", [])) == 2:
            self.setSizes([int(size) for size in state["sizes"]])

    def _group(self) -> QTabWidget:
        group = QTabWidget(self)
        group.setMovable(True)
        group.setDocumentMode(True)
        group.setMinimumWidth(260)
        group.setUsesScrollButtons(False)
        group.setElideMode(Qt.TextElideMode.ElideRight)
        self.addWidget(group)
        return group

    def _put(self, name: str, group: QTabWidget) -> None:
        pane, title, icon_name = self._panes[name]
        self._take(name)
        index = group.addTab(pane, icon(icon_name, "second"), title)
        if name in self._on_call:
            cross = QToolButton()
            cross.setIcon(icon("x", "second"))
            cross.setIconSize(QSize(10, 10))
            cross.setFixedSize(18, 18)
            cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            cross.setToolTip(tr("Close {name}", name=title))
            cross.setObjectName(name)
            cross.clicked.connect(self._close)
            group.tabBar().setTabButton(index, QTabBar.ButtonPosition.RightSide, cross)

    def _take(self, name: str) -> None:
        """Out of the tabs."""
        for group in self._groups:
            index = group.indexOf(self._panes[name][0])
            if index >= 0:
                group.removeTab(index)

    def _close(self) -> None:
        self._take(self.sender().objectName())
        left, right = self._groups
        if not left.count():
            for other in self._names(right):
                self._put(other, left)
        right.setVisible(right.count() > 0)

    def _names(self, group: QTabWidget) -> list[str]:
        return [self._name(group.widget(index)) for index in range(group.count())]

    def _name(self, pane: QWidget | None) -> str:
        return next((name for name, (p, _, _) in self._panes.items() if p is pane), "")
