"""Names for what a picture shows, by the installed classifier ("labels" of the catalogue)."""

from __future__ import annotations

import json
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.media.image import resize
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand.lexicon import lexicon
from crossmedia_studio.understand.meaning import Tag

ENTRY = "labels"
CELLS = 49
_MEMORY_MB = 150
_FAMILIES = (
    (0, 1, "fish"), (2, 4, "shark"), (5, 6, "fish"), (7, 8, "chicken"), (9, 21, "bird"), (22, 23, "eagle"),
    (24, 24, "owl"), (25, 29, "lizard"), (30, 32, "frog"), (33, 37, "turtle"), (38, 48, "lizard"),
    (49, 50, "crocodile"), (52, 68, "snake"), (72, 77, "spider"), (80, 87, "bird"), (88, 90, "parrot"),
    (91, 96, "bird"), (97, 98, "duck"), (127, 146, "bird"), (151, 268, "dog"), (269, 275, "wolf"), (277, 280, "fox"),
    (281, 285, "cat"), (286, 290, "leopard"), (294, 297, "bear"), (300, 307, "beetle"), (319, 320, "dragonfly"),
    (321, 326, "butterfly"), (330, 332, "rabbit"), (365, 382, "monkey"), (389, 397, "fish"),
)  # fmt: skip
"""Neighbouring ImageNet classes (first, last) that are kinds of one thing."""


@dataclass(frozen=True)
class Seen:
    """``tags``: the likeliest labels with their probability; ``things`` of the lexicon with theirs summed."""

    tags: tuple[Tag, ...]
    things: tuple[Tag, ...]


def classify(pictures: list[np.ndarray], models: Models) -> list[Seen]:
    """What each of ``pictures`` (uint8 (h, w, 4)) shows. The classifier must be installed.

    The whole picture and its middle square are looked at, and their probabilities averaged.
    """
    import torch

    network, names = _loaded(models)
    found: list[Seen] = []
    for pixels in pictures:
        batch = torch.from_numpy(np.stack([_input(view) for view in _views(pixels)]))
        with torch.inference_mode():
            chances = network(batch).softmax(dim=1).mean(dim=0).numpy()
        found.append(_seen(chances, names))
    return found


def features(pictures: list[np.ndarray], models: Models) -> np.ndarray:
    """The classifier's pooled vector before its labels of each of ``pictures`` (uint8 (h, w, 4)): float32 (n, 1280).

    Each picture is brought to 224 × 224 whole, on white, as one batch.
    """
    import torch

    from crossmedia_studio.nets.efficientnet_lite import FEATURES

    if not pictures:
        return np.zeros((0, FEATURES), np.float32)
    network, _ = _loaded(models)
    batch = torch.from_numpy(np.stack([_input(pixels) for pixels in pictures]))
    with torch.inference_mode():
        return network.features(batch).numpy()


def grids(pictures: list[np.ndarray], models: Models, *, fast: bool = False) -> np.ndarray:
    """What the classifier sees in each of the 7 × 7 cells of ``pictures``, row by row: float32 (n, 49, 1280), 0–6.

    As :func:`features`, whose vector is the mean of the cells. ``fast``: in bfloat16, for data to learn from.
    """
    import torch

    from crossmedia_studio.nets.efficientnet_lite import FEATURES

    if not pictures:
        return np.zeros((0, CELLS, FEATURES), np.float32)
    network, _ = _loaded(models)
    batch = torch.from_numpy(np.stack([_input(pixels) for pixels in pictures]))
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=fast):
        cells = network.grid(batch.contiguous(memory_format=torch.channels_last))
    return cells.float().flatten(2).transpose(1, 2).numpy()  # (n, 1280, 7, 7) → (n, 49, 1280)


def nameable(models: Models) -> frozenset[str]:
    """The things of the lexicon that the installed classifier has a name for."""
    _, names = _loaded(models)
    return frozenset(thing for i, name in enumerate(names) if (thing := _thing(i, name)))


def _loaded(models: Models) -> tuple[Any, list[str]]:
    return models.load(ENTRY, _MEMORY_MB, lambda: _load(models.folder(ENTRY)))


def _views(pixels: np.ndarray) -> list[np.ndarray]:
    height, width = pixels.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    middle = pixels[top : top + side, left : left + side]
    return [pixels, middle] if abs(height - width) > side // 10 else [pixels]


def _input(pixels: np.ndarray) -> np.ndarray:
    """float32 (3, 224, 224), normalised; transparent parts become white."""
    from crossmedia_studio.nets.efficientnet_lite import MEAN, SIZE, STD

    small = resize(Image(pixels), SIZE, SIZE).pixels.astype(np.float32) / 255.0
    colour = small[..., :3] * small[..., 3:] + (1.0 - small[..., 3:])
    return np.ascontiguousarray(((colour - MEAN) / STD).transpose(2, 0, 1))


def _seen(chances: np.ndarray, names: list[str]) -> Seen:
    order = np.argsort(-chances)[:40]
    named: dict[str, float] = {}  # some classes share a name
    for i in order[:6]:
        named[names[i]] = named.get(names[i], 0.0) + float(chances[i])
    tags = tuple(Tag(name, round(score, 3)) for name, score in named.items() if score >= 0.04)[:5]
    things: dict[str, float] = {}
    for i in order:
        thing = _thing(int(i), names[i])
        if thing:
            things[thing] = things.get(thing, 0.0) + float(chances[i])
    ranked = sorted(things.items(), key=lambda pair: -pair[1])
    return Seen(tags, tuple(Tag(thing, round(min(score, 1.0), 3)) for thing, score in ranked if score >= 0.15))


def _thing(index: int, label: str) -> str | None:
    """The thing of the lexicon behind class ``index``, by its name or by the family its breeds and species form."""
    family = next((thing for first, last, thing in _FAMILIES if first <= index <= last), None)
    return family or lexicon().label_thing(label)


def _load(folder: Path) -> tuple[Any, list[str]]:
    import torch

    from crossmedia_studio.nets.efficientnet_lite import EfficientNetLite0

    network = EfficientNetLite0()
    try:
        names = json.loads((folder / "imagenet_names.json").read_text(encoding="utf-8"))
        weights = torch.load(folder / "efficientnet-lite0.pth", map_location="cpu", weights_only=True)
        network.load_state_dict(weights)
    except (OSError, ValueError, RuntimeError, pickle.UnpicklingError) as error:
        raise ModelError(
            tr("The model that names pictures is damaged"), why=str(error)[:200], do=tr("Install it again")
        ) from error
    return network.eval(), [str(name) for name in names]
