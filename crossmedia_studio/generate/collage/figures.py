"""Figures in a picture: where each is placed, which are alive, how big they are, and the frame they keep to."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from crossmedia_studio.generate.collage.brief import Brief, Role
from crossmedia_studio.generate.collage.stage import Motion, Stage

SAFE = 0.09
"""The part of the frame at each side that a moving camera may leave: no figure reaches into it."""
FLOOR = 0.93
"""The lowest place for feet."""
_ANIMALS = 0.35


@dataclass(frozen=True)
class Placed:
    """A drawing in the picture. In pixels: ``x`` its middle, ``y`` its lower edge, ``size`` its longer side.

    ``plane`` orders it: "back" behind what stands before the water or the table, "front" before it. ``afloat``: it
    throws no shadow on the ground.
    """

    role: Role
    x: float
    y: float
    size: float
    flip: bool = False
    plane: str = "front"
    motion: Motion = Motion.STILL
    afloat: bool = False
    tilt: float = 0.0
    perched: bool = False
    """It sits on a branch of its own."""
    below: float = 0.0
    """Only what lies under this share of its height is drawn: a hull before its crew."""
    moves_with: tuple[float, float] | None = None
    """Where the thing stands that it is carried by, and moves with."""


def inside(stage: Stage, placed: Placed) -> Placed:
    """``placed`` moved, and made smaller if need be, until it lies within the safe frame that cameras never leave."""
    height, width = placed.role.drawing.layer(round(placed.size)).shape[:2]
    lean = np.radians(abs(placed.tilt))
    height, width = height * np.cos(lean) + width * np.sin(lean), width * np.cos(lean) + height * np.sin(lean)
    bust = placed.role.drawing.nature.body in ("bust", "head")
    room_x, room_y = (1 - 2 * SAFE) * stage.width, (FLOOR - SAFE) * stage.height
    share = min(1.0, room_x / width, room_y / height)
    half = width * share / 2
    x = float(np.clip(placed.x, SAFE * stage.width + half, (1 - SAFE) * stage.width - half))
    y = placed.y if bust else min(placed.y, FLOOR * stage.height)
    y = max(y, SAFE * stage.height + height * share)
    return replace(placed, x=x, y=y, size=placed.size * share)


def person(role: Role) -> bool:
    return role.drawing.nature.body in ("standing", "robed") or role.drawing.name.startswith(
        ("person", "man ", "woman ", "old ")
    )


def alive(role: Role) -> bool:
    nature, name = role.drawing.nature, role.drawing.name
    if nature.home in ("float", "air", "water", "perch") or nature.body:
        return name not in ("balloon", "kite", "umbrella", "bubbles", "coral", "desert island", "spiral shell")
    return 0.15 < nature.size < 5.0 and nature.size != _ANIMALS and name not in _THINGS


_STILL_LIFE = """
deciduous tree | evergreen tree | palm tree | cactus | tulip | rose | sunflower | blossom |
cherry blossom | mushroom | rock | wood | hut | tent | fountain | bus | automobile | bicycle | taxi |
locomotive | snowman | fire | bed | chair | door | leafless tree | potted plant | bouquet | white flower |
hyacinth | lotus | stop sign | bus stop | anchor | treasure chest | headstone | window | framed picture |
Christmas tree | fallen leaf | maple leaf | seedling | brown mushroom | pickup truck | tractor |
motorcycle | houses
"""
_THINGS = frozenset(name.strip() for name in _STILL_LIFE.replace("\n", " ").split("|"))


def size_of(stage: Stage, role: Role, hero: Role | None) -> float:
    """Fraction of the height. Nature's proportions, much compressed: a mouse must be seen beside an elephant."""
    if role is hero:
        size = 0.44 if role.count == 1 else 0.34
        size *= (max(role.drawing.nature.size, 0.05) / 1.2) ** 0.10
    else:
        near = hero.drawing.nature.size if hero else 1.2
        size = 0.38 * (max(role.drawing.nature.size, 0.05) / max(near, 0.25)) ** 0.42
        if hero and not alive(role) and role.drawing.nature.size < 0.6:
            size = min(size, 0.20)
    return float(np.clip(size * role.scale, 0.085, 0.60))


def tallness(role: Role) -> float:
    _, _, width, height = role.drawing.box
    return height / width


def away(stage: Stage) -> float:
    """The third opposite the light, so that hero and moon balance each other."""
    return 0.335 if stage.light_x > 0.5 else 0.665


def wants_table(brief: Brief) -> bool:
    """Whether a room needs a table: something small to stand on it."""
    return any(r.drawing.nature.home == "ground" and r.drawing.nature.size <= 0.8 and not alive(r) for r in brief.cast)
