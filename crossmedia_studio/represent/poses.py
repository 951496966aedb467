"""A drawing in another pose: mirrored, turned, stretched, bent and tinted a little. What a Sketchbook learns from and
recalls, so that one remembered drawing is never the same picture twice."""

from __future__ import annotations

import numpy as np

_TURN = np.deg2rad(14.0)
_SMALLEST = 0.8
_STRETCH = 0.1
_BEND = 0.035
"""Of the picture's side."""
_TINT = np.deg2rad(16.0)


def posed(
    picture: np.ndarray, random: np.random.Generator, mirrored: bool | None = None, share: float = 1.0
) -> np.ndarray:
    """Premultiplied RGBA uint8 (side, side, 4), its figure in a pose by ``random``; mirrored by chance unless said.

    ``share`` is how far a pose may go, of the farthest that there is.
    """
    from scipy.ndimage import map_coordinates

    side = len(picture)
    flip = random.random() < 0.5 if mirrored is None else mirrored
    turn, size = share * random.uniform(-_TURN, _TURN), 1.0 - share * random.uniform(0.0, 1.0 - _SMALLEST)
    wide = 1.0 + share * random.uniform(-_STRETCH, _STRETCH)
    scale = np.array([size / wide, size * wide * (-1.0 if flip else 1.0)])  # down, across
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    room = 0.5 * (1.0 - size) * side
    moved = random.uniform(-room, room, 2)
    centre = (side - 1) / 2.0
    down, across = np.meshgrid(np.arange(side) - centre, np.arange(side) - centre, indexing="ij")
    place = np.stack([down - moved[0], across - moved[1]], axis=-1) @ spin / scale  # (side, side, 2) in the original
    waves = random.uniform(0.0, 2.0 * np.pi, 2), share * random.uniform(-_BEND, _BEND, 2) * side
    bent = np.stack(
        [waves[1][axis] * np.sin(place[..., 1 - axis] * np.pi / side * 1.5 + waves[0][axis]) for axis in (0, 1)]
    )
    found = [
        map_coordinates(picture[..., channel].astype(np.float32), np.moveaxis(place, -1, 0) + bent + centre, order=1)
        for channel in range(4)
    ]
    return tinted(np.stack(found, axis=-1), random, share)


def tinted(picture: np.ndarray, random: np.random.Generator, share: float = 1.0) -> np.ndarray:
    """Premultiplied RGBA 0 … 255 (…, 4), its hue turned a little about grey: uint8. Black and white stay."""
    angle = share * random.uniform(-_TINT, _TINT)
    cosine, sine, third = np.cos(angle), np.sin(angle) / np.sqrt(3.0), (1.0 - np.cos(angle)) / 3.0
    turn = np.full((3, 3), third) + np.diag([cosine] * 3) + sine * np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    alpha = picture[..., 3:]
    colour = np.clip(picture[..., :3] @ turn.T, 0.0, alpha)
    return (np.concatenate([colour, alpha], axis=-1) + 0.5).clip(0, 255).astype(np.uint8)
