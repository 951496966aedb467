"""Picture, sound or film → words about it: caption, tags, alt text, everything understood, a shot list, a story."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.errors import MediaError, Unsupported
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.speech.captions import plain
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions
from crossmedia_studio.understand.meaning import Meaning, to_words


@dataclass(frozen=True)
class DescribeOptions:
    """What kind of words."""

    form: str = option(
        "caption",
        mark("Form"),
        choices=("caption", "alt", "tags", "all", "shots", "story"),
        choice_labels=(
            mark("Caption"), mark("Alt text"), mark("Tags"), mark("Everything understood"), mark("Shot list"),
            mark("A little story (English)"),
        ),
    )  # fmt: skip


class Describe:
    """Says only what was measured and recognised; the story alone is made up."""

    name = "describe"
    title = mark("Description")
    about = mark("Words from what was recognised and measured; it knows a thousand kinds of things, not everything.")
    sources = frozenset({Kind.IMAGE, Kind.AUDIO, Kind.VIDEO})
    target = Kind.TEXT
    needs = ()
    uses = ("labels", "captioner", "whisper-base", "smollm2")
    Options = DescribeOptions

    def generate(
        self, conditions: Conditions, options: DescribeOptions, models: Models, scratch: Path, step: Step
    ) -> Text:
        """Raises Unsupported for a shot list of something that is no film."""
        from crossmedia_studio.core.i18n import language as shown
        from crossmedia_studio.understand.caption import caption

        source = next((s for s in conditions.sources if s.media.kind in self.sources), None)
        if source is None:
            raise MediaError(tr("There is nothing to describe"), do=tr("Choose a picture, a sound or a film"))
        step(0.1)
        meaning = source.meaning
        language = conditions.ask.language or shown()
        sentence = caption(meaning, language) or meaning.caption
        if options.form == "story":
            return Text(_story(conditions, sentence, meaning, models, step), "en")
        if options.form == "shots":
            return Text(_shots(meaning, sentence), language)
        said = {
            "caption": sentence,
            "alt": _alt(sentence, meaning),
            "tags": "\n".join(tag.word for tag in meaning.tags) or ", ".join(meaning.subjects) or sentence,
            "all": to_words(meaning),
        }[options.form]
        return Text(said, language)


def _alt(sentence: str, meaning: Meaning) -> str:
    """At most 125 characters, what screen readers are happy with, and no full stop where it was cut."""
    if len(sentence) <= 125:
        return sentence
    return sentence[:124].rsplit(" ", 1)[0].rstrip(",;") + "…"


def _shots(meaning: Meaning, sentence: str) -> str:
    if meaning.kind is not Kind.VIDEO:
        raise Unsupported(tr("Only a film has shots"), do=tr("Choose a film, or another form"))
    rows = [sentence, ""]
    for number, shot in enumerate(meaning.shots, 1):
        seen = ", ".join(tag.word for tag in shot.tags[:3]) or "—"
        pace = tr("still") if shot.motion < 0.15 else tr("lively") if shot.motion > 0.5 else tr("some motion")
        rows.append(f"{number}. {shot.start:6.1f}–{shot.end:.1f} s  {seen} ({pace})")
    if meaning.transcript:
        rows += ["", plain(meaning.transcript)]
    return "\n".join(rows)


def _story(conditions: Conditions, sentence: str, meaning: Meaning, models: Models, step: Step) -> str:
    from crossmedia_studio.generate.writing.llama import load
    from crossmedia_studio.generate.writing.tasks import Job, write
    from crossmedia_studio.understand.caption import caption

    about = caption(meaning, "en") or sentence
    feel = {True: "happy", False: "sad"}.get(meaning.mood.valence > 0) if abs(meaning.mood.valence) > 0.2 else "quiet"
    wish = conditions.ask.prompt.strip() or f"Write a short, {feel} story about: {about}"
    return write(load(models), Job("", wish, "", 220, conditions.ask.seed), step)
