"""The table of backends: the first that can serve a conversion and is installed is the default for it.

Packages join by the entry-point group ``crossmedia_studio.backends``, whose entries name a backend class too.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points

from crossmedia_studio.generate.backend import Backend

log = logging.getLogger(__name__)

_OURS = (
    "collage:Collage",
    "stylise:Stylise",
    "painter:Painter",
    "sketchbook:SketchbookBackend",
    "gan:Gan",
    "blend:Blend",
    "upscale:Upscale",
    "spectrogram:Spectrogram",
    "keyframes:Keyframes",
    "diffusion:Diffusion",
    "animate:Animate",
    "camera:Camera",
    "motion:Motion",
    "blend:Morph",
    "gan_walk:GanWalk",
    "twins:TwinsBackend",
    "visualiser:Visualiser",
    "summary:Summary",
    "speaker:Speaker",
    "composer:Composer",
    "melody:Melody",
    "score:ScoreBackend",
    "effects:Effects",
    "sounds:Sounds",
    "writer:Writer",
    "words:Words",
    "digest:Digest",
    "storyboard:Storyboard",
    "transcript:Transcript",
    "describe:Describe",
    "captioner:Captioner",
    "soundtrack:Soundtrack",
    "clean:Clean",
    "instrument:Instrument",
    "sonify:Sonify",
    "sound_morph:SoundMorph",
    "timbre:Timbre",
)  # fmt: skip
"""``module:Class`` under this package, one a line, in order of preference."""

GROUP = "crossmedia_studio.backends"


def table(ours: Iterable[str], others: Iterable[EntryPoint] = ()) -> tuple[Backend, ...]:
    """One instance of each class. A foreign package that does not import is logged and left out.

    Raises ``ValueError`` for two backends of one name.
    """
    points = [EntryPoint(word, f"{__name__}.{word}", GROUP) for word in ours]
    backends: list[Backend] = [point.load()() for point in points]
    for point in others:
        try:
            backends.append(point.load()())
        except (ImportError, AttributeError) as error:
            log.warning("the backend %s does not load: %s", point.name, error)
    names = [backend.name for backend in backends]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"more than one backend is called {', '.join(sorted(twice))}")
    return tuple(backends)


BACKENDS: tuple[Backend, ...] = table(_OURS, entry_points(group=GROUP))
