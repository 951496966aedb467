"""From conditions to a stage: the words, what was understood of them, and the artist's own folders of pictures."""

from __future__ import annotations

from pathlib import Path

from crossmedia_studio.core import settings
from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.generate import words
from crossmedia_studio.generate.collage import brief as briefs
from crossmedia_studio.generate.collage import picture, stage
from crossmedia_studio.generate.collage.library import Library
from crossmedia_studio.represent.conditions import Conditions


def stage_of(conditions: Conditions, pictures: str, width: int, height: int) -> stage.Stage:
    """The stage for what the conditions say, at that size."""
    folders = [Path(pictures)] if pictures else [Path(folder) for folder in settings.load().picture_folders]
    for folder in folders:
        if pictures and not folder.is_dir():
            raise MediaError(tr("There is no folder {name}", name=folder), do=tr("Choose the folder of your pictures"))
    written, meaning = words.read(conditions)
    said = f"{words.wish(conditions)} {written}".strip()
    setting = " ".join(dict.fromkeys(scene.setting for scene in meaning.scenes if scene.setting))
    library = Library(folder for folder in folders if folder.is_dir())
    brief = briefs.read(said[:4000], meaning.subjects, setting, meaning.mood, library)
    return picture.stage_for(brief, width, height, conditions.ask.seed)
