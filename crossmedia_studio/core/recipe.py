"""How a take was made, complete enough to make it again. Written by generate, kept in the document."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from crossmedia_studio.core.kinds import Kind


@dataclass(frozen=True)
class Recipe:
    """Backend, weights, prompt, seed, options and inputs of a generated piece of media.

    ``weights`` are (catalogue name, SHA-256 of its file list) pairs; ``inputs`` are content ids (SHA-256)
    of the media it was made from; ``options`` are the backend's option values, sorted by name.
    """

    backend: str
    target: Kind
    prompt: str = ""
    seed: int = 0
    width: int = 0
    height: int = 0
    duration: float = 0.0
    language: str = ""
    options: tuple[tuple[str, Any], ...] = ()
    inputs: tuple[str, ...] = ()
    weights: tuple[tuple[str, str], ...] = ()
    engine: str = ""

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @staticmethod
    def from_json(text: str) -> Recipe:
        """Raises ``ValueError`` or ``TypeError`` for JSON that is no recipe."""
        try:
            raw = json.loads(text)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        if not isinstance(raw, dict) or "target" not in raw:
            raise ValueError("no recipe")
        raw["target"] = Kind(raw["target"])
        raw["options"] = tuple((str(k), v) for k, v in raw.get("options", ()))
        raw["weights"] = tuple((str(k), str(v)) for k, v in raw.get("weights", ()))
        raw["inputs"] = tuple(str(i) for i in raw.get("inputs", ()))
        return Recipe(**raw)
