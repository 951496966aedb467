"""The shared space: all four kinds compared and searched by what they mean, in English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePath

import numpy as np

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.encoder import best
from crossmedia_studio.represent.text import learned, terms, vectors
from crossmedia_studio.understand.caption import colours
from crossmedia_studio.understand.lexicon import singular
from crossmedia_studio.understand.meaning import Meaning, Mood, from_json

Document = tuple[str, str, tuple[str, ...], str, str]
"""(id, name, tags, meaning as JSON or "", the prompt it was made from or "")."""

_LEAST = 0.15
_KIND_WORDS = {
    Kind.TEXT: "text words writing 文字 文本 文章",
    Kind.IMAGE: "picture image photo 图片 图像 照片 图",
    Kind.AUDIO: "sound audio 声音 音频",
    Kind.VIDEO: "film video clip movie 影片 视频 电影",
}
_COLOUR_WORDS = {
    "pink": "粉色 粉红", "red": "红色 红", "orange": "橙色", "yellow": "黄色 黄 金色 golden", "green": "绿色 绿",
    "blue": "蓝色 蓝", "turquoise": "青色", "purple": "紫色 紫", "black": "黑色 黑 dark", "white": "白色 白",
    "grey": "灰色 灰 gray", "brown": "棕色 褐色", "cream": "米色",
}  # fmt: skip


def search(
    words: str, documents: Sequence[Document], models: Models, step: Step = no_step
) -> tuple[tuple[str, float], ...]:
    """(id, score 0–1) of the documents that answer ``words``, best first. Both may be English or Chinese.

    Exact words, names of the same thing in either language, colours and moods count without any model; with a
    model that compares texts installed, likeness of meaning counts too. Documents that answer nothing are left out.
    """
    wanted = list(dict.fromkeys(terms(words)))
    raw = words.strip().lower()
    if not raw or not documents:
        return ()
    told = [_describe(document) for document in documents]
    scores = np.array([_lexical(wanted, raw, weights) for weights, _ in told])
    network = best(models)
    if network and wanted and len(raw) > 1:
        space = learned([words, *(text for _, text in told)], network, models, step)
        meant = np.clip((space[1:] @ space[0] - network.far) / (network.near - network.far), 0.0, 1.0)
        meant *= [len(text) > 3 for _, text in told]  # a name of two letters has no meaning to compare
        scores = np.maximum(scores, 0.8 * meant) + 0.1 * np.minimum(scores, meant)
    order = np.argsort(-scores, kind="stable")
    return tuple((documents[i][0], round(float(min(scores[i], 1.0)), 4)) for i in order if scores[i] >= _LEAST)


def embed(meanings: Sequence[Meaning], models: Models) -> np.ndarray:
    """Media of any kind in the shared space: float32 (n, d), each of length 1; dot products compare them."""
    return vectors([_sentence(meaning) for meaning in meanings], models)


@lru_cache(maxsize=4096)  # while somebody types, the library is the same
def _describe(document: Document) -> tuple[dict[str, float], str]:
    """(weight of each term, a sentence for the vector model) of a document."""
    _, name, tags, raw, prompt = document
    weights: dict[str, float] = {}

    def add(text: str, weight: float) -> None:
        for term in terms(text):
            weights[term] = max(weights.get(term, 0.0), weight)

    title = PurePath(name).stem.replace("_", " ").replace("-", " ")
    add(title, 1.0)
    add(" . ".join(tags), 1.0)
    add(prompt, 0.9)
    sentence = ". ".join(part for part in (title, ", ".join(tags), prompt) if part)
    try:
        meaning = from_json(raw) if raw else None
    except StudioError:
        meaning = None  # one unreadable meaning must not stop the search
    if meaning is None:
        return weights, sentence
    add(" . ".join(meaning.subjects), 1.0)
    for tag in (*meaning.tags, *(tag for shot in meaning.shots for tag in shot.tags)):
        add(tag.word, 0.25 + 0.7 * tag.score)
    for scene in meaning.scenes:
        add(scene.setting, 0.8)
        add(scene.text, 0.6)
    for phrase in meaning.key_phrases:
        add(phrase.word, 0.7)
    add(" . ".join(sentence for _, sentence in meaning.captions), 0.8)
    add(" . ".join([meaning.summary, *(part.text for part in meaning.transcript)]), 0.6)
    add(_KIND_WORDS[meaning.kind], 0.4)
    for colour in colours(meaning, 4):
        add(f"{colour} {_COLOUR_WORDS[colour]}", 0.55)
    add(_mood_terms(meaning.mood), 0.45)
    if meaning.is_speech > 0.5:
        add("speech voice talking 语音 说话 人声", 0.6)
    elif meaning.tempo or meaning.key:
        add("music song beat 音乐 歌曲 节奏", 0.6)
        add(meaning.key, 0.6)
    return weights, ". ".join(part for part in (sentence, _sentence(meaning)) if part)


def _lexical(wanted: list[str], raw: str, weights: dict[str, float]) -> float:
    """The mean over the wanted terms of how well each is answered."""
    if not wanted:  # only stop words were typed: look for them as they stand
        return max((weight for term, weight in weights.items() if raw in term), default=0.0)
    total = 0.0
    for term in wanted:
        found = weights.get(term, 0.0)
        if not found and not term.startswith("="):
            # while typing: the beginning of a word; in Chinese, a part of one
            found = max((w for other, w in weights.items() if _begins(other.lstrip("="), term)), default=0.0) * 0.7
        total += found
    return total / len(wanted)


def _begins(word: str, part: str) -> bool:
    if part.isascii():
        return len(part) >= 2 and (word.startswith(part) or singular(word) == part)
    return part in word or (len(word) > 1 and word in part)


def _sentence(meaning: Meaning) -> str:
    """``meaning`` in a sentence for the vector model."""
    seen = [*meaning.subjects, *(tag.word for tag in meaning.tags[:5])]
    places = [scene.setting for scene in meaning.scenes if scene.setting]
    said = meaning.summary or " ".join(part.text for part in meaning.transcript)
    said = said or dict(meaning.captions).get("en", "")
    parts = [said[:400], ", ".join(dict.fromkeys([*seen, *places]))]
    if meaning.kind in (Kind.IMAGE, Kind.VIDEO) and meaning.palette:
        parts.append(" and ".join(colours(meaning)) + " " + ("picture" if meaning.kind is Kind.IMAGE else "film"))
    if meaning.kind is Kind.AUDIO and not said:
        parts.append(
            ("speech" if meaning.is_speech > 0.5 else f"{_mood_terms(meaning.mood).split(' ')[0]} music").strip()
        )
    return ". ".join(part for part in parts if part)


def _mood_terms(mood: Mood) -> str:
    """Words people search moods by, in both languages."""
    found = []
    if mood.valence > 0.25:
        found.append("happy joyful cheerful 快乐 欢快")
    elif mood.valence < -0.25:
        found.append("sad gloomy melancholy 悲伤 忧伤")
    if mood.arousal > 0.25:
        found.append("lively energetic exciting 活泼 激动")
    elif mood.arousal < -0.25:
        found.append("calm quiet peaceful 平静 安静")
    return " ".join(found)
