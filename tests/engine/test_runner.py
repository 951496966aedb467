"""Every request ends in exactly one of Finished, Stopped, Failed, whatever happens inside."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core.errors import MediaError, ModelMissing
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import CancelToken, Step
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.handlers import HANDLERS, Workshop
from crossmedia_studio.engine.runner import Engine
from crossmedia_studio.media import audio
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models

ENDINGS = (m.Finished, m.Stopped, m.Failed)


def run(engine: Engine, request: m.Request, token: CancelToken | None = None) -> list[m.EngineEvent]:
    events: list[m.EngineEvent] = []
    engine.run(7, request, events.append, token or CancelToken())
    assert isinstance(events[0], m.Started)
    assert sum(isinstance(event, ENDINGS) for event in events) == 1
    assert isinstance(events[-1], ENDINGS)
    assert all(event.job == 7 for event in events)
    return events


@pytest.fixture
def engine(models: Models) -> Engine:
    return Engine(models, Settings())


def test_a_request_that_works_finishes(engine: Engine) -> None:
    end = run(engine, m.Understand(text="A quiet sea under the moon."))[-1]
    assert isinstance(end, m.Finished)
    assert "moon" in end.result


@pytest.mark.parametrize(
    "error, missing",
    [
        (MediaError("The file is empty", do="Choose another"), ""),
        (ModelMissing("Not installed", entry="kokoro"), "kokoro"),
        (MemoryError(), ""),
        (RuntimeError("a bug"), ""),
    ],
)
def test_an_error_ends_in_failed_with_words(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, error: Exception, missing: str
) -> None:
    def fail(shop: Workshop, request: m.Describe, step: Step) -> None:
        raise error

    monkeypatch.setitem(HANDLERS, m.Describe, fail)
    end = run(engine, m.Describe())[-1]
    assert isinstance(end, m.Failed)
    assert end.what and end.details
    assert end.missing == missing


def test_a_missing_model_is_told_before_anything_is_listened_to(tmp_path: Path) -> None:
    sound = tmp_path / "tone.wav"
    audio.write(Audio(np.full((8000, 1), 0.1, np.float32), 8000), sound)
    ask = m.Make(Kind.AUDIO, sources=(m.SourceFile(sound),), backend="score", output=tmp_path / "out.wav")
    events = run(Engine(Models(tmp_path / "none"), Settings()), ask)
    assert isinstance(events[-1], m.Failed) and events[-1].missing == "instruments"
    assert len(events) == 2, "nothing was understood first"


def test_a_cancel_before_the_start_stops_at_once(engine: Engine) -> None:
    token = CancelToken()
    token.cancel()
    assert isinstance(run(engine, m.Describe(), token)[-1], m.Stopped)


def test_a_cancel_in_the_middle_stops_at_the_next_step(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    token = CancelToken()
    steps = []

    def work(shop: Workshop, request: m.Describe, step: Step) -> None:
        for index in range(10):
            steps.append(index)
            if index == 3:
                token.cancel()
            step(index, 10)

    monkeypatch.setitem(HANDLERS, m.Describe, work)
    assert isinstance(run(engine, m.Describe(), token)[-1], m.Stopped)
    assert steps == [0, 1, 2, 3]


def test_every_request_type_has_a_handler() -> None:
    assert set(HANDLERS) == set(m.Request.__args__)


def test_failures_and_requests_can_be_pickled(engine: Engine, tmp_path: Path) -> None:
    end = run(engine, m.Understand(m.SourceFile(tmp_path / "missing.png")))[-1]
    assert isinstance(end, m.Failed)
    assert pickle.loads(pickle.dumps(end)) == end


def test_importing_names_what_failed_and_keeps_the_rest(engine: Engine, tmp_path: Path) -> None:
    good, bad = tmp_path / "words.txt", tmp_path / "broken.png"
    good.write_text("Hello, sea.")
    bad.write_bytes(b"\x89PNG\r\n\x1a\nnot really")
    end = run(engine, m.Import((good, bad, tmp_path / "gone.wav"), tmp_path / "project"))[-1]
    assert isinstance(end, m.Finished)
    assert [item.name for item in end.result.items] == ["words.txt"]
    assert [path.name for path, sentence in end.result.failed if sentence.endswith(".")] == ["broken.png", "gone.wav"]


def test_a_take_lands_in_the_store_with_its_recipe_and_leaves_no_scratch(engine: Engine, tmp_path: Path) -> None:
    request = m.Make(Kind.TEXT, "The fox ran. The moon rose. The sea slept.", backend="digest", project_folder=tmp_path)
    end = run(engine, request)[-1]
    assert isinstance(end, m.Finished), end
    assert end.result.item.recipe == end.result.recipe
    assert end.result.recipe.backend == "digest"
    assert not list((tmp_path / "media" / "scratch").iterdir())
