"""Sun and moon: which discs stand in the sky of a picture, and where."""

from __future__ import annotations

from collections.abc import Sequence

from crossmedia_studio.generate.collage.brief import Role
from crossmedia_studio.generate.collage.stage import Stage

DISCS = {"sun": "sun", "full moon": "full moon", "crescent moon": "crescent moon"}


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
