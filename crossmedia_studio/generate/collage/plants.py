"""Trees and grass as cut paper, in SVG: each stands with its foot on (x, y)."""

from __future__ import annotations

import numpy as np

from crossmedia_studio.generate.collage.canvas import Colour, mix
from crossmedia_studio.generate.collage.stage import Layer, Stage


def conifer(
    stage: Stage, x: float, y: float, tall: float, colour: Colour, distance: float, random: np.random.Generator
) -> str:
    """A fir of four tiers, the side to the light paler, snow on its boughs in winter."""
    look = stage.look
    fill, lit = look.code(colour, distance, -0.25), look.code(colour, distance, 0.06)
    trunk = look.code((0.36, 0.26, 0.20), distance)
    wide = tall * random.uniform(0.36, 0.46)
    shapes = [
        f'<path d="M{x - tall * 0.025:.1f} {y:.1f}h{tall * 0.05:.1f}v{-tall * 0.2:.1f}h{-tall * 0.05:.1f}z" '
        f'fill="{trunk}"/>'
    ]
    left = stage.light_x * stage.width < x
    for tier in range(4):
        low, high = y - tall * (0.10 + 0.21 * tier), y - tall * (0.46 + 0.18 * tier)
        half = wide * (0.5 - 0.105 * tier)
        dip = tall * 0.035
        shapes.append(
            f'<path d="M{x - half:.1f} {low:.1f}Q{x - half * 0.4:.1f} {low + dip:.1f} {x:.1f} {low + dip * 0.6:.1f}'
            f"Q{x + half * 0.4:.1f} {low + dip:.1f} {x + half:.1f} {low:.1f}Q{x + half * 0.25:.1f} "
            f"{(low + high) / 2:.1f} {x:.1f} {high:.1f}Q{x - half * 0.25:.1f} {(low + high) / 2:.1f} {x - half:.1f} "
            f'{low:.1f}z" fill="{fill}"/>'
        )
        side = -1 if left else 1
        shapes.append(
            f'<path d="M{x + side * half:.1f} {low:.1f}Q{x + side * half * 0.4:.1f} {low + dip:.1f} {x:.1f} '
            f"{low + dip * 0.6:.1f}L{x:.1f} {high:.1f}Q{x + side * half * 0.25:.1f} {(low + high) / 2:.1f} "
            f'{x + side * half:.1f} {low:.1f}z" fill="{lit}" opacity=".55"/>'
        )
        if look.snow:
            shapes.append(
                f'<path d="M{x - half * 0.62:.1f} {low - (low - high) * 0.30:.1f}Q{x:.1f} '
                f"{low - (low - high) * 0.12:.1f} "
                f"{x + half * 0.62:.1f} {low - (low - high) * 0.30:.1f}Q{x + half * 0.2:.1f} {(low + high) / 2:.1f} "
                f"{x:.1f} {high:.1f}Q{x - half * 0.2:.1f} {(low + high) / 2:.1f} {x - half * 0.62:.1f} "
                f'{low - (low - high) * 0.30:.1f}z" fill="{look.code((0.96, 0.98, 1.0), distance * 0.8)}" '
                f'opacity=".85"/>'
            )
    return "".join(shapes)


def leafy(
    stage: Stage, x: float, y: float, tall: float, colour: Colour, distance: float, random: np.random.Generator
) -> str:
    """A round tree: forked trunk under a crown of overlapping rounds, paler towards the light."""
    look = stage.look
    trunk = look.code((0.40, 0.29, 0.22), distance)
    w = tall * 0.045
    shapes = [
        f'<path d="M{x - w:.1f} {y:.1f}Q{x - w * 0.5:.1f} {y - tall * 0.3:.1f} {x - w * 0.7:.1f} '
        f"{y - tall * 0.55:.1f}"
        f'L{x + w * 0.7:.1f} {y - tall * 0.55:.1f}Q{x + w * 0.5:.1f} {y - tall * 0.3:.1f} {x + w:.1f} {y:.1f}z" '
        f'fill="{trunk}"/>'
    ]
    side = 1 if stage.light_x * stage.width > x else -1
    crown = [(0.0, 0.68, 0.25), (-0.19, 0.56, 0.18), (0.19, 0.56, 0.18), (-0.11, 0.80, 0.17), (0.13, 0.80, 0.16)]
    for turn, shift, share in ((-0.28, 0.0, 1.0), (-0.08, 0.03, 0.86), (0.07, 0.075, 0.58)):
        tint = look.code(colour, distance, turn)
        for dx, dy, r in crown:
            cx = x + (dx * share + side * shift) * tall + random.uniform(-0.012, 0.012) * tall
            cy = y - (dy + (1 - share) * 0.06) * tall
            shapes.append(f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{r * share * tall:.1f}" fill="{tint}"/>')
    return "".join(shapes)


def tufts(stage: Stage, edge: np.ndarray, count: int, size: float, colour: Colour, random: np.random.Generator) -> str:
    """Blades of grass along ``edge`` (y for each column), ``size`` a fraction of the height."""
    shapes = []
    for _ in range(count):
        x = random.uniform(0, stage.width - 1)
        y = float(edge[int(x)]) + stage.height * 0.006
        tint = stage.look.code(colour, 0.0, random.uniform(-0.22, 0.05))
        for _blade in range(int(random.integers(3, 6))):
            tall = stage.height * size * random.uniform(0.5, 1.2)
            lean, w = random.uniform(-0.5, 0.5) * tall, tall * 0.07
            shapes.append(
                f'<path d="M{x - w:.1f} {y:.1f}Q{x + lean * 0.3:.1f} {y - tall * 0.6:.1f} {x + lean:.1f} '
                f'{y - tall:.1f}Q{x + lean * 0.3 + w:.1f} {y - tall * 0.5:.1f} {x + w:.1f} {y:.1f}z" fill="{tint}"/>'
            )
            x += random.uniform(-1, 1) * stage.height * 0.006
    return "".join(shapes)


def flowers(stage: Stage, count: int, top: float, random: np.random.Generator) -> str:
    """Small flowers strewn over the ground from ``top`` (fraction of the height) to the lower edge."""
    shapes = []
    tints = ((0.96, 0.42, 0.40), (0.99, 0.82, 0.36), (0.98, 0.96, 0.94), (0.72, 0.52, 0.86), (0.98, 0.62, 0.70))
    for _ in range(count):
        x, share = random.uniform(0, stage.width), random.beta(1.3, 1.0)
        y = stage.height * (top + (0.98 - top) * share)
        s = stage.height * (0.004 + 0.007 * share)
        tint = stage.look.code(tints[int(random.integers(len(tints)))], 0.0)
        stem = stage.look.code(mix(stage.look.grass, (0.1, 0.3, 0.1), 0.5), 0.0)
        shapes.append(f'<path d="M{x:.1f} {y:.1f}v{-s * 3:.1f}" stroke="{stem}" stroke-width="{s * 0.35:.2f}"/>')
        for k in range(5):
            angle = k * 1.2566 + x
            shapes.append(
                f'<circle cx="{x + np.cos(angle) * s * 0.62:.1f}" cy="{y - s * 3 + np.sin(angle) * s * 0.62:.1f}" '
                f'r="{s * 0.5:.2f}" fill="{tint}"/>'
            )
        shapes.append(
            f'<circle cx="{x:.1f}" cy="{y - s * 3:.1f}" r="{s * 0.4:.2f}" '
            f'fill="{stage.look.code((0.98, 0.78, 0.25), 0)}"/>'
        )
    return "".join(shapes)


def branch(stage: Stage, x: float, y: float, size: float) -> Layer:
    """A bough from the nearer side of the frame to a little beyond (x, y), for one of ``size`` pixels to sit on."""
    random, look = stage.random("branch", round(x)), stage.look
    side = -1 if x < stage.width / 2 else 1
    start = 0.0 if side < 0 else float(stage.width)
    end, thick = x - side * size * 0.9, size * 0.10
    bark, lit = look.code((0.38, 0.28, 0.22), 0.04, -0.12), look.code((0.48, 0.36, 0.28), 0.04, 0.08)
    middle, low = (start + x) / 2, y + size * 0.10
    shapes = [
        f'<path d="M{start:.1f} {low + thick * 1.6:.1f}Q{middle:.1f} {y + thick:.1f} {x:.1f} {y + thick * 0.5:.1f}'
        f"T{end:.1f} {y - size * 0.16:.1f}Q{x:.1f} {y - thick * 0.35:.1f} {x:.1f} {y - thick * 0.35:.1f}"
        f'Q{middle:.1f} {y - thick * 0.4:.1f} {start:.1f} {low - thick * 1.4:.1f}z" fill="{bark}"/>',
        f'<path d="M{start:.1f} {low - thick * 1.2:.1f}Q{middle:.1f} {y - thick * 0.2:.1f} {x:.1f} '
        f'{y - thick * 0.15:.1f}" '
        f'stroke="{lit}" stroke-width="{thick * 0.28:.1f}" fill="none"/>',
    ]
    for _ in range(int(9 + 10 * abs(x - start) / stage.width)):
        share = random.uniform(0, 1.25)
        lx, ly = start + (x - start) * share, y + size * random.uniform(-0.10, 0.20)
        leaf, turn = size * random.uniform(0.07, 0.12), random.uniform(-70, 70) + (0 if random.random() < 0.5 else 180)
        tint = look.code(look.leaves[int(random.integers(len(look.leaves)))], 0.03, random.uniform(-0.2, 0.1))
        if abs(lx - x) < size * 0.42 and ly < y:
            ly = y + size * 0.12
        shapes.append(
            f'<path transform="translate({lx:.1f} {ly:.1f}) rotate({turn:.0f})" fill="{tint}" d="M0 '
            f"0Q{leaf:.1f} {-leaf:.1f} "
            f'{leaf * 2.2:.1f} 0Q{leaf:.1f} {leaf:.1f} 0 0z"/>'
        )
    return Layer(stage.draw("".join(shapes)), depth=0.5, shadow=(0.006, 0.010, 0.22))
