"""Grounds for drawings: plain and shaded colours, painted scenes, patterns. Names as in ``represent.drawing``."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from crossmedia_studio.generate.collage.noise import field
from crossmedia_studio.represent.drawing import COLOURS, SCENES

Random = np.random.Generator
Rgb = tuple[float, float, float]


def paint(name: str, size: int, random: Random) -> np.ndarray:
    """The ground ``name``, a little different each time: float32 (size, size, 3) in 0–1."""
    if name in COLOURS:
        return _colour(COLOURS[name][2], size, random)
    return np.clip(_PAINTERS[name](size, random), 0.0, 1.0).astype(np.float32)


def behind(pixels: np.ndarray, name: str, random: Random) -> np.ndarray:
    """Straight RGBA uint8 (height, width, 4) before the ground ``name``, which fills the frame: opaque."""
    height, width = pixels.shape[:2]
    side = max(height, width)
    left = (side - width) // 2
    ground = paint(name, side, random)[side - height :, left : left + width] * 255.0
    opacity = pixels[..., 3:] / np.float32(255.0)
    out = np.full_like(pixels, 255)
    out[..., :3] = (ground + (pixels[..., :3] - ground) * opacity + 0.5).clip(0, 255)
    return out


def names() -> tuple[str, ...]:
    """Every ground there is."""
    return (*COLOURS, *SCENES)


def _colour(middle: Rgb, size: int, random: Random) -> np.ndarray:
    base = np.asarray(middle, np.float32) + random.normal(0.0, 0.03, 3).astype(np.float32)
    if random.random() < 0.5:
        return np.clip(np.broadcast_to(base, (size, size, 3)), 0, 1).astype(np.float32)
    shade = np.float32(random.uniform(0.75, 0.95))
    return np.clip(_ramp((tuple(base), 0.0), (tuple(base * shade), 1.0), size=size), 0, 1).astype(np.float32)


def _ramp(*stops: tuple[Rgb | tuple[float, ...], float], size: int) -> np.ndarray:
    """Colours down the picture: (size, size, 3)."""
    rows = np.linspace(0.0, 1.0, size)
    places = [place for _, place in stops]
    column = np.stack([np.interp(rows, places, [colour[k] for colour, _ in stops]) for k in range(3)], axis=-1)
    return np.repeat(column[:, None, :], size, axis=1).astype(np.float32)


def _grid(size: int) -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    return y, x


def _noise(size: int, cells: int, random: Random) -> np.ndarray:
    """Cloudy noise 0–1, about ``cells`` bumps a side with finer ones on them: (size, size)."""
    return np.clip(0.5 + 1.6 * (field(random, size, size, size / cells) - 0.5), 0.0, 1.0)


def _laid(picture: np.ndarray, mask: np.ndarray, colour: Rgb) -> np.ndarray:
    mask = mask[..., None]
    return picture * (1 - mask) + np.asarray(colour, np.float32) * mask


def _sky(size: int, random: Random) -> np.ndarray:
    picture = _ramp(((0.32, 0.62, 0.93), 0.0), ((0.80, 0.91, 0.98), 1.0), size=size)
    cloud = 0.6 * _noise(size, 4, random) + 0.4 * _noise(size, 9, random)
    return _laid(picture, np.clip((cloud - 0.55) * 4, 0, 0.9), (1.0, 1.0, 1.0))


def _stars(picture: np.ndarray, count: int, random: Random) -> np.ndarray:
    """``count`` soft points of light, as large beside the picture at every size."""
    size = len(picture)
    y, x = random.uniform(0, size, (2, count))
    glow = random.random(count)
    radius = np.maximum(size / 256.0 * (0.5 + glow**3), 0.6)
    reach = int(np.ceil(3 * radius.max()))
    around = np.arange(-reach, reach + 1)
    for row, column, light, soft in zip(y, x, 0.55 + 0.45 * glow, radius, strict=True):
        rows, columns = int(row) + around, int(column) + around
        rows, columns = rows[(rows >= 0) & (rows < size)], columns[(columns >= 0) & (columns < size)]
        away = (rows[:, None] - row) ** 2 + (columns[None] - column) ** 2
        spot = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        np.maximum(spot, (light * np.exp(-away / (2 * soft * soft)))[..., None], out=spot)
    return picture


def _night(size: int, random: Random) -> np.ndarray:
    return _stars(_ramp(((0.04, 0.06, 0.17), 0.0), ((0.16, 0.20, 0.42), 1.0), size=size), 40, random)


def _space(size: int, random: Random) -> np.ndarray:
    picture = _ramp(((0.03, 0.02, 0.07), 0.0), ((0.06, 0.03, 0.12), 1.0), size=size)
    mist = np.clip(_noise(size, 3, random) * 1.6 - 0.7, 0, 0.6)
    return _stars(_laid(picture, mist, (0.45, 0.20, 0.55)), 60, random)


def _sunset(size: int, random: Random) -> np.ndarray:
    picture = _ramp(((0.29, 0.23, 0.50), 0.0), ((0.90, 0.42, 0.38), 0.55), ((1.0, 0.78, 0.42), 1.0), size=size)
    y, x = _grid(size)
    glow = np.exp(-((x - random.uniform(0.25, 0.75)) ** 2 + (y - 0.85) ** 2) / 0.03)
    return _laid(picture, np.clip(glow, 0, 0.85), (1.0, 0.93, 0.68))


def _land(size: int, random: Random, sky: tuple[Rgb, Rgb], near: Rgb, far: Rgb, rise: float) -> np.ndarray:
    picture = _ramp((sky[0], 0.0), (sky[1], 0.7), size=size)
    y, x = _grid(size)
    for share, colour in ((0.0, far), (1.0, near)):
        edge = 0.58 + 0.14 * share + rise * np.sin(2 * np.pi * (x * random.uniform(0.5, 1.2) + random.random()))
        picture = _laid(picture, np.clip((y - edge) * size, 0, 1), colour)
    return picture


def _meadow(size: int, random: Random) -> np.ndarray:
    picture = _land(
        size, random, ((0.55, 0.80, 0.97), (0.90, 0.96, 0.98)), (0.36, 0.66, 0.27), (0.54, 0.77, 0.38), 0.03
    )
    y, _ = _grid(size)
    return picture * (1.0 + 0.12 * (_noise(size, 40, random) - 0.5) * (y > 0.6))[..., None]


def _desert(size: int, random: Random) -> np.ndarray:
    return _land(size, random, ((0.62, 0.82, 0.93), (0.98, 0.93, 0.80)), (0.90, 0.73, 0.44), (0.95, 0.82, 0.58), 0.05)


def _snow(size: int, random: Random) -> np.ndarray:
    picture = _land(size, random, ((0.62, 0.72, 0.84), (0.84, 0.89, 0.95)), (0.97, 0.98, 1.0), (0.88, 0.92, 0.97), 0.04)
    return _stars(picture, 50, random)


def _sea(size: int, random: Random) -> np.ndarray:
    picture = _ramp(((0.55, 0.80, 0.95), 0.0), ((0.87, 0.95, 0.98), 0.5), ((0.87, 0.95, 0.98), 1.0), size=size)
    y, x = _grid(size)
    water = _ramp(((0.20, 0.58, 0.78), 0.5), ((0.06, 0.33, 0.58), 1.0), size=size)
    wave = 0.06 * np.sin(2 * np.pi * (x * 3 + 0.4 * np.sin(9 * y) + random.random()) + 60 * y * y)
    below = np.clip((y - 0.55) * size, 0, 1)[..., None]
    return picture * (1 - below) + (water + wave[..., None]) * below


def _forest(size: int, random: Random) -> np.ndarray:
    picture = _ramp(((0.62, 0.80, 0.62), 0.0), ((0.30, 0.50, 0.32), 1.0), size=size)
    _, x = _grid(size)
    for place in random.uniform(0, 1, 9):
        trunk = np.clip(1.4 - np.abs(x - place) / random.uniform(0.015, 0.035), 0, 1)
        picture = _laid(picture, trunk * 0.8, (0.22, 0.31, 0.22))
    leaves = np.clip(_noise(size, 10, random) * 3 - 1.2, 0, 1) * np.linspace(1.0, 0.0, size)[:, None] ** 0.7
    return _laid(picture, leaves * 0.9, (0.17, 0.40, 0.21))


def _rain(size: int, random: Random) -> np.ndarray:
    picture = _ramp(((0.36, 0.41, 0.49), 0.0), ((0.62, 0.67, 0.73), 1.0), size=size)
    y, x = _grid(size)
    lines = (np.sin(2 * np.pi * 23 * (x + 0.25 * y)) > 0.95) & (_noise(size, 12, random) > 0.55)
    return _laid(picture, lines * 0.5, (0.90, 0.94, 1.0))


def _stage(size: int, random: Random) -> np.ndarray:
    y, x = _grid(size)
    place = random.uniform(0.4, 0.6)
    cone = np.clip(1.1 - np.abs(x - place) / (0.10 + 0.35 * y), 0, 1)
    picture = _laid(
        _ramp(((0.07, 0.06, 0.10), 0.0), ((0.16, 0.10, 0.16), 1.0), size=size), cone * 0.6, (1.0, 0.93, 0.75)
    )
    pool = np.clip(1.2 - (((x - place) / 0.42) ** 2 + ((y - 0.9) / 0.10) ** 2), 0, 1)
    return _laid(picture, pool * 0.5, (1.0, 0.95, 0.82))


def _two(random: Random) -> tuple[Rgb, Rgb]:
    """Two tints of one colour."""
    colour = np.asarray(list(COLOURS.values())[int(random.integers(3, len(COLOURS)))][2])
    light, dark = colour * 0.45 + 0.55, colour * 0.7 + 0.3
    return tuple(light.tolist()), tuple(dark.tolist())


def _stripes(size: int, random: Random) -> np.ndarray:
    light, dark = _two(random)
    y, x = _grid(size)
    wave = np.sin(2 * np.pi * random.integers(4, 8) * (x + y * float(random.choice([-1, 0, 1]))))
    return _laid(np.full((size, size, 3), light, np.float32), np.clip(wave * 6 + 0.5, 0, 1), dark)


def _dots(size: int, random: Random) -> np.ndarray:
    light, dark = _two(random)
    y, x = _grid(size)
    count = random.integers(5, 9)
    row = np.floor(y * count)
    away = np.hypot((x * count + 0.5 * (row % 2)) % 1 - 0.5, (y * count) % 1 - 0.5)
    return _laid(np.full((size, size, 3), light, np.float32), np.clip((0.27 - away) * 14, 0, 1), dark)


def _paper(size: int, random: Random) -> np.ndarray:
    grain = 0.6 * _noise(size, 50, random) + 0.4 * _noise(size, 6, random)
    y, x = _grid(size)
    edge = 1.0 - 0.25 * ((2 * x - 1) ** 4 + (2 * y - 1) ** 4)
    return np.asarray((0.95, 0.89, 0.77), np.float32) * (edge * (0.93 + 0.1 * grain))[..., None]


_PAINTERS: dict[str, Callable[[int, Random], np.ndarray]] = {
    "sky": _sky, "night": _night, "sunset": _sunset, "meadow": _meadow, "sea": _sea, "snow": _snow, "desert": _desert,
    "forest": _forest, "rain": _rain, "space": _space, "stage": _stage, "stripes": _stripes, "dots": _dots,
    "paper": _paper,
}  # fmt: skip
