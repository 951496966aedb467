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
