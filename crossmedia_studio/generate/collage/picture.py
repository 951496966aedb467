"""A brief becomes layers, the layers a picture: scenery, figures in its light, and the grain of paper over all."""

from __future__ import annotations

import colorsys
from dataclasses import replace

import numpy as np
from PIL import Image

from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.collage import (
    arrange,
    canvas,
    elsewhere,
    figures,
    land,
    lights,
    noise,
    plants,
    sky,
    water,
)
from crossmedia_studio.generate.collage.brief import Brief
from crossmedia_studio.generate.collage.figures import Placed
from crossmedia_studio.generate.collage.look import choose
from crossmedia_studio.generate.collage.stage import Layer, Stage


def stage_for(brief: Brief, width: int, height: int, seed: int) -> Stage:
    """The empty stage of a brief."""
    random = rng(seed, "stage")
    stage = Stage(width, height, seed, brief, choose(brief, rng(seed, "look")))
    stage.light_x = 0.685 if random.random() < 0.5 else 0.315
    stage.light_x += float(random.uniform(-0.03, 0.03))
    stage.horizon = {"sea": 0.625, "lake": 0.60, "beach": 0.60, "city": 0.72, "mountains": 0.66}.get(brief.place, 0.62)
    return stage


def layers_of(stage: Stage, step: Step = no_step) -> list[Layer]:
    """Everything in the picture, far to near."""
    brief = stage.brief
    roles = brief.cast
    back, front = _scenery(stage, step)
    cast = arrange.arrange(stage, roles)
    layers = back
    step(0.6)
    for placed in cast:
        if placed.plane == "back":
            layers += figure(stage, placed)
    layers += front
    for placed in cast:
        if placed.plane == "front":
            layers += figure(stage, placed)
    step(0.85)
    if not roles and brief.place == "hills":
        layers += elsewhere.motes(stage)
    if brief.place in ("meadow", "hills", "forest"):
        layers += land.trunks(stage) if brief.place == "forest" else []
        layers += land.fringe(stage)
    layers += sky.weather(stage)
    step(1.0)
    return layers


def _scenery(stage: Stage, step: Step) -> tuple[list[Layer], list[Layer]]:
    place = stage.brief.place
    step(0.05)
    if place == "room":
        return elsewhere.room(stage, figures.wants_table(stage.brief))
    if place == "space":
        standing = any(r.drawing.nature.home == "ground" for r in stage.brief.cast)
        return elsewhere.space(stage, standing)
    if place == "underwater":
        return water.underwater(stage)
    layers = sky.sky(stage)
    step(0.2)
    discs = []
    for kind, x, y, radius in lights.lights_at(stage, stage.brief.cast):
        discs.append((x * stage.width, y * stage.height, radius * stage.height))
        layers += sky.disc(stage, kind, *discs[-1])
    count = {"": 4, "rain": 8, "storm": 9, "fog": 0, "snow": 4}[stage.brief.weather]
    if stage.look.dark > 0.7:
        count //= 2
    layers += sky.clouds(stage, count, stage.horizon * 0.72, discs)
    if any(role.drawing.name == "rainbow" for role in stage.brief.cast):
        layers.append(sky.rainbow(stage))
    step(0.3)
    if place == "clouds":
        behind, before = elsewhere.clouds(stage)
    elif place in ("sea", "lake", "beach"):
        behind, before = {"sea": water.sea, "lake": water.lake, "beach": water.beach}[place](stage)
        if place == "sea" and any(r.drawing.nature.home == "ground" for r in stage.brief.cast):
            aboard = any(r.drawing.nature.home == "float" for r in stage.brief.cast)
            if not aboard:
                behind, before = water.beach(stage)
    elif place in ("city", "desert"):
        behind, before = {"city": land.city, "desert": land.desert}[place](stage), []
    else:
        behind = {"forest": land.forest, "mountains": land.mountains}.get(place, land.hills)(stage)
        behind, before = behind + land.meadow(stage), []
    return layers + behind, before


def figure(stage: Stage, placed: Placed) -> list[Layer]:
    """A drawing as cut paper in the light of the picture: its shadow on the ground, then itself."""
    look = stage.look
    pixels = placed.role.drawing.layer(round(placed.size))
    if placed.flip:
        pixels = pixels[:, ::-1]
    if placed.role.hue is not None:
        pixels = tint(pixels, placed.role.hue)
    margin = max(round(placed.size * 0.05), 4)
    pixels = canvas.pad(pixels, margin)
    if placed.tilt:
        pixels = _turned(pixels, placed.tilt)
    lit = _lit(stage, pixels, placed)
    height, width = pixels.shape[:2]
    x, y = round(placed.x - width / 2), round(placed.y - height + margin)
    if placed.below:
        lit[: margin + round((height - 2 * margin) * placed.below)] = 0
    depth = 0.55 + 0.4 * (placed.y / stage.height - 0.6) if not placed.afloat else 0.5
    phase_x, phase_y = placed.moves_with or (placed.x, placed.y)
    phase = (phase_x * 0.37 + phase_y * 0.11) % 1.0
    layers = []
    if placed.perched:
        layers.append(plants.branch(stage, placed.x, placed.y, placed.size))
    if not placed.afloat and placed.role.drawing.nature.body not in ("bust", "head"):
        layers.append(_cast_shadow(stage, pixels, placed, margin, depth))
    near = 0.010 if not placed.afloat else 0.006
    shadow = (near, 0.010, 0.20 + 0.08 * look.dark) if not placed.below else None
    layers.append(Layer(lit, x, y, depth, placed.motion, shadow, phase, placed.role.drawing.name))
    return layers


def _lit(stage: Stage, pixels: np.ndarray, placed: Placed) -> np.ndarray:
    """Ambient colour, a rim of light on the side of the sun or moon, a little shade at the foot."""
    look = stage.look
    place = stage.brief.place
    ambient = np.asarray(look.ambient, np.float32)
    if place == "underwater":
        ambient = np.array([0.72, 0.95, 1.0], np.float32) * (1 - 0.25 * look.dark)
    elif place == "space":
        ambient = np.array([0.86, 0.84, 1.0], np.float32)
    elif place == "room":
        ambient = 1 + (np.array([0.86, 0.76, 0.78], np.float32) - 1) * look.dark
    strength = 0.72 + 0.1 * look.dark
    lit = pixels.copy()
    lit[..., :3] *= 1 + (ambient - 1) * strength
    alpha = pixels[..., 3]
    side = 1 if stage.light_x * stage.width > placed.x else -1
    reach = max(round(placed.size * 0.018), 2)
    inner = np.roll(canvas.blur(alpha, reach * 0.8), (reach, -side * reach), axis=(0, 1))
    rim = (alpha - inner).clip(0, 1) * alpha * (0.34 + 0.40 * look.dark)
    lit[..., :3] += rim[..., None] * (np.asarray(look.light, np.float32) * alpha[..., None] - lit[..., :3])
    shade = canvas.blur(np.roll(alpha, (-reach * 2, side * reach * 2), axis=(0, 1)), reach * 2.5)
    lit[..., :3] *= 1 - 0.22 * ((alpha - shade).clip(0, 1) * alpha)[..., None]
    rows = np.linspace(0, 1, len(lit), dtype=np.float32)[:, None, None]
    lit[..., :3] *= 1 - 0.14 * rows**2
    return lit


def _cast_shadow(stage: Stage, pixels: np.ndarray, placed: Placed, margin: int, depth: float) -> Layer:
    """The figure's outline laid flat on the ground, away from the light, with a dark touch where it stands."""
    height, width = pixels.shape[:2]
    alpha = pixels[margin:-margin, :, 3][::-1]
    flat = max(round(height * 0.20), 3)
    lean = (placed.x - stage.light_x * stage.width) / stage.width * 1.1
    reach = round(abs(lean) * flat * 2.2) + margin * 2
    canvas_alpha = np.zeros((flat + 4 * margin, width + 2 * reach), np.float32)
    squashed = np.asarray(Image.fromarray(np.ascontiguousarray(alpha)).resize((width, flat), Image.Resampling.BOX))
    for row in range(flat):
        shift = reach + round(lean * row * 2.2)
        fade = 1 - 0.75 * row / flat
        canvas_alpha[row + 2 * margin, shift : shift + width] = squashed[row] * fade
    alpha = canvas.blur(canvas_alpha, max(margin * 0.45, 1.2)) * (0.34 + 0.10 * stage.look.dark)
    foot = squashed[: max(flat // 6, 1)].max(axis=0)
    contact = np.zeros_like(canvas_alpha)
    thick = max(round(placed.size * 0.022), 2)
    contact[2 * margin - thick : 2 * margin + thick, reach : reach + width] = foot[None]
    alpha = np.maximum(alpha, canvas.blur(contact, thick * 0.8) * 0.5)
    dark = (0.03, 0.03, 0.10)
    return Layer(canvas.flat(alpha, dark), round(placed.x - width / 2) - reach, round(placed.y) - 2 * margin, depth)


def tint(pixels: np.ndarray, hue: float) -> np.ndarray:
    """Turn the coloured parts of a drawing to ``hue``; white, black and grey where it is negative."""
    alpha = pixels[..., 3:]
    colour = np.divide(pixels[..., :3], alpha, out=np.zeros_like(pixels[..., :3]), where=alpha > 1e-3)
    high, low = colour.max(axis=-1), colour.min(axis=-1)
    chroma = high - low
    share = (chroma * 3.2).clip(0, 1)[..., None]
    if hue < 0:
        grey = colour.mean(axis=-1, keepdims=True)
        target = {-1.0: 0.80 + 0.2 * grey, -2.0: 0.06 + 0.34 * grey, -3.0: 0.3 + 0.45 * grey}[hue]
        target = np.repeat(target, 3, axis=-1)
    else:
        pure = np.asarray(colorsys.hsv_to_rgb(hue, 1.0, 1.0), np.float32)
        saturation = np.maximum(np.divide(chroma, high, out=np.zeros_like(high), where=high > 1e-3), 0.55)[..., None]
        target = high[..., None] * (1 - saturation * (1 - pure))
    mixed = colour + (target - colour) * share
    return np.concatenate([mixed * alpha, alpha], axis=-1).astype(np.float32)


def _turned(layer: np.ndarray, degrees: float) -> np.ndarray:
    channels = [
        Image.fromarray(np.ascontiguousarray(layer[..., c])).rotate(degrees, Image.Resampling.BICUBIC, expand=True)
        for c in range(4)
    ]
    return np.stack([np.asarray(c) for c in channels], axis=-1).clip(0, 1)


def finish(composed: np.ndarray, stage: Stage) -> np.ndarray:
    """Light in the air, a vignette and gentle contrast → opaque uint8 RGBA."""
    colour = curve(lit(composed, stage))
    out = np.full((*colour.shape[:2], 4), 255, np.uint8)
    out[..., :3] = (colour.clip(0, 1) * 255 + 0.5).astype(np.uint8)
    return out


def lit(composed: np.ndarray, stage: Stage) -> np.ndarray:
    """The colours of a composed picture with the glow of the light and a vignette: float32 (h, w, 3)."""
    height, width = composed.shape[:2]
    look = stage.look
    colour = composed[..., :3]
    if stage.brief.place not in ("room", "underwater", "space"):
        bloom = canvas.glow(width, height, stage.light_x * width, height * 0.30, height * 0.75, look.light, 0.10)
        colour = colour * (1 - bloom[..., 3:]) + bloom[..., :3]
    rows, columns = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    vignette = 1 - 0.20 * ((rows**2 * 0.8 + columns**2) / 1.8).astype(np.float32) ** 1.6
    return colour * vignette[..., None]


def curve(colour: np.ndarray) -> np.ndarray:
    """A little more contrast in the middle tones."""
    return colour + 0.03 * np.sin(2 * np.pi * (colour - 0.5))


def paper(pixels: np.ndarray, stage: Stage, grain: float) -> np.ndarray:
    """The tooth and fibre of paper over opaque uint8 RGBA ``pixels``; ``grain`` 0 leaves them as they are."""
    if grain <= 0:
        return pixels
    out = pixels.copy()
    surface = tooth(replace(stage, width=pixels.shape[1], height=pixels.shape[0]), grain)
    out[..., :3] = (pixels[..., :3] * surface).clip(0, 255) + 0.5
    return out


def tooth(stage: Stage, grain: float) -> np.ndarray:
    """How much light the paper gives back at each pixel, around 1: float32 (h, w, 1)."""
    height, width = stage.height, stage.width
    random = stage.random("paper")
    unit = max(height, width) / 1280
    fibre = noise.field(random, width, height, 5.0 * unit, 2) - 0.5
    grit = random.standard_normal((height, width), dtype=np.float32)
    blotch = noise.field(random, width, height, width / 10, 2) - 0.5
    texture = fibre * 0.075 + grit * 0.015 + blotch * 0.04
    relief = np.roll(texture, 1, axis=(0, 1)) - texture
    return (1 + grain * (texture * 0.8 + relief))[..., None]
