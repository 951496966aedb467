"""Writing captions alone, with pysubs2."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.core.timing import TICKS_PER_SECOND
from crossmedia_studio.export.reel import Reel


@dataclass(frozen=True)
class SubtitleOptions:
    """Subtitle files ask nothing."""


def write_subtitles(reel: Reel, path: Path, step: Step, kind: str) -> None:
    """All visible captions as ``kind``, UTF-8. Raises :class:`ProjectError` for a document without captions."""
    import pysubs2

    cues = reel.cues()
    if not cues:
        raise ProjectError(tr("This project has no captions"), do=tr("Put text on a text track first"))
    file = pysubs2.SSAFile()
    for done, cue in enumerate(cues):
        step(done, len(cues))
        event = pysubs2.SSAEvent(_milliseconds(cue.start), _milliseconds(cue.end))
        event.plaintext = cue.text.replace("{", "(").replace("}", ")").replace("-->", "→")
        file.append(event)
    path.write_text(file.to_string(kind), encoding="utf-8", newline="\n")


def _milliseconds(time: int) -> int:
    return round(Fraction(time * 1000, TICKS_PER_SECOND))
