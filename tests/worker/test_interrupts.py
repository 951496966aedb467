"""Ctrl-C in the terminal closes the window, with everything in its place."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crossmedia_studio.project.file import ProjectFile
from crossmedia_studio.project.model import new_project


@pytest.mark.skipif(sys.platform == "win32", reason="a console of its own would be needed")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_window_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    folder = tmp_path / "film"
    ProjectFile.create(folder, new_project("film")).close()
    process = subprocess.Popen(
        [sys.executable, "-m", "crossmedia_studio", "open", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "CROSSMEDIA_STUDIO_HOME": str(tmp_path / "home")},
    )
    layout = tmp_path / "home" / "config" / "settings.json"
    deadline = time.monotonic() + 60
    while not layout.exists() and time.monotonic() < deadline:  # written as the project opens
        time.sleep(0.05)
    time.sleep(1.5)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors.decode()) == (0, "")
    with ProjectFile.open(folder) as file:
        assert not file.read_only
