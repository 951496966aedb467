"""An outside reader of texts: how surprising they are to SmolLM2, a language model that learned from other writing.

llama.cpp's Python door does not hand out the scores of each place, so its GGUF file is unpacked here into PyTorch.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate.writing import llama as llamas
from crossmedia_studio.models.loader import Models

if TYPE_CHECKING:
    import torch

ENTRY = "smollm2"
NAME = "SmolLM2-135M-Instruct"
LANGUAGE = "en"
"""What it can judge."""
MOST = 400
"""Subwords of a text that it reads, from its beginning."""
_MEMORY_MB = 700
_BEGUN = "<|endoftext|>"
"""What stands before a document where it learned."""
_PARTS = {
    "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj", "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm",
}  # fmt: skip


def nats(texts: Sequence[str], models: Models, step: Step) -> tuple[np.ndarray, list[str]] | None:
    """Nats of the beginning of each text (n,), and what it read of each; None where the model is not installed."""
    if not models.installed(ENTRY) or find_spec("gguf") is None:
        return None
    step(0.0, 1.0, tr("Loading the outside reader"))
    llama = llamas.load(models, ENTRY)
    reader = models.load(f"outside reader/{ENTRY}", _MEMORY_MB, lambda: _open(models.folder(ENTRY)))
    found, read = [], []
    for number, text in enumerate(texts):
        step(number, len(texts), tr("Having the texts read, {number} of {count}", number=number + 1, count=len(texts)))
        tokens = llama.tokens(text)[:MOST]
        read.append(llama.text(tokens))
        found.append(_surprise(reader, [*llama.tokens(_BEGUN), *tokens]))
    return np.array(found), read


def _surprise(reader: Any, tokens: list[int]) -> float:
    """Nats of ``tokens`` after the first."""
    import torch
    from torch.nn import functional

    if len(tokens) < 2:
        return 0.0
    ids = torch.tensor([tokens])  # (1, t + 1)
    with torch.inference_mode():
        scores: torch.Tensor = reader(ids[:, :-1]).logits[0].float()  # (t, vocabulary)
    return float(functional.cross_entropy(scores, ids[0, 1:], reduction="sum"))


def _open(folder: Path) -> Any:
    """The network, in float32. Raises ModelError for a file that is none of its kind."""
    import torch
    from gguf import GGUFReader
    from gguf.quants import dequantize
    from transformers import LlamaConfig, LlamaForCausalLM

    try:
        file = GGUFReader(str(next(folder.glob("*.gguf"))))
        said = {
            name.removeprefix("llama."): field.contents() for name, field in file.fields.items() if "llama." in name
        }
        config = LlamaConfig(
            vocab_size=said["vocab_size"], hidden_size=said["embedding_length"], num_hidden_layers=said["block_count"],
            intermediate_size=said["feed_forward_length"], num_attention_heads=said["attention.head_count"],
            num_key_value_heads=said["attention.head_count_kv"],
            rope_parameters={"rope_type": "default", "rope_theta": said["rope.freq_base"]},
            rms_norm_eps=said["attention.layer_norm_rms_epsilon"], max_position_embeddings=said["context_length"],
            tie_word_embeddings=True,
        )  # fmt: skip
        heads = {"attn_q": said["attention.head_count"], "attn_k": said["attention.head_count_kv"]}
        state = {}
        for tensor in file.tensors:
            values = torch.from_numpy(dequantize(tensor.data, tensor.tensor_type).copy())
            kind = tensor.name.split(".")[-2]
            state[_named(tensor.name)] = _rotary(values, heads[kind]) if kind in heads else values
        state["lm_head.weight"] = state["model.embed_tokens.weight"]
        with torch.device("meta"):
            model = LlamaForCausalLM(config)
        model.load_state_dict(state, assign=True)
        model.model.rotary_emb = type(model.model.rotary_emb)(config)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, StopIteration) as error:
        raise ModelError(
            tr("The outside reader cannot be loaded"),
            why=str(error)[:200],
            do=tr("Install it again with: {command}", command=f"crossmedia-studio models install {ENTRY}"),
        ) from error
    return model.eval()


def _named(name: str) -> str:
    """What transformers calls llama.cpp's tensor ``name``."""
    top = {"token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight"}
    if name in top:
        return top[name]
    _, layer, kind, _ = name.split(".")
    return f"model.layers.{layer}.{_PARTS[kind]}.weight"


def _rotary(values: torch.Tensor, heads: int) -> torch.Tensor:
    """Rows (heads · d, width) of queries or keys in halves, which transformers turns; llama.cpp keeps them in pairs."""
    pairs = values.view(heads, -1, 2, values.shape[1])  # (heads, d / 2, 2, width)
    return pairs.transpose(1, 2).reshape(values.shape).contiguous()
