"""Trains a model for a request, and looks through what it would learn from."""

from __future__ import annotations

from pathlib import Path

from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.folders import models_folder, runs_folder
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.engine import messages as m
from crossmedia_studio.models.loader import Models
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.train.datasets.card import data_card, markdown
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.datasets.library import from_library
from crossmedia_studio.train.datasets.read import read
from crossmedia_studio.train.run import recipe_of, train_model

_READ = 0.02


def train(models: Models, request: m.Train, step: Step) -> m.TrainResult:
    """See :class:`messages.Train`. Reading the data takes a sliver of the bar: training tells its own time left."""
    from crossmedia_studio.models import device

    recipe = recipe_of(request.recipe)
    reading = part(step, 0.0, _READ, tr("Reading the data"))
    dataset = _dataset(recipe.kind, request.data, request.items, request.project_folder, reading)
    trained = train_model(
        request.recipe,
        dataset,
        request.name,
        dict(request.options),
        models,
        runs_folder(),
        models_folder(),
        device.best().kind,
        part(step, _READ, 1.0),
        request.resume,
        request.title,
    )
    return m.TrainResult(
        trained.name, trained.folder, trained.steps, trained.figures, trained.sheet, trained.ended
    )  # fmt: skip


def read_data(request: m.ReadData, step: Step) -> m.DataCard:
    """See :class:`messages.ReadData`."""
    dataset = _dataset(request.kind, request.data, request.items, request.project_folder, part(step, 0.0, 0.9))
    card = data_card(dataset, part(step, 0.9, 1.0))
    return m.DataCard(card.count, markdown(card), card.broken)


def _dataset(
    kind: Kind, data: Path | None, items: tuple[MediaItem, ...], project_folder: Path | None, step: Step
) -> Dataset:
    if data is not None:
        return read(data, kind, step)
    if items and project_folder is not None:
        return from_library(items, project_folder, step)
    raise OptionError(
        tr("There is nothing to learn from"), do=tr("Choose a folder of examples, or media of the library")
    )
