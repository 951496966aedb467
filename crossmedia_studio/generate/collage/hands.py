"""Hands: things that people hold, and how."""

from __future__ import annotations

from crossmedia_studio.generate.collage.brief import Role
from crossmedia_studio.generate.collage.figures import Placed, alive, person
from crossmedia_studio.generate.collage.stage import Stage

HELD = {
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


def hold(stage: Stage, placed: list[Placed], held: list[Role]) -> list[Placed]:
    """Things in the hands of the first person."""
    grounded = [p for p in placed if not p.afloat and alive(p.role)]
    holder = next((p for p in placed if person(p.role)), grounded[-1] if grounded else None)
    if holder is None:
        return []
    _, _, box_width, box_height = holder.role.drawing.box
    tall = holder.size * min(1.0, box_height / box_width)
    things = []
    for role in held:
        share, aside, middle = HELD[role.drawing.name]
        size = share * tall
        if role.drawing.nature.home == "air":
            size = max(size, 0.17 * stage.height)
        side = 1 if holder.x < stage.width / 2 else -1
        x, y = holder.x + side * aside * tall, holder.y - middle * tall + size / 2
        there = holder.moves_with or (holder.x, holder.y)
        things.append(Placed(role, x, y, size, side < 0, holder.plane, holder.motion, True, moves_with=there))
    return things
