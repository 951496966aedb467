"""The figures of pictures: titles, explanations and what real pictures reach. Used by the judge of pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.evaluate import artefacts, consistency, diversity, quality
from crossmedia_studio.evaluate.diversity import Near
from crossmedia_studio.evaluate.features import NAME
from crossmedia_studio.evaluate.measure import (
    CONSISTENCY,
    DIVERSITY,
    QUALITY,
    Estimate,
    Measure,
    bootstrap,
    mean,
    ratio_of_logs,
    share,
)
from crossmedia_studio.evaluate.reference import Reference

_PIXELS = "pixels"


def of_quality(rows: np.ndarray, real: np.ndarray, seed: int) -> list[Measure]:
    """Distances of the clouds ``rows`` (n, 1280) and ``real`` (m, 1280); none where one is too small."""
    found: list[Measure] = []
    if min(len(rows), len(real)) < 2:
        return found
    found.append(
        _measure(
            "kid", tr("Distance from real pictures (KID)"),
            tr("How unlike real pictures they are taken together: 0 is no difference"),
            QUALITY, quality.kid(rows, real, seed), len(rows), NAME, "lower",
        )
    )  # fmt: skip
    floor = quality.fid_floor(real, len(rows), seed)
    about = tr("The same with another distance; it falls with the number of pictures")
    if math.isfinite(floor):
        about += ". " + tr("As many real pictures reach {value}", value=f"{floor:.1f}")
    found.append(
        _measure("fid", tr("Distance from real pictures (FID)"), about, QUALITY, quality.fid(rows, real, seed),
                 len(rows), NAME, "lower")
    )  # fmt: skip
    cloud = diversity.manifold(rows, real, seed=seed)
    if cloud is not None:
        found += [
            _measure("precision", tr("Precision"), tr("The share that lies among real pictures"), QUALITY,
                     cloud.precision, cloud.n, NAME, "higher"),
            _measure("density", tr("Density"), tr("How thickly real pictures lie around them: about 1 for real ones"),
                     QUALITY, cloud.density, cloud.n, NAME, "higher"),
            _measure("coverage", tr("Coverage"),
                     tr("The share of real pictures with a made one nearby: about 0.97 for real ones"), DIVERSITY,
                     cloud.coverage, cloud.n, NAME, "higher"),
            _measure("recall", tr("Recall"), tr("The share of real pictures that lie among the made ones"), DIVERSITY,
                     cloud.recall, cloud.n, NAME, "higher"),
        ]  # fmt: skip
    return found


def of_looks(table: np.ndarray, reference: Reference | None) -> list[Measure]:
    """Flaws over all pictures: ``table`` (n, columns) of :func:`artefacts.looks`."""
    real = reference.looks if reference is not None else np.zeros((0, table.shape[1]), np.float32)
    ours, theirs = (np.log(np.maximum(one[np.isfinite(one[:, 0]), 0], 1e-9)) for one in (table, real))
    sharp = "{}, {} px".format("Laplacian", artefacts.SHARPNESS_SIDE)
    if len(theirs):
        found = [
            _measure("sharpness", tr("Sharpness"), tr("Beside real pictures: 1 is as sharp as they are"), QUALITY,
                     ratio_of_logs(ours, theirs), len(ours), sharp)
        ]  # fmt: skip
    else:
        value, low, high = (math.exp(one) for one in mean(ours))
        found = [
            _measure("sharpness", tr("Sharpness"), tr("Strength of fine edges"), QUALITY, Estimate(value, low, high),
                     len(ours), sharp, "higher")
        ]  # fmt: skip
    line = bootstrap(len(table), lambda i: artefacts.seams(table[i]))
    about = _beside(tr("How much edges pile up on a grid of patches: 0 is not at all"), artefacts.seams(real))
    found.append(_measure("seams", tr("Seams"), about, QUALITY, line, len(table), _PIXELS, "lower"))
    kinds = (
        ("banding", 1, tr("Banding"), tr("Tones that smooth areas skip: 0 is none")),
        ("clipped", 2, tr("Clipped colours"), tr("The share of the picture where a colour has reached its limit")),
        ("fringe", 3, tr("Fringes"), tr("Foreign colour along cut-out edges: 0 is none")),
    )
    for name, column, title, about in kinds:
        values = table[np.isfinite(table[:, column]), column]
        if len(values):
            beside = real[np.isfinite(real[:, column]), column]
            words = _beside(about, float(beside.mean()) if len(beside) else math.nan)
            found.append(_measure(name, title, words, QUALITY, _positive(mean(values)), len(values), _PIXELS, "lower"))
    return found


def of_diversity(
    rows: np.ndarray, real: np.ndarray, prompts: list[str], twins: Sequence[Near], limit: float, seed: int
) -> list[Measure]:
    """How far apart ``rows`` (n, 1280) are, altogether and for one ask, and how many are the same again."""
    if len(rows) < 2:
        return []
    beside = diversity.spread(real, seed).value if len(real) > 1 else math.nan
    found = [
        _measure("spread", tr("Spread"), _beside(tr("The mean distance of all pairs of pictures"), beside, 1),
                 DIVERSITY, diversity.spread(rows, seed), len(rows), NAME, "higher")
    ]  # fmt: skip
    within, asks = diversity.variety(rows, prompts)
    if asks and asks < len(rows) and any(prompts):
        found.append(
            _measure("variety", tr("Variety"), tr("The mean distance of pictures made from the same words"), DIVERSITY,
                     within, asks, NAME, "higher")
        )  # fmt: skip
    again = len({index for pair in twins for index in (pair.index, pair.other)})
    about = tr("Pictures that come again: nearer than {limit} to another one", limit=f"{limit:.1f}")
    found.append(
        _measure("duplicates", tr("Duplicates"), about, DIVERSITY, share(again, len(rows)), len(rows), NAME, "lower")
    )
    return found


def of_memory(found: Sequence[Near], between: np.ndarray, limit: float) -> list[Measure]:
    """Remembered pictures, and how near the training set is beside how near it is to held-out real pictures."""
    away = np.array([one.distance for one in found])
    about = tr("Nearer than {limit} to a training picture, as only 1 in 100 real pictures is", limit=f"{limit:.1f}")
    near = _beside(
        tr("The mean distance to the nearest training picture"), float(between.mean()) if len(between) else math.nan, 1
    )
    return [
        _measure("memorised", tr("Remembered pictures"), about, DIVERSITY,
                 share(sum(one.near for one in found), len(found)), len(found), NAME, "lower"),
        _measure("training", tr("Distance from training"), near, DIVERSITY, mean(away), len(found), NAME),
    ]  # fmt: skip


def of_subjects(ranks: np.ndarray, subjects: int, ceiling: tuple[int, int, int]) -> list[Measure]:
    """How often the asked subject is the likeliest, or among the five likeliest, of so many ``subjects``."""
    known = ranks[np.isfinite(ranks)]
    if not len(known):
        return []
    first, five, of = ceiling
    rows = (
        ("subject_top5", tr("Right subject among five"), consistency.TOP, five,
         tr("The asked subject is among the five likeliest of {count}", count=subjects)),
        ("subject_top1", tr("Right subject"), 1, first,
         tr("The asked subject is the likeliest of {count}", count=subjects)),
    )  # fmt: skip
    return [
        _measure(name, title, _beside(about, hits / of if of else math.nan), CONSISTENCY,
                 share(float((known < top).sum()), len(known)), len(known), NAME, "higher")
        for name, title, top, hits, about in rows
    ]  # fmt: skip


def of_asks(met: Mapping[str, np.ndarray]) -> list[Measure]:
    """Whether style, ground, colours and named things are as asked; how near takes are to their sources."""
    rows = (
        ("style", tr("Right style"), tr("Drawn most like real pictures of the style that was asked"), NAME),
        ("ground", tr("Right ground"), tr("Of takes whose words ask for a ground"), tr("colours of the rim")),
        ("colour", tr("Right colours"), tr("Of takes whose words name colours"), tr("main colours")),
        ("named", tr("Recognised"), tr("Of takes whose subject the studio can name, those in which it does"),
         "EfficientNet-Lite0"),
    )  # fmt: skip
    found = []
    for name, title, about, by in rows:
        known = met[name][np.isfinite(met[name])]
        if len(known):
            estimate = share(float(known.sum()), len(known))
            found.append(_measure(name, title, about, CONSISTENCY, estimate, len(known), by, "higher"))
    near = met["likeness"][np.isfinite(met["likeness"])]
    if len(near):
        about = tr("How near takes are to the picture they were made from: 1 is the same")
        found.append(
            _measure("likeness", tr("Nearness to the source"), about, CONSISTENCY, mean(near), len(near), NAME)
        )
    return found


def _beside(about: str, value: float, digits: int = 2) -> str:
    """``about``, and what real pictures reach."""
    if not math.isfinite(value):
        return about
    return about + ". " + tr("Real pictures: {value}", value=f"{value:.{digits}f}")


def _positive(one: Estimate) -> Estimate:
    return Estimate(one.value, max(one.low, 0.0) if math.isfinite(one.low) else one.low, one.high)


def _measure(
    name: str, title: str, about: str, group: str, estimate: Estimate, n: int, features: str, better: str = ""
) -> Measure:
    return Measure(name, title, about, group, *estimate, n, features, better)
