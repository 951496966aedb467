"""Translation: English as it is written, fields filled in, any language code survived."""

from __future__ import annotations

import pytest

from crossmedia_studio.core import i18n
from crossmedia_studio.core.i18n import mark, tr


def test_english_is_the_key() -> None:
    assert tr("Nobody ever translated {name}", name="this {odd} name") == "Nobody ever translated this {odd} name"
    assert tr("Braces {stay} without fields") == "Braces {stay} without fields"
    assert tr("") == ""
    assert mark("Strength") == "Strength"


@pytest.mark.parametrize(("code", "used"), [("en", "en"), ("zh", "zh"), ("tlh", "en"), ("../..", "en")])
def test_languages(code: str, used: str) -> None:
    i18n.set_language(code)
    assert i18n.language() == used
    assert tr("Nobody ever translated this") == "Nobody ever translated this"


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LANG": "de_DE.UTF-8"}, "en"), ({"LANG": "C"}, "en"),
        ({"LC_ALL": "zh_TW", "LANG": "en_US"}, "zh"), ({"LC_ALL": "en_GB", "LANG": "zh_CN"}, "en"),
    ],
)  # fmt: skip
def test_the_system_language(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], code: str) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert i18n.system_language() == code
    i18n.set_language("")
    assert i18n.language() == code
