"""Words, or a picture and words → a picture, by a diffusion checkpoint that the artist imported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate import upscaler
from crossmedia_studio.generate.diffusion import adapters, checkpoints
from crossmedia_studio.generate.frames import frame_size
from crossmedia_studio.media.kinds import Image, Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask, Conditions, Source
from crossmedia_studio.represent.image import fit

if TYPE_CHECKING:
    from crossmedia_studio.generate.diffusion.adapters import Adapter

_LARGEST_SIDE = 2048
_MOST_WORDS = 400
_ENLARGED = 1.5
"""Beyond this the upscaler takes over from plain resampling."""


@dataclass(frozen=True)
class DiffusionOptions:
    """Which checkpoint draws, and how."""

    model: str = option(
        "", mark("Checkpoint"), help=mark("The name of a checkpoint you imported; empty takes the first"),
        family=checkpoints.FAMILY, nothing=mark("Automatic"),
    )  # fmt: skip
    steps: int = option(28, mark("Steps"), minimum=1, maximum=150, help=mark("More steps take longer and tidy up"))
    guidance: float = option(
        7.0, mark("Obedience"), minimum=1, maximum=20, help=mark("How closely the picture follows the words")
    )
    strength: float = option(
        0.6, mark("Change"), minimum=0.05, maximum=1, help=mark("How much of a chosen picture may change")
    )
    negative: str = option("", mark("Leave out"), help=mark("Words for what should not be there"), multiline=True)
    lora: str = option(
        "", mark("LoRA"), help=mark("The name of a LoRA you trained or imported; empty for none"),
        family=adapters.FAMILY, nothing=mark("None"),
    )  # fmt: skip
    lora_strength: float = option(1.0, mark("Strength of the LoRA"), minimum=0, maximum=2)


class Diffusion:
    """See the module."""

    name: ClassVar[str] = "diffusion"
    title: ClassVar[str] = mark("Diffusion checkpoint")
    about: ClassVar[str] = mark(
        "Draws with a Stable Diffusion checkpoint, or one like it, that you imported, and with LoRAs you trained; "
        "wants a graphics card."
    )
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT, Kind.IMAGE})
    target: ClassVar[Kind] = Kind.IMAGE
    needs: ClassVar[tuple[str, ...]] = ()
    uses: ClassVar[tuple[str, ...]] = ("upscale",)
    Options: ClassVar[type] = DiffusionOptions

    def generate(
        self, conditions: Conditions, options: DiffusionOptions, models: Models, scratch: Path, step: Step
    ) -> Image:
        from crossmedia_studio.generate.diffusion.draw import Wish, draw

        source = conditions.first(Kind.IMAGE)
        start = source.media if source and isinstance(source.media, Image) else None
        words = _words(conditions, source)
        size = _size(conditions.ask, start)
        step(0.0, 1.0, tr("Loading the checkpoint"))
        adapter = adapters.chosen(models, options.lora)
        pipeline = checkpoints.load(models, checkpoints.chosen(models, options.model or _base(models, adapter)))
        if adapter is not None and adapter.words and adapter.words.casefold() not in words.casefold():
            words = ", ".join(filter(None, (words, adapter.words)))
        wish = Wish(
            words, conditions.ask.seed, *(size or (1, 1)), options.steps, options.guidance, options.negative.strip(),
            start, options.strength,
        )  # fmt: skip
        with adapters.worn(pipeline, adapter, options.lora_strength):
            made = draw(pipeline, wish, part(step, 0.05, 0.85, tr("Drawing")))
        return _at(made, size, models, part(step, 0.85, 1.0, tr("Enlarging"))) if size else made


def _words(conditions: Conditions, source: Source | None) -> str:
    """What was written, else a chosen text, else what is seen in a chosen picture. Raises MediaError for nothing."""
    words = conditions.ask.prompt.strip()
    text = conditions.first(Kind.TEXT)
    if not words and text is not None and isinstance(text.media, Text):
        words = text.media.text.strip()[:_MOST_WORDS]
    if not words and source is not None:
        words = source.meaning.caption or ", ".join(tag.word for tag in source.meaning.tags[:6])
    if not words and source is None:
        raise MediaError(tr("There are no words to draw"), do=tr("Write what to draw, such as: a fox in the snow"))
    return words


def _base(models: Models, adapter: Adapter | None) -> str:
    """The checkpoint that a LoRA was made for, if it is there."""
    return adapter.base if adapter is not None and adapter.base and models.installed(adapter.base) else ""


def _size(ask: Ask, start: Image | None) -> tuple[int, int] | None:
    """The size asked for, or of the picture it starts from; None leaves it to the checkpoint."""
    if start is not None:
        share = min(1.0, _LARGEST_SIDE / max(start.width, start.height))
        return frame_size(ask, (max(round(start.width * share), 32), max(round(start.height * share), 32)))
    return frame_size(ask, (512, 512)) if ask.width or ask.height else None


def _at(made: Image, size: tuple[int, int], models: Models, step: Step) -> Image:
    """``made`` covering ``size``, by the upscaler where it is much larger."""
    if max(size[0] / made.width, size[1] / made.height) > _ENLARGED and models.installed("upscale"):
        made = Image(upscaler.upscaled(models, made.pixels, "drawing", step))
    step(1.0, 1.0)
    return fit(made, *size)
