"""Judges a model that brings pictures back by how near they come: PSNR, MS-SSIM, bits, beside JPEG and WebP."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

import crossmedia_studio
from crossmedia_studio.core.errors import MediaError, StudioError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.evaluate import examples, rebuilders, rivals
from crossmedia_studio.evaluate.measure import QUALITY, Measure, bootstrap
from crossmedia_studio.evaluate.named import Named
from crossmedia_studio.evaluate.piece import Asked, Findings, Judgement, Note
from crossmedia_studio.evaluate.rebuilders import Rebuilder, Rebuilt
from crossmedia_studio.generate import cutouts
from crossmedia_studio.media import image
from crossmedia_studio.media.fidelity import ms_ssim, psnr
from crossmedia_studio.models.loader import Models

SHOWN = 512
"""Pixels a side of the middle that is kept of both pictures for the report."""
_MOST_SHOWN = 64 << 20
"""Bytes of pixels that are kept for it in all."""
_FEW = 30


def evaluate_rebuilder(
    found: Named, models: Models, step: Step, pictures: Sequence[Path] = (), seed: int = 0
) -> Judgement:
    """Judge the autoencoder or codec ``found`` by ``pictures``, else by those that its folder carries.

    The same model and pictures give the same figures; ``seed`` is that of the intervals. Raises MediaError where there
    is nothing to judge it by.
    """
    own = None if pictures else examples.read(found.folders)
    if not pictures and own is None:
        raise MediaError(
            tr("{name} carries no pictures to be judged by", name=found.title),
            do=tr("Name a folder of pictures to judge it by"),
        )
    shown = own.title if own is not None else str(len(pictures))
    step(0.0, 1.0, tr("Opening {name}", name=found.title))
    model = rebuilders.opened(found, models)
    count = len(own) if own is not None else len(pictures)
    findings = judge(model, own if own is not None else _read(pictures), count, part(step, 0.02, 1.0), seed)
    facts = ((tr("Model"), found.name), (tr("Pictures"), shown), (tr("Studio"), crossmedia_studio.__version__))
    return Judgement(found.title, Kind.IMAGE, findings, seed=seed, facts=facts)


def judge(
    model: Rebuilder, pictures: Iterable[tuple[str, np.ndarray]], count: int, step: Step, seed: int = 0
) -> Findings:
    """What comes back of ``count`` ``pictures``, (name, uint8 (h, w, 4)), one by one."""
    notes: list[Note] = []
    scores: dict[str, list[float]] = {}
    kept = 0
    for index, (name, pixels) in enumerate(pictures):
        inner = part(step, index / count, (index + 1) / count, tr("{name}: {number} of {count}", name=name,
                                                                  number=index + 1, count=count))  # fmt: skip
        rebuilt = model(pixels, part(inner, 0.0, 0.6))
        inner(0.6)
        for score, value in _scores(rebuilt, part(inner, 0.6, 1.0)).items():
            scores.setdefault(score, []).append(value)
        lines = _lines({score: values[-1] for score, values in scores.items()})
        before, after = (_shown(planes) for planes in (rebuilt.before, rebuilt.after))
        kept += before.nbytes + after.nbytes
        whole = kept <= _MOST_SHOWN
        notes.append(Note(name, Asked(seed=index), lines, None, after if whole else None,
                          before=before if whole else None))  # fmt: skip
    table = {score: np.array(values) for score, values in scores.items()}
    step(1.0)
    few = (tr("There are few pictures: read the intervals, not the values."),) if len(notes) < _FEW else ()
    return Findings(tuple(_measures(table, model.planes, seed)), tuple(notes), table, remarks=(model.about, *few))


def _scores(rebuilt: Rebuilt, step: Step) -> dict[str, float]:
    before, after = rebuilt.before, rebuilt.after
    found = {"psnr": psnr(before, after), "ms_ssim": ms_ssim(before, after)}
    if not rebuilt.bytes:
        return found
    found["bits"] = 8.0 * rebuilt.bytes / (before.shape[0] * before.shape[1])
    for index, name in enumerate(rivals.RIVALS):
        step(index, len(rivals.RIVALS))
        other = rivals.within(before, name, rebuilt.bytes)
        near = (psnr(before, other), ms_ssim(before, other)) if other is not None else (math.nan, math.nan)
        key = name.lower()
        found[f"psnr_{key}"] = near[0]
        found[f"psnr_beyond_{key}"] = found["psnr"] - near[0]
        found[f"ms_ssim_beyond_{key}"] = found["ms_ssim"] - near[1]
    return found


def _measures(table: dict[str, np.ndarray], planes: str, seed: int) -> Iterator[Measure]:
    rows = [
        ("psnr", "PSNR", tr("How near they come back to the original, in decibels"), "higher"),
        ("ms_ssim", "MS-SSIM", tr("Likeness of structure at several scales: 1 is the same"), "higher"),
        ("bits", tr("Bits a pixel"), tr("The whole file, shared out among the pixels"), "lower"),
    ]
    for name in rivals.RIVALS:
        key, about = name.lower(), tr("Picture by picture, at no more bytes: below 0 {format} is nearer", format=name)
        rows += [
            (f"psnr_{key}", tr("PSNR of {format}", format=name), tr("At no more bytes, in decibels"), ""),
            (f"psnr_beyond_{key}", tr("PSNR beyond {format}", format=name), about, "higher"),
            (f"ms_ssim_beyond_{key}", tr("MS-SSIM beyond {format}", format=name), about, "higher"),
        ]
    for name, title, about, better in rows:
        known = table.get(name, np.zeros(0))
        known = known[np.isfinite(known)]
        if len(known):
            estimate = bootstrap(len(known), lambda i, known=known: float(known[i].mean()), seed=seed)  # type: ignore[misc]
            yield Measure(name, title, about, QUALITY, *estimate, len(known), planes, better)


def _lines(scores: dict[str, float]) -> tuple[str, ...]:
    """The figures of one picture for a person."""
    lines = [f"{scores['psnr']:.1f} dB · MS-SSIM {scores['ms_ssim']:.3f}"]
    if "bits" in scores:
        lines[0] += " · " + tr("{bits} bits a pixel", bits=f"{scores['bits']:.2f}")
        others = [f"{name} {scores[f'psnr_{name.lower()}']:.1f} dB" for name in rivals.RIVALS
                  if math.isfinite(scores[f"psnr_{name.lower()}"])]  # fmt: skip
        lines += [" · ".join(others)] if others else []
    return tuple(lines)


def _shown(planes: np.ndarray) -> np.ndarray:
    """What was compared, as a picture for the report: straight alpha, uint8 (h, w, 4)."""
    opaque = planes.shape[2] == 3
    pixels = np.dstack([planes, np.full(planes.shape[:2], 255, np.uint8)]) if opaque else cutouts.straight(planes)
    height, width = pixels.shape[:2]
    top, left = max((height - SHOWN) // 2, 0), max((width - SHOWN) // 2, 0)
    return np.ascontiguousarray(pixels[top : top + SHOWN, left : left + SHOWN])


def _read(paths: Sequence[Path]) -> Iterator[tuple[str, np.ndarray]]:
    for path in paths:
        try:
            yield path.stem, image.read(path).pixels
        except StudioError as error:
            raise MediaError(
                error.what, why=error.why, do=tr("Take it out of the folder, or choose another folder")
            ) from error
