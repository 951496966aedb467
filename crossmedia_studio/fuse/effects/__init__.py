"""The table of effects on a clip's picture. To add one: a file here and a word below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.fuse.change import Effect, made, table
from crossmedia_studio.fuse.effects.blur import Blur
from crossmedia_studio.fuse.effects.colour import Colour
from crossmedia_studio.fuse.effects.grain import Grain
from crossmedia_studio.fuse.effects.vignette import Vignette

EFFECTS: dict[str, type[Effect]] = table(Colour, Blur, Vignette, Grain)


def effect(name: str, options: Iterable[tuple[str, Any]] = ()) -> Effect:
    """The effect of that name. Raises Unsupported for an unknown one, OptionError for a wrong option."""
    made_one: Effect = made(EFFECTS, name, options, tr("This studio has no effect called {name}", name=name))
    return made_one
