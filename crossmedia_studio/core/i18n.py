"""Translation by gettext, usable without Qt: ``tr`` where a string is shown, ``mark`` where it is declared.

English sentences are the keys. Catalogues: ``resources/locale/LANG/LC_MESSAGES/studio.{po,mo}``.
"""

from __future__ import annotations

import gettext
import locale
import os

from crossmedia_studio.core.folders import resources

LANGUAGES = {"en": "English", "zh": "中文"}

_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def set_language(code: str) -> None:
    """Switch to ``code`` ("en", "zh"); an empty code asks the environment. Process-wide by nature of gettext."""
    global _current, _language
    code = code or system_language()
    _language = code if code in LANGUAGES else "en"
    _current = gettext.translation("studio", str(resources() / "locale"), languages=[_language], fallback=True)


def system_language() -> str:
    """The language of the environment, as one of :data:`LANGUAGES`."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not name:
        name = locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith("zh") else "en"


def language() -> str:
    """The code of the language in use."""
    return _language


def tr(message: str, /, **fields: object) -> str:
    """``message`` in the artist's language, with ``{name}`` fields filled in."""
    text = _current.gettext(message) if message else ""
    return text.format(**fields) if fields else text


def mark(message: str) -> str:
    """Declare a string for the catalogue without translating it yet (option labels, table titles)."""
    return message
