"""Sits a model's exam and puts what it found beside the judging of its takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import crossmedia_studio
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step
from crossmedia_studio.evaluate import named as by_name
from crossmedia_studio.evaluate.exams import EXAMS
from crossmedia_studio.evaluate.named import Named
from crossmedia_studio.evaluate.piece import Findings, Judgement
from crossmedia_studio.generate.backends import BACKENDS
from crossmedia_studio.models.loader import Models


def named(name: str, models: Models) -> Named | None:
    """The model called ``name`` if its family has an exam."""
    return by_name.find(name, models, EXAMS)


def names(models: Models) -> list[str]:
    """All that :func:`named` knows."""
    return by_name.names(models, EXAMS)


def starts_from_words(found: Named) -> bool | None:
    """Whether takes can be made with it from words alone; None if no generator makes media with it."""
    backend = next((backend for backend in BACKENDS if backend.name == found.family), None)
    return None if backend is None else Kind.TEXT in backend.sources


def findings(found: Named, models: Models, step: Step, files: Sequence[Path], seed: int) -> Findings:
    """See :class:`~crossmedia_studio.evaluate.exams.Exam`."""
    return EXAMS[found.family](found, models, step, files, seed)


def examine(found: Named, models: Models, step: Step, files: Sequence[Path], seed: int) -> Judgement:
    """The exam alone, for models of which no takes are judged."""
    facts = ((tr("Model"), found.name), (tr("Studio"), crossmedia_studio.__version__))
    return Judgement(found.title, found.kind, findings(found, models, step, files, seed), seed=seed, facts=facts)


def beside(made: Judgement, examined: Findings) -> Judgement:
    """``made`` with what the exam found after it."""
    mine = made.findings
    both = replace(
        mine,
        measures=(*examined.measures, *mine.measures),
        notes=(*mine.notes, *examined.notes),
        remarks=(*mine.remarks, *examined.remarks),
    )
    return replace(made, findings=both)
