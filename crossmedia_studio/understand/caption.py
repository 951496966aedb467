"""One honest sentence about a medium, in English or Chinese, from what was measured and recognised."""

from __future__ import annotations

from collections.abc import Sequence

from crossmedia_studio.core.key_names import shown as key_shown
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.understand.colour import colour_name
from crossmedia_studio.understand.lexicon import lexicon
from crossmedia_studio.understand.meaning import Meaning, Mood, Tag

_SURE, _LIKELY = 0.5, 0.3
_ZH = {
    "pink": "粉色", "red": "红色", "orange": "橙色", "yellow": "黄色", "green": "绿色",
    "turquoise": "青色", "blue": "蓝色", "purple": "紫色", "black": "黑色", "white": "白色",
    "grey": "灰色", "brown": "棕色", "cream": "米色",
}  # fmt: skip
_LANGUAGES_ZH = {
    "en": "英语", "zh": "中文", "ja": "日语", "ko": "韩语", "fr": "法语", "de": "德语", "es": "西班牙语",
    "it": "意大利语", "ru": "俄语", "pt": "葡萄牙语",
}  # fmt: skip
_FEELS_ZH = {
    "lively": "活泼的", "tense": "紧张的", "calm": "平静的", "sad": "忧伤的", "cheerful": "欢快的", "gloomy": "阴郁的",
}  # fmt: skip
_LANGUAGES_EN = {
    "en": "English", "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "fr": "French", "de": "German", "es": "Spanish",
    "it": "Italian", "ru": "Russian", "pt": "Portuguese",
}  # fmt: skip


def caption(meaning: Meaning, language: str) -> str:
    """A sentence about ``meaning`` in ``language`` ("zh", otherwise English). A text is its own caption: ""."""
    chinese = language == "zh"
    said = dict(meaning.captions).get("zh" if chinese else "en")
    if said:
        return said
    if meaning.kind is Kind.IMAGE:
        return _picture_zh(meaning) if chinese else _picture_en(meaning)
    if meaning.kind is Kind.AUDIO:
        return _sound_zh(meaning) if chinese else _sound_en(meaning)
    if meaning.kind is Kind.VIDEO:
        return _film_zh(meaning) if chinese else _film_en(meaning)
    return ""


def colours(meaning: Meaning, count: int = 3) -> list[str]:
    """English names of the main colours, the largest first, each once."""
    names = [colour_name(colour.rgb) for colour in meaning.palette if colour.share >= 0.08]
    return list(dict.fromkeys(names))[:count]


def _picture_en(meaning: Meaning) -> str:
    seen = _best(meaning.tags)
    word = seen.word if seen else meaning.subjects[0] if meaning.subjects else ""
    named = f"{_article(word)} {word}"
    sure = seen is not None and seen.score >= _SURE
    head = "A picture" if not word else named if sure else f"Perhaps {named[0].lower()}{named[1:]}"
    where = _place_en(meaning) if word else ""
    looks = _looks_en(meaning)
    tail = f", mostly {_listed(colours(meaning), ' and ')}" if meaning.palette else ""
    return f"{head}{where}{tail}{'; ' + looks if looks else ''}."


def _picture_zh(meaning: Meaning) -> str:
    seen = _best(meaning.tags)
    name = _chinese_of(meaning.subjects[:1]) or _chinese_of([seen.word] if seen else [])
    sure = seen is not None and seen.score >= _SURE
    head = f"画面里{'' if sure else '可能'}是{name}" if name else "一幅画面"
    names = "、".join(_ZH[name] for name in colours(meaning))
    looks = _looks_zh(meaning)
    return "，".join(part for part in (head, f"以{names}为主" if names else "", looks) if part) + "。"


def _sound_en(meaning: Meaning) -> str:
    if meaning.transcript:
        tongue = _LANGUAGES_EN.get(meaning.language, "")
        said = _said(meaning)
        return f"Speech{' in ' + tongue if tongue else ''}: “{_short(said, 120)}”"
    if meaning.is_speech > 0.5:
        return f"Speech, {meaning.duration:.0f} seconds."
    feel, key = _feel_en(meaning.mood), f" in {key_shown(meaning.key, 'en')}" if meaning.key else ""
    if meaning.tempo:
        kind, pace = f"{feel} music".strip().capitalize(), f" at {meaning.tempo:.0f} beats a minute"
        return f"{kind}{key}{pace}, {meaning.duration:.0f} seconds."
    if meaning.key:
        return f"{f'{feel} sound'.strip().capitalize()}{key} without a steady beat, {meaning.duration:.0f} seconds."
    return f"A sound of {meaning.duration:.1f} seconds."


def _sound_zh(meaning: Meaning) -> str:
    if meaning.transcript:
        said = _said(meaning)
        return f"{_LANGUAGES_ZH.get(meaning.language, '')}语音：“{_short(said, 60)}”"
    if meaning.is_speech > 0.5:
        return f"一段{meaning.duration:.0f}秒的语音。"
    named = key_shown(meaning.key, "zh")
    if meaning.tempo:
        key = f"，{named}" if named else ""
        return f"一段{_feel_zh(meaning.mood)}音乐{key}，每分钟{meaning.tempo:.0f}拍，长{meaning.duration:.0f}秒。"
    if named:
        return f"一段没有固定节拍的{_feel_zh(meaning.mood)}声音，{named}，长{meaning.duration:.0f}秒。"
    return f"一段{meaning.duration:.1f}秒的声音。"


def _film_en(meaning: Meaning) -> str:
    count = len(meaning.shots)
    head = f"A film of {meaning.duration:.0f} seconds in {count} shot{'s' if count != 1 else ''}"
    seen = [tag.word for tag in meaning.tags if tag.word in meaning.subjects][:3]
    parts = [head]
    if seen:
        parts.append("perhaps showing " + _listed([f"{_article(word).lower()} {word}" for word in seen], " and "))
    if meaning.palette:
        parts.append(f"mostly {_listed(colours(meaning), ' and ')}")
    heard = "with speech" if meaning.is_speech > 0.5 else "with music" if meaning.tempo else ""
    return ", ".join([*parts, *([heard] if heard else [])]) + "."


def _film_zh(meaning: Meaning) -> str:
    parts = [f"一段{meaning.duration:.0f}秒的影片，共{len(meaning.shots)}个镜头"]
    seen = [lexicon().name(tag.word, "zh") for tag in meaning.tags if tag.word in meaning.subjects][:3]
    if seen:
        parts.append("可能有" + "、".join(seen))
    names = "、".join(_ZH[name] for name in colours(meaning))
    if names:
        parts.append(f"以{names}为主")
    heard = "有语音" if meaning.is_speech > 0.5 else "有音乐" if meaning.tempo else ""
    return "，".join([*parts, *([heard] if heard else [])]) + "。"


def _best(tags: tuple[Tag, ...]) -> Tag | None:
    return tags[0] if tags and tags[0].score >= _LIKELY else None


def _place_en(meaning: Meaning) -> str:
    measures = dict(meaning.composition)
    x = measures.get("balance_x", 0.5)
    return " on the left" if x < 0.38 else " on the right" if x > 0.62 else ""


def _looks_en(meaning: Meaning) -> str:
    return _listed([english for english, _ in _looks(meaning)], " and ")


def _looks_zh(meaning: Meaning) -> str:
    return "、".join(chinese for _, chinese in _looks(meaning))


def _looks(meaning: Meaning) -> list[tuple[str, str]]:
    """At most two words for how it looks."""
    m = dict(meaning.composition)
    if not m:
        return []
    words = [
        (0.75 - m["brightness"], m["brightness"] > 0.75, ("bright", "明亮")),
        (m["brightness"] - 0.4, m["brightness"] < 0.4, ("dark", "昏暗")),
        (0.6 - m["contrast"], m["contrast"] > 0.6, ("rich in contrast", "对比强烈")),
        (m["contrast"] - 0.2, m["contrast"] < 0.2, ("soft", "柔和")),
        (0.55 - m["saturation"], m["saturation"] > 0.55, ("colourful", "色彩鲜艳")),
        (m["saturation"] - 0.12, m["saturation"] < 0.12, ("muted", "色彩素淡")),
        (0.6 - m["detail"], m["detail"] > 0.6, ("full of detail", "细节丰富")),
        (m["detail"] - 0.12, m["detail"] < 0.12, ("plain", "简洁")),
    ]
    return [word for _, true, word in sorted(words, key=lambda row: row[0]) if true][:2]


def _feel_en(mood: Mood) -> str:
    if mood.arousal > 0.2:
        return "lively" if mood.valence >= 0 else "tense"
    if mood.arousal < -0.2:
        return "calm" if mood.valence >= 0 else "sad"
    return "cheerful" if mood.valence > 0.2 else "gloomy" if mood.valence < -0.2 else ""


def _feel_zh(mood: Mood) -> str:
    return _FEELS_ZH.get(_feel_en(mood), "")


def _chinese_of(words: Sequence[str]) -> str:
    """The Chinese name of the first word, if the lexicon knows it."""
    thing = lexicon().label_thing(words[0]) if words else None
    return lexicon().name(thing, "zh") if thing else ""


def _article(word: str) -> str:
    return "An" if word[:1].lower() in "aeiou" else "A"


def _listed(words: list[str], last: str) -> str:
    return last.join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _said(meaning: Meaning) -> str:
    return ("" if meaning.language in ("zh", "ja") else " ").join(part.text for part in meaning.transcript)


def _short(text: str, size: int) -> str:
    return text if len(text) <= size else text[: size - 1].rstrip() + "…"
