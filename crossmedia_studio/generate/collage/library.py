"""The open picture library: Noto Emoji drawings, named in English and Chinese, and the artist's own pictures."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.folders import resources
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.generate.collage import bodies, canvas
from crossmedia_studio.generate.collage.cast import Nature, natures
from crossmedia_studio.generate.collage.words import aliases
from crossmedia_studio.media import image

_PICTURES = frozenset({".png", ".webp", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp"})
_MOST_OWN = 5000
_TILES = frozenset(("fireworks", "milky way"))
_PLACES = {"nature", "place", "people"}


@dataclass(frozen=True)
class Drawing:
    """A picture that can be placed: vector ``shapes`` within ``box``, or the artist's file at ``path``."""

    name: str
    nature: Nature
    shapes: str = ""
    box: tuple[float, float, float, float] = (0.0, 0.0, 128.0, 128.0)
    path: Path | None = None

    def layer(self, size: int) -> np.ndarray:
        """The drawing cropped to its edges, its longer side ``size`` pixels."""
        return _layer(self, max(size, 4))


@lru_cache(maxsize=96)
def _layer(drawing: Drawing, size: int) -> np.ndarray:
    if drawing.path is not None:
        full = canvas.premultiply(image.read(drawing.path).pixels)
        if full[..., 3].min() > 0.99:
            full = _print(full)
    else:
        _, _, width, height = drawing.box
        unit = size * 1.25 / max(width, height)
        full = canvas.draw(drawing.shapes, round(width * unit), round(height * unit), box=drawing.box)
    cut = _cropped(full)
    share = size / max(cut.shape[:2])
    return canvas.scale(cut, max(round(cut.shape[1] * share), 2), max(round(cut.shape[0] * share), 2))


def _print(photo: np.ndarray) -> np.ndarray:
    """A photograph without a cut-out, as a print with a white edge."""
    edge = max(round(min(photo.shape[:2]) * 0.035), 1)
    return np.pad(photo, ((edge, edge), (edge, edge), (0, 0)), constant_values=np.float32(0.97))


def _cropped(layer: np.ndarray) -> np.ndarray:
    rows = np.flatnonzero(layer[..., 3].max(axis=1) > 0.02)
    columns = np.flatnonzero(layer[..., 3].max(axis=0) > 0.02)
    if not len(rows):
        return layer
    return layer[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


class Library:
    """Drawings by word. ``own`` are folders of the artist's pictures; their file names are their words."""

    def __init__(self, own: Iterable[Path] = ()) -> None:
        self._own: dict[str, Drawing] = {}
        for folder in own:
            files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in _PICTURES and p.is_file())
            for path in files[:_MOST_OWN]:
                words = re.sub(r"[\W_\d]+", " ", path.stem).strip().lower()
                like = _index().get(words) or _index().get(words.split(" ")[-1])
                for word in {words, *words.split(" ")} - {""}:
                    self._own.setdefault(word, Drawing(path.stem, like.nature if like else Nature(), path=path))

    def find(self, word: str) -> Drawing | None:
        """The drawing called ``word`` (lower-case English, singular; or Chinese); the artist's own come first."""
        return self._own.get(word) or _index().get(word)

    @property
    def own_words(self) -> frozenset[str]:
        """The words by which :meth:`find` knows the artist's own pictures."""
        return frozenset(self._own)


@cache
def _index() -> dict[str, Drawing]:
    path = resources() / "pictures" / "noto.json.gz"
    try:
        entries = json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise MediaError(
            tr("The picture library is missing or damaged"), why=str(error), do=tr("Install the studio again")
        ) from error
    known = natures()
    index: dict[str, Drawing] = {}
    by_name: dict[str, Drawing] = {}
    for entry in entries:
        name, group = entry["name"], entry["group"]
        nature = known.get(name)
        if nature is None:
            if group not in ("object", "food", "activity"):
                continue
            nature = Nature("ground", 0.35)
        drawing = _drawing(name, nature, entry["svg"])
        by_name[name] = drawing
        index[name.lower()] = drawing
        if len(entry["zh"]) > 1 or group in _PLACES:
            index.setdefault(entry["zh"], drawing)
    for name in bodies.FLYERS:
        flyer = Drawing(name, known.get(name, known["bird"]), bodies.flying(name), bodies.FLYING_BOX)
        index[name] = by_name[name] = flyer
        if name == "bird":
            index["鸟"] = flyer
    for word, name in aliases().items():
        if name in by_name:
            index[word] = by_name[name]
    return index


def _drawing(name: str, nature: Nature, svg: str) -> Drawing:
    if name in _TILES:  # they bring a piece of sky along, and hang in ours
        svg = re.sub(r'<path fill="url[^>]*/>', "", svg, count=1)
    if nature.body == "sitting":
        return Drawing(name, nature, bodies.sitting(name, svg), bodies.SITTING_BOX)
    if nature.body == "standing":
        return Drawing(name, nature, bodies.standing(name, svg), bodies.STANDING_BOX)
    if nature.body == "robed":
        return Drawing(name, nature, bodies.robed(name, svg), bodies.ROBED_BOX)
    return Drawing(name, nature, svg)
