"""Drawings of 1,500 things, named in English and Chinese: Fluent (3-D), Noto (flat), and Noto in ink (line)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Pillow

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, no_step, part
from crossmedia_studio.models.entry import Tarball
from crossmedia_studio.train.datasets import packages
from crossmedia_studio.train.datasets.built import Source
from crossmedia_studio.train.datasets.drawing import Drawing, Words
from crossmedia_studio.train.datasets.ink import ink

FLUENT = Tarball(
    "@lobehub/fluent-emoji-3d", "1.1.0", "c1bb7eee7de090205a232518a9ab4adb3df458bfbe8a1f78232991194c8b2e58", 15792027
)
NOTO = Tarball(
    "@iconify-json/noto", "1.2.9", "3e918d88fc945c0bb3d468dbace6f88caef67f01c9f0e7bcae0915a042e8f1ad", 3102958
)
NAMES = Tarball("emojibase-data", "17.0.0", "d01d0e2ca4e22cb402679532155342c71e2e871f25c32223c013b8b166ebdf5a", 6711091)
LICENCES = {FLUENT: "MIT", NOTO: "Apache-2.0", NAMES: "MIT"}
GROUPS = frozenset((0, 1, 3, 4, 5, 6, 7))
"""Of emojibase: smileys, people, animals, food, travel, activities, objects. Not: components, symbols, flags."""
_SIDE = 256
_LANGUAGES = ("en", "zh")


class Emoji:
    """The three packages, opened. ModelError if one cannot be had, TrainingError if it is not as it should be."""

    sources = tuple(Source(box.package, box.version, LICENCES[box], box.sha256) for box in (FLUENT, NOTO, NAMES))

    def __init__(self, step: Step = no_step, origin: Path | None = None) -> None:
        self.broken: list[tuple[Path, str]] = []
        wanted_names = {f"{language}/data.json" for language in _LANGUAGES}
        wanted_icons = {"icons.json", "chars.json"}
        self._fluent = packages.read(FLUENT, lambda name: name.endswith(".webp"), part(step, 0.0, 0.6), origin)
        noto = packages.read(NOTO, wanted_icons.__contains__, part(step, 0.6, 0.8), origin)
        named = packages.read(NAMES, wanted_names.__contains__, part(step, 0.8, 1.0), origin)
        try:
            self._icons: dict[str, Any] = json.loads(noto["icons.json"])["icons"]
            self._characters: dict[str, str] = json.loads(noto["chars.json"])
            english, chinese = (json.loads(named[f"{language}/data.json"]) for language in _LANGUAGES)
            self._rows = [row for row in english if row.get("group") in GROUPS]
            self._chinese = {row["hexcode"]: row for row in chinese}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise TrainingError(
                tr("The packages of the open pictures are not as they should be"),
                why=f"{type(error).__name__}: {error}"[:160],
                do=tr("Fetch them again"),
            ) from error

    def things(self) -> dict[str, str]:
        """Every name in English → the subject it is the name of."""
        return {row["label"].lower(): row["hexcode"].lower() for row in reversed(self._rows)}

    def drawings(self, step: Step) -> Iterator[Drawing]:
        """Thing by thing in emojibase's order: 3-D, flat, line."""
        for number, row in enumerate(self._rows):
            step(number, len(self._rows), tr("Drawing {name}", name=row["label"]))
            code = row["hexcode"].lower()
            captions, tags = self._words(row)
            fluent, flat = self._webp(code), self._noto(code)
            if fluent is not None:
                yield Drawing(code, fluent, captions, tags, code, "3d", LICENCES[FLUENT])
            if flat is not None:
                yield Drawing(code, flat, captions, tags, code, "flat", LICENCES[NOTO])
                yield Drawing(code, ink(flat), captions, tags, code, "line", LICENCES[NOTO])

    def _words(self, row: dict[str, Any]) -> tuple[Words, Words]:
        rows = (("en", row), ("zh", self._chinese.get(row["hexcode"], {})))
        captions = tuple((language, one["label"]) for language, one in rows if one.get("label"))
        tags = tuple((language, tag) for language, one in rows for tag in one.get("tags", ()))
        return captions, tags

    def _webp(self, code: str) -> np.ndarray | None:
        """The Fluent picture of ``code``, with or without the mark that asks for a picture (U+FE0F)."""
        for name in (code, code.replace("-fe0f", ""), f"{code}-fe0f"):
            data = self._fluent.get(f"assets/{name}.webp")
            if data is None:
                continue
            try:
                with Pillow.open(io.BytesIO(data), formats=("WEBP",)) as opened:
                    return np.asarray(opened.convert("RGBA"))
            except (OSError, ValueError, SyntaxError) as error:
                self.broken.append((Path(f"{name}.webp"), tr("{name} cannot be read: {why}", name=name, why=error)))
        return None

    def _noto(self, code: str) -> np.ndarray | None:
        """The Noto drawing of ``code``, 256 pixels a side."""
        import resvg_py

        name = self._characters.get(code) or self._characters.get(code.replace("-fe0f", ""))
        icon = self._icons.get(name) if name else None
        if not icon:
            return None
        view = f"0 0 {icon.get('width', 128)} {icon.get('height', 128)}"
        shapes = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{_SIDE}" height="{_SIDE}">'
        try:
            png = resvg_py.svg_to_bytes(svg_string=f"{shapes}{icon['body']}</svg>", skip_system_fonts=True)
        except ValueError as error:
            self.broken.append((Path(f"{name}.svg"), tr("{name} cannot be read: {why}", name=name, why=error)))
            return None
        with Pillow.open(io.BytesIO(bytes(png)), formats=("PNG",)) as opened:
            return np.asarray(opened.convert("RGBA").resize((_SIDE, _SIDE)))
