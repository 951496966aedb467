"""Text → text by a small chat model: write, continue, rewrite, summarise, change the tone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.errors import Unsupported
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.speech.split import is_han
from crossmedia_studio.generate.words import read, wish
from crossmedia_studio.generate.writing.tasks import TASKS, TONES, Job
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions

_OWN = "smollm2"


@dataclass(frozen=True)
class WriterOptions:
    """What is to be done with the words."""

    task: str = option(
        "write",
        mark("Task"),
        choices=tuple(TASKS),
        choice_labels=(mark("Write"), mark("Continue"), mark("Rewrite"), mark("Summarise"), mark("Change tone")),
    )
    tone: str = option(
        "cheerful",
        mark("Tone"),
        help=mark("For the task Change tone."),
        choices=tuple(TONES),
        choice_labels=(
            mark("Cheerful"), mark("Sad"), mark("Formal"), mark("Poetic"), mark("Dramatic"), mark("Simple"),
        ),
    )  # fmt: skip
    length: int = option(180, mark("Length"), unit=mark("words"), minimum=20, maximum=700)
    model: str = option(
        "", mark("Model"), help=mark("The name of a GGUF chat model that you imported; empty: SmolLM2.")
    )


class Writer:
    """SmolLM2 (135 million parameters) or a chat model the artist brought."""

    name = "writer"
    title = mark("Writer (small English model)")
    about = mark(
        "Writes simple English and gets facts wrong; good for a first draft. Bring a larger GGUF model for more."
    )
    sources = frozenset({Kind.TEXT})
    target = Kind.TEXT
    needs = (_OWN,)
    uses = ()
    Options = WriterOptions

    def generate(
        self, conditions: Conditions, options: WriterOptions, models: Models, scratch: Path, step: Step
    ) -> Text:
        """The new text. Raises Unsupported for Chinese where only the English model is there."""
        text, meaning = read(conditions)
        asked = wish(conditions)
        language = conditions.ask.language or meaning.language or ("zh" if is_han(text) else "en")
        if options.model in ("", _OWN) and (language == "zh" or is_han(text + asked)):
            return self._chinese(text, meaning.summary, options)
        from crossmedia_studio.generate.writing.llama import load

        step(0.0, 1.0, tr("Loading the writing model"))
        llama = load(models, options.model or _OWN)
        job = Job(text, asked, options.tone, round(options.length * 1.4), conditions.ask.seed)
        return Text(TASKS[options.task](llama, job, step), "zh" if language == "zh" else "en")

    def _chinese(self, text: str, summary: str, options: WriterOptions) -> Text:
        if options.task == "summarise" and summary:
            return Text(summary, "zh")
        raise Unsupported(
            tr("This writing model writes English only"),
            do=tr(
                "Import a Chinese chat model as a GGUF file, such as Qwen2.5-0.5B-Instruct, and name it in the option "
                "Model; Digest and Storyboard work in Chinese as they are"
            ),
        )
