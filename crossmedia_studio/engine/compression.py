"""Pictures into small files and back, as the engine does it: read, code, measure, write whole or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from crossmedia_studio.core.errors import OptionError, Unsupported
from crossmedia_studio.core.files import write_bytes
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media import fidelity, image
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.media.opening import check_file
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import codec_models
from crossmedia_studio.represent.codec import QUALITIES
from crossmedia_studio.represent.codec_file import SUFFIX, from_bytes, to_bytes

_LARGEST_FILE = 400_000_000


def compress(models: Models, request: m.Compress, step: Step) -> m.Compressed:
    """The picture coded, decoded again and compared, then written."""
    if not 1 <= request.quality <= QUALITIES:
        raise OptionError(
            tr("{name} cannot be {value}", name=tr("Quality"), value=request.quality),
            do=tr("Choose a value from {low} to {high}", low=1, high=QUALITIES),
        )
    if request.output.suffix.lower() != SUFFIX:
        raise Unsupported(
            tr(
                "Compressed pictures cannot be written as {suffix}", suffix=request.output.suffix or request.output.name
            ),
            do=tr("Choose a name that ends in {suffix}", suffix=SUFFIX),
        )
    pixels = image.read(request.source).pixels
    coder = codec_models.chosen(models, request.model)
    packed = coder.compress(pixels, request.quality, part(step, 0.02, 0.45))
    data = to_bytes(packed)
    again = coder.decompress(packed, request.output.name, part(step, 0.45, 0.9))
    step(0.9, 1.0, tr("Comparing"))
    before, after = _seen(pixels), _seen(again)
    psnr, ms_ssim = fidelity.psnr(before, after), fidelity.ms_ssim(before, after)
    step(0.99, 1.0, tr("Writing"))
    write_bytes(request.output, data)
    bits = 8.0 * len(data) / (pixels.shape[0] * pixels.shape[1])
    return m.Compressed(request.output, len(data), bits, psnr, ms_ssim)


def decompress(models: Models, request: m.Decompress, step: Step) -> Path:
    """The picture in a ``.cms`` file, written in the format of the output's suffix."""
    image.check_suffix(request.output)
    name = request.source.name
    packed = from_bytes(check_file(request.source, _LARGEST_FILE).read_bytes(), name)
    pixels = codec_models.of_file(models, packed, name).decompress(packed, name, part(step, 0.02, 0.95))
    image.write(Image(pixels), request.output)
    return request.output


def _seen(pixels: np.ndarray) -> np.ndarray:
    """Colours as they are seen, on white where transparent: uint8 (h, w, 3)."""
    if (pixels[..., 3] == 255).all():
        return pixels[..., :3]
    alpha = pixels[..., 3:].astype(np.float32) / 255.0
    return (pixels[..., :3] * alpha + 255.0 * (1.0 - alpha) + 0.5).astype(np.uint8)
