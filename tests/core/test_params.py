"""Options as dataclass fields: described, built from loose values, refused in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossmedia_studio.core import params
from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.params import option


@dataclass(frozen=True)
class Options:
    strength: float = option(0.6, "Strength", help="How much", unit="%", minimum=0, maximum=1)
    count: int = option(3, "Count", minimum=1)
    style: str = option("flat", "Style", choices=("flat", "line"), choice_labels=("Flat", "Line"))
    loud: bool = option(False, "Loud")
    words: str = option("", "Words", multiline=True)
    hidden: int = 5


def test_description() -> None:
    found = params.params(Options)
    assert [p.name for p in found] == ["strength", "count", "style", "loud", "words"]
    assert (found[0].type, found[0].default, found[0].label, found[0].unit) == (float, 0.6, "Strength", "%")
    assert found[2].choices == ("flat", "line") and found[2].choice_labels == ("Flat", "Line")
    assert found[4].multiline


def test_values_from_text() -> None:
    built = params.build(Options, {"strength": "0.25", "count": "7", "style": "line", "loud": "yes", "words": "你好"})
    assert built == Options(0.25, 7, "line", True, "你好")
    assert params.values(built) == {"strength": 0.25, "count": 7, "style": "line", "loud": True, "words": "你好"}
    assert params.build(Options) == Options()
    assert params.build(Options, params.values(built)) == built


@pytest.mark.parametrize("word", ["true", "Yes", "ON", "1", True, 1])
def test_true(word: Any) -> None:
    assert params.build(Options, {"loud": word}).loud is True


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("strengh", 1, "strength, count"),
        ("strength", 1.01, "from 0 to 1"),
        ("strength", -0.1, "from 0 to 1"),
        ("strength", float("nan"), "cannot be nan"),
        ("strength", "much", "Give a number"),
        ("strength", None, "number"),
        ("count", "1.5", "Give a number"),
        ("count", 0, "1 or more"),
        ("count", True, "Give a number"),
        ("style", "round", "flat, line"),
        ("loud", "perhaps", "true or false"),
        ("count", [1], "Give a number"),
        ("strength", True, "Give a number"),
    ],
)
def test_refusals(name: str, value: Any, words: str) -> None:
    with pytest.raises(OptionError) as caught:
        params.build(Options, {name: value})
    assert words in caught.value.sentence


loose = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.lists(st.integers()))


@given(st.dictionaries(st.sampled_from(["strength", "count", "style", "loud", "words", "other"]), loose))
def test_anything_is_built_or_refused(values: dict[str, Any]) -> None:
    try:
        built = params.build(Options, values)
    except OptionError as error:
        assert error.sentence
    else:
        assert 0 <= built.strength <= 1 and built.count >= 1 and built.style in ("flat", "line")
        assert type(built.loud) is bool and type(built.count) is int
