"""Recipe ``gan``: invents pictures like those of a folder, at once (``nets.gan`` in the latents of the picture VAE).

Non-saturating logistic losses (Goodfellow et al. 2014), R1 on a random sixteenth of the steps (Mescheder et al. 2018,
lazily as in Karras et al. 2020), differentiable translation and cut-outs (Zhao et al. 2020, "DiffAugment"). The
generator also draws the known codes again, which keeps it from forgetting any of them; it begins with that alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate import imagining
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import latents
from crossmedia_studio.train.datasets.dataset import Dataset, Item
from crossmedia_studio.train.enough import to_learn
from crossmedia_studio.train.pictures import squares, straight
from crossmedia_studio.train.recipe import Lesson, Phase

if TYPE_CHECKING:
    import torch
    from torch import nn

    from crossmedia_studio.nets.picture_vae import PictureVAE

_LEAST = 4
_MOST_CHECKED = 256
_SHOWN = 36
_LAZY = 16
"""R1 is computed on one step in so many, and weighs as much more."""
_POLICY = "translation,cutout"
_SHAKE = 0.05
"""Noise on codes, in standard deviations: codes close by draw alike."""


@dataclass(frozen=True)
class GanOptions:
    """What shapes the networks and the game between them."""

    batch: int = option(32, mark("Pictures a step"), minimum=2, maximum=4096)
    width: int = option(128, mark("Width of the network"), minimum=8, maximum=1024)
    depth: int = option(2, mark("Depth of the network"), minimum=1, maximum=12)
    code: int = option(
        768, mark("Numbers a picture"), minimum=2, maximum=2048, help=mark("What a new picture is drawn from")
    )
    first: int = option(
        200, mark("First steps"), unit=mark("steps"), minimum=0, maximum=1_000_000,
        help=mark("So long it only learns to draw the pictures again, before the critic joins"),
    )  # fmt: skip
    faithful: float = option(
        20.0, mark("Faithfulness"), minimum=0, maximum=100,
        help=mark("More keeps it nearer to its pictures, less leaves the critic more say"),
    )  # fmt: skip
    penalty: float = option(
        1.0, mark("Calm of the critic"), minimum=0, maximum=1000, help=mark("More is steadier and slower")
    )
    rate: float = option(3e-4, mark("Top learning rate"), minimum=1e-7, maximum=0.1)


class Gan:
    """Two networks play: one invents, the other tells what is invented."""

    name = "gan"
    title = mark("Inventor of pictures")
    about = mark("Two networks play against each other until one invents pictures like those of the folder: a whole "
                 "sheet in seconds, and films that wander between them")  # fmt: skip
    family = "gan"
    kind = Kind.IMAGE
    Options = GanOptions

    def lesson(
        self, dataset: Dataset, options: GanOptions, models: Models, work: Path, device: str, step: Step
    ) -> Lesson:
        """Raises TrainingError for fewer than four pictures, ModelMissing without the picture VAE."""
        learn = to_learn(dataset, self.kind, _LEAST)
        aside = (dataset.split("valid") or dataset.split("test"))[:_MOST_CHECKED]
        vae = latents.load_vae(models)
        items = (*learn, *aside)
        found = _encoded(items, vae, work, step)
        return GanLesson(found, [item.style for item in items], len(learn), vae, options, device)


def _encoded(items: tuple[Item, ...], vae: PictureVAE, work: Path, step: Step) -> np.ndarray:
    """Latents float32 (n, channels, side, side) of the pictures, kept under ``work``."""
    pictures = squares(items, latents.SIZE, work, part(step, 0.0, 0.5))
    key = hashlib.sha256(repr((imagining.latent_space(vae), [item.id for item in items])).encode()).hexdigest()[:16]
    path = work / f"latents-{key}.npy"
    if not path.is_file():
        found = latents.encode(vae, pictures, part(step, 0.5, 1.0, tr("Condensing the pictures")))
        with atomic(path) as temporary:
            np.save(temporary, found)
    return np.load(path)


class GanLesson:
    """Learns from the first ``learned`` of ``found`` latents (n, channels, side, side); the rest are to check.

    A batch is (indices (b,), maps (b, channels, side, side), style numbers (b,)).
    """

    averaged: tuple[str, ...] = ("generator",)

    def __init__(
        self, found: np.ndarray, styles: list[str], learned: int, vae: PictureVAE, options: GanOptions,
        device: str,
    ) -> None:  # fmt: skip
        import torch

        from crossmedia_studio.nets import gan

        known, channels, side, _ = found[:learned].shape
        names = tuple(sorted(set(styles)))
        self._config = gan.GANConfig(
            channels=channels, side=side, styles=names, known=known, near=min(6, known - 1),
            code=min(options.code, known - 1, channels * side * side), mapped=options.width * 3 // 2,
            width=options.width, depth=options.depth, critic=options.width,
        )  # fmt: skip
        self._options, self._device, self._vae = options, device, vae
        latent = torch.from_numpy(found)
        kinds = torch.tensor([names.index(style) for style in styles])
        generator, critic = gan.Generator(self._config), gan.Critic(self._config)
        maps = generator.learn(latent[:learned], kinds[:learned])
        self._held_out = len(found) - learned
        checked = generator.normalise(latent[learned:]) if self._held_out else maps[:_MOST_CHECKED]
        self._maps, self._kinds, self._checked = maps.to(device), kinds[:learned].to(device), checked.to(device)
        self._generator, self._critic = generator.to(device), critic.to(device)
        self.networks: dict[str, nn.Module] = {"generator": self._generator, "critic": self._critic}
        self.phases: tuple[Phase, ...] = (
            Phase("critic", "critic", self._criticise, 2.0 * options.rate, betas=(0.5, 0.99)),
            Phase("generator", "generator", self._invent, options.rate, betas=(0.5, 0.99)),
        )

    def batch(self, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        import torch

        index = torch.randint(len(self._maps), (self._options.batch,), generator=generator).to(self._device)
        return index, self._maps[index], self._kinds[index]

    @property
    def _beginning(self) -> bool:
        return int(self._critic.seen) <= self._options.first

    def _criticise(self, batch: Any, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, Any]]:
        """Tell real from invented; R1 on the real ones now and then. Nothing yet while the generator begins."""
        import torch
        from torch.nn.functional import softplus

        from crossmedia_studio.train.augment import diff_augment

        index, real, kinds = batch
        self._critic.seen += 1
        if self._beginning:
            return self._critic.score.bias.sum() * 0.0, {}
        with torch.no_grad():
            made = self._generator(self._mixed(index, generator), kinds)
        real, made = diff_augment(real, _POLICY, generator), diff_augment(made.float(), _POLICY, generator)
        if float(torch.rand((), generator=generator)) >= 1.0 / _LAZY:
            scores, lies = self._critic(torch.cat([real, made]), kinds.repeat(2)).float().chunk(2)
            return softplus(-scores).mean() + softplus(lies).mean(), _told(scores, lies)
        real.requires_grad_(True)
        scores, lies = self._critic(real, kinds).float(), self._critic(made, kinds).float()
        (slope,) = torch.autograd.grad(scores.sum(), real, create_graph=True)
        penalty = 0.5 * self._options.penalty * _LAZY * slope.float().square().sum(dim=(1, 2, 3)).mean()
        return softplus(-scores).mean() + softplus(lies).mean() + penalty, _told(scores, lies)

    def _invent(self, batch: Any, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, Any]]:
        """Draw known codes again as they were, and new ones so that the critic takes them for real."""
        import torch
        from torch.nn.functional import mse_loss, softplus

        from crossmedia_studio.train.augment import diff_augment

        index, real, kinds = batch
        known = self._shaken(self._generator.book.codes[index], generator)
        if self._beginning:
            again = mse_loss(self._generator(known, kinds).float(), real)
            return again, {"again": again.detach()}
        count, half = len(index), (len(index) + 1) // 2
        codes = torch.cat([self._mixed(index, generator), known[:half]])
        made, drawn = self._generator(codes, torch.cat([kinds, kinds[:half]])).float().split([count, half])
        again = mse_loss(drawn, real[:half])
        fooled = softplus(-self._critic(diff_augment(made, _POLICY, generator), kinds).float()).mean()
        return fooled + self._options.faithful * again, {"again": again.detach(), "fooled": fooled.detach()}

    def _mixed(self, index: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        """New codes (b, code): up to half the way from pictures to some neighbour, and shaken."""
        import torch

        count = len(index)
        neighbour = torch.randint(self._config.near, (count,), generator=generator).to(self._device)
        share = 0.5 * torch.rand(count, generator=generator).to(self._device)
        return self._shaken(self._generator.book.between(index, neighbour, share), generator)

    def _shaken(self, codes: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        import torch

        return codes + _SHAKE * torch.randn(codes.shape, generator=generator).to(self._device)

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """``loss``: the squared maximum mean discrepancy of invented maps from held-out ones (× 1000).

        The kernel is KID's, (x·y / d + 1)³ (Bińkowski et al. 2018), on normalised maps. ``held out`` counts the latter;
        0 says there were none, and it was measured on those it learns from.
        """
        import torch

        chance = torch.Generator().manual_seed(0)
        count = max(len(self._checked), min(len(self._maps), _MOST_CHECKED))
        index = torch.randint(len(self._maps), (count,), generator=chance).to(self._device)
        made = self._drawn(networks, self._mixed(index, chance), self._kinds[index])
        distance = discrepancy(made.flatten(1), self._checked.flatten(1))
        return {"loss": 1000.0 * distance, "held out": float(self._held_out)}

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """New pictures, style by style: uint8 (n, size, size, 4)."""
        import torch

        chance = torch.Generator().manual_seed(seed)
        index = torch.randint(len(self._maps), (_SHOWN,), generator=chance).to(self._device)
        index = index[self._kinds[index].argsort(stable=True)]
        made = self._drawn(networks, self._mixed(index, chance), self._kinds[index])
        drawn = latents.decode(self._vae, self._generator.latents(made).cpu().numpy())
        return straight(drawn.astype(np.float32) / 255.0)

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        """Weights and codes in eight bits, and the key to the latents they belong to."""
        from safetensors.torch import save_file

        from crossmedia_studio.nets import packing

        state = networks["generator"].state_dict()
        whole = {name: tensor.int().cpu() for name, tensor in state.items() if not tensor.is_floating_point()}
        packed = packing.packed({name: state[name] for name in state if name not in whole}, eight_bits=True)
        save_file({**packed, **whole}, folder / "weights.safetensors")
        config = {"family": Gan.family, "config": asdict(self._config), "space": imagining.latent_space(self._vae)}
        (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")

    @staticmethod
    def _drawn(networks: Mapping[str, nn.Module], codes: torch.Tensor, kinds: torch.Tensor) -> torch.Tensor:
        import torch

        return torch.cat([
            networks["generator"](codes[start : start + 64], kinds[start : start + 64]).float()
            for start in range(0, len(codes), 64)
        ])  # fmt: skip


def _told(scores: torch.Tensor, lies: torch.Tensor) -> dict[str, torch.Tensor]:
    return {"real": scores.detach().mean(), "invented": lies.detach().mean()}


def discrepancy(made: torch.Tensor, real: torch.Tensor) -> float:
    """The unbiased squared maximum mean discrepancy of rows (n, d) and (m, d) under the kernel (x·y / d + 1)³."""
    size, n, m = made.shape[1], len(made), len(real)
    ours, theirs = (made @ made.T / size + 1.0) ** 3, (real @ real.T / size + 1.0) ** 3
    across = (made @ real.T / size + 1.0) ** 3
    within = (ours.sum() - ours.diagonal().sum()) / max(n * (n - 1), 1)
    beyond = (theirs.sum() - theirs.diagonal().sum()) / max(m * (m - 1), 1)
    return float(within + beyond - 2.0 * across.mean())
