"""The Waveform pane: one sound from end to end; select, listen, cut, fade and level a copy of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import seconds, ticks
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.edits import AddMedia
from crossmedia_studio.project.model import Clip, Curve, MediaItem, Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.actions import Actions
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.makes import Makes
from crossmedia_studio.ui.medium_pane import MediumPane
from crossmedia_studio.ui.panes import Area
from crossmedia_studio.ui.playback import Playback
from crossmedia_studio.ui.rewriting import rewrite
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.empty import Empty
from crossmedia_studio.ui.widgets.flow import FlowLayout
from crossmedia_studio.ui.widgets.number import NumberField
from crossmedia_studio.ui.widgets.timeline_commands import Do
from crossmedia_studio.ui.widgets.tool_button import tool_button
from crossmedia_studio.ui.widgets.waveform_shape import Peaks
from crossmedia_studio.ui.widgets.waveform_view import WaveformView, clock

_PER_SECOND = 200
_FINEST_FOR = 300
"""Seconds up to which 8,000 peaks a second are kept."""


class WaveformPane(MediumPane):
    """Shows ``view.media`` if it has sound. Edits make a new library item; the sound itself stays as it is."""

    NAME = "waveform"
    TITLE = mark("Waveform")
    ICON = "activity"
    AREA = Area.CENTRE
    SHOWS = Kind.AUDIO

    _playback: Playback

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
        makes: Makes | None = None,
        actions: Actions | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, view, jobs, store, playback, parent)
        self._do, self._makes, self._folder = do, makes, project_folder
        self._rewriting = 0
        self._item: MediaItem | None = None
        self._asked_rate = 0
        self._soon = QTimer(self, singleShot=True, interval=150)
        self._soon.timeout.connect(self._ask_spectrum)
        self.wave = WaveformView()
        empty = Empty(
            "waves",
            tr("Choose a sound in the library"),
            tr("Its waveform opens here: select, listen, cut, fade"),
            tr("Import media…") if actions else "",
            actions["file.import"].trigger if actions else None,
        )
        work = QWidget()
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_top())
        column.addWidget(self.wave, 1)
        column.addWidget(self._build_edit())
        self._lay_out(empty, work)
        self.wave.selected.connect(self._on_selected)
        self.wave.sought.connect(self._on_sought)
        self.wave.pointed.connect(self._on_pointed)
        self.wave.finer.connect(self._ask_peaks)
        self.wave.moved.connect(self._on_moved)
        playback.position_changed.connect(self._on_position)
        playback.playing_changed.connect(self._on_playing)
        if makes is not None:
            makes.taken.connect(self._on_taken)
        self._listen(self.show_media, self._on_project, self.wave.viewport())
        self.show_media(view.media)

    def release(self) -> None:
        """Stop listening and waiting, before the pane goes."""
        super().release()
        self._soon.stop()

    # ── building ──

    def _build_top(self) -> QWidget:
        top = QWidget()
        row = QHBoxLayout(top)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        self._play = tool_button("play", tr("Play the selection (Space)"), self.play)
        row.addWidget(self._play)
        self._name, self._span = QLabel(), QLabel()
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._span.setObjectName("small")
        self._span.setFont(theme.font("small", tabular=True))
        row.addWidget(self._name, 1)
        row.addWidget(self._span)
        row.addSpacing(8)
        self._readout = QLabel()
        self._readout.setObjectName("small")
        self._readout.setFont(theme.font("small", tabular=True))
        row.addWidget(self._readout)
        row.addSpacing(8)
        self._spectral = tool_button("rainbow", tr("Show pitch over time (spectrogram)"))
        self._spectral.setCheckable(True)
        self._spectral.toggled.connect(self.wave.set_spectral)
        row.addWidget(self._spectral)
        row.addWidget(tool_button("magnifying-glass-plus", tr("See the selection large"), self.wave.fit_selection))
        row.addWidget(tool_button("arrows-out-line-horizontal", tr("See the whole sound"), self.wave.fit))
        return top

    def _build_edit(self) -> QWidget:
        bar = QWidget()
        column = QVBoxLayout(bar)
        column.setContentsMargins(12, 6, 12, 6)
        row = FlowLayout(spacing=8)
        column.addLayout(row)
        self.fade_in = NumberField(0.0, minimum=0, maximum=60, step=0.02, decimals=2, unit=tr("s"))
        self.fade_out = NumberField(0.0, minimum=0, maximum=60, step=0.02, decimals=2, unit=tr("s"))
        self.gain = NumberField(0.0, minimum=-60, maximum=30, step=0.1, decimals=1, unit="dB")
        for text, field in ((tr("Fade in"), self.fade_in), (tr("Fade out"), self.fade_out), (tr("Louder"), self.gain)):
            label = QLabel(text)
            label.setObjectName("small")
            label.setBuddy(field)
            field.setAccessibleName(text)
            field.setFixedWidth(72)
            field.edited.connect(lambda *_: self._shape())
            pair = QWidget()
            line = QHBoxLayout(pair)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(6)
            line.addWidget(label)
            line.addWidget(field)
            row.addWidget(pair)
        self.normalise = QCheckBox(tr("To full level"))
        self.normalise.setToolTip(tr("Bring the loudest moment to −1 dBFS"))
        self.normalise.toggled.connect(lambda _: self._refresh_keep())
        row.addWidget(self.normalise)
        self.keep_button = QPushButton(tr("Keep as new sound"))
        self.keep_button.setToolTip(tr("The selection with these changes, as a new item of the library"))
        self.keep_button.clicked.connect(self.keep)
        row.addWidget(self.keep_button)
        self.rewrite_button = QPushButton(tr("New music here"))
        self.rewrite_button.setToolTip(
            tr("Write the bars of the selection anew (Score Transformer), as a new item; all else stays as it is")
        )
        self.rewrite_button.clicked.connect(self.rewrite)
        row.addWidget(self.rewrite_button)
        if self._makes is None:
            self.rewrite_button.hide()
        return bar

    # ── showing ──

    def show_media(self, media_id: str) -> None:
        """Show the sound of a library item; others leave the pane as it is."""
        item = self._session.project.items.get(media_id)
        if item is None:
            if self._item is None or self._item.id not in self._session.project.items:
                self._item = None
                self._stack.setCurrentWidget(self._empty)
            return
        if item.kind is not Kind.AUDIO and not (item.kind is Kind.VIDEO and item.has_audio):
            return
        if self._item is not None and self._item.id == item.id:
            return
        self._item, self._asked_rate = item, 0
        self._name.setText(item.name)
        self._ask_peaks(_PER_SECOND)

    @property
    def item(self) -> MediaItem | None:
        return self._item

    def _ask_peaks(self, per_second: int) -> None:
        item, path = self._item, self._path(self._item)
        if item is None or path is None:
            return
        if seconds(item.length) > _FINEST_FOR:
            per_second = min(per_second, 1000)
        if per_second <= self._asked_rate:
            return
        first = self._asked_rate == 0
        self._asked_rate = per_second

        def arrived(values: Any) -> None:
            if self._item is item:
                self.wave.set_peaks(Peaks(values, per_second), seconds(item.length), keep_view=not first)
                self._stack.setCurrentWidget(self._work)
                if first:
                    self._on_selected(0, 0)

        self._asks.submit(
            m.Peaks(path, per_second), arrived, lambda failed: self._refuse(failed.what), replace="waveform"
        )

    def _on_moved(self) -> None:
        if self.wave.spectral:
            self._soon.start()

    def _ask_spectrum(self) -> None:
        item, path = self._item, self._path(self._item)
        if item is None or path is None or not self.wave.spectral:
            return
        start, end = self.wave.sight
        size = self.wave.viewport().size()
        request = m.Spectrogram(path, ticks(start), ticks(end), max(size.width() // 2, 16), 240)

        def arrived(levels: Any) -> None:
            if self._item is item:
                self.wave.set_spectrum(levels, start, end)

        self._asks.submit(request, arrived, lambda failed: self._refuse(failed.what), replace="spectrogram")

    # ── listening ──

    def play(self) -> None:
        """Play the selection with its fades and gain, or from the play head; again: pause."""
        if self._item is None:
            return
        if self._playback.playing:
            self._playback.pause()
            return
        self._playback.audition(self._clip())

    def _clip(self) -> Clip:
        """What would be kept, as a clip to listen to: it lies at its place in the sound."""
        assert self._item is not None
        start, end = self._stretch()
        if self.wave.selection[0] == self.wave.selection[1]:
            start = min(self.wave.selection[0], max(end - 1, 0))
        length = max(end - start, 1)
        fade_in = min(ticks(self.fade_in.value), length)
        return Clip(
            "alone",
            start,
            length,
            media=self._item.id,
            offset=start,
            gain=Curve(self.gain.value),
            fade_in=fade_in,
            fade_out=min(ticks(self.fade_out.value), length - fade_in),
        )

    def _stretch(self) -> tuple[int, int]:
        """The selection, or everything."""
        start, end = self.wave.selection
        if end > start or self._item is None:
            return start, end
        return 0, self._item.length

    def _on_position(self, time: int) -> None:
        if self._item is not None and self._playback.item == self._item.id:
            self.wave.set_position(time)

    def _on_playing(self, playing: bool) -> None:
        here = self._item is not None and self._playback.item == self._item.id
        self._play.setIcon(icon("pause" if playing and here else "play"))

    def _on_sought(self, time: int) -> None:
        self.wave.set_position(time)
        if self._item is not None and self._playback.item == self._item.id:
            self._playback.seek(time)

    # ── editing ──

    def keep(self) -> None:
        """Make a new sound of the selection, faded and levelled, and take it into the library."""
        item, path = self._item, self._path(self._item)
        if item is None or path is None:
            return
        start, end = self._stretch()
        stem = Path(item.name).stem
        request = m.EditSound(
            path,
            tr("{name} edited", name=stem) + ".wav",
            self._folder,
            start,
            end,
            self.gain.value,
            ticks(self.fade_in.value),
            ticks(self.fade_out.value),
            self.normalise.isChecked(),
        )
        self._jobs.submit(
            request,
            lane="media",
            title=tr("Edit {name}", name=item.name),
            done=lambda new: self._kept(new, item),
            failed=self._on_failed,
        )

    def rewrite(self) -> None:
        """Ask for new music in the selection; it is shown when it is there."""
        start, end = self.wave.selection
        if self._item is None or self._makes is None or end <= start:
            return
        try:
            self._rewriting = rewrite(self._item, start, end, self._makes)
        except StudioError as error:
            self._refuse(error.sentence)

    def _on_taken(self, job: int, media_id: str) -> None:
        if job == self._rewriting and isValid(self._view):
            self._view.show_media(media_id)

    def _on_failed(self, failed: m.Failed) -> None:
        if isValid(self):
            self._refuse(f"{failed.what}. {failed.do}" if failed.do else failed.what)

    def _kept(self, new: MediaItem, old: MediaItem) -> None:
        if isValid(self._view) and self._do(AddMedia((replace(new, tags=old.tags),))) and isValid(self):
            for field in (self.fade_in, self.fade_out, self.gain):
                field.set_value(0.0)
            self.normalise.setChecked(False)
            self._shape()
            self._view.show_media(new.id)

    def _shape(self) -> None:
        self.wave.set_shaping(self.gain.value, self.fade_in.value, self.fade_out.value)
        self._refresh_keep()

    def _refresh_keep(self) -> None:
        """Nothing selected and nothing changed would be the same sound again."""
        start, end = self.wave.selection
        shaped = self.gain.value or self.fade_in.value or self.fade_out.value or self.normalise.isChecked()
        film = self._item is not None and self._item.kind is Kind.VIDEO
        self.keep_button.setEnabled(end > start or bool(shaped) or film)
        self.rewrite_button.setEnabled(end > start and not film)

    def _on_selected(self, start: int, end: int) -> None:
        self._refresh_keep()
        if end > start:
            peak = self.wave.level(seconds(start), seconds(end))
            self._span.setText(
                tr(
                    "{start} – {end}  ({length} s, peak {peak} dB)",
                    start=clock(seconds(start), 0.01),
                    end=clock(seconds(end), 0.01),
                    length=f"{seconds(end - start):.2f}",
                    peak=f"{peak:.1f}".replace("-", "−"),
                )
            )
        elif self._item is not None:
            peak = self.wave.level(0.0, seconds(self._item.length))
            self._span.setText(
                tr(
                    "{length} s, peak {peak} dB",
                    length=f"{seconds(self._item.length):.2f}",
                    peak=f"{peak:.1f}".replace("-", "−"),
                )
            )

    def _on_pointed(self, time: float, level: float) -> None:
        shown = f"{level:.1f}".replace("-", "−") if level > -90 else "−∞"
        self._readout.setText(f"{clock(time, 0.001)}   {shown} dBFS")

    def _on_project(self, before: Project, after: Project) -> None:
        if self._item is not None and self._item.id not in after.items:
            self._item = None
            self._stack.setCurrentWidget(self._empty)
        elif self._item is not None:
            self._item = after.items[self._item.id]
            self._name.setText(self._item.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.play()
        else:
            super().keyPressEvent(event)
