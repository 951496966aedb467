"""Between two pictures: their latents mixed, then drawn again. Shared by the blend and the morph."""

from __future__ import annotations

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.generate.cutouts import straight
from crossmedia_studio.media import image
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import latents
from crossmedia_studio.represent.conditions import Conditions

_CELL = 16


def two_pictures(conditions: Conditions) -> tuple[Image, Image]:
    """The two pictures to go between. Raises MediaError for fewer."""
    found = [source.media for source in conditions.sources if isinstance(source.media, Image)]
    if len(found) < 2:
        raise MediaError(tr("A blend needs two pictures"), do=tr("Choose a second picture as a reference"))
    return found[0], found[1]


class Between:
    """Two pictures as latents of one size. ``at(share)`` draws what lies between, 0 the first, 1 the second."""

    def __init__(self, models: Models, name: str, first: Image, second: Image, width: int, height: int) -> None:
        """``width`` and ``height`` are rounded to whole latents; both pictures are fitted into them whole."""
        self._vae = latents.load_vae(models, name or latents.SHIPPED)
        size = (max(round(width / _CELL), 1) * _CELL, max(round(height / _CELL), 1) * _CELL)
        self._ends = [latents.encode(self._vae, _fitted(picture, *size)[None])[0] for picture in (first, second)]

    def at(self, share: float) -> np.ndarray:
        """Straight RGBA (h, w, 4). Latents are mixed along the arc between them (Shoemake 1985), place by place."""
        first, second = self._ends
        norms = [np.linalg.norm(one, axis=0, keepdims=True) + 1e-6 for one in (first, second)]  # (1, h, w)
        cosine = (first * second).sum(axis=0, keepdims=True) / (norms[0] * norms[1])
        angle = np.arccos(cosine.clip(-0.999, 0.999))
        rest, part = np.sin((1.0 - share) * angle) / np.sin(angle), np.sin(share * angle) / np.sin(angle)
        direction = rest * first / norms[0] + part * second / norms[1]
        mixed = direction * ((1.0 - share) * norms[0] + share * norms[1])
        return straight(latents.decode(self._vae, mixed[None].astype(np.float32))[0])


def _fitted(picture: Image, width: int, height: int) -> np.ndarray:
    """Premultiplied RGBA (height, width, 4), the picture whole in its middle."""
    share = min(width / picture.width, height / picture.height)
    small = image.resize(picture, max(round(picture.width * share), 1), max(round(picture.height * share), 1)).pixels
    out = np.zeros((height, width, 4), np.uint8)
    top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
    alpha = small[..., 3:].astype(np.uint16)
    shown = np.concatenate([(small[..., :3] * alpha + 127) // 255, alpha], axis=-1).astype(np.uint8)
    out[top : top + small.shape[0], left : left + small.shape[1]] = shown
    return out


def shares(count: int, hold: float = 0.12) -> np.ndarray:
    """``count`` shares from 0 to 1, still for ``hold`` of the time at either end, slow to start and to stop."""
    time = np.linspace(0.0, 1.0, max(count, 1))
    along = ((time - hold) / max(1.0 - 2.0 * hold, 1e-6)).clip(0.0, 1.0)
    return along * along * (3.0 - 2.0 * along)
