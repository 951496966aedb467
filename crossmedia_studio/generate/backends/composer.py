"""Words, a picture, a film or a sound → music, composed by rule and played by sampled instruments."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from crossmedia_studio.core import key_names
from crossmedia_studio.core.foretold import Told
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate.music import brief
from crossmedia_studio.generate.music.compose import compose, draft
from crossmedia_studio.generate.music.foretold import told
from crossmedia_studio.generate.music.options import MusicOptions
from crossmedia_studio.generate.music.play import play
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions

DEFAULT_SECONDS = 20.0


class Composer:
    """Reads mood, tempo and key from what it is given and writes a short piece that ends properly."""

    name = "composer"
    title = mark("Music (composed by rule)")
    about = mark("A piece in three parts that follows the mood, written by rules of harmony and played by samples.")
    sources = frozenset({Kind.TEXT, Kind.IMAGE, Kind.VIDEO, Kind.AUDIO})
    target = Kind.AUDIO
    needs = ("instruments",)
    uses = ()
    Options = MusicOptions

    def generate(
        self, conditions: Conditions, options: MusicOptions, models: Models, scratch: Path, step: Step
    ) -> Audio:
        """Stereo, 48 kHz, of the length asked for, else that of the film or sound, else 20 s."""
        step(0.02, 1.0, tr("Composing"))
        wish = _wished(conditions, options)
        score = compose(
            wish.mood, wish.seconds, conditions.ask.seed, wish.style, wish.tempo, wish.key, cuts=wish.cuts,
            energy=wish.energy, underscore=options.underscore,
        )  # fmt: skip
        return play(score, models, part(step, 0.05, 1.0))

    def foretell(self, conditions: Conditions, options: MusicOptions) -> tuple[Told, ...]:
        """What the piece will go by."""
        wish = _wished(conditions, options)
        written = draft(
            wish.mood, wish.seconds, conditions.ask.seed, wish.style, wish.tempo, wish.key, cuts=wish.cuts,
            underscore=options.underscore,
        )  # fmt: skip
        key = key_names.name(written.tonic, written.mode)
        return told(wish.mood, written.style, 60.0 / written.spb, key, options.fixed, seconds=wish.seconds)


def _wished(conditions: Conditions, options: MusicOptions) -> brief.Wish:
    """What was read with the artist's changes, of a settled length."""
    wish = options.over(brief.read(conditions), conditions.ask.duration)
    return replace(wish, seconds=wish.seconds or DEFAULT_SECONDS)
