"""The cast of a collage redrawn by a Sketchbook model: the same figures and poses, by its hand and in its style."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.folders import cache_folder
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.generate import cutouts
from crossmedia_studio.generate.collage import canvas
from crossmedia_studio.generate.collage.brief import Brief, Role
from crossmedia_studio.generate.collage.library import Drawing
from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import drawing as prompts
from crossmedia_studio.represent import latents

MODEL = "sketchbook"
_STRENGTH = 0.55
_STEPS = 16
_KEPT = 400


def redrawn(brief: Brief, models: Models, style: str, step: Step) -> Brief:
    """``brief`` with every figure as ``style`` ("3d", "flat", "line") redrawn by the model, once a figure ever.

    The same figure looks the same in every picture: its chance comes from its name. The artist's own pictures stay.
    """
    cast: list[Role] = []
    for index, role in enumerate(brief.cast):
        step(index, len(brief.cast), tr("Drawing {name}", name=role.drawing.name))
        cast.append(role if role.drawing.path else replace(role, drawing=_redrawn(role.drawing, models, style)))
    return replace(brief, cast=tuple(cast))


def _redrawn(drawing: Drawing, models: Models, style: str) -> Drawing:
    weights = models.fingerprint(MODEL), models.fingerprint(latents.SHIPPED)
    key = repr((drawing.name, drawing.shapes, drawing.box, style, weights, _STRENGTH, _STEPS))
    digest = hashlib.sha256(key.encode()).hexdigest()
    folder = cache_folder() / "figures"
    path = folder / f"{digest[:32]}.png"
    if not _whole(path):
        pixels = _draw(drawing, models, style, int(digest[:8], 16))
        with atomic(path) as temporary:
            image.write(Image(pixels), temporary)
        _forget_oldest(folder)
    return replace(drawing, shapes="", path=path)


def _draw(drawing: Drawing, models: Models, style: str, seed: int) -> np.ndarray:
    """Straight RGBA (512, 512, 4)."""
    from crossmedia_studio.generate.sketchbook import draw, model, pixels

    book = model.load(models, MODEL)
    flat = canvas.pixels(drawing.layer(draw.SIDE * 2))
    edge = max(flat.shape[:2]) // 18
    square = pixels.squared(np.pad(flat, ((edge, edge), (edge, edge), (0, 0))))
    found = book.normalised(latents.encode(latents.load_vae(models, book.vae), square[None])).astype(np.float32)
    wanted = replace(prompts.read(drawing.name), style=style, ground=prompts.NO_GROUND)
    how = draw.How(steps=_STEPS, guidance=2.0)
    made = draw.draw(models, book, [wanted], [seed], how, no_step, draw.Start(found, _STRENGTH))[0]
    cut = cutouts.straight(made)
    return cutouts.enlarged(models, cut, no_step) if models.installed("upscale") else cut


def _whole(path: Path) -> bool:
    try:
        image.read(path)
    except MediaError:
        return False
    return True


def _forget_oldest(folder: Path) -> None:
    files = sorted(folder.glob("*.png"), key=lambda file: file.stat().st_mtime)
    for file in files[:-_KEPT]:
        file.unlink(missing_ok=True)
