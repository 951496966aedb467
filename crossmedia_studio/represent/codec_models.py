"""Which codecs are there, and their networks: the one that ships, those an artist trained. Used by the engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from crossmedia_studio.core.errors import ModelError, ModelMissing
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.models.entry import fingerprint
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.manifest import Installed
from crossmedia_studio.represent.codec import QUALITIES, PictureCodec
from crossmedia_studio.represent.codec_file import Packed

FAMILY = "codec"
WEIGHTS, CONFIG = "weights.safetensors", "config.json"
_MEGABYTES = 800


def identity(installed: Installed) -> bytes:
    """The 8 bytes by which files name a codec: of the hashes of its weights and its shape alone."""
    return bytes.fromhex(fingerprint((p, h) for p, h, _ in installed.files if p in (WEIGHTS, CONFIG)))[:8]


def of_file(models: Models, packed: Packed, name: str) -> PictureCodec:
    """The codec that made ``packed``. Raises ModelMissing if it is not here."""
    for installed in models.family(FAMILY):
        if identity(installed) == packed.model:
            return open_codec(models, installed)
    raise ModelMissing(
        tr("{name} was compressed by a model that is not here", name=name),
        do=tr("Bring that codec, or ask for the picture in another format"),
        entry=FAMILY,
    )


def chosen(models: Models, name: str = "") -> PictureCodec:
    """The codec called ``name``; for no name the one that ships, else one the artist trained. Raises ModelMissing."""
    there = models.family(FAMILY)
    for installed in there:
        if name in ("", installed.name):
            return open_codec(models, installed)
    if there:
        raise ModelMissing(
            tr("There is no picture codec called {name}", name=name[:80]),
            do=tr("Choose one of: {names}", names=", ".join(one.name for one in there)),
        )
    raise ModelMissing(tr("There is no picture codec"), do=tr("Install this studio again"), entry=FAMILY)


def open_codec(models: Models, installed: Installed) -> PictureCodec:
    """Raises ModelError for damaged or foreign weights."""
    folder = models.folder(installed.name)
    return models.load(f"{FAMILY}:{installed.name}:{installed.fingerprint}", _MEGABYTES,
                       lambda: load(folder, identity(installed)))  # fmt: skip


def load(folder: Path, identity: bytes) -> PictureCodec:
    """The codec in ``folder``. Raises ModelError for damaged or foreign weights."""
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    from crossmedia_studio.nets.hyperprior import Hyperprior

    try:
        config = read_config(json.loads((folder / CONFIG).read_text("utf-8"))["network"])
        net = Hyperprior(config)
        net.load_state_dict({name: value.float() for name, value in load_file(folder / WEIGHTS).items()})
        return PictureCodec(net.to(memory_format=torch.channels_last), identity)  # type: ignore[call-overload]
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, SafetensorError) as error:
        raise ModelError(
            tr("The codec {name} cannot be used", name=folder.name),
            why=tr("its files are damaged or of another kind"),
            do=tr("Train it again or choose another"),
        ) from error


def read_config(raw: dict[str, Any]) -> Any:
    """A network's shape from JSON. Raises ValueError, TypeError or KeyError for what is none, or absurdly large."""
    from crossmedia_studio.nets.hyperprior import HyperpriorConfig

    one, two, three = (int(value) for value in raw["widths"])
    config = HyperpriorConfig(**{**raw, "widths": (one, two, three)})
    sizes = (*config.widths, config.latent, config.hyper, config.hyper_latent)
    if config.levels != QUALITIES or not all(1 <= size <= 2048 for size in sizes):
        raise ValueError(sizes)
    return config
