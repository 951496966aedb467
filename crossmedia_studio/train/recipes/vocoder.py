"""Recipe ``vocoder``: from log-mel spectrograms back to sound (``nets.vocoder``), the voice of the sound models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models, shipped_folder
from crossmedia_studio.represent import sound_latents
from crossmedia_studio.represent.audio import SOUNDS, log_mels, unmel
from crossmedia_studio.train import augment_sound as augment
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.enough import to_check, to_learn
from crossmedia_studio.train.recipe import Lesson, Phase
from crossmedia_studio.train.sounds import Clips, clips, drawn

if TYPE_CHECKING:
    import torch
    from torch import nn

    from crossmedia_studio.nets.sound_vae import SoundVAE

_FRAMES = 64
_CHECKED, _CHECKED_FRAMES = 24, 192
_SHOWN = 6
_PHASE = 0.3
"""How much phases count beside spectra."""
_FROM_START = 0.4
"""The share of cuts that hold a sound's beginning."""


@dataclass(frozen=True)
class VocoderOptions:
    """What shapes the network and what it hears."""

    begin: str = option(
        "nothing", mark("Begin from"), choices=("nothing", "studio"),
        choice_labels=(mark("Nothing"), mark("The studio's own")),
    )  # fmt: skip
    through: str = option(
        "", mark("Used to"),
        help=mark("A model of sounds: every second example passes through it, so that the voice suits what it makes"),
        family=sound_latents.FAMILY, nothing=mark("Sounds as they are"),
    )  # fmt: skip
    batch: int = option(12, mark("Half seconds a step"), minimum=1, maximum=1024)
    width: int = option(224, mark("Width of the network"), minimum=16, maximum=1024)
    depth: int = option(6, mark("Depth of the network"), minimum=1, maximum=16)
    rate: float = option(1e-3, mark("Top learning rate"), minimum=1e-7, maximum=0.1)


class Vocoder:
    """Learns to turn spectrograms into sound."""

    name: ClassVar = "vocoder"
    title: ClassVar = mark("Voice of sounds")
    about: ClassVar = mark(
        "Learns to turn a spectrogram back into sound; the models that invent and morph sounds speak through it"
    )
    family: ClassVar = "vocoder"
    kind: ClassVar = Kind.AUDIO
    Options: ClassVar[type] = VocoderOptions

    def lesson(
        self, dataset: Dataset, options: VocoderOptions, models: Models, work: Path, device: str, step: Step
    ) -> Lesson:
        """Raises TrainingError for fewer than two sounds, ModelMissing for a model of sounds that is not there."""
        learn = to_learn(dataset, self.kind)
        aside = to_check(dataset, learn, _CHECKED)
        heard = clips((*learn, *aside), SOUNDS.rate, work, part(step, 0.0, 0.9))
        through = sound_latents.load_vae(models, options.through) if options.through else None
        return VocoderLesson(heard, len(learn), options, device, through)


class VocoderLesson:
    """Half seconds of the first ``learned`` of ``heard``; the rest are to check."""

    averaged: tuple[str, ...] = ("vocoder",)

    def __init__(
        self, heard: Clips, learned: int, options: VocoderOptions, device: str, through: SoundVAE | None
    ) -> None:
        import torch

        from crossmedia_studio.nets import vocoder

        if options.begin == "studio":
            self._net = sound_latents.read_vocoder(shipped_folder() / sound_latents.VOCODER).train()
        else:
            shape = vocoder.VocoderConfig(SOUNDS.rate, SOUNDS.size, SOUNDS.hop, SOUNDS.bands, options.width,
                                          options.depth)  # fmt: skip
            self._net = vocoder.Vocoder(shape, torch.from_numpy(unmel(SOUNDS)))
        self._net.to(device)
        self._through = through.to(device).requires_grad_(False) if through is not None else None
        self._heard, self._learned, self._options, self._device = heard, learned, options, device
        self.networks: dict[str, nn.Module] = {"vocoder": self._net}
        self.phases: tuple[Phase, ...] = (Phase("vocoder", "vocoder", self._loss, options.rate, decay=1e-3),)
        self._held_out = len(heard) - learned
        chosen = range(learned, len(heard)) if self._held_out else range(min(learned, _CHECKED))
        length = _CHECKED_FRAMES * SOUNDS.hop
        self._checked = torch.from_numpy(np.stack([heard.cut(index, 0, length) for index in chosen])).to(device)

    def batch(self, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        """Cuts (batch, 64 · hop) and their log-mels (batch, bands, 64)."""
        import torch

        count, length = self._options.batch, _FRAMES * SOUNDS.hop
        cuts = np.zeros((count, length), np.float32)
        chosen = torch.randint(self._learned, (count,), generator=generator).tolist()
        coins = torch.rand(count, 2, generator=generator).tolist()
        for row, index, (place, coin) in zip(cuts, chosen, coins, strict=True):
            space = max(self._heard.length(index) - length // 2, 1)
            start = -int(place * length / 8) if coin < _FROM_START else int(place * space)
            row[:] = self._heard.cut(index, start, length)
        real = augment.gain(torch.from_numpy(cuts), -18.0, 1.0, generator).to(self._device)
        return real, self._read(real, generator)

    def _read(self, real: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        """What the network is given of ``real``: their log-mels, every second one through the model of sounds."""
        import torch

        mels = log_mels(real, SOUNDS)
        if self._through is not None:
            with torch.no_grad():
                mels[::2] = self._through.again(mels[::2]).to(mels.dtype)
        return mels

    def _loss(
        self, batch: tuple[torch.Tensor, torch.Tensor], generator: torch.Generator
    ) -> tuple[torch.Tensor, Mapping[str, Any]]:
        """The energy distance of two soundings of one reading, and a little of how the phases of its tones turn."""
        import torch

        from crossmedia_studio.nets import vocoder

        real, mels = batch
        parts = self._net.parts(mels)
        noise = torch.randn((2, *real.shape), generator=generator).to(self._device)
        with torch.autocast(real.device.type, enabled=False):
            made, again = (self._net.sound(parts, one) for one in noise)
            apart = vocoder.energy_distance(real, made, again)
            phase = vocoder.phase_distance(parts, self._net.transform(real))
        return apart + _PHASE * phase, {"spectra": apart.detach(), "phase": phase.detach()}

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """``loss``: the energy distance of whole sounds (their first 1.5 s), and their log-spectral ``distance`` in dB.

        ``held out`` counts sounds that were kept aside; 0 says there were none, and it was measured on those it
        learns from.
        """
        from crossmedia_studio.nets import vocoder

        losses, apart = [], []
        for index, real in enumerate(self._checked):
            made, again = (self._sounded(networks["vocoder"], real[None], 2 * index + k) for k in range(2))
            losses.append(float(vocoder.energy_distance(real[None], made, again)))
            apart.append(float(vocoder.log_spectral_distance(real[None], made)))
        return {"loss": float(np.mean(losses)), "distance": float(np.mean(apart)), "held out": float(self._held_out)}

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """Spectrograms one above the other, the sound and how it comes back: uint8 (n, 258, t, 4)."""
        pairs = []
        for index, real in enumerate(self._checked[:_SHOWN]):
            both = (real[None], self._sounded(networks["vocoder"], real[None], seed + index))
            above, below = (drawn(log_mels(one, SOUNDS)[0].cpu().numpy()) for one in both)
            gap = np.full((2, *above.shape[1:]), 255, np.uint8)
            pairs.append(np.concatenate([above, gap, below]))
        return np.stack(pairs)

    def sounds(self, networks: Mapping[str, nn.Module], seed: int) -> tuple[Audio, ...]:
        """The same sounds as they come back."""
        found = (self._sounded(networks["vocoder"], real[None], seed + index)
                 for index, real in enumerate(self._checked[:_SHOWN]))  # fmt: skip
        return tuple(Audio(sound[0].cpu().numpy()[:, None], SOUNDS.rate) for sound in found)

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        from crossmedia_studio.nets import packing

        weights = packing.to_bytes(networks["vocoder"].state_dict(), eight_bits=False)
        (folder / "weights.safetensors").write_bytes(weights)
        config = {"family": Vocoder.family, "config": asdict(self._net.config)}
        (folder / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")

    def _sounded(self, network: nn.Module, real: torch.Tensor, seed: int) -> torch.Tensor:
        """Sounds (n, length) from what their log-mels say, with noise of ``seed``."""
        import torch

        noise = torch.randn(real.shape, generator=torch.Generator().manual_seed(seed)).to(real.device)
        with torch.autocast(real.device.type, enabled=False):
            made: torch.Tensor = network(log_mels(real, SOUNDS), noise)
        return made
