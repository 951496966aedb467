"""Waveform overviews: the lowest and highest sample of each short stretch, computed once and kept on disk."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media import audio
from crossmedia_studio.media.cache import DiskCache, file_key
from crossmedia_studio.media.opening import check_file

_CACHE = DiskCache("peaks", 256 << 20)


def peaks(path: Path, per_second: int = 100) -> np.ndarray:
    """float32 (n, 2): minimum and maximum over all channels, ``per_second`` rows a second of sound.

    Streams, so a film of hours costs no memory. Raises :class:`MediaError` for a file without sound.
    """
    if not 1 <= per_second <= 1000:
        raise MediaError(tr("A waveform cannot have {count} values a second", count=per_second))
    path = check_file(path)
    key = file_key(path, "peaks 1", per_second) + ".npy"
    kept = _CACHE.get(key)
    if kept is not None:
        try:
            values = np.load(io.BytesIO(kept), allow_pickle=False)
            if values.dtype == np.float32 and values.ndim == 2 and values.shape[1] == 2:
                return values
        except (ValueError, OSError, EOFError):
            pass  # damaged: made again below
    values = _measure(path, per_second)
    buffer = io.BytesIO()
    np.save(buffer, values, allow_pickle=False)
    _CACHE.put(key, buffer.getvalue())
    return values


def _measure(path: Path, per_second: int) -> np.ndarray:
    sound, blocks = audio.blocks(path)
    rows: list[np.ndarray] = []
    rest = np.zeros((0, 2), np.float32)  # lowest and highest channel of samples not yet in a row
    seen, row = 0, 0
    for block in blocks:
        pair = np.stack([block.min(axis=1), block.max(axis=1)], axis=1)
        rest = np.concatenate([rest, pair])
        # row i covers samples i·rate/per_second … (i+1)·rate/per_second, exact over hours
        last = (seen + len(rest)) * per_second // sound.rate
        if last <= row:
            continue
        edges = np.arange(row, last + 1, dtype=np.int64) * sound.rate // per_second - seen
        starts, end = edges[:-1], int(edges[-1])
        rows.append(_reduce(rest[:end], starts))
        rest, seen, row = rest[end:], seen + end, last
    if len(rest):
        rows.append(np.array([[rest[:, 0].min(), rest[:, 1].max()]], np.float32))
    if not rows:
        return np.zeros((0, 2), np.float32)
    return np.concatenate(rows)


def _reduce(pairs: np.ndarray, starts: np.ndarray) -> np.ndarray:
    low = np.minimum.reduceat(pairs[:, 0], starts)
    high = np.maximum.reduceat(pairs[:, 1], starts)
    return np.stack([low, high], axis=1).astype(np.float32)
