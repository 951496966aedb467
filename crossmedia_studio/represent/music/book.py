"""Many pieces in one safetensors file: their tokens one after the other, and where each begins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.files import write_bytes
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.represent.music.tokens import Piece, parsed

FILE = "judging/held_out.safetensors"
"""Where a model of music carries the pieces it is judged by."""
_MOST_BYTES = 64_000_000


def write(pieces: Sequence[Piece], path: Path) -> None:
    """Whole or not at all; the folder is made."""
    from safetensors.numpy import save

    rows = [piece.ids() for piece in pieces]
    tensors: dict[str, np.ndarray] = {
        "ids": np.concatenate([*rows, np.zeros(0, np.int16)]).astype(np.int16),
        "starts": np.cumsum([0, *map(len, rows)]).astype(np.int32),
        "shifts": np.array([piece.shift for piece in pieces], np.int8),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, save(tensors))


def read(path: Path) -> tuple[Piece, ...]:
    """The pieces in ``path``. Raises ModelError for a file that is missing or damaged."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError("too large")
        found = load(path.read_bytes())
        ids, starts, shifts = found["ids"], found["starts"], found["shifts"]
        return tuple(
            parsed(ids[start:stop], int(shift))
            for start, stop, shift in zip(starts[:-1], starts[1:], shifts, strict=True)
        )
    except (OSError, ValueError, KeyError, IndexError, SafetensorError) as error:
        raise ModelError(
            tr("The pieces that {name} is judged by cannot be read", name=path.parent.parent.name),
            why=str(error)[:160],
            do=tr("Install the model again"),
        ) from error
