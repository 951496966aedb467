"""A real engine behind real lanes, an open project, and checks that nothing is left behind."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PIL import Image
from PySide6.QtCore import QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.library import item_of
from crossmedia_studio.engine.runner import Engine
from crossmedia_studio.models.loader import Models
from crossmedia_studio.project.edits import AddMedia
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.actions import Actions
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.opened import Opened, create_file
from crossmedia_studio.ui.trainings import Trainings
from crossmedia_studio.worker.lane import Lane
from tests.ui.world import media, world  # noqa: F401  # fixtures of the work panes and the timeline

LANES = ("compute", "media", "preview", "export", "aside")


@pytest.fixture(autouse=True)
def quiet_qt(qtlog: Any) -> Iterator[None]:
    """A word of warning from Qt fails the test."""
    yield
    loud = [r.message for r in qtlog.records if r.type.name in ("QtWarningMsg", "QtCriticalMsg", "QtFatalMsg")]
    said = [message for message in loud if "This plugin does not support" not in message]  # the offscreen platform
    assert not said, said


@pytest.fixture(autouse=True)
def no_leaks(qapp: QApplication) -> Iterator[None]:
    """No thread and no timer outlives a test; what is Qt's is collected on its own thread alone, as in the studio."""
    gc.disable()
    yield
    for _ in range(3):
        qapp.processEvents()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    gc.enable()
    alive = [o for o in gc.get_objects() if issubclass(type(o), QObject) and isValid(o)]
    threads = [o for o in alive if issubclass(type(o), QThread) and o.isRunning() and o is not qapp.thread()]
    timers = [o for o in alive if issubclass(type(o), QTimer) and o.isActive()]
    assert not threads, threads
    assert not timers, [(timer.parent(), timer.interval()) for timer in timers]


@pytest.fixture
def look(qapp: QApplication) -> None:
    """The studio's own look."""
    theme.apply(qapp, "dark", reduce_motion=True)


@pytest.fixture
def jobs(qtbot: Any, models: Models) -> Iterator[Jobs]:
    """All lanes with a real engine each."""
    ids = itertools.count(1)
    lanes = {name: Lane(name, lambda: Engine(models, Settings()), ids) for name in LANES}
    result = Jobs(lanes)
    yield result
    for lane in lanes.values():
        lane.close()


@pytest.fixture
def opened(jobs: Jobs, tmp_path: Path) -> Iterator[Opened]:
    """A fresh project on disk, open."""
    folder = tmp_path / "project"
    result = Opened(create_file(folder, "Test"), folder, jobs)
    yield result
    result.close()
    result.deleteLater()


@pytest.fixture
def parts(opened: Opened, jobs: Jobs, look: None) -> dict[str, Any]:
    """What panes may ask for."""
    actions, view = Actions(opened), AbilitiesView(jobs, opened)
    return {
        **opened.parts(), "jobs": jobs, "abilities": view, "actions": actions, "settings": Settings(),
        "trainings": Trainings(jobs, view, opened),
    }  # fmt: skip


@pytest.fixture
def abilities(parts: dict[str, Any], qtbot: Any) -> m.Abilities:
    """What the engine can do, asked and answered."""
    view: AbilitiesView = parts["abilities"]
    with qtbot.waitSignal(view.changed, timeout=60_000):
        view.refresh()
    assert view.current is not None
    return view.current


@pytest.fixture
def settled(jobs: Jobs, qtbot: Any) -> Callable[[], None]:
    """Wait until nothing that shows in the Queue waits or runs."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)

    return wait


@pytest.fixture
def picture_file(tmp_path: Path) -> Path:
    """A small PNG."""
    path = tmp_path / "red.png"
    Image.fromarray(np.full((48, 64, 3), (200, 40, 30), np.uint8)).save(path)
    return path


@pytest.fixture
def sound_file(tmp_path: Path) -> Path:
    """One second of a tone."""
    path = tmp_path / "tone.wav"
    time = np.arange(48_000) / 48_000
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * 440 * time), 48_000)
    return path


@pytest.fixture
def add_file(opened: Opened) -> Callable[[Path], MediaItem]:
    """Put a file into the library at once."""

    def add(path: Path) -> MediaItem:
        item = item_of(opened.store.add_file(path), path.name)
        opened.session.do(AddMedia((item,)))
        return item

    return add


@pytest.fixture
def picture(add_file: Callable[[Path], MediaItem], picture_file: Path) -> MediaItem:
    """A picture in the library."""
    item = add_file(picture_file)
    assert item.kind is Kind.IMAGE
    return item
