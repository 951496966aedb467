"""Files and takes as library items of a project."""

from __future__ import annotations

from pathlib import Path

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.core.recipe import Recipe
from crossmedia_studio.engine.messages import ImportResult
from crossmedia_studio.media import files as media_files
from crossmedia_studio.media import scores
from crossmedia_studio.media.probe import probe
from crossmedia_studio.media.store import MediaStore, Stored
from crossmedia_studio.project.model import MediaItem


def media_folder(project_folder: Path) -> Path:
    """Where a project keeps its media."""
    return project_folder / "media"


def item_of(stored: Stored, name: str, *, recipe: Recipe | None = None) -> MediaItem:
    """The library item for a stored file; raises MediaError if it cannot be read."""
    found = probe(stored.path)
    return MediaItem(
        id=stored.id,
        kind=found.kind,
        name=name,
        suffix=stored.suffix,
        length=found.length,
        width=found.width,
        height=found.height,
        rate=found.rate,
        channels=found.channels,
        fps=found.fps,
        has_audio=found.has_audio,
        recipe=recipe,
    )


def import_files(paths: tuple[Path, ...], store: MediaStore, step: Step) -> ImportResult:
    """Take ``paths`` (files, or folders of files) into ``store``; what cannot be read is named, the rest goes on."""
    files = [file for path in paths for file in _files(path)]
    items: dict[str, MediaItem] = {}
    failed: list[tuple[Path, str]] = []
    for index, file in enumerate(files):
        step(index, len(files), tr("Importing {name}", name=file.name))
        try:
            probe(file)
            stored = store.add(media_files.read(file)) if scores.is_foreign(file) else store.add_file(file)
            items.setdefault(stored.id, item_of(stored, file.name))
        except StudioError as error:
            failed.append((file, error.sentence))
    step(1, 1)
    return ImportResult(tuple(items.values()), tuple(failed))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
