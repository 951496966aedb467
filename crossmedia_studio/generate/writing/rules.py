"""Texts made without a model, in both languages: storyboard, film script, key points."""

from __future__ import annotations

import re

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.generate.speech.split import is_han, weight
from crossmedia_studio.understand.meaning import Meaning, Mood, Scene, mood_words

_PER_SECOND = 15.0
"""Letters a narrator says in a second."""
_QUOTE = re.compile(r"[\"“「『]([^\"”」』]+)[\"”」』]")
_INSIDE = re.compile(
    r"\b(room|house|kitchen|office|car|train|church|school|library|hall|cave|cafe|shop|hospital|bedroom)\b"
    r"|室|屋|房|厅|厨|车内|教堂|学校|图书馆|医院|商店", re.IGNORECASE
)  # fmt: skip
_NIGHT = re.compile(r"\b(night|midnight|moon\w*|stars?|dark)\b|夜|月|星", re.IGNORECASE)
_DAWN = re.compile(r"\b(dawn|morning|sunrise)\b|清晨|早晨|黎明|日出", re.IGNORECASE)
_DUSK = re.compile(r"\b(dusk|evening|sunset|twilight)\b|傍晚|黄昏|日落", re.IGNORECASE)


def scenes_of(text: str, meaning: Meaning) -> tuple[Scene, ...]:
    """The scenes understood, or the whole text as one."""
    return meaning.scenes or (Scene(text.strip(), meaning.subjects, "", meaning.mood),)


def storyboard(text: str, meaning: Meaning) -> str:
    """A numbered list: what is seen, where, how it feels, what is heard, how the camera moves, for how long."""
    han = is_han(text)
    blocks = []
    for index, scene in enumerate(scenes_of(text, meaning), 1):
        seconds = max(round(weight(scene.text) / _PER_SECOND), 3)
        rows = [
            (tr("Picture"), ("、" if han else ", ").join(scene.subjects)),
            (tr("Place"), " · ".join(part for part in (scene.setting, _time(scene.text)) if part)),
            (tr("Mood"), mood_words(scene.mood)),
            (tr("Camera"), _camera(scene, index)),
            (tr("Voice"), scene.text.strip()),
        ]
        head = tr("Scene {number} ({seconds} s)", number=index, seconds=seconds)
        blocks.append("\n".join([head, *(f"  {name}: {said}" for name, said in rows if said)]))
    return "\n\n".join(blocks)


def script(text: str, meaning: Meaning) -> str:
    """A shooting script: scene headings, action, and what stood in quotation marks as dialogue."""
    blocks = [tr("FADE IN:")]
    for index, scene in enumerate(scenes_of(text, meaning), 1):
        where = tr("INT.") if _INSIDE.search(scene.text) else tr("EXT.")
        place = (scene.setting or (scene.subjects[0] if scene.subjects else tr("SOMEWHERE"))).upper()
        lines = [f"{index}. {where} {place} – {(_time(scene.text) or tr('day')).upper()}", ""]
        action = re.sub(r"\s+", " ", _QUOTE.sub("", scene.text)).strip(" ,，")
        if re.search(r"\w", action):
            lines += [action, ""]
        for quote in _QUOTE.finditer(scene.text):
            lines += [f"        {_speaker(scene, quote.start()).upper()}", f"    {quote[1].strip()}", ""]
        blocks.append("\n".join(lines).rstrip())
    blocks.append(tr("FADE OUT."))
    return "\n\n".join(blocks)


def key_points(meaning: Meaning) -> str:
    """The key phrases, one a line."""
    return "\n".join(f"• {phrase.word}" for phrase in meaning.key_phrases)


def _speaker(scene: Scene, quote: int) -> str:
    """The first one named in the sentence that leads to the quotation."""
    lead = re.split(r"[.!?。！？]", scene.text[:quote])[-1].lower()
    named = [(lead.find(who.lower()), who) for who in scene.subjects if who.lower() in lead]
    return min(named)[1] if named else tr("voice")


def _time(text: str) -> str:
    for pattern, word in ((_DAWN, tr("morning")), (_DUSK, tr("evening")), (_NIGHT, tr("night"))):
        if pattern.search(text):
            return word
    return ""


def _camera(scene: Scene, index: int) -> str:
    """Close and moving where it is lively, wide and slow where it is calm; the first shot shows the place."""
    mood: Mood = scene.mood
    if index == 1:
        return tr("wide, slowly closing in")
    if mood.arousal > 0.3:
        return tr("close, moving with the action")
    if mood.valence < -0.2:
        return tr("slowly drawing back")
    return tr("gentle pan") if index % 2 else tr("medium, still")
