"""The table of panes: the working surfaces of the window, each a dock or a tab of the work area.

A pane is a QWidget with ``NAME``, ``TITLE`` (marked), ``ICON`` (a Phosphor name) and ``AREA``. Its constructor takes
keyword arguments, by name, of what it needs and nothing else; the window hands over from what it has:

    session        Session: the document and its only way to change
    do             do(edit, merge="") -> bool: session.do, with a refusal shown in the error bar
    view           ViewState: playhead, selection, shown media
    jobs           Jobs: requests to the engine's lanes ("compute", "media", "preview", "export", "aside")
    project_folder Path: the open project (its media lie under ``project_folder / "media"``)
    store          MediaStore of the open project
    thumbnails     Thumbnails: pixmaps of library items, made on the media lane
    abilities      AbilitiesView: backends, models, formats, effects (None until the engine answered)
    makes          Makes: start a generation, an import or a film; results land in the document by themselves
    meanings       Meanings: what items say, read in the background for the search
    trainings      Trainings: the training runs of this session
    duels          Duels: which of two takes the artist liked better
    playback       Playback: play, pause, scrub with sound
    actions        Actions: ``actions.bind("clip.split", self.split)`` gives an action of the table its work
    settings       Settings (frozen)
    draft          Draft: the ask being written, which outlives the window

Optional: ``release()`` is called once before the pane goes (stop timers, stop listening to Events);
``SHOWS`` is the Kind that a work pane opens on a double click in the library; ``ON_CALL = True`` keeps a work pane out
of the tabs until it is asked for.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from enum import StrEnum
from importlib import import_module
from typing import Any, ClassVar, Protocol, cast

from PySide6.QtWidgets import QWidget

from crossmedia_studio.core.kinds import Kind


class Area(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    BOTTOM = "bottom"


class Pane(Protocol):
    NAME: ClassVar[str]
    TITLE: ClassVar[str]
    ICON: ClassVar[str]
    AREA: ClassVar[Area]


PANES: dict[str, str] = {
    "library": "LibraryPane",
    "queue": "QueuePane",
    "canvas": "CanvasPane",
    "waveform": "WaveformPane",
    "text": "TextPane",
    "viewer": "ViewerPane",
    "training": "TrainingPane",
    "report": "ReportPane",
    "prompt": "PromptPane",
    "inspector": "InspectorPane",
    "export": "ExportPane",
    "timeline": "TimelinePane",
}
"""Module of this folder → class, in the order of the View menu."""


def pane_class(name: str) -> type[QWidget]:
    """The class of the pane ``name``."""
    return cast(type[QWidget], getattr(import_module(f"{__name__}.{name}"), PANES[name]))


def build(cls: type[QWidget], parts: Mapping[str, object]) -> QWidget:
    """Construct a pane with those of ``parts`` that its constructor names."""
    wanted = inspect.signature(cls).parameters
    given: Any = {name: parts[name] for name in wanted if name in parts and name != "parent"}
    return cls(**given)


def shows(cls: type[QWidget]) -> Kind | None:
    """The medium that a work pane opens, if any."""
    return getattr(cls, "SHOWS", None)


def on_call(cls: type[QWidget]) -> bool:
    """Whether a work pane has a tab only once it was asked for."""
    return getattr(cls, "ON_CALL", False)
