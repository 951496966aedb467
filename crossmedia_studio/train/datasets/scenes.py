"""Builds the captioned set: drawings of the open set alone and in composed scenes, each with sentences about it.

A scene lays cut-outs on painted grounds (``generate.grounds``) or is a collage of the studio's own. What is held out is
so in every picture: a few things appear in no picture that is learned from, and of others one artist's drawing does
not. Pictures of things held out are named "new-…", those of held-out drawings of known things "known-…".
"""

from __future__ import annotations

import colorsys
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, no_step, part
from crossmedia_studio.generate import grounds
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.staging import staged
from crossmedia_studio.represent.drawing import COLOURS, SCENES
from crossmedia_studio.train.datasets import built
from crossmedia_studio.train.datasets.cutouts import Cutout, cutout, is_new
from crossmedia_studio.train.datasets.dataset import Dataset, Item
from crossmedia_studio.train.datasets.emoji import Emoji
from crossmedia_studio.train.datasets.own_pictures import ClipArt
from crossmedia_studio.train.datasets.sentences import ALONE, BESIDE, TOGETHER, UNDER, Placed, Scene, sentences
from crossmedia_studio.train.datasets.things import COUNT, Thing, thing_of

SIZE = 224
_LAND = frozenset(("meadow", "sea", "snow", "desert", "forest", "stage"))
_TINTS = {"red": 0.0, "orange": 0.08, "yellow": 0.14, "green": 0.36, "blue": 0.6, "purple": 0.76, "pink": 0.92}
_COLOURED = re.compile(
    "|".join((*_TINTS, "black", "white", "brown", "grey", "gold", "silver", "bronze", "rainbow", "light"))
)
_COLLAGE_PLACES = ("forest", "city", "beach", "sea", "desert", "mountains", "meadow", "snow", "lake", "sky", "room")
_COLLAGE_TIMES = ("", "", "night", "sunset", "rain")
"""What a collage is asked for beside its things."""
Random = np.random.Generator


@dataclass(frozen=True)
class Picture:
    """``pixels`` uint8 RGB (h, w, 3), what it shows, and whose split it is in."""

    pixels: np.ndarray
    scene: Scene
    split: str
    name: str


def build(
    folder: Path, models: Models, step: Step = no_step, *, origin: Path | None = None, clip_art: Path | None = None,
    scenes: int = 9000, collages: int = 1500, seed: int = 0,
) -> Dataset:  # fmt: skip
    """Writes the set into ``folder``, whole or not at all. ``origin`` and ``clip_art`` as for ``open_pictures.build``.

    The same bytes for the same arguments. Raises ModelError for packages, TrainingError, StorageError.
    """
    emoji = Emoji(part(step, 0.0, 0.05), origin)
    cutouts = list(_of_emoji(emoji, part(step, 0.05, 0.2)))
    sources = list(emoji.sources)
    if clip_art is not None:
        art = ClipArt(clip_art, emoji.things())
        cutouts += _of_clip_art(art, {one.thing.english: one.thing for one in cutouts}, part(step, 0.2, 0.3))
        sources += art.sources
    random = np.random.default_rng(seed)
    with staged(folder) as staging:
        items: dict[str, Item] = {}
        made = _all(cutouts, scenes, collages, models, random, part(step, 0.3, 0.98))
        for number, picture in enumerate(made):
            item = _written(picture, number, staging)
            items.setdefault(item.id, item)
        dataset = Dataset("captioned-pictures", Kind.IMAGE, tuple(items.values()))
        built.write(dataset, sources, staging)
    return replace(dataset, items=tuple(
        replace(item, path=folder / item.path.relative_to(staging)) for item in dataset.items))  # fmt: skip


def _of_emoji(emoji: Emoji, step: Step) -> Iterator[Cutout]:
    rows = {row["hexcode"].lower(): row for row in emoji._rows}
    for drawing in emoji.drawings(step):
        row = rows[drawing.subject]
        chinese = next((said for code, said in drawing.captions if code == "zh"), "")
        thing = thing_of(row["label"], chinese, row["group"]) if chinese else None
        made = cutout(drawing, thing, "fluent" if drawing.style == "3d" else "noto")
        if made is not None:
            yield made


def _of_clip_art(art: ClipArt, known: dict[str, Thing], step: Step) -> list[Cutout]:
    """The clip art whose title ends in the name of a known thing."""
    found = []
    for drawing in art.drawings(step):
        words = drawing.captions[0][1].lower().split() if drawing.captions else []
        thing = next((known[name] for i in range(len(words)) if (name := " ".join(words[i:])) in known), None)
        made = cutout(replace(drawing, style=""), thing, "clip art")
        if made is not None:
            found.append(made)
    return found


def _all(
    cutouts: Sequence[Cutout], scenes: int, collages: int, models: Models, random: Random, step: Step
) -> Iterator[Picture]:
    """Every cut-out alone, then composed scenes, then collages."""
    total = len(cutouts) + scenes + 6 * collages
    for number, one in enumerate(cutouts):
        step(number, total, tr("Composing pictures"))
        yield _alone(one, random)
    shelves: dict[str, list[Cutout]] = {}
    for one in cutouts:
        shelves.setdefault(one.split, []).append(one)
    chances = {"train": 0.86, "valid": 0.05, "test": 0.09}
    for number in range(scenes):
        step(len(cutouts) + number, total, tr("Composing pictures"))
        split = str(random.choice(list(chances), p=list(chances.values())))
        yield _scene(shelves[split], split, random)
    for number in range(collages):
        step(len(cutouts) + scenes + 6 * number, total, tr("Composing pictures"))
        picture = _collage(shelves, models, random, number)
        if picture is not None:
            yield picture


def _alone(one: Cutout, random: Random) -> Picture:
    """On white, or on a plain colour that is named."""
    ground = "" if random.random() < 0.6 else str(random.choice(list(COLOURS)))
    canvas = grounds.paint(ground, SIZE, random) if ground else np.ones((SIZE, SIZE, 3), np.float32)
    if one.style == "line" and ground in ("black", "blue", "purple", "brown"):
        ground, canvas = "", np.ones((SIZE, SIZE, 3), np.float32)
    _lay(canvas, one.pixels, 0.5, 0.5, random.uniform(0.7, 0.95))
    scene = Scene((Placed(one.thing),), ALONE, (ground,) if ground and ground != "white" else (), "", one.style)
    return _picture(canvas, scene, one)


def _scene(shelf: Sequence[Cutout], split: str, random: Random) -> Picture:
    one = shelf[int(random.integers(len(shelf)))]
    ground = str(random.choice(list(SCENES) if random.random() < 0.75 else list(COLOURS)))
    if one.style == "line" and ground in ("black", "night", "space", "stage", "forest", "blue", "purple", "brown"):
        ground = "paper"
    canvas = grounds.paint(ground, SIZE, random)
    low = ground in _LAND
    where = () if ground == "white" else (ground,)
    way = random.random()
    same = [other for other in shelf if other.style == one.style and other.thing.english != one.thing.english]
    if way < 0.2 and len(same) > 1:
        other = same[int(random.integers(len(same)))]
        for x, each in ((0.27, one), (0.73, other)):
            _lay(canvas, each.pixels, x + random.uniform(-0.04, 0.04), _height(low, random), random.uniform(0.4, 0.5))
        return _picture(
            canvas, Scene((Placed(one.thing), Placed(other.thing)), BESIDE, where, "", one.style), one, other
        )
    trees = [other for other in same if other.thing.english in ("tree", "palm tree", "fir tree")]
    if way < 0.27 and trees and one.thing.group != 0:
        tree = trees[int(random.integers(len(trees)))]
        _lay(canvas, tree.pixels, 0.5, 0.5, 0.95)
        _lay(canvas, one.pixels, 0.5 + random.uniform(-0.15, 0.15), 0.8, random.uniform(0.34, 0.42))
        return _picture(canvas, Scene((Placed(one.thing), Placed(tree.thing)), UNDER, where, "", one.style), one, tree)
    if way < 0.33 and len(same) > 2:
        three = [one, *(same[int(i)] for i in random.choice(len(same), 2, replace=False))]
        for x, each in zip((0.2, 0.5, 0.8), three, strict=True):
            _lay(canvas, each.pixels, x, _height(low, random), 0.31)
        return _picture(canvas, Scene(tuple(Placed(each.thing) for each in three), TOGETHER, where), *three)
    pixels, colour = one.pixels, ""
    plain = one.style != "line" and one.thing.form == COUNT and not _COLOURED.search(one.thing.english)
    if plain and one.thing.group in (3, 5, 6, 7) and random.random() < 0.16:
        colour = str(random.choice(list(_TINTS)))
        pixels = _tinted(pixels, _TINTS[colour])
    simple = one.thing.form == COUNT and len(one.thing.english.split()) <= 2 and one.thing.group not in (0,)
    if way < 0.52 and simple:
        count = int(random.integers(2, 5))
        for index in range(count):
            _lay(
                canvas, pixels, (index + 0.5) / count + random.uniform(-0.02, 0.02), _height(low, random), 0.92 / count
            )
        return _picture(canvas, Scene((Placed(one.thing, count, colour),), ALONE, where, "", one.style), one)
    side = str(random.choice(["left", "right"])) if way < 0.68 else ""
    x = {"left": 0.25, "right": 0.75, "": 0.5}[side] + random.uniform(-0.05, 0.05)
    _lay(canvas, pixels, x, _height(low, random), random.uniform(0.35, 0.48) if side else random.uniform(0.45, 0.85))
    return _picture(canvas, Scene((Placed(one.thing, 1, colour),), ALONE, where, side, one.style), one)


def _height(low: bool, random: Random) -> float:
    return float(random.uniform(0.55, 0.72) if low else random.uniform(0.42, 0.58))


def _collage(shelves: dict[str, list[Cutout]], models: Models, random: Random, seed: int) -> Picture | None:
    """A collage of the studio's own, in a style by chance; None where its library has no such thing."""
    from crossmedia_studio.generate.collage.library import Library
    from crossmedia_studio.generate.make import make
    from crossmedia_studio.media.kinds import Image
    from crossmedia_studio.represent.conditions import Ask

    split = str(random.choice(["train", "valid", "test"], p=[0.88, 0.04, 0.08]))
    drawn = [one for one in shelves[split] if one.style == "flat" and one.thing.form == COUNT]
    drawn = [one for one in drawn if one.thing.group in (3, 5) and Library().find(one.thing.english) is not None]
    if not drawn:
        return None
    chosen = [drawn[int(i)] for i in random.integers(0, len(drawn), 2)]
    where = tuple(name for name in (str(random.choice(_COLLAGE_PLACES)), str(random.choice(_COLLAGE_TIMES))) if name)
    way = random.random()
    if way < 0.65 or chosen[0].thing.english == chosen[1].thing.english:
        scene, chosen = Scene((Placed(chosen[0].thing, 2 if way < 0.12 else 1),), ALONE, where), chosen[:1]
    else:
        scene = Scene(tuple(Placed(one.thing) for one in chosen), TOGETHER, where)
    style = str(random.choice(["paper", "paper", "flat", "painted", "watercolour"]))
    ask = Ask(Kind.IMAGE, sentences(scene)[0][1], seed, 320, 224)
    try:
        made = make(ask, [], models, Path(), no_step, backend="collage", options={"style": style}).media
    except StudioError:
        return None
    assert isinstance(made, Image)
    return _picture(made.pixels[..., :3] / np.float32(255.0), scene, *chosen)


def _picture(canvas: np.ndarray, scene: Scene, *shown: Cutout) -> Picture:
    order = ("train", "valid", "test")
    split = max((one.split for one in shown), key=order.index)
    new = any(is_new(one.thing.english) for one in shown)
    name = ("new-" if new else "known-") if split == "test" else ""
    pixels = (np.clip(canvas, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
    return Picture(pixels, scene, split, f"{name}{re.sub('[^a-z]+', '-', shown[0].thing.english.lower())}")


def _lay(canvas: np.ndarray, pixels: np.ndarray, x: float, y: float, share: float) -> None:
    """A cut-out, ``share`` of the canvas wide, with its middle at (x, y), moved inside: in place."""
    side = min(max(round(share * SIZE), 8), SIZE)
    small = np.asarray(Pillow.fromarray(pixels).resize((side, side), Pillow.Resampling.LANCZOS), np.float32) / 255.0
    left = min(max(round(x * SIZE - side / 2), 0), SIZE - side)
    top = min(max(round(y * SIZE - side / 2), 0), SIZE - side)
    spot = canvas[top : top + side, left : left + side]
    spot += (small[..., :3] - spot) * small[..., 3:]


def _tinted(pixels: np.ndarray, hue: float) -> np.ndarray:
    """The whole cut-out in shades of one hue."""
    value = pixels[..., :3].max(axis=-1, keepdims=True) / 255.0
    least = pixels[..., :3].min(axis=-1, keepdims=True) / 255.0
    full = np.array(colorsys.hsv_to_rgb(hue, 1.0, 1.0), np.float32)
    depth = np.clip((value - least) * 1.1 + 0.35, 0.0, 0.92)
    colour = value * (1.0 - depth + depth * full)
    return np.concatenate([(colour * 255.0).astype(np.uint8), pixels[..., 3:]], axis=-1)


def _written(picture: Picture, number: int, folder: Path) -> Item:
    """As JPEG of quality 92 in a folder for its split."""
    output = io.BytesIO()
    Pillow.fromarray(picture.pixels).save(output, "JPEG", quality=92)
    data = output.getvalue()
    path = folder / picture.split / f"{picture.name}-{number:05d}.jpg"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    tags = tuple(
        pair for one in picture.scene.things for pair in (("en", one.thing.english), ("zh", one.thing.chinese))
    )
    subject = picture.scene.things[0].thing.english
    return Item(hashlib.sha256(data).hexdigest(), path, sentences(picture.scene), tags, subject, picture.scene.style,
                "MIT AND Apache-2.0", picture.split)  # fmt: skip
