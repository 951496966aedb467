"""Value noise for clouds, hills, paper and nebulae: smooth random fields summed over octaves (fractional Brownian)."""

from __future__ import annotations

import numpy as np
from PIL import Image


def field(random: np.random.Generator, width: int, height: int, cell: float, octaves: int = 4) -> np.ndarray:
    """float32 (height, width) in 0–1, mean near 0.5; the coarsest features are ``cell`` pixels wide."""
    total = np.zeros((height, width), np.float32)
    weight, amount = 0.0, 1.0
    for _ in range(octaves):
        columns, rows = max(int(width / cell) + 2, 2), max(int(height / cell) + 2, 2)
        lattice = Image.fromarray(random.random((rows, columns), dtype=np.float32))
        box = (0.5, 0.5, min(0.5 + width / cell, columns), min(0.5 + height / cell, rows))
        total += amount * np.asarray(lattice.resize((width, height), Image.Resampling.BICUBIC, box=box))
        weight += amount
        amount *= 0.5
        cell = max(cell / 2, 1.0)
    return (total / weight).clip(0, 1)


def line(random: np.random.Generator, count: int, cell: float, octaves: int = 3) -> np.ndarray:
    """float32 (count,) in −1 … 1: a hill's edge sampled at ``count`` places, features ``cell`` samples wide."""
    total = np.zeros(count)
    weight, amount = 0.0, 1.0
    for _ in range(octaves):
        knots = random.uniform(-1, 1, int(count / cell) + 4)
        place = np.arange(count) / cell
        index = place.astype(int)
        share = place - index
        share = share * share * (3 - 2 * share)
        total += amount * (knots[index] * (1 - share) + knots[index + 1] * share)
        weight += amount
        amount *= 0.45
        cell = max(cell / 2.3, 1.0)
    return (total / weight).astype(np.float32)
