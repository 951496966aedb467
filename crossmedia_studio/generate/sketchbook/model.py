"""A Sketchbook model on disk: a flow Transformer (int8), its words, and how its latents are scaled."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from crossmedia_studio.core.files import write_bytes
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.reading import reading
from crossmedia_studio.represent.vocabulary import Vocabulary

if TYPE_CHECKING:
    import torch

    from crossmedia_studio.generate.sketchbook.memory import Memory
    from crossmedia_studio.nets.flow_transformer import FlowTransformer

FAMILY = "sketchbook"
MEMORY_MB = 260
WEIGHTS, CONFIG, WORDS = "weights.safetensors", "config.json", "words.txt"
PROJECTION = "projection.npz"
"""Beside the studio's own: how vectors of the multilingual text model become its word vectors (384, 64) and (64,)."""


@dataclass(frozen=True)
class Sketchbook:
    """``net`` says clean latents as normalised by ``mean`` and ``deviation``, float32 (latent,) each.

    ``vae`` names the picture VAE in whose latents it draws.
    """

    net: FlowTransformer
    vocabulary: Vocabulary
    mean: np.ndarray
    deviation: np.ndarray
    vae: str
    memory: Memory

    def normalised(self, latents: np.ndarray) -> np.ndarray:
        """float32 (n, latent, h, w) as the network sees them."""
        return (latents - self.mean[:, None, None]) / self.deviation[:, None, None]

    def restored(self, latents: np.ndarray) -> np.ndarray:
        """The inverse of ``normalised``."""
        return latents * self.deviation[:, None, None] + self.mean[:, None, None]


def load(models: Models, name: str) -> Sketchbook:
    """The model called ``name``, kept in the cache of ``models``. Raises ModelMissing or ModelError."""
    folder = models.folder(name)
    sketchbook: Sketchbook = models.load(f"{FAMILY}/{name}", MEMORY_MB, lambda: read(folder))
    return sketchbook


def read(folder: Path) -> Sketchbook:
    """Raises ModelError for a damaged folder."""
    from crossmedia_studio.generate.sketchbook import memory
    from crossmedia_studio.nets import packing
    from crossmedia_studio.nets.flow_transformer import FlowConfig, FlowTransformer

    with reading(folder):
        note: dict[str, Any] = json.loads((folder / CONFIG).read_text("utf-8"))
        words = (folder / WORDS).read_text("utf-8").split("\n")
        net = FlowTransformer(FlowConfig(**note["config"]))
        net.load_state_dict(packing.read(folder / WEIGHTS))
        mean, deviation = (np.asarray(note[key], np.float32) for key in ("mean", "deviation"))
        if len(words) != net.config.vocabulary or not len(mean) == len(deviation) == net.config.latent:
            raise ValueError("its files do not belong together")
        vocabulary = Vocabulary(words)
        remembered = memory.read(folder, vocabulary, net.words.vectors().numpy())
        return Sketchbook(net.eval(), vocabulary, mean, deviation, str(note["vae"]), remembered)


def write(
    folder: Path,
    state: Mapping[str, torch.Tensor],
    config: Any,
    words: Sequence[str],
    mean: np.ndarray,
    deviation: np.ndarray,
    vae: str = "vae",
) -> None:
    """The three files into ``folder``. ``state`` and ``config`` are of a FlowTransformer."""
    from crossmedia_studio.nets import packing

    note = {
        "family": FAMILY, "config": asdict(config), "vae": vae,
        "mean": [round(float(x), 6) for x in mean], "deviation": [round(float(x), 6) for x in deviation],
    }  # fmt: skip
    write_bytes(folder / WEIGHTS, packing.to_bytes(state, eight_bits=True))
    write_bytes(folder / WORDS, "\n".join(words).encode("utf-8"))
    write_bytes(folder / CONFIG, (json.dumps(note, indent=1) + "\n").encode("utf-8"))
