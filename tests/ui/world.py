"""A small open project with real media, a real engine on real lanes, and panes to put hands on."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.core.timing import TICKS_PER_SECOND
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.library import import_files
from crossmedia_studio.engine.runner import Engine
from crossmedia_studio.media import audio, image, text, video
from crossmedia_studio.media.kinds import Audio, Image, Text
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.models.loader import Models
from crossmedia_studio.project.model import Clip, MediaItem, Project, Transition, new_project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.panes import build, pane_class
from crossmedia_studio.ui.playback import Playback
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.worker.lane import Lane

S = TICKS_PER_SECOND


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a picture, a sound, a film with sound and a text."""
    folder = tmp_path_factory.mktemp("media")
    ramp = np.linspace(0, 255, 64, dtype=np.uint8)
    pixels = np.zeros((36, 64, 4), np.uint8)
    pixels[..., 0], pixels[..., 1], pixels[..., 3] = ramp[None, :], 120, 255
    image.write(Image(pixels), folder / "hill.png")
    time = np.arange(16_000 * 3) / 16_000
    tone = (0.5 * np.sin(2 * np.pi * 220 * time)).astype(np.float32)
    audio.write(Audio(tone[:, None], 16_000), folder / "tone.wav")
    stereo = Audio(np.repeat(tone[:32_000, None], 2, axis=1), 16_000)
    with video.Writer(folder / "walk.mp4", 64, 36, Fraction(24), audio=stereo) as writer:
        for index in range(48):
            writer.write(np.roll(pixels, index, axis=1)[..., :3].copy())
    text.write(Text("The harbour wakes. Gulls circle.\n海港醒来。"), folder / "harbour.txt")
    return folder


class Asked:
    """What stands where jobs are taken: keeps the request and hands the result over when told to."""

    def __init__(self) -> None:
        self.requests: list[m.Make] = []
        self.done: Any = None

    def submit(self, request: m.Make, *, title: str, done: Any) -> int:
        self.requests.append(request)
        self.done = done
        return len(self.requests)


class World:
    """What the window would hand to its panes; ``refusals`` collects what the error bar would show."""

    def __init__(self, files: Path, folder: Path, *, empty: bool = False) -> None:
        ids = itertools.count(1)
        models = Models(folder / "no-models")
        self.folder = folder
        self.lanes = {
            name: Lane(name, lambda: Engine(models, Settings()), ids) for name in ("compute", "media", "preview")
        }
        self.jobs = Jobs(self.lanes)
        self.failures: list[str] = []
        self.jobs.failed.connect(lambda failed: self.failures.append(f"{failed.what} {failed.why}"))
        self.view = ViewState()
        self.store = MediaStore(folder / "media")
        found = import_files(tuple(sorted(files.iterdir())), self.store, no_step).items
        self.item: dict[str, MediaItem] = {item.name: item for item in found}
        self.session = Session(new_project("empty") if empty else self._project(found))
        self.refusals: list[str] = []
        self.playback = Playback(
            session=self.session, view=self.view, jobs=self.jobs, project_folder=folder, heard=False
        )
        self.panes: list[Any] = []
        self._hosts: list[QWidget] = []

    def _project(self, found: tuple[MediaItem, ...]) -> Project:
        """V1: film a (0–2 s), picture b (2–4 s) with a dissolve, V2: picture c (6–8 s), A1: sound d (0–3 s)."""
        empty = replace(new_project("test"), media=found, width=128, height=72, rate=16_000)
        v1, v2, a1, a2, t1 = empty.tracks
        hill, tone, walk = (self.item[n].id for n in ("hill.png", "tone.wav", "walk.mp4"))
        v1 = replace(
            v1,
            clips=(Clip("a", 0, 2 * S, media=walk), Clip("b", 2 * S, 2 * S, media=hill)),
            transitions=(Transition("a", "b", S // 2),),
        )
        v2 = replace(v2, clips=(Clip("c", 6 * S, 2 * S, media=hill),))
        a1 = replace(a1, clips=(Clip("d", 0, 3 * S, media=tone),))
        t1 = replace(t1, clips=(Clip("t", S, S, text="Hello"),))
        return replace(empty, tracks=(v1, v2, a1, a2, t1))

    @property
    def project(self) -> Project:
        return self.session.project

    def clip(self, clip_id: str) -> Clip:
        return next(c for t in self.project.tracks for c in t.clips if c.id == clip_id)

    def do(self, edit: Any, merge: str = "") -> bool:
        try:
            self.session.do(edit, merge)
        except StudioError as error:
            self.refusals.append(error.sentence)
            return False
        return True

    def pane(self, name: str, **more: Any) -> Any:
        """A pane as the window builds it, shown."""
        parts = {
            "session": self.session, "do": self.do, "view": self.view, "jobs": self.jobs,
            "project_folder": self.folder, "store": self.store, "playback": self.playback, **more,
        }  # fmt: skip
        pane = build(pane_class(name), parts)
        self.panes.append(pane)
        host = QWidget()
        host.resize(1000, 420)
        pane.setParent(host)
        pane.setGeometry(0, 0, 1000, 420)
        host.show()
        self._hosts.append(host)
        QApplication.processEvents()
        return pane

    def close(self) -> None:
        """Take everything down and see that nothing goes on."""
        for pane in self.panes:
            pane.release()
        self.playback.close()
        for lane in self.lanes.values():
            lane.close()
        running = [t for owner in (*self.panes, self.playback) for t in owner.findChildren(QTimer) if t.isActive()]
        for host in self._hosts:
            host.close()
            host.deleteLater()
        assert not running, running
        assert not any(lane.isRunning() for lane in self.lanes.values())
        assert not self.playback._out.open


@pytest.fixture
def world(media: Path, tmp_path: Path, qtbot: Any) -> Iterator[World]:
    made = World(media, tmp_path / "project")
    yield made
    made.close()


def mouse(
    widget: QWidget,
    kind: QEvent.Type,
    at: QPointF,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """One event of the mouse, as the platform would send it."""
    moved, released = kind == QEvent.Type.MouseMove, kind == QEvent.Type.MouseButtonRelease
    event = QMouseEvent(
        kind,
        at,
        QPointF(widget.mapToGlobal(at)),
        Qt.MouseButton.NoButton if moved else button,
        Qt.MouseButton.NoButton if released else button,
        keys,
    )
    QApplication.sendEvent(widget, event)


def drag(
    widget: QWidget,
    start: QPointF,
    end: QPointF,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    before_release: Callable[[], object] | None = None,
) -> None:
    """Press, move in steps, release."""
    mouse(widget, QEvent.Type.MouseButtonPress, start, keys=keys)
    for step in range(1, 6):
        mouse(widget, QEvent.Type.MouseMove, start + (end - start) * (step / 5), keys=keys)
    if before_release:
        before_release()
    mouse(widget, QEvent.Type.MouseButtonRelease, end, keys=keys)
