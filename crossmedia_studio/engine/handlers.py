"""What each request does: one function a request type, in one table. Used by the runner alone."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crossmedia_studio.core.folders import cache_folder
from crossmedia_studio.core.foretold import Told
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.abilities import describe
from crossmedia_studio.engine.library import import_files, item_of, media_folder
from crossmedia_studio.engine.meanings import Meanings
from crossmedia_studio.engine.previews import Previews
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.models.loader import Models
from crossmedia_studio.project.model import MediaItem, Project

if TYPE_CHECKING:
    from crossmedia_studio.represent.conditions import Ask, Source


class Workshop:
    """What the handlers of one engine share: models, settings, understood meanings, decoders."""

    def __init__(self, models: Models, settings: Settings) -> None:
        self.models = models
        self.settings = settings
        self.meanings = Meanings(cache_folder() / "meanings", models)
        self.previews = Previews()

    def close(self) -> None:
        self.previews.close()


def _import(shop: Workshop, request: m.Import, step: Step) -> m.ImportResult:
    return import_files(request.paths, MediaStore(media_folder(request.project_folder)), step)


def _understand(shop: Workshop, request: m.Understand, step: Step) -> str:
    if request.source is None:
        return shop.meanings.of_text(request.text, step)
    return shop.meanings.of_file(request.source, step)


def _make(shop: Workshop, request: m.Make, step: Step) -> m.MakeResult:
    from crossmedia_studio.generate.make import check, make
    from crossmedia_studio.media import files
    from crossmedia_studio.understand.meaning import from_json

    if request.output is not None:
        files.check_name(request.target, request.output)
    kinds = {files.kind_of(source.path) for source in request.sources}
    check(request.target, kinds, shop.models, backend=request.backend, options=dict(request.options),
          prompt=request.prompt)  # fmt: skip
    ask, sources = _asked(shop, request, part(step, 0.0, 0.2))
    scratch = Path(tempfile.mkdtemp(prefix="take-", dir=_scratch_parent(request)))
    try:
        take = make(
            ask,
            sources,
            shop.models,
            scratch,
            part(step, 0.2 if sources else 0.0, 0.97),
            backend=request.backend,
            options=dict(request.options),
            prompt=from_json(request.meaning) if request.meaning else None,
        )
        if request.output is not None:
            files.write(take.media, request.output)
            return m.MakeResult(None, take.recipe, request.output)
        assert request.project_folder is not None
        stored = MediaStore(media_folder(request.project_folder)).add(take.media)
        return m.MakeResult(item_of(stored, take.name, recipe=take.recipe), take.recipe)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _foretell(shop: Workshop, request: m.Foretell, step: Step) -> tuple[Told, ...]:
    from crossmedia_studio.generate.make import foretell
    from crossmedia_studio.understand.meaning import from_json

    ask, sources = _asked(shop, request.make, part(step, 0.0, 0.7))
    return foretell(
        ask,
        sources,
        shop.models,
        part(step, 0.7, 1.0),
        backend=request.make.backend,
        options=dict(request.make.options),
        prompt=from_json(request.make.meaning) if request.make.meaning else None,
    )


def _asked(shop: Workshop, request: m.Make, step: Step) -> tuple[Ask, tuple[Source, ...]]:
    """The ask, and its sources as they were understood."""
    from crossmedia_studio.media import files
    from crossmedia_studio.represent.conditions import Ask, Source
    from crossmedia_studio.understand.meaning import from_json

    sources = []
    for index, chosen in enumerate(request.sources):
        inner = part(step, index / len(request.sources), (index + 1) / len(request.sources))
        meaning = from_json(shop.meanings.of_file(chosen, inner))
        identity = shop.meanings.identity(chosen)
        sources.append(Source(files.read(chosen.path), meaning, identity, chosen.name or chosen.path.name))
    ask = Ask(
        request.target, request.prompt, request.seed, request.width, request.height, request.duration, request.language
    )
    return ask, tuple(sources)


def _scratch_parent(request: m.Make) -> Path:
    """Scratch beside where the result goes, so that storing it is a rename and a full disk shows at once."""
    parent = media_folder(request.project_folder) / "scratch" if request.project_folder else cache_folder() / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    return parent


def _film(shop: Workshop, request: m.MakeFilm, step: Step) -> Project:
    from crossmedia_studio.engine.film import make_film

    return make_film(shop.models, request, step)


def _export(shop: Workshop, request: m.Export, step: Step) -> Path:
    from crossmedia_studio.export.exporter import export

    store = MediaStore(media_folder(request.project_folder))
    return export(request.project, store, request.output, request.format, dict(request.options), step)


def _thumbnail(shop: Workshop, request: m.Thumbnail, step: Step) -> Any:
    from crossmedia_studio.media.thumbnails import thumbnail

    return thumbnail(request.path, request.kind, request.size, request.time)


def _peaks(shop: Workshop, request: m.Peaks, step: Step) -> Any:
    from crossmedia_studio.media.peaks import peaks

    return peaks(request.path, request.per_second)


def _preview_frame(shop: Workshop, request: m.PreviewFrame, step: Step) -> Any:
    return shop.previews.frame(request.project, request.project_folder, request.time, request.size)


def _preview_sound(shop: Workshop, request: m.PreviewSound, step: Step) -> Any:
    return shop.previews.sound(request.project, request.project_folder, request.start, request.end)


def _read(shop: Workshop, request: m.Read, step: Step) -> Any:
    from crossmedia_studio.media import files

    return files.read(request.path)


def _keep(shop: Workshop, request: m.Keep, step: Step) -> MediaItem:
    stored = MediaStore(media_folder(request.project_folder)).add(request.media)
    return item_of(stored, request.name)


def _edit_sound(shop: Workshop, request: m.EditSound, step: Step) -> MediaItem:
    from crossmedia_studio.engine.sound_edit import edit_sound

    stored = MediaStore(media_folder(request.project_folder)).add(edit_sound(request, step))
    return item_of(stored, request.name)


def _spectrogram(shop: Workshop, request: m.Spectrogram, step: Step) -> Any:
    from crossmedia_studio.engine.sound_edit import spectrogram

    return spectrogram(request, step)


def _search(shop: Workshop, request: m.Search, step: Step) -> tuple[tuple[str, float], ...]:
    from crossmedia_studio.represent.joint import search

    documents = tuple((item.id, item.name, item.tags, item.meaning, _prompt(item)) for item in request.items)
    return search(request.words, documents, shop.models, step)


def _prompt(item: MediaItem) -> str:
    return item.recipe.prompt if item.recipe else ""


def _describe(shop: Workshop, request: m.Describe, step: Step) -> m.Abilities:
    return describe(shop.models)


def _install(shop: Workshop, request: m.InstallModel, step: Step) -> None:
    from crossmedia_studio.core.folders import models_folder
    from crossmedia_studio.models import installer

    installer.install(request.name, models_folder(), step, request.origin)


def _import_model(shop: Workshop, request: m.ImportModel, step: Step) -> str:
    from crossmedia_studio.core.folders import models_folder
    from crossmedia_studio.models.importer import import_file

    return import_file(request.path, models_folder(), step)


def _verify(shop: Workshop, request: m.VerifyModel, step: Step) -> None:
    from crossmedia_studio.core.folders import models_folder
    from crossmedia_studio.models import installer

    installer.verify(request.name, models_folder(), step)


def _remove(shop: Workshop, request: m.RemoveModel, step: Step) -> None:
    from crossmedia_studio.core.folders import models_folder
    from crossmedia_studio.models import installer

    shop.models.unload()
    installer.remove(request.name, models_folder())


def _train(shop: Workshop, request: m.Train, step: Step) -> m.TrainResult:
    from crossmedia_studio.engine.training import train

    return train(shop.models, request, step)


def _read_data(shop: Workshop, request: m.ReadData, step: Step) -> m.DataCard:
    from crossmedia_studio.engine.training import read_data

    return read_data(request, step)


def _rank(shop: Workshop, request: m.Rank, step: Step) -> tuple[tuple[str, float, float, float], ...]:
    from crossmedia_studio.evaluate.ratings import ranking

    return tuple((one.id, one.strength, one.low, one.high) for one in ranking(request.duels, request.ties))


def _evaluate(shop: Workshop, request: m.Evaluate, step: Step) -> m.EvaluateResult:
    from crossmedia_studio.engine.judging import evaluate

    return evaluate(shop.models, request, step)


def _compress(shop: Workshop, request: m.Compress, step: Step) -> m.Compressed:
    from crossmedia_studio.engine.compression import compress

    return compress(shop.models, request, step)


def _decompress(shop: Workshop, request: m.Decompress, step: Step) -> Path:
    from crossmedia_studio.engine.compression import decompress

    return decompress(shop.models, request, step)


HANDLERS: dict[type, Callable[[Workshop, Any, Step], Any]] = {
    m.Import: _import,
    m.Understand: _understand,
    m.Make: _make,
    m.Foretell: _foretell,
    m.MakeFilm: _film,
    m.Export: _export,
    m.Thumbnail: _thumbnail,
    m.Peaks: _peaks,
    m.PreviewFrame: _preview_frame,
    m.PreviewSound: _preview_sound,
    m.Read: _read,
    m.Keep: _keep,
    m.EditSound: _edit_sound,
    m.Spectrogram: _spectrogram,
    m.Search: _search,
    m.Describe: _describe,
    m.InstallModel: _install,
    m.ImportModel: _import_model,
    m.VerifyModel: _verify,
    m.RemoveModel: _remove,
    m.Train: _train,
    m.ReadData: _read_data,
    m.Evaluate: _evaluate,
    m.Rank: _rank,
    m.Compress: _compress,
    m.Decompress: _decompress,
}
