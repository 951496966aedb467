"""The document as JSON, both ways, driven by the types of ``model.py``. Used by the project file and its versions.

A field that holds its default is left out. The defaults of ``model.py`` are therefore part of the file format:
to change one, add a step to ``upgrade.py`` that writes the old value into older documents.
"""

from __future__ import annotations

import dataclasses
import json
import math
import re
import types
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.project.model import Project

T = TypeVar("T")

_FRACTION = re.compile(r"-?[0-9]{1,12}(/[0-9]{1,12})?")


@dataclass(frozen=True)
class Shape:
    """How values of one type are written to and read from plain JSON data; both raise ValueError for a wrong value."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


def to_json(project: Project) -> str:
    """The whole document. Raises ProjectError for a value that a project cannot hold."""
    return dumps(encode(project))


def from_json(text: str | bytes) -> Project:
    """A document from its JSON; types are checked, meaning is not (see ``check.py``). Raises ProjectError."""
    return decode(Project, loads(text))


def dumps(raw: Any) -> str:
    """Plain data as compact JSON."""
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def loads(text: str | bytes) -> Any:
    """JSON as plain data. Raises ProjectError for anything that is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(error) from error


def encode(value: Any) -> Any:
    """A dataclass of the document as plain data. Raises ProjectError for a value that a project cannot hold."""
    try:
        return shape(type(value)).encode(value)
    except (ValueError, RecursionError) as error:
        raise ProjectError(tr("A project cannot hold this value"), why=str(error)) from error


def decode(cls: type[T], raw: Any) -> T:
    """Plain data as a dataclass of the document. Raises ProjectError."""
    try:
        return shape(cls).decode(raw)
    except (ValueError, RecursionError) as error:
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> ProjectError:
    return ProjectError(tr("The project holds something unreadable"), why=str(error)[:200])


def shape(hint: Any) -> Shape:
    """The shape of a type hint: scalars, enums, Fraction, tuples, optionals, ``Any`` and frozen dataclasses."""
    if hint not in _shapes:
        _shapes[hint] = _build(hint)
    return _shapes[hint]


def _build(hint: Any) -> Shape:
    origin = get_origin(hint)
    if origin is tuple:
        return _tuple(get_args(hint))
    if origin in (Union, types.UnionType):
        return _optional(shape(next(a for a in get_args(hint) if a is not types.NoneType)))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum(hint)
    if dataclasses.is_dataclass(hint):
        return _dataclass(hint)
    raise ValueError(tr("a project has no values of type {name}", name=getattr(hint, "__name__", hint)))


def _wrong(value: Any, words: str) -> ValueError:
    return ValueError(tr(words, value=repr(value)[:60]))


def _not_a(kind: type, value: Any) -> ValueError:
    return ValueError(tr("{value} is not a {name}", value=repr(value)[:60], name=kind.__name__))


def _integer(value: Any) -> int:
    if type(value) is not int:
        raise _wrong(value, mark("{value} is not a whole number"))
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > 1e15 or not math.isfinite(value):
        raise _wrong(value, mark("{value} is not a number"))
    return float(value)


def _boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise _wrong(value, mark("{value} is neither true nor false"))
    return value


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(value, mark("{value} is not a text"))
    if not value.isascii():
        value.encode()  # a lone surrogate raises UnicodeEncodeError, a ValueError
    return value


def _read_fraction(raw: Any) -> Fraction:
    if not isinstance(raw, str) or not _FRACTION.fullmatch(raw) or raw.endswith("/0"):
        raise _wrong(raw, mark("{value} is not a fraction"))
    try:
        return Fraction(raw)
    except ZeroDivisionError as error:
        raise _wrong(raw, mark("{value} is not a fraction")) from error


def _write_fraction(value: Any) -> str:
    if not isinstance(value, Fraction) or not _FRACTION.fullmatch(str(value)):
        raise _wrong(value, mark("{value} is not a fraction"))
    return str(value)


def _plain(value: Any) -> Any:
    """An option value: a scalar, nothing, or a tuple of such (a JSON list)."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return _number(value)
    raise _wrong(value, mark("{value} is not a plain value"))


def _write_any(value: Any) -> Any:
    return [_write_any(v) for v in value] if isinstance(value, tuple) else _plain(value)


def _read_any(raw: Any) -> Any:
    return tuple(_read_any(v) for v in raw) if isinstance(raw, list) else _plain(raw)


_shapes: dict[Any, Shape] = {
    int: Shape(_integer, _integer),
    float: Shape(_number, _number),
    bool: Shape(_boolean, _boolean),
    str: Shape(_string, _string),
    Fraction: Shape(_write_fraction, _read_fraction),
    Any: Shape(_write_any, _read_any),
}


def _tuple(parts: tuple[Any, ...]) -> Shape:
    if len(parts) == 2 and parts[1] is Ellipsis:
        inner = shape(parts[0])

        def write_all(value: Any) -> list[Any]:
            if type(value) is not tuple:
                raise _wrong(value, mark("{value} is not a row of values"))
            return [inner.encode(v) for v in value]

        def read_all(raw: Any) -> tuple[Any, ...]:
            if type(raw) is not list:
                raise _wrong(raw, mark("{value} is not a row of values"))
            return tuple([inner.decode(v) for v in raw])

        return Shape(write_all, read_all)

    shapes = [shape(part) for part in parts]

    def write_each(value: Any) -> list[Any]:
        if type(value) is not tuple or len(value) != len(shapes):
            raise _wrong(value, mark("{value} is not a group of values"))
        return [s.encode(v) for s, v in zip(shapes, value, strict=True)]

    def read_each(raw: Any) -> tuple[Any, ...]:
        if type(raw) is not list or len(raw) != len(shapes):
            raise _wrong(raw, mark("{value} is not a group of values"))
        return tuple([s.decode(v) for s, v in zip(shapes, raw, strict=True)])

    return Shape(write_each, read_each)


def _optional(inner: Shape) -> Shape:
    return Shape(
        lambda value: None if value is None else inner.encode(value),
        lambda raw: None if raw is None else inner.decode(raw),
    )


def _enum(kind: type[Enum]) -> Shape:
    def write(value: Any) -> Any:
        if not isinstance(value, kind):
            raise _not_a(kind, value)
        return value.value

    def read(raw: Any) -> Enum:
        if not isinstance(raw, str):
            raise _not_a(kind, raw)
        try:
            return kind(raw)
        except ValueError as error:
            raise _not_a(kind, raw) from error

    return Shape(write, read)


def _dataclass(cls: Any) -> Shape:
    hints = get_type_hints(cls)
    fields = [(f.name, shape(hints[f.name]).encode, f.default) for f in dataclasses.fields(cls)]
    readers = {f.name: shape(hints[f.name]).decode for f in dataclasses.fields(cls)}
    required = {f.name for f in dataclasses.fields(cls) if f.default is dataclasses.MISSING}

    def write(value: Any) -> dict[str, Any]:
        if type(value) is not cls:
            raise _not_a(cls, value)
        raw = {}
        for name, encode_field, default in fields:
            part = getattr(value, name)
            if part is default:
                continue
            encoded = encode_field(part)
            if part != default:
                raw[name] = encoded
        return raw

    def read(raw: Any) -> Any:
        if type(raw) is not dict:
            raise _not_a(cls, raw)
        if not required <= raw.keys():
            lacking = ", ".join(sorted(required - raw.keys()))
            raise ValueError(tr("{name} lacks {fields}", name=cls.__name__, fields=lacking))
        try:
            return cls(**{name: readers[name](value) for name, value in raw.items()})
        except KeyError as error:
            raise ValueError(tr("{name} has no {field}", name=cls.__name__, field=str(error)[:60])) from error

    return Shape(write, read)
