"""Recipe ``sounds``: an autoencoder of short sounds and, in its latents, a flow that invents them from words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import sound_latents
from crossmedia_studio.represent.audio import SOUNDS, log_mels
from crossmedia_studio.represent.vocabulary import Vocabulary
from crossmedia_studio.train import augment_sound as augment
from crossmedia_studio.train.datasets.dataset import Dataset, Item
from crossmedia_studio.train.preprocess.words import known_words
from crossmedia_studio.train.recipe import Lesson, Phase
from crossmedia_studio.train.sounds import Clips, clips, drawn, learned_and_held_out

if TYPE_CHECKING:
    import torch
    from torch import nn

    from crossmedia_studio.nets.sound_flow import SoundFlow
    from crossmedia_studio.nets.sound_vae import SoundVAE

MOMENTS = 16
WINDOW = MOMENTS * sound_latents.MOMENT
"""Samples of what is learned at once: 2.048 s."""
_CHECKED, _SHOWN = 48, 6
_WORDLESS = 0.12
"""The share of examples of which nothing is said, for guidance."""
_MOVED, _FROM_START = 0.35, 0.5
_MOST_MOVED = SOUNDS.hop * 16


class Heard(NamedTuple):
    """Log-mels (n, bands, 256), word ids (n, words), seconds that sound (n,), and which begin where they begin (n,)."""

    mels: torch.Tensor
    ids: torch.Tensor
    seconds: torch.Tensor
    whole: torch.Tensor


@dataclass(frozen=True)
class SoundsOptions:
    """What shapes the networks and how they listen."""

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
        learn, aside = learned_and_held_out(dataset, _CHECKED)
        heard = clips((*learn, *aside), SOUNDS.rate, work, part(step, 0.0, 0.9))
        return SoundsLesson(heard, (*learn, *aside), len(learn), options, device)


class SoundsLesson:
    """Windows of the first ``learned`` of ``heard``, whose words ``items`` tell; the rest are to check."""

    averaged: tuple[str, ...] = ("vae", "flow")

    def __init__(self, heard: Clips, items: Sequence[Item], learned: int, options: SoundsOptions, device: str) -> None:
        import torch

        from crossmedia_studio.nets.sound_flow import SoundFlow, SoundFlowConfig
        from crossmedia_studio.nets.sound_vae import SoundVAE, SoundVAEConfig

        said = [_said(item) for item in items]
        self._vocabulary = Vocabulary(("", *known_words((words for row in said for words in row), least=1)))
        width = options.width
        shape_of = SoundVAEConfig(SOUNDS.bands, options.latent, (width, 2 * width, 4 * width))
        self._vae = SoundVAE(shape_of).to(device)
        heads = max(options.invent // 24, 1)
        shape = SoundFlowConfig(options.latent, MOMENTS, heads * 24, heads=heads, vocabulary=len(self._vocabulary))
        self._flow = SoundFlow(shape).to(device)
        self._vae.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._ids = [self._numbers(row) for row in said]
        self._heard, self._learned, self._options, self._device = heard, learned, options, device
        self.networks: dict[str, nn.Module] = {"vae": self._vae, "flow": self._flow}
        self.phases: tuple[Phase, ...] = (
            Phase("vae", "vae", self._loss, options.rate, decay=1e-4),
            Phase("flow", "flow", self._flow_loss, options.rate, decay=1e-3),
        )
        self._latents: torch.Tensor | None = None
        self._held_out = len(heard) - learned
        self._chosen = range(learned, len(heard)) if self._held_out else range(min(learned, _CHECKED))
        whole = torch.from_numpy(np.stack([heard.cut(index, 0, WINDOW) for index in self._chosen]))
        self._checked = torch.cat([log_mels(one[None], SOUNDS) for one in whole]).to(device)

    def batch(self, generator: torch.Generator) -> Heard:
        """Windows from a sound's beginning or within it, at another speed, some moved, with words of what they are."""
        import torch

        count = self._options.batch
        chosen = torch.randint(self._learned, (count,), generator=generator).tolist()
        coins = torch.rand(count, 4, generator=generator)
        cuts = np.zeros((count, WINDOW), np.float32)
        ids = torch.zeros(count, self._flow.config.words, dtype=torch.long)
        seconds = torch.zeros(count)
        for row, (index, (where, place, speed, words)) in enumerate(zip(chosen, coins.tolist(), strict=True)):
            factor = 2.0 ** (self._options.vary * (2.0 * speed - 1.0) / 12.0)  # how much longer it becomes
            needed = round(WINDOW / factor)
            beyond = self._heard.length(index) - needed
            start = round(place * beyond) if beyond > 0 and where > _FROM_START else 0
            cuts[row] = augment.at_speed(self._heard.cut(index, start, needed), factor, WINDOW)
            seconds[row] = min((self._heard.length(index) - start) * factor, WINDOW) / SOUNDS.rate
            if words > _WORDLESS:
                ids[row] = self._some(self._ids[index], generator)
        moved = torch.rand(count, generator=generator) < _MOVED
        samples = augment.gain(torch.from_numpy(cuts), -12.0, 1.0, generator)
        samples = torch.where(moved[:, None], augment.shift(samples, _MOST_MOVED, generator), samples)
        mels = log_mels(samples.to(self._device), SOUNDS)
        return Heard(mels, *(one.to(self._device) for one in (ids, seconds, ~moved)))

    def _loss(self, batch: Heard, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, Any]]:
        """Laplacian error of the log-mel and a little of the divergence from N(0, 1), both in float32."""
        import torch

        from crossmedia_studio.nets.picture_vae import kl_divergence, laplacian_loss

        noise = torch.randn(len(batch.mels), self._vae.config.latent, MOMENTS, generator=generator).to(self._device)
        made, mean, log_variance = self._vae(batch.mels, noise)
        self._latents = mean.detach().float()
        real, again = self._vae.normal(batch.mels)[:, None], self._vae.normal(made)[:, None]
        error = laplacian_loss(again.float(), real)
        kl = kl_divergence(mean.float(), log_variance.float())
        return error + self._options.kl * kl, {"error": error.detach(), "kl": kl.detach()}

    def _flow_loss(self, batch: Heard, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, Any]]:
        """The velocity towards the latents that the autoencoder just gave, of windows that were not moved."""
        import torch

        from crossmedia_studio.nets.flow_transformer import NEAREST, noised

        assert self._latents is not None
        self._flow.follow(self._latents)
        clean = self._flow.normal(self._latents)[:, :, None]  # (n, latent, 1, moments)
        time = torch.sigmoid(torch.randn(len(clean), generator=generator)).to(self._device)
        noise = torch.randn(clean.shape, generator=generator).to(self._device)
        said = self._flow(noised(clean, noise, time), time, batch.ids, batch.seconds).float()
        error = (said - clean).square().mean(dim=(1, 2, 3)) / (1.0 - time).clamp(min=NEAREST).square()
        return (error * batch.whole).sum() / batch.whole.sum().clamp(min=1.0), {}

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """``loss``: the mean error of log-mels as they come back, in units of the network; ``decibels`` the same in dB.

        ``held out`` counts sounds that were kept aside; 0 says there were none, and it was measured on those it
        learns from.
        """
        vae = _vae(networks)
        apart = [float((vae.again(one[None]).float() - one[None]).abs().mean()) for one in self._checked]
        mean = float(np.mean(apart))
        decibels = mean * 10.0 / np.log(10.0)
        return {"loss": mean / vae.config.spread, "decibels": decibels, "held out": float(self._held_out)}

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """Three spectrograms one above the other: a sound, how it comes back, and one invented from the same words:
        uint8 (n, 388, t, 4)."""
        import torch

        vae, rows = _vae(networks), []
        ids = torch.stack([self._ids[index] for index in self._chosen[:_SHOWN]]).to(self._device)
        invented = self._invented(networks, ids, seed)
        for number, real in enumerate(self._checked[:_SHOWN]):
            three = (real, vae.again(real[None])[0], invented[number])
            pictures = [drawn(one.float().cpu().numpy()) for one in three]
            gap = np.full((2, *pictures[0].shape[1:]), 255, np.uint8)
            rows.append(np.concatenate([pictures[0], gap, pictures[1], gap, pictures[2]]))
        return np.stack(rows)

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        from crossmedia_studio.nets import packing

        for name, file in (("vae", "weights.safetensors"), ("flow", "flow.safetensors")):
            (folder / file).write_bytes(packing.to_bytes(networks[name].state_dict(), eight_bits=False))
        config = {"family": Sounds.family, "config": asdict(self._vae.config), "flow": asdict(self._flow.config),
                  "seconds": self._lengths()}  # fmt: skip
        (folder / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
        (folder / "words.txt").write_text("\n".join(self._vocabulary.words) + "\n", encoding="utf-8")

    def _invented(self, networks: Mapping[str, nn.Module], ids: torch.Tensor, seed: int) -> torch.Tensor:
        """Log-mels (n, bands, 256) from word ids (n, words)."""
        import torch

        from crossmedia_studio.generate.sounds.invent import flow

        net: SoundFlow = networks["flow"]  # type: ignore[assignment]
        seconds = torch.full((len(ids),), WINDOW / SOUNDS.rate, device=ids.device)
        return _vae(networks).decode(flow(net, ids, seconds, seed))

    def _lengths(self) -> list[float]:
        """How long sounds of each word of the vocabulary are: the median of those learned from, in seconds."""
        lengths: list[list[float]] = [[] for _ in range(len(self._vocabulary))]
        for index in range(self._learned):
            for number in self._ids[index].tolist():
                lengths[number].append(min(self._heard.length(index), WINDOW) / SOUNDS.rate)
        return [round(float(np.median(row)), 3) if row else 0.0 for row in lengths]

    def _numbers(self, said: Sequence[str]) -> torch.Tensor:
        """Ids (words,) of all that is said of a sound, in both languages, each once."""
        import torch

        from crossmedia_studio.represent.text import tokens

        words = dict.fromkeys(word for line in said for word in tokens(line))
        ids, _ = self._vocabulary.ids([(word, 0) for word in words], self._flow.config.words)
        return torch.from_numpy(ids)

    def _some(self, ids: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        """Of all ids of a sound a few by chance, at least one."""
        import torch

        known = ids[ids > 0]
        out = torch.zeros_like(ids)
        if len(known):
            count = int(torch.randint(1, len(known) + 1, (), generator=generator))
            out[:count] = known[torch.randperm(len(known), generator=generator)[:count]]
        return out


def _said(item: Item) -> tuple[str, ...]:
    """What is said of a sound: its tags first."""
    return tuple(dict.fromkeys(words for _, words in (*item.tags, *item.captions)))


def _vae(networks: Mapping[str, nn.Module]) -> SoundVAE:
    vae: SoundVAE = networks["vae"]  # type: ignore[assignment]
    return vae
