"""Sounds as latents of a model of sounds, and back through a vocoder. Used by whatever invents or morphs sounds.

space = load(models)
latents = space.encode(audio)      float32 (32, moments), a moment every 128 ms
audio = space.decode(latents)      mono, 32 kHz, 128 ms a moment
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.reading import reading
from crossmedia_studio.represent.audio import SOUNDS, log_mels, mono

if TYPE_CHECKING:
    from crossmedia_studio.nets.sound_vae import SoundVAE
    from crossmedia_studio.nets.vocoder import Vocoder

T = TypeVar("T")

FAMILY = SHIPPED = "sounds"
VOCODER = "vocoder"
RATE = SOUNDS.rate
MOMENT = 16 * SOUNDS.hop
"""Samples of a latent: 128 ms."""
_MEMORY_MB = 40
_PEAK = 10 ** (-2 / 20)
_AT_ONCE = 64
"""Moments decoded at once: 8 s."""
_AROUND = 8


@dataclass(frozen=True)
class SoundSpace:
    """A model of sounds with the voice it speaks through."""

    vae: SoundVAE
    vocoder: Vocoder

    @property
    def latent(self) -> int:
        """Numbers of a moment."""
        return self.vae.config.latent

    def encode(self, audio: Audio) -> np.ndarray:
        """Any sound, made mono, its peak brought to −2 dBFS → float32 (latent, moments), silence after its end.

        Raises MediaError for an empty or silent one.
        """
        import torch

        samples = mono(audio, RATE)
        peak = float(np.abs(samples).max(initial=0.0))
        if peak < 1e-5:
            raise MediaError(tr("This sound is silent"), do=tr("Choose another sound"))
        samples = np.pad(samples * np.float32(_PEAK / peak), (0, -len(samples) % MOMENT))
        with torch.inference_mode():
            mels = log_mels(torch.from_numpy(samples)[None], SOUNDS)
            return np.asarray(self.vae.encode(mels)[0][0].numpy())

    def log_mel(self, latents: np.ndarray) -> np.ndarray:
        """float32 (latent, moments) → log-mel (bands, 16 · moments), parameters ``represent.audio.SOUNDS``."""
        import torch

        with torch.inference_mode():
            return np.asarray(self.vae.decode(torch.from_numpy(np.ascontiguousarray(latents, np.float32))[None])[0])

    def decode(
        self, latents: np.ndarray, seconds: float = 0.0, seed: int = 0, step: Step = no_step, channels: int = 1
    ) -> Audio:
        """float32 (latent, moments) → a sound at 32 kHz, 128 ms a moment, or its first ``seconds``.

        ``seed`` draws the noise in it: another one gives other grains of the same sound. Each of several ``channels``
        has noise of its own and the same tones, so that rain is all around and a bell in the middle.
        """
        return self.sounded(self.log_mel(latents), seconds, seed, step, channels)

    def sounded(
        self, log_mel: np.ndarray, seconds: float = 0.0, seed: int = 0, step: Step = no_step, channels: int = 1
    ) -> Audio:
        """As ``decode``, of a log-mel (bands, frames), 8 ms a frame."""
        import torch

        frames, hop = log_mel.shape[1], SOUNDS.hop
        noise = torch.randn(channels, frames * hop, generator=torch.Generator().manual_seed(seed & (2**63 - 1)))
        mels, many, around = torch.from_numpy(np.ascontiguousarray(log_mel))[None], 16 * _AT_ONCE, 16 * _AROUND
        found = []
        with torch.inference_mode():
            for start in range(0, frames, many):  # each stretch with a second of what surrounds it
                step(start, frames)
                first, last = max(start - around, 0), min(start + many + around, frames)
                parts = self.vocoder.parts(mels[..., first:last])
                made = self.vocoder.settled(parts, noise[:, first * hop : last * hop])  # (channels, frames)
                found.append(made[:, (start - first) * hop : (min(start + many, frames) - first) * hop].numpy())
        samples = np.concatenate(found, axis=1)
        if seconds:
            samples = samples[:, : max(round(seconds * RATE), 1)]
        return Audio(np.ascontiguousarray(samples.T), RATE)


def load(models: Models, name: str = "", vocoder: str = "") -> SoundSpace:
    """The model of sounds ``name`` (empty: the one that ships) speaking through ``vocoder``.

    Raises ModelMissing, or ModelError for a damaged one.
    """
    return SoundSpace(load_vae(models, name or SHIPPED), load_vocoder(models, vocoder or VOCODER))


def load_vae(models: Models, name: str = SHIPPED) -> SoundVAE:
    """The autoencoder of the model of sounds ``name``."""
    folder = models.folder(name)
    vae: SoundVAE = models.load(f"sound-vae/{name}", _MEMORY_MB, lambda: read_vae(folder))
    return vae


def load_vocoder(models: Models, name: str = VOCODER) -> Vocoder:
    """The vocoder ``name``."""
    folder = models.folder(name)
    vocoder: Vocoder = models.load(f"vocoder/{name}", _MEMORY_MB, lambda: read_vocoder(folder))
    return vocoder


def read_vae(folder: Path) -> SoundVAE:
    """The autoencoder in a model folder, ready to use. Raises ModelError."""

    def build(raw: dict[str, Any]) -> SoundVAE:
        from crossmedia_studio.nets import packing
        from crossmedia_studio.nets.sound_vae import SoundVAE, SoundVAEConfig

        vae = SoundVAE(SoundVAEConfig(**{**raw, "widths": tuple(raw["widths"])}))
        vae.load_state_dict(packing.read(folder / "weights.safetensors"))
        return vae.eval()

    return opened(folder, build)


def read_vocoder(folder: Path) -> Vocoder:
    """The vocoder in a model folder, ready to use. Raises ModelError."""

    def build(raw: dict[str, Any]) -> Vocoder:
        from crossmedia_studio.nets import packing
        from crossmedia_studio.nets.vocoder import Vocoder, VocoderConfig

        vocoder = Vocoder(VocoderConfig(**raw))
        vocoder.load_state_dict(packing.read(folder / "weights.safetensors"))
        return vocoder.eval()

    return opened(folder, build)


def opened(folder: Path, build: Callable[[dict[str, Any]], T], entry: str = "config") -> T:
    """What ``build`` makes of an ``entry`` of the model's ``config.json``. Raises ModelError for a damaged model."""
    with reading(folder):
        return build(json.loads((folder / "config.json").read_text("utf-8"))[entry])


def moments(seconds: float) -> int:
    """How many moments hold ``seconds``, at least one."""
    return max(math.ceil(seconds * RATE / MOMENT - 1e-6), 1)
