"""The lesson of the recipe ``twins``: each pair finds itself again from its z, and z is spread as N(0, 1)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from crossmedia_studio.generate import imagining, twins
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import sound_latents
from crossmedia_studio.train.preprocess.pictures import straight
from crossmedia_studio.train.recipe import Phase
from crossmedia_studio.train.twins.prepare import Pairs

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

_SHOWN, _HEARD = 12, 4
_BLUR = 0.1
"""Noise on what is seen and heard while learning, in deviations."""
_SPREAD = 0.05
"""Weight of the divergence of z from N(0, 1)."""
_ASIDE = 12
"""One pair in so many is kept aside to check by."""
_STRIP = 64


class TwinsLesson:
    """A batch is indices (b,) of pairs."""

    averaged: tuple[str, ...] = ("twins",)

    def __init__(self, pairs: Pairs, options: Any, models: Models, device: str) -> None:
        import torch

        from crossmedia_studio.nets.twins import Twins, TwinsConfig

        self._pairs, self._options, self._models, self._device = pairs, options, models, device
        count = len(pairs.pictures)
        config = TwinsConfig(
            count, pairs.seen.shape[1], pairs.heard.shape[1], code=options.code, axes=min(2, options.code),
            width=options.width,
        )  # fmt: skip
        self._net = Twins(config).to(device)
        self.networks: dict[str, nn.Module] = {"twins": self._net}
        self.phases: tuple[Phase, ...] = (Phase("twins", "twins", self._loss, options.rate, decay=1e-3),)
        self._seen, self._heard, self._shared = (
            torch.from_numpy(np.asarray(rows, np.float32)).to(device)
            for rows in (pairs.seen, pairs.heard, pairs.shared[:, : config.axes])
        )
        order = torch.randperm(count, generator=torch.Generator().manual_seed(0))
        aside = count // _ASIDE
        self._aside, self._learned = order[:aside] if aside > 1 else order, order[aside:]

    def batch(self, generator: torch.Generator) -> Tensor:
        import torch

        return self._learned[torch.randint(len(self._learned), (self._options.batch,), generator=generator)]

    def _loss(self, batch: Tensor, generator: torch.Generator) -> tuple[Tensor, Mapping[str, Any]]:
        import torch

        noise = torch.randn(len(batch), self._seen.shape[1] + self._heard.shape[1], generator=generator)
        chance = torch.randn(len(batch), self._net.config.code, generator=generator).to(self._device)
        blur = (_BLUR * noise).to(self._device).split([self._seen.shape[1], self._heard.shape[1]], dim=1)
        total, figures = self._errors(self._net, batch, blur, chance)
        return total, {name: value.detach() for name, value in figures.items()}

    def _errors(
        self, network: nn.Module, batch: Tensor, blur: tuple[Tensor, ...], chance: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """What the pairs ``batch`` (b,) miss: finding themselves among each other, the order, the spread."""
        from torch.nn import functional

        from crossmedia_studio.nets.twins import Twins

        assert isinstance(network, Twins)
        batch = batch.unique()
        count = len(batch)
        seen, heard = self._seen[batch] + blur[0][:count], self._heard[batch] + blur[1][:count]
        mean, spread = (one.float() for one in network.encode(seen, heard))
        z = mean + (0.5 * spread).exp() * chance[:count]
        own = _range(count, z)
        found = functional.cross_entropy(network.likeness(z, mean).float(), own)
        order = (mean[:, : self._shared.shape[1]] - self._shared[batch]).square().mean()
        kl = -0.5 * (1.0 + spread - mean.square() - spread.exp()).sum(dim=1).mean()
        total = found + self._options.shared * order + _SPREAD * kl
        return total, {"found": found, "order": order, "kl": kl}

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """On pairs kept aside: the loss, and the error of the knob's order (1 is none at all)."""
        import torch

        chance = torch.randn(len(self._aside), self._net.config.code, generator=torch.Generator().manual_seed(1))
        still = (torch.zeros_like(self._seen[self._aside]), torch.zeros_like(self._heard[self._aside]))
        total, figures = self._errors(networks["twins"], self._aside, still, chance.to(self._device))
        return {"loss": float(total), **{name: float(value) for name, value in figures.items()}}

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """Twins: the picture over the spectrogram of its sound, uint8 (n, 128 + 64, 128, 4)."""
        family = self._family(networks)
        z = np.stack([twins.place(seed + number, "", self._net.config.code) for number in range(_SHOWN)])
        z[:, :2] = _grid(_SHOWN)
        shown = []
        for one in z:
            born = family.born(one[None], family.allowed(imagining.ANY, one))
            picture = straight(family.pictures_of(born).astype(np.float32) / 255.0)[0]
            strip = twins.strip(family.ear.log_mel(born.sounds[0]), picture.shape[1], _STRIP)
            shown.append(np.concatenate([picture, strip]))
        return np.stack(shown)

    def sounds(self, networks: Mapping[str, nn.Module], seed: int) -> tuple[Audio, ...]:
        family = self._family(networks)
        z = np.stack([twins.place(seed + number, "", self._net.config.code) for number in range(_HEARD)])
        born = family.born(z, np.ones(self._net.config.known, bool))
        return tuple(family.ear.decode(sound, twins.SECONDS) for sound in born.sounds)

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        family = self._family(networks)
        made_with = twins.made_with(self._models)
        twins.write(folder, family.net, self._pairs.pictures, self._pairs.gives, self._pairs.sounds, made_with)

    def _family(self, networks: Mapping[str, nn.Module]) -> twins.Family:
        """The network as it is now, its known pairs in their places."""
        import copy

        from crossmedia_studio.nets.twins import Twins

        network = networks["twins"]
        assert isinstance(network, Twins)
        net = copy.deepcopy(network).float().cpu().eval()
        net.settle(self._seen.float().cpu(), self._heard.float().cpu())
        imagination, ear = imagining.load(self._models), sound_latents.load(self._models)
        return twins.Family(net, self._pairs.pictures, self._pairs.gives, self._pairs.sounds, imagination, ear)


def _range(count: int, like: Tensor) -> Tensor:
    import torch

    return torch.arange(count, device=like.device)


def _grid(count: int) -> np.ndarray:
    """Places of the knob, row by row from the top left: (count, 2), in standard deviations."""
    across = round(np.sqrt(count * 4 / 3))
    down = -(-count // across)
    x, y = np.meshgrid(np.linspace(-1.0, 1.0, across), np.linspace(1.0, -1.0, down))
    return np.asarray(np.stack([x, y], axis=-1).reshape(-1, 2)[:count]) * twins.REACH
