"""Pictures of falling leaves: discs and boxes of every size that hide one another, coloured and textured.

Lee, Mumford & Huang 2001, "Occlusion models for natural images": sizes by an inverse cube law give such pictures the
edges and the scale invariance of photographs. A codec learns from them what few photographs cannot teach.
"""

from __future__ import annotations

import numpy as np

Random = np.random.Generator

_SMALLEST, _COARSEST = 2.0, 16.0
_MOST_LEAVES = 4000


def paint(size: int, random: Random) -> np.ndarray:
    """A new picture: uint8 (size, size, 3)."""
    picture = np.zeros((size, size, 3), np.float32)
    bare = np.ones((size, size), bool)
    smallest = _SMALLEST * (_COARSEST / _SMALLEST) ** random.random()
    palette = _palette(random)
    grains = [_grain(size, random) for _ in range(3)]
    for _ in range(_MOST_LEAVES):
        radius = _radius(smallest, 0.5 * size, random)
        y, x = random.uniform(-radius, size + radius, 2)
        top, left = max(int(y - radius), 0), max(int(x - radius), 0)
        bottom, right = min(int(y + radius) + 2, size), min(int(x + radius) + 2, size)
        if top >= bottom or left >= right or not bare[top:bottom, left:right].any():
            continue
        rows = np.arange(top, bottom, dtype=np.float32)[:, None] - np.float32(y)
        columns = np.arange(left, right, dtype=np.float32)[None] - np.float32(x)
        mask = _shape(rows, columns, radius, random) & bare[top:bottom, left:right]
        leaf = _leaf(rows / radius, columns / radius, palette, grains, (top, left), random)
        picture[top:bottom, left:right][mask] = leaf[mask]
        bare[top:bottom, left:right] &= ~mask
        if not bare.any():
            break
    picture[bare] = palette[0]
    soft = (picture[:-1] + picture[1:]) / 2.0  # an edge lies between two pixels, not on them
    picture[:-1] = soft
    picture[:, :-1] = (picture[:, :-1] + picture[:, 1:]) / 2.0
    return np.clip(picture * 255.0 + 0.5, 0.0, 255.0).astype(np.uint8)


def _radius(smallest: float, largest: float, random: Random) -> float:
    """By the density r⁻³ between both."""
    low, high, share = smallest**-2, largest**-2, random.random()
    return float((low - share * (low - high)) ** -0.5)


def _palette(random: Random) -> np.ndarray:
    """Colours of one scene, muted around a few hues: float32 (24, 3)."""
    light = random.beta(1.3, 1.3, (24, 1))
    tints = random.normal(0.0, 1.0, (4, 3))
    tints -= tints.mean(1, keepdims=True)
    strength = random.gamma(1.5, 0.05, (24, 1))
    return np.clip(light + strength * tints[random.integers(0, 4, 24)], 0.0, 1.0).astype(np.float32)


def _shape(rows: np.ndarray, columns: np.ndarray, radius: float, random: Random) -> np.ndarray:
    """A turned ellipse or box within ``radius``: bool (h, w)."""
    angle, flat = random.uniform(0.0, np.pi), random.uniform(0.3, 1.0)
    along = rows * np.float32(np.cos(angle)) + columns * np.float32(np.sin(angle))
    across = (columns * np.float32(np.cos(angle)) - rows * np.float32(np.sin(angle))) / np.float32(flat)
    if random.random() < 0.7:
        return along * along + across * across <= radius * radius
    return np.maximum(np.abs(along), np.abs(across)) <= 0.7 * radius


def _leaf(
    rows: np.ndarray,
    columns: np.ndarray,
    palette: np.ndarray,
    grains: list[np.ndarray],
    corner: tuple[int, int],
    random: Random,
) -> np.ndarray:
    """Its colours: a shade across, and grain or stripes on half of the leaves: float32 (h, w, 3)."""
    colour = palette[random.integers(len(palette))]
    slope = random.normal(0.0, 0.08, 2).astype(np.float32)
    shade = slope[0] * rows + slope[1] * columns  # (h, w)
    kind = random.random()
    if kind < 0.4:
        top, left = corner
        grain = grains[random.integers(len(grains))]
        shade = shade + np.float32(random.gamma(1.5, 0.05)) * grain[top:, left:][: shade.shape[0], : shade.shape[1]]
    elif kind < 0.5:
        waves, angle = random.uniform(2.0, 40.0), random.uniform(0.0, np.pi)
        phase = np.float32(waves) * (rows * np.float32(np.cos(angle)) + columns * np.float32(np.sin(angle)))
        shade = shade + np.float32(random.gamma(1.5, 0.04)) * np.sin(phase)
    return np.asarray(colour + shade[..., None], np.float32)


def _grain(size: int, random: Random) -> np.ndarray:
    """Noise whose power falls with frequency f as f⁻ᵃ, 0.5 ≤ a ≤ 2.5, of unit deviation: float32 (size, size)."""
    frequency = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size)[None])  # (size, size/2 + 1)
    frequency[0, 0] = 1.0
    spectrum = np.fft.rfft2(random.normal(size=(size, size))) * frequency ** -random.uniform(0.25, 1.25)
    spectrum[0, 0] = 0.0
    noise = np.fft.irfft2(spectrum, s=(size, size))
    return (noise / max(noise.std(), 1e-9)).astype(np.float32)
