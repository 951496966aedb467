"""Writes a report: page, small pictures and figures into a folder, whole or not at all."""

from __future__ import annotations

import dataclasses
import json
import math
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Pillow

from crossmedia_studio.core.errors import StorageError
from crossmedia_studio.core.files import storage_error
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.evaluate.measure import Measure
from crossmedia_studio.evaluate.piece import Judgement
from crossmedia_studio.evaluate.report.page import page

PAGE, FIGURES, PICTURES = "index.html", "figures.json", "pictures"


def write(judgement: Judgement, folder: Path, step: Step = no_step) -> Path:
    """Put the report into ``folder`` and return its page. An earlier report there is replaced.

    Raises StorageError for a folder that holds anything else, or that cannot be written.
    """
    folder = folder.absolute()
    if folder.exists() and not replaceable(folder):
        raise StorageError(
            tr("{name} already holds other files", name=folder), do=tr("Choose a new folder for the report")
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        workplace = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}.", dir=folder.parent))
    except OSError as error:
        raise storage_error(folder, error) from error
    try:
        draft = workplace / "report"
        (draft / PICTURES).mkdir(parents=True)
        notes, remembered = judgement.findings.notes, judgement.findings.remembered
        files = []
        for index, note in enumerate(notes):
            step(index, len(notes), tr("Writing the report"))
            files.append(_picture(note.picture, draft, f"{index + 1:04d}", exact=note.before is not None))
        matches = [_picture(one.picture, draft, f"t{one.index + 1:04d}") for one in remembered]
        before = [_picture(note.before, draft, f"b{index + 1:04d}", exact=True) for index, note in enumerate(notes)]
        (draft / PAGE).write_text(page(judgement, files, matches, before), encoding="utf-8")
        (draft / FIGURES).write_text(figures_json(judgement), encoding="utf-8")
        if folder.exists():
            folder.replace(workplace / "old")
        draft.replace(folder)
    except OSError as error:
        raise storage_error(folder, error) from error
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
    return folder / PAGE


def replaceable(folder: Path) -> bool:
    """Whether ``folder`` is empty or holds an earlier report and nothing else."""
    if not folder.is_dir():
        return False
    return {path.name for path in folder.iterdir()} in (set(), {PAGE, FIGURES, PICTURES})


def figures_json(judgement: Judgement) -> str:
    """The figures as JSON; what is not known is null."""
    return json.dumps(
        {
            "title": judgement.title,
            "kind": judgement.kind.value,
            "against": judgement.against,
            "facts": [list(fact) for fact in judgement.facts],
            "figures": [_plain(one) for one in judgement.measures],
            "compared": judgement.compared,
            "differences": [_plain(one) for one in judgement.differences],
            "ranking": [dataclasses.asdict(one) for one in judgement.ranking],
        },
        ensure_ascii=False,
        indent=1,
    )


def _plain(one: Measure) -> dict[str, Any]:
    values = dataclasses.asdict(one).items()
    return {name: None if isinstance(value, float) and not math.isfinite(value) else value for name, value in values}


def _picture(pixels: np.ndarray | None, folder: Path, name: str, *, exact: bool = False) -> str:
    """Write ``pixels``, to the bit if ``exact``, and return the address the page knows it by; "" for none."""
    if pixels is None:
        return ""
    Pillow.fromarray(np.ascontiguousarray(pixels)).save(
        folder / PICTURES / f"{name}.webp", "WEBP", lossless=exact, quality=75 if exact else 88, method=4
    )
    return f"{PICTURES}/{name}.webp"
