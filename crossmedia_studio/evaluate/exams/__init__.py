"""The table of exams: what a family of models is asked on held-out examples, beside the judging of its takes.

A new exam is a module here with a function ``sit``, and a row below.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from crossmedia_studio.core.progress import Step
from crossmedia_studio.evaluate.exams import captions, motion, music, sounds, twins, words
from crossmedia_studio.evaluate.named import Named
from crossmedia_studio.evaluate.piece import Findings
from crossmedia_studio.models.loader import Models


class Exam(Protocol):
    """Measures one model on what its folders carry in ``judging/`` (held-out likelihood, distance, word overlap)."""

    def __call__(self, found: Named, models: Models, step: Step, files: Sequence[Path], seed: int) -> Findings:
        """``files`` stand in for what the folders carry, if there are any. The same model, files and seed give the same
        figures. Raises MediaError where there is nothing to measure on."""


EXAMS: dict[str, Exam] = {
    "captioner": captions.sit,
    "melody": music.sit,
    "motion": motion.sit,
    "score": music.sit,
    "sounds": sounds.sit,
    "twins": twins.sit,
    "vocoder": sounds.sit,
    "words": words.sit,
}
"""By family."""
