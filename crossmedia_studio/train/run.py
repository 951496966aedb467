"""A whole training: from a data set to a finished model in the artist's models folder. Used by the engine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.files import write_bytes
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.params import params, values
from crossmedia_studio.core.progress import Cancelled, Step, part
from crossmedia_studio.models.device import unused_threads
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.options import build_options
from crossmedia_studio.train.places import LAST, LOCK, RUN, WORK
from crossmedia_studio.train.publish import Order, Trained, check_name, publish
from crossmedia_studio.train.recipe import Recipe
from crossmedia_studio.train.recipes import RECIPES

_PREPARED = 0.04


def recipe_of(name: str) -> Recipe:
    """The recipe called ``name``. Raises TrainingError."""
    if name not in RECIPES:
        raise TrainingError(
            tr("There is no recipe called {name}", name=name),
            do=tr("Choose one of: {names}", names=", ".join(RECIPES)),
        )
    return RECIPES[name]


def train_model(
    recipe_name: str,
    dataset: Dataset,
    name: str,
    options: Mapping[str, Any],
    models: Models,
    runs_folder: Path,
    models_folder: Path,
    device: str,
    step: Step,
    resume: bool = True,
    title: str = "",
) -> Trained:
    """Train, and put the best model whole into ``models_folder / name``; the run stays in ``runs_folder / name``.

    A run of that name goes on where it was when ``resume``, with its own options where ``options`` (loose values of the
    recipe's and the loop's) do not say otherwise. On Cancel the best model so far is put there before Cancelled passes.
    Under torchrun every process calls this; the first one writes. Raises TrainingError, ModelError for the name,
    OptionError, StorageError.
    """
    order = Order(recipe_of(recipe_name), dataset, name, title or name, models_folder)
    build_options(order.recipe, options)
    check_name(order)
    import torch

    from crossmedia_studio.train.team import Team

    team, run = Team(device), runs_folder / name
    run.mkdir(parents=True, exist_ok=True)
    lock = FileLock(run / LOCK)
    if team.first:
        _acquire(lock, name)
    try:
        earlier = _earlier(run) if resume else None
        chosen = dict(options) if earlier is None else _settled(earlier, order.recipe, name, options)
        threads = _threads(earlier, models)
        team.wait()
        if team.first:
            _begin(run, {"recipe": recipe_name, "options": chosen, "threads": threads}, anew=earlier is None)
        team.wait()
        torch.set_num_threads(threads)
        return _train(order, chosen, models, run, team, step, resume)
    finally:
        lock.release()
        if team.first and not (run / LAST).is_file():  # it failed before it began
            shutil.rmtree(run, ignore_errors=True)


def _acquire(lock: FileLock, name: str) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise TrainingError(
            tr("The run {name} is at work already", name=name), do=tr("Wait until it ends, or choose another name")
        ) from error


def _settled(earlier: dict[str, Any], recipe: Recipe, name: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a run that goes on: its own, overlaid with those given now.

    Raises TrainingError if it was of another recipe, or of other options that shape its networks.
    """
    do = tr("Choose another name, or start anew and lose that run")
    if earlier.get("recipe") != recipe.name:
        raise TrainingError(tr("{name} is a run of another recipe", name=name), do=do)
    merged = {**earlier["options"], **options}
    (own, loop), (own_now, loop_now) = build_options(recipe, earlier["options"]), build_options(recipe, merged)
    changed = [p.name for p in params(recipe.Options) if getattr(own, p.name) != getattr(own_now, p.name)]
    changed += ["seed"] if loop.seed != loop_now.seed else []
    if changed:
        raise TrainingError(
            tr("The run {name} cannot go on with other options", name=name),
            why=tr("it began with another value of: {names}", names=", ".join(changed)),
            do=do,
        )
    return merged


def _earlier(run: Path) -> dict[str, Any] | None:
    """The note of an earlier run in this folder that got as far as a checkpoint."""
    if not (run / LAST).is_file():
        return None
    try:
        note = json.loads((run / RUN).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) and isinstance(note.get("options"), dict) else None


def _threads(earlier: dict[str, Any] | None, models: Models) -> int:
    """As many as the run began with, as another number would round sums otherwise; a new run takes what is free."""
    noted = earlier.get("threads") if earlier else None
    return noted if isinstance(noted, int) and 1 <= noted <= models.threads else unused_threads(models.threads)


def _begin(run: Path, note: Mapping[str, Any], anew: bool) -> None:
    """Write the run's note; a run that starts anew loses what an earlier one left."""
    for path in run.iterdir() if anew else ():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != LOCK:
            path.unlink()
    write_bytes(run / RUN, json.dumps(note, ensure_ascii=False, indent=1).encode("utf-8"))
    (run / WORK).mkdir(exist_ok=True)


def _train(
    order: Order, chosen: Mapping[str, Any], models: Models, run: Path, team: Any, step: Step, resume: bool
) -> Trained:
    import torch

    from crossmedia_studio.train.learner import Learner
    from crossmedia_studio.train.loop import Loop

    own, options = build_options(order.recipe, chosen)
    with team.in_turn(), torch.random.fork_rng([team.device] if team.device.type == "cuda" else []):
        torch.manual_seed(options.seed)
        preparing = part(step, 0.0, _PREPARED, tr("Preparing the data"))
        lesson = order.recipe.lesson(order.dataset, own, models, run / WORK, str(team.device), preparing)
    loop = Loop(Learner(lesson, options, team), options, run)
    if resume:
        loop.resume()

    def finish(ended: str) -> Trained:
        trained = Trained(order.name, order.folder, loop.state.step, tuple(loop.state.figures.items()), None, ended)
        if team.first:
            trained = publish(order, loop, {**values(own), **values(options)}, ended)
            models.unload()
        team.wait()
        return trained

    try:
        ended = loop.run(part(step, _PREPARED, 1.0))
    except Cancelled:
        if loop.state.step:
            finish(tr("Stopped by hand"))
        raise
    return finish(ended)
