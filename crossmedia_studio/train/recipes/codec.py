"""Recipe ``codec``: a network that keeps pictures in few bytes (``nets.hyperprior``), at every quality at once."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.crops import Crops, read_pictures
from crossmedia_studio.train.datasets import dead_leaves
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.recipe import Lesson, Phase

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

    from crossmedia_studio.nets.hyperprior import Hyperprior

_LEAVES = 200
_LEAF_SIDE = 256
_CHECKED = 12
_CHECK_SIDE, _LEAST_CHECK_SIDE = 256, 64
_SHOWN = 6


@dataclass(frozen=True)
class CodecOptions:
    """What shapes the network and what it looks at."""

    crop: int = option(
        160, mark("Crop"), unit="px", minimum=64, maximum=1024, help=mark("It learns from cut-outs of this size")
    )
    batch: int = option(6, mark("Pictures a step"), minimum=1, maximum=4096)
    invented: float = option(
        0.15, mark("Invented pictures"), minimum=0, maximum=1,
        help=mark("The share of pictures of coloured leaves that the studio paints itself: they teach edges and grain"),
    )  # fmt: skip
    width: int = option(
        48, mark("Width of the network"), minimum=4, maximum=512, help=mark("Wider is better, larger and slower")
    )
    lowest: float = option(0.0015, mark("Weight of the error at quality 1"), minimum=1e-6, maximum=10)
    highest: float = option(0.15, mark("Weight of the error at quality 8"), minimum=1e-6, maximum=10)
    rate: float = option(1e-3, mark("Top learning rate"), minimum=1e-7, maximum=0.1)


class Codec:
    """Learns to keep pictures in few bytes."""

    name = "codec"
    title = mark("Picture codec")
    about = mark("Learns to keep pictures in small files: what they show costs few bytes, noise costs many")
    family = "codec"
    kind = Kind.IMAGE
    Options = CodecOptions

    def lesson(
        self, dataset: Dataset, options: CodecOptions, models: Models, work: Path, device: str, step: Step
    ) -> Lesson:
        """Raises TrainingError for no pictures, or a crop that is no multiple of 16."""
        if options.crop % 16:
            raise TrainingError(
                tr("A crop of {crop} px cannot be learnt from", crop=options.crop), do=tr("Choose a multiple of 16")
            )
        learn, aside = dataset.split("train"), dataset.split("valid")[:_CHECKED]
        if not learn:
            raise TrainingError(
                tr("{name} holds no pictures to learn from", name=dataset.name),
                do=tr("Choose a folder with photographs or drawings"),
            )
        pictures = read_pictures(learn, part(step, 0.0, 0.6))
        held_out = read_pictures(aside, part(step, 0.6, 0.7)) if aside else pictures[:_CHECKED]
        leaves = _leaves(work, part(step, 0.7, 1.0)) if options.invented else []
        return CodecLesson(Crops(pictures, leaves, options.invented), held_out, options, device)


def _leaves(work: Path, step: Step) -> list[np.ndarray]:
    """Invented pictures, painted once for a run: uint8 (h, w, 3)."""
    kept = work / "leaves.npy"
    if not kept.is_file():
        random = np.random.default_rng(0)
        painted = []
        for number in range(_LEAVES):
            step(number, _LEAVES, tr("Painting pictures to learn from"))
            painted.append(dead_leaves.paint(_LEAF_SIDE, random))
        np.save(kept, np.stack(painted))
    return list(np.load(kept))


class CodecLesson:
    """Crops of pictures at qualities by chance. ``held_out`` are uint8 (h, w, 3 or 4), to check."""

    averaged: tuple[str, ...] = ("codec",)

    def __init__(self, crops: Crops, held_out: list[np.ndarray], options: CodecOptions, device: str) -> None:
        import torch

        from crossmedia_studio.nets.hyperprior import Hyperprior, HyperpriorConfig

        width = options.width
        self._config = HyperpriorConfig(
            widths=(width, 2 * width, 8 * width // 3), latent=11 * width // 3, hyper=2 * width,
            hyper_latent=4 * width // 3, lowest=options.lowest, highest=options.highest,
        )  # fmt: skip
        self._net = Hyperprior(self._config).to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._crops, self._options, self._device = crops, options, device
        side = _check_side(held_out)
        self._checked = [self._whole(crops.middle(picture, side)) for picture in held_out]
        self.networks: dict[str, nn.Module] = {"codec": self._net}
        self.phases: tuple[Phase, ...] = (Phase("codec", "codec", self._loss, options.rate, betas=(0.9, 0.99)),)

    def batch(self, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Crops (batch, 3, crop, crop) in 0 … 1, and a quality for each (batch,), spread evenly over all of them."""
        import torch

        count = self._options.batch
        random = np.random.default_rng(int(torch.randint(2**62, (1,), generator=generator)))
        made = np.stack([self._crops.crop(self._options.crop, random) for _ in range(count)])  # (batch, crop, crop, 3)
        spread = (torch.randperm(count, generator=generator) + torch.rand(count, generator=generator)) / count
        return self._planes(made), (1.0 + spread * (self._config.levels - 1)).to(self._device)

    def _loss(self, batch: tuple[Tensor, Tensor], generator: torch.Generator) -> tuple[Tensor, Mapping[str, Any]]:
        """Bits a pixel + λ · error, evened out over qualities by √λ, so that none of them rules the weights."""
        pictures, quality = batch
        made, bits = self._net(pictures, quality, generator)
        rate, error = bits / pictures[0, 0].numel(), _error(made, pictures)
        loss = self._weighed(rate, error, quality).mean()
        return loss, {"bits a pixel": rate.mean().detach(), "error": error.mean().sqrt().detach()}

    def _weighed(self, rate: Tensor, error: Tensor, quality: Tensor) -> Tensor:
        weight = self._config.weight(quality)
        middle = math.sqrt(self._config.lowest * self._config.highest)
        return (rate + weight * error) * (middle / weight).sqrt()

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """The loss with everything rounded, over all qualities; PSNR in dB and bits a pixel at a middle one."""
        import torch

        losses, noise, rates = [], [], []
        for picture in self._checked:
            for level in range(1, self._config.levels + 1):
                quality = torch.full((1,), float(level), device=self._device)
                made, bits = _codec(networks)(picture, quality)
                rate, error = bits / picture[0, 0].numel(), _error(made.clamp(0.0, 1.0), picture)
                losses.append(float(self._weighed(rate, error, quality)))
                if level == (self._config.levels + 1) // 2:
                    noise.append(48.13 - 10.0 * math.log10(max(float(error), 1e-6)))
                    rates.append(float(rate))
        return {
            "loss": float(np.mean(losses)),
            "psnr": float(np.mean(noise)),
            "bits a pixel": float(np.mean(rates)),
        }

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """The picture, and as it comes back at the lowest and at a middle quality: uint8 (n, side, 3 side, 4)."""
        import torch

        rows = []
        for picture in self._checked[:_SHOWN]:
            strip = [picture]
            for level in (1, (self._config.levels + 1) // 2):
                made, _ = _codec(networks)(picture, torch.full((1,), float(level), device=self._device))
                strip.append(made.clamp(0.0, 1.0))
            row = torch.cat(strip, dim=-1)[0].permute(1, 2, 0)  # (side, 3 side, 3)
            rows.append(np.pad((row.cpu().numpy() * 255.0 + 0.5).astype(np.uint8), ((0, 0), (0, 0), (0, 1)),
                               constant_values=255))  # fmt: skip
        return np.stack(rows)

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        from safetensors.torch import save_file

        state = networks["codec"].state_dict()
        save_file({name: tensor.detach().half().cpu().contiguous() for name, tensor in state.items()},
                  folder / "weights.safetensors")  # fmt: skip
        config = {"family": Codec.family, "network": asdict(self._config)}
        (folder / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")

    def _whole(self, picture: np.ndarray) -> Tensor:
        return self._planes(picture[None])

    def _planes(self, pictures: np.ndarray) -> Tensor:
        """uint8 (n, h, w, 3) → (n, 3, h, w) in 0 … 1 on the device."""
        import torch

        planes = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255.0  # (n, 3, h, w)
        return planes.contiguous(memory_format=torch.channels_last).to(self._device)


def _check_side(pictures: list[np.ndarray]) -> int:
    """Pixels a side at which ``pictures`` are checked: what half of them fill, within limits, by 16."""
    usual = int(np.median([min(picture.shape[:2]) for picture in pictures]))
    return max(min(usual, _CHECK_SIDE) // 16 * 16, _LEAST_CHECK_SIDE)


def _codec(networks: Mapping[str, nn.Module]) -> Hyperprior:
    from crossmedia_studio.nets.hyperprior import Hyperprior

    return cast(Hyperprior, networks["codec"])


def _error(made: Tensor, real: Tensor) -> Tensor:
    """Mean squared error of each picture on the scale 0–255: (n,)."""
    return (made - real).square().mean(dim=(1, 2, 3)) * 255.0**2
