"""Builds the open set of pictures: drawings from packages, perhaps clip art and photographs. Always the same bytes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.files import write_bytes
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, no_step, part
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.staging import check_space, staged
from crossmedia_studio.represent.image import fit
from crossmedia_studio.train.datasets import built
from crossmedia_studio.train.datasets.alike import Look, look, near_duplicates
from crossmedia_studio.train.datasets.card import data_card, markdown
from crossmedia_studio.train.datasets.dataset import Dataset, Item
from crossmedia_studio.train.datasets.drawing import Drawing, Supply
from crossmedia_studio.train.datasets.emoji import Emoji
from crossmedia_studio.train.datasets.own_pictures import ClipArt, Photographs
from crossmedia_studio.train.datasets.split import assign, groups, with_splits
from crossmedia_studio.train.preprocess.pictures import fit_square, straight

NAME = "open-pictures"
SIZE = 128
CARD = "card.md"
_NEED = 120_000_000


def build(
    folder: Path,
    step: Step = no_step,
    *,
    origin: Path | None = None,
    clip_art: Path | None = None,
    photographs: Path | None = None,
    licence: str = "",
    allow_copyleft: bool = False,
) -> Dataset:
    """Writes the set into ``folder``, whole or not at all: pictures, ``dataset.json`` and ``card.md``.

    ``origin``: a folder with the three packages, packed or unpacked; None downloads them. ``licence`` of the
    ``photographs`` that state none. Raises TrainingError for a folder that holds something else or a licence that does
    not allow it, ModelError for packages, StorageError.
    """
    _check_target(folder)
    for given in (origin, clip_art, photographs):
        if given is not None and not given.is_dir():
            raise TrainingError(tr("{name} is no folder", name=given), do=tr("Choose another folder"))
    emoji = Emoji(part(step, 0.0, 0.2), origin)
    supplies: list[Supply] = [emoji]
    supplies += [ClipArt(clip_art, emoji.things())] if clip_art is not None else []
    supplies += [Photographs(photographs, licence, allow_copyleft)] if photographs is not None else []
    return write_set(NAME, supplies, folder, part(step, 0.2, 1.0))


def write_set(name: str, supplies: Sequence[Supply], folder: Path, step: Step) -> Dataset:
    """A set of all that ``supplies`` give, in ``folder``. The same picture comes in once, as it was first named."""
    check_space(folder.parent, _NEED, name)
    with staged(folder) as staging:
        items: dict[str, Item] = {}
        looks: dict[str, Look] = {}
        for number, supply in enumerate(supplies):
            share = part(step, 0.9 * number / len(supplies), 0.9 * (number + 1) / len(supplies))
            for drawing in supply.drawings(share):
                drawn = _square(drawing)
                if drawn is None:
                    continue
                data = _png(drawn)
                id = hashlib.sha256(data).hexdigest()
                if id not in items:
                    items[id] = _item(id, drawing, staging)
                    looks[id] = look(Image(drawn))
                    items[id].path.parent.mkdir(parents=True, exist_ok=True)
                    items[id].path.write_bytes(data)
        if not items:
            raise TrainingError(tr("There is no picture to learn from in {name}", name=name))
        step(0.92, 1.0, tr("Looking for pictures that are nearly the same"))
        ids = list(items)
        pairs = [(ids[a], ids[b]) for a, b in near_duplicates(list(looks.values()))]
        broken = tuple(one for supply in supplies for one in supply.broken)
        dataset = with_splits(Dataset(name, Kind.IMAGE, tuple(items.values()), broken), assign(groups(ids, pairs)))
        sources = [source for supply in supplies for source in supply.sources]
        built.write(dataset, sources, staging)
        card = markdown(data_card(dataset, part(step, 0.94, 0.99)))
        write_bytes(staging / CARD, (card + _credits(sources)).encode("utf-8"))
    step(1.0)
    moved = tuple(replace(item, path=folder / item.path.relative_to(staging)) for item in dataset.items)
    return replace(dataset, items=moved)


def _check_target(folder: Path) -> None:
    """Only a new folder, an empty one, or an earlier set may be written to."""
    if folder.is_dir() and ((folder / built.FILE).is_file() or not any(folder.iterdir())):
        return
    if folder.exists():
        raise TrainingError(
            tr("{name} holds something else", name=folder), do=tr("Choose a new folder or an empty one for the set")
        )


def _square(drawing: Drawing) -> np.ndarray | None:
    """Straight uint8 RGBA (SIZE, SIZE, 4): a photograph cut to its middle, a drawing whole. None for an empty one."""
    if drawing.style == "photo":
        return fit(Image(drawing.pixels), SIZE, SIZE).pixels
    fitted = fit_square(drawing.pixels, SIZE)
    return straight(fitted) if fitted is not None else None


def _item(id: str, drawing: Drawing, folder: Path) -> Item:
    path = folder / (drawing.style or "clip-art") / f"{drawing.name}.png"
    return Item(id, path, drawing.captions, drawing.tags, drawing.subject, drawing.style, drawing.licence)


def _png(pixels: np.ndarray) -> bytes:
    output = io.BytesIO()
    Pillow.fromarray(pixels).save(output, "PNG", compress_level=9)
    return output.getvalue()


def _credits(sources: Sequence[built.Source]) -> str:
    lines = ["", f"## {tr('Sources')}", ""]
    for source in sources:
        spec = f"{source.name} {source.version}".strip()
        lines.append(f"- {spec} ({source.licence})" + (f", sha256 `{source.sha256}`" if source.sha256 else ""))
    return "\n".join(lines) + "\n"
