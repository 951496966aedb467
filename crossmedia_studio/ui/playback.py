"""Playback: turns project and play head into frames and sound without ever holding up the window.

Sound is mixed ahead on the "preview" lane and drives the play head; frames are asked for one at a time, so a slow
machine shows fewer of them instead of falling behind.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import TICKS_PER_SECOND, frame_index, frame_start, ticks
from crossmedia_studio.project.model import Clip, MediaItem, Project, Track, TrackKind, Transform
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.asks import Asks
from crossmedia_studio.ui.frame_feed import FrameFeed
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.sound_feed import AHEAD, SoundFeed
from crossmedia_studio.ui.tape import SoundOut, Tape
from crossmedia_studio.ui.view_state import ViewState

STILL_LENGTH = 4 * TICKS_PER_SECOND
"""How long a picture stays when it is put on a timeline."""

_SPEEDS = (1.0, 2.0, 4.0, 8.0)
_METER_FLOOR = 1e-5
_REST = 15_000
"""Milliseconds of silence after which the sound output is given back."""


def alone(item: MediaItem, project: Project, clip: Clip | None = None) -> Project:
    """A library item as a film of its own, so that it plays, scrubs and draws like the document does.

    ``clip`` shows a part of it or with other settings (to hear a fade before it is made)."""
    kind = TrackKind.AUDIO if item.kind is Kind.AUDIO else TrackKind.VIDEO
    clip = clip or Clip("alone", 0, item.length or STILL_LENGTH, media=item.id, transform=Transform(fit="contain"))
    return Project(
        id=f"alone-{item.id}",
        name=item.name,
        width=item.width or project.width,
        height=item.height or project.height,
        fps=item.fps or project.fps,
        rate=project.rate,
        tracks=(Track("alone", kind, item.name, (clip,)),),
        media=(item,),
    )


class Playback(QObject):
    """Plays the document, or one library item (:meth:`show_item`), and says what is seen and heard."""

    frame = Signal(object)
    """QImage: the newest picture."""
    position_changed = Signal(object)
    playing_changed = Signal(bool)
    source_changed = Signal(str)
    """Id of the library item that plays alone, empty for the document."""
    levels = Signal(float, float)
    """Peak of what was heard since the last signal, left and right, in dBFS."""
    dropped_changed = Signal(int)
    notice = Signal(str)
    """A sentence for the status bar."""

    def __init__(
        self,
        *,
        session: Session,
        view: ViewState,
        jobs: Jobs,
        project_folder: Path,
        heard: bool = True,
        parent: QObject | None = None,
    ) -> None:
        """``heard`` off plays by the clock, without asking for a sound output."""
        super().__init__(parent)
        self._session, self._view, self._folder = session, view, project_folder
        self._asks = Asks(jobs)
        self._item = ""
        self._alone: Project | None = None
        self._item_time = 0
        self._auditioned = False
        self._previewed: Project | None = None
        self._sight: int | None = None
        self._bounds: tuple[int, int] | None = None
        self._tape = Tape(session.project.rate)
        self._heard = heard
        self._out = SoundOut(self._tape, heard=heard)
        self._feed = SoundFeed(self._asks, project_folder, self._tape, self.notice.emit)
        self._frames = FrameFeed(self._asks, project_folder, self._on_frame, self.notice.emit)
        self._moving = False
        self._told = False
        self._run_from = 0
        self.loop = False
        self.speed = 0.0
        self.dropped = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._warm = QTimer(self)
        self._warm.setSingleShot(True)
        self._warm.setInterval(250)
        self._warm.timeout.connect(self._on_warm)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._out_rests)
        self._disconnect = session.changed.connect(self._on_project)
        view.playhead_changed.connect(self._on_playhead)

    # ── what plays ──

    @property
    def project(self) -> Project:
        """What is played: the document, or the film made of one library item."""
        return self._alone or self._previewed or self._session.project

    @property
    def item(self) -> str:
        """The library item that plays alone, or nothing."""
        return self._item

    @property
    def time(self) -> int:
        """Where we are, ticks."""
        return self._item_time if self._alone else self._view.playhead

    @property
    def playing(self) -> bool:
        return self.speed != 0

    @property
    def length(self) -> int:
        return self.project.length

    def show_item(self, media_id: str) -> None:
        """Play the library item ``media_id`` alone from its start, or the document again (empty, unknown or text)."""
        item = self._session.project.items.get(media_id)
        if item is None or item.kind is Kind.TEXT:
            item = None
        if (item.id if item else "") == self._item and not self._auditioned:
            return
        self.pause()
        self._auditioned = False
        self._item = item.id if item else ""
        self._alone = alone(item, self._session.project) if item else None
        self._item_time, self._bounds = 0, None
        self._feed.clear()
        self.source_changed.emit(self._item)
        self.position_changed.emit(self.time)
        self._ask_frame()

    def audition(self, clip: Clip) -> None:
        """Play ``clip`` of its library item alone, from its start to its end, with its gain and fades."""
        self.show_item(clip.media)
        item = self._session.project.items.get(clip.media)
        if item is None or item.id != self._item:
            return
        self._alone = alone(item, self._session.project, clip)
        self._auditioned = True
        self.play_range(clip.start, clip.end)

    def preview(self, project: Project | None, time: int | None) -> None:
        """Show ``project`` in place of the document while a gesture runs, at ``time`` or at the play head; None ends
        it."""
        if (project is not self._previewed or time != self._sight) and not self._alone:
            self._previewed, self._sight = project, time
            self._ask_frame()

    def show_document(self) -> None:
        """Back from a library item to the document."""
        self.show_item("")

    # ── transport ──

    def toggle(self) -> None:
        """Space: play or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def play(self, speed: float = 1.0) -> None:
        """Play from here (from the start if we are at the end)."""
        start, end = self._span()
        if end <= start:
            return
        if speed > 0 and self.time >= end:
            self._set_time(start)
        elif speed < 0 and self.time <= start:
            self._set_time(end)
        self._run(speed)

    def play_range(self, start: int, end: int) -> None:
        """Play from ``start`` to ``end`` (ticks), then stop; with ``loop`` on, again and again."""
        self._bounds = (start, end) if end > start else None
        self._set_time(start)
        self._run(1.0)

    def pause(self) -> None:
        """Stop where we are."""
        if not self.playing:
            return
        self._run(0.0)
        self._bounds = None
        self._ask_frame()

    def shuttle(self, direction: int) -> None:
        """J (-1), K (0), L (1): the same key again doubles the speed, the other one turns around."""
        if direction == 0:
            self.pause()
            return
        if self.speed * direction > 0:
            faster = [s for s in _SPEEDS if s > abs(self.speed)]
            self.play(direction * (faster[0] if faster else _SPEEDS[-1]))
        else:
            self.play(float(direction))

    def seek(self, time: int) -> None:
        """Go to ``time`` in ticks, playing on if it plays."""
        time = max(0, time)
        self._set_time(time)
        if self.playing:
            self._run(self.speed)
        self._ask_frame()

    def scrub(self, time: int) -> None:
        """Seek under the artist's hand: a short piece of sound is heard at every place."""
        if self.playing:
            self.pause()
        self.seek(time)
        self._out.start()
        self._rest.start()
        self._feed.grain(self.project, self.time, self._on_grain)

    def scrub_document(self, time: int) -> None:
        """Scrub in the document, whatever was shown."""
        self.show_document()
        self.scrub(time)

    def step(self, frames: int) -> None:
        """Pause and go ``frames`` on (or back)."""
        self.pause()
        fps = self.project.fps
        self.seek(frame_start(max(0, frame_index(self.time, fps) + frames), fps))

    def to_start(self) -> None:
        self.seek(self._span()[0])

    def to_end(self) -> None:
        self.seek(self._span()[1])

    def set_loop(self, on: bool) -> None:
        self.loop = on

    def set_size(self, width: int, height: int) -> None:
        """The size in pixels in which frames are asked for."""
        size = (max(16, width), max(16, height))
        if size != self._frames.size:
            self._frames.size = size
            self._ask_frame()

    def refresh(self) -> None:
        """Ask for the frame under the play head again."""
        self._ask_frame()

    def close(self) -> None:
        """Stop the timer and give the sound output back."""
        self._timer.stop()
        self._warm.stop()
        self._rest.stop()
        self.speed = 0.0
        self._asks.close()
        self._disconnect()
        self._out.close()

    # ── inside ──

    def _span(self) -> tuple[int, int]:
        """Where playing starts over and ends: a range that was asked for, in and out points, or everything."""
        if self._bounds:
            return self._bounds
        start, end = self._view.range
        if self.loop and not self._alone and end > start:
            return start, end
        return 0, self.length

    def _run(self, speed: float) -> None:
        was = self.playing
        self.speed = speed
        if self._tape.rate != self.project.rate:
            self._out.close()
            self._tape = Tape(self.project.rate)
            self._out = SoundOut(self._tape, heard=self._heard)
            self._feed = SoundFeed(self._asks, self._folder, self._tape, self.notice.emit)
        self._tape.move(self.time * self._tape.rate / TICKS_PER_SECOND, speed)
        self._run_from = self.time
        if speed:
            self._rest.stop()
            self._out.start()
            self._fill()
            self._frames.begin()
            self._timer.start(max(5, int(500 / self.project.fps)))
        else:
            self._timer.stop()
            self._rest.start()
            self.levels.emit(-100.0, -100.0)
        if was != self.playing:
            self._view.set_playing(self.playing)
            self.playing_changed.emit(self.playing)

    def _tick(self) -> None:
        self._out.tick()
        if self._out.missing and not self._told:
            self._told = True
            self.notice.emit(tr("No sound output was found: playing silently"))
        left, right = self._tape.take_peak()
        self.levels.emit(_dbfs(left), _dbfs(right))
        heard = self._tape.position - self._out.latency * self.speed
        time = ticks(Fraction(max(0.0, heard)) / self._tape.rate)
        time = max(time, self._run_from) if self.speed > 0 else min(time, self._run_from)
        start, end = self._span()
        if (self.speed > 0 and time >= end) or (self.speed < 0 and time <= start):
            self._at_end(start, end)
            return
        fps = self.project.fps
        self._set_time(frame_start(frame_index(time, fps), fps))
        self._fill()
        if not self._frames.busy and frame_index(self.time, fps) != self._frames.asked:
            self._ask_frame()

    def _at_end(self, start: int, end: int) -> None:
        if self.loop:
            self._set_time(start if self.speed > 0 else end)
            self._run(self.speed)
            return
        self._set_time(end if self.speed > 0 else start)
        self.pause()

    def _set_time(self, time: int) -> None:
        time = max(0, time)
        if time == self.time:
            return
        self._moving = True
        if self._alone:
            self._item_time = time
        else:
            self._view.set_playhead(time)
        self._moving = False
        self.position_changed.emit(time)

    def _on_playhead(self, time: int) -> None:
        """Somebody else moved the play head of the document."""
        if self._moving:
            return
        if self._alone:
            self.show_document()
            return
        self.position_changed.emit(time)
        if self.playing:
            self._run(self.speed)
        self._ask_frame()

    def _on_project(self, before: Project, after: Project) -> None:
        if self._item and self._item not in after.items:
            self.show_item("")
        if not self._alone:
            self._ask_frame()
            if self.playing:
                self._fill()

    # ── sound and picture ──

    def _fill(self, ahead: int = AHEAD) -> None:
        self._feed.fill(self.project, self._span(), loop=self.loop, ahead=ahead)

    def _on_warm(self) -> None:
        """At rest: mix what Play would be heard first, so that it starts at once."""
        if not self.playing and self.length:
            self._tape.move(self.time * self._tape.rate / TICKS_PER_SECOND, 0.0)
            self._fill(2)

    def _out_rests(self) -> None:
        if not self.playing:
            self._out.rest()

    def _on_grain(self, samples: Any) -> None:
        if not self.playing:
            self._tape.grain(samples)

    def _ask_frame(self) -> None:
        """The frame under the play head, or where a gesture looks."""
        self._frames.ask(self.project, self.time if self._sight is None else self._sight)

    def _on_frame(self, image: QImage, missed: int) -> None:
        if missed and self.speed == 1:
            self.dropped += missed
            self.dropped_changed.emit(self.dropped)
        self.frame.emit(image)
        if not self.playing:
            self._warm.start()
        elif frame_index(self.time, self.project.fps) != self._frames.asked:
            self._ask_frame()


def _dbfs(magnitude: float) -> float:
    return float(20 * np.log10(max(magnitude, _METER_FLOOR)))
