"""How near pictures stay at how many bytes, beside JPEG and WebP: python tests/bench/rate_distortion.py PHOTOGRAPHS

Photographs of a folder, reduced to about a megapixel, at every quality of the codec (--model FOLDER: another one) and
at twelve each of JPEG (progressive, optimised, 4:2:0) and WebP (slowest search). Writes every figure as JSON, means and
BD-rates as text, the curves as a picture. Figures that the JSON has already are not measured again.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.media import image
from crossmedia_studio.media.fidelity import ms_ssim, psnr
from crossmedia_studio.models.loader import shipped_folder
from crossmedia_studio.represent.codec import QUALITIES, PictureCodec
from crossmedia_studio.represent.codec_file import from_bytes, to_bytes
from crossmedia_studio.represent.codec_models import load

OURS = "Crossmedia"
RATES = (0.0625, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0)
INK, SECOND, GRID = "#1b1c1f", "#6d727b", "#e6e7ea"
COLOURS = {OURS: "#2f6fd6", "JPEG": "#6d727b", "WebP": "#d9822b"}
JPEG = (3, 6, 10, 15, 22, 30, 40, 52, 65, 77, 87, 93)
WEBP = (1, 5, 12, 22, 33, 45, 57, 68, 78, 86, 92, 96)
Coder = Callable[[np.ndarray, float], tuple[int, np.ndarray]]
"""Pixels (h, w, 3) and a setting → bytes and the pixels again."""
Figures = dict[str, float]
Table = dict[str, dict[str, dict[str, Figures]]]
"""Codec → setting → photograph → figures."""


def ours(codec: PictureCodec) -> Coder:
    def code(pixels: np.ndarray, setting: float) -> tuple[int, np.ndarray]:
        opaque = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
        data = to_bytes(codec.compress(opaque, setting, no_step))
        return len(data), codec.decompress(from_bytes(data, "bench"), "bench", no_step)[..., :3]

    return code


def by_pillow(name: str, **options: bool | int) -> Coder:
    def code(pixels: np.ndarray, setting: float) -> tuple[int, np.ndarray]:
        stream = io.BytesIO()
        Pillow.fromarray(pixels).save(stream, format=name, quality=int(setting), **options)
        return stream.tell(), np.asarray(Pillow.open(stream).convert("RGB"))

    return code


def photographs(folder: Path, megapixels: float) -> Iterator[tuple[str, np.ndarray]]:
    """(name, uint8 (h, w, 3)) of every picture in ``folder``."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            picture = image.read(path)
        except MediaError:
            continue
        share = min(1.0, (megapixels * 1e6 / (picture.width * picture.height)) ** 0.5)
        reduced = image.resize(picture, max(round(picture.width * share), 1), max(round(picture.height * share), 1))
        yield path.stem, np.ascontiguousarray(reduced.pixels[..., :3])


def measure(table: Table, coders: dict[str, tuple[Coder, tuple[float, ...]]], name: str, pixels: np.ndarray) -> None:
    for codec, (code, settings) in coders.items():
        for setting in settings:
            row = table.setdefault(codec, {}).setdefault(f"{setting:g}", {})
            if name in row:
                continue
            start = time.perf_counter()
            size, again = code(pixels, setting)
            row[name] = {
                "seconds": time.perf_counter() - start,
                "bytes": size,
                "bits a pixel": 8.0 * size / (pixels.shape[0] * pixels.shape[1]),
                "PSNR": psnr(pixels, again),
                "MS-SSIM": ms_ssim(pixels, again),
            }


def mean(rows: dict[str, Figures], key: str) -> float:
    return float(np.mean([figures[key] for figures in rows.values()]))


def curve(table: Table, codec: str, key: str, photograph: str = "") -> np.ndarray:
    """(bits a pixel, ``key``) by setting, means over the photographs or of one: (settings, 2), rates rising."""
    rows = table[codec].values()
    kept = [{photograph: row[photograph]} if photograph else row for row in rows]
    return np.array(sorted((mean(row, "bits a pixel"), mean(row, key)) for row in kept))


def decibels(values: np.ndarray) -> np.ndarray:
    """MS-SSIM as −10 · log₁₀(1 − m): its differences near 1 become visible."""
    return -10.0 * np.log10(1.0 - np.minimum(values, 1.0 - 1e-6))


def bd_rate(one: np.ndarray, other: np.ndarray) -> float:
    """How many per cent more bits ``one`` needs than ``other`` at equal quality (Bjøntegaard 2001, with monotone
    cubics), over the qualities both reach; not a number where they share none."""
    from scipy.interpolate import PchipInterpolator

    lows, highs = max(one[:, 1].min(), other[:, 1].min()), min(one[:, 1].max(), other[:, 1].max())
    if highs <= lows:
        return float("nan")
    places = np.linspace(lows, highs, 200)
    rates = []
    for points in (one, other):
        rising = points[np.concatenate([[True], np.diff(np.maximum.accumulate(points[:, 1])) > 0])]
        rates.append(PchipInterpolator(rising[:, 1], np.log(rising[:, 0]))(places))
    return float(np.exp(np.mean(rates[0] - rates[1])) - 1.0) * 100.0


def words(table: Table) -> str:
    """Means at each setting, BD-rates over all photographs and of each."""
    lines = [f"{'':<11}{'setting':>8}{'bits/px':>9}{'bytes':>10}{'PSNR dB':>9}{'MS-SSIM':>9}{'s':>7}"]
    for codec, settings in table.items():
        for setting, rows in settings.items():
            size, rate, near, like, seconds = (
                mean(rows, key) for key in ("bytes", "bits a pixel", "PSNR", "MS-SSIM", "seconds")
            )
            lines.append(f"{codec:<11}{setting:>8}{rate:9.3f}{size:10,.0f}{near:9.2f}{like:9.4f}{seconds:7.2f}")
    for other in (codec for codec in table if codec != OURS):
        for key in ("PSNR", "MS-SSIM"):
            whole = bd_rate(_scaled(table, OURS, key), _scaled(table, other, key))
            lines.append(f"BD-rate against {other}, by {key}: {whole:+.1f} %")
        names = next(iter(table[OURS].values()))
        each = {
            name: bd_rate(_scaled(table, OURS, "PSNR", name), _scaled(table, other, "PSNR", name)) for name in names
        }
        listed = ", ".join(f"{name} {value:+.0f}" for name, value in sorted(each.items(), key=lambda pair: pair[1]))
        lines.append(f"  of each photograph, by PSNR: {listed}")
    return "\n".join(lines)


def _scaled(table: Table, codec: str, key: str, photograph: str = "") -> np.ndarray:
    points = curve(table, codec, key, photograph)
    if key == "MS-SSIM":
        points[:, 1] = decibels(points[:, 1])
    return points


@dataclass(frozen=True)
class Panel:
    """One pair of axes: rates on a logarithmic scale, ``levels`` where ``ticks`` stand."""

    key: str
    label: str
    ticks: tuple[float, ...]
    levels: np.ndarray
    left: int
    top: int = 110
    width: int = 640
    height: int = 500

    def place(self, rate: float, value: float) -> tuple[float, float]:
        low, high = np.log2(RATES[0]), np.log2(RATES[-1])
        floor, ceiling = self.levels[0] - 0.06 * np.ptp(self.levels), self.levels[-1] + 0.06 * np.ptp(self.levels)
        across, up = (np.log2(rate) - low) / (high - low), (value - floor) / (ceiling - floor)
        return float(self.left + self.width * across), float(self.top + self.height * (1.0 - up))

    def draw(self, pen: ImageDraw.ImageDraw, table: Table) -> None:
        font, right, bottom = ImageFont.load_default(20), self.left + self.width, self.top + self.height
        pen.text((self.left, self.top - 34), self.label, fill=INK, font=font)
        for rate in RATES:
            x, _ = self.place(rate, self.levels[0])
            pen.line((x, self.top, x, bottom), fill=GRID)
            pen.text((x, bottom + 8), f"{rate:g}", fill=SECOND, font=font, anchor="ma")
        for tick, level in zip(self.ticks, self.levels, strict=True):
            _, y = self.place(1.0, level)
            pen.line((self.left, y, right, y), fill=GRID)
            pen.text((self.left - 10, y), f"{tick:g}", fill=SECOND, font=font, anchor="rm")
        pen.text((self.left + self.width / 2, bottom + 44), "bits a pixel", fill=SECOND, font=font, anchor="ma")
        pen.rectangle((self.left, self.top, right, bottom), outline=SECOND)
        for row, codec in enumerate(table):
            line = [self.place(rate, value) for rate, value in _scaled(table, codec, self.key)]
            shown = [(x, y) for x, y in line if self.left <= x <= right and self.top <= y <= bottom]
            pen.line(shown, fill=COLOURS[codec], width=4, joint="curve")
            for x, y in shown:
                pen.ellipse((x - 5, y - 5, x + 5, y + 5), fill=COLOURS[codec])
            pen.text(
                (right - 150, bottom - 100 + 28 * row), codec, fill=COLOURS[codec], font=ImageFont.load_default(24)
            )


def draw(table: Table, path: Path, title: str) -> None:
    """Both curves side by side."""
    picture = Pillow.new("RGB", (1520, 700), "#ffffff")
    pen = ImageDraw.Draw(picture)
    pen.text((40, 20), title, fill=INK, font=ImageFont.load_default(24))
    nearness, likeness = (24.0, 28.0, 32.0, 36.0, 40.0), (0.8, 0.9, 0.95, 0.98, 0.99, 0.995)
    Panel("PSNR", "PSNR in dB", nearness, np.array(nearness), 100).draw(pen, table)
    Panel("MS-SSIM", "MS-SSIM", likeness, decibels(np.array(likeness)), 850).draw(pen, table)
    picture.save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photographs", type=Path)
    parser.add_argument("--model", type=Path, default=shipped_folder() / "codec")
    parser.add_argument("--output", type=Path, default=Path("rate_distortion.png"))
    parser.add_argument("--megapixels", type=float, default=1.0)
    chosen = parser.parse_args()
    kept = chosen.output.with_suffix(".json")
    table: Table = json.loads(kept.read_text("utf-8")) if kept.is_file() else {}
    coders: dict[str, tuple[Coder, tuple[float, ...]]] = {
        OURS: (ours(load(chosen.model, b"the codec")), tuple(range(1, QUALITIES + 1))),
        "JPEG": (by_pillow("JPEG", optimize=True, progressive=True), JPEG),
        "WebP": (by_pillow("WEBP", method=6), WEBP),
    }
    count = 0
    for count, (name, pixels) in enumerate(photographs(chosen.photographs, chosen.megapixels), 1):
        measure(table, coders, name, pixels)
        kept.write_text(json.dumps(table), encoding="utf-8")
        print(count, name, flush=True)
    if not count:
        sys.exit(f"no pictures in {chosen.photographs}")
    print(words(table))
    draw(table, chosen.output, f"Mean of {count} photographs of {chosen.megapixels:g} megapixels")


if __name__ == "__main__":
    main()
