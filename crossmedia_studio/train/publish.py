"""A trained model put whole into the artist's models folder: weights, card, sheet of samples, curves, manifest."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media import audio
from crossmedia_studio.models import device, manifest
from crossmedia_studio.models.catalogue import CATALOGUE
from crossmedia_studio.models.loader import shipped_folder
from crossmedia_studio.models.manifest import Installed
from crossmedia_studio.models.sources.local import sha256
from crossmedia_studio.models.staging import staged
from crossmedia_studio.train import card, curves
from crossmedia_studio.train import sheet as sheets
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.places import CARD, CURVES, FORMAT, POINTS, SHEET, SOUND
from crossmedia_studio.train.recipe import Recipe, Sounding, Telling

if TYPE_CHECKING:
    from crossmedia_studio.train.loop import Loop


@dataclass(frozen=True)
class Order:
    """What is to be made, of what: ``name`` is the model's folder, ``title`` what the artist calls it."""

    recipe: Recipe
    dataset: Dataset
    name: str
    title: str
    models_folder: Path

    @property
    def folder(self) -> Path:
        return self.models_folder / self.name


@dataclass(frozen=True)
class Trained:
    """What came out: ``figures`` were measured on the kept model, ``ended`` says why training ended (translated)."""

    name: str
    folder: Path
    steps: int
    figures: tuple[tuple[str, float], ...]
    sheet: Path | None
    ended: str


def check_name(order: Order) -> None:
    """Raises ModelError for a name that cannot be used or is that of a model which this recipe did not train."""
    manifest.check_name(order.name)
    known = manifest.read(order.folder)
    ours = known is not None and known.imported and (known.format, known.family) == (FORMAT, order.recipe.family)
    shipped = order.name in CATALOGUE or (shipped_folder() / order.name).exists()
    if shipped or (order.folder.exists() and not ours):
        raise ModelError(tr("There is another model called {name}", name=order.name), do=tr("Choose another name"))


def publish(order: Order, loop: Loop, options: Mapping[str, Any], ended: str) -> Trained:
    """The best model so far in place of any earlier one of its name. Raises StorageError, and leaves that one then."""
    learner, best = loop.learner, loop.load_best()
    account = card.Account(
        loop.state.step,
        best.step,
        loop.state.seconds,
        device.best().name if learner.team.device.type != "cpu" else tr("the processor"),
        learner.precision,
        best.figures,
        tuple(loop.state.notes),
        ended,
    )
    with staged(order.folder) as folder:
        with learner.judging() as networks:
            lesson, seed = learner.lesson, int(options["seed"])
            lesson.save(networks, folder)
            page = sheets.sheet(lesson.samples(networks, seed))
            lines = lesson.lines(networks, seed) if isinstance(lesson, Telling) else ()
            for number, sound in enumerate(lesson.sounds(networks, seed) if isinstance(lesson, Sounding) else (), 1):
                audio.write(sound, folder / SOUND.format(number=number))
        if page is not None:
            sheets.write(page, folder / SHEET)
        curves.draw(curves.curves(loop.folder / POINTS), folder / CURVES)
        text = card.card(order.title, order.recipe, order.dataset, options, account, page is not None, lines)
        (folder / CARD).write_text(text, encoding="utf-8")
        manifest.write(folder, _note(order, folder))
    with suppress(OSError):  # the model counts; the copy beside the run is for looking
        shutil.copyfile(order.folder / CURVES, loop.folder / CURVES)
    sheet = order.folder / SHEET if page is not None else None
    return Trained(order.name, order.folder, loop.state.step, tuple(best.figures.items()), sheet, ended)


def _note(order: Order, folder: Path) -> Installed:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return Installed(
        name=order.name,
        title=order.title,
        task=str(order.recipe.kind),
        licence=card.licence(order.dataset),
        origin="trained",
        format=FORMAT,
        files=tuple((path.relative_to(folder).as_posix(), sha256(path), path.stat().st_size) for path in paths),
        imported=True,
        family=order.recipe.family,
    )
