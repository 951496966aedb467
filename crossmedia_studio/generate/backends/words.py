"""Text → text in a voice: a small model goes on from a beginning as the writing that it learned from would."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from crossmedia_studio.core.errors import Unsupported
from crossmedia_studio.core.i18n import LANGUAGES, mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate import choices
from crossmedia_studio.generate.words import written
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions
from crossmedia_studio.understand import language

_FAMILY = _SHIPPED = "words"


@dataclass(frozen=True)
class WordsOptions:
    """How long, how freely, in whose voice."""

    length: int = option(120, mark("Length"), unit=mark("words"), minimum=10, maximum=700)
    temperature: float = option(
        0.8, mark("Freedom"), minimum=0.1, maximum=1.5, help=mark("Less keeps to what is usual, more is stranger")
    )
    top_p: float = option(
        0.92, mark("Breadth"), minimum=0.1, maximum=1.0,
        help=mark("It chooses among the likeliest words that together have this chance"),
    )  # fmt: skip
    longest: int = option(
        6, mark("Longest repeat"), unit=mark("subwords"), minimum=0, maximum=50,
        help=mark("No longer run of words comes twice. 0: anything may"),
    )  # fmt: skip
    echo: float = option(
        0.05, mark("Echo"), minimum=0, maximum=0.5, help=mark("How much the names and words of the beginning come back")
    )
    trained: str = choices.trained(_FAMILY)


class Words:
    """See the module."""

    name: ClassVar[str] = "words"
    title: ClassVar[str] = mark("Writing voice")
    about: ClassVar[str] = mark(
        "Goes on from a beginning in the voice of the writing it learned, best your own; it mimics and knows no facts."
    )
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT})
    target: ClassVar[Kind] = Kind.TEXT
    needs: ClassVar[tuple[str, ...]] = (_SHIPPED,)
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = WordsOptions

    def generate(
        self, conditions: Conditions, options: WordsOptions, models: Models, scratch: Path, step: Step
    ) -> Text:
        """The beginning and what follows. Raises Unsupported for a language that the voice has not learned."""
        from crossmedia_studio.generate.writing import voice as voices
        from crossmedia_studio.generate.writing.going_on import Manner, go_on

        beginning = written(conditions).strip(" \t")
        step(0.0, 1.0, tr("Loading the writing model"))
        voice = voices.load(models, options.trained)
        code = language.detect(beginning) or (voice.languages or ("",))[0]
        if voice.languages and code not in voice.languages:
            raise Unsupported(
                tr("This voice does not know {language} yet", language=LANGUAGES.get(code, code)),
                do=tr("Begin in one of: {names}", names=", ".join(LANGUAGES.get(one, one) for one in voice.languages)),
            )
        manner = Manner(options.length, options.temperature, options.top_p, options.longest, options.echo)
        more = ""
        for more in go_on(voice, beginning, manner, conditions.ask.seed):
            said = language.length(more)
            step(min(said / options.length, 1.0), 1.0, tr("Writing"), joined(beginning, more).strip())
        return Text(joined(beginning, more).strip(), code)


def joined(beginning: str, more: str) -> str:
    """What follows often begins with a space of its own, and may not where a line ended."""
    return beginning + (more.lstrip(" ") if beginning.endswith("\n") else more)
