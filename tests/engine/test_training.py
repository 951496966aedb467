"""Training as a request: what it would learn from, live figures with their own time left, Cancel keeps the best."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import CancelToken, Snapshot
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.library import import_files, media_folder
from crossmedia_studio.engine.runner import Engine
from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.models.loader import Models

TINY = (("size", 32), ("crop", 16), ("batch", 2), ("width", 8), ("latent", 4), ("depth", 1), ("check", 4))


@pytest.fixture
def four(tmp_path: Path) -> Path:
    """A folder of four plain pictures and a file that is none."""
    folder = tmp_path / "four"
    folder.mkdir()
    for number in range(4):
        pixels = np.full((24, 24, 4), 255, np.uint8)
        pixels[..., number % 3] = 60 * number
        image.write(Image(pixels), folder / f"plain {number}.png")
    (folder / "odd.png").write_bytes(b"no picture")
    return folder


@pytest.fixture
def own_models(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Models:
    monkeypatch.setenv("CROSSMEDIA_STUDIO_MODELS", str(own_home / "models"))
    return Models(own_home / "models", threads=1)


def run(models: Models, request: m.Request, cancel_at: int = 0) -> list[Any]:
    """Every event of ``request``; Cancel is pressed when the training comes to step ``cancel_at``."""
    token, events = CancelToken(), []

    def emit(event: m.EngineEvent) -> None:
        events.append(event)
        shot = event.preview if isinstance(event, m.Progress) else None
        if cancel_at and isinstance(shot, Snapshot) and shot.step >= cancel_at:
            token.cancel()

    Engine(models, Settings()).run(1, request, emit, token)
    return events


def test_a_folder_is_looked_through_before_training(four: Path, own_models: Models) -> None:
    card = run(own_models, m.ReadData(Kind.IMAGE, four))[-1].result
    assert card.count == 4 and "four" in card.words
    ((path, sentence),) = card.broken
    assert path.name == "odd.png" and sentence


def test_training_tells_figures_and_its_own_time_left(four: Path, own_models: Models) -> None:
    options = (*TINY, ("steps", 8), ("minutes", 0))
    events = run(own_models, m.Train("vae", "plain", four, options=options, title="Plain ones"))
    result = events[-1].result
    assert isinstance(result, m.TrainResult) and result.steps == 8 and result.sheet is not None
    told = [event for event in events if isinstance(event, m.Progress) and isinstance(event.preview, Snapshot)]
    assert all(event.seconds_left == event.preview.seconds_left for event in told if event.preview.seconds_left >= 0)
    assert any(event.preview.sheet is not None for event in told)
    assert told[-1].preview.step == 8 and told[-1].seconds_left == 0.0
    abilities = run(own_models, m.Describe())[-1].result
    (card,) = [card for card in abilities.models if card.name == "plain"]
    assert (card.title, card.family, card.installed) == ("Plain ones", "vae", True)
    (recipe,) = [recipe for recipe in abilities.recipes if recipe.name == "vae"]
    names = [param.name for param in recipe.params]
    assert "crop" in names and "minutes" in names and len(set(names)) == len(names)


def test_cancel_stops_and_keeps_the_model(four: Path, own_models: Models) -> None:
    options = (*TINY, ("steps", 100_000), ("minutes", 0))
    events = run(own_models, m.Train("vae", "plain", four, options=options), cancel_at=4)
    assert isinstance(events[-1], m.Stopped)
    assert [one.name for one in own_models.imported()] == ["plain"]
    again = run(own_models, m.Train("vae", "plain", four, options=(("steps", 1),)))
    assert again[-1].result.steps >= 4, "it goes on from there, and that is past its end"


def test_media_of_the_library_can_be_learned(four: Path, own_models: Models, tmp_path: Path) -> None:
    project = tmp_path / "project"
    paths = tuple(sorted(four.glob("plain*")))
    items = import_files(paths, MediaStore(media_folder(project)), lambda *args: None).items
    options = (*TINY, ("steps", 2), ("minutes", 0))
    request = m.Train("vae", "mine", items=items, project_folder=project, options=options)
    assert run(own_models, request)[-1].result.steps == 2


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (m.Train("vae", "x"), "nothing to learn from"),
        (m.Train("nothing", "x", Path("gone")), "no recipe called nothing"),
        (m.Train("vae", "x", Path("gone")), "was not found"),
        (m.ReadData(Kind.IMAGE, Path("gone")), "was not found"),
    ],
)
def test_what_cannot_be_done_is_said(own_models: Models, request_: m.Request, words: str) -> None:
    end = run(own_models, request_)[-1]
    assert isinstance(end, m.Failed) and words in end.what and end.do
