"""Words or a picture → a drawing by the studio's own flow Transformer, in the style and before the ground asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from crossmedia_studio.core.errors import MediaError, ModelMissing
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate import choices, cutouts
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.frames import frame_size
from crossmedia_studio.media.kinds import Image, Media, Text
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import drawing as prompts
from crossmedia_studio.represent.conditions import Ask, Conditions
from crossmedia_studio.represent.drawing import COLOURS, NO_GROUND, SCENES, STYLES, Drawing
from crossmedia_studio.understand.language import detect

if TYPE_CHECKING:
    from crossmedia_studio.generate.sketchbook.draw import Start
    from crossmedia_studio.generate.sketchbook.model import Sketchbook

FAMILY = "sketchbook"
_DRAWN = (
    "3d", "3-d", "three-dimensional", "flat style", "line style", "line drawing", "line art", "ink drawing",
    "pen drawing", "pencil drawing", "colouring page", "coloring page", "transparent background",
    "without a background",
    "立体", "三维", "扁平", "线稿", "线描", "简笔画", "勾线", "透明背景",
)  # fmt: skip
_PATTERNS = ("stripes", "dots", "paper")
AUTO = "auto"
_SIZE = (512, 512)


@dataclass(frozen=True)
class SketchbookOptions:
    """How it draws. What is left on "from the words" is read from the prompt."""

    style: str = option(
        AUTO,
        mark("Style"),
        choices=(AUTO, *STYLES),
        choice_labels=(mark("From the words"), mark("3-D"), mark("Flat"), mark("Line")),
    )
    ground: str = option(
        AUTO,
        mark("Background"),
        choices=(AUTO, NO_GROUND, *COLOURS, *SCENES),
        choice_labels=(
            mark("From the words"), mark("Transparent"), mark("White"), mark("Black"), mark("Grey"), mark("Red"),
            mark("Orange"), mark("Yellow"), mark("Green"), mark("Teal"), mark("Blue"), mark("Purple"), mark("Pink"),
            mark("Brown"), mark("Sky"), mark("Night"), mark("Sunset"), mark("Meadow"), mark("Sea"), mark("Snow"),
            mark("Desert"), mark("Forest"), mark("Rain"), mark("Space"), mark("Stage"), mark("Stripes"), mark("Dots"),
            mark("Paper"),
        ),
    )  # fmt: skip
    steps: int = option(24, mark("Steps"), minimum=4, maximum=60, help=mark("More steps take longer and tidy up"))
    guidance: float = option(
        2.5, mark("Obedience"), minimum=1, maximum=8, help=mark("How closely the picture follows the words")
    )
    memory: float = option(
        1.0, mark("Memory"), minimum=0, maximum=1,
        help=mark("How far it goes by the drawings it remembers; 0 draws from the words alone"),
    )  # fmt: skip
    strength: float = option(
        0.7, mark("Change"), minimum=0.05, maximum=1,
        help=mark("How much of a chosen picture may change; a second, black and white picture says where: white"),
    )  # fmt: skip
    room: float = option(
        0.0, mark("Room above"), minimum=0, maximum=0.8,
        help=mark("How much of the height stays free above a drawing that is clear around, for a title say"),
    )  # fmt: skip
    trained: str = choices.trained(FAMILY, mark("A Sketchbook you trained; empty takes the studio's own"))


class SketchbookBackend:
    """See the module."""

    name: ClassVar[str] = FAMILY
    title: ClassVar[str] = mark("Sketchbook")
    about: ClassVar[str] = mark(
        "Draws one thing, 3-D, flat or in lines, before any of 26 grounds; redraws a picture, or a part of it."
    )
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.TEXT, Kind.IMAGE})
    target: ClassVar[Kind] = Kind.IMAGE
    needs: ClassVar[tuple[str, ...]] = ("sketchbook", "vae")
    uses: ClassVar[tuple[str, ...]] = ("upscale",)
    words: ClassVar[tuple[str, ...]] = (
        *_DRAWN,
        *(f"{english} background" for english, _, _ in COLOURS.values()),
        *(f"{chinese}背景" for _, chinese, _ in COLOURS.values()),
        *(f"{word} background" for name in _PATTERNS for word in SCENES[name][0]),
        *(f"{word}背景" for name in _PATTERNS for word in SCENES[name][1]),
    )
    """Styles and plain grounds, which scenes cannot answer."""
    Options: ClassVar[type] = SketchbookOptions

    def generate(
        self, conditions: Conditions, options: SketchbookOptions, models: Models, scratch: Path, step: Step
    ) -> Image:
        from crossmedia_studio.generate.sketchbook import draw, model

        drawing, language = wanted(conditions, options)
        step(0.0, 1.0, tr("Drawing"))
        book = model.load(models, chosen(models, options.trained))
        pictures = [source.media.pixels for source in conditions.sources if isinstance(source.media, Image)]
        start = _start(models, book, pictures, options) if pictures else None
        how = draw.How(options.steps, options.guidance, options.memory, language)
        made = draw.draw(models, book, [drawing], [conditions.ask.seed], how, part(step, 0.0, 0.7), start)[0]
        step(0.7, 1.0, tr("Enlarging"), cutouts.straight(made))
        larger = part(step, 0.7, 1.0, tr("Enlarging"))
        whole = _finished(models, conditions.ask, drawing, made, 0.0 if pictures else options.room, larger)
        if len(pictures) > 1:
            whole = _blended(whole, pictures[0], pictures[1])
        step(1.0, 1.0, "", whole)
        return Image(whole)

    def generate_many(
        self, asked: Sequence[Conditions], options: SketchbookOptions, models: Models, scratch: Path, step: Step
    ) -> list[Media]:
        """See :class:`Batching`."""
        from crossmedia_studio.generate.sketchbook import draw, model

        book = model.load(models, chosen(models, options.trained))
        drawings = [wanted(conditions, options) for conditions in asked]
        small: dict[int, np.ndarray] = {}
        for language in dict.fromkeys(language for _, language in drawings):
            how = draw.How(options.steps, options.guidance, options.memory, language)
            these = [index for index, (_, its) in enumerate(drawings) if its == language]
            inner = part(step, 0.8 * len(small) / len(asked), 0.8 * (len(small) + len(these)) / len(asked))
            seeds = [asked[index].ask.seed for index in these]
            made = draw.draw(models, book, [drawings[index][0] for index in these], seeds, how, inner)
            small.update(zip(these, made, strict=True))
        return [
            Image(_finished(models, conditions.ask, drawings[index][0], small[index], options.room,
                            part(step, 0.8 + 0.2 * index / len(asked), 0.8 + 0.2 * (index + 1) / len(asked))))
            for index, conditions in enumerate(asked)
        ]  # fmt: skip


def chosen(models: Models, name: str) -> str:
    """The Sketchbook model called ``name``, or the first there is. Raises ModelMissing."""
    there = [one.name for one in models.family(FAMILY)]
    if name and name not in there:
        raise ModelMissing(
            tr("There is no Sketchbook model called {name}", name=name),
            do=tr("Choose one of: {names}", names=", ".join(there) or "—"),
        )
    if not there:
        raise ModelMissing(tr("There is no Sketchbook model"), do=tr("Install the studio again, or train one"))
    return name or there[0]


def wanted(conditions: Conditions, options: SketchbookOptions) -> tuple[Drawing, str]:
    """The parts of the prompt, as the options correct them, and its language. Raises MediaError for no words at all."""
    words = conditions.ask.prompt.strip()
    text = conditions.first(Kind.TEXT)
    if not words and text is not None and isinstance(text.media, Text):
        words = text.media.text.strip()[:400]
    if not words and conditions.first(Kind.IMAGE) is None:
        raise MediaError(tr("There are no words to draw"), do=tr("Write what to draw, such as: a fox in the snow"))
    drawing = prompts.read(words)
    if options.style != AUTO:
        drawing = replace(drawing, style=options.style)
    if options.ground != AUTO:
        drawing = replace(drawing, ground=options.ground)
    return drawing, "zh" if detect(words) == "zh" else "en"


def _finished(models: Models, ask: Ask, drawing: Drawing, made: np.ndarray, room: float, step: Step) -> np.ndarray:
    """What was drawn, premultiplied (128, 128, 4), at the size asked for and before its ground: straight (h, w, 4)."""
    from crossmedia_studio.generate import grounds
    from crossmedia_studio.generate.sketchbook import pixels

    whole = pixels.enlarged(models, made, *frame_size(ask, _SIZE), step, room)
    if drawing.ground in grounds.names() and whole[..., 3].min() < 250:
        whole = grounds.behind(whole, drawing.ground, rng(ask.seed, "ground"))
    return whole


def _start(models: Models, book: Sketchbook, pictures: list[np.ndarray], options: SketchbookOptions) -> Start:
    from crossmedia_studio.generate.sketchbook import draw, pixels
    from crossmedia_studio.represent import latents

    vae = latents.load_vae(models, book.vae)
    found = book.normalised(latents.encode(vae, pixels.squared(pictures[0])[None])).astype(np.float32)
    keep = None
    if len(pictures) > 1:
        grid = book.net.config.grid
        mask = pixels.squared(pictures[1], grid)[..., :3].max(axis=-1) / 255.0  # (grid, grid): 1 is redrawn
        keep = (1.0 - mask)[None, None].astype(np.float32)
    return draw.Start(found, options.strength, keep)


def _blended(made: np.ndarray, picture: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """What was made where ``mask`` is white, and ``picture`` untouched elsewhere."""
    from PIL import Image as Pillow

    height, width = made.shape[:2]
    under = np.asarray(Pillow.fromarray(picture, "RGBA").resize((width, height), Pillow.Resampling.LANCZOS), np.float32)
    share = np.asarray(Pillow.fromarray(mask[..., :3].max(axis=-1)).resize((width, height)), np.float32) / 255
    return (under + (made - under) * share[..., None] + 0.5).astype(np.uint8)
