"""Film → its own sound track."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.sounding import heard
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions


@dataclass(frozen=True)
class SoundtrackOptions:
    """Nothing to choose."""


class Soundtrack:
    """Takes the sound out of a film, sample for sample."""

    name = "soundtrack"
    title = mark("Sound of the film")
    about = mark("Takes the sound track out of a film as it is.")
    sources = frozenset({Kind.VIDEO})
    target = Kind.AUDIO
    needs = ()
    uses = ()
    Options = SoundtrackOptions

    def generate(
        self, conditions: Conditions, options: SoundtrackOptions, models: Models, scratch: Path, step: Step
    ) -> Audio:
        """Raises MediaError for a silent film."""
        step(0.1, 1.0, tr("Reading the sound"))
        return heard(conditions)[0]
