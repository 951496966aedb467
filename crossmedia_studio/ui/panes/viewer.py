"""The Viewer pane: the film at the play head, or one library item alone, with the transport below."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QImage, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import seconds, timecode
from crossmedia_studio.engine.messages import Failed, Keep, Peaks, Read
from crossmedia_studio.media.kinds import Image, Text
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.edits import AddMedia
from crossmedia_studio.project.model import MediaItem, Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.actions import Actions
from crossmedia_studio.ui.asks import Asks
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.panes import Area
from crossmedia_studio.ui.playback import Playback
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.canvas_image import pixels_of
from crossmedia_studio.ui.widgets.empty import Empty
from crossmedia_studio.ui.widgets.frame_view import FrameView, LevelMeters
from crossmedia_studio.ui.widgets.media_drop import MediaDrop
from crossmedia_studio.ui.widgets.timeline_commands import Do
from crossmedia_studio.ui.widgets.tool_button import tool_button
from crossmedia_studio.ui.widgets.waveform_shape import Peaks as Shape
from crossmedia_studio.ui.widgets.waveform_view import WaveformView

_PER_SECOND = 200
_METERS_FROM, _LENGTH_FROM = 560, 420
"""Widths in pixels from which the meters, and the whole length, are shown."""


class ViewerPane(QWidget):
    """Binds the actions of playing. Choosing a library item shows it alone; touching the timeline shows the film."""

    NAME = "viewer"
    TITLE = mark("Viewer")
    ICON = "monitor-play"
    AREA = Area.CENTRE
    SHOWS = Kind.VIDEO

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
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._do, self._view, self._jobs = session, do, view, jobs
        self._folder, self._store, self._playback = project_folder, store, playback
        self._asks = Asks(jobs)
        self._drawn = ""
        self.frame = FrameView()
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setFrameStyle(0)
        self._empty = self._build_empty(actions)
        self._stack = QStackedWidget()
        self._wave = WaveformView()
        self._wave.sought.connect(playback.seek)
        for widget in (self.frame, self._text, self._wave, self._empty):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_top())
        column.addWidget(self._stack, 1)
        column.addWidget(self._build_transport())
        self.frame.wanted.connect(playback.set_size)
        self.frame.clicked.connect(playback.toggle)
        playback.frame.connect(self._on_frame)
        playback.position_changed.connect(self._show_time)
        playback.playing_changed.connect(self._show_playing)
        playback.source_changed.connect(self._show_source)
        playback.levels.connect(self.meters.show_levels)
        view.media_changed.connect(self._on_media)
        view.media_opened.connect(self._on_media)
        view.selection_changed.connect(self._on_selection)
        self._drops = MediaDrop(self, (self, self._text.viewport(), self._wave.viewport()), view.show_media)
        self._disconnect = session.changed.connect(self._on_project)
        if actions is not None:
            self._bind(actions)
        self._show_source(playback.item)

    def release(self) -> None:
        """Stop listening, before the pane goes."""
        self._disconnect()
        self._asks.close()
        self._drops.release()
        self.meters.release()

    # ── building ──

    def _build_empty(self, actions: Actions | None) -> Empty:
        return Empty(
            "monitor-play",
            tr("Your film plays here"),
            tr("Drop something onto the timeline, or choose an item in the library"),
            tr("Import media…") if actions else "",
            actions["file.import"].trigger if actions else None,
        )

    def _build_top(self) -> QWidget:
        """What is shown, and how."""
        top = QWidget()
        row = QHBoxLayout(top)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        self._film = self._button("film-strip", tr("Show the film on the timeline"), self._playback.show_document)
        self._film.setText(tr("Film"))
        self._film.setCheckable(True)
        self._film.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._alone = self._button("image", tr("Show the chosen library item alone"), self._show_chosen)
        self._alone.setCheckable(True)
        self._alone.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        row.addWidget(self._film)
        row.addWidget(self._alone)
        row.addStretch(1)
        row.addWidget(self._button("camera", tr("Keep this picture in the library"), self.snapshot))
        self._safe = self._button("frame-corners", tr("Safe areas: what every screen shows"))
        self._safe.setCheckable(True)
        self._safe.toggled.connect(self.frame.set_safe_areas)
        row.addWidget(self._safe)
        self._size = self._button("magnifying-glass", tr("Size and quality (Ctrl+wheel zooms)"))
        self._size.setText(tr("Fit"))
        self._size.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._size.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._size.setMenu(self._size_menu())
        row.addWidget(self._size)
        return top

    def _size_menu(self) -> QMenu:
        menu = QMenu(self)
        sizes = QActionGroup(menu)
        for text, zoom in ((tr("Fit"), 0.0), ("50 %", 0.5), ("100 %", 1.0), ("200 %", 2.0)):
            action = QAction(text, sizes, checkable=True, checked=zoom == 0.0)
            action.triggered.connect(lambda _=False, text=text, zoom=zoom: self._set_zoom(text, zoom))
            menu.addAction(action)
        menu.addSeparator()
        qualities = QActionGroup(menu)
        for text, share in ((tr("Full quality"), 1.0), (tr("Half quality, smoother"), 0.5)):
            action = QAction(text, qualities, checkable=True, checked=share == 1.0)
            action.triggered.connect(lambda _=False, share=share: self.frame.set_quality(share))
            menu.addAction(action)
        return menu

    def _build_transport(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(2)
        self.meters = LevelMeters()
        row.addWidget(self.meters)
        row.addStretch(1)
        play = self._playback
        row.addWidget(self._button("skip-back", tr("To the start (Home)"), play.to_start))
        row.addWidget(self._button("caret-left", tr("One frame back (Left)"), lambda: play.step(-1)))
        self._play = self._button("play", tr("Play or pause (Space)"), play.toggle)
        self._play.setIconSize(QSize(20, 20))
        self._play.setFixedSize(40, 32)
        row.addWidget(self._play)
        row.addWidget(self._button("caret-right", tr("One frame on (Right)"), lambda: play.step(1)))
        row.addWidget(self._button("skip-forward", tr("To the end (End)"), play.to_end))
        loop = self._button("repeat", tr("Play again and again (the range between in and out, if set)"))
        loop.setCheckable(True)
        loop.toggled.connect(play.set_loop)
        row.addWidget(loop)
        row.addStretch(1)
        self._time, self._length = QLabel(), QLabel()
        for label, token in ((self._time, "title"), (self._length, "small")):
            label.setObjectName(token)
            label.setFont(theme.font("title" if token == "title" else "body", tabular=True))
            row.addWidget(label)
        self._time.setAccessibleName(tr("Position"))
        self._length.setAccessibleName(tr("Length"))
        return bar

    def _button(self, icon_name: str, tip: str, work: Callable[[], object] | None = None) -> QToolButton:
        button = tool_button(icon_name, tip, work)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _bind(self, actions: Actions) -> None:
        play = self._playback
        for name, work in {
            "play.toggle": play.toggle,
            "play.back": lambda: play.shuttle(-1),
            "play.pause": play.pause,
            "play.forward": lambda: play.shuttle(1),
            "play.start": play.to_start,
            "play.end": play.to_end,
            "play.previous_frame": lambda: play.step(-1),
            "play.next_frame": lambda: play.step(1),
        }.items():
            actions.bind(name, work)

    # ── what is shown ──

    def snapshot(self) -> None:
        """Keep the frame on show as a picture of the library."""
        image = self.frame.image
        if image.isNull():
            return
        project = self._playback.project
        name = tr("{name} at {time}", name=project.name or tr("Film"), time=timecode(self._playback.time, project.fps))
        self._jobs.submit(
            Keep(Image(pixels_of(image)), name.replace(":", ".") + ".png", self._folder),
            lane="media",
            title=tr("Keep the picture"),
            done=self._kept,
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._playback.refresh()

    def _kept(self, item: MediaItem) -> None:
        if isValid(self._view):
            self._do(AddMedia((item,)))

    def _set_zoom(self, text: str, zoom: float) -> None:
        self._size.setText(text)
        self.frame.set_zoom(zoom)

    def _show_chosen(self) -> None:
        self._on_media(self._view.media)

    def _on_media(self, media_id: str) -> None:
        item = self._session.project.items.get(media_id)
        if item is None:
            self._playback.show_document()
        elif item.kind is Kind.TEXT:
            self._playback.pause()
            self._read(item)
        else:
            self._playback.show_item(media_id)
        self._show_source(self._playback.item)

    def _draw_sound(self, item: MediaItem) -> None:
        """A sound has no picture: its waveform stands there."""
        self._stack.setCurrentWidget(self._wave)
        if self._drawn == item.id:
            return
        self._drawn = item.id
        try:
            path = self._store.path(item.id, item.suffix)
        except StudioError as error:
            self._playback.notice.emit(error.sentence)
            return

        def arrived(values: Any) -> None:
            if self._drawn == item.id:
                self._wave.set_peaks(Shape(values, _PER_SECOND), seconds(item.length))

        self._asks.submit(Peaks(path, _PER_SECOND), arrived, self._on_no_text)

    def _read(self, item: MediaItem) -> None:
        try:
            path = self._store.path(item.id, item.suffix)
        except StudioError as error:
            self._playback.notice.emit(error.sentence)
            return
        self._asks.submit(Read(path), self._on_text, self._on_no_text, replace="viewer-text")

    def _on_text(self, text: Text) -> None:
        self._text.setPlainText(text.text)
        self._text.document().setDocumentMargin(24)
        self._stack.setCurrentWidget(self._text)
        self._mark(None)

    def _on_no_text(self, failed: Failed) -> None:
        self._playback.notice.emit(failed.what)

    def _on_selection(self, ids: object) -> None:
        if ids:
            self._playback.show_document()
            self._show_source("")

    def _on_project(self, before: Project, after: Project) -> None:
        self._show_source(self._playback.item)

    def _show_source(self, item: str) -> None:
        project = self._playback.project
        self.frame.set_shape(project.width, project.height)
        chosen = self._session.project.items.get(item)
        if chosen is not None and chosen.kind is Kind.AUDIO:
            self._draw_sound(chosen)
        else:
            self._stack.setCurrentWidget(self.frame if project.length else self._empty)
        self._mark(item)
        self._show_time(self._playback.time)

    def _mark(self, item: str | None) -> None:
        """Which of the two buttons is down; None for a text, which is always an item."""
        chosen = self._session.project.items.get(item or self._view.media)
        self._film.setChecked(item == "")
        self._alone.setVisible(chosen is not None)
        if chosen is not None:
            metrics = self._alone.fontMetrics()
            self._alone.setText(metrics.elidedText(chosen.name, Qt.TextElideMode.ElideMiddle, 220))
            self._alone.setIcon(icon(theme.KIND_ICONS[chosen.kind], f"medium_{chosen.kind.value}"))
        self._alone.setChecked(item != "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow, the time is what must be read."""
        super().resizeEvent(event)
        self.meters.setVisible(self.width() >= _METERS_FROM)
        self._length.setVisible(self.width() >= _LENGTH_FROM)

    def _on_frame(self, image: QImage) -> None:
        self.frame.show_frame(image)

    def _show_time(self, time: int) -> None:
        project = self._playback.project
        self._time.setText(timecode(time, project.fps))
        if self._stack.currentWidget() is self._wave:
            self._wave.set_position(time)
        self._length.setText("/ " + timecode(project.length, project.fps))

    def _show_playing(self, playing: bool) -> None:
        self._play.setIcon(icon("pause" if playing else "play"))
