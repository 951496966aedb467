"""Ten pictures, the wizard, the real engine: a model learns in the window, is stopped, goes on, and is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtWidgets import QWidget

from crossmedia_studio.core.folders import models_folder
from crossmedia_studio.engine import messages as m
from crossmedia_studio.models.loader import Models
from crossmedia_studio.ui.dialogs.training import TrainingDialog
from crossmedia_studio.ui.jobs import State
from crossmedia_studio.ui.opened import Opened
from crossmedia_studio.ui.panes import build
from crossmedia_studio.ui.panes.training import TrainingPane

_TINY = {"size": 64, "crop": 32, "batch": 2, "width": 8, "depth": 1}


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Models:
    """A folder of its own: what is trained here must not stay among the models of this machine."""
    monkeypatch.setenv("CROSSMEDIA_STUDIO_MODELS", str(tmp_path / "models"))
    return Models(tmp_path / "models")


@pytest.fixture
def ten(tmp_path: Path) -> Path:
    """Ten discs, no two alike."""
    folder = tmp_path / "Discs"
    folder.mkdir()
    chance = np.random.default_rng(0)
    for index in range(10):
        picture = Image.new("RGBA", (64, 64))
        x, y, radius = (int(v) for v in chance.integers(16, 44, 3))
        colour = tuple(int(v) for v in chance.integers(0, 255, 3))
        ImageDraw.Draw(picture).ellipse((x - radius, y - radius, x + radius, y + radius), (*colour, 255))
        picture.save(folder / f"{index}.png")
    return folder


def test_ten_pictures_train_a_model_in_the_window(
    parts: dict[str, Any], opened: Opened, abilities: m.Abilities, ten: Path, qtbot: Any
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    pane = build(TrainingPane, parts)
    assert isinstance(pane, TrainingPane)
    qtbot.addWidget(pane)
    pane.resize(800, 500)
    pane.show()
    dialog = TrainingDialog(
        parts["trainings"], parts["abilities"], parts["jobs"], opened.session, opened.view, opened.folder, window
    )
    next(b for b in dialog.recipes.group.buttons() if b.objectName() == "vae").click()
    dialog.next.click()
    dialog.data.choose_folder(ten)
    qtbot.waitUntil(lambda: dialog.data.found is not None, timeout=60_000)
    assert dialog.data.found is not None and dialog.data.found.count == 10
    dialog.next.click()
    dialog.name._own.set_values(_TINY)
    dialog.name._forms[2].set_values({"check": 4})
    dialog.next.click()
    run = pane.run
    assert run is not None and run.request.name == "discs" and run.request.title == "Discs"
    qtbot.waitUntil(lambda: run.sheet is not None and not pane.sheet.picture.isNull(), timeout=120_000)
    pane.stop.click()
    qtbot.waitUntil(lambda: run.job.state is State.STOPPED, timeout=60_000)
    assert run.curves["valid loss"].steps and (models_folder() / "discs" / "manifest.json").is_file()
    qtbot.waitUntil(lambda: parts["abilities"].model("discs") is not None)
    assert parts["abilities"].model("discs").title == "Discs"
    reached = run.step
    pane.go_on.click()
    second = pane.run
    assert second is not None and second is not run
    qtbot.waitUntil(lambda: second.step > reached, timeout=120_000)
    pane.stop.click()
    qtbot.waitUntil(lambda: not second.active, timeout=60_000)
    assert second.job.failure is None
    pane.release()
