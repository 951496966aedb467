"""Weights in a quarter of their size: matrices as int8 with one float16 scale a row, the rest as float16.

The symmetric row-wise scheme of Dettmers et al. 2022 ("LLM.int8()") for storage alone: networks run in float32. One
safetensors file; nothing in it is executed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save

SCALE = ".scale"
_SMALL = 4096
"""Tensors of fewer numbers stay float16: nothing is to be saved there."""


def packed(state: Mapping[str, torch.Tensor], *, eight_bits: bool) -> dict[str, torch.Tensor]:
    """What is stored for ``state``: float16 throughout, or int8 with scales for tensors of two dimensions and more."""
    stored: dict[str, torch.Tensor] = {}
    for name, tensor in state.items():
        tensor = tensor.detach().float().cpu()
        if not eight_bits or tensor.ndim < 2 or tensor.numel() < _SMALL:
            stored[name] = tensor.half().contiguous()
            continue
        rows = tensor.flatten(1)  # (rows, numbers)
        scale = (rows.abs().amax(dim=1) / 127.0).clamp(min=1e-8).half()  # (rows,)
        whole = (rows / scale.float().clamp(min=1e-8)[:, None]).round().clamp(-127, 127)
        stored[name] = whole.to(torch.int8).view(tensor.shape).contiguous()
        stored[name + SCALE] = scale
    return stored


def unpacked(stored: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """float32 tensors of what ``packed`` stored. Raises ValueError for an int8 tensor without its scale."""
    state = {}
    for name, tensor in stored.items():
        if name.endswith(SCALE) and name.removesuffix(SCALE) in stored:
            continue
        if tensor.dtype is torch.int8:
            if name + SCALE not in stored:
                raise ValueError(f"{name} has no scale")
            scale = stored[name + SCALE].float()
            state[name] = tensor.float() * scale.view(-1, *[1] * (tensor.ndim - 1))
        else:
            state[name] = tensor.float()
    return state


def to_bytes(state: Mapping[str, torch.Tensor], *, eight_bits: bool) -> bytes:
    """A safetensors file of ``state``, packed."""
    return save(packed(state, eight_bits=eight_bits))


def read(path: Path) -> dict[str, torch.Tensor]:
    """The float32 tensors of a packed file. Raises OSError, ValueError or safetensors' own error for a damaged one."""
    return unpacked(load_file(str(path)))
