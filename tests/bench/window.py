"""How free the window stays: start-up time, and the gaps of a 16 ms timer while a film is made in the background.

python -m tests.bench.window        (with a display, or QT_QPA_PLATFORM=offscreen)
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

SCRIPT = "A fox sleeps under the moon. A whale sings in the sea. The sun rises over the mountains. Birds fly home."

_START = """
import sys, time
begun = time.perf_counter()
from pathlib import Path
from PySide6.QtCore import QTimer
from crossmedia_studio import app
from crossmedia_studio.ui.main_window import MainWindow
def shown(self, event, before=MainWindow.showEvent):
    before(self, event)
    QTimer.singleShot(0, lambda: (print(time.perf_counter() - begun, "torch" in sys.modules), self.close()))
MainWindow.showEvent = shown
app.run(Path(sys.argv[1]))
"""


def start_up(rounds: int = 5) -> list[tuple[float, bool]]:
    """Seconds from the first line of Python to the painted window, and whether torch was imported by then."""
    found = []
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"CROSSMEDIA_STUDIO_HOME": home}
        _project(Path(home) / "p")
        for _ in range(rounds):
            result = subprocess.run(
                [sys.executable, "-c", _START, str(Path(home) / "p")],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
            seconds, torch = result.stdout.split()[:2]
            found.append((float(seconds), torch == "True"))
    return found


def _project(folder: Path) -> None:
    from crossmedia_studio.project.file import ProjectFile
    from crossmedia_studio.project.model import new_project

    ProjectFile.create(folder, new_project("bench")).close()


def gaps(folder: Path) -> list[float]:
    """Milliseconds between ticks of a 16 ms timer on the GUI thread while a film is generated, then exported."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from crossmedia_studio.app import Studio
    from crossmedia_studio.core.settings import Settings
    from crossmedia_studio.engine import messages as m
    from crossmedia_studio.ui import theme

    sys.setswitchinterval(0.0005)
    application = QApplication([])
    theme.apply(application, "dark", reduce_motion=False)
    studio = Studio(application, Settings())
    _project(folder / "p")
    studio.start(folder / "p")
    ticks: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))

    def export(project: object) -> None:
        request = m.Export(project, folder / "film", folder / "film.mp4", "mp4")  # type: ignore[arg-type]
        studio.jobs.submit(request, lane="export", title="export", done=lambda path: application.quit(), failed=stop)

    def stop(failed: m.Failed) -> None:
        print(failed.what, failed.why, failed.details)
        application.quit()

    options = (("width", 1280), ("height", 720))
    request = m.MakeFilm(SCRIPT, folder / "film", "film", options)
    QTimer.singleShot(500, timer.start)
    timer.setInterval(16)
    QTimer.singleShot(1500, lambda: studio.jobs.submit(request, title="film", done=export, failed=stop))
    application.exec()
    studio.close()
    return [(b - a) * 1000 for a, b in pairwise(ticks)]


def main() -> None:
    """Print both figures."""
    starts = start_up()
    middle = sorted(seconds for seconds, _ in starts)[len(starts) // 2]
    print(f"window shown after {middle:.2f} s (median of {len(starts)}); torch imported: {any(t for _, t in starts)}")
    with tempfile.TemporaryDirectory() as home:
        os.environ["CROSSMEDIA_STUDIO_MODELS"] = str(_models())
        os.environ["CROSSMEDIA_STUDIO_HOME"] = home
        found = sorted(gaps(Path(home)))
    at = {share: found[min(int(len(found) * share), len(found) - 1)] for share in (0.5, 0.9, 0.99, 0.999)}
    print(f"16 ms timer while a film is made and exported: {len(found)} ticks, ", end="")
    print(f"p50 {at[0.5]:.1f}, p90 {at[0.9]:.1f}, p99 {at[0.99]:.1f}, p99.9 {at[0.999]:.1f}, max {found[-1]:.1f} ms")


def _models() -> Path:
    from crossmedia_studio.core.folders import models_folder

    return models_folder()


if __name__ == "__main__":
    main()
