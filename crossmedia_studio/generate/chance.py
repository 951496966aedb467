"""Random numbers of a seed: the same on every machine, and independent for each use within a picture."""

from __future__ import annotations

import hashlib

import numpy as np


def rng(seed: int, *purpose: object) -> np.random.Generator:
    """A generator of its own for ``purpose``, so that one more cloud does not move every tree."""
    digest = hashlib.sha256(repr((seed, *purpose)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "little"))
