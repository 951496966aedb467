"""The exam of models of motion: clips they never saw, moved again from their still and a code, beside a frozen still.

``judging/clips/``: the clips, animated pictures or films.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from crossmedia_studio.core.errors import MediaError, ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.evaluate.measure import CONSISTENCY, DIVERSITY, QUALITY, Measure, bootstrap
from crossmedia_studio.evaluate.named import Named
from crossmedia_studio.evaluate.piece import Asked, Findings, Note
from crossmedia_studio.generate import living
from crossmedia_studio.generate.living import Living
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent import motion
from crossmedia_studio.train.motion.clips import SMALL, loop, smaller
from crossmedia_studio.train.preprocess.pictures import straight

if TYPE_CHECKING:
    import torch

FOLDER = "clips"
_INVENTED = 8
_VARIETY = 0.4
_SHOWN = 4


def sit(found: Named, models: Models, step: Step, files: Sequence[Path], seed: int) -> Findings:
    """See ``exams.Exam``. ``files``: films or animated pictures."""
    paths = list(files) if files else _carried(found)
    if not paths:
        raise MediaError(
            tr("{name} carries no clips to be judged by", name=found.title),
            do=tr("Name a folder of short films or animated pictures to judge it by"),
        )
    model = living.load(models, found.name)
    size, harmonics = model.mover.config.size, model.mover.config.harmonics
    loops = []
    for number, path in enumerate(paths):
        step(0.3 * number / len(paths), 1.0, tr("Clip {number} of {count}", number=number + 1, count=len(paths)))
        loops.append(loop(path, size))
    frames = np.stack([smaller(one, SMALL) for one in loops])  # (n, 16, 64, 64, 4)
    seen = motion.fields(frames, harmonics, part(step, 0.3, 0.8, tr("Seeing how they move")))
    scores: dict[str, list[float]] = {}
    notes = []
    for number, path in enumerate(paths):
        step(0.8 + 0.2 * number / len(paths))
        strip = loops[number]
        told, picture = _one(model, strip, frames[number], seen.paths[number], seed)
        told["possible"] = float(seen.explained[number])
        for name, value in told.items():
            scores.setdefault(name, []).append(value)
        line = tr("{gain} dB nearer than a still", gain=f"{told['gain']:+.1f}")
        notes.append(Note(path.stem, Asked(seed=number), (line,), None, picture))
    table = {name: np.array(values) for name, values in scores.items()}
    step(1.0)
    about = tr("Above: the clip; in the middle: moved again from its still and a code; below: a motion invented for it")
    return Findings(tuple(_measures(table, seed)), tuple(notes), table, remarks=(about,))


def _one(
    model: Living, clip: np.ndarray, frames: np.ndarray, paths: np.ndarray, seed: int
) -> tuple[dict[str, float], np.ndarray]:
    """The scores of one clip, uint8 (16, size, size, 4) and small (16, 64, 64, 4), and a strip of pictures of it."""
    import torch

    from crossmedia_studio.nets.motion import amount, near, reach, warped, waves

    with torch.inference_mode():
        still = torch.from_numpy(clip[0]).permute(2, 0, 1).float()[None] / 255.0  # (1, 4, size, size)
        again = model.mover(still, model.mover.code_of(torch.from_numpy(paths)[None]))  # (1, 2 k, 2, side, side)
        chance = torch.Generator().manual_seed(seed)
        look = model.mover.looks(still)[0]
        codes = torch.stack([motion.invented(model.book, look, chance, _VARIETY) for _ in range(_INVENTED)])
        invented = model.mover(still.expand(_INVENTED, -1, -1, -1), codes)
        small = torch.from_numpy(frames).permute(0, 3, 1, 2).float()[None] / 255.0  # (1, 16, 4, 64, 64)
        wave = waves(torch.arange(1, motion.PHASES) / motion.PHASES, model.mover.config.harmonics)
        goal, frozen = small[:, 1:], small[:, :1].expand(-1, motion.PHASES - 1, -1, -1, -1)
        made = warped(small[:, 0], reach(again, wave))
        others = warped(small[:, 0].expand(_INVENTED, -1, -1, -1), reach(invented, wave))
        weights = near(still[:, 3:], invented.shape[-1])
        far = amount(invented, weights.expand(_INVENTED, -1, -1, -1))
        flat = reach(invented, wave).flatten(1)
        flat = flat / flat.norm(dim=1, keepdim=True).clamp(min=1e-6)
        apart = 1.0 - float((flat @ flat.T).sum() - _INVENTED) / (_INVENTED * (_INVENTED - 1))
        nearest = max(_gain(other[None], goal, frozen) for other in others)
        turn = waves(torch.arange(_SHOWN + 1) / (_SHOWN + 1), model.mover.config.harmonics)
        rows = [torch.from_numpy(clip[:: 16 // (_SHOWN + 1)][: _SHOWN + 1]).permute(0, 3, 1, 2).float() / 255.0]
        rows += [warped(still, reach(field, turn))[0] for field in (again, invented[:1])]
    sheet = torch.cat([torch.cat(list(row), dim=2) for row in rows], dim=1)  # (4, 3 size, 5 size)
    picture = straight(sheet.permute(1, 2, 0).numpy())[::2, ::2]
    share = 1.0 - float((made - goal).abs().mean() / (frozen - goal).abs().mean().clamp(min=1e-4))
    return {
        "gain": _gain(made, goal, frozen), "explained": share, "nearest": nearest, "amount": float(far.mean()),
        "apart": apart,
    }, picture  # fmt: skip


def _gain(made: torch.Tensor, goal: torch.Tensor, frozen: torch.Tensor) -> float:
    """How much nearer to the clip it is than the frozen still, in dB of PSNR."""
    errors = [float((one - goal).square().mean().clamp(min=1e-7)) for one in (made, frozen)]
    return float(10 * np.log10(errors[1] / errors[0]))


def _measures(table: dict[str, np.ndarray], seed: int) -> Iterator[Measure]:
    by = tr("frames of {size} px, motion in {phases} phases", size=SMALL, phases=motion.PHASES)
    rows = (
        ("gain", "psnr_gain", tr("Nearer than a still"), tr("How much nearer a clip comes, told its code, in decibels"),
         QUALITY, "higher"),
        ("explained", "explained", tr("Motion explained"),
         tr("The share of what changes in a clip that it moves as the clip does, told its code"), QUALITY, "higher"),
        ("possible", "possible", tr("Motion that can be explained"),
         tr("The same with the motion as it was seen: what no model of motion can exceed"), QUALITY, ""),
        ("nearest", "nearest_gain", tr("Invented motion, the nearest of {count}", count=_INVENTED),
         tr("How much nearer to the clip than a still the best of them is, in decibels"),
         CONSISTENCY, "higher"),
        ("amount", "motion_amount", tr("How far things move"), tr("Invented motion, in halves of the picture"), QUALITY,
         ""),
        ("apart", "seed_variety", tr("Variety of motion"),
         tr("How differently one picture moves from seed to seed: 0 is always the same"), DIVERSITY, "higher"),
    )  # fmt: skip
    for key, name, title, about, group, better in rows:
        values = table[key]
        estimate = bootstrap(len(values), lambda i, values=values: float(values[i].mean()), seed=seed)  # type: ignore[misc]
        yield Measure(name, title, about, group, *estimate, len(values), by, better)


def _carried(found: Named) -> list[Path]:
    for folder in found.folders:
        place = folder / "judging" / FOLDER
        if place.is_dir():
            try:
                return sorted(path for path in place.iterdir() if path.is_file() and not path.name.startswith("."))
            except OSError as error:
                raise ModelError(
                    tr("The clips that {name} is judged by cannot be read", name=found.title), why=error.strerror or ""
                ) from error
    return []
