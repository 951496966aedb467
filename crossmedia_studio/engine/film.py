"""Makes a film's project folder: takes into its store, the document into its file, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.files import storage_error
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.params import build
from crossmedia_studio.core.progress import Step
from crossmedia_studio.engine.library import item_of, media_folder
from crossmedia_studio.engine.messages import MakeFilm
from crossmedia_studio.generate.backend import Take
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.models.loader import Models
from crossmedia_studio.project.file import ProjectFile
from crossmedia_studio.project.model import MediaItem, Project
from crossmedia_studio.scenarios.film import FilmOptions, film


def make_film(models: Models, request: MakeFilm, step: Step) -> Project:
    """Build the project in a hidden folder beside its place and move it there when it is complete."""
    folder = request.project_folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ProjectError(
            tr("{name} is already there", name=folder), do=tr("Choose another folder for the film's project")
        )
    options = build(FilmOptions, dict(request.options))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        workplace = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise storage_error(folder, error) from error
    try:
        draft = workplace / "project"
        scratch = workplace / "scratch"
        scratch.mkdir()
        store = MediaStore(media_folder(draft))

        def add(take: Take) -> MediaItem:
            return item_of(store.add(take.media), take.name, recipe=take.recipe)

        project = film(request.script, request.name, options, request.seed, add, models, scratch, step)
        ProjectFile.create(draft, project).close()
        if folder.exists():
            folder.rmdir()
        draft.replace(folder)
    except OSError as error:
        raise storage_error(folder, error) from error
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
    return project
