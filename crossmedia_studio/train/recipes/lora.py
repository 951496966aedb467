"""Recipe ``lora``: an imported diffusion checkpoint learns a style or a subject from a handful of pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate.diffusion import checkpoints
from crossmedia_studio.models import device as machine
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.enough import to_learn
from crossmedia_studio.train.recipe import Lesson

if TYPE_CHECKING:
    import torch

_MOST_CHECKED = 32
_KINDS = ("StableDiffusionPipeline", "StableDiffusionXLPipeline")


@dataclass(frozen=True)
class LoraOptions:
    """Which checkpoint is taught, and how much it may change."""

    model: str = option(
        "", mark("Checkpoint"), help=mark("The name of a checkpoint you imported; empty takes the first"),
        family=checkpoints.FAMILY, nothing=mark("Automatic"),
    )  # fmt: skip
    words: str = option(
        "", mark("Words that call it up"),
        help=mark("They join every caption now, and every prompt later, such as: in the style of Anna"),
    )  # fmt: skip
    size: int = option(
        0, mark("Picture size"), unit="px", minimum=0, maximum=2048, help=mark("0: what the checkpoint was made for")
    )
    batch: int = option(1, mark("Pictures a step"), minimum=1, maximum=256)
    rank: int = option(
        8, mark("Room for change"), minimum=1, maximum=256, help=mark("More can learn more, and forget more")
    )
    mirror: bool = option(True, mark("Mirror images too"), help=mark("Not for writing, or where left and right matter"))
    sparing: bool = option(False, mark("Save memory"), help=mark("A third slower, with far less graphics memory"))
    rate: float = option(1e-4, mark("Top learning rate"), minimum=1e-7, maximum=0.1)


class Lora:
    """See the module."""

    name: ClassVar = "lora"
    title: ClassVar = mark("LoRA for a diffusion checkpoint")
    about: ClassVar = mark(
        "Teaches a Stable Diffusion checkpoint that you imported a style or a subject from a few pictures: a small "
        "file that it can wear. Wants a graphics card"
    )
    family: ClassVar = "lora"
    kind: ClassVar = Kind.IMAGE
    Options: ClassVar[type] = LoraOptions

    def lesson(
        self, dataset: Dataset, options: LoraOptions, models: Models, work: Path, device: str, step: Step
    ) -> Lesson:
        """Raises TrainingError for too few pictures or a checkpoint of another kind; ModelMissing without one."""
        from crossmedia_studio.train.lora import prepare
        from crossmedia_studio.train.lora.lesson import Base, LoraLesson

        learn = to_learn(dataset, self.kind)
        aside = (dataset.split("valid") or dataset.split("test"))[:_MOST_CHECKED]
        found = checkpoints.chosen(models, options.model)
        folder, dtype = models.folder(found.name), _precision(device)
        kind = checkpoints.index(folder, found.title).kind
        if kind not in _KINDS:
            raise TrainingError(
                tr("The checkpoint {name} cannot be taught", name=found.title),
                why=tr("it is of the kind {kind}", kind=kind),
                do=tr("Choose one of the Stable Diffusion family"),
            )
        _check_memory(checkpoints.megabytes(folder, found.title, dtype), models)
        step(0.0, 1.0, tr("Loading the checkpoint"))
        off = {"safety_checker": None, "requires_safety_checker": False} if kind == _KINDS[0] else {}
        pipeline: Any = checkpoints.read(folder, found.title, dtype, **off)
        pipeline.to(device)
        size = _size(options.size, pipeline)
        words, items = options.words.strip(), (*learn, *aside)
        said = prepare.captions(pipeline, items, words, part(step, 0.1, 0.4))
        _forget_words(pipeline)
        pipeline.vae.float()  # half floats overflow in some autoencoders
        inner = part(step, 0.4, 1.0)
        moments = prepare.moments(pipeline, items, size, options.mirror, found.fingerprint, work, inner)
        pipeline.vae.to(dtype)
        base = Base(found.name, found.title, kind, found.fingerprint)
        return LoraLesson(pipeline, base, moments, said, len(learn), options, device)


def _precision(device: str) -> torch.dtype:
    """What the frozen networks are kept in."""
    import torch

    half = device.startswith("cuda") and torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.bfloat16 if half else torch.float32


def _check_memory(need: int, models: Models) -> None:
    """Raises TrainingError if the checkpoint does not fit, even without what is loaded now."""
    if machine.machine_memory().fits(need):
        return
    models.unload()
    memory = machine.machine_memory()
    if not memory.fits(need):
        raise TrainingError(
            tr("The checkpoint does not fit into memory"),
            why=tr("it needs {need} MB and {free} MB are free", need=need, free=memory.free_mb),
            do=tr("Close other programs or choose a smaller model"),
        )


def _size(wanted: int, pipeline: Any) -> int:
    """Sides of the pictures: as wanted, or what the checkpoint was made for. Raises TrainingError for an odd one."""
    unit = max(pipeline.vae_scale_factor * 2 ** (len(pipeline.unet.config.block_out_channels) - 1), 8)
    size = wanted or int(pipeline.unet.config.sample_size) * pipeline.vae_scale_factor
    if size % unit:
        raise TrainingError(
            tr("This checkpoint cannot learn from pictures of {size} px", size=size),
            do=tr("Choose a multiple of {unit}, or 0", unit=unit),
        )
    return size


def _forget_words(pipeline: Any) -> None:
    """The captions are read: the text encoders would only take up memory."""
    for name in ("text_encoder", "text_encoder_2"):
        if getattr(pipeline, name, None) is not None:
            pipeline.register_modules(**{name: None})
    machine.give_back()
