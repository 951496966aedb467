"""A real Stable Diffusion pipeline of the smallest size with random weights, saved to a folder as artists have them."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import torch

from crossmedia_studio.generate.diffusion.checkpoints import quiet


def tokenizer() -> Any:
    """A CLIP tokenizer that knows letters alone."""
    from transformers import CLIPTokenizer

    signs = string.ascii_lowercase + string.digits + ",.!?-"
    words = ["<|startoftext|>", "<|endoftext|>", *signs, *(f"{sign}</w>" for sign in signs)]
    return CLIPTokenizer(vocab={word: number for number, word in enumerate(words)}, merges=[], model_max_length=77)


def text_encoder(vocabulary: int, projected: int = 0) -> Any:
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    config = CLIPTextConfig(
        vocab_size=vocabulary, hidden_size=32, intermediate_size=37, num_hidden_layers=2, num_attention_heads=4,
        max_position_embeddings=77, bos_token_id=0, eos_token_id=1, pad_token_id=1, projection_dim=projected or 32,
    )  # fmt: skip
    return CLIPTextModelWithProjection(config) if projected else CLIPTextModel(config)


def _vae() -> Any:
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        block_out_channels=(16, 32), in_channels=3, out_channels=3, latent_channels=4, norm_num_groups=8,
        down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2, sample_size=32,
    )  # fmt: skip


def write(folder: Path, *, prediction: str = "epsilon", large: bool = False) -> Path:
    """A checkpoint in ``folder``, drawn from seed 0; ``large``: of the SDXL kind, with two text encoders."""
    quiet()
    from diffusers import (
        DDIMScheduler,
        StableDiffusionPipeline,
        StableDiffusionXLPipeline,
        UNet2DConditionModel,
    )

    with torch.random.fork_rng([]):
        torch.manual_seed(0)
        words = tokenizer()
        more: dict[str, Any] = {}
        if large:
            more = {
                "transformer_layers_per_block": (1, 1), "addition_embed_type": "text_time",
                "addition_time_embed_dim": 8, "projection_class_embeddings_input_dim": 6 * 8 + 32,
            }  # fmt: skip
        unet = UNet2DConditionModel(
            block_out_channels=(16, 32), layers_per_block=1, sample_size=32, in_channels=4, out_channels=4,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
            cross_attention_dim=64 if large else 32, attention_head_dim=4, norm_num_groups=8, **more,
        )  # fmt: skip
        scheduler = DDIMScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False,
            prediction_type=prediction, steps_offset=1, set_alpha_to_one=False,
        )  # fmt: skip
        parts = {"vae": _vae(), "unet": unet, "scheduler": scheduler, "tokenizer": words}
        if large:
            pipeline = StableDiffusionXLPipeline(
                **parts, tokenizer_2=words, text_encoder=text_encoder(len(words)),
                text_encoder_2=text_encoder(len(words), 32),
            )  # fmt: skip
        else:
            pipeline = StableDiffusionPipeline(
                **parts, text_encoder=text_encoder(len(words)), safety_checker=None, feature_extractor=None,
                requires_safety_checker=False,
            )  # fmt: skip
    pipeline.save_pretrained(folder)
    return folder
