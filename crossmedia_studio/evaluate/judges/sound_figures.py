"""The figures of sounds: their titles and explanations. Used by the judge of sounds."""

from __future__ import annotations

import math

import numpy as np

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.evaluate.judges.cloud import Terms
from crossmedia_studio.evaluate.measure import QUALITY, Measure, mean_of_known
from crossmedia_studio.evaluate.sound_features import NAME

TERMS = Terms(
    features=NAME,
    real=mark("Real sounds: {value}"),
    distance=("fad", mark("Distance from real sounds (FAD)"),
              mark("How unlike real sounds they are taken together; it falls with the number of sounds")),
    floor=mark("As many real sounds reach {value}"),
    shares={
        "precision": mark("The share that lies among real sounds"),
        "coverage": mark("The share of real sounds with a made one nearby: about 0.97 for real ones"),
    },
    spread=mark("The mean distance of all pairs of sounds"),
    variety=mark("The mean distance of sounds made from the same words"),
    again=mark("Sounds that come again: nearer than {limit} to another one"),
    remembered=(mark("Remembered sounds"),
                mark("Nearer than {limit} to a training sound, as only 1 in 100 real sounds is")),
    right=(mark("Right sound"), mark("The asked sound is the likeliest of {count}")),
    right_of_five=(mark("Right sound among five"),
                   mark("The asked sound is among the five likeliest of {count}")),
    like=mark("Most like real sounds of: {names}"),
    alone=mark("There were no real sounds to compare with: levels and likeness to each other alone are judged."),
    few=mark("There are few sounds: read the intervals, not the values."),
)  # fmt: skip
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
        least = 0.0 if LEVELS[column] != "loudness" else -math.inf
        found += mean_of_known(LEVELS[column], title, about, QUALITY, table[:, column], by, better, least)
    return found
