"""JSON both ways: exact, stable over releases, and never anything but a StudioError for what is no project."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import ProjectError, StudioError
from crossmedia_studio.project import check, codec, upgrade
from crossmedia_studio.project.model import Clip, Curve, Keyframe, MediaItem, Project, TextStyle, Track, Transform
from tests.project.making import empty, full, row

QUICK = settings(deadline=None, max_examples=60)


@pytest.mark.parametrize("project", [empty(), full(), row((0, 1), (2, 3))])
def test_round_trip(project: Project) -> None:
    check.project(project)
    text = codec.to_json(project)
    assert codec.from_json(text) == project
    assert codec.to_json(codec.from_json(text)) == text


def test_every_field_of_the_full_document_is_written() -> None:
    raw = codec.encode(full())
    clip = raw["tracks"][1]["clips"][0]
    assert set(clip) == set(Clip.__dataclass_fields__) - {"text", "style"}
    assert set(raw) == set(Project.__dataclass_fields__)


def test_defaults_are_part_of_the_format() -> None:
    """A change here changes what older files mean: it needs a step in ``upgrade.py``."""
    defaults = {
        cls.__name__: {
            name: repr(field.default)
            for name, field in cls.__dataclass_fields__.items()
            if "MISSING" not in repr(field.default)
        }
        for cls in (Project, Track, Clip, Transform, TextStyle, Curve, Keyframe, MediaItem)
    }
    assert defaults["Project"] == {
        "width": "1280", "height": "720", "fps": "Fraction(24, 1)", "rate": "48000", "tracks": "()", "media": "()",
        "markers": "()", "background": "'#000000'", "language": "''", "notes": "''",
    }  # fmt: skip
    assert defaults["Track"] == {
        "clips": "()", "transitions": "()", "gain": "0.0", "muted": "False", "hidden": "False", "locked": "False",
        "speech": "False", "duck": "0.0",
    }  # fmt: skip
    assert defaults["TextStyle"] == {
        "font": "''", "size": "0.055", "colour": "'#ffffff'", "outline": "'#000000'", "outline_width": "0.004",
        "background": "''", "bold": "False", "align": "'center'", "x": "0.5", "y": "0.9", "width": "0.86",
    }  # fmt: skip
    assert defaults["Curve"] == {"keys": "()"}
    assert defaults["Keyframe"] == {"ease": "<Ease.SMOOTH: 'smooth'>"}
    assert Clip.transform == Transform(Curve(0.0), Curve(0.0), Curve(1.0), Curve(0.0), Curve(1.0), "cover")
    clip = {k: v for k, v in defaults["Clip"].items() if k not in ("transform", "style")}
    assert clip == {
        "media": "''", "text": "''", "offset": "0", "name": "''", "blend": "<Blend.NORMAL: 'normal'>",
        "gain": "Curve(value=0.0, keys=())", "fade_in": "0", "fade_out": "0", "effects": "()",
    }  # fmt: skip
    assert defaults["MediaItem"] == {
        "length": "0", "width": "0", "height": "0", "rate": "0", "channels": "0", "fps": "Fraction(0, 1)",
        "has_audio": "False", "tags": "()", "stars": "0", "recipe": "None", "meaning": "''",
    }  # fmt: skip


def reads_or_refuses(text: str | bytes) -> None:
    try:
        check.project(codec.from_json(text))
    except StudioError as error:
        assert error.sentence.strip()


@QUICK
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200)))
def test_any_bytes(text: str | bytes) -> None:
    reads_or_refuses(text)


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", "[" * 100_000, '{"a":' * 50_000, "1e999", "NaN", "9" * 5000, '{"id":"\\ud800"}']
)
def test_hostile_json(text: str) -> None:
    with pytest.raises(ProjectError):
        codec.from_json(text)


values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6),
        st.sampled_from(["video", "0/0", "1/0", "9" * 400, "../../x", "#000000", "\ud800", "24000/1001"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["id", "clips", "value", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)  # fmt: skip


def places(raw: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    entries = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, value in entries:
        found += places(value, (*path, key))
    return found


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_document_with_one_part_exchanged(data: st.DataObject) -> None:
    raw = json.loads(codec.to_json(full()))
    path = data.draw(st.sampled_from(places(raw)))
    value = data.draw(values)
    if path:
        parent = raw
        for key in path[:-1]:
            parent = parent[key]
        parent[path[-1]] = value
    else:
        raw = value
    reads_or_refuses(json.dumps(raw))


def test_upgrade_runs_each_step_in_turn() -> None:
    steps = {1: lambda raw: {**raw, "a": 1}, 2: lambda raw: {**raw, "b": raw["a"] + 1}}
    assert upgrade.upgrade({}, 1, steps, 3) == {"a": 1, "b": 2}
    assert upgrade.upgrade({}, 2, {2: lambda raw: raw}, 3) == {}
    with pytest.raises(ProjectError, match="newer"):
        upgrade.upgrade({}, 4, steps, 3)
    with pytest.raises(ProjectError, match="unknown"):
        upgrade.upgrade({}, 0, steps, 3)
    assert set(upgrade.STEPS) == set(range(1, upgrade.SCHEMA))
