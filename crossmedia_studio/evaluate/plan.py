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
from crossmedia_studio.evaluate.musical import is_music
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
_MUSIC = (
    "a joyful, lively dance", "欢快热闹的节日音乐", "happy, energetic music for a party",
    "a calm and content evening", "宁静幸福的早晨", "gentle, warm and peaceful music",
    "a tense, frightening chase", "紧张恐怖的追逐", "an angry, violent battle",
    "a sad, quiet farewell", "悲伤孤独的夜晚", "a gloomy, lonely winter",
    "a happy piano waltz in D major", "sad strings in C minor", "欢快的乐队，G大调", "降B大调的八音盒曲",
    "a piano piece in F# minor, 72 bpm", "电子音乐，每分钟128拍，A小调", "a rock band at 140 bpm in E minor",
    "忧伤的钢琴曲，每分钟66拍，升C小调", "a music box at 90 bpm in E flat major", "synth at 100 bpm in B minor",
    "钢琴曲，每分钟84拍，F大调", "a band at 116 bpm in A major",
)  # fmt: skip
"""Moods of each quarter of the circumplex, then keys and tempi, of instruments on which a tempo can be heard."""
_MUSIC_SECONDS = 16.0
_MOST_BYTES = 4 << 20


@dataclass(frozen=True)
class Plan:
    """``asked`` in order; ``width`` and ``height`` in pixels, ``seconds`` of what has a length (0: the backend's own).

    ``candidates``: the subjects among which the asked one has to be found; empty: all of the reference.
    """

    asked: tuple[Asked, ...]
    width: int = 0
    height: int = 0
    candidates: tuple[str, ...] = ()
    seconds: float = 0.0


def plan_of(folder: Path | None, reference: Reference | None, language: str, backend: str = "") -> Plan:
    """The ``judging`` entry of ``config.json`` in a model's ``folder``, else ``judging/plan.json``: an object with
    ``prompts`` (words, or objects with the fields of :class:`Asked`), ``width``, ``height``, ``seconds``, ``options``
    for all of them, and ``candidates``. A ``backend`` that composes is asked for music where it brings no list."""
    own = _entry(folder) if folder is not None else {}
    try:
        prompts = tuple(_asked(one, own.get("options", {})) for one in own.get("prompts", ()))
        plan = Plan(prompts, int(own.get("width", 0)), int(own.get("height", 0)),
                    tuple(str(one) for one in own.get("candidates", ())), float(own.get("seconds", 0.0)))  # fmt: skip
    except (ValueError, TypeError, AttributeError) as error:
        raise _damaged(str(error)) from error
    if plan.asked:
        return plan
    if is_music(backend):
        return replace(plan, asked=tuple(Asked(words) for words in _MUSIC), seconds=plan.seconds or _MUSIC_SECONDS)
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
