"""Colours and composition of a picture, measured in Oklab (Ottosson 2020), where equal steps look equal."""

from __future__ import annotations

import numpy as np

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.media.image import resize
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.understand.meaning import Colour, Mood

_SIDE = 128
_CLUSTERS = 7
_SAMPLED = 16_384
_MERGE = 0.075
"""Palette colours nearer than this in Oklab are one."""

_TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip

_HUES = (
    (8, mark("pink")), (48, mark("red")), (80, mark("orange")), (118, mark("yellow")), (162, mark("green")),
    (212, mark("turquoise")), (285, mark("blue")), (330, mark("purple")), (361, mark("pink")),
)  # fmt: skip
"""Hue names by the angle in Oklab at which they end."""


def oklab(rgb: np.ndarray) -> np.ndarray:
    """sRGB 0–255 (…, 3) as Oklab (…, 3): lightness 0–1, then the green–red and blue–yellow axes."""
    values = np.asarray(rgb, dtype=np.float64) / 255.0
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T


def small(pixels: np.ndarray) -> np.ndarray:
    """``pixels`` (h, w, 4) at most 128 on a side, for measuring."""
    height, width = pixels.shape[:2]
    share = min(_SIDE / max(height, width), 1.0)
    return resize(Image(pixels), max(round(width * share), 1), max(round(height * share), 1)).pixels


def palette(pixels: np.ndarray) -> tuple[Colour, ...]:
    """The main colours of ``pixels`` (h, w, 4), largest share first: k-means in Oklab, near colours merged."""
    flat = pixels.reshape(-1, 4)
    seen = flat[flat[:, 3] > 96, :3]
    if not len(seen):
        return ()
    seen = seen[:: max(len(seen) // _SAMPLED, 1)]
    points = oklab(seen)
    centres, members = _k_means(points, min(_CLUSTERS, len(np.unique(seen, axis=0))))
    shares = np.bincount(members, minlength=len(centres)) / len(points)
    groups: list[list[int]] = []
    for index in np.argsort(-shares):
        near = next((g for g in groups if np.linalg.norm(centres[g[0]] - centres[index]) < _MERGE), None)
        if near is None:
            groups.append([int(index)])
        else:
            near.append(int(index))
    found = []
    for group in groups:
        inside = np.isin(members, group)
        share = float(inside.mean())
        if share >= 0.02:
            middle = points[inside].mean(axis=0)
            nearest = seen[inside][np.square(points[inside] - middle).sum(axis=1).argmin()]  # a colour that is there
            found.append(Colour((int(nearest[0]), int(nearest[1]), int(nearest[2])), round(share, 3)))
    return tuple(sorted(found, key=lambda colour: -colour.share))


def composition(pixels: np.ndarray) -> tuple[tuple[str, float], ...]:
    """Measures 0–1 of ``pixels`` (h, w, 4); ``balance_x``, ``balance_y`` is where the eye is drawn (0.5 the middle)."""
    lab = oklab(pixels[..., :3])
    weight = pixels[..., 3].astype(np.float64) / 255.0
    total = max(float(weight.sum()), 1e-6)
    light, chroma = lab[..., 0], np.hypot(lab[..., 1], lab[..., 2])

    def mean(values: np.ndarray) -> float:
        return float((values * weight).sum() / total)

    brightness = mean(light)
    dy, dx = np.gradient(light) if min(light.shape) > 1 else (np.zeros_like(light), np.zeros_like(light))
    edges = np.hypot(dx, dy)
    # what stands out: edges, and colour and light unlike the rest
    salient = edges * 4 + np.abs(light - brightness) + np.abs(chroma - mean(chroma)) * 2
    salient = salient**2 * weight
    rows, columns = np.mgrid[: light.shape[0], : light.shape[1]]
    mass = float(salient.sum())
    x = float((salient * (columns + 0.5)).sum()) / mass / light.shape[1] if mass > 1e-9 else 0.5
    y = float((salient * (rows + 0.5)).sum()) / mass / light.shape[0] if mass > 1e-9 else 0.5
    measures = {
        "brightness": brightness,
        "contrast": 2.2 * np.sqrt(mean((light - brightness) ** 2)),
        "saturation": mean(chroma) / 0.22,
        "warmth": 0.5 + mean(lab[..., 2] + 0.5 * lab[..., 1]) / 0.3,
        "detail": mean(edges) / 0.09,
        "balance_x": x,
        "balance_y": y,
    }
    return tuple((name, round(float(np.clip(value, 0, 1)), 3)) for name, value in measures.items())


def mood_of_colours(measures: dict[str, float]) -> Mood:
    """Pleasure and arousal of colours after Valdez & Mehrabian 1994: bright pleases, saturated and dark excites."""
    bright, saturated = measures["brightness"] - 0.55, measures["saturation"] - 0.35
    valence = 1.1 * bright + 0.45 * saturated + 0.3 * (measures["warmth"] - 0.5)
    arousal = 0.8 * saturated - 0.35 * bright + 0.5 * (measures["contrast"] - 0.45) + 0.3 * (measures["detail"] - 0.3)
    return Mood(round(float(np.clip(valence, -1, 1)), 3), round(float(np.clip(arousal, -1, 1)), 3))


def colour_name(rgb: tuple[int, int, int]) -> str:
    """The everyday name of a colour, an English key of the catalogue."""
    light, a, b = oklab(np.array(rgb))
    chroma = float(np.hypot(a, b))
    if chroma < 0.035:
        return mark("black") if light < 0.28 else mark("white") if light > 0.9 else mark("grey")
    if light < 0.2:
        return mark("black")
    hue = float(np.degrees(np.arctan2(b, a))) % 360
    name = next(name for end, name in _HUES if hue < end)
    if name in ("orange", "yellow") and light < 0.62:
        return mark("brown")
    if name in ("orange", "yellow", "red") and chroma < 0.08 and light > 0.68:
        return mark("cream")
    if name == "red" and light < 0.62 and (chroma < 0.1 or hue > 35):
        return mark("brown")
    return mark("pink") if name == "red" and light > 0.75 else name


def _k_means(points: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Centres (k, 3) and the centre of each point (n,). Starts from the farthest points, so it is deterministic."""
    centres = [points.mean(axis=0)]
    distance = np.square(points - centres[0]).sum(axis=1)
    for _ in range(count - 1):
        centres.append(points[int(distance.argmax())])
        distance = np.minimum(distance, np.square(points - centres[-1]).sum(axis=1))
    middle = np.array(centres)
    members = np.zeros(len(points), dtype=np.int64)
    for _ in range(20):
        away = np.square(points).sum(axis=1)[:, None] - 2 * points @ middle.T + np.square(middle).sum(axis=1)
        following = away.argmin(axis=1)
        if (following == members).all() and _:
            break
        members = following
        for index in range(count):
            inside = points[members == index]
            if len(inside):
                middle[index] = inside.mean(axis=0)
    return middle, members
