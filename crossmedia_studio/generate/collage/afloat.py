"""On the water: boats with their crews, and fish that leap beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from crossmedia_studio.generate.collage import water
from crossmedia_studio.generate.collage.brief import Role
from crossmedia_studio.generate.collage.figures import Placed, away
from crossmedia_studio.generate.collage.stage import Motion, Stage

SEATS = {
    "sailboat": (0.87, (0.71, 0.36), 0.46, 0.95), "canoe": (0.54, (0.63, 0.30), 0.62, 0.70),
    "motor boat": (0.52, (0.24, 0.74), 0.42, 0.62), "speedboat": (0.42, (0.70, 0.45), 0.42, 0.66),
    "ship": (0.64, (0.32, 0.64), 0.32, 0.74),
}  # fmt: skip
"""Boats that take a crew: the share of their height where the rail runs, seats across their width, the size of a person
beside theirs, and where the feet stand."""


def float_boats(stage: Stage, roles: list[Role], crew: list[Role]) -> list[Placed]:
    """On the water, a little sunk; the crew sits in the first boat."""
    random, width, height = stage.random("float"), stage.width, stage.height
    placed = []
    for number, role in enumerate(roles):
        for index in range(min(role.count, 5)):
            first = number == 0 and index == 0
            size = float(np.clip(0.36 * (role.drawing.nature.size / 6) ** 0.22, 0.20, 0.52)) * role.scale
            if crew and first:
                size = max(size, 0.56)
            size *= 1.0 if first else random.uniform(0.35, 0.6)
            x = away(stage) + random.uniform(-0.03, 0.03) if first else random.uniform(0.12, 0.88)
            y = (
                water.WATERLINE + (0.105 if role.drawing.name == "canoe" else 0.06)
                if first
                else water.WATERLINE - 0.012
            )
            here = Placed(role, x * width, y * height, size * height, bool(x < 0.5), "back", Motion.BOB, True)
            placed.append(here)
            if first and crew:
                placed += _aboard(here, crew)
    return placed


def _aboard(boat: Placed, crew: list[Role]) -> list[Placed]:
    """The crew in a boat: before its sail or cabin, behind the rail of its hull."""
    rail, seats, tall, feet = SEATS[boat.role.drawing.name]
    height, width = boat.role.drawing.layer(round(boat.size)).shape[:2]
    there = boat.x, boat.y
    placed = []
    for mate, seat in zip(crew, seats, strict=False):
        aside = (seat - 0.5) * width * (-1 if boat.flip else 1)
        size = tall * boat.size * (1.0 if mate.drawing.nature.size >= 1 else 0.72)
        y = boat.y - (1 - feet) * height
        placed.append(Placed(mate, boat.x + aside, y, size, boat.flip, "back", Motion.BOB, True, moves_with=there))
    return [*placed, replace(boat, below=rail)]


def leap(stage: Stage, roles: list[Role], boats: bool) -> list[Placed]:
    """Fish seen from above the water: they leap, beside the boats."""
    random, width, height = stage.random("leap"), stage.width, stage.height
    placed = []
    for number, role in enumerate(roles):
        for index in range(min(role.count, 4)):
            size = float(np.clip(0.30 * (role.drawing.nature.size / 2) ** 0.2, 0.16, 0.5)) * (1 if index == 0 else 0.6)
            x = (1 - away(stage) if boats else away(stage)) + (0.14 * number if number % 2 else -0.14 * number)
            x += 0 if index == 0 else random.uniform(-0.3, 0.4)
            y = water.WATERLINE + 0.01
            placed.append(
                Placed(
                    role,
                    float(np.clip(x, 0.1, 0.9)) * width,
                    y * height,
                    size * height,
                    x < 0.5,
                    "back",
                    Motion.BOB,
                    True,
                    float(random.uniform(-14, 6)),
                )
            )
    return placed
