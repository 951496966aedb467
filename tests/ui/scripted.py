"""An engine that trains and judges by a script: everything else is the real one."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import Param
from crossmedia_studio.core.progress import Cancelled, CancelToken, Snapshot
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.runner import Engine
from crossmedia_studio.models.loader import Models
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.worker.lane import Lane

Emit = Callable[[m.EngineEvent], None]

LOOP = (
    Param("minutes", float, 60.0, "Time limit", "Minutes of training in all", "min", 0, 100_000),
    Param("steps", int, 20_000, "Most steps", minimum=1, maximum=100_000_000),
    Param("seed", int, 0, "Seed", minimum=0, maximum=2**31 - 1),
)
RECIPES = (
    m.RecipeCard(
        "sketchbook", "Sketchbook", "Draws what words say. Learns from pictures with captions; the more, the better.",
        Kind.IMAGE, (Param("size", int, 64, "Size", "", "px", 32, 128), *LOOP),
    ),
    m.RecipeCard(
        "gan", "Variations", "Makes many pictures of one kind in a blink, and walks between them.", Kind.IMAGE, LOOP
    ),
    m.RecipeCard(
        "wanting", "Wanting", "Cannot begin before something is brought.", Kind.IMAGE, LOOP, (), "Bring it first.",
        "wanting",
    ),
    m.RecipeCard("needy", "Needs more", "Cannot begin before something is installed.", Kind.IMAGE, LOOP, ("lab",)),
)  # fmt: skip


class ScriptedEngine:
    """``steps`` training steps of ``pause`` seconds each; names of trained models are kept in ``trained``."""

    def __init__(
        self, models: Models, report: Path, *, steps: int = 40, pause: float = 0.0, trained: list[str] | None = None
    ) -> None:
        self._real = Engine(models, Settings())
        self._report = report
        self._steps, self._pause = steps, pause
        self._trained = trained if trained is not None else []

    def run(self, job: int, request: m.Request, emit: Emit, token: CancelToken) -> None:
        if isinstance(request, m.Describe):
            self._real.run(job, request, lambda event: emit(self._described(event)), token)
        elif isinstance(request, m.Train | m.ReadData | m.Evaluate):
            emit(m.Started(job, request))
            try:
                emit(m.Finished(job, request, self._do(job, request, emit, token)))
            except Cancelled:
                emit(m.Stopped(job, request))
            except OSError as error:
                emit(m.Failed(job, request, "The folder cannot be read", str(error), "Choose another folder"))
        else:
            self._real.run(job, request, emit, token)

    def close(self) -> None:
        self._real.close()

    def _do(self, job: int, request: m.Train | m.ReadData | m.Evaluate, emit: Emit, token: CancelToken) -> object:
        if isinstance(request, m.ReadData):
            return self._read(request)
        if isinstance(request, m.Evaluate):
            return self._judge(request)
        try:
            return self._train(job, request, emit, token)
        finally:
            self._trained.append(request.name)

    def _described(self, event: m.EngineEvent) -> m.EngineEvent:
        if not isinstance(event, m.Finished):
            return event
        abilities: m.Abilities = event.result
        own = tuple(
            m.ModelCard(name, name, "", "own", 0, True, False, "painter", True, "made") for name in self._trained
        )
        return replace(event, result=replace(abilities, recipes=RECIPES, models=(*abilities.models, *own)))

    def _read(self, request: m.ReadData) -> m.DataCard:
        if request.data is None:
            return m.DataCard(len(request.items), f"{len(request.items)} pictures")
        files = sorted(request.data.iterdir())
        good = [path for path in files if path.suffix == ".png"]
        broken = tuple((path, "it is no picture") for path in files if path.suffix != ".png")
        left_out = "\n".join(f"- {path.name}: {why}" for path, why in broken)
        return m.DataCard(len(good), f"# It\n\n- {len(good)} pictures\n\n## Left out\n\n{left_out}", broken)

    def _train(self, job: int, request: m.Train, emit: Emit, token: CancelToken) -> m.TrainResult:
        chance = np.random.default_rng(0)
        for step in range(1, self._steps + 1):
            token.check()
            time.sleep(self._pause)
            loss = 0.05 + math.exp(-step / (self._steps / 5)) + 0.02 * float(chance.random())
            figures = [("loss", loss), ("speed", 40 + float(chance.random()))]
            sheet = None
            if step % max(self._steps // 8, 1) == 0:
                figures.append(("valid loss", loss * 1.15))
                sheet = samples(step / self._steps)
            shot = Snapshot(step * 100, self._steps * 100, tuple(figures), sheet)
            left = (self._steps - step) * self._pause
            emit(m.Progress(job, step / self._steps, "Learning", left, shot))
        return m.TrainResult(
            request.name,
            self._report.parent,
            self._steps * 100,
            (("loss", loss),),
            None,
            "It got no better",
        )

    def _judge(self, request: m.Evaluate) -> m.EvaluateResult:
        self._report.write_text("<h1>Report</h1>")
        figures = (
            m.Figure("kid", "Distance to real pictures", "How far the takes lie from real pictures, as a whole.",
                     "quality", 0.0213, 0.0187, 0.0239, 64, "EfficientNet features", "lower"),
            m.Figure("sharpness", "Sharpness", "Edges as crisp as in real pictures are 1.", "quality", 0.91, 0.88, 0.94,
                     64, "pixels", "higher"),
            m.Figure("stars", "Your stars", "", "quality", 3.5, 3.0, 4.0, 6, "", "higher"),
            m.Figure("coverage", "Coverage", "The share of real pictures that have a take like them.", "diversity",
                     0.64, 0.58, 0.7, 64, "EfficientNet features", "higher"),
            m.Figure("subject", "Right subject", "How often the subject of the ask is among the five best guesses.",
                     "consistency", 0.83, 0.74, 0.9, 100, "EfficientNet labels", "higher"),
        )  # fmt: skip
        return m.EvaluateResult(f"{request.model or 'Takes'}", figures, (), self._report)


def scripted_jobs(folder: Path) -> Iterator[Jobs]:
    """Lanes on which training goes by the script, 40 steps of 20 ms; they are closed at the end."""
    ids, trained, models = itertools.count(1), list[str](), Models(folder / "models")
    report = folder / "index.html"
    lanes = {
        name: Lane(name, lambda: ScriptedEngine(models, report, pause=0.02, trained=trained), ids)
        for name in ("compute", "media", "preview", "export", "aside")
    }
    yield Jobs(lanes)
    for lane in lanes.values():
        lane.close()


def samples(share: float) -> np.ndarray:
    """A sheet of 4 × 4 blots that take shape: RGBA (260, 260, 4), nothing between them."""
    page = np.zeros((260, 260, 4), np.uint8)
    y, x = np.mgrid[0:60, 0:60] / 59.0 - 0.5
    noise = np.random.default_rng(1)
    for index in range(16):
        top, left = 4 + index // 4 * 64, 4 + index % 4 * 64
        shape = (x**2 + y**2 < (0.1 + 0.02 * index) * (0.4 + 0.6 * share)).astype(np.float64)
        grain = noise.random((60, 60)) * (1 - share)
        colour = np.array([40 + 13 * index, 200 - 9 * index, 90 + (index * 37) % 150])
        page[top : top + 60, left : left + 60, :3] = colour
        page[top : top + 60, left : left + 60, 3] = 255 * np.clip(shape * (1 - grain), 0, 1)
    return page
