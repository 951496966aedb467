"""The figures of pictures: titles, explanations and what real pictures reach. Used by the judge of pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.evaluate import artefacts, quality
from crossmedia_studio.evaluate.features import NAME
from crossmedia_studio.evaluate.judges import cloud
from crossmedia_studio.evaluate.judges.cloud import Terms
from crossmedia_studio.evaluate.measure import (
    CONSISTENCY,
    DIVERSITY,
    QUALITY,
    Estimate,
    Measure,
    bootstrap,
    mean,
    mean_of_known,
    ratio_of_logs,
    share_of_known,
)
from crossmedia_studio.evaluate.piece import Match
from crossmedia_studio.evaluate.reference import Reference

TERMS = Terms(
    features=NAME,
    real=mark("Real pictures: {value}"),
    distance=("fid", mark("Distance from real pictures (FID)"),
              mark("The same with another distance; it falls with the number of pictures")),
    floor=mark("As many real pictures reach {value}"),
    shares={
        "precision": mark("The share that lies among real pictures"),
        "density": mark("How thickly real pictures lie around them: about 1 for real ones"),
        "coverage": mark("The share of real pictures with a made one nearby: about 0.97 for real ones"),
        "recall": mark("The share of real pictures that lie among the made ones"),
    },
    spread=mark("The mean distance of all pairs of pictures"),
    variety=mark("The mean distance of pictures made from the same words"),
    again=mark("Pictures that come again: nearer than {limit} to another one"),
    remembered=(mark("Remembered pictures"),
                mark("Nearer than {limit} to a training picture, as only 1 in 100 real pictures is")),
    right=(mark("Right subject"), mark("The asked subject is the likeliest of {count}")),
    right_of_five=(mark("Right subject among five"),
                   mark("The asked subject is among the five likeliest of {count}")),
    like=mark("Most like real pictures of: {names}"),
    alone=mark("There were no real pictures to compare with: only what a picture shows by itself is judged."),
    few=mark("There are few pictures: read the intervals, not the values."),
)  # fmt: skip
_PIXELS = "pixels"


def of_quality(rows: np.ndarray, real: np.ndarray, seed: int) -> list[Measure]:
    """Distances of the clouds ``rows`` (n, 1280) and ``real`` (m, 1280); none where one is too small."""
    found = cloud.of_quality(TERMS, rows, real, seed)
    if not found:
        return []
    about = tr("How unlike real pictures they are taken together: 0 is no difference")
    kid = Measure("kid", tr("Distance from real pictures (KID)"), about, QUALITY, *quality.kid(rows, real, seed),
                  len(rows), NAME, "lower")  # fmt: skip
    return [kid, *found]


def of_looks(table: np.ndarray, reference: Reference | None) -> list[Measure]:
    """Flaws over all pictures: ``table`` (n, columns) of :func:`artefacts.looks`."""
    real = reference.looks if reference is not None else np.zeros((0, table.shape[1]), np.float32)
    ours, theirs = (np.log(np.maximum(one[np.isfinite(one[:, 0]), 0], 1e-9)) for one in (table, real))
    sharp = "{}, {} px".format("Laplacian", artefacts.SHARPNESS_SIDE)
    if len(theirs):
        about, better = tr("Beside real pictures: 1 is as sharp as they are"), ""
        estimate = ratio_of_logs(ours, theirs)
    else:
        about, better = tr("Strength of fine edges"), "higher"
        estimate = Estimate(*(math.exp(one) for one in mean(ours)))
    found = [Measure("sharpness", tr("Sharpness"), about, QUALITY, *estimate, len(ours), sharp, better)]
    line = bootstrap(len(table), lambda i: artefacts.seams(table[i]))
    about = TERMS.beside(tr("How much edges pile up on a grid of patches: 0 is not at all"), artefacts.seams(real))
    found.append(Measure("seams", tr("Seams"), about, QUALITY, *line, len(table), _PIXELS, "lower"))
    kinds = (
        ("banding", 1, tr("Banding"), tr("Tones that smooth areas skip: 0 is none")),
        ("clipped", 2, tr("Clipped colours"), tr("The share of the picture where a colour has reached its limit")),
        ("fringe", 3, tr("Fringes"), tr("Foreign colour along cut-out edges: 0 is none")),
    )
    for name, column, title, about in kinds:
        values = table[np.isfinite(table[:, column]), column]
        if len(values):
            beside = real[np.isfinite(real[:, column]), column]
            words = TERMS.beside(about, float(beside.mean()) if len(beside) else math.nan)
            value, low, high = mean(values)
            low = max(low, 0.0) if math.isfinite(low) else low
            found.append(Measure(name, title, words, QUALITY, value, low, high, len(values), _PIXELS, "lower"))
    return found


def of_training(remembered: Sequence[Match], between: np.ndarray) -> list[Measure]:
    """How near the training set is, beside how near it is ``between`` different real pictures."""
    away = np.array([one.distance for one in remembered])
    usual = float(between.mean()) if len(between) else math.nan
    about = TERMS.beside(tr("The mean distance to the nearest training picture"), usual, 1)
    return mean_of_known("training", tr("Distance from training"), about, DIVERSITY, away, NAME)


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
        found += share_of_known(name, title, about, CONSISTENCY, met[name], by, "higher")
    about = tr("How near takes are to the picture they were made from: 1 is the same")
    return found + mean_of_known("likeness", tr("Nearness to the source"), about, CONSISTENCY, met["likeness"], NAME)
