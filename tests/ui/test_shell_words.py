"""Every sentence of the source is there in Chinese, with the same {fields}, and compiled."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from crossmedia_studio.core import i18n

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def translate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translate", ROOT / "installer" / "translate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("language", ["zh"])
def test_every_sentence_is_translated(translate: ModuleType, language: str) -> None:
    assert translate.faults(translate.merged(language)) == []


@pytest.mark.parametrize("language", ["zh"])
def test_the_catalogue_is_up_to_date_and_compiled(translate: ModuleType, language: str) -> None:
    assert translate.stale(language, translate.merged(language)) == []


def test_chinese_is_spoken() -> None:
    i18n.set_language("zh")
    try:
        assert i18n.tr("Generate") == "生成"
        assert i18n.tr("{count} clips", count=3) == "3 个片段"
    finally:
        i18n.set_language("en")
