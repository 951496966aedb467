"""Bake noto.json.gz: the drawings of the collage with their names in English and Chinese.

npm pack @iconify-json/noto@1.2.9 emojibase-data@17.0.0, unpack both, then
python bake.py NOTO/package EMOJIBASE/package
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from pathlib import Path

EXTRA = {"lighthouse": "灯塔"}
"""Drawings that are newer than the names: English, which is the drawing's own name too, and Chinese."""

GROUPS = {0: "face", 1: "people", 3: "nature", 4: "food", 5: "place", 6: "activity", 7: "object"}


def shorter(body: str) -> str:
    """Coordinates to a tenth of a percent of the 128-unit square."""
    return re.sub(r"\d+\.\d{3,}", lambda m: f"{float(m[0]):.2f}".rstrip("0").rstrip("."), body)


def main(noto: Path, emojibase: Path) -> None:
    icons = json.loads((noto / "icons.json").read_text("utf-8"))
    names = json.loads((noto / "chars.json").read_text("utf-8"))
    chinese = {e["hexcode"]: e for e in json.loads((emojibase / "zh/compact.json").read_text("utf-8"))}
    drawings = []
    for entry in json.loads((emojibase / "en/compact.json").read_text("utf-8")):
        code, group = entry["hexcode"].lower(), GROUPS.get(entry.get("group", -1))
        icon = icons["icons"].get(names.get(code) or names.get(code.replace("-fe0f", ""), ""))
        if group is None or icon is None or len(icon["body"]) > 60_000:
            continue
        zh = chinese[entry["hexcode"]]
        drawings.append({
            "name": entry["label"], "zh": zh["label"],
            "group": group, "svg": shorter(icon["body"]),
        })  # fmt: skip
    for name, zh_name in EXTRA.items():
        svg = shorter(icons["icons"][name]["body"])
        drawings.append({"name": name, "zh": zh_name, "group": "place", "svg": svg})
    data = json.dumps(drawings, ensure_ascii=False, separators=(",", ":")).encode()
    Path(__file__).with_name("noto.json.gz").write_bytes(gzip.compress(data, 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
