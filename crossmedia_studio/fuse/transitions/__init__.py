"""The table of transitions between two clips. To add one: a file here and a word below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.fuse.change import Transition, made, table
from crossmedia_studio.fuse.transitions.dip import Dip
from crossmedia_studio.fuse.transitions.dissolve import Dissolve
from crossmedia_studio.fuse.transitions.iris import Iris
from crossmedia_studio.fuse.transitions.push import Push
from crossmedia_studio.fuse.transitions.slide import Slide
from crossmedia_studio.fuse.transitions.wipe import Wipe
from crossmedia_studio.fuse.transitions.zoom import Zoom

TRANSITIONS: dict[str, type[Transition]] = table(Dissolve, Dip, Wipe, Slide, Push, Iris, Zoom)


def transition(name: str, options: Iterable[tuple[str, Any]] = ()) -> Transition:
    """The transition of that name. Raises Unsupported for an unknown one, OptionError for a wrong option."""
    unknown = tr("This studio has no transition called {name}", name=name)
    made_one: Transition = made(TRANSITIONS, name, options, unknown)
    return made_one
