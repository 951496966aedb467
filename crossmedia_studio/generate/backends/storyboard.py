"""Text → a storyboard or a film script, by rule from the scenes that were understood."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.words import read
from crossmedia_studio.generate.writing import rules
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions


@dataclass(frozen=True)
class StoryboardOptions:
    """What kind of plan."""

    form: str = option(
        "storyboard",
        mark("Form"),
        choices=("storyboard", "script"),
        choice_labels=(mark("Storyboard"), mark("Film script")),
    )


class Storyboard:
    """Divides a text into scenes and says for each what is seen, where, and for how long."""

    name = "storyboard"
    title = mark("Storyboard (by rule)")
    about = mark("Divides your text into scenes with picture, place, mood, camera and voice, in English or Chinese.")
    sources = frozenset({Kind.TEXT})
    target = Kind.TEXT
    needs = ()
    uses = ()
    Options = StoryboardOptions

    def generate(
        self, conditions: Conditions, options: StoryboardOptions, models: Models, scratch: Path, step: Step
    ) -> Text:
        """The plan as plain text."""
        text, meaning = read(conditions)
        step(0.5, 1.0, tr("Dividing the text into scenes"))
        make = rules.script if options.form == "script" else rules.storyboard
        return Text(make(text, meaning), meaning.language)
