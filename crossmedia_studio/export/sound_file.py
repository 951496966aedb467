"""Writing the sound alone, in pieces, with libsndfile."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import soundfile

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.core.timing import TICKS_PER_SECOND
from crossmedia_studio.export.reel import Reel
from crossmedia_studio.export.soundtrack import Soundtrack, loudness_option


@dataclass(frozen=True)
class SoundOptions:
    """What every sound format asks."""

    loudness: str = loudness_option("as mixed")


def write_sound(reel: Reel, options: SoundOptions, path: Path, step: Step, container: str, subtype: str) -> None:
    """The whole soundtrack at the project's rate, peaks at −1 dBTP at most.

    Raises :class:`ProjectError` for a document without sound.
    """
    if not reel.sounds:
        raise ProjectError(tr("This project has no sound"), do=tr("Put a sound on the timeline first"))
    rate = reel.project.rate
    length = -(-reel.project.length * Fraction(rate, TICKS_PER_SECOND) // 1)
    mixing, writing = part(step, 0.0, 0.6), part(step, 0.6, 1.0)
    track = Soundtrack(reel, length, rate, options.loudness, path.parent, mixing)
    with (
        closing(track),
        soundfile.SoundFile(str(path), "w", rate, 2, subtype=subtype, format=container) as file,
    ):
        file.title, file.comment = reel.project.name, reel.note()
        for first in range(0, length, rate):
            writing(first, length, tr("Writing the sound"))
            file.write(track.read(first, min(first + rate, length)))
