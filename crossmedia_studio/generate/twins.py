"""Twins: one vector z → a picture and a sound born together (family ``twins``, ``nets.twins``).

The GAN's generator and the picture VAE draw; the sound VAE and its vocoder sound.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.files import write_bytes
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.generate import imagining
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.imagining import Imagination
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.reading import reading
from crossmedia_studio.represent import sound_latents
from crossmedia_studio.represent.sound_latents import SoundSpace

if TYPE_CHECKING:
    from crossmedia_studio.nets.twins import Twins

FAMILY = SHIPPED = "twins"
WEIGHTS, CONFIG = "weights.safetensors", "config.json"
SECONDS = 1.5
"""Of sound that is born with a picture."""
REACH = 1.8
"""How far the knob leads from the middle, in standard deviations of z."""
_MEMORY_MB = 20
_DEPTH = 9.0
"""Nepers of power from the loudest to the darkest of a strip."""
_INK = ((24, 22, 38), (92, 40, 110), (205, 72, 82), (248, 168, 84), (255, 246, 214))


@dataclass(frozen=True)
class Born:
    """Codes for the generator (n, code), their style numbers (n,), and latents of sound (n, latent, moments)."""

    codes: np.ndarray
    kinds: np.ndarray
    sounds: np.ndarray


@dataclass(frozen=True)
class Family:
    """``pictures`` (known,) are numbers of the GAN's known pictures, ``gives`` (known,) rows of ``sounds`` (m, latent,
    moments)."""

    net: Twins
    pictures: np.ndarray
    gives: np.ndarray
    sounds: np.ndarray
    imagination: Imagination
    ear: SoundSpace

    def allowed(self, style: str, z: np.ndarray) -> np.ndarray:
        """Which known pairs may be recalled, bool (known,): those of ``style``, else of that of the pair nearest z."""
        generator = self.imagination.generator
        kinds = generator.book.kinds.numpy()[self.pictures]
        if style == imagining.ANY:
            apart = np.square(self.net.keys.numpy() - z).sum(axis=1)
            return np.asarray(kinds == kinds[int(apart.argmin())])
        return np.asarray(kinds == generator.config.styles.index(style))

    def born(self, z: np.ndarray, allowed: np.ndarray) -> Born:
        """z (n, code) → what a walk through it meets. Both halves are mixed by the same shares."""
        import torch

        book = self.imagination.generator.book
        with torch.inference_mode():
            which, shares = self.net.recall(torch.from_numpy(z.astype(np.float32)), torch.from_numpy(allowed))
        pairs, weights = which.numpy(), shares.numpy()  # (n, k) each
        codes = (book.codes.numpy()[self.pictures[pairs]] * weights[..., None]).sum(axis=1)
        heard = (self.sounds[self.gives[pairs]] * weights[..., None, None]).sum(axis=1)
        kinds = book.kinds.numpy()[self.pictures[pairs[:, 0]]]
        return Born(codes.astype(np.float32), kinds, heard.astype(np.float32))

    def pictures_of(self, born: Born, step: Step = no_step) -> np.ndarray:
        """uint8 premultiplied RGBA (n, 128, 128, 4)."""
        return self.imagination.pictures(born.codes, born.kinds, step)


def strip(log_mel: np.ndarray, width: int, height: int) -> np.ndarray:
    """A log-mel (bands, frames) as a picture, low notes below: opaque uint8 RGBA (height, width, 4)."""
    from PIL import Image as Pillow

    level = np.clip((log_mel[::-1] - log_mel.max() + _DEPTH) / _DEPTH, 0.0, 1.0)
    grey = Pillow.fromarray(level.astype(np.float32)).resize((width, height), Pillow.Resampling.BOX)
    ramp = np.asarray(_INK, np.float32)
    share = np.clip(np.asarray(grey), 0.0, 1.0) * (len(ramp) - 1)
    low = np.minimum(share.astype(int), len(ramp) - 2)
    colour = ramp[low] + (ramp[low + 1] - ramp[low]) * (share - low)[..., None]
    return np.dstack([np.rint(colour), np.full(colour.shape[:2], 255.0)]).astype(np.uint8)


def place(seed: int, words: str, code: int, knob: tuple[float, float] = (0.0, 0.0)) -> np.ndarray:
    """z (code,) float64 of a seed and words, with the knob (−1 … 1 twice) in its first two numbers."""
    z = rng(seed, "twins", words).standard_normal(code)
    z[:2] = np.asarray(knob) * REACH
    return np.asarray(z)


def walk(z: np.ndarray, reach: float, count: int, seed: int) -> np.ndarray:
    """A closed way (count, code) from z (code,) around a circle of ``reach`` standard deviations and back."""
    turn = 2.0 * np.pi * np.arange(count) / max(count, 1)
    across = np.zeros((2, len(z)))
    across[0, 0] = across[1, 1] = 1.0
    across[:, 2:] = 0.5 * rng(seed, "twins walk").standard_normal((2, len(z) - 2)) / np.sqrt(max(len(z) - 2, 1))
    inward = -1.0 if z[0] > 0 else 1.0  # towards the middle, where most is known
    return np.asarray(
        z + reach * (inward * (1.0 - np.cos(turn))[:, None] * across[0] + np.sin(turn)[:, None] * across[1])
    )


def load(models: Models, name: str = "") -> Family:
    """The model called ``name`` (empty: the one that ships). Raises ModelMissing or ModelError."""
    name = models.of_family(FAMILY, name)
    folder = models.folder(name)
    family: Family = models.load(f"{FAMILY}/{name}", _MEMORY_MB, lambda: read(folder, models))
    return family


def read(folder: Path, models: Models) -> Family:
    """Raises ModelError for a damaged folder, or one made with other models than those that are there."""
    from crossmedia_studio.nets import packing
    from crossmedia_studio.nets.twins import Twins, TwinsConfig

    with reading(folder):
        note = json.loads((folder / CONFIG).read_text("utf-8"))
        tensors = packing.read(folder / WEIGHTS)
        sounds = tensors.pop("sounds").numpy()
        pictures, gives = (np.asarray(note["pairs"][key], np.int64) for key in ("pictures", "gives"))
        net = Twins(TwinsConfig(**note["config"]))
        net.load_state_dict({key.removeprefix("net."): value.float() for key, value in tensors.items()})
        whole = len(pictures) == len(gives) == net.config.known and sounds.ndim == 3
        if not whole or not 0 <= int(gives.min()) <= int(gives.max()) < len(sounds):
            raise ValueError("its files do not belong together")
        others = tuple(str(one) for one in note["others"])
    imagination, ear = imagining.load(models), sound_latents.load(models)
    known = len(imagination.generator.book.kinds)
    if others != made_with(models) or not 0 <= int(pictures.min()) <= int(pictures.max()) < known:
        raise ModelError(
            tr("The model {name} was trained for another version of the studio", name=folder.name),
            do=tr("Train it again"),
        )
    return Family(net.eval(), pictures, gives, sounds, imagination, ear)


def made_with(models: Models) -> tuple[str, ...]:
    """SHA-256 of the weights whose codes and latents twins are made of: those of the models that ship."""
    families = (imagining.FAMILY, sound_latents.FAMILY)
    files = (file for family in families for one in models.family(family)[:1] for file in one.files)
    return tuple(sha256 for path, sha256, _ in files if path.endswith(WEIGHTS))


def write(
    folder: Path, net: Twins, pictures: np.ndarray, gives: np.ndarray, sounds: np.ndarray, others: Sequence[str]
) -> None:
    """``others``: as :func:`made_with` gives them."""
    from dataclasses import asdict

    import torch

    from crossmedia_studio.nets import packing

    tensors = {f"net.{key}": value.detach().cpu() for key, value in net.state_dict().items()}
    tensors["sounds"] = torch.from_numpy(sounds.astype(np.float32))
    pairs = {"pictures": pictures.tolist(), "gives": gives.tolist()}
    note = {"family": FAMILY, "config": asdict(net.config), "pairs": pairs, "others": list(others)}
    write_bytes(folder / WEIGHTS, packing.to_bytes(tensors, eight_bits=False))
    write_bytes(folder / CONFIG, (json.dumps(note) + "\n").encode("utf-8"))
