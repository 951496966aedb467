"""Recipe ``vae``: an autoencoder of pictures (``nets.picture_vae``), the space in which they blend, morph and form.

A critic of patches (``nets.patch_critic``) may ask for sharp edges, as in Esser et al. 2021 "Taming Transformers".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.models.loader import Models, shipped_folder
from crossmedia_studio.represent import latents
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.enough import to_check, to_learn
from crossmedia_studio.train.pictures import squares, straight
from crossmedia_studio.train.recipe import Lesson, Phase

if TYPE_CHECKING:
    import torch
    from torch import nn

_MOST_CHECKED = 64
_SHOWN = 8
_MATCHING = 0.4
_LAZY, _SMOOTH = 8, 3e-4
"""R1 is computed on one step in so many; its weight."""


@dataclass(frozen=True)
class VaeOptions:
    """What shapes the network and how it looks at the pictures."""

    begin: str = option(
        "nothing", mark("Begin from"), choices=("nothing", "studio"),
        choice_labels=(mark("Nothing"), mark("The studio's own")),
        help=mark("From the studio's own only its drawing goes on learning: what other models made of it stays true"),
    )  # fmt: skip
    size: int = option(128, mark("Picture size"), unit="px", minimum=32, maximum=1024)
    crop: int = option(
        64, mark("Crop"), unit="px", minimum=16, maximum=1024, help=mark("It learns from cut-outs of this size")
    )
    batch: int = option(16, mark("Pictures a step"), minimum=1, maximum=4096)
    latent: int = option(
        32, mark("Numbers a patch"), minimum=4, maximum=256, help=mark("What 16 × 16 pixels are condensed into")
    )
    width: int = option(64, mark("Width of the network"), minimum=8, maximum=512)
    depth: int = option(2, mark("Depth of the network"), minimum=1, maximum=8)
    kl: float = option(
        1e-4, mark("Tidiness"), minimum=0, maximum=1,
        help=mark("More makes blends smoother and details weaker"),
    )  # fmt: skip
    crisp: float = option(
        0.0, mark("Crispness"), minimum=0, maximum=1,
        help=mark("How much say a critic has that asks for sharp edges; worth it from the studio's own on"),
    )  # fmt: skip
    rate: float = option(7e-4, mark("Top learning rate"), minimum=1e-7, maximum=0.1)


class Vae:
    """Learns to condense pictures and to draw them again."""

    name: ClassVar = "vae"
    title: ClassVar = mark("Autoencoder of pictures")
    about: ClassVar = mark(
        "Learns to condense pictures, with their transparency, into few numbers and to draw them again: the space in "
        "which pictures are blended and morphed"
    )
    family: ClassVar = "vae"
    kind: ClassVar = Kind.IMAGE
    Options: ClassVar[type] = VaeOptions

    def lesson(
        self, dataset: Dataset, options: VaeOptions, models: Models, work: Path, device: str, step: Step
    ) -> Lesson:
        """Raises TrainingError for fewer than two pictures, or sizes that do not fit each other."""
        if options.crop % 16 or options.size % 16 or options.crop > options.size:
            raise TrainingError(
                tr("A crop of {crop} px does not fit pictures of {size} px", crop=options.crop, size=options.size),
                do=tr("Choose multiples of 16, the crop no larger than the picture"),
            )
        learn = to_learn(dataset, self.kind)
        aside = to_check(dataset, learn, _MOST_CHECKED)
        pictures = squares((*learn, *aside), options.size, work, step)
        return VaeLesson(pictures, len(learn), options, device)


class VaeLesson:
    """Crops of the first ``learned`` of ``pictures``, uint8 (n, size, size, 4) premultiplied; the rest are to check."""

    averaged: tuple[str, ...] = ("vae",)

    def __init__(self, pictures: np.ndarray, learned: int, options: VaeOptions, device: str) -> None:
        import torch

        from crossmedia_studio.nets.patch_critic import PatchCritic
        from crossmedia_studio.nets.picture_vae import PictureVAE, PictureVAEConfig

        if options.begin == "studio":
            self._net = latents.read_vae(shipped_folder() / latents.SHIPPED).train()
            self._net.encoder.requires_grad_(False)
        else:
            widths = (options.width, options.width * 2, options.width * 3)
            self._net = PictureVAE(PictureVAEConfig(latent=options.latent, widths=widths, depth=options.depth))
        self._config = self._net.config
        self._net.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._pictures, self._learned, self._options, self._device = pictures, learned, options, device
        self.networks: dict[str, nn.Module] = {"vae": self._net}
        self.phases: tuple[Phase, ...] = (
            Phase("vae", "vae", self._loss, options.rate, betas=(0.5 if options.crisp else 0.9, 0.99), decay=1e-4),
        )
        self._critic = None
        if options.crisp > 0:
            self._critic = PatchCritic(self._config.channels).to(device)
            self._critic.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
            self.networks["critic"] = self._critic
            self.phases += (Phase("critic", "critic", self._criticise, options.rate, betas=(0.5, 0.9)),)
        held_out = len(pictures) - learned
        chosen = np.arange(learned, len(pictures)) if held_out else np.arange(min(learned, _MOST_CHECKED))
        self._held_out = held_out
        self._checked = self._tensor(pictures[chosen])

    def batch(self, generator: torch.Generator) -> torch.Tensor:
        """Crops (batch, 4, crop, crop) in −1 … 1: flipped, recoloured, on grounds, by chance."""
        import torch

        count, crop, size = self._options.batch, self._options.crop, self._options.size
        chosen = torch.randint(self._learned, (count,), generator=generator)
        corners = torch.randint(size - crop + 1, (count, 2), generator=generator)
        coins = torch.rand((count, 3), generator=generator)
        made = torch.empty(count, crop, crop, 4)
        for number, (index, (top, left), (flip, recolour, lay)) in enumerate(
            zip(chosen.tolist(), corners.tolist(), coins.tolist(), strict=True)
        ):
            cut = self._pictures[index, top : top + crop, left : left + crop]
            picture = torch.from_numpy(np.array(cut)).float() / 255.0  # (crop, crop, 4)
            if flip < 0.5:
                picture = picture.flip(1)
            if recolour < 0.35:
                order = torch.randperm(3, generator=generator).tolist()
                picture = picture[..., [*order, 3]]
            if lay < 0.4:
                picture = _laid(picture, _ground(crop, generator))
            made[number] = picture
        return self._normal(made)

    def _loss(self, batch: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, Any]]:
        """Laplacian error of the reconstruction and a little of the divergence from N(0, 1), both in float32.

        With a critic also what it misses: that patches look real, and like the same ones.
        """
        from crossmedia_studio.nets.patch_critic import matching_loss
        from crossmedia_studio.nets.picture_vae import kl_divergence, laplacian_loss

        made, mean, log_variance = self._net(batch, self._noise(batch, generator))
        error = laplacian_loss(made.float(), batch)
        kl = kl_divergence(mean.float(), log_variance.float())
        total, figures = error + self._options.kl * kl, {"kl": kl.detach()}
        if self._critic is not None:
            (scores, seen), (_, real) = self._critic(made), self._critic(batch)
            missed = -scores.float().mean() + _MATCHING * matching_loss(seen, real).float()
            total, figures["missed"] = total + self._options.crisp * missed, missed.detach()
        return total, figures

    def _criticise(self, batch: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, Any]]:
        """Tell what is drawn again from what is real; held smooth on a step in eight."""
        import torch

        from crossmedia_studio.nets.patch_critic import critic_loss, smoothness

        assert self._critic is not None
        with torch.no_grad():
            made = self._net(batch, self._noise(batch, generator))[0].to(batch.dtype)
        scores, lies = self._critic(torch.cat([batch, made]))[0].float().chunk(2)
        loss = critic_loss(scores, lies)
        told = {"real": scores.detach().mean(), "again": lies.detach().mean()}
        if float(torch.rand((), generator=generator)) < 1.0 / _LAZY:
            loss = loss + 0.5 * _LAZY * _SMOOTH * smoothness(self._critic, batch).float()
        return loss, told

    def _noise(self, batch: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        """For a sample of the posterior; none where the encoder does not learn, which is judged by its mean."""
        import torch

        side = batch.shape[-1] // self._config.factor
        noise = torch.randn(len(batch), self._config.latent, side, side, generator=generator).to(batch.device)
        return noise * 0.0 if self._options.begin == "studio" else noise

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """``loss`` and ``psnr`` in dB of whole pictures drawn again from their mean.

        ``held out`` counts pictures that were kept aside; 0 says there were none, and it was measured on those it
        learns from.
        """
        from crossmedia_studio.nets.picture_vae import laplacian_loss

        errors, noise = [], []
        for start in range(0, len(self._checked), 16):
            real = self._checked[start : start + 16]
            made = self._again(networks["vae"], real)
            for one, other in zip(made, real, strict=True):
                errors.append(float(laplacian_loss(one[None], other[None])))
                noise.append(float(((one.clamp(-1, 1) - other) / 2).square().mean()))
        psnr = [-10.0 * np.log10(max(value, 1e-10)) for value in noise]
        return {"loss": float(np.mean(errors)), "psnr": float(np.mean(psnr)), "held out": float(self._held_out)}

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """Pairs side by side, the picture and how it is drawn again: uint8 (n, size, 2 size, 4)."""
        import torch

        shown = self._checked[:_SHOWN]
        pairs = torch.cat([shown, self._again(networks["vae"], shown)], dim=-1)  # (n, 4, size, 2 size)
        return straight((pairs.permute(0, 2, 3, 1).cpu().numpy() + 1.0) / 2.0)

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        from safetensors.torch import save_file

        weights = {name: tensor.detach().cpu().contiguous() for name, tensor in networks["vae"].state_dict().items()}
        save_file(weights, folder / "weights.safetensors")
        config = {"family": Vae.family, "size": self._options.size, "config": asdict(self._config)}
        (folder / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")

    def _again(self, network: nn.Module, real: torch.Tensor) -> torch.Tensor:
        """Pictures (n, 4, h, w) drawn again from the mean of their latents, float32."""
        from crossmedia_studio.nets.picture_vae import PictureVAE

        assert isinstance(network, PictureVAE)
        return network.decode(network.encode(real)[0]).float()

    def _tensor(self, pictures: np.ndarray) -> torch.Tensor:
        import torch

        return self._normal(torch.from_numpy(np.array(pictures)).float() / 255.0)

    def _normal(self, pictures: torch.Tensor) -> torch.Tensor:
        """(n, h, w, 4) in 0–1 → (n, 4, h, w) in −1 … 1 on the device."""
        import torch

        planes = (pictures * 2.0 - 1.0).permute(0, 3, 1, 2)  # (n, 4, h, w)
        return planes.contiguous(memory_format=torch.channels_last).to(self._device)


def _ground(size: int, generator: torch.Generator) -> torch.Tensor:
    """A plain or shaded colour: (size, size, 3) in 0–1."""
    import torch

    first, last, coins = torch.rand((3, 3), generator=generator)
    if coins[0] >= 0.6:
        return first.expand(size, size, 3)
    share = torch.linspace(0.0, 1.0, size)[:, None, None]  # (size, 1, 1): downwards
    if coins[1] < 0.5:
        share = share.transpose(0, 1)  # (1, size, 1): to the right
    return (first * (1.0 - share) + last * share).expand(size, size, 3)


def _laid(picture: torch.Tensor, ground: torch.Tensor) -> torch.Tensor:
    """A premultiplied picture (h, w, 4) over ``ground`` (h, w, 3): opaque."""
    import torch

    colour = picture[..., :3] + ground * (1.0 - picture[..., 3:])
    return torch.cat([colour, torch.ones_like(picture[..., 3:])], dim=-1)  # (h, w, 4)
