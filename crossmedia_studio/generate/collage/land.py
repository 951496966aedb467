"""Landscapes as sheets of cut paper: ridges, woods, mountains, dunes, water, a city. Each fades into the haze."""

from __future__ import annotations

import numpy as np

from crossmedia_studio.generate.collage import noise, plants
from crossmedia_studio.generate.collage.canvas import Colour, hexcode, mix
from crossmedia_studio.generate.collage.look import SAD
from crossmedia_studio.generate.collage.stage import Layer, Motion, Stage

PAPER = (-0.004, 0.011, 0.22)
"""The shadow of one sheet on the next: a little up, since the light comes from behind the ridge."""


def ridge(stage: Stage, name: str, top: float, rise: float, cell: float, sharp: float = 0.0) -> np.ndarray:
    """A hill's edge: y in pixels for each column. ``top`` its mean and ``rise`` its swing, fractions of the height;
    ``cell`` the width of a hill, fraction of the frame; ``sharp`` 0 rolling … 1 peaks."""
    random = stage.random("ridge", name)
    wave = noise.line(random, stage.width, max(cell * stage.width, 2.0), 3 if sharp < 0.5 else 5)
    if sharp:
        peaks = 1 - 2 * np.abs(noise.line(stage.random("peaks", name), stage.width, max(cell * stage.width, 2.0), 5))
        wave = wave * (1 - sharp) + peaks * sharp
    return ((top - wave * rise) * stage.height).astype(np.float32)


def peaks(stage: Stage, name: str, foot: float, rise: float) -> np.ndarray:
    """A chain of mountains: y in pixels for each column; ``foot`` and ``rise`` fractions of the height."""
    random = stage.random("peaks", name)
    x = np.arange(stage.width) / stage.height
    edge = np.zeros(stage.width)
    wide = stage.width / stage.height
    for k in range(7):
        middle = wide * (k + 0.5 + random.uniform(-0.35, 0.35)) / 7
        tall = rise * random.uniform(0.45, 1.0)
        left, right = random.uniform(0.75, 1.25, 2)
        slope = np.where(x < middle, left, right)
        edge = np.maximum(edge, tall - np.abs(x - middle) * slope)
    edge = (
        edge
        + 0.016 * noise.line(random, stage.width, stage.width / 40, 5)
        + 0.03 * noise.line(random, stage.width, stage.width / 9, 2)
    )
    return ((foot - np.maximum(edge, 0)) * stage.height).astype(np.float32)


def sheet(
    stage: Stage, edge: np.ndarray, colour: Colour, distance: float, extra: str = "", *, low: float = 0.25
) -> np.ndarray:
    """The land below ``edge``: paler at its crest, fading into mist lower down; ``extra`` shapes are drawn behind."""
    crest = hexcode(stage.look.tone(colour, distance, 0.07))
    foot = hexcode(mix(stage.look.tone(colour, distance, -0.10), stage.look.haze, low * (distance + 0.1)))
    top = float(edge.min())
    step = max(stage.width // 320, 1)
    points = " ".join(f"{x:.0f},{edge[x]:.1f}" for x in range(0, stage.width, step))
    outline = f"0,{stage.height} 0,{edge[0]:.1f} {points} {stage.width},{edge[-1]:.1f} {stage.width},{stage.height}"
    return stage.draw(
        f'<defs><linearGradient id="g" x1="0" y1="{top:.0f}" x2="0" '
        f'y2="{min(top + stage.height * 0.42, stage.height):.0f}" '
        f'gradientUnits="userSpaceOnUse"><stop offset="0" stop-color="{crest}"/><stop offset="1" '
        f'stop-color="{foot}"/>'
        f'</linearGradient></defs>{extra}<polygon points="{outline}" fill="url(#g)"/>'
    )


def hills(stage: Stage) -> list[Layer]:
    """Three rolling ridges and the near meadow."""
    layers = []
    for index, (top, rise, cell, distance) in enumerate(
        ((0.60, 0.055, 0.42, 0.72), (0.65, 0.05, 0.34, 0.50), (0.71, 0.035, 0.5, 0.27))
    ):
        edge = ridge(stage, f"hill{index}", top, rise, cell)
        trees = _copse(stage, edge, distance, (0, 9, 5)[index], (0, 0.055, 0.11)[index], f"copse{index}")
        layers.append(
            Layer(sheet(stage, edge, stage.look.grass, distance, trees), depth=0.15 + 0.15 * index, shadow=PAPER)
        )
    return layers


def _copse(stage: Stage, edge: np.ndarray, distance: float, count: int, tall: float, name: str) -> str:
    """A few trees in groups along ``edge``."""
    random = stage.random(name)
    kind = plants.conifer if stage.look.snow else plants.leafy
    shapes = []
    places = sorted(
        (float(np.clip(centre + random.normal(0, 0.035), 0.01, 0.99)), i)
        for i, centre in enumerate(np.repeat(random.uniform(0.05, 0.95, max(count // 3, 1)), 3)[:count])
    )
    for place, _ in places:
        x = place * (stage.width - 1)
        tint = stage.look.leaves[int(random.integers(len(stage.look.leaves)))]
        size = stage.height * tall * random.uniform(0.75, 1.2)
        shapes.append(kind(stage, x, float(edge[int(x)]) + size * 0.06, size, tint, distance, random))
    return "".join(shapes)


def meadow(stage: Stage) -> list[Layer]:
    """The near ground: sets ``stage.ground``."""
    edge = ridge(stage, "near", 0.785, 0.022, 0.6)
    stage.ground = edge
    random = stage.random("tufts")
    extra = "" if stage.look.snow else plants.tufts(stage, edge, 46, 0.020, stage.look.grass, random)
    layers = [Layer(sheet(stage, edge, stage.look.grass, 0.06, extra, low=0.0), depth=0.62, shadow=PAPER)]
    if not stage.look.snow and stage.brief.place == "meadow" and stage.brief.mood.valence >= SAD:
        layers.append(Layer(stage.draw(plants.flowers(stage, 60, 0.83, random)), depth=0.64))
    return layers


def fringe(stage: Stage) -> list[Layer]:
    """Grass at the lower corners, close to us and dark: it frames the picture."""
    random = stage.random("fringe")
    x = np.linspace(0, 1, stage.width)
    edge = ((1.005 - 0.055 * np.abs(2 * x - 1) ** 2.4) * stage.height).astype(np.float32)
    local = mix(stage.look.grass, (0.10, 0.22, 0.16), 0.45 if not stage.look.snow else 0.15)
    blades = "" if stage.look.snow else plants.tufts(stage, edge, 80, 0.065, local, random)
    return [Layer(sheet(stage, edge, local, 0.0, blades, low=0.0), depth=1.0, motion=Motion.SWAY, shadow=PAPER)]


def forest(stage: Stage) -> list[Layer]:
    """Rows of trees that grow darker and taller towards us, and trunks that frame the glade."""
    random = stage.random("forest")
    fir = bool(stage.look.snow) or (not stage.brief.season and random.random() < 0.65)
    layers = []
    rows = ((0.64, 0.26, 26, 0.74), (0.69, 0.34, 17, 0.50), (0.745, 0.46, 11, 0.26))
    for index, (top, tall, count, distance) in enumerate(rows):
        edge = ridge(stage, f"wood{index}", top, 0.02, 0.4)
        shapes = []
        order = random.permutation(count)
        for k in order:
            x = (k + 0.5 + random.uniform(-0.4, 0.4)) / count * stage.width
            aside = abs(x / stage.width - 0.5) * 2
            if index == 2 and aside < 0.42:
                continue
            size = stage.height * tall * random.uniform(0.72, 1.12) * (0.8 + 0.35 * aside)
            tint = stage.look.leaves[int(random.integers(len(stage.look.leaves)))]
            foot = float(edge[int(np.clip(x, 0, stage.width - 1))]) + stage.height * 0.02
            kind = plants.conifer if fir else plants.leafy
            shapes.append(kind(stage, float(x), foot, size, tint, distance, random))
        pixels = sheet(
            stage,
            edge,
            mix(stage.look.grass, (0.2, 0.35, 0.25), 0.0 if stage.look.snow else 0.35),
            distance,
            "".join(shapes),
        )
        layers.append(Layer(pixels, depth=0.15 + 0.15 * index, shadow=PAPER))
    return layers


def trunks(stage: Stage) -> list[Layer]:
    """Two or three great trunks at the sides, nearer than everything: a frame of dark paper."""
    random = stage.random("trunks")
    shapes = []
    bark = mix((0.30, 0.22, 0.20), stage.look.haze, 0.06)
    for place in (random.uniform(-0.01, 0.05), random.uniform(0.95, 1.01)):
        x, w = place * stage.width, stage.height * random.uniform(0.035, 0.06)
        h = stage.height
        fill, lit = stage.look.code(bark, 0.10, -0.12), stage.look.code(bark, 0.12, 0.10)
        shapes.append(
            f'<path d="M{x - w * 1.7:.1f} {h}Q{x - w * 0.8:.1f} {h * 0.8:.1f} {x - w * 0.75:.1f} '
            f"{h * 0.4:.1f}L{x - w * 0.9:.1f} 0"
            f"H{x + w * 0.9:.1f}L{x + w * 0.75:.1f} {h * 0.4:.1f}Q{x + w * 0.8:.1f} {h * 0.8:.1f} "
            f'{x + w * 1.7:.1f} {h}z" fill="{fill}"/>'
        )
        inner = 1 if place < 0.5 else -1
        shapes.append(
            f'<path d="M{x + inner * w * 1.7:.1f} {h}Q{x + inner * w * 0.8:.1f} {h * 0.8:.1f} '
            f"{x + inner * w * 0.75:.1f} {h * 0.4:.1f}"
            f"L{x + inner * w * 0.9:.1f} 0H{x + inner * w * 0.6:.1f}L{x + inner * w * 0.5:.1f} {h * 0.4:.1f}"
            f'Q{x + inner * w * 0.55:.1f} {h * 0.8:.1f} {x + inner * w * 1.1:.1f} {h}z" fill="{lit}" opacity=".5"/>'
        )
    return [Layer(stage.draw("".join(shapes)), depth=0.98, shadow=(0.0, 0.016, 0.30))]


def mountains(stage: Stage) -> list[Layer]:
    """Two chains with snow on their peaks, then foothills."""
    layers = []
    for index, (top, rise, distance) in enumerate(((0.56, 0.36, 0.66), (0.62, 0.26, 0.42))):
        edge = peaks(stage, f"peak{index}", top, rise)
        top -= rise * 0.55
        pixels = sheet(stage, edge, stage.look.rock, distance, low=0.9)
        cap = ridge(stage, f"cap{index}", 0.0, 0.022, 0.016, sharp=0.4) + np.float32(stage.height * top)
        line = np.maximum(edge, np.minimum(cap, edge + stage.height * 0.13))
        step = max(stage.width // 400, 1)
        columns = range(0, stage.width, step)
        up = " ".join(f"{x},{edge[x]:.1f}" for x in columns)
        down = " ".join(f"{x},{line[x]:.1f}" for x in reversed(columns))
        snow = stage.look.code((0.97, 0.98, 1.0), distance * 0.65)
        white = stage.draw(f'<polygon points="{up} {down}" fill="{snow}" opacity=".88"/>')
        pixels = pixels * (1 - white[..., 3:]) + white
        layers.append(Layer(pixels, depth=0.10 + 0.1 * index, shadow=PAPER))
    return layers + hills(stage)[1:]


def desert(stage: Stage) -> list[Layer]:
    """Dunes, each with its lit crest; sets ``stage.ground``."""
    layers = []
    rows = ((0.60, 0.035, 0.40, 0.58), (0.66, 0.045, 0.5, 0.36), (0.73, 0.04, 0.6, 0.18), (0.80, 0.028, 0.7, 0.02))
    for index, (top, rise, cell, distance) in enumerate(rows):
        edge = ridge(stage, f"dune{index}", top, rise, cell)
        extra = ""
        if index in (1, 2):
            random = stage.random("cacti", index)
            for _ in range(3):
                x = random.uniform(0.04, 0.96) * stage.width
                extra += _cactus(
                    stage,
                    float(x),
                    float(edge[int(x)]) + 2,
                    stage.height * (0.05, 0.10)[index - 1] * random.uniform(0.7, 1.2),
                    distance,
                )
        layers.append(
            Layer(sheet(stage, edge, stage.look.sand, distance, extra, low=0.1), depth=0.15 * (index + 1), shadow=PAPER)
        )
        stage.ground = edge
    return layers


def _cactus(stage: Stage, x: float, y: float, tall: float, distance: float) -> str:
    tint, w = stage.look.code((0.30, 0.50, 0.34), distance), tall * 0.16
    return (
        f'<g fill="none" stroke="{tint}" stroke-width="{w:.1f}" stroke-linecap="round"><path d="M{x:.1f} '
        f'{y:.1f}v{-tall:.1f}"/>'
        f'<path stroke-width="{w * 0.75:.1f}" d="M{x:.1f} {y - tall * 0.4:.1f}h{-tall * 0.26:.1f}v{-tall * 0.28:.1f}'
        f'M{x:.1f} {y - tall * 0.3:.1f}h{tall * 0.26:.1f}v{-tall * 0.3:.1f}"/></g>'
    )


def city(stage: Stage) -> list[Layer]:
    """Three rows of houses with lit windows, a pavement and a street; sets ``stage.ground``."""
    layers = []
    rows = ((0.42, 0.14, 26, 0.70), (0.50, 0.15, 17, 0.46), (0.60, 0.13, 11, 0.20))
    tints = ((0.62, 0.55, 0.60), (0.72, 0.50, 0.42), (0.50, 0.56, 0.64), (0.78, 0.66, 0.50), (0.55, 0.44, 0.50))
    for index, (top, swing, count, distance) in enumerate(rows):
        random = stage.random("houses", index)
        shapes, x = [], -10.0
        while x < stage.width:
            w = stage.width / count * random.uniform(0.7, 1.3)
            y = stage.height * (top + random.uniform(-swing, swing) * 0.8)
            tint = tints[int(random.integers(len(tints)))]
            shapes.append(_house(stage, x, y, w, tint, distance, random, index))
            x += w * (1.0 if index else 1.02)
        layers.append(Layer(stage.draw("".join(shapes)), depth=0.12 + 0.15 * index, shadow=(-0.002, 0.012, 0.25)))
    flat = np.full(stage.width, stage.height * 0.80, np.float32)
    pavement = sheet(stage, flat, (0.66, 0.63, 0.62), 0.05, low=0.0)
    kerb = stage.draw(
        f'<rect y="{stage.height * 0.925:.1f}" width="{stage.width}" height="{stage.height * 0.1:.1f}" '
        f'fill="{stage.look.code((0.32, 0.33, 0.38), 0.02)}"/><rect y="{stage.height * 0.918:.1f}" '
        f'width="{stage.width}" '
        f'height="{stage.height * 0.010:.1f}" fill="{stage.look.code((0.85, 0.82, 0.78), 0.0)}"/>'
    )
    stage.ground = flat
    return [*layers, Layer(pavement, depth=0.6, shadow=PAPER), Layer(kerb, depth=0.66)]


def _house(
    stage: Stage, x: float, y: float, w: float, tint: Colour, distance: float, random: np.random.Generator, row: int
) -> str:
    look, h = stage.look, stage.height
    wall, side = look.code(tint, distance, 0.03), look.code(tint, distance, -0.14)
    shapes = [f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h - y:.1f}" fill="{wall}"/>']
    shapes.append(
        f'<rect x="{x + w * 0.84:.1f}" y="{y:.1f}" width="{w * 0.16:.1f}" height="{h - y:.1f}" fill="{side}"/>'
    )
    if row == 2 and random.random() < 0.6:
        roof = look.code((0.55, 0.30, 0.26), distance)
        shapes.append(
            f'<path d="M{x - w * 0.05:.1f} {y:.1f}L{x + w * 0.5:.1f} {y - w * 0.38:.1f}L{x + w * 1.05:.1f} '
            f'{y:.1f}z" fill="{roof}"/>'
        )
    elif random.random() < 0.4:
        shapes.append(
            f'<rect x="{x + w * 0.3:.1f}" y="{y - w * 0.25:.1f}" width="{w * 0.1:.1f}" height="{w * 0.26:.1f}" '
            f'fill="{side}"/>'
        )
    columns = max(int(w / (h * 0.030)), 2)
    size = w * 0.8 / columns
    lamp, pane = (
        hexcode(mix((1.0, 0.84, 0.45), look.haze, distance * 0.5)),
        look.code((0.42, 0.52, 0.62), distance, -0.05),
    )
    lit = 0.15 + 0.5 * look.dark
    rows = int((h * 0.82 - y) / (size * 1.5))
    for r in range(rows):
        for c in range(columns):
            fill = lamp if random.random() < lit else pane
            shapes.append(
                f'<rect x="{x + w * 0.04 + c * size + size * 0.22:.1f}" y="{y + size * (0.5 + 1.5 * r):.1f}" '
                f'width="{size * 0.55:.1f}" height="{size * 0.85:.1f}" rx="{size * 0.06:.1f}" fill="{fill}"/>'
            )
    return "".join(shapes)
