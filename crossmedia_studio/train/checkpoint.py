"""Checkpoints: one safetensors file each, tensors by name and the run's scalars as JSON in its header.

A file is written beside its place and moved there, so a kill at any moment leaves the earlier one whole.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from crossmedia_studio.core.errors import StorageError, TrainingError
from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.i18n import tr

VERSION = 1

Tensors = dict[str, torch.Tensor]


def save(path: Path, tensors: Mapping[str, torch.Tensor], state: Mapping[str, Any]) -> None:
    """Write whole or not at all. ``state`` is JSON. Raises StorageError for a full disk."""
    copies = {name: tensor.detach().to("cpu", copy=True).contiguous() for name, tensor in tensors.items()}
    header = {"version": str(VERSION), "state": json.dumps(state)}
    try:
        with atomic(path) as temporary:
            save_file(copies, temporary, metadata=header)
    except SafetensorError as error:
        raise StorageError(
            tr("{name} could not be written", name=path),
            why=str(error),
            do=tr("Free some space or choose another folder"),
        ) from error


def load(path: Path) -> tuple[Tensors, dict[str, Any]]:
    """The tensors (on the CPU) and the state of a checkpoint. Raises TrainingError for one that is damaged."""
    try:
        with safe_open(path, framework="pt", device="cpu") as file:
            state = _state(file.metadata())
            return {name: file.get_tensor(name) for name in file.keys()}, state  # noqa: SIM118 (it is no dictionary)
    except (OSError, SafetensorError, ValueError, RecursionError) as error:
        raise damaged(path) from error


def peek(path: Path) -> dict[str, Any] | None:
    """The state of a checkpoint without its tensors; None if there is none, or a damaged one."""
    try:
        with safe_open(path, framework="pt", device="cpu") as file:
            return _state(file.metadata())
    except (OSError, SafetensorError, ValueError, RecursionError):
        return None


def _state(header: dict[str, str] | None) -> dict[str, Any]:
    """Raises ValueError."""
    state = json.loads((header or {}).get("state", ""))
    if (header or {}).get("version") != str(VERSION) or not isinstance(state, dict):
        raise ValueError("no checkpoint of this version")
    return state


def damaged(path: Path) -> TrainingError:
    """The error for a checkpoint that cannot be used."""
    return TrainingError(
        tr("The checkpoint {name} cannot be read", name=path.name),
        why=tr("it is damaged or of another version of the studio"),
        do=tr("Start the training anew"),
    )


def under(tensors: Mapping[str, torch.Tensor], prefix: str) -> Tensors:
    """The tensors whose names start with ``prefix/``, without it."""
    start = f"{prefix}/"
    return {name.removeprefix(start): tensor for name, tensor in tensors.items() if name.startswith(start)}


def prefixed(tensors: Mapping[str, torch.Tensor], prefix: str) -> Tensors:
    """The other way round."""
    return {f"{prefix}/{name}": tensor for name, tensor in tensors.items()}
