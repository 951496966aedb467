"""Sound → picture of its spectrum: time runs around a disc or from left to right, pitch outward or up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
from PIL import Image as Pillow

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import option
from crossmedia_studio.core.progress import Step
from crossmedia_studio.generate import palettes
from crossmedia_studio.generate.chance import rng
from crossmedia_studio.generate.frames import frame_size
from crossmedia_studio.media.kinds import Audio, Image
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Conditions

_BANDS, _LOW, _HIGH = 160, 55.0, 14_000.0
_WINDOW = 4096


@dataclass(frozen=True)
class SpectrogramOptions:
    """How the spectrum is laid out."""

    shape: str = option(
        "disc", mark("Shape"), choices=("disc", "landscape"), choice_labels=(mark("Disc"), mark("Left to right"))
    )


class Spectrogram:
    """See the module."""

    name: ClassVar[str] = "spectrogram"
    title: ClassVar[str] = mark("Spectrum art")
    about: ClassVar[str] = mark("Draws every pitch of a sound over time, in colours of its mood.")
    sources: ClassVar[frozenset[Kind]] = frozenset({Kind.AUDIO})
    target: ClassVar[Kind] = Kind.IMAGE
    needs: ClassVar[tuple[str, ...]] = ()
    uses: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type] = SpectrogramOptions

    def generate(
        self, conditions: Conditions, options: SpectrogramOptions, models: Models, scratch: Path, step: Step
    ) -> Image:
        source = conditions.first(Kind.AUDIO)
        if source is None or not isinstance(source.media, Audio) or not len(source.media.samples):
            raise MediaError(tr("There is no sound to draw"), do=tr("Choose a sound"))
        disc = options.shape == "disc"
        width, height = frame_size(conditions.ask, (1024, 1024) if disc else (1600, 900))
        random = rng(conditions.ask.seed, "spectrum", source.id)
        colours = palettes.palette(source.meaning, conditions.ask.prompt, random)
        across = min(max(width, height) * (2 if disc else 1), 3000)
        energies = log_spectrum(source.media, across, step)
        step(0.7)
        pixels = _disc(energies, width, height, colours) if disc else _landscape(energies, width, height, colours)
        step(1.0, 1.0, "", pixels)
        return Image(pixels)


def log_spectrum(audio: Audio, columns: int, step: Step) -> np.ndarray:
    """float32 (bands, columns) in 0–1: loudness of bands spaced evenly in pitch, 60 dB from quiet to loud."""
    mono = audio.samples.mean(axis=1)
    padded = np.pad(mono, (_WINDOW // 2, _WINDOW))
    starts = np.linspace(0, max(len(mono) - 1, 0), columns).astype(int)
    window = np.hanning(_WINDOW).astype(np.float32)
    pitches = np.geomspace(_LOW, min(_HIGH, audio.rate / 2.2), _BANDS)
    bins = np.arange(_WINDOW // 2 + 1) * audio.rate / _WINDOW
    power = np.empty((_BANDS, columns), np.float32)
    for first in range(0, columns, 64):
        step(0.65 * first / columns)
        chunk = starts[first : first + 64]
        spectra = np.abs(np.fft.rfft(padded[chunk[:, None] + np.arange(_WINDOW)] * window, axis=1)) ** 2
        sums = np.concatenate([np.zeros((len(chunk), 1)), np.cumsum(spectra, axis=1)], axis=1)
        half = pitches * (2 ** (1 / 40) - 1) + audio.rate / _WINDOW
        at = np.arange(len(bins) + 1)
        low, high = np.interp(pitches - half, bins, at[:-1]), np.interp(pitches + half, bins, at[:-1])
        for row, total in enumerate(sums):
            power[:, first + row] = (np.interp(high, at, total) - np.interp(low, at, total)) / (high - low)
    level = 10 * np.log10(power + 1e-12) + 3 * np.log2(pitches / 440)[:, None]  # music falls about 3 dB an octave
    top = float(np.percentile(level, 99.7))
    return ((level - top + 60) / 60).clip(0, 1).astype(np.float32)


def _landscape(energies: np.ndarray, width: int, height: int, colours: np.ndarray) -> np.ndarray:
    field = np.asarray(Pillow.fromarray(energies[::-1]).resize((width, height), Pillow.Resampling.BICUBIC))
    return _coloured(field, colours)


def _disc(energies: np.ndarray, width: int, height: int, colours: np.ndarray) -> np.ndarray:
    """Once around clockwise from the top; low notes inside."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    x, y = x - (width - 1) / 2, y - (height - 1) / 2
    radius = np.hypot(x, y) / (0.48 * min(width, height))
    turn = (np.arctan2(x, -y) / (2 * np.pi)) % 1.0
    inner = 0.20
    band = ((radius - inner) / (1 - inner) * (len(energies) - 1)).clip(0, len(energies) - 1)
    column = turn * (energies.shape[1] - 1)
    b, c = band.astype(int), column.astype(int)
    share = band - b
    up = np.minimum(b + 1, len(energies) - 1)
    field = energies[b, c] * (1 - share) + energies[up, c] * share
    soft = ((radius - inner) * 60).clip(0, 1) * ((1 - radius) * 60).clip(0, 1)
    pixels = _coloured(field * soft, colours)
    pixels[..., :3] = (pixels[..., :3] * (1 - 0.12 * (radius[..., None] / 1.5) ** 2)).astype(np.uint8)
    return pixels


def _coloured(field: np.ndarray, colours: np.ndarray) -> np.ndarray:
    dark = colours[:1] * 0.35
    table = np.concatenate([dark, colours])
    pixels = np.full((*field.shape, 4), 255, np.uint8)
    pixels[..., :3] = (palettes.ramp(table, field.clip(0, 1) ** 1.25).clip(0, 1) * 255 + 0.5).astype(np.uint8)
    return pixels
