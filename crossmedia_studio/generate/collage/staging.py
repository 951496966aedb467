"""From conditions to a stage: the words, what was understood of them, and the artist's own folders of pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from crossmedia_studio.core import settings
from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.generate import words
from crossmedia_studio.generate.collage import brief as briefs
from crossmedia_studio.generate.collage import picture, stage
from crossmedia_studio.generate.collage.library import Library
from crossmedia_studio.represent.conditions import Conditions

Recast = Callable[[briefs.Brief], briefs.Brief]


def stage_of(
    conditions: Conditions, pictures: str, width: int, height: int, recast: Recast | None = None
) -> stage.Stage:
    """The stage for what the conditions say, at that size; ``recast`` may give the cast another look."""
    folders = [Path(pictures)] if pictures else [Path(folder) for folder in settings.load().picture_folders]
    for folder in folders:
        if pictures and not folder.is_dir():
            raise MediaError(tr("There is no folder {name}", name=folder), do=tr("Choose the folder of your pictures"))
    written, meaning = words.read(conditions)
    wish = words.wish(conditions)
    if wish:  # what is wished comes before what the chosen text says
        wanted = conditions.prompt
        subjects = tuple(dict.fromkeys(wanted.subjects + meaning.subjects))
        scenes = wanted.scenes if any(scene.setting for scene in wanted.scenes) else meaning.scenes
        meaning = replace(meaning, subjects=subjects, scenes=scenes)
    library = Library(folder for folder in folders if folder.is_dir())
    brief = briefs.read(f"{wish} {written}".strip()[:4000], meaning, library)
    if recast is not None:
        brief = recast(brief)
    return picture.stage_for(brief, width, height, conditions.ask.seed)
