"""Words, a remembered drawing and noise → pictures: what every way of using a Sketchbook model shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.flow_sampling import Wanted, flow
from crossmedia_studio.generate.sketchbook.model import Sketchbook
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import latents
from crossmedia_studio.represent.drawing import STYLES, Drawing
from crossmedia_studio.represent.poses import posed

SIDE = 128
"""Pixels a side as drawn; larger pictures are enlarged from it."""
POSED = 0.5
"""How far a remembered drawing is posed, of what was learned from."""
LAYOUT = 0.15
"""The time at which the flow sets out from what is remembered (SDEdit, Meng et al. 2022): its coarse layout stays."""


@dataclass(frozen=True)
class How:
    """``steps`` of the flow; ``guidance`` (1: none); how far it goes by ``memory`` (0–1); the language of words."""

    steps: int = 24
    guidance: float = 2.5
    memory: float = 1.0
    language: str = "en"


@dataclass(frozen=True)
class Start:
    """A picture to begin from: its latents, normalised (1, latent, grid, grid); ``strength`` 0 keeps it, 1 forgets it.

    ``keep`` (1, 1, grid, grid) is 1 where it must stay.
    """

    latents: np.ndarray
    strength: float
    keep: np.ndarray | None = None


def draw(
    models: Models,
    book: Sketchbook,
    drawings: Sequence[Drawing],
    seeds: Sequence[int],
    how: How,
    step: Step,
    start: Start | None = None,
) -> np.ndarray:
    """One picture for each drawing and seed: premultiplied RGBA uint8 (n, 128, 128, 4).

    Without ``start`` the figures are clear around, whatever ground is asked for: ``grounds.behind`` lays it.
    """
    import torch

    torch.set_num_threads(models.threads)
    config = book.net.config
    shape = (config.latent, config.grid, config.grid)
    vae = latents.load_vae(models, book.vae)
    memory, remembered = np.zeros((len(drawings), *shape), np.float32), np.zeros(len(drawings), np.float32)
    if start is not None:
        memory[:], remembered[:] = start.latents, 1.0
    else:
        drawings = [replace(drawing, ground="") for drawing in drawings]
        for index, (drawing, seed) in enumerate(zip(drawings, seeds, strict=True)):
            found = recalled(models, book, drawing, seed) if how.memory > 0 else None
            if found is not None:
                memory[index], style = found
                remembered[index], drawings[index] = how.memory, replace(drawing, style=drawing.style or style)
    said = [book.vocabulary.ids(drawing.said(how.language), config.words) for drawing in drawings]
    wanted = Wanted(np.stack([ids for ids, _ in said]), np.stack([roles for _, roles in said]), memory, remembered)
    noise = np.stack([rng(seed, "sketchbook").standard_normal(shape, np.float32) for seed in seeds])
    made = np.zeros_like(noise)
    begin = 1.0 - start.strength if start is not None else LAYOUT * how.memory
    groups = [group for group in (np.flatnonzero(remembered > 0), np.flatnonzero(remembered == 0)) if len(group)]
    for number, group in enumerate(groups):
        known = remembered[group[0]] > 0
        made[group] = flow(
            book.net,
            torch.from_numpy(noise[group]),
            wanted.of(group),
            steps=how.steps,
            guidance=how.guidance,
            clean=torch.from_numpy(memory[group]) if known else None,
            start=begin if known else 0.0,
            keep=None if start is None or start.keep is None else torch.from_numpy(start.keep),
            step=part(step, 0.85 * number / len(groups), 0.85 * (number + 1) / len(groups), tr("Drawing")),
        ).numpy()
    return latents.decode(vae, book.restored(made).astype(np.float32), part(step, 0.85, 1.0, tr("Drawing")))


def recalled(models: Models, book: Sketchbook, drawing: Drawing, seed: int) -> tuple[np.ndarray, str] | None:
    """A drawing the model remembers of that subject, chosen and posed by ``seed``: normalised latents, and its style.

    In the style asked for where there is one, else the first of ``STYLES``. None where it remembers nothing like it.
    """
    subjects = book.memory.find(drawing.subject)
    if not subjects:
        return None
    numbers = book.memory.of(subjects[0])
    chance = rng(seed, "recall", subjects[0])
    styles = {book.memory.drawings[number].style for number in numbers}
    style = next((style for style in (drawing.style, *STYLES) if style in styles), "")
    number = int(chance.choice([number for number in numbers if book.memory.drawings[number].style == style]))
    vae = latents.load_vae(models, book.vae)
    shown = latents.decode(vae, book.memory.latents[number : number + 1])[0]
    found = book.normalised(latents.encode(vae, posed(shown, chance, share=POSED)[None]))[0]
    return np.asarray(found, np.float32), style
