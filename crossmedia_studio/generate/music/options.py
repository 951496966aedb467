"""What an artist can fix of any music: the options that every backend of music has, laid over what was read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.params import option, params
from crossmedia_studio.generate.music.brief import Wish
from crossmedia_studio.generate.music.compose import LONGEST, SHORTEST
from crossmedia_studio.generate.music.styles import STYLES
from crossmedia_studio.understand.meaning import Mood


@dataclass(frozen=True)
class MusicOptions:
    """What is left open follows the mood. Backends extend it; a base after it in the bases has its options first."""

    style: str = option(
        "", mark("Instruments"), choices=("", *STYLES),
        choice_labels=(mark("By mood"), *(style.label for style in STYLES.values())),
    )  # fmt: skip
    tempo: float = option(0.0, mark("Tempo"), unit="bpm", help=mark("0: by mood."), minimum=0, maximum=200)
    key: str = option("", mark("Key"), help=mark("Such as C major or F# minor; empty: by mood."))
    valence: float = option(
        0.0, mark("Brighter or darker"), help=mark("Added to the mood that was understood."), minimum=-1, maximum=1
    )
    arousal: float = option(
        0.0, mark("Livelier or calmer"), help=mark("Added to the mood that was understood."), minimum=-1, maximum=1
    )
    underscore: bool = option(
        False, mark("Under a voice"), help=mark("A sparse, low melody that leaves room for speech.")
    )

    def over(self, read: Wish, duration: float = 0.0) -> Wish:
        """``read`` with what is fixed laid over it, of ``duration`` seconds; 0: as long as what was read, in limits."""
        mood = Mood(_within(read.mood.valence + self.valence), _within(read.mood.arousal + self.arousal))
        own = min(max(read.seconds, SHORTEST), LONGEST) if read.seconds else 0.0
        return replace(
            read, mood=mood, style=self.style or read.style, tempo=self.tempo or read.tempo, key=self.key or read.key,
            seconds=duration or own,
        )  # fmt: skip

    @property
    def fixed(self) -> frozenset[str]:
        """Names of the options that the artist set."""
        return frozenset(one.name for one in params(type(self)) if getattr(self, one.name) != one.default)


def _within(value: float) -> float:
    return min(max(value, -1.0), 1.0)
