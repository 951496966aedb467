"""The opening of a film: whom it is about, drawn large before the place where it begins. Used by ``film``."""

from __future__ import annotations

from pathlib import Path

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.backend import Take
from crossmedia_studio.generate.make import make
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import drawing
from crossmedia_studio.represent.conditions import Ask
from crossmedia_studio.scenarios.script import Script

SECONDS = 3.0
"""Until the first scene begins; half of the dissolve into it is part of that."""
MODEL = "sketchbook"
STYLES = ("", "3d", "flat", "line")
STYLE_LABELS = (mark("None"), mark("3-D"), mark("Flat"), mark("Line"))
_PAPER, _NIGHT = "paper", "night"
_MOON = ("moon", "midnight", "月")
_ROOM = 0.3
"""Of the height, for the title."""


def opening(
    script: Script, style: str, seed: int, width: int, height: int, models: Models, scratch: Path, step: Step
) -> Take | None:
    """A picture of the first subject that the drawing model knows, in ``style``; None where it knows none of them.

    None as well for a film without a title or a style, or where the model is not there.
    """
    if not (style and script.title and models.installed(MODEL)):
        return None
    subject = _known(script, models)
    if not subject:
        return None
    ask = Ask(Kind.IMAGE, subject, seed, width, height, language=script.language)
    chosen = {"style": style, "ground": ground(script), "room": _ROOM}
    return make(ask, (), models, scratch, step, backend=MODEL, options=chosen)


def ground(script: Script) -> str:
    """The ground most like where the film begins: night if it is night, else the first place named, else paper."""
    first = script.scenes[0]
    said = f"{first.text} {first.setting}".lower()
    places = {name: (*english, *chinese) for name, (english, chinese) in drawing.SCENES.items()}
    if any(word in said for word in (*places[_NIGHT], *_MOON)):
        return _NIGHT
    found = [(said.find(word), name) for name, words in places.items() for word in words if word in said]
    return min(found)[1] if found else _PAPER


def _known(script: Script, models: Models) -> str:
    from crossmedia_studio.generate.sketchbook import model

    memory = model.load(models, MODEL).memory
    subjects = (subject for scene in script.scenes for subject in scene.subjects)
    return next((subject for subject in subjects if memory.find(drawing.read(subject).subject)), "")
