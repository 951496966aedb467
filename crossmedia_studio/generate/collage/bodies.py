"""Bodies for drawings that are only a head: a sitting animal, a standing person. Drawn for this studio, same manner."""

from __future__ import annotations

import hashlib

SITTING_BOX = (0.0, 0.0, 140.0, 182.0)
STANDING_BOX = (0.0, 0.0, 128.0, 236.0)

_FUR = {  # coat, its shade, chest, paws and tail tip
    "fox": ("#f4702b", "#d9531e", "#fff1e0", "#4a3532", "brush"),
    "wolf": ("#9aa0a6", "#7d838a", "#e8eaed", "#5f656b", "brush"),
    "lion": ("#f7b42c", "#dd9718", "#ffe6a8", "#8d5f47", "tuft"),
    "bear": ("#855c52", "#6d4a41", "#b98a6b", "#54362f", "stub"),
    "koala": ("#a6adb4", "#8b9299", "#eceff1", "#6d747b", "stub"),
    "panda": ("#3a3d42", "#2a2c30", "#f5f5f5", "#202226", "stub"),
    "hamster": ("#f3a64f", "#d98a34", "#fff3e0", "#f2b8a0", "stub"),
    "frog": ("#a4c61b", "#86a512", "#e3ee9b", "#7d9a10", "none"),
}
_COATS = (
    ("#b5443c", "#953530"), ("#2f6f8f", "#255a75"), ("#4d7f58", "#3e6847"), ("#d69a3a", "#b8802a"),
    ("#6b568f", "#574577"), ("#c26a4a", "#a3553a"),
)  # fmt: skip
_SKIN, _SKIN_SHADE = "#fbc02d", "#e8a21a"


def sitting(name: str, head: str) -> str:
    """SVG of the animal ``name`` sitting, facing us, in ``SITTING_BOX``; ``head`` is drawn in a 128-unit square."""
    coat, shade, chest, dark, tail = _FUR.get(name, _FUR["fox"])
    tails = {
        "brush": f'<path d="M88 166c28 8 50-8 46-38-2-14-8-22-16-30 2 18-4 34-30 46z" fill="{shade}"/>'
        f'<path d="M134 128c-2-14-8-22-16-30 1 10 0 19-5 27 8 3 15 3 21 3z" fill="{chest}"/>',
        "tuft": f'<path d="M92 166c26 4 36-14 30-40" fill="none" stroke="{shade}" stroke-width="7" '
        f'stroke-linecap="round"/><path d="M112 128c2-14 6-20 10-26 8 6 12 16 10 28-6 5-14 4-20-2z" fill="{dark}"/>',
        "stub": f'<ellipse cx="98" cy="160" rx="11" ry="10" fill="{shade}"/>',
        "none": "",
    }
    return (
        f"{tails[tail]}"
        f'<path d="M42 84C24 104 20 146 28 174h72c8-28 4-70-14-90z" fill="{coat}"/>'
        f'<ellipse cx="32" cy="155" rx="16" ry="22" fill="{shade}"/>'
        f'<ellipse cx="96" cy="155" rx="16" ry="22" fill="{shade}"/>'
        f'<path d="M44 88c-4 20 4 44 20 52 16-8 24-32 20-52z" fill="{chest}"/>'
        f'<path d="M46 122c-4 18-3 34-1 50h16l2-40z" fill="{coat}"/>'
        f'<path d="M82 122c4 18 3 34 1 50H67l-2-40z" fill="{coat}"/>'
        f'<path d="M64 134v38" stroke="{shade}" stroke-width="3" fill="none"/>'
        f'<path d="M42 168c0-5 4-8 10-8s11 3 11 8v8c0 3-21 3-21 0zM65 168c0-5 5-8 11-8s10 3 10 8v8c0 3-21 3-21 0z" '
        f'fill="{dark}"/>'
        f'<ellipse cx="26" cy="175" rx="13" ry="5.5" fill="{dark}"/><ellipse cx="102" cy="175" rx="13" ry="5.5" '
        f'fill="{dark}"/>'
        f'<ellipse cx="64" cy="98" rx="34" ry="9" fill="#000" opacity=".16"/>'
        f'<g transform="translate(6 -6) scale(.906)">{head}</g>'
    )


def standing(name: str, head: str) -> str:
    """SVG of the person ``name`` standing, facing us, in ``STANDING_BOX``; ``head`` is drawn in a 128-unit square."""
    coat, shade = _COATS[hashlib.sha256(name.encode()).digest()[0] % len(_COATS)]
    skin, skin_shade = _SKIN, _SKIN_SHADE
    if name in ("alien", "robot", "ogre", "goblin"):
        skin, skin_shade = {
            "alien": ("#b0bec5", "#90a4ae"), "robot": ("#90a4ae", "#78909c"), "ogre": ("#c62828", "#a01f1f"),
            "goblin": ("#d32f2f", "#b02525"),
        }[name]  # fmt: skip
    skirt = any(word in name for word in ("girl", "woman", "princess"))
    legs = (
        f'<path d="M50 176h11l-1 46H49zM67 176h11l1 46H68z" fill="{skin}"/>'
        '<path d="M44 222c0-6 6-8 17-6v13H41c-1-4 1-6 3-7zM84 222c0-6-6-8-17-6v13h20c1-4-1-6-3-7z" fill="#5b3f36"/>'
        if skirt
        else '<path d="M44 158h19l-1 62H46zM84 158H65l1 62h16z" fill="#4b5666"/>'
        '<path d="M43 220c0-6 7-7 19-6v15H39c-1-5 2-8 4-9zM85 220c0-6-7-7-19-6v15h23c1-5-2-8-4-9z" fill="#3d302d"/>'
    )
    torso = (
        f'<path d="M46 92c-6 26-12 58-18 92 22 10 50 10 72 0-6-34-12-66-18-92z" fill="{coat}"/>'
        f'<path d="M64 96v93c13 0 25-2 36-6-6-34-12-65-18-91z" fill="{shade}" opacity=".45"/>'
        if skirt
        else f'<path d="M42 94c-3 24-4 50-4 76 17 5 35 5 52 0 0-26-1-52-4-76z" fill="{coat}"/>'
        f'<path d="M64 96v78c9 0 17-1 26-4 0-26-1-52-4-76z" fill="{shade}" opacity=".45"/>'
    )
    cane = (
        '<path d="M104 228l-3-72c-1-9 12-9 11 0" fill="none" stroke="#6d4c41" stroke-width="4.5" '
        'stroke-linecap="round"/>'
        if name.startswith(("old ", "older"))
        else ""
    )
    return (
        f"{legs}{torso}{cane}"
        f'<path d="M46 93c-14 4-19 30-22 58 0 6 11 7 13 1 3-16 7-30 13-42z" fill="{shade}"/>'
        f'<path d="M82 93c14 4 19 30 22 58 0 6-11 7-13 1-3-16-7-30-13-42z" fill="{shade}"/>'
        f'<circle cx="30" cy="156" r="7.5" fill="{skin}"/><circle cx="98" cy="156" r="7.5" fill="{skin_shade}"/>'
        f'<path d="M54 80h20v14c-4 8-16 8-20 0z" fill="{skin_shade}"/>'
        f'<path d="M42 93c14 9 30 9 44 0l-6 12c-10 6-22 6-32 0z" fill="{shade}"/>'
        f'<g transform="translate(16 -4) scale(.75)">{head}</g>'
    )


FLYING_BOX = (0.0, 0.0, 128.0, 104.0)
FLYERS = {
    "bird": ("#4fb3e8", "#2f86c4", "#1f5f98", "#dff1fb"),
    "black bird": ("#4a4e57", "#34373f", "#24262c", "#5d626d"),
    "gull": ("#f4f6f8", "#c9d2da", "#56606b", "#ffffff"),
}
"""Body, wing, wing tip, breast."""


def flying(name: str) -> str:
    """SVG of a bird on the wing, in ``FLYING_BOX``, heading left."""
    body, wing, tip, breast = FLYERS[name]
    return (
        f'<path d="M64 50C66 30 84 8 116 2c-6 10-4 14-10 20 0 10-10 16-12 22-4 8-14 14-24 14z" fill="{tip}"/>'
        f'<path d="M58 52c2-18 16-36 40-44-4 10-2 12-8 20 0 8-8 12-10 18-4 8-12 12-20 12z" fill="{wing}" '
        f'opacity=".75"/>'
        f'<path d="M10 56c2-10 12-16 24-14 16 2 34 6 50 12l34 2c-8 6-10 8-18 10l12 8c-12 2-22 0-30-2-16 8-38 '
        f'10-54 0-9-5-14-9-18-16z" fill="{body}"/>'
        f'<path d="M14 62c8 12 30 20 58 12-18 10-36 10-50 0-4-3-7-8-8-12z" fill="{breast}"/>'
        f'<path d="M11 54L0 60l12 3z" fill="#f3a32c"/><circle cx="22" cy="52" r="3.6" fill="#22262c"/><circle '
        f'cx="20.8" cy="50.8" r="1.1" fill="#fff"/>'
        f'<path d="M46 54c8-24 28-44 56-48-4 8-4 12-10 18 0 8-8 14-12 20-6 10-18 18-34 16-2-2-2-4 0-6z" '
        f'fill="{wing}"/>'
        f'<path d="M102 6c-4 8-4 12-10 18 0 8-8 14-12 20-2-2-2-4-1-6 6-14 12-24 23-32z" fill="{tip}"/>'
    )


ROBED_BOX = (0.0, 0.0, 128.0, 196.0)
_ROBES = {  # jacket, its shade, legs
    "student": ("#2c2f36", "#202228", "#2c2f36"), "judge": ("#3a3f48", "#2b2f36", "#2b2f36"),
    "farmer": ("#55a03c", "#448430", "#3f6fa8"), "cook": ("#eceff1", "#cfd8dc", "#6b7780"),
    "mechanic": ("#2c3a9c", "#232f80", "#2c3a9c"), "office worker": ("#bfe0f7", "#9cc7e4", "#45525f"),
    "scientist": ("#f3f6f7", "#d3dce0", "#5a6b78"), "singer": ("#f08a24", "#d27317", "#3d3a55"),
    "artist": ("#cfd8dc", "#aebbc2", "#5d4a44"), "pilot": ("#2a2c32", "#1f2126", "#2a2c32"),
    "firefighter": ("#f0432f", "#cf3322", "#c98b2a"), "police officer": ("#2338a8", "#1b2c88", "#1f2a58"),
    "detective": ("#6f7276", "#585b5f", "#3f4245"), "guard": ("#e02d3c", "#bf2230", "#25272c"),
    "ninja": ("#33363b", "#26282c", "#26282c"), "construction worker": ("#4a86e8", "#3b6fc4", "#3d4b66"),
    "Santa Claus": ("#d9322e", "#b62723", "#a92421"), "vampire": ("#2a2a30", "#1d1d22", "#1d1d22"),
    "astronaut": ("#e6ebee", "#c2ccd2", "#d3dbe0"), "elf": ("#f0562b", "#cf4520", "#6d4a35"),
    "health worker": ("#f3f6f7", "#d3dce0", "#7cc0dd"), "person in tuxedo": ("#2f3238", "#23252a", "#2f3238"),
}  # fmt: skip


def robed(name: str, bust: str) -> str:
    """SVG of the person ``name`` in ``ROBED_BOX``: coat and legs below the ``bust``, drawn in a 128-unit square."""
    coat, shade, legs = _ROBES.get(name, ("#7f8fa0", "#68788a", "#55616d"))
    boot = "#8a949b" if name == "astronaut" else "#33292a"
    return (
        f'<path d="M38 158h24v28H38zM66 158h24v28H66z" fill="{legs}"/>'
        f'<path d="M32 186c0-7 10-9 30-7v14H30c-2-3 0-6 2-7zM96 186c0-7-10-9-30-7v14h32c2-3 0-6-2-7z" fill="{boot}"/>'
        f'<path d="M18 112C8 120 6 142 10 156c3 8 13 7 15 0 3-14 6-30 5-44z" fill="{shade}"/>'
        f'<path d="M110 112c10 8 12 30 8 44-3 8-13 7-15 0-3-14-6-30-5-44z" fill="{shade}"/>'
        f'<path d="M18 112c0 24 6 44 14 52 18 8 46 8 64 0 8-8 14-28 14-52z" fill="{coat}"/>'
        f'<path d="M64 118v52c12 0 23-2 32-6 8-8 14-28 14-46z" fill="{shade}" opacity=".4"/>'
        f"{bust}"
    )
