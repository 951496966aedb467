"""Options as dataclass fields with limits, units and help; forms, CLI flags and recipes derive from them.

@dataclass(frozen=True)
class Options:
    strength: float = option(0.6, mark("Strength"), minimum=0, maximum=1)
    style: str = option("flat", mark("Style"), choices=("flat", "line"))
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast, get_type_hints

from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.i18n import tr

Value = bool | int | float | str

T = TypeVar("T")


@dataclass(frozen=True)
class Param:
    """One option, as a form or a command line shows it. ``label`` and ``help`` are marked, not yet translated."""

    name: str
    type: type
    default: Value
    label: str
    help: str = ""
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    choice_labels: tuple[str, ...] = ()
    multiline: bool = False
    family: str = ""
    """It names an installed model of this family; empty leaves the choice as ``nothing`` says (marked)."""
    nothing: str = ""
    pad: str = ""
    """The option that is its upward partner on a two-dimensional knob; both have limits."""


def option(
    default: Value,
    label: str,
    *,
    help: str = "",
    unit: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] = (),
    choice_labels: tuple[str, ...] = (),
    multiline: bool = False,
    family: str = "",
    nothing: str = "",
    pad: str = "",
) -> Any:
    """A dataclass field that is an option. ``choice_labels`` pair with ``choices`` (else the choice itself shows)."""
    return dataclasses.field(
        default=default,
        metadata={
            "label": label, "help": help, "unit": unit, "minimum": minimum, "maximum": maximum,
            "choices": choices, "choice_labels": choice_labels, "multiline": multiline,
            "family": family, "nothing": nothing, "pad": pad,
        },
    )  # fmt: skip


def params(options: type) -> tuple[Param, ...]:
    """The options of a dataclass in their order."""
    hints = get_type_hints(options)
    return tuple(
        Param(name=f.name, type=hints[f.name], default=cast(Value, f.default), **f.metadata)
        for f in dataclasses.fields(options)
        if "label" in f.metadata
    )


def build(options: type[T], values: Mapping[str, Any] | None = None) -> T:
    """An options object from loose values (strings from a command line, JSON, a form).

    Raises :class:`OptionError` for an unknown name or a value outside its limits.
    """
    table = {p.name: p for p in params(options)}
    checked = {}
    for name, value in (values or {}).items():
        if name not in table:
            raise OptionError(
                tr("There is no option called {name}", name=name),
                do=tr("Choose one of: {names}", names=", ".join(table) or "—"),
            )
        checked[name] = _check(table[name], value)
    return options(**checked)


def parse_pairs(pairs: Iterable[str] | None) -> tuple[tuple[str, str], ...]:
    """``["a=1", "b-c=two"]``, as typed on a command line → (("a", "1"), ("b_c", "two")). Raises OptionError."""
    found = []
    for pair in pairs or ():
        key, equals, value = pair.partition("=")
        if not (key and equals):
            raise OptionError(tr("{value} is no option", value=pair), do=tr("Write it as key=value"))
        found.append((key.strip().replace("-", "_"), value))
    return tuple(found)


def values(options: Any) -> dict[str, Value]:
    """The values of an options object, ready for JSON."""
    return {p.name: getattr(options, p.name) for p in params(type(options))}


def _check(param: Param, value: Any) -> Value:
    try:
        if param.type is bool:
            result: Value = _boolean(value)
        elif param.type is int:
            result = int(str(value))
        elif param.type is float:
            result = float(value if isinstance(value, int | float) and not isinstance(value, bool) else str(value))
        else:
            result = str(value)
    except (TypeError, ValueError) as error:
        raise OptionError(
            tr(
                "{value} is no value for {name}",
                value=json.dumps(value, ensure_ascii=False, default=str),
                name=param.name,
            ),
            do=tr("Give a number") if param.type in (int, float) else tr("Give true or false"),
        ) from error
    if param.choices and result not in param.choices:
        raise OptionError(
            tr("{value} is no value for {name}", value=value, name=param.name),
            do=tr("Choose one of: {names}", names=", ".join(param.choices)),
        )
    if isinstance(result, int | float) and not isinstance(result, bool):
        low, high = param.minimum, param.maximum
        if result != result or (low is not None and result < low) or (high is not None and result > high):
            raise OptionError(
                tr("{name} cannot be {value}", name=param.name, value=value),
                do=_limits(low, high),
            )
    return result


def _limits(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return tr("Choose {low} or more", low=low) if high is None else tr("Choose {high} or less", high=high)
    return tr("Choose a value from {low} to {high}", low=low, high=high)


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in ("true", "yes", "on", "1"):
        return True
    if word in ("false", "no", "off", "0"):
        return False
    raise ValueError(value)
