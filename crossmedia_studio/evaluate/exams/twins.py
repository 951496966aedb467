"""What twins are asked: whether eye and ear agree, whether the knob leads where it says, whether a walk jumps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.evaluate.measure import CONSISTENCY, DIVERSITY, QUALITY, Measure, bootstrap, share
from crossmedia_studio.evaluate.named import Named
from crossmedia_studio.evaluate.piece import Asked, Findings, Note
from crossmedia_studio.generate import cutouts, imagining, twins
from crossmedia_studio.models.loader import Models
from crossmedia_studio.train.twins import correspondence

COUNT = 96
_SHOWN = 12
_WALKS, _FRAMES = 24, 100
_JUMP = 0.25
"""A frame that differs from the one before by more than this share of the way round is a jump."""


def sit(found: Named, models: Models, step: Step, files: Sequence[Path], seed: int) -> Findings:
    """See :class:`Exam`. It needs no examples: both halves are measured as they are born."""
    family = twins.load(models, found.name)
    chance = np.random.default_rng(seed)
    knobs = chance.uniform(-1.0, 1.0, (COUNT, 2))
    code = family.net.config.code
    places = [twins.place(seed + number, "", code, (x, y)) for number, (x, y) in enumerate(knobs)]
    eye, ear, notes, pairs = [], [], [], set()
    for number, z in enumerate(places):
        step(0.7 * number / COUNT, 1.0, tr("Twin {number} of {count}", number=number + 1, count=COUNT))
        born = family.born(z[None], family.allowed(imagining.ANY, z))
        picture = family.pictures_of(born)[0]
        eye.append(correspondence.of_picture(picture))
        ear.append(correspondence.of_sound(family.ear.decode(born.sounds[0], twins.SECONDS, number)))
        pairs.add((int(np.abs(born.codes).sum() * 1e3), int(np.abs(born.sounds).sum() * 1e3)))
        if number < _SHOWN:
            strip = twins.strip(family.ear.log_mel(born.sounds[0]), picture.shape[1], picture.shape[0] // 2)
            shown = np.concatenate([cutouts.straight(picture), strip])
            name = tr("Twins {number}", number=number + 1)
            notes.append(Note(name, Asked(seed=seed + number), (), None, shown))
    steady = _steady(family, seed, part(step, 0.7, 1.0, tr("Walking")))
    return Findings(tuple(_measures(np.array(eye), np.array(ear), knobs, steady, len(pairs), seed)), tuple(notes))


def _measures(
    eye: np.ndarray, ear: np.ndarray, knobs: np.ndarray, steady: int, different: int, seed: int
) -> list[Measure]:
    by = tr("four qualities of picture and sound, by rank")
    rows = [
        ("agree_bright", tr("Bright with high"), tr("Rank correlation of the picture's light and the sound's height"),
         CONSISTENCY, eye[:, 0], ear[:, 0]),
        ("agree_rough", tr("Spiky with harsh"), tr("Rank correlation of the picture's edges and the sound's noise"),
         CONSISTENCY, eye[:, 1], ear[:, 1]),
        ("knob_eye", tr("The knob leads the eye"), tr("Rank correlation of the knob and the picture's light"),
         QUALITY, knobs[:, 0], eye[:, 0]),
        ("knob_ear", tr("The knob leads the ear"), tr("Rank correlation of the knob and the sound's height"),
         QUALITY, knobs[:, 0], ear[:, 0]),
    ]  # fmt: skip
    found = []
    for name, title, about, group, one, other in rows:
        estimate = bootstrap(len(one), lambda i, a=one, b=other: _ranked(a[i], b[i]), seed=seed)  # type: ignore[misc]
        found.append(Measure(name, title, about, group, *estimate, len(one), by, "higher"))
    walked = tr("{count} walks of {frames} frames", count=_WALKS, frames=_FRAMES)
    found.append(
        Measure("steady", tr("Steady walks"), tr("The share of walks in which nothing jumps"), QUALITY,
                *share(steady, _WALKS), _WALKS, walked, "higher")
    )  # fmt: skip
    found.append(
        Measure("different", tr("Different twins"), tr("The share of twins that are like no other one"), DIVERSITY,
                *share(different, len(eye)), len(eye), tr("codes and latents"), "higher")
    )  # fmt: skip
    return found


def _ranked(one: np.ndarray, other: np.ndarray) -> float:
    """Spearman's rank correlation."""
    a, b = (values.argsort().argsort().astype(float) for values in (one, other))
    return float(np.corrcoef(a, b)[0, 1])


def _steady(family: twins.Family, seed: int, step: Step) -> int:
    """In how many walks no step is longer than ``_JUMP`` of the whole way, in codes and in latents of sound."""
    kept = 0
    for number in range(_WALKS):
        step(number, _WALKS)
        z = twins.place(seed + number, "walk", family.net.config.code)
        path = twins.walk(z, twins.REACH / 4.0, _FRAMES, seed + number)
        born = family.born(path, family.allowed(imagining.ANY, z))
        lengths = (np.linalg.norm(np.diff(rows.reshape(_FRAMES, -1), axis=0), axis=1)
                   for rows in (born.codes, born.sounds))  # fmt: skip
        kept += all(float(one.max()) <= _JUMP * max(float(one.sum()), 1e-9) for one in lengths)
    return kept
