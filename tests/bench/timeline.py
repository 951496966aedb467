"""How fluid the timeline is with 10,000 clips: ``python -m tests.bench.timeline`` prints medians in milliseconds.

1440 × 300 pixels, eight tracks of 1,250 clips each, real pictures and waveforms, the offscreen platform, one thread.
"""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QPointF, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from crossmedia_studio.media import audio, image
from crossmedia_studio.media.kinds import Audio, Image
from crossmedia_studio.project.model import Clip, Project, Track, TrackKind, new_project
from crossmedia_studio.ui import theme
from tests.bench.report import report
from tests.ui.world import S, World, mouse

CLIPS, TRACKS = 10_000, 8


def wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def long(world: World) -> Project:
    """Half of the tracks with pictures, half with sound; clips of 2 s, a gap after every fifth."""
    hill, tone = world.item["hill.png"].id, world.item["tone.wav"].id
    tracks = []
    for number in range(TRACKS):
        kind = TrackKind.VIDEO if number < TRACKS // 2 else TrackKind.AUDIO
        media = hill if kind is TrackKind.VIDEO else tone
        clips = tuple(Clip(f"c{number}-{i}", (2 * i + i // 5) * S, 2 * S, media=media) for i in range(CLIPS // TRACKS))
        tracks.append(Track(f"t{number}", kind, f"{kind.value[0].upper()}{number}", clips))
    return replace(new_project("bench"), tracks=tuple(tracks), media=tuple(world.item.values()))


def measure(world: World) -> None:
    pane = world.pane("timeline")
    host = pane.parentWidget()
    host.resize(1440, 300)
    pane.setGeometry(0, 0, 1440, 300)
    world.session.project = long(world)
    view = pane.timeline
    view.show_project(world.project)
    viewport = view.viewport()
    host.show()
    wait(200)
    assert viewport.isVisible() and viewport.width() > 1000

    def paint(_: int = 0) -> None:
        for sheet in (viewport, *viewport.findChildren(QWidget)):
            sheet.repaint()

    for words, scale in (("everything", 0.4), ("ten minutes", 2.0), ("one minute", 20.0), ("ten seconds", 120.0)):
        view.set_scale(scale, 0)
        paint()
        wait(400)
        report(f"paint, {words} in sight", paint, warm=True)
    view.set_scale(20.0, 0)

    def scroll(index: int) -> None:
        view.horizontalScrollBar().setValue(96 * index)
        paint()

    def zoom(index: int) -> None:
        view.zoom(1 if index % 2 else -1, 300)
        paint()

    report("scroll by a wheel's notch", scroll, warm=True)
    report("zoom by a wheel's notch", zoom, warm=True)
    world.view.set_playing(True)
    view.horizontalScrollBar().setValue(0)

    def play(index: int) -> None:
        world.view.set_playhead((index + 1) * S // 24)
        QApplication.processEvents()

    report("move the play head", play, warm=True)
    world.view.set_playing(False)
    lanes = view.lanes
    view.set_scale(20.0, 0)
    clip = world.project.tracks[0].clips[4]
    at = QPointF(lanes.x(clip.start + clip.length // 2), lanes.y(lanes.row_of("t0")) + 30)
    mouse(viewport, QEvent.Type.MouseButtonPress, at)
    mouse(viewport, QEvent.Type.MouseMove, at + QPointF(6, 0))

    def carry(index: int) -> None:
        mouse(viewport, QEvent.Type.MouseMove, at + QPointF(6 + index % 12, 0))
        paint()

    report("drag a clip, with snapping", carry, warm=True)
    begun = time.perf_counter()
    mouse(viewport, QEvent.Type.MouseButtonRelease, at + QPointF(10, 0))
    print(f"{'let go: the edit itself':<52} {(time.perf_counter() - begun) * 1000:8.2f} ms")
    pane.commands.select_all()

    def paint_all(_: int) -> None:
        view.set_scale(0.4, 0)
        paint()

    report("paint, everything selected and in sight", paint_all, warm=True)


def main() -> None:
    app = QApplication([])
    theme.apply(app, "dark", reduce_motion=True)
    with tempfile.TemporaryDirectory() as name:
        os.environ["CROSSMEDIA_STUDIO_HOME"] = f"{name}/home"
        files = Path(name) / "files"
        files.mkdir()
        rng = np.random.default_rng(1)
        image.write(Image(rng.integers(0, 255, (360, 640, 4), np.uint8)), files / "hill.png")
        tone = np.sin(np.arange(48_000 * 3) / 30).astype(np.float32)[:, None] * 0.5
        audio.write(Audio(tone, 48_000), files / "tone.wav")
        world = World(files, Path(name) / "project", empty=True)
        measure(world)
        world.close()


if __name__ == "__main__":
    main()
