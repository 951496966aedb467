"""Who stands where: rule of thirds, size by nature, sky, water and ground kept apart, hands that hold things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from crossmedia_studio.generate.collage import elsewhere, water
from crossmedia_studio.generate.collage.brief import Brief, Role
from crossmedia_studio.generate.collage.stage import Motion, Stage

SAFE = 0.09
"""The part of the frame at each side that a moving camera may leave: no figure reaches into it."""
FLOOR = 0.93
"""The lowest place for feet."""
DISCS = {"sun": "sun", "full moon": "full moon", "crescent moon": "crescent moon"}
_HELD = {
    "umbrella": (0.62, -0.02, 1.22), "balloon": (0.55, 0.34, 1.42), "kite": (0.55, 0.95, 1.75),
    "red paper lantern": (0.30, 0.36, 0.62),
    "open book": (0.32, 0.0, 0.50), "books": (0.32, 0.0, 0.50), "hot beverage": (0.22, 0.10, 0.50),
    "guitar": (0.55, 0.0, 0.56),
    "violin": (0.42, 0.05, 0.58), "bouquet": (0.34, 0.05, 0.52), "rose": (0.30, 0.14, 0.55),
    "candle": (0.28, 0.22, 0.52),
    "light bulb": (0.24, 0.22, 0.55), "wrapped gift": (0.30, 0.0, 0.50), "envelope": (0.26, 0.05, 0.50),
    "red heart": (0.24, 0.0, 0.52),
    "old key": (0.26, 0.18, 0.50), "telescope": (0.40, 0.16, 0.70), "red apple": (0.20, 0.12, 0.50),
    "magic wand": (0.34, 0.24, 0.62),
    "fishing pole": (0.62, 0.30, 0.75), "camera": (0.26, 0.0, 0.56), "teddy bear": (0.34, 0.10, 0.45),
    "artist palette": (0.32, 0.14, 0.50),
}  # fmt: skip
"""Things a person holds: their size, their shift to the side, and where their middle is, in heights of the holder."""
_SEATS = {
    "sailboat": (0.87, (0.71, 0.36), 0.46, 0.95), "canoe": (0.54, (0.63, 0.30), 0.62, 0.70),
    "motor boat": (0.52, (0.24, 0.74), 0.42, 0.62), "speedboat": (0.42, (0.70, 0.45), 0.42, 0.66),
    "ship": (0.64, (0.32, 0.64), 0.32, 0.74),
}  # fmt: skip
"""Boats that take a crew: the share of their height where the rail runs, seats across their width, the size of a person
beside theirs, and where the feet stand."""
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


def arrange(stage: Stage, roles: Sequence[Role]) -> list[Placed]:
    """Places for ``roles``, far to near; sun and moon are the sky's own business (see :func:`lights_at`)."""
    painted = {*DISCS, "ringed planet"} if stage.brief.place == "space" else DISCS
    roles = [role for role in roles if role.drawing.name not in painted]
    people = [r for r in roles if _person(r)]
    held = [r for r in roles if r.drawing.name in _HELD and r.count <= 2 and (people or r.drawing.name == "umbrella")]
    others = [r for r in roles if r not in held]
    floats = [r for r in others if r.drawing.nature.home == "float"]
    crew = (
        sorted(
            (r for r in others if r.drawing.nature.home == "ground" and (_alive(r) or r.drawing.nature.size <= 0.8)),
            key=lambda r: not _alive(r),
        )[:2]
        if floats and floats[0].drawing.name in _SEATS
        else []
    )
    hero = next((r for r in others if _alive(r)), others[0] if others else None)
    placed: list[Placed] = []
    if stage.brief.place in ("underwater", "space"):
        placed += _hover(stage, others, hero)
    else:
        standing = any(r.drawing.nature.home in ("ground", "float") for r in others)
        placed += _perch(stage, [r for r in others if r.drawing.nature.home == "perch"], hero, not standing)
        placed += _float(stage, floats, crew)
        placed += _leap(stage, [r for r in others if r.drawing.nature.home == "water"], bool(floats))
        placed += _stand(
            stage, [r for r in others if r.drawing.nature.home == "ground" and r not in crew], hero, bool(floats)
        )
        flyers = _fly(stage, [r for r in others if r.drawing.nature.home in ("air", "sky")], hero, placed)
        placed = flyers + placed
    placed += _hold(stage, placed, held)
    return [_inside(stage, one) for one in placed]


def _inside(stage: Stage, placed: Placed) -> Placed:
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


def lights_at(stage: Stage, roles: Sequence[Role]) -> list[tuple[str, float, float, float]]:
    """The discs in the sky, the one that lights the picture first: (kind, x, y, radius), fractions of width, height
    and height. Where sun and moon are both named, the other stands small on the other side."""
    scales = {DISCS[r.drawing.name]: r.scale for r in roles if r.drawing.name in DISCS}
    random = stage.random("disc")
    brief = stage.brief
    if scales:
        kinds = sorted(scales, key=lambda kind: (kind == "sun") == (brief.hour == "night"))
        high = 0.20 if brief.place == "mountains" else 0.25 + random.uniform(-0.03, 0.04)
        first = kinds[0], stage.light_x, high, 0.125 * min(scales[kinds[0]], 1.25)
        other = [(kind, 1 - stage.light_x, 0.20, 0.07) for kind in kinds[1:2]]
        return [first, *other]
    if brief.weather:
        return []
    if brief.hour in ("sunset", "dawn") and "sun" not in brief.without:
        return [("sun", stage.light_x, stage.horizon - random.uniform(0.02, 0.10), 0.085)]
    if brief.hour == "night" and brief.place != "city" and "moon" not in brief.without:
        return [("crescent moon", stage.light_x, 0.18, 0.055)]
    return []


def _person(role: Role) -> bool:
    return role.drawing.nature.body in ("standing", "robed") or role.drawing.name.startswith(
        ("person", "man ", "woman ", "old ")
    )


def _alive(role: Role) -> bool:
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


def _size(stage: Stage, role: Role, hero: Role | None) -> float:
    """Fraction of the height. Nature's proportions, much compressed: a mouse must be seen beside an elephant."""
    if role is hero:
        size = 0.44 if role.count == 1 else 0.34
        size *= (max(role.drawing.nature.size, 0.05) / 1.2) ** 0.10
    else:
        near = hero.drawing.nature.size if hero else 1.2
        size = 0.38 * (max(role.drawing.nature.size, 0.05) / max(near, 0.25)) ** 0.42
        if hero and not _alive(role) and role.drawing.nature.size < 0.6:
            size = min(size, 0.20)
    return float(np.clip(size * role.scale, 0.085, 0.60))


def _stand(stage: Stage, roles: list[Role], hero: Role | None, boats: bool) -> list[Placed]:
    """On the ground: houses and trees further back and aside, the living in front on the thirds."""
    random, width, height = stage.random("stand"), stage.width, stage.height
    hero_x = 1 - _away(stage) if boats else _away(stage)
    big = [r for r in roles if not _alive(r) and r.drawing.nature.size >= 2.2]
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
        size = _size(stage, role, hero) * (1.0 if index == 0 else random.uniform(0.72, 0.95))
        tall = _tallness(role)
        bust = role.drawing.nature.body in ("bust", "head")
        tiny = table and role.drawing.nature.size <= (0.25 if _alive(role) else 0.8)
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
    return sorted(placed, key=lambda p: (p.role.drawing.nature.size < 2.2 or _alive(p.role), p.y))


def _tallness(role: Role) -> float:
    _, _, width, height = role.drawing.box
    return height / width


def _away(stage: Stage) -> float:
    """The third opposite the light, so that hero and moon balance each other."""
    return 0.335 if stage.light_x > 0.5 else 0.665


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
            size = _size(stage, role, hero) * (0.62 if role is not hero else 0.8) * (0.78 if far else 1.0)
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
            size = _size(stage, role, hero) * (0.9 if role is hero else 0.62) * (1.0 if index == 0 else 0.75)
            x = _away(stage) if ((number + index) % 2 == 0) == alone else 1 - _away(stage)
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


def _float(stage: Stage, roles: list[Role], crew: list[Role]) -> list[Placed]:
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
            x = _away(stage) + random.uniform(-0.03, 0.03) if first else random.uniform(0.12, 0.88)
            y = water.WATERLINE + 0.055 if first else water.WATERLINE - 0.012
            here = Placed(role, x * width, y * height, size * height, bool(x < 0.5), "back", Motion.BOB, True)
            placed.append(here)
            if first and crew:
                placed += _aboard(here, crew)
    return placed


def _aboard(boat: Placed, crew: list[Role]) -> list[Placed]:
    """The crew in a boat: before its sail or cabin, behind the rail of its hull."""
    rail, seats, tall, feet = _SEATS[boat.role.drawing.name]
    height, width = boat.role.drawing.layer(round(boat.size)).shape[:2]
    there = boat.x, boat.y
    placed = []
    for mate, seat in zip(crew, seats, strict=False):
        aside = (seat - 0.5) * width * (-1 if boat.flip else 1)
        size = tall * boat.size * (1.0 if mate.drawing.nature.size >= 1 else 0.72)
        y = boat.y - (1 - feet) * height
        placed.append(Placed(mate, boat.x + aside, y, size, boat.flip, "back", Motion.BOB, True, moves_with=there))
    return [*placed, replace(boat, below=rail)]


def _leap(stage: Stage, roles: list[Role], boats: bool) -> list[Placed]:
    """Fish seen from above the water: they leap, beside the boats."""
    random, width, height = stage.random("leap"), stage.width, stage.height
    placed = []
    for number, role in enumerate(roles):
        for index in range(min(role.count, 4)):
            size = float(np.clip(0.30 * (role.drawing.nature.size / 2) ** 0.2, 0.16, 0.5)) * (1 if index == 0 else 0.6)
            x = (1 - _away(stage) if boats else _away(stage)) + (0.14 * number if number % 2 else -0.14 * number)
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


def _hover(stage: Stage, roles: list[Role], hero: Role | None) -> list[Placed]:
    """Weightless: under water, in space. What walks stands on the bed or on the moon's ground."""
    random, width, height = stage.random("hover"), stage.width, stage.height
    standing = [r for r in roles if r.drawing.nature.home == "ground" and r.drawing.nature.body != "bust"]
    drifting = [r for r in roles if r not in standing and r.drawing.nature.body != "bust"]
    busts = [r for r in roles if r.drawing.nature.body == "bust"]
    placed = []
    for number, role in enumerate(drifting):
        for index in range(min(role.count, 9)):
            size = _size(stage, role, hero) * (1.05 if index == 0 else random.uniform(0.4, 0.75))
            if index == 0:
                x, y = ((_away(stage), 0.46), (1 - _away(stage), 0.36), (0.5, 0.62))[number % 3]
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


def _hold(stage: Stage, placed: list[Placed], held: list[Role]) -> list[Placed]:
    """Things in the hands of the first person."""
    grounded = [p for p in placed if not p.afloat and _alive(p.role)]
    holder = next((p for p in placed if _person(p.role)), grounded[-1] if grounded else None)
    if holder is None:
        return []
    _, _, box_width, box_height = holder.role.drawing.box
    tall = holder.size * min(1.0, box_height / box_width)
    things = []
    for role in held:
        share, aside, middle = _HELD[role.drawing.name]
        size = share * tall
        if role.drawing.nature.home == "air":
            size = max(size, 0.17 * stage.height)
        side = 1 if holder.x < stage.width / 2 else -1
        x, y = holder.x + side * aside * tall, holder.y - middle * tall + size / 2
        there = holder.moves_with or (holder.x, holder.y)
        things.append(Placed(role, x, y, size, side < 0, holder.plane, holder.motion, True, moves_with=there))
    return things


def wants_table(brief: Brief) -> bool:
    """Whether a room needs a table: something small to stand on it."""
    return any(r.drawing.nature.home == "ground" and r.drawing.nature.size <= 0.8 and not _alive(r) for r in brief.cast)
