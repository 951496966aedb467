"""Four times larger by Real-ESRGAN (Wang et al. 2021) on ncnn, tile by tile with overlap so that no seam shows."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.models.loader import Models

SCALE = 4
NETWORKS = {"drawing": "realesr-animevideov3-x4", "painting": "realesrgan-x4plus-anime", "photo": "realesrgan-x4plus"}
_TILE = {"drawing": 256, "painting": 128, "photo": 96}
_OVERLAP = 12
_MEGABYTES = {"drawing": 300, "painting": 500, "photo": 900}


def upscaled(models: Models, pixels: np.ndarray, network: str, step: Step) -> np.ndarray:
    """RGBA ``pixels`` (h, w, 4) → (4 h, 4 w, 4). ``network`` is a key of :data:`NETWORKS`; alpha is resampled smoothly.

    ``step`` is called before every tile with what is done so far as preview.
    """
    net = models.load(f"upscale/{network}", _MEGABYTES[network], lambda: _net(models, network))
    height, width = pixels.shape[:2]
    tile = _TILE[network]
    padded = np.pad(pixels[..., :3], ((_OVERLAP, _OVERLAP), (_OVERLAP, _OVERLAP), (0, 0)), mode="edge")
    size = (width * SCALE, height * SCALE)
    out = np.full((size[1], size[0], 4), 255, np.uint8)
    out[..., :3] = np.asarray(
        Image.fromarray(np.ascontiguousarray(pixels[..., :3])).resize(size, Image.Resampling.BILINEAR)
    )
    if pixels[..., 3].min() < 255:
        alpha = Image.fromarray(np.ascontiguousarray(pixels[..., 3])).resize(size, Image.Resampling.BICUBIC)
        out[..., 3] = np.asarray(alpha)
    places = [(y, x) for y in range(0, height, tile) for x in range(0, width, tile)]
    for index, (y, x) in enumerate(places):
        step(index, len(places), "", preview(out) if index % 4 == 0 else None)
        high, wide = min(tile, height - y), min(tile, width - x)
        large = _run(net, padded[y : y + high + 2 * _OVERLAP, x : x + wide + 2 * _OVERLAP])
        edge = _OVERLAP * SCALE
        inner = large[edge : edge + high * SCALE, edge : edge + wide * SCALE]
        out[y * SCALE : (y + high) * SCALE, x * SCALE : (x + wide) * SCALE, :3] = inner
    return out


def preview(pixels: np.ndarray) -> np.ndarray:
    """A small copy for the screen, longest side 640."""
    every = max(max(pixels.shape[:2]) // 640, 1)
    return np.ascontiguousarray(pixels[::every, ::every])


def _net(models: Models, network: str) -> Any:
    import ncnn

    folder = models.folder("upscale")
    net = ncnn.Net()
    net.opt.use_vulkan_compute = False
    net.opt.num_threads = models.threads
    name = NETWORKS[network]
    if net.load_param(str(folder / f"{name}.param")) or net.load_model(str(folder / f"{name}.bin")):
        raise ModelError(tr("The upscaling model is damaged"), do=tr("Remove it and install it again"))
    return net


def _run(net: Any, colour: np.ndarray) -> np.ndarray:
    import ncnn

    planes = np.ascontiguousarray(colour.transpose(2, 0, 1), np.float32) / 255
    extractor = net.create_extractor()
    extractor.input("data", ncnn.Mat(planes))
    failed, out = extractor.extract("output")
    if failed:
        raise ModelError(tr("The upscaling model failed"), do=tr("Try a smaller picture, or restart the studio"))
    return (np.asarray(out).transpose(1, 2, 0).clip(0, 1) * 255 + 0.5).astype(np.uint8)
