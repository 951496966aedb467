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
from crossmedia_studio.engine.messages import Failed, PreviewFrame, PreviewSound
from crossmedia_studio.project.model import Clip, MediaItem, Project, Track, TrackKind, Transform
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.asks import Asks
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.tape import AUDIBLE_SPEED, SoundOut, Tape
from crossmedia_studio.ui.view_state import ViewState

STILL_LENGTH = 4 * TICKS_PER_SECOND
"""How long a picture stays when it is put on a timeline."""

_AHEAD = 8
"""Chunks of a quarter of a second that are mixed ahead."""

_SPEEDS = (1.0, 2.0, 4.0, 8.0)
_SCRUB_GRAIN = TICKS_PER_SECOND // 12
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
        self._size = (640, 360)
        self._tape = Tape(session.project.rate)
        self._heard = heard
        self._out = SoundOut(self._tape, heard=heard)
        self._asked: set[tuple[int, int]] = set()
        self._frame_job: int | None = None
        self._frame_asked = -1
        self._frame_stale = False
        self._shown = -1
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
        self._tape.clear()
        self._asked.clear()
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
        start = self.time
        request = PreviewSound(self.project, self._folder, start, start + _SCRUB_GRAIN)
        self._asks.submit(request, self._on_grain, self._on_failed, lane="preview", replace="scrub")

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
        if size != self._size:
            self._size = size
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
            self._asked.clear()
        self._tape.move(self.time * self._tape.rate / TICKS_PER_SECOND, speed)
        self._run_from = self.time
        if speed:
            self._rest.stop()
            self._out.start()
            self._fill()
            self._shown = -1
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
        if self._frame_job is None and frame_index(self.time, fps) != self._frame_asked:
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

    # ── sound ──

    def _fill(self, ahead: int = _AHEAD) -> None:
        """Ask for the chunks that the tape will reach next, in its direction."""
        tape = self._tape
        if abs(self.speed) > AUDIBLE_SPEED or tape.rate != self.project.rate:
            return
        project = self.project
        start, end = (self._chunk_at(t) for t in self._span())
        here = int(tape.position // tape.chunk)
        step = -1 if self.speed < 0 else 1
        wanted = [here + step * i for i in range(ahead)]
        if self.loop:
            wanted += [start, start + 1] if step > 0 else [end, end - 1]
        wanted = [index for index in wanted if 0 <= index <= end + 1]
        tape.keep_only({*wanted, here - step})
        for index in dict.fromkeys(wanted):
            key = (index, id(project))
            if tape.has(index, project) or key in self._asked:
                continue
            self._asked.add(key)
            first = ticks(Fraction(index * tape.chunk, tape.rate))
            last = ticks(Fraction((index + 1) * tape.chunk, tape.rate))
            request = PreviewSound(project, self._folder, first, last)

            def arrived(samples: Any, index: int = index, key: tuple[int, int] = key) -> None:
                self._asked.discard(key)
                if tape is self._tape and not (project is not self.project and tape.has(index, self.project)):
                    tape.put(index, project, samples)

            def refused(failed: Failed, arrived: Any = arrived) -> None:
                arrived(np.zeros((0, 2), np.float32))
                self.notice.emit(failed.what)

            self._asks.submit(request, arrived, refused, lane="preview")

    def _out_rests(self) -> None:
        if not self.playing:
            self._out.rest()

    def _on_warm(self) -> None:
        """At rest: mix what Play would be heard first, so that it starts at once."""
        if not self.playing and self.length:
            self._tape.move(self.time * self._tape.rate / TICKS_PER_SECOND, 0.0)
            self._fill(2)

    def _chunk_at(self, time: int) -> int:
        return time * self._tape.rate // TICKS_PER_SECOND // self._tape.chunk

    def _on_grain(self, samples: Any) -> None:
        if not self.playing:
            self._tape.grain(samples)

    def _on_failed(self, failed: Failed) -> None:
        self.notice.emit(failed.what)

    # ── picture ──

    def _ask_frame(self) -> None:
        """Ask for the frame under the play head; while one is being made, the newest wish waits for it."""
        if self._frame_job is not None:
            self._frame_stale = True
            return
        project, time = self.project, self.time if self._sight is None else self._sight
        index = frame_index(time, project.fps)
        self._frame_asked, self._frame_stale = index, False
        request = PreviewFrame(project, self._folder, time, self._size)
        self._frame_job = self._asks.submit(
            request,
            lambda pixels: self._on_frame(pixels, index),
            self._on_no_frame,
            lane="preview",
            replace="frame",
        )

    def _on_frame(self, pixels: np.ndarray, index: int) -> None:
        self._frame_job = None
        height, width = pixels.shape[:2]
        raw = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBA8888_Premultiplied)
        image = raw.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        if self.speed == 1 and self._shown >= 0 and index > self._shown + 1:
            self.dropped += index - self._shown - 1
            self.dropped_changed.emit(self.dropped)
        self._shown = index
        self.frame.emit(image)
        if not self.playing:
            self._warm.start()
        if self._frame_stale or (self.playing and frame_index(self.time, self.project.fps) != index):
            self._ask_frame()

    def _on_no_frame(self, failed: Failed) -> None:
        self._frame_job = None
        self.notice.emit(failed.what)
        if self._frame_stale and not self.playing:
            self._ask_frame()


def _dbfs(magnitude: float) -> float:
    return float(20 * np.log10(max(magnitude, _METER_FLOOR)))
