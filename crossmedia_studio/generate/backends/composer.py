"""Words, a picture, a film or a sound → music, composed by rule and played by sampled instruments."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.foretold import Told
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate.music import brief
from crossmedia_studio.generate.music.compose import LONGEST, SHORTEST, compose, draft
from crossmedia_studio.generate.music.foretold import told
from crossmedia_studio.generate.music.play import play
from crossmedia_studio.generate.music.styles import STYLES
from crossmedia_studio.generate.music.theory import NAMES
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions
from crossmedia_studio.understand.meaning import Mood

DEFAULT_SECONDS = 20.0


@dataclass(frozen=True)
class ComposerOptions:
    """What an artist can fix; what is left open follows the mood."""

    style: str = option(
        "",
        mark("Instruments"),
        choices=("", *STYLES),
        choice_labels=(mark("By mood"), *(style.label for style in STYLES.values())),
    )
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


class Composer:
    """Reads mood, tempo and key from what it is given and writes a short piece that ends properly."""

    name = "composer"
    title = mark("Music (composed by rule)")
    about = mark("A piece in three parts that follows the mood, written by rules of harmony and played by samples.")
    sources = frozenset({Kind.TEXT, Kind.IMAGE, Kind.VIDEO, Kind.AUDIO})
    target = Kind.AUDIO
    needs = ("instruments",)
    uses = ()
    Options = ComposerOptions

    def generate(
        self, conditions: Conditions, options: ComposerOptions, models: Models, scratch: Path, step: Step
    ) -> Audio:
        """Stereo, 48 kHz, of the length asked for, else that of the film or sound, else 20 s."""
        step(0.02, 1.0, tr("Composing"))
        wish, mood, length = _settled(conditions, options)
        score = compose(
            mood,
            length,
            conditions.ask.seed,
            options.style or wish.style,
            options.tempo or wish.tempo,
            options.key or wish.key,
            cuts=wish.cuts,
            energy=wish.energy,
            underscore=options.underscore,
        )
        return play(score, models, part(step, 0.05, 1.0))

    def foretell(self, conditions: Conditions, options: ComposerOptions) -> tuple[Told, ...]:
        """What the piece will go by."""
        wish, mood, length = _settled(conditions, options)
        written = draft(
            mood, length, conditions.ask.seed, options.style or wish.style, options.tempo or wish.tempo,
            options.key or wish.key, cuts=wish.cuts, underscore=options.underscore,
        )  # fmt: skip
        fixed = {name for name in ("style", "tempo", "key") if getattr(options, name)}
        key = f"{NAMES[written.tonic]} {written.mode}"
        return told(mood, written.style, 60.0 / written.spb, key, fixed, seconds=length)


def _settled(conditions: Conditions, options: ComposerOptions) -> tuple[brief.Wish, Mood, float]:
    """What was read, the mood with the artist's changes, and the length in seconds."""
    wish = brief.read(conditions)
    mood = Mood(_within(wish.mood.valence + options.valence), _within(wish.mood.arousal + options.arousal))
    length = conditions.ask.duration or min(max(wish.seconds or DEFAULT_SECONDS, SHORTEST), LONGEST)
    return wish, mood, length


def _within(value: float) -> float:
    return min(max(value, -1.0), 1.0)
