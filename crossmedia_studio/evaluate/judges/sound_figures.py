"""The figures of sounds: titles, explanations and what real sounds reach. Used by the judge of sounds."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.evaluate import consistency, diversity, quality
from crossmedia_studio.evaluate.diversity import Near
from crossmedia_studio.evaluate.measure import CONSISTENCY, DIVERSITY, QUALITY, Estimate, Measure, mean, share
from crossmedia_studio.evaluate.sound_features import NAME

LEVELS = ("clipping", "silence", "offset", "loudness")


def of_levels(table: np.ndarray) -> list[Measure]:
    """What any sound can be judged by: ``table`` (n, 4) as :data:`LEVELS`, nan where it does not apply."""
    rows = (
        (tr("Clipping"), tr("The share of samples at full scale"), tr("samples"), "lower"),
        (tr("Silence"), tr("The share of time below −60 dBFS"), tr("windows of 50 ms"), ""),
        (tr("Offset"), tr("How far the middle lies from zero, as a share of the peak"), tr("samples"), "lower"),
        (tr("Loudness"), tr("Over the whole sound, in LUFS"), "ITU-R BS.1770-4", ""),
    )
    found = []
    for column, (title, about, by, better) in enumerate(rows):
        known = table[np.isfinite(table[:, column]), column]
        if len(known):
            found.append(_measure(LEVELS[column], title, about, QUALITY, mean(known), len(known), by, better))
    return found


def of_quality(rows: np.ndarray, real: np.ndarray, seed: int) -> list[Measure]:
    """Distances of the clouds ``rows`` (n, 192) and ``real`` (m, 192); none where one is too small."""
    if min(len(rows), len(real)) < 2:
        return []
    floor = quality.fid_floor(real, len(rows), seed)
    about = tr("How unlike real sounds they are taken together; it falls with the number of sounds")
    if math.isfinite(floor):
        about += ". " + tr("As many real sounds reach {value}", value=f"{floor:.1f}")
    found = [
        _measure("fad", tr("Distance from real sounds (FAD)"), about, QUALITY, quality.fid(rows, real, seed),
                 len(rows), NAME, "lower")
    ]  # fmt: skip
    cloud = diversity.manifold(rows, real, seed=seed)
    if cloud is not None:
        found += [
            _measure("precision", tr("Precision"), tr("The share that lies among real sounds"), QUALITY,
                     cloud.precision, cloud.n, NAME, "higher"),
            _measure("coverage", tr("Coverage"),
                     tr("The share of real sounds with a made one nearby: about 0.97 for real ones"), DIVERSITY,
                     cloud.coverage, cloud.n, NAME, "higher"),
        ]  # fmt: skip
    return found


def of_diversity(
    rows: np.ndarray, real: np.ndarray, prompts: list[str], twins: Sequence[Near], limit: float, seed: int
) -> list[Measure]:
    """How far apart ``rows`` (n, 192) are, altogether and for one ask, and how many are the same again."""
    if len(rows) < 2:
        return []
    beside = diversity.spread(real, seed).value if len(real) > 1 else math.nan
    found = [
        _measure("spread", tr("Spread"), _beside(tr("The mean distance of all pairs of sounds"), beside, 1), DIVERSITY,
                 diversity.spread(rows, seed), len(rows), NAME, "higher")
    ]  # fmt: skip
    within, asks = diversity.variety(rows, prompts)
    if asks and asks < len(rows) and any(prompts):
        about = tr("The mean distance of sounds made from the same words")
        found.append(_measure("variety", tr("Variety"), about, DIVERSITY, within, asks, NAME, "higher"))
    again = len({index for pair in twins for index in (pair.index, pair.other)})
    about = tr("Sounds that come again: nearer than {limit} to another one", limit=f"{limit:.1f}")
    found.append(
        _measure("duplicates", tr("Duplicates"), about, DIVERSITY, share(again, len(rows)), len(rows), NAME, "lower")
    )
    return found


def of_memory(found: Sequence[Near], limit: float) -> list[Measure]:
    """How many are a sound of the training set again."""
    about = tr("Nearer than {limit} to a training sound, as only 1 in 100 real sounds is", limit=f"{limit:.1f}")
    hits = sum(one.near for one in found)
    return [_measure("memorised", tr("Remembered sounds"), about, DIVERSITY, share(hits, len(found)), len(found), NAME,
                     "lower")]  # fmt: skip


def of_subjects(ranks: np.ndarray, subjects: int, ceiling: tuple[int, int, int]) -> list[Measure]:
    """How often the asked sound is the likeliest, or among the five likeliest, of so many ``subjects``."""
    known = ranks[np.isfinite(ranks)]
    if not len(known):
        return []
    first, five, of = ceiling
    rows = (
        ("subject_top5", tr("Right sound among five"), consistency.TOP, five,
         tr("The asked sound is among the five likeliest of {count}", count=subjects)),
        ("subject_top1", tr("Right sound"), 1, first,
         tr("The asked sound is the likeliest of {count}", count=subjects)),
    )  # fmt: skip
    return [
        _measure(name, title, _beside(about, hits / of if of else math.nan), CONSISTENCY,
                 share(float((known < top).sum()), len(known)), len(known), NAME, "higher")
        for name, title, top, hits, about in rows
    ]  # fmt: skip


def _beside(about: str, value: float, digits: int = 2) -> str:
    """``about``, and what real sounds reach."""
    if not math.isfinite(value):
        return about
    return about + ". " + tr("Real sounds: {value}", value=f"{value:.{digits}f}")


def _measure(
    name: str, title: str, about: str, group: str, estimate: Estimate, n: int, by: str, better: str = ""
) -> Measure:
    return Measure(name, title, about, group, *estimate, n, by, better)
