"""The curves of a run: a line of JSON a point (``curves.jsonl``), read back, drawn as a picture."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crossmedia_studio.core.files import atomic, storage_error, write_bytes

Curve = list[tuple[int, float]]
"""(step, value) points."""

_WIDTH, _HEIGHT, _MARGIN, _LEFT = 720, 190, 16, 76
_PAPER, _FRAME, _LINE, _POINT, _INK, _SECOND = "#ffffff", "#d8dadf", "#2f6fd6", "#d9822b", "#1b1c1f", "#6d727b"
_MOST_CURVES = 12
_VALID = "valid "


def append(path: Path, step: int, seconds: float, figures: Mapping[str, float]) -> None:
    """Add one point of every figure, in one write. Raises StorageError."""
    line = json.dumps({"step": step, "seconds": round(seconds, 2), **figures})
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    except OSError as error:
        raise storage_error(path, error) from error


def rows(path: Path) -> list[dict[str, Any]]:
    """The points so far; a line cut short by a kill is left out."""
    found = []
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and isinstance(row.get("step"), int):
            found.append(row)
    return found


def cut(path: Path, step: int) -> None:
    """Forget what came after ``step``: the run goes on from there."""
    kept = [json.dumps(row) + "\n" for row in rows(path) if row["step"] <= step]
    write_bytes(path, "".join(kept).encode("utf-8"))


def curves(path: Path) -> dict[str, Curve]:
    """Every figure as its points."""
    found: dict[str, Curve] = {}
    for row in rows(path):
        for name, value in row.items():
            if name not in ("step", "seconds") and isinstance(value, int | float) and math.isfinite(value):
                found.setdefault(name, []).append((row["step"], float(value)))
    return found


def draw(found: Mapping[str, Curve], path: Path) -> None:
    """A PNG with one panel a figure that moves; what the checks measured lies over its training curve."""
    from PIL import Image, ImageDraw, ImageFont

    moving = [name for name, line in found.items() if len({value for _, value in line}) > 1]
    names = [name for name in moving or found if not (name.startswith(_VALID) and name.removeprefix(_VALID) in found)]
    names = names[:_MOST_CURVES]
    if not names:
        return
    picture = Image.new("RGB", (_WIDTH, _HEIGHT * len(names) + _MARGIN), _PAPER)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(13)
    for row, name in enumerate(names):
        checked = found.get(_VALID + name, [])
        _panel(pen, font, row * _HEIGHT, name, found[name], checked)
    with atomic(path) as temporary:
        picture.save(temporary, format="PNG")


def _panel(pen: Any, font: Any, top: int, name: str, line: Curve, checked: Curve) -> None:
    """One figure in its frame: the scale is logarithmic where all values are positive and span more than tenfold."""
    every = [*line, *checked]
    values = [value for _, value in every]
    low, high = min(values), max(values)
    scale = math.log10 if low > 0 and high / low > 10 else float
    bottom, last = top + _HEIGHT - 22, max(step for step, _ in every)
    box = (_LEFT, top + 34, _WIDTH - _MARGIN, bottom)
    span = scale(high) - scale(low)

    def place(point: tuple[int, float]) -> tuple[float, float]:
        x = box[0] + 4 + (box[2] - box[0] - 8) * (point[0] / last if last else 0.0)
        share = (scale(point[1]) - scale(low)) / span if span else 0.5
        return x, box[3] - 4 - (box[3] - box[1] - 8) * share

    pen.rectangle(box, outline=_FRAME)
    pen.text((_LEFT, top + 12), f"{name}   {line[-1][1]:.4g}", fill=_LINE if checked else _INK, font=font)
    if checked:
        words = f"{_VALID}{name}   {checked[-1][1]:.4g}"
        pen.text((_LEFT + 220, top + 12), words, fill=_POINT, font=font)
    for value, y in ((high, box[1] + 9), (low, box[3] - 9)) if span else ((low, (box[1] + box[3]) / 2),):
        pen.text((_LEFT - 8, y), f"{value:.3g}", fill=_SECOND, font=font, anchor="rm")
    pen.text((_LEFT, bottom + 4), "0", fill=_SECOND, font=font)
    pen.text((box[2], bottom + 4), f"{last:,}", fill=_SECOND, font=font, anchor="ra")
    if len(line) > 1:
        pen.line([place(point) for point in line], fill=_LINE, width=2, joint="curve")
    dots = [(*place(point), _POINT) for point in checked]
    if len(line) == 1:
        dots.append((*place(line[0]), _LINE))
    if len(checked) > 1:
        pen.line([place(point) for point in checked], fill=_POINT, width=2, joint="curve")
    for x, y, colour in dots:
        pen.ellipse((x - 2.5, y - 2.5, x + 2.5, y + 2.5), fill=colour)
