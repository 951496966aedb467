"""What a LoRA learns from, made ready once: pictures as the checkpoint's latents, captions as its text encoders say."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.train.datasets.dataset import Item
from crossmedia_studio.train.pictures import squares

if TYPE_CHECKING:
    import torch

_MOST_SAYINGS = 4
_AT_ONCE = 4


@dataclass(frozen=True)
class Captions:
    """Each different caption once: ``states`` (n, tokens, width), ``pooled`` (n, width) or None, float32 on the CPU.

    ``of`` are the row numbers of each item's captions; row 0 is the empty caption; ``words`` are the captions.
    """

    words: tuple[str, ...]
    states: torch.Tensor
    pooled: torch.Tensor | None
    of: tuple[tuple[int, ...], ...]


def sayings(item: Item, words: str) -> tuple[str, ...]:
    """What is said of a picture: English first (text encoders of these checkpoints know little else), its tags last.

    ``words`` call the LoRA up and stand in each; they alone where nothing is said.
    """
    said = [*item.words("en"), *(text for code, text in item.captions if code != "en")][: _MOST_SAYINGS - 1]
    tags = [text for code, text in item.tags if code == "en"][:8]
    said += [", ".join(tags)] if tags else []
    return tuple(dict.fromkeys(", ".join(filter(None, (one, words))) for one in said)) or (words,)


def captions(pipeline: Any, items: Sequence[Item], words: str, step: Step) -> Captions:
    """Every caption of ``items`` through the text encoders of ``pipeline``."""
    import torch

    said = [sayings(item, words) for item in items]
    rows = {one: number for number, one in enumerate(dict.fromkeys(["", *(one for many in said for one in many)]))}
    states, pooled = [], []
    with torch.inference_mode():
        for number, one in enumerate(rows):
            step(number, len(rows), tr("Reading the captions, {number} of {count}", number=number + 1, count=len(rows)))
            encoded = pipeline.encode_prompt(
                prompt=one, device=pipeline.device, num_images_per_prompt=1, do_classifier_free_guidance=False
            )
            states.append(encoded[0].float().cpu())  # (1, tokens, width)
            if len(encoded) > 2:  # SDXL: states, those of the negative prompt, pooled, and those of it
                pooled.append(encoded[2].float().cpu())  # (1, width)
    together = torch.cat(pooled).clone() if pooled else None
    return Captions(
        tuple(rows), torch.cat(states).clone(), together, tuple(tuple(rows[one] for one in many) for many in said)
    )


def moments(
    pipeline: Any, items: Sequence[Item], size: int, mirror: bool, key: str, work: Path, step: Step
) -> np.ndarray:
    """Mean and log-variance of each picture's latents, scaled as the network sees them, and of its mirror image.

    → float16 (n, 1 or 2, 2, channels, h, w), kept under ``work`` for the checkpoint called ``key``.
    """
    named = hashlib.sha256(repr((key, size, mirror, [item.id for item in items])).encode()).hexdigest()[:16]
    path = work / f"moments-{named}.npy"
    if not path.is_file():
        pictures = squares(items, size, work, part(step, 0.0, 0.3))
        made = []
        for start in range(0, len(items), _AT_ONCE):
            step(0.3 + 0.7 * start / len(items), 1.0, tr("Condensing the pictures"))
            made.append(_encoded(pipeline.vae, np.array(pictures[start : start + _AT_ONCE]), mirror))
        with atomic(path) as temporary:
            np.save(temporary, np.concatenate(made))
    return np.load(path, mmap_mode="r")


def _encoded(vae: Any, pictures: np.ndarray, mirror: bool) -> np.ndarray:
    """Premultiplied uint8 (n, s, s, 4), laid on white → (n, 1 or 2, 2, channels, h, w)."""
    import torch

    white = pictures[..., :3].astype(np.float32) + (255.0 - pictures[..., 3:])
    planes = torch.from_numpy(white / 127.5 - 1.0).permute(0, 3, 1, 2)  # (n, 3, s, s)
    views = [planes, planes.flip(-1)] if mirror else [planes]
    shift, scale = vae.config.shift_factor or 0.0, vae.config.scaling_factor
    found = []
    with torch.inference_mode():
        for view in views:
            spread = vae.encode(view.to(vae.device, vae.dtype)).latent_dist
            mean = (spread.mean.float() - shift) * scale
            log_variance = spread.logvar.float() + 2.0 * float(np.log(scale))
            found.append(torch.stack([mean, log_variance], dim=1))  # (n, 2, channels, h, w)
    return torch.stack(found, dim=1).half().cpu().numpy()  # (n, views, 2, channels, h, w)
