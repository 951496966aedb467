"""Recipe ``words``: a small language model learns to write in the voice of an artist's own texts (``nets.words_lstm``).

Windows of a text at random places, truncated backpropagation inside them, dropout as in Merity et al. 2017; checked on
pages kept aside, by perplexity a subword and, so that vocabularies compare, a word.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.recipe import Lesson

if TYPE_CHECKING:
    from crossmedia_studio.generate.writing.voice import Voice

_LEAST = 60
"""Words, below which there is no voice to learn."""


@dataclass(frozen=True)
class WordsOptions:
    """Where it begins, how large it is and how it reads. Sizes hold for a voice that begins from nothing."""

    begin: str = option(
        "studio", mark("Begin from"), choices=("nothing", "studio"),
        choice_labels=(mark("Nothing"), mark("The studio's own")),
        help=mark("The studio's own already writes simple English and a little Chinese: a few pages change its voice"),
    )  # fmt: skip
    batch: int = option(16, mark("Windows a step"), minimum=1, maximum=4096)
    window: int = option(
        80,
        mark("Window"),
        unit=mark("subwords"),
        minimum=8,
        maximum=1024,
        help=mark("It learns from stretches so long"),
    )
    vocabulary: int = option(
        4096, mark("Subwords"), minimum=300, maximum=65_536, help=mark("At most, where the writing gets its own")
    )
    width: int = option(256, mark("Numbers a subword"), minimum=8, maximum=2048)
    hidden: int = option(512, mark("Width of the network"), minimum=8, maximum=8192)
    layers: int = option(2, mark("Depth of the network"), minimum=2, maximum=6)
    forget: float = option(
        0.3, mark("Forgetting"), minimum=0, maximum=0.8,
        help=mark("More keeps a short text from being learned by heart, less learns a long one faster"),
    )  # fmt: skip
    vary: float = option(
        0.0, mark("Varied words"), minimum=0, maximum=1,
        help=mark("The share of windows read with other words for the same things, some words left out or swapped"),
    )  # fmt: skip
    rate: float = option(4e-3, mark("Top learning rate"), minimum=1e-7, maximum=0.1)


class Words:
    """Learns a voice."""

    name: ClassVar = "words"
    title: ClassVar = mark("Voice of your writing")
    about: ClassVar = mark(
        "Learns from your own texts, a few pages or a whole book, in English or Chinese, to go on from a beginning in "
        "their voice"
    )
    family: ClassVar = "words"
    kind: ClassVar = Kind.TEXT
    Options: ClassVar[type] = WordsOptions

    def lesson(
        self, dataset: Dataset, options: WordsOptions, models: Models, work: Path, device: str, step: Step
    ) -> Lesson:
        """Raises TrainingError for texts of fewer than sixty words in all, or one that cannot be read."""
        from crossmedia_studio.generate.writing import voice as voices
        from crossmedia_studio.train.transplant import suited
        from crossmedia_studio.train.voice_lesson import WordsLesson
        from crossmedia_studio.train.writing import writing

        texts = writing(dataset, step)
        said = sum(voices.words_in(page) for text in texts.learn for page in text)
        if said < _LEAST:
            raise TrainingError(
                tr("{name} holds too few words to learn from", name=dataset.name),
                why=tr("{count} were found", count=said),
                do=tr("Choose texts of at least {count} words in all; a few pages are better", count=_LEAST),
            )
        if options.begin == "studio":
            voice = suited(voices.load(models), ["\n\n".join(text) for text in texts.learn], options.vocabulary)
        else:
            voice = _fresh(texts.learn, options)
        return WordsLesson(texts, _begun(voice, texts.languages, options), options, device)


def _fresh(texts: tuple[tuple[str, ...], ...], options: WordsOptions) -> Voice:
    """A voice that knows the subwords of ``texts`` and nothing else."""
    from crossmedia_studio.generate.writing.voice import Voice
    from crossmedia_studio.nets.words_lstm import WordsLSTM, WordsLSTMConfig
    from crossmedia_studio.train.preprocess.writing import writing_subwords

    tokenizer = writing_subwords(["\n\n".join(text) for text in texts], options.vocabulary)
    config = WordsLSTMConfig(tokenizer.get_vocab_size(), options.width, options.hidden, options.layers)
    return Voice(WordsLSTM(config), tokenizer, ())


def _begun(voice: Voice, languages: tuple[str, ...], options: WordsOptions) -> Voice:
    """A copy of ``voice`` to be trained, with this run's dropout, that speaks ``languages`` first."""
    from crossmedia_studio.generate.writing.voice import Voice
    from crossmedia_studio.nets.words_lstm import WordsLSTM

    share = options.forget
    config = replace(voice.network.config, words=share / 4, input=share, between=share, output=share, recurrent=share)
    network = WordsLSTM(config)
    network.load_state_dict(voice.network.state_dict())
    return Voice(network, voice.tokenizer, tuple(dict.fromkeys((*languages, *voice.languages))))
