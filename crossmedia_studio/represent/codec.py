"""Pictures as entropy-coded latents, and back: ``nets.hyperprior`` at work on pictures of any size.

A picture is coded in tiles of 1024 px, each with its own hyper-latents and range coder (Martin 1979; the library
constriction), so that memory stays bounded. The transforms see beyond the border of a tile as far as they reach: the
result is that of the whole picture at once, without seams.

What a range decoder must know is computed in whole numbers (``ExactPrior``), so a file made on one machine comes back
on every other; a checksum of the decoded latents proves it. The last step from latents to pixels is floating point:
on another kind of processor a pixel may differ by one level out of 256.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.represent.codec_file import TILE, Packed, Tile

if TYPE_CHECKING:
    import torch

    from crossmedia_studio.nets.hyperprior import Hyperprior

QUALITIES = 8
_LARGEST = 2047
_HALO = 2
"""Latents that the transforms reach beyond a tile on each side: 30 px of the picture, 2 latents back."""


@dataclass(frozen=True)
class _Box:
    """A tile in latents: rows ``top`` to ``bottom``, columns ``left`` to ``right``, ends excluded."""

    top: int
    bottom: int
    left: int
    right: int

    def grown(self, rows: int, columns: int) -> _Box:
        """With what the transforms see around it, within the picture's ``rows`` × ``columns``."""
        return _Box(max(self.top - _HALO, 0), min(self.bottom + _HALO, rows),
                    max(self.left - _HALO, 0), min(self.right + _HALO, columns))  # fmt: skip


class PictureCodec:
    """A loaded codec. ``identity`` are the 8 bytes by which a file names it."""

    def __init__(self, net: Hyperprior, identity: bytes) -> None:
        """Raises ValueError for a network that no training makes."""
        from crossmedia_studio.nets.hyperprior import ExactPrior, deviations

        self._net = net.eval().requires_grad_(False)
        self._prior = ExactPrior(net)
        self._deviations = np.array(deviations())
        self.identity = identity

    def compress(self, pixels: np.ndarray, quality: float, step: Step) -> Packed:
        """Pixels uint8 (h, w, 4), straight alpha, at ``quality`` 1–8 → the compressed picture."""
        height, width = pixels.shape[:2]
        sixteenths = round(min(max(quality, 1.0), float(QUALITIES)) * 16)
        alpha = np.ascontiguousarray(pixels[..., 3])
        transparent = bool((alpha < 255).any())
        colours = filled(pixels) if transparent else pixels[..., :3]
        rows, columns, boxes = _grid(height, width)
        tiles = []
        for number, box in enumerate(boxes):
            step(number, len(boxes), tr("Compressing"))
            tiles.append(self._code(self._analyse(colours, box, rows, columns, sixteenths), sixteenths))
        step(1.0, 1.0, tr("Compressing"))
        return Packed(width, height, sixteenths, self.identity, tuple(tiles), alpha if transparent else None)

    def decompress(self, packed: Packed, name: str, step: Step) -> np.ndarray:
        """The picture: uint8 (h, w, 4). Raises MediaError if the file ``name`` gives not what went in."""
        rows, columns, boxes = _grid(packed.height, packed.width)
        latents = np.empty((self._net.config.latent, rows, columns), np.int16)  # in sixteenths
        for number, (box, tile) in enumerate(zip(boxes, packed.tiles, strict=True)):
            step(number, 2 * len(boxes), tr("Decompressing"))
            latents[:, box.top : box.bottom, box.left : box.right] = self._decode(tile, box, packed.quality, name)
        pixels = np.full((packed.height, packed.width, 4), 255, np.uint8)
        for number, box in enumerate(boxes):
            step(len(boxes) + number, 2 * len(boxes), tr("Decompressing"))
            made = self._synthesise(latents, box, rows, columns, packed.quality)
            inner = pixels[box.top * 16 : box.bottom * 16, box.left * 16 : box.right * 16, :3]
            inner[:] = made[: inner.shape[0], : inner.shape[1]]
        if packed.alpha is not None:
            pixels[..., 3] = packed.alpha
        step(1.0, 1.0, tr("Decompressing"))
        return pixels

    def _analyse(self, colours: np.ndarray, box: _Box, rows: int, columns: int, sixteenths: int) -> torch.Tensor:
        """The latents of a tile of uint8 (h, w, 3), not yet rounded: float32 (1, latent, rows, columns)."""
        import torch

        seen = box.grown(rows, columns)
        cut = colours[seen.top * 16 : seen.bottom * 16, seen.left * 16 : seen.right * 16]
        missing = (seen.bottom - seen.top) * 16 - cut.shape[0], (seen.right - seen.left) * 16 - cut.shape[1]
        cut = np.pad(cut, ((0, missing[0]), (0, missing[1]), (0, 0)), mode="edge")
        planes = torch.from_numpy(np.ascontiguousarray(cut)).permute(2, 0, 1)[None].float() / 255.0  # (1, 3, h, w)
        planes = planes.contiguous(memory_format=torch.channels_last)
        with torch.no_grad():
            latents = self._net.analyse(planes, torch.tensor([sixteenths / 16.0]))
        top, left = box.top - seen.top, box.left - seen.left
        return latents[:, :, top : top + box.bottom - box.top, left : left + box.right - box.left].contiguous()

    def _code(self, latents: torch.Tensor, sixteenths: int) -> Tile:
        import constriction
        import torch

        with torch.no_grad():
            hyper = self._net.hyper_latents(latents)[0].round().clamp(-_LARGEST, _LARGEST).int()
        mean, index = self._prior(hyper, *latents.shape[2:])
        around = (latents[0] - mean / 16.0).round().clamp(-_LARGEST, _LARGEST).int()
        symbols = np.concatenate([hyper.numpy().ravel(), around.numpy().ravel()])
        scales = np.concatenate(
            [self._hyper_deviations(hyper.shape, sixteenths), self._deviations[index.numpy().ravel()]]
        )
        encoder = constriction.stream.queue.RangeEncoder()
        encoder.encode(symbols, _distribution(), np.zeros(len(symbols)), scales)
        return Tile(_check(symbols), encoder.get_compressed().astype("<u4").tobytes())

    def _decode(self, tile: Tile, box: _Box, sixteenths: int, name: str) -> np.ndarray:
        """The latents of a tile in sixteenths: int16 (latent, rows, columns)."""
        import constriction
        import torch

        height, width = box.bottom - box.top, box.right - box.left
        shape = (self._net.config.hyper_latent, -(-height // 4), -(-width // 4))
        decoder = constriction.stream.queue.RangeDecoder(np.frombuffer(tile.data, "<u4").astype(np.uint32))
        try:
            scales = self._hyper_deviations(shape, sixteenths)
            hyper = decoder.decode(_distribution(), np.zeros(len(scales)), scales)
            mean, index = self._prior(torch.from_numpy(hyper.reshape(shape)), height, width)
            scales = self._deviations[index.numpy().ravel()]
            around = decoder.decode(_distribution(), np.zeros(len(scales)), scales)
        except AssertionError as error:  # how constriction says that no encoder wrote these bytes
            raise _unlike(name) from error
        if _check(np.concatenate([hyper, around])) != tile.check:
            raise _unlike(name)
        latents = 16 * around.reshape(mean.shape) + mean.numpy()
        return latents.clip(-32767, 32767).astype(np.int16)

    def _synthesise(self, latents: np.ndarray, box: _Box, rows: int, columns: int, sixteenths: int) -> np.ndarray:
        """The colours of a tile: uint8 (16 rows, 16 columns, 3)."""
        import torch

        seen = box.grown(rows, columns)
        cut = latents[:, seen.top : seen.bottom, seen.left : seen.right].astype(np.float32) / 16.0
        planes = torch.from_numpy(cut)[None].contiguous(memory_format=torch.channels_last)  # (1, latent, h, w)
        with torch.no_grad():
            made = self._net.synthesise(planes, torch.tensor([sixteenths / 16.0]))[0]
        values = (made.clamp(0.0, 1.0) * 255.0 + 0.5).to(torch.uint8).permute(1, 2, 0).numpy()  # (16 h, 16 w, 3)
        top, left = (box.top - seen.top) * 16, (box.left - seen.left) * 16
        return values[top : top + (box.bottom - box.top) * 16, left : left + (box.right - box.left) * 16]

    def _hyper_deviations(self, shape: tuple[int, ...], sixteenths: int) -> np.ndarray:
        index = self._prior.hyper_index(sixteenths).numpy()
        return np.repeat(self._deviations[index], shape[1] * shape[2])


def _distribution() -> Any:
    """Normal distributions over −2048 … 2047, mean and deviation to be given with each number."""
    import constriction

    return constriction.stream.model.QuantizedGaussian(-_LARGEST - 1, _LARGEST)


def _check(symbols: np.ndarray) -> int:
    return zlib.crc32(symbols.astype("<i2").tobytes())


def _unlike(name: str) -> MediaError:
    return MediaError(
        tr("The compressed picture {name} cannot be decoded", name=name),
        why=tr("what comes out of it is not what was put in"),
        do=tr("Compress the picture again, or decode it with the studio that made it"),
    )


def _grid(height: int, width: int) -> tuple[int, int, list[_Box]]:
    """Rows and columns of latents, and the tiles of a picture, row by row."""
    rows, columns, side = -(-height // 16), -(-width // 16), TILE // 16
    boxes = [
        _Box(top, min(top + side, rows), left, min(left + side, columns))
        for top in range(0, rows, side)
        for left in range(0, columns, side)
    ]
    return rows, columns, boxes


def filled(pixels: np.ndarray) -> np.ndarray:
    """The colours of uint8 (h, w, 4), and where nothing is seen those of what is near: uint8 (h, w, 3).

    Smooth colours behind a transparent ground cost next to nothing, and no edge rings into what is seen.
    """
    weight = (pixels[..., 3:] > 0).astype(np.float32)  # (h, w, 1)
    levels = [(pixels[..., :3] * weight, weight)]
    while min(levels[-1][1].shape[:2]) > 1 and not levels[-1][1].all():
        levels.append((_gathered(levels[-1][0]), _gathered(levels[-1][1])))
    colours, weight = levels.pop()
    mean = colours.sum((0, 1)) / max(float(weight.sum()), 1.0)
    below = np.where(weight > 0, colours / np.maximum(weight, 1.0), mean)
    while levels:
        colours, weight = levels.pop()
        near = below.repeat(2, 0).repeat(2, 1)[: weight.shape[0], : weight.shape[1]]
        below = np.where(weight > 0, colours / np.maximum(weight, 1.0), near)
    return np.asarray(below + 0.5).astype(np.uint8)


def _gathered(values: np.ndarray) -> np.ndarray:
    """Sums of 2 × 2: (⌈h/2⌉, ⌈w/2⌉, channels)."""
    height, width, channels = values.shape
    even = np.pad(values, ((0, height % 2), (0, width % 2), (0, 0)))
    return even.reshape(-(-height // 2), 2, -(-width // 2), 2, channels).sum((1, 3))
