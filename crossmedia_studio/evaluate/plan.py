"""What a model is asked when it is judged: its own list of prompts, else subjects of its reference, else ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.evaluate import asks
from crossmedia_studio.evaluate.examples import FOLDER
from crossmedia_studio.evaluate.piece import Asked
from crossmedia_studio.evaluate.reference import Reference

FILE, ENTRY = "config.json", "judging"
OWN = "plan.json"
"""The same entry as a file of its own in the folder ``judging``, beside the pictures of :mod:`.examples`."""
_PROMPTS = (
    "a red apple", "a fox", "a sailing ship on the sea", "an old castle", "a sunflower", "a cup of coffee",
    "a snowy mountain", "a steam train", "a white cat", "a lighthouse at night", "a green frog", "a birthday cake",
    "a violin", "a hot air balloon", "a blue butterfly", "a rocket", "a pumpkin", "an owl", "a bicycle",
    "a palm tree", "a robot", "a bowl of soup", "a golden crown", "a house in the snow",
)  # fmt: skip
_MOST_BYTES = 4 << 20


@dataclass(frozen=True)
class Plan:
    """``asked`` in order; ``width`` and ``height`` in pixels (0: the backend's own size).

    ``candidates``: the subjects among which the asked one has to be found; empty: all of the reference.
    """

    asked: tuple[Asked, ...]
    width: int = 0
    height: int = 0
    candidates: tuple[str, ...] = ()


def plan_of(folder: Path | None, reference: Reference | None, language: str) -> Plan:
    """The ``judging`` entry of ``config.json`` in a model's ``folder``, else ``judging/plan.json``: an object with
    ``prompts`` (words, or objects with the fields of :class:`Asked`), ``width``, ``height``, ``options`` for all of
    them, and ``candidates``."""
    own = _entry(folder) if folder is not None else {}
    try:
        prompts = tuple(_asked(one, own.get("options", {})) for one in own.get("prompts", ()))
        plan = Plan(prompts, int(own.get("width", 0)), int(own.get("height", 0)),
                    tuple(str(one) for one in own.get("candidates", ())))  # fmt: skip
    except (ValueError, TypeError, AttributeError) as error:
        raise _damaged(str(error)) from error
    if plan.asked:
        return plan
    return replace(plan, asked=_of_reference(reference, language) or tuple(Asked(words) for words in _PROMPTS))


def spread_over(plan: Plan, count: int, seed: int) -> tuple[Asked, ...]:
    """``count`` asks: those of ``plan`` in an order by chance, again from its start when it ends, each its own seed."""
    order = np.random.default_rng(seed).permutation(len(plan.asked))
    return tuple(replace(plan.asked[order[i % len(order)]], seed=seed + i) for i in range(count))


def _of_reference(reference: Reference | None, language: str) -> tuple[Asked, ...]:
    """Each subject that has a name, by that name."""
    if reference is None:
        return ()
    named = sorted(subject for subject in reference.words if subject)
    return tuple(Asked(reference.called(subject, language), subject) for subject in named)


def _asked(one: Any, options: Mapping[str, Any]) -> Asked:
    if isinstance(one, str):
        one = {"prompt": one}
    words = str(one.get("prompt", ""))
    all_options = {**options, **one.get("options", {})}
    return Asked(
        words, str(one.get("subject", "")), str(one.get("style", "")),
        str(one.get("background", "")) or asks.background(words), 0,
        tuple(sorted((str(name), value) for name, value in all_options.items())),
    )  # fmt: skip


def _entry(folder: Path) -> dict[str, Any]:
    found = _object(folder / FILE).get(ENTRY)
    if found is None:
        found = _object(folder / FOLDER / OWN)
    if not isinstance(found, dict):
        raise _damaged(f"{ENTRY} must be an object")
    return found


def _object(path: Path) -> dict[str, Any]:
    """The JSON object in ``path``; empty without such a file."""
    if not path.is_file():
        return {}
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError("too large")
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(str(error)) from error
    if not isinstance(found, dict):
        raise _damaged(f"{path.name} must be an object")
    return found


def _damaged(why: str) -> ModelError:
    return ModelError(
        tr("What this model is asked when it is judged cannot be read"), why=why[:200], do=tr("Import the model again")
    )
