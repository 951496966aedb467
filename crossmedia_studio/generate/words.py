"""The words that a backend works on: the chosen text where there is one, else the prompt."""

from __future__ import annotations

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.represent.conditions import Conditions
from crossmedia_studio.understand.meaning import Meaning


def written(conditions: Conditions) -> str:
    """The text to work on. Raises MediaError if it has no words."""
    text, _ = read(conditions)
    return text


def read(conditions: Conditions) -> tuple[str, Meaning]:
    """The text to work on and what was understood of it. Raises MediaError if it has no words."""
    source = conditions.first(Kind.TEXT)
    if source is not None and isinstance(source.media, Text):
        text, meaning = source.media.text, source.meaning
    else:
        text, meaning = conditions.ask.prompt, conditions.prompt
    if not any(character.isalnum() for character in text):
        raise MediaError(tr("There are no words to work with"), do=tr("Write a few words and try again"))
    return text, meaning


def wish(conditions: Conditions) -> str:
    """What the prompt asks to be done with a chosen text; empty where the prompt itself is the text."""
    return conditions.ask.prompt.strip() if conditions.first(Kind.TEXT) is not None else ""
