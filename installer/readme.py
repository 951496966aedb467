"""Keep the README's tables true: what becomes what (from the backends) and the credits (from the catalogue).

.venv/bin/python installer/readme.py            rewrite them
"""

from __future__ import annotations

import re
from pathlib import Path

from crossmedia_studio.core.kinds import Kind

README = Path(__file__).resolve().parents[1] / "README.md"
NAMES = {Kind.TEXT: "text", Kind.IMAGE: "picture", Kind.AUDIO: "sound", Kind.VIDEO: "film"}


def conversions() -> str:
    """A row a source, a column a target, in each cell the backends by name."""
    from crossmedia_studio.generate.backends import BACKENDS

    rows = ["| from \\ to | " + " | ".join(NAMES.values()) + " |", "| --- " * 5 + "|"]
    for source, name in NAMES.items():
        cells = []
        for target in NAMES:
            found = [f"{b.title.lower()} (`{b.name}`)" for b in BACKENDS if b.target is target and source in b.sources]
            cells.append(" · ".join(found) or "not yet")
        rows.append(f"| **{name}** | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def credits() -> str:
    """The models of the catalogue with licence and download size."""
    from crossmedia_studio.models.catalogue import CATALOGUE

    rows = ["| model | what it is | licence | download | with set-up |", "| --- | --- | --- | --- | --- |"]
    for entry in CATALOGUE.values():
        size = f"{entry.download / 1e6:.0f} MB"
        rows.append(
            f"| `{entry.name}` | {entry.title} | {entry.licence} | {size} | {'yes' if entry.starter else 'on demand'} |"
        )
    return "\n".join(rows)


TABLES = {"conversions": conversions, "models": credits}


def written(text: str) -> str:
    """``text`` with each ``<!-- NAME --> … <!-- /NAME -->`` filled anew."""
    for name, table in TABLES.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        body = table().replace("\\", r"\\")
        text = pattern.sub(rf"\g<1>{body}\n\g<2>", text)
    return text


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
