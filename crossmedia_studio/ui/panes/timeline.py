"""The Timeline pane: tracks, clips and all that is done to them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSlider, QToolButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.edits import RemoveTransition, SetTransition
from crossmedia_studio.project.model import Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.project.timeline import Crossing
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.actions import Actions
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.panes import Area
from crossmedia_studio.ui.playback import Playback
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.empty import Empty
from crossmedia_studio.ui.widgets.timeline_art import ClipArt
from crossmedia_studio.ui.widgets.timeline_commands import Commands, Do
from crossmedia_studio.ui.widgets.timeline_drop import Dropper
from crossmedia_studio.ui.widgets.timeline_heads import WIDTH
from crossmedia_studio.ui.widgets.timeline_layout import MAXIMUM_SCALE, Hit
from crossmedia_studio.ui.widgets.timeline_ruler import HEIGHT
from crossmedia_studio.ui.widgets.timeline_view import TimelineView
from crossmedia_studio.ui.widgets.tool_button import tool_button

_SLIDER = 1000
_BAR = "QScrollBar:horizontal { height: 16px; } QScrollBar::handle:horizontal { margin: 5px 2px; }"
_WIDEST = 0.02
"""Pixels a second at the left end of the zoom slider."""


class TimelinePane(QWidget):
    """Binds the actions of clips and of the timeline's zoom; ``refused`` carries the sentence of a refused gesture."""

    NAME = "timeline"
    TITLE = mark("Timeline")
    ICON = "rows"
    AREA = Area.BOTTOM

    refused = Signal(str)

    def __init__(
        self,
        *,
        session: Session,
        do: Do,
        view: ViewState,
        jobs: Jobs,
        project_folder: Path,
        store: MediaStore,
        playback: Playback,
        actions: Actions | None = None,
        abilities: AbilitiesView | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._view, self._playback = session, view, playback
        self._actions, self._abilities = actions, abilities
        self.commands = Commands(session, view, do, playback.notice.emit)
        self.timeline = TimelineView(session=session, view=view, do=do, art=ClipArt(jobs, store, self), parent=self)
        self.dropper = Dropper(
            session, jobs, store, project_folder, do, view.select, playback.notice.emit, lambda: isValid(view)
        )
        self._corner = self._build_corner()
        self._slider = self._build_slider()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.timeline)
        self._empty = Empty(
            "film-strip",
            tr("Drop pictures, sounds, films or texts here"),
            tr("They become clips that you move, trim and blend"),
            tr("Import media…") if actions else "",
            actions["file.import"].trigger if actions else None,
            self.timeline.viewport(),
        )
        self._empty.setAutoFillBackground(True)
        self.timeline.viewport().installEventFilter(self)
        self.timeline.refused.connect(self._on_refused)
        self.timeline.menu_wanted.connect(self._menu)
        self.timeline.dropped.connect(self.dropper.drop)
        self.timeline.zoomed.connect(self._show_zoom)
        self.timeline.previewed.connect(playback.preview)
        self.timeline.ruler.scrubbed.connect(playback.scrub_document)
        self._disconnect = session.changed.connect(self._on_project)
        if actions is not None:
            self._bind(actions)
        self._show_empty(session.project)

    def release(self) -> None:
        """Stop listening, before the pane goes."""
        self._disconnect()
        self.timeline.viewport().removeEventFilter(self)
        self.timeline.release()

    # ── building ──

    def _build_corner(self) -> QWidget:
        """The tools above the track heads."""
        corner = QWidget(self.timeline)
        corner.setObjectName("panel")
        corner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        corner.setGeometry(0, 0, WIDTH, HEIGHT)
        row = QHBoxLayout(corner)
        row.setContentsMargins(4, 2, 4, 2)
        row.setSpacing(0)
        for icon_name, tip, work in (
            ("scissors", tr("Split at the playhead (S)"), self.commands.split),
            ("intersect", tr("Dissolve at the nearest cut (Ctrl+T)"), self.commands.dissolve),
            ("text-t", tr("Add a caption at the playhead (T)"), self.commands.add_caption),
            ("flag", tr("Add a marker at the playhead (M)"), self.commands.add_marker),
        ):
            row.addWidget(self._tool(corner, icon_name, tip, work))
        self._magnet = self._tool(corner, "magnet", tr("Snapping: edges, markers and playhead attract"))
        self._magnet.setCheckable(True)
        self._magnet.setChecked(True)
        self._magnet.toggled.connect(self.timeline.set_snapping)
        row.addWidget(self._magnet)
        fit = tr("See the whole timeline (Shift+Z)")
        row.addWidget(self._tool(corner, "arrows-out-line-horizontal", fit, self.timeline.fit))
        return corner

    def _tool(self, parent: QWidget, icon_name: str, tip: str, work: Callable[[], object] | None = None) -> QToolButton:
        button = tool_button(icon_name, tip, work, colour="second", parent=parent)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _build_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, _SLIDER)
        slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        slider.setToolTip(tr("Zoom (Ctrl+wheel)"))
        slider.setAccessibleName(tr("Zoom"))
        slider.valueChanged.connect(self._on_slider)
        self.timeline.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        holder = QWidget()
        holder.setFixedWidth(WIDTH)
        row = QHBoxLayout(holder)
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(slider)
        self.timeline.addScrollBarWidget(holder, Qt.AlignmentFlag.AlignLeft)
        self.timeline.horizontalScrollBar().setStyleSheet(_BAR)
        return slider

    def _bind(self, actions: Actions) -> None:
        commands, view = self.commands, self.timeline
        for name, work in {
            "edit.cut": commands.cut,
            "edit.copy": commands.copy,
            "edit.paste": commands.paste,
            "clip.duplicate": commands.duplicate,
            "clip.delete": self._delete,
            "clip.ripple_delete": commands.ripple_delete,
            "clip.select_all": commands.select_all,
            "clip.split": commands.split,
            "clip.dissolve": commands.dissolve,
            "clip.text": commands.add_caption,
            "clip.marker": commands.add_marker,
            "play.previous_cut": lambda: commands.to_cut(-1),
            "play.next_cut": lambda: commands.to_cut(1),
            "play.mark_in": commands.mark_in,
            "play.mark_out": commands.mark_out,
            "play.mark_clear": commands.mark_clear,
            "timeline.zoom_in": lambda: view.zoom(1),
            "timeline.zoom_out": lambda: view.zoom(-1),
            "timeline.fit": view.fit,
        }.items():
            actions.bind(name, work)

    # ── keys that are not in the menus, and all of them where there is no menu ──

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        commands, play = self.commands, self._playback
        table: dict[str, Any] = {
            "S": commands.split, "Ctrl+B": commands.split, "Del": self._delete, "Backspace": self._delete,
            "Shift+Del": commands.ripple_delete, "Ctrl+A": commands.select_all, "Ctrl+T": commands.dissolve,
            "Ctrl+D": commands.duplicate, "Ctrl+C": commands.copy, "Ctrl+X": commands.cut, "Ctrl+V": commands.paste,
            "T": commands.add_caption, "M": commands.add_marker, "I": commands.mark_in, "O": commands.mark_out,
            "Alt+X": commands.mark_clear, "Shift+Z": self.timeline.fit, "Q": lambda: commands.trim_to_playhead(True),
            "W": lambda: commands.trim_to_playhead(False), ",": lambda: commands.nudge(-1),
            ".": lambda: commands.nudge(1), "Shift+<": lambda: commands.nudge(-10),
            "Shift+>": lambda: commands.nudge(10), "]": lambda: commands.select_next(1),
            "[": lambda: commands.select_next(-1), "Left": lambda: play.step(-1), "Right": lambda: play.step(1),
            "Shift+Left": lambda: play.step(-self._second()), "Shift+Right": lambda: play.step(self._second()),
            "Up": lambda: commands.to_cut(-1), "Down": lambda: commands.to_cut(1), "Home": play.to_start,
            "End": play.to_end, "Space": play.toggle, "J": lambda: play.shuttle(-1), "K": play.pause,
            "L": lambda: play.shuttle(1), "Ctrl+=": lambda: self.timeline.zoom(1),
            "Ctrl+-": lambda: self.timeline.zoom(-1),
            "Escape": lambda: self._view.select(frozenset()), "Esc": lambda: self._view.select(frozenset()),
        }  # fmt: skip
        work = table.get(keys)
        if work is None:
            super().keyPressEvent(event)
        elif self._actions is not None:
            self._actions.run(work)
        else:
            work()

    def _second(self) -> int:
        return round(self._session.project.fps)

    def _delete(self) -> None:
        self.commands.transition = self.timeline.pointer.transition
        self.commands.delete()
        self.timeline.pointer.transition = None

    # ── menu ──

    def _menu(self, hit: Hit | None, where: QPoint) -> None:
        menu = QMenu(self)
        if hit is not None and hit.crossing is not None:
            crossing, track = hit.crossing, hit.row.track.id
            edit = RemoveTransition(track, crossing.left.id, crossing.right.id)
            self._kinds(menu, track, crossing)
            self._row(menu, "trash", tr("Remove the transition"), lambda: self.timeline.do(edit))
        elif hit is not None:
            self._row(menu, "scissors", tr("Split at the playhead"), self.commands.split, "S")
            self._row(menu, "intersect", tr("Dissolve at the nearest cut"), self.commands.dissolve, "Ctrl+T")
            self._row(
                menu, "", tr("Trim to the playhead from the left"), lambda: self.commands.trim_to_playhead(True), "Q"
            )
            self._row(
                menu, "", tr("Trim to the playhead from the right"), lambda: self.commands.trim_to_playhead(False), "W"
            )
            menu.addSeparator()
            self._row(menu, "scissors", tr("Cut"), self.commands.cut, "Ctrl+X")
            self._row(menu, "copy", tr("Copy"), self.commands.copy, "Ctrl+C")
            self._row(menu, "copy-simple", tr("Duplicate"), self.commands.duplicate, "Ctrl+D")
            menu.addSeparator()
            self._row(menu, "trash", tr("Delete"), self.commands.delete, "Del")
            self._row(menu, "", tr("Delete and close the gap"), self.commands.ripple_delete, "Shift+Del")
            if hit.clip is not None and hit.clip.media:
                media = hit.clip.media
                menu.addSeparator()
                self._row(menu, "books", tr("Show in the library"), lambda: self._view.show_media(media))
        else:
            self._row(menu, "clipboard", tr("Paste at the playhead"), self.commands.paste, "Ctrl+V")
            self._row(menu, "text-t", tr("Add a caption at the playhead"), self.commands.add_caption, "T")
            self._row(menu, "selection-all", tr("Select all clips"), self.commands.select_all, "Ctrl+A")
            menu.addSeparator()
            self._row(menu, "arrows-out-line-horizontal", tr("Fit the timeline"), self.timeline.fit, "Shift+Z")
        menu.exec(where)

    def _kinds(self, menu: QMenu, track: str, crossing: Crossing) -> None:
        """Every transition there is; the one in use is ticked."""
        current = self._abilities.current if self._abilities is not None else None
        for name, title, _ in current.transitions if current is not None else ():
            action = QAction(tr(title), menu, checkable=True, checked=name == crossing.transition.kind)
            new = replace(crossing.transition, kind=name, options=())
            action.triggered.connect(lambda _=False, new=new: self.timeline.do(SetTransition(track, new)))
            menu.addAction(action)
        menu.addSeparator()

    def _row(self, menu: QMenu, icon_name: str, text: str, work: Any, keys: str = "") -> None:
        action = QAction(text, menu)
        if icon_name:
            action.setIcon(icon(icon_name))
        if keys:
            action.setText(f"{text}\t{QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)}")
        action.triggered.connect(lambda: work())
        menu.addAction(action)

    # ── changes ──

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._empty.setGeometry(self.timeline.viewport().rect())
        elif event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragLeave, QEvent.Type.Drop):
            self._empty.setVisible(event.type() == QEvent.Type.DragLeave and not self._session.project.length)
        return super().eventFilter(watched, event)

    def _on_project(self, before: Project, after: Project) -> None:
        self._show_empty(after)
        if not before.length and after.length:
            self.timeline.fit()

    def _show_empty(self, project: Project) -> None:
        self._empty.setVisible(not project.length)
        self._empty.setGeometry(self.timeline.viewport().rect())

    def _on_refused(self, sentence: str) -> None:
        self._playback.notice.emit(sentence)
        self.refused.emit(sentence)

    def _on_slider(self, value: int) -> None:
        scale = _WIDEST * (MAXIMUM_SCALE / _WIDEST) ** (value / _SLIDER)
        if abs(math.log(scale / self.timeline.lanes.scale)) > 0.02:
            x = self.timeline.lanes.x(self._view.playhead)
            inside = 0 <= x <= self.timeline.viewport().width()
            self.timeline.set_scale(scale, x if inside else None)

    def _show_zoom(self, scale: float) -> None:
        share = math.log(max(scale, _WIDEST) / _WIDEST) / math.log(MAXIMUM_SCALE / _WIDEST)
        self._slider.blockSignals(True)
        self._slider.setValue(round(share * _SLIDER))
        self._slider.blockSignals(False)
