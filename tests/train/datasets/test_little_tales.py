"""Small texts by rule: the same for a seed, whole, in their language, no slot left open."""

from __future__ import annotations

import pytest

from crossmedia_studio.train.datasets.little_tales import texts
from crossmedia_studio.understand import language


@pytest.mark.parametrize("code", ["en", "zh"])
def test_texts_are_whole_and_many(code: str) -> None:
    found = texts(200, 4, code)
    assert found == texts(200, 4, code) and len(set(found)) > 195 and found[0] != texts(1, 5, code)[0]
    assert not any("{" in one or "  " in one or "|" in one for one in found)
    assert all(language.detect(one) == code for one in found)
    if code == "en":
        assert not any(" a a" in one.lower() for one in found if " a apple" in one)
