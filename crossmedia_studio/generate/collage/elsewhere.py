"""Places that are no landscape: a room with a window, outer space, above the clouds, a pattern for pure mood."""

from __future__ import annotations

import numpy as np

from crossmedia_studio.generate.collage import canvas, noise, sky
from crossmedia_studio.generate.collage.canvas import Colour, hexcode, mix
from crossmedia_studio.generate.collage.stage import Layer, Motion, Stage

_ROOMS: tuple[tuple[Colour, Colour, Colour], ...] = (
    ((0.87, 0.76, 0.62), (0.60, 0.40, 0.28), (0.72, 0.35, 0.28)),
    ((0.62, 0.74, 0.70), (0.64, 0.48, 0.34), (0.86, 0.66, 0.36)),
    ((0.80, 0.66, 0.66), (0.56, 0.40, 0.32), (0.38, 0.48, 0.58)),
    ((0.56, 0.64, 0.74), (0.62, 0.46, 0.34), (0.82, 0.50, 0.40)),
)
"""Wall, wood, carpet."""
TABLE = 0.76
"""Where small things stand in a room, fraction of the height."""


def room(stage: Stage, table: bool) -> tuple[list[Layer], list[Layer]]:
    """Wall and floor, a window on the sky of the hour, curtains, a shelf; with ``table`` a table before us."""
    look, w, h = stage.look, stage.width, stage.height
    random = stage.random("room")
    wall, wood, rug = _ROOMS[int(random.integers(len(_ROOMS)))]
    dim = mix((1.0, 1.0, 1.0), (0.58, 0.52, 0.66), look.dark)
    wall, wood, rug = (canvas.times(c, dim) for c in (wall, wood, rug))
    floor = 0.70 * h
    left = stage.light_x < 0.5
    ww, wh = 0.25 * w, 0.40 * h
    wx, wy = (0.10 * w if left else 0.65 * w), 0.11 * h
    stripes = "".join(
        f'<rect x="{x:.1f}" width="{w / 44:.1f}" height="{floor:.1f}" fill="#fff" opacity=".05"/>'
        for x in np.arange(0, w, w / 22)
    )
    boards = "".join(
        f'<path d="M{w * (0.5 + (i - 8) * 0.075):.1f} {floor:.1f}L{w * (0.5 + (i - 8) * 0.15):.1f} {h}" '
        f'stroke="{hexcode(mix(wood, (0, 0, 0), 0.3))}" stroke-width="{h * 0.002:.1f}" opacity=".5"/>'
        for i in range(17)
    )
    base = stage.draw(
        f'<defs><linearGradient id="w" x2="0" y2="1"><stop stop-color="{hexcode(mix(wall, (1, 1, 1), 0.10))}"/>'
        f'<stop offset="1" stop-color="{hexcode(mix(wall, (0, 0, 0), 0.12))}"/></linearGradient>'
        f'<linearGradient id="o" x2="0" y2="1"><stop stop-color="{hexcode(mix(wood, (0, 0, 0), 0.25))}"/>'
        f'<stop offset="1" stop-color="{hexcode(mix(wood, (1, 1, 1), 0.08))}"/></linearGradient></defs>'
        f'<rect width="{w}" height="{h}" fill="url(#w)"/>{stripes}<rect y="{floor:.1f}" width="{w}" '
        f'height="{h - floor:.1f}" fill="url(#o)"/>{boards}'
        f'<rect y="{floor - h * 0.028:.1f}" width="{w}" height="{h * 0.028:.1f}" '
        f'fill="{hexcode(mix(wall, (1, 1, 1), 0.45))}"/>'
        f'<ellipse cx="{w / 2}" cy="{0.87 * h:.1f}" rx="{0.36 * w:.1f}" ry="{0.095 * h:.1f}" fill="{hexcode(rug)}"/>'
        f'<ellipse cx="{w / 2}" cy="{0.87 * h:.1f}" rx="{0.325 * w:.1f}" ry="{0.080 * h:.1f}" fill="none" '
        f'stroke="{hexcode(mix(rug, (1, 1, 1), 0.5))}" stroke-width="{h * 0.006:.1f}" opacity=".7"/>'
    )
    view = canvas.gradient(round(ww), round(wh), tuple(zip((0, 0.45, 0.8, 1), look.sky, strict=True)))
    outside = Stage(round(ww), round(wh), stage.seed, stage.brief, look, 0.9)
    if look.dark > 0.7:
        for layer in sky.stars(outside, wh, 40):
            canvas.over(view, layer.pixels)
        discs = (
            [] if "moon" in stage.brief.without else sky.disc(outside, "crescent moon", ww * 0.68, wh * 0.28, wh * 0.09)
        )
        for layer in discs:
            canvas.over(view, layer.pixels)
    hill = (
        f'<path d="M0 {wh}V{wh * 0.78}Q{ww * 0.3} {wh * 0.62} {ww * 0.6} {wh * 0.78}T{ww} {wh * 0.72}V{wh}z" '
        f'fill="{look.code(look.grass, 0.35)}"/>'
    )
    canvas.over(view, canvas.draw(hill, round(ww), round(wh)))
    frame = hexcode(canvas.times((0.97, 0.95, 0.91), dim))
    bar = h * 0.013
    joinery = (
        f'<rect x="{wx - bar}" y="{wy - bar}" width="{ww + 2 * bar}" height="{wh + 2 * bar}" fill="none" '
        f'stroke="{frame}" stroke-width="{2 * bar}"/>'
        f'<path d="M{wx + ww / 2} {wy}v{wh}M{wx} {wy + wh * 0.45}h{ww}" stroke="{frame}" stroke-width="{bar}"/>'
        f'<rect x="{wx - 3.5 * bar}" y="{wy + wh + bar}" width="{ww + 7 * bar}" height="{1.8 * bar}" rx="3" '
        f'fill="{frame}"/>'
    )
    cloth, fold = hexcode(mix(rug, (1, 1, 1), 0.18)), hexcode(mix(rug, (0, 0, 0), 0.12))
    for side in (-1, 1):
        x = wx - 4 * bar if side < 0 else wx + ww + 4 * bar
        for k in range(4):
            a = x + side * (k - 3.2) * bar * -1.6 * side * side
            joinery += (
                f'<path d="M{a:.1f} {wy - 3 * bar:.1f}q{side * 4:.1f} {wh * 0.6:.1f} {-side * bar * 0.5:.1f} '
                f"{wh * 1.32:.1f}h{1.9 * bar:.1f}"
                f'q{-side * 2:.1f} {-wh * 0.6:.1f} 0 {-wh * 1.32:.1f}z" fill="{cloth if k % 2 else fold}"/>'
            )
    joinery += (
        f'<rect x="{wx - 9 * bar:.1f}" y="{wy - 4 * bar:.1f}" width="{ww + 18 * bar:.1f}" height="{bar:.1f}" '
        f'rx="{bar / 2:.1f}" fill="{hexcode(wood)}"/>'
    )
    sx, sy = (0.60 * w if left else 0.12 * w), 0.27 * h
    books, x = "", sx + 0.01 * w
    while x < sx + 0.20 * w:
        bw, bh = random.uniform(0.010, 0.018) * w, random.uniform(0.07, 0.115) * h
        hue = canvas.times(
            ((0.75, 0.34, 0.28), (0.28, 0.46, 0.52), (0.86, 0.66, 0.34), (0.44, 0.52, 0.36), (0.50, 0.38, 0.52))[
                int(random.integers(5))
            ],
            dim,
        )
        books += (
            f'<rect x="{x:.1f}" y="{sy - bh:.1f}" width="{bw:.1f}" height="{bh:.1f}" rx="2" fill="{hexcode(hue)}"/>'
            f'<rect x="{x:.1f}" y="{sy - bh * 0.82:.1f}" width="{bw:.1f}" height="{bh * 0.06:.1f}" fill="#fff" '
            f'opacity=".45"/>'
        )
        x += bw * 1.06
    shelf = (
        f'{books}<rect x="{sx:.1f}" y="{sy:.1f}" width="{0.23 * w:.1f}" height="{0.016 * h:.1f}" rx="3" '
        f'fill="{hexcode(wood)}"/>'
    )
    layers = [
        Layer(base, depth=0.0),
        Layer(view, round(wx), round(wy), 0.02),
        Layer(stage.draw(joinery), depth=0.1, shadow=(0.012, 0.016, 0.28)),
        Layer(stage.draw(shelf), depth=0.1, shadow=(0.012, 0.014, 0.3)),
    ]
    beam = canvas.glow(
        w, h, wx + ww / 2, wy + wh * 0.55, 0.50 * h, look.light if look.dark < 0.5 else (1.0, 0.80, 0.5), 0.20
    )
    layers.append(Layer(beam, depth=0.12))
    stage.ground = np.full(w, 0.80 * h, np.float32)
    if not table:
        return layers, []
    cloth_top, cloth_side = hexcode(mix(wood, (1, 1, 1), 0.22)), hexcode(mix(wood, (0, 0, 0), 0.18))
    desk = (
        f'<path d="M{0.06 * w:.1f} {TABLE * h:.1f}H{0.94 * w:.1f}L{w} {0.90 * h:.1f}H0z" fill="{cloth_top}"/>'
        f'<rect y="{0.90 * h:.1f}" width="{w}" height="{0.1 * h:.1f}" fill="{cloth_side}"/>'
    )
    return layers, [Layer(stage.draw(desk), depth=0.6, shadow=(-0.004, 0.016, 0.32))]


def space(stage: Stage, standing: bool) -> tuple[list[Layer], list[Layer]]:
    """Nebulae, stars and planets; with ``standing`` the ground of a small moon before us."""
    w, h = stage.width, stage.height
    random = stage.random("nebula")
    base = canvas.gradient(w, h, ((0, (0.03, 0.03, 0.10)), (0.5, (0.07, 0.06, 0.20)), (1, (0.10, 0.07, 0.22))))
    tints = [(0.42, 0.22, 0.62), (0.16, 0.36, 0.66), (0.78, 0.32, 0.46), (0.14, 0.50, 0.56)]
    for index in random.permutation(4)[:3]:
        density = noise.field(random, w // 4, h // 4, w / 11, 6)
        mask = noise.field(random, w // 4, h // 4, w / 7, 2)
        cloud = ((density - 0.44) * 3.4).clip(0, 1) * ((mask - 0.38) * 3).clip(0, 1)
        alpha = canvas.scale(canvas.flat(cloud, (1, 1, 1)), w, h)[..., 3] * 0.62
        canvas.over(base, canvas.flat(alpha, tints[int(index)]))
    layers = [Layer(base, depth=0.0), *sky.stars(stage, h * 1.15, 330)]
    for radius, x, y in ((0.15, 1 - stage.light_x, 0.24), (0.05, stage.light_x, 0.15)):
        layers.append(Layer(stage.draw(_planet(random, x * w, y * h, radius * h, radius > 0.1)), depth=0.1))
    stage.ground = np.full(w, 0.82 * h, np.float32)
    if not standing:
        return layers, []
    across = np.linspace(-1, 1, w)
    edge = ((0.80 + 0.07 * across * across) * h + noise.line(random, w, w / 9) * 0.008 * h).astype(np.float32)
    points = " ".join(f"{i},{edge[i]:.1f}" for i in range(0, w, 4))
    craters = "".join(
        f'<ellipse cx="{cx:.1f}" cy="{cy:.1f}" rx="{r:.1f}" ry="{r * 0.32:.1f}" fill="#5d5a78"/><ellipse '
        f'cx="{cx:.1f}" '
        f'cy="{cy + r * 0.06:.1f}" rx="{r * 0.88:.1f}" ry="{r * 0.25:.1f}" fill="#6f6c8c"/>'
        for cx, cy, r in [
            (random.uniform(0, w), random.uniform(0.89, 0.99) * h, random.uniform(0.015, 0.05) * h) for _ in range(9)
        ]
    )
    ground = stage.draw(
        '<defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="#a7a3c2"/><stop offset="1" '
        'stop-color="#5b5878"/></linearGradient></defs>'
        f'<polygon points="0,{h} {points} {w},{edge[-1]:.1f} {w},{h}" fill="url(#g)"/>{craters}'
    )
    stage.ground = edge
    return [*layers, Layer(ground, depth=0.6, shadow=(-0.004, 0.02, 0.5))], []


def _planet(random: np.random.Generator, x: float, y: float, r: float, ring: bool) -> str:
    hues = (("#f0a868", "#c4623f"), ("#7fc8c2", "#2f7f93"), ("#e2c08a", "#a67c58"), ("#b48ad0", "#6a4a92"))
    light, dark = hues[int(random.integers(len(hues)))]
    bands = "".join(
        f'<ellipse cx="{x:.1f}" cy="{y + k * r * 0.34:.1f}" rx="{r:.1f}" ry="{r * 0.085:.1f}" fill="{dark}" '
        f'opacity=".28"/>'
        for k in (-1.7, -0.6, 0.5, 1.5)
    )
    tilt = f'transform="rotate(-16 {x:.1f} {y:.1f})"'
    hoop = (
        f'<path d="M{x - r * 1.75:.1f} {y:.1f}a{r * 1.75:.1f} {r * 0.42:.1f} 0 0 {{}} {r * 3.5:.1f} 0" fill="none" '
        f'stroke="#f2dfc0" stroke-width="{r * 0.13:.1f}" opacity=".85"/>'
    )
    back, front = (hoop.format(1), hoop.format(0)) if ring else ("", "")
    return (
        f'<defs><radialGradient id="p" cx="34%" cy="30%" r="80%"><stop stop-color="{light}"/><stop '
        f'offset=".65" stop-color="{dark}"/>'
        f'<stop offset="1" stop-color="#1a1030"/></radialGradient><clipPath id="k"><circle cx="{x:.1f}" '
        f'cy="{y:.1f}" r="{r:.1f}"/></clipPath></defs>'
        f'<g {tilt}>{back}<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="url(#p)"/><g '
        f'clip-path="url(#k)">{bands}</g>{front}</g>'
    )


def clouds(stage: Stage) -> tuple[list[Layer], list[Layer]]:
    """Above a sea of clouds; sets ``stage.ground`` to its upper edge."""
    random, look = stage.random("sea of clouds"), stage.look
    behind: list[Layer] = []
    before: list[Layer] = []
    for row, (level, size, distance) in enumerate(
        ((0.62, 0.13, 0.7), (0.72, 0.17, 0.45), (0.84, 0.22, 0.2), (1.0, 0.28, 0.0))
    ):
        shade = mix(mix(look.tone((0.98, 0.98, 1.0), 0.0), look.sky[2], 0.15), look.haze, distance * 0.8)
        target = before if row == 3 else behind
        for k in range(5):
            x = stage.width * (k + 0.5 + random.uniform(-0.35, 0.35)) / 5
            y = stage.height * (level + random.uniform(-0.02, 0.05))
            target.append(
                sky.cloud(stage, float(x), float(y), stage.height * size * 1.25, shade, random, 0.2 + 0.2 * row)
            )
    stage.ground = np.full(stage.width, stage.height * 0.8, np.float32)
    return behind, before


def motes(stage: Stage) -> list[Layer]:
    """Discs of soft light in the air, for words that name nothing to be seen."""
    random, w, h = stage.random("motes"), stage.width, stage.height
    picture = np.zeros((h, w, 4), np.float32)
    for _ in range(24):
        radius = h * random.uniform(0.02, 0.10)
        tint = mix(stage.look.light, stage.look.leaves[int(random.integers(3))], random.uniform(0, 0.6))
        size = round(radius * 2) + 3
        circle = canvas.draw(
            f'<circle cx="{size / 2}" cy="{size / 2}" r="{radius:.1f}" fill="{hexcode(tint)}" '
            f'opacity="{random.uniform(0.10, 0.32):.2f}"/>',
            size, size,
        )  # fmt: skip
        canvas.over(picture, circle, round(random.uniform(-0.05, 1) * w), round(random.uniform(0.05, 0.9) * h))
    return [Layer(picture, depth=0.8, motion=Motion.BOB)]
