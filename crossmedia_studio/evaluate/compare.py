"""Two models on the same asks and seeds: differences pair by pair, which chance of prompt and seed cannot blur."""

from __future__ import annotations

import math

import numpy as np

from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.evaluate import quality
from crossmedia_studio.evaluate.measure import CONSISTENCY, QUALITY, Estimate, Measure, bootstrap
from crossmedia_studio.evaluate.piece import Findings

_ROWS = (
    ("subject", "subject_top5", CONSISTENCY), ("style", "style", CONSISTENCY),
    ("ground", "ground", CONSISTENCY), ("colour", "colour", CONSISTENCY),
    ("named", "named", CONSISTENCY), ("likeness", "likeness", CONSISTENCY), ("sharpness", "sharpness", QUALITY),
    ("fringe", "fringe", QUALITY), ("stars", "stars", QUALITY), ("flicker", "flicker", QUALITY),
    ("tempo_level", "tempo_level", CONSISTENCY), ("tempo", "tempo", CONSISTENCY), ("key", "key", CONSISTENCY),
    ("clipping", "clipping", QUALITY), ("distinct", "distinct", QUALITY),
    ("psnr", "psnr", QUALITY), ("ms_ssim", "ms_ssim", QUALITY), ("bits", "bits", QUALITY),
)  # fmt: skip
"""A score of each piece, the measure whose title it takes, and its group."""
_LEAST = 3


def compare(a: Findings, b: Findings, real: np.ndarray | None = None) -> tuple[Measure, ...]:
    """Measures of ``a`` minus those of ``b`` over the pieces that share prompt and seed, by a paired bootstrap.

    ``real`` (m, 1280) adds the difference of KID. Sharpness is compared by its logarithm. An interval that leaves 0
    out is a difference. Raises OptionError if hardly any piece has a partner.
    """
    pairs = paired(a, b)
    if len(pairs) < _LEAST:
        raise OptionError(
            tr("These takes cannot be compared: they were not made from the same words and seeds"),
            do=tr("Judge both models with the same seed and number of takes"),
        )
    ours, theirs = pairs[:, 0], pairs[:, 1]
    titles = {one.name: one for one in (*b.measures, *a.measures)}
    found = []
    for score, name, group in _ROWS:
        if score in a.scores and score in b.scores and name in titles:
            away = np.asarray(a.scores[score])[ours] - np.asarray(b.scores[score])[theirs]
            away = away[np.isfinite(away)]
            if len(away) >= _LEAST:
                estimate = bootstrap(len(away), lambda i, away=away: float(away[i].mean()))  # type: ignore[misc]
                found.append(_like(titles[name], group, estimate, len(away)))
    if a.features is not None and b.features is not None and real is not None and len(real) > 1 and "kid" in titles:
        estimate = quality.kid_difference(a.features[ours], b.features[theirs], real)
        found.append(_like(titles["kid"], QUALITY, estimate, len(pairs)))
    return tuple(one for one in found if not math.isnan(one.value))


def _like(one: Measure, group: str, difference: Estimate, n: int) -> Measure:
    title = tr("Sharpness (natural logarithm)") if one.name == "sharpness" else one.title
    return Measure(one.name, title, one.about, group, *difference, n, one.features, one.better)


def paired(a: Findings, b: Findings) -> np.ndarray:
    """Indices (n, 2) of the pieces of ``a`` and ``b`` with the same prompt and seed."""
    there = {(note.asked.prompt, note.asked.seed): i for i, note in enumerate(b.notes)}
    keys = [(note.asked.prompt, note.asked.seed) for note in a.notes]
    found = [(i, there[key]) for i, key in enumerate(keys) if key in there]
    return np.array(found, dtype=np.int64).reshape(-1, 2)
