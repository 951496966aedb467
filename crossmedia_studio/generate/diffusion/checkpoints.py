"""Diffusion checkpoints among the imported models: which there are, whether one can be trusted, reading and loading.

A checkpoint is a diffusers folder: ``model_index.json`` names the parts, each with a folder of its own. Weights are
read from safetensors alone, classes come from diffusers and transformers alone, and no code of the folder is run.
"""

from __future__ import annotations

import json
import math
import os
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crossmedia_studio.core.errors import ModelError, ModelMissing
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.models import device
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.manifest import Installed

if TYPE_CHECKING:
    import torch
    from diffusers import DiffusionPipeline

FAMILY = "checkpoint"
FORMAT, TASK = "diffusers", "image"
NONE = mark("It needs a diffusion checkpoint: import a folder such as Stable Diffusion's, with safetensors.")
"""What is said before a checkpoint was imported."""
_LIBRARIES = ("diffusers", "transformers", "stable_diffusion")
"""Where the classes of a checkpoint may come from; the last is diffusers' own name for its safety checker."""
_CLASS = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_BEYOND_WEIGHTS = 1.15
"""Memory while drawing, as a share of the weights."""


@dataclass(frozen=True)
class Index:
    """What ``model_index.json`` says: the pipeline's class, and the parts that the folder really has."""

    kind: str
    parts: tuple[str, ...]


def imported(models: Models) -> tuple[Installed, ...]:
    """The checkpoints that make pictures, by name."""
    return tuple(one for one in models.imported() if (one.format, one.task) == (FORMAT, TASK))


def chosen(models: Models, name: str) -> Installed:
    """The checkpoint called ``name``, or the first there is. Raises ModelMissing."""
    there, name = imported(models), name.strip()
    if not there:
        raise ModelMissing(
            tr("There is no diffusion checkpoint"),
            do=tr("Import one in the model list: a diffusers folder such as Stable Diffusion's, with safetensors"),
        )
    found = next((one for one in there if one.name == name), None if name else there[0])
    if found is None:
        raise ModelMissing(
            tr("There is no diffusion checkpoint called {name}", name=name[:80]),
            do=tr("Choose one of: {names}", names=", ".join(one.name for one in there)),
        )
    return found


def load(models: Models, found: Installed) -> DiffusionPipeline:
    """Its pipeline, on the fastest device, kept among the loaded models. Raises ModelError."""
    import torch

    torch.set_num_threads(models.threads)
    folder, place = models.folder(found.name), device.best()
    dtype = precision(place.kind)
    need = megabytes(folder, found.title, dtype)

    def make() -> DiffusionPipeline:
        pipeline = read(folder, found.title, dtype)
        if place.kind == "cuda" and not place.memory.fits(need):
            pipeline.enable_model_cpu_offload()  # each part goes to the GPU while it is at work
        else:
            pipeline.to(place.kind)
        return pipeline

    pipeline: DiffusionPipeline = models.load(f"diffusion/{found.name}/{found.fingerprint}", need, make)
    return pipeline


def precision(kind: str) -> torch.dtype:
    """What weights are kept in on a device of ``kind``: halves on a GPU of CUDA, whole floats elsewhere."""
    import torch

    return torch.float16 if kind == "cuda" else torch.float32


def read(folder: Path, title: str, dtype: torch.dtype, **parts: Any) -> DiffusionPipeline:
    """The text → picture pipeline of a checkpoint ``folder``; ``parts`` replace its own. Raises ModelError."""
    from safetensors import SafetensorError

    found = index(folder, title)
    quiet()
    from diffusers import AutoPipelineForText2Image

    try:
        with warnings.catch_warnings(action="ignore"):
            pipeline: DiffusionPipeline = AutoPipelineForText2Image.from_pretrained(
                str(folder), torch_dtype=dtype, local_files_only=True, use_safetensors=True,
                variant=_variant(folder, found), **parts,
            )  # fmt: skip
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError, ImportError, NotImplementedError,
            SafetensorError) as error:  # fmt: skip
        raise damaged(title, " ".join(str(error).split())[:200]) from error
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def quiet() -> None:
    """Before diffusers is imported: it must not reach for the network, nor talk on the terminal."""
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
    from transformers.utils import logging as theirs

    theirs.set_verbosity_error()  # before diffusers comes: it tells of every optional package that is not there
    theirs.disable_progress_bar()
    from diffusers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()


def index(folder: Path, title: str) -> Index:
    """Read and check ``model_index.json``. Raises ModelError if it is damaged or names what must not be loaded."""
    try:
        raw = json.loads((folder / "model_index.json").read_text("utf-8"))
        kind = raw["_class_name"]
        named = {name: value for name, value in raw.items() if isinstance(value, list)}
        parts = tuple(name for name, (library, class_) in named.items() if library is not None and class_ is not None)
    except (OSError, ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise damaged(title, tr("its header is damaged")) from error
    for name in parts:
        library, class_ = named[name]
        if library not in _LIBRARIES or not isinstance(class_, str) or not _CLASS.fullmatch(class_):
            raise damaged(title, tr("it wants to load {name} from elsewhere", name=f"{library}.{class_}"[:80]))
    if not isinstance(kind, str) or not _CLASS.fullmatch(kind) or not parts:
        raise damaged(title, tr("its header is damaged"))
    missing = [name for name in parts if not _CLASS.fullmatch(name.replace("_", "")) or not (folder / name).is_dir()]
    if missing:
        raise damaged(title, tr("it lacks: {names}", names=", ".join(missing)[:80]))
    return Index(kind, parts)


def megabytes(folder: Path, title: str, dtype: torch.dtype) -> int:
    """The memory that a checkpoint needs with weights in ``dtype``. Raises ModelError."""
    from safetensors import SafetensorError, safe_open

    found, count = index(folder, title), 0
    try:
        for path in _weights(folder, found):
            with safe_open(path, framework="pt") as file:
                count += sum(math.prod(file.get_slice(name).get_shape()) for name in file.keys())  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise damaged(title, str(error)[:200]) from error
    return math.ceil(count * dtype.itemsize * _BEYOND_WEIGHTS / 1024**2)


def _weights(folder: Path, found: Index) -> Iterator[Path]:
    """The weight files that are read: those of the variant, where a folder holds the same weights twice."""
    variant = _variant(folder, found)
    for part in found.parts:
        paths = sorted((folder / part).glob("*.safetensors"))
        varied = [path for path in paths if variant and f".{variant}" in path.name]
        yield from varied or [path for path in paths if ".fp16" not in path.name]


def _variant(folder: Path, found: Index) -> str | None:
    """ "fp16" for a folder that has weights under that name alone."""
    for part in found.parts:
        names = [path.name for path in (folder / part).glob("*.safetensors")]
        if names and all(".fp16" in name for name in names):
            return "fp16"
    return None


def damaged(title: str, why: str) -> ModelError:
    """The error for a checkpoint that cannot be used."""
    return ModelError(
        tr("The checkpoint {name} cannot be used", name=title),
        why=why,
        do=tr("Import it again from a whole diffusers folder with safetensors"),
    )
