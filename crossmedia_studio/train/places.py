"""What lies where: the files of a training run's folder and those of a finished model's."""

from __future__ import annotations

RUN, LOCK, WORK = "run.json", "run.lock", "work"
LAST, BEST = "last.safetensors", "best.safetensors"
POINTS, SAMPLES = "curves.jsonl", "samples"

CARD, SHEET, CURVES = "card.md", "sheet.png", "curves.png"
SOUND = "sample-{number}.flac"
FORMAT = "crossmedia"
"""The ``format`` of our own networks in a manifest: safetensors beside a ``config.json``."""
