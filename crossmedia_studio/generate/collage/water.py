"""Sea, lake, beach and the world beneath the waves."""

from __future__ import annotations

import numpy as np

from crossmedia_studio.generate.collage import canvas, land, noise
from crossmedia_studio.generate.collage.canvas import hexcode, mix
from crossmedia_studio.generate.collage.stage import Layer, Motion, Stage

WATERLINE = 0.735
"""Where boats lie, fraction of the height."""


def sea(stage: Stage) -> tuple[list[Layer], list[Layer]]:
    """Water from the horizon down, as bands of waves: those behind what floats and those before it."""
    behind = [
        Layer(_surface(stage, stage.horizon), depth=0.1, shadow=None),
        Layer(_glitter(stage), depth=0.12, motion=Motion.TWINKLE),
    ]
    rows = ((0.665, 0.0045, 0.030, 0.42), (0.70, 0.007, 0.042, 0.28), (WATERLINE, 0.010, 0.06, 0.16))
    behind += [_wave(stage, f"wave{i}", *row, depth=0.25 + 0.1 * i) for i, row in enumerate(rows)]
    before = [
        _wave(stage, "wave8", 0.775, 0.012, 0.075, 0.07, 0.6),
        _wave(stage, "wave9", 0.855, 0.016, 0.10, 0.0, 0.75),
    ]
    stage.ground = np.full(stage.width, stage.height * 0.86, np.float32)
    return behind, before


def lake(stage: Stage) -> tuple[list[Layer], list[Layer]]:
    """Hills, still water that mirrors the sky, a bank of grass before it."""
    far = [
        Layer(
            land.sheet(stage, land.ridge(stage, "far", 0.56, 0.06, 0.4), stage.look.grass, 0.66),
            depth=0.1,
            shadow=land.PAPER,
        )
    ]
    far.append(Layer(land.sheet(stage, land.ridge(stage, "shore", 0.605, 0.02, 0.3), stage.look.grass, 0.42,
                                _reeds(stage)), depth=0.2, shadow=land.PAPER))  # fmt: skip
    behind = [
        *far,
        Layer(_surface(stage, 0.635), depth=0.25, shadow=(-0.002, 0.006, 0.2)),
        Layer(_glitter(stage), depth=0.26, motion=Motion.TWINKLE),
    ]
    behind += [
        _wave(stage, f"ripple{i}", top, 0.0025, 0.05, distance, 0.3)
        for i, (top, distance) in enumerate(((0.68, 0.36), (WATERLINE, 0.24)))
    ]
    bank = land.ridge(stage, "bank", 0.885, 0.025, 0.7)
    stage.ground = bank
    from crossmedia_studio.generate.collage import plants

    blades = "" if stage.look.snow else plants.tufts(stage, bank, 70, 0.035, stage.look.grass, stage.random("bank"))
    before = [
        _wave(stage, "ripple9", 0.79, 0.003, 0.08, 0.14, 0.5),
        Layer(land.sheet(stage, bank, stage.look.grass, 0.03, blades, low=0.0), depth=0.65, shadow=land.PAPER),
    ]
    return behind, before


def _reeds(stage: Stage) -> str:
    edge = land.ridge(stage, "shore", 0.605, 0.02, 0.3)
    return land._copse(stage, edge, 0.42, 9, 0.085, "lakeside")


def beach(stage: Stage) -> tuple[list[Layer], list[Layer]]:
    """Sea with a strip of foam and sand in front; sets ``stage.ground``."""
    behind, _ = sea(stage)
    edge = land.ridge(stage, "sand", 0.80, 0.02, 0.9)
    foam = land.sheet(stage, edge - stage.height * 0.014, (0.97, 0.98, 0.98), 0.05, low=0.0)
    wet = land.sheet(stage, edge - stage.height * 0.004, mix(stage.look.sand, (0.5, 0.4, 0.3), 0.45), 0.03, low=0.0)
    sand = land.sheet(stage, edge + stage.height * 0.016, stage.look.sand, 0.0, low=0.0)
    stage.ground = edge + stage.height * 0.02
    return [*behind, Layer(foam, depth=0.55), Layer(wet, depth=0.56), Layer(sand, depth=0.58)], []


def _surface(stage: Stage, top: float) -> np.ndarray:
    look = stage.look
    far = mix(look.tone(look.water, 0.35), look.sky[-1], 0.45)
    near = mix(look.tone(look.water, 0.0, -0.25), look.sky[0], 0.18)
    rows = canvas.gradient(stage.width, stage.height, ((0, far), (top, far), (min(top + 0.30, 0.98), near), (1, near)))
    rows[: round(top * stage.height)] = 0
    return rows


def _wave(stage: Stage, name: str, top: float, rise: float, cell: float, distance: float, depth: float) -> Layer:
    """A band of water with scalloped crests."""
    random = stage.random(name)
    x = np.arange(stage.width)
    cell *= stage.width
    swell = np.abs(np.sin(np.pi * x / cell + random.uniform(0, 9) + 0.8 * noise.line(random, stage.width, cell * 2)))
    edge = ((top + rise * (1 - 2 * swell**0.7) * 0.6) * stage.height).astype(np.float32)
    colour = mix(stage.look.water, (0.75, 0.92, 0.95), 0.10)
    pixels = land.sheet(stage, edge, colour, distance, low=0.0)
    crest = stage.look.code((0.92, 0.98, 1.0), distance * 0.7)
    step = max(stage.width // 400, 1)
    line = " ".join(f"{i},{edge[i] + stage.height * 0.002:.1f}" for i in range(0, stage.width, step))
    white = stage.draw(
        f'<polyline points="{line}" fill="none" stroke="{crest}" stroke-width="{stage.height * 0.0022:.2f}" '
        f'opacity=".45"/>'
    )
    pixels = pixels * (1 - white[..., 3:]) + white
    return Layer(pixels, depth=depth, motion=Motion.SWAY, shadow=(-0.003, 0.010, 0.20), phase=depth * 5)


def _glitter(stage: Stage) -> np.ndarray:
    """The path of light under the sun or the moon."""
    random = stage.random("glitter")
    shapes = []
    tint = hexcode(mix(stage.look.light, (1, 1, 1), 0.2))
    for _ in range(90):
        share = random.beta(1.0, 1.2)
        y = stage.height * (stage.horizon + 0.012 + 0.22 * share)
        x = stage.light_x * stage.width + random.normal(0, 0.02 + 0.06 * share) * stage.width
        w = stage.height * random.uniform(0.006, 0.030) * (0.5 + share)
        shapes.append(
            f'<rect x="{x - w:.1f}" y="{y:.1f}" width="{2 * w:.1f}" height="{stage.height * 0.0028:.2f}" '
            f'rx="2" opacity="{random.uniform(0.25, 0.75):.2f}"/>'
        )
    return stage.draw(f'<g fill="{tint}">{"".join(shapes)}</g>')


def underwater(stage: Stage) -> tuple[list[Layer], list[Layer]]:
    """Blue depth with shafts of light, a bed of sand, weed and coral, bubbles; sets ``stage.ground``."""
    look, width, height = stage.look, stage.width, stage.height
    top = mix((0.45, 0.83, 0.86), look.sky[0], 0.35 * look.dark)
    deep = mix((0.03, 0.17, 0.34), look.sky[0], 0.4 * look.dark)
    base = canvas.gradient(
        width, height, ((0, top), (0.35, mix(top, deep, 0.42)), (0.8, mix(top, deep, 0.85)), (1, deep))
    )
    random = stage.random("rays")
    shafts = "".join(
        f'<polygon points="{x:.0f},-10 {x + w:.0f},-10 {x + w * 2.6 - height * 0.22:.0f},{height * 0.95:.0f} '
        f'{x - w * 0.6 - height * 0.30:.0f},{height * 0.95:.0f}" opacity="{random.uniform(0.08, 0.22):.2f}"/>'
        for x, w in [(random.uniform(0.05, 1.2) * width, random.uniform(0.02, 0.07) * width) for _ in range(8)]
    )
    fade = (
        '<defs><linearGradient id="f" x2="0" y2="1"><stop stop-color="#fff"/>'
        '<stop offset="1" stop-color="#fff" stop-opacity="0"/></linearGradient></defs>'
    )
    rays = stage.draw(f'{fade}<g fill="url(#f)">{shafts}</g>')
    for c in range(4):
        rays[..., c] = canvas.blur(rays[..., c], height * 0.012)
    layers = [Layer(base, depth=0.0), Layer(rays, depth=0.05, motion=Motion.TWINKLE)]
    water = mix(top, deep, 0.6)
    for index, (level, distance) in enumerate(((0.72, 0.75), (0.80, 0.45), (0.88, 0.08))):
        edge = land.ridge(stage, f"bed{index}", level, 0.03, 0.4)
        weed = _weed(stage, edge, (7, 8, 9)[index], (0.22, 0.26, 0.24)[index], distance, water)
        colour = mix(mix((0.80, 0.72, 0.56), water, distance), deep, 0.22)
        crest, foot = hexcode(mix(colour, (1, 1, 1), 0.08)), hexcode(mix(colour, deep, 0.5))
        points = " ".join(f"{x},{edge[x]:.1f}" for x in range(0, width, 4))
        layers.append(Layer(stage.draw(
            f'<defs><linearGradient id="b" x2="0" y2="1"><stop stop-color="{crest}"/><stop offset="1" '
            f'stop-color="{foot}"/></linearGradient></defs>'
            f'{weed}<polygon points="0,{height} {points} {width},{edge[-1]:.1f} {width},{height}" fill="url(#b)"/>'
        ), depth=0.2 + 0.25 * index, motion=Motion.SWAY, shadow=land.PAPER))  # fmt: skip
        stage.ground = edge
    bubbles = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="#eaffff" fill-opacity=".10" stroke="#eaffff" '
        f'stroke-opacity=".65" '
        f'stroke-width="{max(r * 0.12, 0.7):.2f}"/><circle cx="{x - r * 0.35:.1f}" cy="{y - r * 0.35:.1f}" '
        f'r="{r * 0.2:.1f}" fill="#fff" opacity=".8"/>'
        for x, y, r in [
            (
                random.uniform(0, width), random.uniform(0.05, 0.95) * height,
                height * random.choice([0.006, 0.009, 0.016]),
            )
            for _ in range(34)
        ]
    )  # fmt: skip
    return layers, [Layer(stage.draw(bubbles), depth=0.9, motion=Motion.RISE)]


def _weed(stage: Stage, edge: np.ndarray, count: int, tall: float, distance: float, water: canvas.Colour) -> str:
    random = stage.random("weed", tall)
    tints = ((0.16, 0.50, 0.42), (0.24, 0.58, 0.40), (0.78, 0.36, 0.42), (0.88, 0.52, 0.36))
    shapes = []
    for _ in range(count):
        x = random.uniform(0.01, 0.99) * stage.width
        y = float(edge[int(x)]) + 8
        tint = hexcode(mix(tints[int(random.integers(4))], water, min(distance + 0.15, 1.0)))
        for _blade in range(int(random.integers(3, 6))):
            h = stage.height * tall * random.uniform(0.35, 1.0)
            w, lean = h * 0.055, random.uniform(-0.22, 0.22) * h
            shapes.append(
                f'<path d="M{x - w:.1f} {y:.1f}C{x - w + lean:.1f} {y - h * 0.35:.1f} {x - lean:.1f} '
                f"{y - h * 0.65:.1f} {x + lean:.1f} {y - h:.1f}"
                f"C{x - lean + 2 * w:.1f} {y - h * 0.65:.1f} {x + lean + w:.1f} {y - h * 0.35:.1f} {x + w:.1f} "
                f'{y:.1f}z" fill="{tint}"/>'
            )
            x += random.uniform(-1, 1) * stage.height * 0.02
    return "".join(shapes)
