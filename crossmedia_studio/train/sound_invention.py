"""Learning to invent sounds in latents that are known already: the autoencoder stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.represent.audio import SOUNDS, log_mels
from crossmedia_studio.train.recipe import Phase
from crossmedia_studio.train.sound_models import heard, invented, save, sheet
from crossmedia_studio.train.sound_windows import Windows

if TYPE_CHECKING:
    from pathlib import Path

    import torch
    from torch import nn

    from crossmedia_studio.nets.sound_flow import SoundFlow
    from crossmedia_studio.nets.sound_vae import SoundVAE

_VIEWS = 4
"""Windows of each sound that are condensed once and learned from."""
_CHECKED, _SHOWN, _DRAWS = 48, 6, 4
_SEED = 11


class InventionLesson:
    """Latents of :data:`_VIEWS` windows of each sound, condensed by ``vae`` beforehand, and a flow among them."""

    averaged: tuple[str, ...] = ("flow",)

    def __init__(
        self, windows: Windows, vae: SoundVAE, flow: SoundFlow, batch: int, rate: float, device: str, step: Step
    ) -> None:
        import torch

        self._windows, self._vae, self._flow, self._count, self._device = windows, vae.to(device), flow, batch, device
        self._flow.to(device)
        self.networks: dict[str, nn.Module] = {"flow": self._flow}
        self.phases: tuple[Phase, ...] = (Phase("flow", "flow", self._loss, rate, decay=1e-3),)
        chance = np.random.default_rng(_SEED)
        learned = [(index, *chance.random(3)) for index in range(windows.learned) for _ in range(_VIEWS)]
        self._chosen = windows.held_out(_CHECKED)
        checked = [(index, 0.0, 0.0, 0.5) for index in self._chosen]
        made = self._condensed([*learned, *checked], step)
        spread = [part[: len(learned)] for part in made], [part[len(learned) :] for part in made]
        (self._latents, self._seconds), (self._real, self._lasting) = spread
        flow.settle(self._latents)
        self._held_out = len(windows.heard) - windows.learned
        self._rows = torch.arange(len(learned)) // _VIEWS  # which sound each row is of

    def batch(self, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Latents (n, latent, moments), word ids (n, words) and seconds (n,)."""
        import torch

        rows = torch.randint(len(self._latents), (self._count,), generator=generator)
        coins = torch.rand(self._count, generator=generator).tolist()
        ids = torch.stack([self._windows.words(int(self._rows[row]), coin, generator)
                           for row, coin in zip(rows.tolist(), coins, strict=True)])  # fmt: skip
        return self._latents[rows], ids.to(self._device), self._seconds[rows]

    def _loss(
        self, batch: tuple[torch.Tensor, ...], generator: torch.Generator
    ) -> tuple[torch.Tensor, Mapping[str, Any]]:
        latents, ids, seconds = batch
        return self._flow.loss(latents, ids, seconds, generator), {}

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """``loss``: the mean error of the velocity towards sounds kept aside, told by all their words.

        ``held out`` counts them; 0 says there were none, and it was measured on those it learns from.
        """
        import torch

        chance = torch.Generator().manual_seed(_SEED)
        flow: SoundFlow = networks["flow"]  # type: ignore[assignment]
        ids = self._windows.ids[list(self._chosen)].to(self._device)
        losses = [float(flow.loss(self._real, ids, self._lasting, chance)) for _ in range(_DRAWS)]
        return {"loss": float(np.mean(losses)), "held out": float(self._held_out)}

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """A sound, how it comes back, and one invented from the same words: uint8 (n, 388, t, 4)."""
        ids = self._windows.ids[list(self._chosen[:_SHOWN])].to(self._device)
        flow: SoundFlow = networks["flow"]  # type: ignore[assignment]
        mels = log_mels(self._sounds([(index, 0.0, 0.0, 0.5) for index in self._chosen[:_SHOWN]])[0], SOUNDS)
        return sheet(mels.to(self._device), self._vae, invented(self._vae, flow, ids, seed))

    def sounds(self, networks: Mapping[str, nn.Module], seed: int) -> tuple[Audio, ...]:
        """Sounds invented from the words of some that were kept aside."""
        ids = self._windows.ids[list(self._chosen[:_SHOWN])].to(self._device)
        return heard(self._vae, networks["flow"], ids, seed)  # type: ignore[arg-type]

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        save(self._vae, networks["flow"], self._windows, folder)  # type: ignore[arg-type]

    def _condensed(self, views: list[Any], step: Step) -> tuple[torch.Tensor, torch.Tensor]:
        """Latents (n, latent, moments) and seconds (n,) of windows, each as :meth:`Windows.cut` takes it."""
        import torch

        latents, seconds = [], []
        for start in range(0, len(views), 16):
            step(start, len(views), tr("Listening"))
            samples, lasting = self._sounds(views[start : start + 16])
            with torch.no_grad():
                latents.append(self._vae.encode(log_mels(samples.to(self._device), SOUNDS))[0].float())
            seconds.append(lasting.to(self._device))
        return torch.cat(latents), torch.cat(seconds)

    def _sounds(self, views: list[Any]) -> tuple[torch.Tensor, torch.Tensor]:
        import torch

        cuts = [self._windows.cut(*view) for view in views]
        return torch.from_numpy(np.stack([sound for sound, _ in cuts])), torch.tensor([seconds for _, seconds in cuts])
