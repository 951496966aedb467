"""What a model was last judged by, kept in its folder: the figures that stand beside it in the list of models."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.files import write_bytes
from crossmedia_studio.evaluate.measure import Measure

FILE = "figures.json"
HEADLINES = (
    "subject_top5", "coverage", "kid", "fad", "lsd", "lsd_griffin_lim", "psnr", "ms_ssim", "bits", "bleu", "bleu_zh",
    "named", "nats_note", "repeats", "tempo_level", "key", "perplexity_en", "perplexity_zh", "psnr_gain", "explained",
    "agree_bright", "agree_rough", "knob_eye", "knob_ear",
)  # fmt: skip
_LEAST = 8
"""Samples below which a figure says too little to stand beside a model."""
_MOST_BYTES = 1 << 16


@dataclass(frozen=True)
class Kept:
    """A figure as it was told: its title, value with its 95 % interval, of how many samples, by which features."""

    title: str
    value: float
    low: float
    high: float
    n: int
    features: str


def keep(folder: Path, measures: Iterable[Measure]) -> bool:
    """The headline figures of ``measures`` into a model's ``folder``; False where it cannot be written to."""
    known = {one.name: one for one in measures}
    heads = (known[name] for name in HEADLINES if name in known)
    rows = [
        asdict(Kept(one.title, round(one.value, 4), round(one.low, 4), round(one.high, 4), one.n, one.features))
        for one in heads
        if one.n >= _LEAST and all(map(math.isfinite, (one.value, one.low, one.high)))
    ]
    try:
        write_bytes(folder / FILE, json.dumps(rows, ensure_ascii=False, indent=1).encode("utf-8") + b"\n")
    except (OSError, StudioError):
        return False
    return True


def kept(folder: Path) -> tuple[Kept, ...]:
    """What ``keep`` wrote; nothing for a model that was never judged, or a file that says something else."""
    try:
        if (folder / FILE).stat().st_size > _MOST_BYTES:
            return ()
        rows = json.loads((folder / FILE).read_text("utf-8"))
        found = [
            Kept(str(r["title"]), float(r["value"]), float(r["low"]), float(r["high"]), int(r["n"]), str(r["features"]))
            for r in rows
        ]
    except (OSError, ValueError, TypeError, KeyError):
        return ()
    return tuple(one for one in found if all(map(math.isfinite, (one.value, one.low, one.high))))
