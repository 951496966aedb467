"""The style networks: 26 painted styles (Dumoulin et al. 2017), or any picture as style (Ghiasi et al. 2017)."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

from crossmedia_studio.core.progress import Step
from crossmedia_studio.models.loader import Models

STYLES = 26
_LONGEST = 1600
"""Larger pictures are painted at this size: brush strokes keep their proportion and memory its bounds."""
_STROKES = 840
"""Where only the strokes are taken, this much is enough, and quick."""
_ANY_SIZE, _LOOK_SIZE = 384, 256


def painted(
    models: Models, pixels: np.ndarray, style: int, strength: float, step: Step, *, keep_colours: bool = False
) -> np.ndarray:
    """RGBA ``pixels`` in built-in ``style`` 0–25; ``strength`` 0 leaves them as they are. ``keep_colours`` takes only
    the strokes (luma) from the network."""
    step(0.05)
    network = _session(models, "multistyle26")
    small = _capped(pixels[..., :3], _STROKES if keep_colours else _LONGEST)
    height, width = small.shape[:2]
    padded = np.pad(small, ((0, -height % 4), (0, -width % 4), (0, 0)), mode="reflect").astype(np.float32) / 255
    weights = np.zeros(STYLES, np.float32)
    weights[style] = 1
    step(0.15)
    inputs = {"image": np.ascontiguousarray(padded.transpose(2, 0, 1)[None]), "style_weights": weights}
    out = network.run(None, inputs)[0][0].transpose(1, 2, 0)[:height, :width]
    step(0.95)
    return _mixed(pixels, out, strength, keep_colours)


def painted_like(
    models: Models, pixels: np.ndarray, like: np.ndarray, strength: float, step: Step, *, keep_colours: bool = False
) -> np.ndarray:
    """RGBA ``pixels`` in the style of the picture ``like`` (RGBA)."""
    predict, transform = _session(models, "arbitrary_predict"), _session(models, "arbitrary_transform")
    step(0.1)
    side = min(like.shape[:2])
    top, left = (like.shape[0] - side) // 2, (like.shape[1] - side) // 2
    square = Image.fromarray(like[top : top + side, left : left + side, :3])
    look = np.asarray(square.resize((_LOOK_SIZE, _LOOK_SIZE), Image.Resampling.LANCZOS), np.float32)[None] / 255
    vector = predict.run(None, {"style_image": look})[0]
    step(0.4)
    content = Image.fromarray(np.ascontiguousarray(pixels[..., :3])).resize(
        (_ANY_SIZE, _ANY_SIZE), Image.Resampling.LANCZOS
    )
    names = [entry.name for entry in transform.get_inputs()]
    out = transform.run(None, {names[0]: np.asarray(content, np.float32)[None] / 255, names[1]: vector})[0][0]
    step(0.95)
    return _mixed(pixels, out, strength, keep_colours)


def _session(models: Models, name: str) -> Any:
    def make() -> Any:
        import onnxruntime

        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = models.threads
        settings.log_severity_level = 3
        path = models.folder("style") / f"{name}.onnx"
        return onnxruntime.InferenceSession(str(path), settings, providers=["CPUExecutionProvider"])

    return models.load(f"style/{name}", 350 if name == "multistyle26" else 120, make)


def _capped(colour: np.ndarray, longest: int) -> np.ndarray:
    height, width = colour.shape[:2]
    share = min(1.0, longest / max(height, width))
    size = max(round(width * share), 32), max(round(height * share), 32)
    if size == (width, height):
        return colour
    return np.asarray(Image.fromarray(np.ascontiguousarray(colour)).resize(size, Image.Resampling.LANCZOS))


def _mixed(pixels: np.ndarray, out: np.ndarray, strength: float, keep_colours: bool) -> np.ndarray:
    height, width = pixels.shape[:2]
    painting = Image.fromarray((out.clip(0, 1) * 255 + 0.5).astype(np.uint8))
    painting = painting.resize((width, height), Image.Resampling.BICUBIC)
    colour = np.asarray(painting, np.float32)
    original = pixels[..., :3].astype(np.float32)
    if keep_colours:
        colour = original + _strokes(colour - original, max(height, width) / 1280)[..., None]
    result = pixels.copy()
    result[..., :3] = (original + (colour - original) * strength).clip(0, 255) + 0.5
    return result


def _strokes(change: np.ndarray, unit: float) -> np.ndarray:
    """The luma of a painting's ``change`` without its broad lights and darks: what the brush left, (h, w)."""
    luma = change @ np.array([0.299, 0.587, 0.114], np.float32)
    height, width = luma.shape
    tiny = Image.fromarray(luma).resize(
        (max(round(width / unit / 20), 1), max(round(height / unit / 20), 1)), Image.Resampling.BOX
    )
    return luma - np.asarray(tiny.resize((width, height), Image.Resampling.BICUBIC))
