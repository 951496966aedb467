"""Skies: gradient, stars, the sun and the moon with their halo, paper clouds, rain and snow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crossmedia_studio.generate.collage import canvas, noise
from crossmedia_studio.generate.collage.canvas import mix
from crossmedia_studio.generate.collage.stage import Layer, Motion, Stage


def sky(stage: Stage) -> list[Layer]:
    """The gradient with soft bands of thin cloud, and stars where it is dark enough."""
    look, width, height = stage.look, stage.width, stage.height
    bottom = stage.horizon + 0.08
    stops = tuple((bottom * share, colour) for share, colour in zip((0.0, 0.42, 0.78, 1.0), look.sky, strict=True))
    base = canvas.gradient(width, height, stops)
    random = stage.random("sky")
    bands = noise.field(random, width // 4, height // 4, width / 9, 4)
    bands = canvas.scale(canvas.flat(bands, (1, 1, 1)), width, height)[..., 3]
    wisps = ((bands - 0.48) * 3).clip(0, 1) * np.linspace(0.10, 0.30, height, dtype=np.float32)[:, None]
    canvas.over(base, canvas.flat(wisps * (0.55 if look.dark > 0.5 else 1.0), mix(look.light, look.haze, 0.5)))
    layers = [Layer(base, depth=0.0)]
    if look.dark > 0.7 and stage.brief.weather in ("", "snow"):
        layers += stars(stage, height * stage.horizon, 150)
    return layers


def stars(stage: Stage, deepest: float, count: int) -> list[Layer]:
    """Two sheets of stars that twinkle in turn, fewer towards ``deepest`` pixels."""
    layers = []
    for sheet in range(2):
        random = stage.random("stars", sheet)
        shapes = []
        for _ in range(count // 2):
            x, y = random.uniform(0, stage.width), deepest * random.beta(1.0, 1.7)
            size = stage.height * random.choice([0.0011, 0.0016, 0.0022, 0.0032], p=[0.45, 0.33, 0.16, 0.06])
            bright = random.uniform(0.45, 1.0)
            tint = ("#ffffff", "#fff4d6", "#d6e6ff")[int(random.integers(3))]
            if size > stage.height * 0.003:
                shapes.append(_spark(x, y, size * 2.6, tint))
            shapes.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.2f}" fill="{tint}" opacity="{bright:.2f}"/>')
        layers.append(Layer(stage.draw("".join(shapes)), depth=0.0, motion=Motion.TWINKLE, phase=sheet * 0.5))
    return layers


def _spark(x: float, y: float, size: float, colour: str) -> str:
    """A four-pointed star."""
    w = size * 0.16
    return (
        f'<path d="M{x:.1f} {y - size:.1f}Q{x + w / 3:.2f} {y - w / 3:.2f} {x + size:.1f} {y:.1f}Q{x + w / 3:.2f} '
        f"{y + w / 3:.2f} {x:.1f} {y + size:.1f}Q{x - w / 3:.2f} {y + w / 3:.2f} {x - size:.1f} {y:.1f}Q"
        f'{x - w / 3:.2f} {y - w / 3:.2f} {x:.1f} {y - size:.1f}z" fill="{colour}"/>'
    )


def disc(stage: Stage, kind: str, x: float, y: float, radius: float) -> list[Layer]:
    """``kind`` "sun", "full moon" or "crescent moon" at (x, y) pixels, with its halo in the air around it."""
    look, width, height = stage.look, stage.width, stage.height
    sun = kind == "sun"
    tint = mix(look.light, (1.0, 0.86, 0.45), 0.4) if sun else mix(look.light, (1.0, 0.97, 0.86), 0.5)
    halo = canvas.glow(width, height, x, y, radius * 3.6, tint, 0.40 if sun else 0.30)
    canvas.over(halo, canvas.glow(width, height, x, y, radius * 1.65, tint, 0.45))
    shapes = {"sun": _sun, "full moon": _moon, "crescent moon": _crescent}[kind](x, y, radius, canvas.hexcode(tint))
    margin = radius * 0.03
    edge = 'opacity=".0"' if sun else ""
    rim = f'<circle cx="{x}" cy="{y}" r="{radius + margin}" fill="none" {edge}/>'
    return [Layer(halo, depth=0.02), Layer(stage.draw(rim + shapes), depth=0.03, shows=kind)]


def _sun(x: float, y: float, r: float, tint: str) -> str:
    return (
        f'<defs><radialGradient id="s" cx="50%" cy="50%" r="50%"><stop offset="0" stop-color="#fffdf0"/>'
        f'<stop offset=".75" stop-color="#fff3c4"/><stop offset="1" stop-color="{tint}"/></radialGradient></defs>'
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="url(#s)"/>'
    )


_CRATERS = ((-0.35, -0.30, 0.24), (0.25, -0.42, 0.15), (0.38, 0.10, 0.26), (-0.20, 0.32, 0.20), (-0.58, 0.12, 0.11),
            (0.10, 0.62, 0.12), (0.02, -0.08, 0.09), (0.60, -0.22, 0.08), (-0.05, -0.66, 0.08))  # fmt: skip


def _moon(x: float, y: float, r: float, tint: str) -> str:
    craters = "".join(
        f'<circle cx="{x + dx * r:.1f}" cy="{y + dy * r:.1f}" r="{s * r:.1f}" fill="#c9b98f" opacity=".42"/>'
        f'<circle cx="{x + (dx + s * 0.12) * r:.1f}" cy="{y + (dy + s * 0.14) * r:.1f}" r="{s * r * 0.86:.1f}" '
        f'fill="#e6d7ae" opacity=".55"/>'
        for dx, dy, s in _CRATERS
    )
    return (
        f'<defs><radialGradient id="m" cx="38%" cy="34%" r="75%"><stop offset="0" stop-color="#fffbe9"/>'
        f'<stop offset=".7" stop-color="#f7ecc8"/><stop offset="1" stop-color="#dcc998"/></radialGradient></defs>'
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="url(#m)"/>{craters}'
    )


def _crescent(x: float, y: float, r: float, tint: str) -> str:
    s = r * 0.94
    return (
        f'<path d="M{x + 0.30 * s:.1f} {y - s:.1f}A{s:.1f} {s:.1f} 0 1 0 {x + s:.1f} {y + 0.30 * s:.1f}'
        f'A{0.80 * s:.1f} {0.80 * s:.1f} 0 0 1 {x + 0.30 * s:.1f} {y - s:.1f}z" fill="#fdf0c4"/>'
    )


def rainbow(stage: Stage) -> Layer:
    """A bow of seven soft bands that stands behind the hills, opposite the light."""
    width, height = stage.width, stage.height
    x = width * (0.5 + (0.5 - stage.light_x) * 0.5)
    outer = min(height * 0.50, width * 0.40)
    y, band = height * stage.horizon + outer * 0.16, outer * 0.032
    colours = ("#e8453c", "#f58b3c", "#f9d54a", "#5fbf5a", "#3f9fd8", "#4a62c4", "#8a56b8")
    arcs = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{outer - index * band:.1f}" fill="none" stroke="{colour}" '
        f'stroke-width="{band * 1.15:.1f}"/>'
        for index, colour in enumerate(colours)
    )
    return Layer(stage.draw(f'<g opacity="{0.85 - 0.3 * stage.look.dark:.2f}">{arcs}</g>'), depth=0.05, shows="rainbow")


def clouds(stage: Stage, count: int, lowest: float, discs: Sequence[tuple[float, float, float]]) -> list[Layer]:
    """Cut-paper clouds, each a sheet of its own that drifts; ``lowest`` fraction of the height. Those that would hide
    one of the ``discs`` (x, y, radius in pixels) stay away."""
    random, look = stage.random("clouds"), stage.look
    colour = mix(mix((1, 1, 1), look.haze, 0.35), look.sky[1], 0.55 * look.dark)
    if stage.brief.weather in ("storm", "rain"):
        colour = mix(colour, look.sky[0], 0.45)
    layers = []
    for index in range(count):
        near = (index + 0.5) / count
        size = stage.height * random.uniform(0.10, 0.17) * (0.7 + 0.6 * near)
        x = stage.width * ((index * 0.618 + random.uniform(0, 0.25)) % 1.0)
        y = stage.height * lowest * random.uniform(0.12, 1.0)
        for aside in (0.0, 0.5, 0.25, 0.75):
            moved = (x + stage.width * aside) % stage.width
            if not any(_hides(moved, y, size, disc) for disc in discs):
                x = moved
                break
        layers.append(cloud(stage, x, y, size, mix(colour, look.haze, 0.35 * (1 - near)), random, 0.03 + 0.05 * near))
    return layers


def _hides(x: float, y: float, size: float, disc: tuple[float, float, float]) -> bool:
    return abs(x - disc[0]) < size * 1.5 + disc[2] and y - size - disc[2] < disc[1] < y + disc[2]


def cloud(
    stage: Stage, x: float, y: float, size: float, colour: canvas.Colour, random: np.random.Generator, depth: float
) -> Layer:
    """One cloud ``size`` pixels high standing on y: round tops on a flat base, lit from above."""
    width, height = round(size * random.uniform(2.4, 3.6)), round(size)
    lobes = int(random.integers(4, 7))
    body = "".join(
        f'<circle cx="{width * (0.13 + 0.74 * (i + 0.5) / lobes + random.uniform(-0.03, 0.03)):.1f}" '
        f'cy="{height * (0.92 - r):.1f}" r="{height * r:.1f}"/>'
        for i in range(lobes)
        for r in [0.20 + 0.26 * np.sin(np.pi * (i + 0.5) / lobes) * random.uniform(0.75, 1.1)]
    )
    body += (
        f'<rect x="{0.05 * width:.1f}" y="{0.62 * height:.1f}" width="{0.9 * width:.1f}" '
        f'height="{0.32 * height:.1f}" rx="{0.16 * height:.1f}"/>'
    )
    top, low = canvas.hexcode(mix(colour, (1, 1, 1), 0.25)), canvas.hexcode(mix(colour, stage.look.haze, 0.55))
    shapes = (
        f'<defs><linearGradient id="c" x1="0" y1="0" x2="0" y2="{height}" gradientUnits="userSpaceOnUse">'
        f'<stop offset=".15" stop-color="{top}"/><stop offset="1" stop-color="{low}"/></linearGradient></defs>'
        f'<g fill="url(#c)">{body}</g>'
    )
    pixels = canvas.draw(shapes, width, height)
    return Layer(pixels, round(x - width / 2), round(y - height), depth, Motion.DRIFT, (0.008, 0.012, 0.14), depth * 9)


def weather(stage: Stage) -> list[Layer]:
    """What falls or hangs in the air before everything: snow, rain, mist, fireflies, petals."""
    brief, width, height = stage.brief, stage.width, stage.height
    random = stage.random("weather")
    if brief.place in ("room", "underwater", "space"):
        return []
    if brief.weather == "snow":
        return [
            _flakes(stage, random, count, size, opacity)
            for count, size, opacity in ((170, 0.0022, 0.75), (70, 0.0042, 0.85), (22, 0.0085, 0.55))
        ]
    if brief.weather in ("rain", "storm"):
        return [_rain(stage, random, 130, 0.045, 0.28), _rain(stage, random, 60, 0.075, 0.34)]
    if brief.weather == "fog":
        mist = noise.field(random, width // 8, height // 8, width / 18, 3)
        mist = canvas.scale(canvas.flat(mist, (1, 1, 1)), width, height)[..., 3]
        shape = np.interp(np.linspace(0, 1, height), [0, 0.45, 0.7, 1], [0.1, 0.5, 0.62, 0.30]).astype(np.float32)
        return [
            Layer(
                canvas.flat((mist * 1.2).clip(0, 1) * shape[:, None], stage.look.haze), depth=0.9, motion=Motion.DRIFT
            )
        ]
    if brief.season in ("autumn", "spring"):
        return [_petals(stage, random, 26)]
    if stage.look.dark > 0.7 and brief.place in ("forest", "meadow", "lake"):
        return [_fireflies(stage, random, 16)]
    return []


def _flakes(stage: Stage, random: np.random.Generator, count: int, size: float, opacity: float) -> Layer:
    shapes = "".join(
        f'<circle cx="{random.uniform(0, stage.width):.1f}" cy="{random.uniform(0, stage.height):.1f}" '
        f'r="{stage.height * size * random.uniform(0.6, 1.3):.2f}" opacity="{opacity * random.uniform(0.6, 1):.2f}"/>'
        for _ in range(count)
    )
    return Layer(stage.draw(f'<g fill="#fff">{shapes}</g>'), depth=0.9, motion=Motion.FALL, phase=size * 90)


def _rain(stage: Stage, random: np.random.Generator, count: int, length: float, opacity: float) -> Layer:
    long = length * stage.height
    shapes = "".join(
        f'<path d="M{x:.1f} {y:.1f}l{-0.22 * long:.1f} {long * random.uniform(0.6, 1.1):.1f}"/>'
        for _ in range(count)
        for x, y in [(random.uniform(0, 1.1) * stage.width, random.uniform(-0.1, 1) * stage.height)]
    )
    stroke = f'stroke="#e8f1f6" stroke-width="{max(stage.height * 0.0022, 0.6):.2f}" stroke-linecap="round"'
    return Layer(stage.draw(f'<g {stroke} opacity="{opacity}">{shapes}</g>'), depth=0.95, motion=Motion.FALL, phase=4.0)


def _petals(stage: Stage, random: np.random.Generator, count: int) -> Layer:
    shapes = []
    for _ in range(count):
        x, y, turn = random.uniform(0, stage.width), random.uniform(0.05, 0.95) * stage.height, random.uniform(0, 360)
        s = stage.height * random.uniform(0.006, 0.014)
        tint = stage.look.code(stage.look.leaves[int(random.integers(2))], 0.0, 0.15)
        shapes.append(
            f'<path transform="translate({x:.1f} {y:.1f}) rotate({turn:.0f})" fill="{tint}" opacity=".9" '
            f'd="M0 {-s:.2f}Q{s:.2f} 0 0 {s:.2f}Q{-s * 0.8:.2f} 0 0 {-s:.2f}z"/>'
        )
    return Layer(stage.draw("".join(shapes)), depth=0.92, motion=Motion.FALL, phase=0.6)


def _fireflies(stage: Stage, random: np.random.Generator, count: int) -> Layer:
    picture = np.zeros((stage.height, stage.width, 4), np.float32)
    dots = []
    radius = stage.height * 0.016
    size = int(radius * 5)
    light = canvas.glow(size, size, size / 2, size / 2, radius, (1.0, 0.93, 0.55), 0.55)
    for _ in range(count):
        x, y = random.uniform(0.04, 0.96) * stage.width, random.uniform(0.55, 0.93) * stage.height
        canvas.over(picture, light, round(x - size / 2), round(y - size / 2), random.uniform(0.4, 1.0))
        dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{stage.height * 0.0028:.2f}" fill="#fff6c0"/>')
    canvas.over(picture, stage.draw("".join(dots)))
    return Layer(picture, depth=0.85, motion=Motion.TWINKLE, phase=0.3)
