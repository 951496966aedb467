"""LoRAs (Hu et al. 2021, "Low-Rank Adaptation"): small changes to a checkpoint, worn while it draws and taken off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crossmedia_studio.core.errors import ModelError, ModelMissing
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.manifest import Installed

if TYPE_CHECKING:
    from diffusers import DiffusionPipeline

FAMILY = "lora"
_WORN = "worn"


@dataclass(frozen=True)
class Adapter:
    """A LoRA: trained here, or imported (then its base and words are not known).

    ``base`` is the checkpoint it was made for, ``kind`` the class of its pipeline, ``words`` call it up.
    """

    name: str
    weights: Path
    base: str = ""
    kind: str = ""
    words: str = ""


def chosen(models: Models, name: str) -> Adapter | None:
    """The LoRA called ``name``; None for no name. Raises ModelMissing, or ModelError for a damaged one."""
    name = name.strip()
    if not name:
        return None
    there = models.family(FAMILY)
    found = next((one for one in there if one.name == name), None)
    if found is None:
        raise ModelMissing(
            tr("There is no LoRA called {name}", name=name[:80]),
            do=tr("Choose one of: {names}", names=", ".join(one.name for one in there) or "—"),
        )
    return _read(found, models.folder(name))


def _read(found: Installed, folder: Path) -> Adapter:
    weights = [path for path, _, _ in found.files if path.endswith(".safetensors")]
    try:
        note = json.loads((folder / "config.json").read_text("utf-8")) if (folder / "config.json").is_file() else {}
        base = note.get("base", {})
        return Adapter(
            found.name, folder / weights[0], str(base.get("name", "")), str(base.get("kind", "")),
            str(note.get("words", "")),
        )  # fmt: skip
    except (OSError, ValueError, RecursionError, LookupError, AttributeError) as error:
        raise ModelError(
            tr("The model {name} is damaged", name=found.title), do=tr("Import or train it again")
        ) from error


@contextmanager
def worn(pipeline: DiffusionPipeline, adapter: Adapter | None, strength: float) -> Iterator[None]:
    """Inside, ``pipeline`` draws with ``adapter`` at ``strength``; afterwards it is as it was.

    Raises ModelError for a LoRA that does not fit.
    """
    if adapter is None:
        yield
        return
    from safetensors import SafetensorError

    other = bool(adapter.kind) and adapter.kind != type(pipeline).__name__
    try:
        if other or not hasattr(pipeline, "load_lora_weights"):
            raise _misfit(adapter, tr("it was made for a checkpoint of another kind"))
        try:
            folder, weights = str(adapter.weights.parent), adapter.weights.name
            pipeline.load_lora_weights(
                folder, weight_name=weights, adapter_name=_WORN, local_files_only=True, use_safetensors=True
            )
            if _WORN not in {name for names in pipeline.get_list_adapters().values() for name in names}:
                raise ValueError("it holds nothing for this checkpoint")
            pipeline.set_adapters([_WORN], [strength])
        except (OSError, RuntimeError, ValueError, LookupError, TypeError, SafetensorError) as error:
            raise _misfit(adapter, " ".join(str(error).split())[:200]) from error
        yield
    finally:
        if hasattr(pipeline, "unload_lora_weights"):
            pipeline.unload_lora_weights()


def _misfit(adapter: Adapter, why: str) -> ModelError:
    return ModelError(
        tr("The LoRA {name} does not fit this checkpoint", name=adapter.name),
        why=why,
        do=tr("Choose {name}, for which it was made", name=adapter.base) if adapter.base else tr("Choose another one"),
    )
