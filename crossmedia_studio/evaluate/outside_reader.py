"""An outside reader of texts: how surprising they are to SmolLM2, a language model that learned from other writing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step
from crossmedia_studio.models.loader import Models

ENTRY = "smollm2"
NAME = "SmolLM2-135M-Instruct Q4_1"
LANGUAGE = "en"
"""What it can judge."""
MOST = 160
"""Subwords of a text that it reads: one at a time, which takes about a second for a hundred."""


def nats(texts: Sequence[str], models: Models, step: Step) -> tuple[np.ndarray, list[str]] | None:
    """Nats of the beginning of each text (n,), and what it read of each; None where the model is not installed."""
    if not models.installed(ENTRY):
        return None
    from crossmedia_studio.generate.writing import llama as llamas

    llama = llamas.load(models, ENTRY)
    found, read = [], []
    for number, text in enumerate(texts):
        step(number, len(texts), tr("Having the texts read, {number} of {count}", number=number + 1, count=len(texts)))
        tokens = llama.tokens(text)[:MOST]
        said = llama.text(tokens)
        total = 0.0
        for one in llama.surprise(tokens):
            total += one
            step(number, len(texts))
        found.append(total)
        read.append(said)
    return np.array(found), read
