"""Text → a shorter text by extraction: the sentences that say most, in both languages, without a model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.words import read
from crossmedia_studio.generate.writing.rules import key_points
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions


@dataclass(frozen=True)
class DigestOptions:
    """How short, and in what form."""

    sentences: int = option(3, mark("Sentences"), minimum=1, maximum=20)
    form: str = option(
        "summary",
        mark("Form"),
        choices=("summary", "points"),
        choice_labels=(mark("Summary"), mark("Key points")),
    )


class Digest:
    """Keeps the author's own sentences, so nothing is made up."""

    name = "digest"
    title = mark("Digest (by rule)")
    about = mark("The sentences that say most, word for word as they were written, in English or Chinese.")
    sources = frozenset({Kind.TEXT})
    target = Kind.TEXT
    needs = ()
    uses = ()
    Options = DigestOptions

    def generate(
        self, conditions: Conditions, options: DigestOptions, models: Models, scratch: Path, step: Step
    ) -> Text:
        """A summary of whole sentences, or key phrases one a line."""
        from crossmedia_studio.understand.phrases import summary

        text, meaning = read(conditions)
        step(0.2)
        if options.form == "points" and meaning.key_phrases:
            return Text(key_points(meaning), meaning.language)
        short = summary(text, options.sentences)
        step(1.0)
        return Text(short or text.strip(), meaning.language)
