"""Recipe ``sounds``: an autoencoder of short sounds and, in its latents, a flow that invents them from words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models, shipped_folder
from crossmedia_studio.represent import sound_latents
from crossmedia_studio.represent.audio import SOUNDS, log_mels
from crossmedia_studio.train import augment_sound as augment
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.enough import to_check, to_learn
from crossmedia_studio.train.recipe import Lesson, Phase
from crossmedia_studio.train.sound_invention import InventionLesson
from crossmedia_studio.train.sound_models import heard, invented, save, sheet
from crossmedia_studio.train.sound_windows import MOMENTS, WINDOW, WORDS, Windows
from crossmedia_studio.train.sounds import clips

if TYPE_CHECKING:
    import torch
    from torch import nn

    from crossmedia_studio.nets.sound_flow import SoundFlow
    from crossmedia_studio.nets.sound_vae import SoundVAE

_CHECKED, _SHOWN = 48, 6
_MOVED = 0.35
_HIDDEN_BANDS, _HIDDEN_FRAMES = 24, 48
_MOST_MOVED = SOUNDS.hop * 16


class Heard(NamedTuple):
    """Log-mels (n, bands, 256), the same with what is hidden from the encoder, word ids (n, words), seconds that sound
    (n,), and which are whole: neither moved nor hidden in part (n,)."""

    mels: torch.Tensor
    shown: torch.Tensor
    ids: torch.Tensor
    seconds: torch.Tensor
    whole: torch.Tensor


@dataclass(frozen=True)
class SoundsOptions:
    """What shapes the networks and how they listen."""

    begin: str = option(
        "nothing", mark("Begin from"), choices=("nothing", "studio"),
        choice_labels=(mark("Nothing"), mark("The studio's own")),
        help=mark("From the studio's own it hears as the studio does and learns only to invent, in far less time"),
    )  # fmt: skip
    batch: int = option(8, mark("Sounds a step"), minimum=1, maximum=1024)
    latent: int = option(
        32, mark("Numbers a moment"), minimum=4, maximum=256, help=mark("What an eighth of a second is condensed into")
    )
    width: int = option(32, mark("Width of the network"), minimum=8, maximum=512)
    kl: float = option(
        3e-3, mark("Tidiness"), minimum=0, maximum=1,
        help=mark("More makes morphs smoother and details weaker"),
    )  # fmt: skip
    invent: int = option(
        144, mark("Width of what invents"), minimum=24, maximum=1536,
        help=mark("Of the network that turns words into sound"),
    )  # fmt: skip
    vary: float = option(
        3.0, mark("Varied speed"), unit=mark("semitones"), minimum=0, maximum=12,
        help=mark("Sounds are heard up to so much faster or slower, as from a tape"),
    )  # fmt: skip
    hide: float = option(
        0.25, mark("Heard in part"), minimum=0, maximum=1,
        help=mark("The share of sounds of which a stretch of pitches and of time is hidden, and has to be guessed"),
    )  # fmt: skip
    rate: float = option(8e-4, mark("Top learning rate"), minimum=1e-7, maximum=0.1)


class Sounds:
    """Learns to condense sounds, and to invent them from words."""

    name: ClassVar = "sounds"
    title: ClassVar = mark("Sound effects")
    about: ClassVar = mark(
        "Learns to condense short sounds into few numbers, in which they are morphed, and to invent new ones from words"
    )
    family: ClassVar = sound_latents.FAMILY
    kind: ClassVar = Kind.AUDIO
    Options: ClassVar[type] = SoundsOptions

    def lesson(
        self, dataset: Dataset, options: SoundsOptions, models: Models, work: Path, device: str, step: Step
    ) -> Lesson:
        """Raises TrainingError for fewer than two sounds."""
        from crossmedia_studio.nets.sound_flow import SoundFlow, SoundFlowConfig

        learn = to_learn(dataset, self.kind)
        aside = to_check(dataset, learn, _CHECKED)
        heard = clips((*learn, *aside), SOUNDS.rate, work, part(step, 0.0, 0.6))
        windows = Windows(heard, (*learn, *aside), len(learn), options.vary)
        own = options.begin == "nothing"
        vae = None if own else sound_latents.read_vae(shipped_folder() / sound_latents.SHIPPED).requires_grad_(False)
        heads, latent = max(options.invent // 24, 1), options.latent if vae is None else vae.config.latent
        flow = SoundFlow(SoundFlowConfig(latent, MOMENTS, heads * 24, heads=heads, words=WORDS,
                                         vocabulary=len(windows.vocabulary)))  # fmt: skip
        if vae is not None:
            return InventionLesson(windows, vae, flow, options.batch, options.rate, device, part(step, 0.6, 1.0))
        return SoundsLesson(windows, flow, options, device)


class SoundsLesson:
    """Both networks learn at once: the autoencoder from windows, the flow from the latents that it gives of them."""

    averaged: tuple[str, ...] = ("vae", "flow")

    def __init__(self, windows: Windows, flow: SoundFlow, options: SoundsOptions, device: str) -> None:
        import torch

        from crossmedia_studio.nets.sound_vae import SoundVAE, SoundVAEConfig

        widths = (options.width, 2 * options.width, 4 * options.width)
        self._vae = SoundVAE(SoundVAEConfig(SOUNDS.bands, options.latent, widths)).to(device)
        self._vae.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._flow = flow.to(device)
        self._windows, self._options, self._device = windows, options, device
        self.networks: dict[str, nn.Module] = {"vae": self._vae, "flow": self._flow}
        self.phases: tuple[Phase, ...] = (
            Phase("vae", "vae", self._loss, options.rate, decay=1e-4),
            Phase("flow", "flow", self._flow_loss, options.rate, decay=1e-3),
        )
        self._latents: torch.Tensor | None = None
        self._held_out = len(windows.heard) - windows.learned
        self._chosen = windows.held_out(_CHECKED)
        whole = torch.from_numpy(np.stack([windows.heard.cut(index, 0, WINDOW) for index in self._chosen]))
        self._checked = torch.cat([log_mels(one[None], SOUNDS) for one in whole]).to(device)

    def batch(self, generator: torch.Generator) -> Heard:
        """Windows at some speed, some moved, some hidden in part, with a few of their words."""
        import torch

        count, windows = self._options.batch, self._windows
        chosen = torch.randint(windows.learned, (count,), generator=generator).tolist()
        coins = torch.rand(count, 4, generator=generator).tolist()
        rows = [(*windows.cut(index, *places), windows.words(index, coin, generator))
                for index, (*places, coin) in zip(chosen, coins, strict=True)]  # fmt: skip
        moved = torch.rand(count, generator=generator) < _MOVED
        samples = augment.gain(torch.from_numpy(np.stack([sound for sound, _, _ in rows])), -12.0, 1.0, generator)
        samples = torch.where(moved[:, None], augment.shift(samples, _MOST_MOVED, generator), samples)
        hidden = torch.rand(count, generator=generator) < self._options.hide
        mels = log_mels(samples.to(self._device), SOUNDS)
        shown = mels.clone()
        shown[hidden] = augment.hide(mels[hidden], _HIDDEN_BANDS, _HIDDEN_FRAMES, generator)
        told = (torch.stack([ids for _, _, ids in rows]), torch.tensor([seconds for _, seconds, _ in rows]))
        return Heard(mels, shown, *(one.to(self._device) for one in (*told, ~moved & ~hidden)))

    def _loss(self, batch: Heard, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, Any]]:
        """Laplacian error of the log-mel and a little of the divergence from N(0, 1), both in float32."""
        import torch

        from crossmedia_studio.nets.picture_vae import kl_divergence, laplacian_loss

        noise = torch.randn(len(batch.mels), self._vae.config.latent, MOMENTS, generator=generator).to(self._device)
        made, mean, log_variance = self._vae(batch.shown, noise)
        self._latents = mean.detach().float()
        real, again = self._vae.normal(batch.mels)[:, None], self._vae.normal(made)[:, None]
        error = laplacian_loss(again.float(), real)
        kl = kl_divergence(mean.float(), log_variance.float())
        return error + self._options.kl * kl, {"error": error.detach(), "kl": kl.detach()}

    def _flow_loss(self, batch: Heard, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, Any]]:
        """The velocity towards the latents that the autoencoder just gave, of windows that are whole."""
        assert self._latents is not None
        self._flow.follow(self._latents)
        return self._flow.loss(self._latents, batch.ids, batch.seconds, generator, batch.whole), {}

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """``loss``: the mean error of log-mels as they come back, in units of the network; ``decibels`` the same in dB.

        ``held out`` counts sounds that were kept aside; 0 says there were none, and it was measured on those it
        learns from.
        """
        vae = _vae(networks)
        apart = [float((vae.again(one[None]).float() - one[None]).abs().mean()) for one in self._checked]
        mean = float(np.mean(apart))
        decibels = float(mean * 10.0 / np.log(10.0))
        return {"loss": mean / vae.config.spread, "decibels": decibels, "held out": float(self._held_out)}

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """A sound, how it comes back, and one invented from the same words: uint8 (n, 388, t, 4)."""
        ids = self._windows.ids[list(self._chosen[:_SHOWN])].to(self._device)
        vae, flow = _vae(networks), networks["flow"]
        return sheet(self._checked[:_SHOWN], vae, invented(vae, flow, ids, seed))  # type: ignore[arg-type]

    def sounds(self, networks: Mapping[str, nn.Module], seed: int) -> tuple[Audio, ...]:
        """Sounds invented from the words of some that were kept aside."""
        ids = self._windows.ids[list(self._chosen[:_SHOWN])].to(self._device)
        return heard(_vae(networks), networks["flow"], ids, seed)  # type: ignore[arg-type]

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        save(_vae(networks), networks["flow"], self._windows, folder)  # type: ignore[arg-type]


def _vae(networks: Mapping[str, nn.Module]) -> SoundVAE:
    vae: SoundVAE = networks["vae"]  # type: ignore[assignment]
    return vae
