"""One picture drawn by a diffusion pipeline: at the size it was made for, with a look at every step, cancellable."""

from __future__ import annotations

import inspect
import math
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from crossmedia_studio.core.errors import MediaError, ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.diffusion.preview import colour_map, picture
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.represent.image import fit

if TYPE_CHECKING:
    import torch
    from diffusers import DiffusionPipeline

_SIDE = 512
_BEAT_SECONDS = 0.1
_DRAWN = 0.92
"""The share of the time that denoising takes; the rest decodes."""


@dataclass(frozen=True)
class Wish:
    """What to draw. ``picture`` (None: from nothing) may change by ``strength`` 0–1."""

    words: str
    seed: int
    width: int
    height: int
    steps: int
    guidance: float
    avoid: str = ""
    picture: Image | None = None
    strength: float = 1.0


def draw(pipeline: DiffusionPipeline, wish: Wish, step: Step) -> Image:
    """The picture, near ``wish``'s proportions at the checkpoint's own size. Raises ModelError, MediaError."""
    import torch

    width, height = drawn_size(pipeline, wish.width, wish.height)
    able = _for(pipeline, wish)
    progress = _Progress(step, colour_map(getattr(pipeline, "vae", None)))
    asked: dict[str, Any] = {
        "prompt": wish.words, "negative_prompt": wish.avoid or None, "num_inference_steps": wish.steps,
        "guidance_scale": wish.guidance, "width": width, "height": height, "output_type": "np",
        "generator": torch.Generator("cpu").manual_seed(wish.seed), "callback_on_step_end": progress.denoised,
        "callback_on_step_end_tensor_inputs": ["latents"],
    }  # fmt: skip
    if wish.picture is not None:
        shown = fit(wish.picture, width, height)
        asked |= {
            "image": _opaque(shown), "strength": wish.strength,
            "num_inference_steps": max(wish.steps, math.ceil(1.0 / wish.strength)),
        }  # fmt: skip
    taken = inspect.signature(able.__call__).parameters
    if "callback_on_step_end" not in taken or "generator" not in taken:
        raise _unfit(type(pipeline).__name__)
    asked = {name: value for name, value in asked.items() if name in taken}
    try:
        with _beating(able, progress.beat), warnings.catch_warnings(action="ignore"), torch.inference_mode():
            made = able(**asked)
    except torch.OutOfMemoryError as error:
        raise ModelError(
            tr("The graphics card has not enough memory for this picture"), do=tr("Choose a smaller checkpoint")
        ) from error
    except (RuntimeError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise _unfit(type(pipeline).__name__, " ".join(str(error).split())[:200]) from error
    finally:
        able.maybe_free_model_hooks()
    if any(getattr(made, "nsfw_content_detected", None) or ()):
        raise MediaError(
            tr("The checkpoint's own filter holds this picture back"), do=tr("Choose other words or another seed")
        )
    return _image(made.images[0])


def drawn_size(pipeline: Any, width: int, height: int) -> tuple[int, int]:
    """Sides near the proportion ``width`` : ``height`` with the area that the checkpoint learned from."""
    heart = getattr(pipeline, "unet", None)
    factor = int(getattr(pipeline, "vae_scale_factor", 8) or 8)
    sample = getattr(getattr(heart or getattr(pipeline, "transformer", None), "config", None), "sample_size", None)
    side = sample * factor if isinstance(sample, int) and sample > 0 else _SIDE
    unit = max(factor, 8) if heart is not None else max(2 * factor, 16)  # Transformers see patches of 2 × 2 latents
    share = math.sqrt(min(max(width / height, 1 / 4), 4.0))
    return max(round(side * share / unit), 1) * unit, max(round(side / share / unit), 1) * unit


class _Progress:
    """What the pipeline's callbacks report: steps done, previews, and a beat within them so that Cancel is seen."""

    def __init__(self, step: Step, colours: np.ndarray | None) -> None:
        self._step, self._colours = step, colours
        self._done, self._words, self._beaten = 0.0, "", 0.0

    def denoised(self, pipeline: Any, number: int, moment: Any, values: dict[str, torch.Tensor]) -> dict[str, Any]:
        total = getattr(pipeline, "_num_timesteps", None) or number + 1
        self._done = _DRAWN * min((number + 1) / total, 1.0)
        shown = picture(values["latents"], self._colours) if self._colours is not None and "latents" in values else None
        self._words = tr("Drawing, step {step} of {steps}", step=number + 1, steps=total)
        self._step(self._done, 1.0, self._words, shown)
        return values

    def beat(self) -> None:
        if time.monotonic() - self._beaten >= _BEAT_SECONDS:
            self._step(self._done, 1.0, self._words)
            self._beaten = time.monotonic()


@contextmanager
def _beating(pipeline: Any, beat: Callable[[], None]) -> Iterator[None]:
    """Inside, ``beat`` is called before every block of the networks: a step may take long on a processor."""
    networks = [getattr(pipeline, name, None) for name in ("unet", "transformer", "vae")]
    lists = [part for network in networks if network is not None for part in network.modules() if _is_list(part)]
    hooks = [block.register_forward_pre_hook(lambda *_: beat()) for part in lists for block in part]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _is_list(part: Any) -> bool:
    from torch import nn

    return isinstance(part, nn.ModuleList)


def _for(pipeline: DiffusionPipeline, wish: Wish) -> Any:
    """The pipeline that starts from what there is, sharing its networks with ``pipeline``."""
    if wish.picture is None:
        return pipeline
    from diffusers import AutoPipelineForImage2Image

    try:
        with warnings.catch_warnings(action="ignore"):
            able = AutoPipelineForImage2Image.from_pipe(pipeline)
    except (ValueError, TypeError, AttributeError) as error:
        raise ModelError(
            tr("This checkpoint draws from words alone"), do=tr("Leave the picture out, or choose another checkpoint")
        ) from error
    able.set_progress_bar_config(disable=True)
    return able


def _opaque(image: Image) -> Any:
    """On white, as a Pillow picture."""
    from PIL import Image as Pillow

    straight = Pillow.fromarray(image.pixels)
    return Pillow.alpha_composite(Pillow.new("RGBA", straight.size, "white"), straight).convert("RGB")


def _image(made: np.ndarray) -> Image:
    """Float RGB (h, w, 3) in 0–1. Raises ModelError for numbers that are none, as half floats may give."""
    if not np.isfinite(made).all():
        raise ModelError(tr("The checkpoint drew nothing but noise"), do=tr("Choose fewer steps or less obedience"))
    pixels = np.full((*made.shape[:2], 4), 255, np.uint8)
    pixels[..., :3] = np.rint(np.clip(made, 0.0, 1.0) * 255.0)
    return Image(pixels)


def _unfit(kind: str, why: str = "") -> ModelError:
    return ModelError(
        tr("The studio cannot draw with a checkpoint of the kind {kind}", kind=kind), why=why,
        do=tr("Choose another one, such as one of the Stable Diffusion family"),
    )  # fmt: skip
