"""Who stands where: rule of thirds, size by nature, sky, water and ground kept apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crossmedia_studio.generate.collage import elsewhere
from crossmedia_studio.generate.collage.afloat import SEATS, float_boats, leap
from crossmedia_studio.generate.collage.brief import Role
from crossmedia_studio.generate.collage.figures import Placed, alive, away, inside, person, size_of, tallness
from crossmedia_studio.generate.collage.hands import HELD, hold
from crossmedia_studio.generate.collage.lights import DISCS, lights_at
from crossmedia_studio.generate.collage.stage import Motion, Stage


def arrange(stage: Stage, roles: Sequence[Role]) -> list[Placed]:
    """Places for ``roles``, far to near; sun and moon are the sky's own business (see :func:`lights_at`)."""
    painted = {*DISCS, "ringed planet"} if stage.brief.place == "space" else {*DISCS, "rainbow"}
    roles = [role for role in roles if role.drawing.name not in painted]
    people = [r for r in roles if person(r)]
    held = [r for r in roles if r.drawing.name in HELD and r.count <= 2 and (people or r.drawing.name == "umbrella")]
    others = [r for r in roles if r not in held]
    floats = [r for r in others if r.drawing.nature.home == "float"]
    crew = _crew(others) if floats and floats[0].drawing.name in SEATS else []
    hero = next((r for r in others if alive(r)), others[0] if others else None)
    placed: list[Placed] = []
    if stage.brief.place in ("underwater", "space"):
        placed += _hover(stage, others, hero)
    else:
        standing = any(r.drawing.nature.home in ("ground", "float") for r in others)
        placed += _perch(stage, [r for r in others if r.drawing.nature.home == "perch"], hero, not standing)
        placed += float_boats(stage, floats, crew)
        placed += leap(stage, [r for r in others if r.drawing.nature.home == "water"], bool(floats))
        placed += _stand(
            stage, [r for r in others if r.drawing.nature.home == "ground" and r not in crew], hero, bool(floats)
        )
        flyers = _fly(stage, [r for r in others if r.drawing.nature.home in ("air", "sky")], hero, placed)
        placed = flyers + placed
    placed += hold(stage, placed, held)
    return [inside(stage, one) for one in placed]


def _crew(roles: Sequence[Role]) -> list[Role]:
    """Who, or else what, goes aboard: two at most, the living first."""
    fitting = [r for r in roles if r.drawing.nature.home == "ground" and (alive(r) or r.drawing.nature.size <= 0.8)]
    return sorted(fitting, key=lambda r: not alive(r))[:2]


def _stand(stage: Stage, roles: list[Role], hero: Role | None, boats: bool) -> list[Placed]:
    """On the ground: houses and trees further back and aside, the living in front on the thirds."""
    random, width, height = stage.random("stand"), stage.width, stage.height
    hero_x = 1 - away(stage) if boats else away(stage)
    big = [r for r in roles if not alive(r) and r.drawing.nature.size >= 2.2]
    small = [r for r in roles if r not in big]
    placed: list[Placed] = []
    slots = (
        [1 - hero_x, 0.5, hero_x + (0.5 - hero_x) * 1.7, 0.12, 0.88] if small else [hero_x, 1 - hero_x, 0.5, 0.12, 0.88]
    )
    spots = [spot + random.uniform(-0.03, 0.03) for spot in slots]
    for role in big:
        for _ in range(min(role.count, 5)):
            x = spots.pop(0) if spots else random.uniform(0.06, 0.94)
            share = float(np.clip(0.40 * (role.drawing.nature.size / 8) ** 0.28, 0.26, 0.60)) * role.scale
            if not small:
                share = min(share * 1.25, 0.66)
            column = int(np.clip(x, 0.02, 0.98) * (width - 1))
            y = float(stage.ground[column]) + height * random.uniform(0.012, 0.03)
            placed.append(Placed(role, x * width, y, share * height, flip=bool(random.random() < 0.5)))
    crowd = [(role, index) for role in small for index in range(min(role.count, 9))]
    table = stage.brief.place == "room"
    places = _places(len(crowd), hero_x, random)
    for order, (role, index) in enumerate(crowd):
        x = places[order]
        size = size_of(stage, role, hero) * (1.0 if index == 0 else random.uniform(0.72, 0.95))
        tall = tallness(role)
        bust = role.drawing.nature.body in ("bust", "head")
        tiny = table and role.drawing.nature.size <= (0.25 if alive(role) else 0.8)
        column = int(np.clip(x, 0.02, 0.98) * (width - 1))
        low = float(stage.ground[column]) / height
        if bust:
            y, size = 1.015, max(size * 1.25, 0.50)
        elif tiny:
            y, size = elsewhere.TABLE + 0.045 + 0.05 * random.random(), min(size, 0.26)
        else:
            depth = 0.75 if index == 0 else random.uniform(0.25, 0.8)
            y = low + (0.965 - low) * (0.30 + 0.55 * depth)
            size *= 0.86 + 0.18 * depth
        if index == 0 and role is hero and tall < 0.8:
            size *= 1.05
        flip = x < 0.5 if index == 0 else bool(random.random() < 0.5)
        plane = "back" if table and not tiny else "front"
        placed.append(Placed(role, x * width, y * height, size * height, flip, plane, Motion.BREATHE))
    return sorted(placed, key=lambda p: (p.role.drawing.nature.size < 2.2 or alive(p.role), p.y))


def _places(count: int, first: float, random: np.random.Generator) -> list[float]:
    """Where ``count`` figures stand from left to right: the first on its third, the others around it, not in a row."""
    if count == 1:
        return [first + random.uniform(-0.03, 0.03)]
    if count == 2:
        return [first, 1 - first + (0.06 if first < 0.5 else -0.06)]
    rest = [0.10 + 0.80 * (i + 0.5) / (count - 1) + random.uniform(-0.025, 0.025) for i in range(count - 1)]
    shift = [x + (0.085 if x > first else -0.085) * (abs(x - first) < 0.13) for x in rest]
    return [first, *(shift[i] for i in random.permutation(len(shift)))]


def _fly(stage: Stage, roles: list[Role], hero: Role | None, standing: list[Placed]) -> list[Placed]:
    """In the air, each where it covers least of the sun or moon, of who is ``standing`` and of the others."""
    random, width, height = stage.random("fly"), stage.width, stage.height
    placed: list[Placed] = []
    toward = 0.36 if stage.light_x > 0.5 else 0.64
    for number, role in enumerate(roles):
        far = role.drawing.nature.home == "sky"
        for index in range(min(role.count, 11)):
            size = size_of(stage, role, hero) * (0.62 if role is not hero else 0.8) * (0.78 if far else 1.0)
            size *= 1.0 if index == 0 else random.uniform(0.45, 0.8)
            side = min(max(0.09, size * 0.6 * height / width), 0.4)
            spots = [(random.uniform(side, 1 - side), random.uniform(0.14, 0.50)) for _ in range(24)]
            if index == 0 and number == 0:
                spots.insert(0, (toward + random.uniform(-0.05, 0.05), 0.36 + random.uniform(-0.04, 0.05)))
            x, y = min(spots, key=lambda spot: round(_crowding(stage, spot, size, standing + placed), 2))
            placed.append(
                Placed(
                    role,
                    x * width,
                    y * height + size * height / 2,
                    size * height,
                    bool(x < 0.5),
                    "back",
                    Motion.BOB,
                    True,
                    float(random.uniform(-7, 7)),
                )
            )
    return placed


def _crowding(stage: Stage, spot: tuple[float, float], size: float, there: list[Placed]) -> float:
    """How much of a figure of ``size`` with its middle at ``spot`` (fractions) is covered, in figures."""
    x, y = spot[0] * stage.width, spot[1] * stage.height
    half = size * stage.height * 0.55
    others = [(p.x, p.y - p.size / 2, p.size / 2) for p in there]
    others.append((stage.light_x * stage.width, 0.25 * stage.height, 0.15 * stage.height))
    others += [(lx * stage.width, ly * stage.height, r * stage.height)
               for _, lx, ly, r in lights_at(stage, stage.brief.cast)[1:]]  # fmt: skip
    total = 0.0
    for ox, oy, radius in others:
        wide = min(x + half, ox + radius) - max(x - half, ox - radius)
        high = min(y + half, oy + radius) - max(y - half, oy - radius)
        total += max(wide, 0.0) * max(high, 0.0) / (4 * half * half)
    return total


def _perch(stage: Stage, roles: list[Role], hero: Role | None, alone: bool) -> list[Placed]:
    """On branches that reach in from the sides, hero's side first where they are ``alone``."""
    random = stage.random("perch")
    placed: list[Placed] = []
    for number, role in enumerate(roles):
        for index in range(min(role.count, 4)):
            size = size_of(stage, role, hero) * (0.9 if role is hero else 0.62) * (1.0 if index == 0 else 0.75)
            x = away(stage) if ((number + index) % 2 == 0) == alone else 1 - away(stage)
            x += (0.0, 0.0, -0.17, 0.17)[(number + index) % 4] + random.uniform(-0.02, 0.02)
            y = 0.60 - 0.10 * ((number + index) % 3) + random.uniform(-0.02, 0.02)
            placed.append(
                Placed(
                    role,
                    x * stage.width,
                    y * stage.height,
                    size * stage.height,
                    bool(x < 0.5),
                    "back",
                    Motion.BREATHE,
                    True,
                    perched=True,
                )
            )
    return placed


def _hover(stage: Stage, roles: list[Role], hero: Role | None) -> list[Placed]:
    """Weightless: under water, in space. What walks stands on the bed or on the moon's ground."""
    random, width, height = stage.random("hover"), stage.width, stage.height
    standing = [r for r in roles if r.drawing.nature.home == "ground" and r.drawing.nature.body != "bust"]
    drifting = [r for r in roles if r not in standing and r.drawing.nature.body != "bust"]
    busts = [r for r in roles if r.drawing.nature.body == "bust"]
    placed = []
    for number, role in enumerate(drifting):
        for index in range(min(role.count, 9)):
            size = size_of(stage, role, hero) * (1.05 if index == 0 else random.uniform(0.4, 0.75))
            if index == 0:
                x, y = ((away(stage), 0.46), (1 - away(stage), 0.36), (0.5, 0.62))[number % 3]
                x += random.uniform(-0.03, 0.03)
            else:
                x, y = random.uniform(0.1, 0.9), random.uniform(0.18, 0.72)
            placed.append(
                Placed(
                    role,
                    x * width,
                    y * height + size * height / 2,
                    size * height,
                    x < 0.5,
                    "back",
                    Motion.BOB,
                    True,
                    float(random.uniform(-9, 9)),
                )
            )
    return sorted(placed, key=lambda p: p.size) + _stand(stage, standing + busts, hero, False)
