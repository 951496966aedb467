"""The lesson of recipe ``lora``: low-rank changes to the attention of a frozen UNet, taught by its own denoising loss.

Hu et al. 2021, "LoRA: Low-Rank Adaptation of Large Language Models", on the projections of each attention; the loss is
the checkpoint's own: noise (Ho et al. 2020), velocity (Salimans & Ho 2022) or the picture, as its scheduler says.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from crossmedia_studio.train.lora.prepare import Captions
from crossmedia_studio.train.recipe import Phase

if TYPE_CHECKING:
    from crossmedia_studio.train.recipes.lora import LoraOptions

PROJECTIONS = ("to_q", "to_k", "to_v", "to_out.0")
_UNSAID = 0.1
"""How often a picture comes without its caption, so that guidance goes on working (Ho & Salimans 2022)."""
_MOST_CHECKED = 32
_SHOWN, _SHOWN_STEPS, _SHOWN_GUIDANCE = 4, 20, 7.0


@dataclass(frozen=True)
class Base:
    """The checkpoint that is taught: what the LoRA's note says of it."""

    name: str
    title: str
    kind: str
    fingerprint: str


class Changes(nn.Module):
    """The parameters of a LoRA alone, by their names in the UNet: all that is trained, averaged and kept."""

    def __init__(self, parameters: Mapping[str, nn.Parameter]) -> None:
        super().__init__()
        self.weights = nn.ParameterDict({name.replace(".", "/"): value for name, value in parameters.items()})


class LoraLesson:
    """Learns from the first ``learned`` of ``moments`` (n, views, 2, channels, h, w); the rest are to check.

    A batch is (latents (b, channels, h, w), caption rows (b,)).
    """

    averaged: tuple[str, ...] = ("lora",)

    def __init__(
        self, pipeline: Any, base: Base, moments: np.ndarray, said: Captions, learned: int, options: LoraOptions,
        device: str,
    ) -> None:  # fmt: skip
        from diffusers import DDPMScheduler
        from diffusers.training_utils import cast_training_params
        from peft import LoraConfig

        self._pipeline, self._base, self._options, self._device = pipeline, base, options, device
        self._moments, self._said, self._learned = moments, said, learned
        self._unet = pipeline.unet.to(device).requires_grad_(False).eval()
        self._type = self._unet.dtype
        self._unet.add_adapter(
            LoraConfig(
                r=options.rank, lora_alpha=options.rank, init_lora_weights="gaussian", target_modules=list(PROJECTIONS)
            )
        )
        cast_training_params(self._unet, dtype=torch.float32)
        if options.sparing:
            self._unet.enable_gradient_checkpointing()
        with warnings.catch_warnings(action="ignore"):
            self._noise = DDPMScheduler.from_config(pipeline.scheduler.config)
        self._live = {name: value for name, value in self._unet.named_parameters() if value.requires_grad}
        self.networks: dict[str, nn.Module] = {"lora": Changes(self._live)}
        self.phases: tuple[Phase, ...] = (
            Phase("lora", "lora", self._loss, options.rate, betas=(0.9, 0.999), decay=1e-2),
        )
        self._held_out = len(moments) - learned
        checked = range(learned, len(moments)) if self._held_out else range(min(learned, _MOST_CHECKED))
        self._checked = list(checked)

    def batch(self, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        count, views = self._options.batch, self._moments.shape[1]
        index = torch.randint(self._learned, (count,), generator=generator).tolist()
        view = torch.randint(views, (count,), generator=generator).tolist()
        coins = torch.rand((count, 2), generator=generator).tolist()
        rows = []
        for number, (quiet, which) in zip(index, coins, strict=True):
            of = self._said.of[number]
            rows.append(0 if quiet < _UNSAID else of[int(which * len(of))])
        found = torch.from_numpy(np.stack([self._moments[i, v] for i, v in zip(index, view, strict=True)])).float()
        noise = torch.randn(found[:, 0].shape, generator=generator)
        latents = found[:, 0] + noise * (0.5 * found[:, 1]).exp()  # (b, channels, h, w)
        return latents.to(self._device), torch.tensor(rows)

    def _loss(self, batch: Any, generator: torch.Generator) -> tuple[torch.Tensor, Mapping[str, Any]]:
        """The squared error of what the UNet predicts at a random time."""
        latents, rows = batch
        most = int(self._noise.config["num_train_timesteps"])
        times = torch.randint(most, (len(latents),), generator=generator).to(self._device)
        noise = torch.randn(latents.shape, generator=generator).to(self._device)
        return self._error(latents, rows, times, noise).mean(), {}

    def _error(
        self, latents: torch.Tensor, rows: torch.Tensor, times: torch.Tensor, noise: torch.Tensor
    ) -> torch.Tensor:
        """Mean squared error of each picture: (b,), float32."""
        wanted = {"epsilon": noise, "sample": latents}.get(self._noise.config["prediction_type"])
        if wanted is None:
            wanted = self._noise.get_velocity(latents, noise, times)
        noisy = self._noise.add_noise(latents, noise, times).to(self._type)
        states = self._said.states[rows].to(self._device, self._type)
        more: dict[str, Any] = {}
        if self._said.pooled is not None:
            side = latents.shape[-1] * self._pipeline.vae_scale_factor
            sizes = torch.tensor([[side, side, 0, 0, side, side]]).repeat(len(rows), 1)  # (b, 6): as if uncropped
            more["added_cond_kwargs"] = {
                "text_embeds": self._said.pooled[rows].to(self._device, self._type),
                "time_ids": sizes.to(self._device, self._type),
            }
        made = self._unet(noisy, times, encoder_hidden_states=states, return_dict=False, **more)[0].float()
        return (made - wanted.float()).square().mean(dim=(1, 2, 3))

    def validate(self, networks: Mapping[str, nn.Module]) -> Mapping[str, float]:
        """``loss`` at evenly spread times with the same noise each time, so that checks can be compared.

        ``held out`` counts pictures kept aside; 0 says there were none, and it was measured on those it learns from.
        """
        chance, errors = torch.Generator().manual_seed(0), []
        most = int(self._noise.config["num_train_timesteps"])
        with self._wearing(networks["lora"]):
            for number, index in enumerate(self._checked[:_MOST_CHECKED]):
                latents = torch.from_numpy(np.array(self._moments[index, 0, 0])).float()[None].to(self._device)
                share = (number * 0.618034 + 0.5) % 1.0  # spread evenly however many there are
                times = torch.tensor([int(share * most)], device=self._device)
                noise = torch.randn(latents.shape, generator=chance).to(self._device)
                rows = torch.tensor([self._said.of[index][0]])
                errors.append(float(self._error(latents, rows, times, noise)))
        return {"loss": float(np.mean(errors)), "held out": float(self._held_out)}

    def samples(self, networks: Mapping[str, nn.Module], seed: int) -> np.ndarray:
        """Pictures by the captions of those it checks: uint8 (n, size, size, 4)."""
        rows = list(dict.fromkeys(self._said.of[index][0] for index in self._checked))[:_SHOWN]
        side = self._moments.shape[-1] * self._pipeline.vae_scale_factor
        pages = []
        with self._wearing(networks["lora"]), warnings.catch_warnings(action="ignore"):
            for number, row in enumerate(rows):
                made = self._pipeline(
                    **self._prompt(row), width=side, height=side, num_inference_steps=_SHOWN_STEPS,
                    guidance_scale=_SHOWN_GUIDANCE, output_type="np",
                    generator=torch.Generator("cpu").manual_seed(seed + number),
                ).images[0]  # fmt: skip
                page = np.full((side, side, 4), 255, np.uint8)
                page[..., :3] = np.rint(np.nan_to_num(made).clip(0.0, 1.0) * 255.0)
                pages.append(page)
        return np.stack(pages)

    def _prompt(self, row: int) -> dict[str, torch.Tensor]:
        """A caption and the empty one, as the pipeline takes them in place of words."""
        prompt = {
            "prompt_embeds": self._said.states[row : row + 1],
            "negative_prompt_embeds": self._said.states[:1],
        }
        if self._said.pooled is not None:
            prompt["pooled_prompt_embeds"] = self._said.pooled[row : row + 1]
            prompt["negative_pooled_prompt_embeds"] = self._said.pooled[:1]
        return {name: value.to(self._device, self._type) for name, value in prompt.items()}

    @contextmanager
    def _wearing(self, changes: nn.Module) -> Iterator[None]:
        """Inside, the UNet has ``changes`` (the averaged ones) in place of those being trained."""
        assert isinstance(changes, Changes)
        own = {name: value.data for name, value in self._live.items()}
        try:
            for name, value in self._live.items():
                value.data = changes.weights[name.replace(".", "/")].data
            yield
        finally:
            for name, value in self._live.items():
                value.data = own[name]

    def save(self, networks: Mapping[str, nn.Module], folder: Path) -> None:
        """diffusers' own LoRA layout (scale 1: alpha is the rank), and a note of the checkpoint it belongs to."""
        from diffusers.utils import convert_state_dict_to_diffusers
        from peft.utils import get_peft_model_state_dict

        with self._wearing(networks["lora"]):
            found = convert_state_dict_to_diffusers(get_peft_model_state_dict(self._unet))
            stored = {name: value.detach().cpu().contiguous() for name, value in found.items()}
        type(self._pipeline).save_lora_weights(str(folder), unet_lora_layers=stored, safe_serialization=True)
        base = {"name": self._base.name, "title": self._base.title, "kind": self._base.kind,
                "weights": self._base.fingerprint}  # fmt: skip
        note = {"family": "lora", "base": base, "rank": self._options.rank, "words": self._options.words.strip()}
        (folder / "config.json").write_text(json.dumps(note, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
