"""What a score should be like, read from what was understood: words, a picture, a film or another sound."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass, replace

from crossmedia_studio.core import key_names
from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.timing import seconds as in_seconds
from crossmedia_studio.generate.music.theory import MODES, NAMES
from crossmedia_studio.media.kinds import Audio, Text, Video
from crossmedia_studio.represent.conditions import Conditions
from crossmedia_studio.understand.meaning import Meaning, Mood

_STYLES = {
    "piano": r"\bpiano\b|钢琴",
    "strings": r"\b(strings?|orchestra\w*|violins?|cello|cinematic|epic)\b|弦乐|管弦|提琴|交响|史诗",
    "synth": r"\b(synth\w*|electronic|ambient|techno|cyber\w*|retro)\b|电子|合成器|科幻",
    "band": r"\b(band|guitars?|rock|pop|folk|funk|jazz)\b|乐队|吉他|摇滚|流行|民谣",
    "music box": r"\b(music[ -]?box|lullaby|celesta|nursery)\b|八音盒|摇篮曲|音乐盒",
}
_SLOW = re.compile(r"\b(slow\w*|adagio|largo|calm|gentle|soft)\b|缓慢|舒缓|慢板|轻柔", re.I)
_FAST = re.compile(r"\b(fast|quick|allegro|presto|energetic|driving|upbeat)\b|快速|快板|激烈|欢快", re.I)
_BPM = re.compile(r"(?:(\d{2,3})\s*(?:bpm|beats|拍\s*[/每]\s*分)|每分钟?\s*(\d{2,3})\s*拍)", re.I)
_NEUTRAL = Mood()
_FIFTHS = (0, 7, 2, 9, 4, 11, 6, 1, 8, 3, 10, 5)


@dataclass(frozen=True)
class Wish:
    """Arguments of ``compose``; empty or zero where nothing was said."""

    mood: Mood = _NEUTRAL
    style: str = ""
    tempo: float = 0.0
    key: str = ""
    seconds: float = 0.0
    cuts: tuple[float, ...] = ()
    energy: tuple[float, ...] = ()


def read(conditions: Conditions) -> Wish:
    """The first film, sound, picture or text, with the words of the prompt put over it; else MediaError."""
    said = from_words(conditions.ask.prompt, conditions.prompt.mood)
    if (film := conditions.first(Kind.VIDEO)) and isinstance(film.media, Video):
        return over(from_film(film.meaning, in_seconds(film.media.duration)), said)
    if (sound := conditions.first(Kind.AUDIO)) and isinstance(sound.media, Audio):
        return over(from_sound(sound.meaning, sound.media.duration), said)
    if picture := conditions.first(Kind.IMAGE):
        return over(from_picture(picture.meaning), said)
    if (text := conditions.first(Kind.TEXT)) and isinstance(text.media, Text):
        return over(from_words("", text.meaning.mood), said)
    if not conditions.ask.prompt.strip() and conditions.prompt == Meaning(Kind.TEXT):
        raise MediaError(
            tr("There is nothing to compose from"),
            do=tr("Write how the music should feel, or choose a picture or film"),
        )
    return said


def from_words(text: str, mood: Mood) -> Wish:
    """Instruments, tempo and key that ``text`` names, over its mood."""
    style = next((name for name, words in _STYLES.items() if re.search(words, text, re.I)), "")
    arousal = mood.arousal
    if _SLOW.search(text):
        arousal = min(arousal, -0.45)
    elif _FAST.search(text):
        arousal = max(arousal, 0.5)
    beats = _BPM.search(text)
    tempo = float(beats[1] or beats[2]) if beats else 0.0
    tempo = tempo if 30 <= tempo <= 240 else 0.0
    key = key_names.find(text)
    return Wish(Mood(mood.valence, arousal), style, tempo, key_names.name(*key) if key else "")


def from_picture(meaning: Meaning) -> Wish:
    """Mood as seen, detail as motion, and the hue around the circle of fifths (red is C, as Scriabin heard it)."""
    measures = dict(meaning.composition)
    arousal = 0.65 * meaning.mood.arousal + 0.35 * (2 * measures.get("detail", 0.5) - 1)
    mood = Mood(meaning.mood.valence, max(min(arousal, 1.0), -1.0))
    return Wish(mood, key=_hue_key(meaning, mood))


def _hue_key(meaning: Meaning, mood: Mood) -> str:
    best, weight = None, 0.0
    for colour in meaning.palette:
        hue, _, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in colour.rgb))
        if saturation * colour.share > weight:
            best, weight = hue, saturation * colour.share
    if best is None:
        return ""
    tonic = NAMES[_FIFTHS[round(best * 12) % 12]]
    return f"{tonic} {'major' if mood.valence >= 0 else 'minor'}"


def from_film(meaning: Meaning, seconds: float) -> Wish:
    """Cuts to be met by beats, motion as energy, and the mood of the pictures."""
    motion = sum(shot.motion * (shot.end - shot.start) for shot in meaning.shots) / max(seconds, 1e-6)
    arousal = max(min(0.6 * meaning.mood.arousal + 0.8 * (motion - 0.35), 1.0), -1.0)
    energy = [0.6] * max(int(seconds * 10), 1)
    for shot in meaning.shots:
        for index in range(int(shot.start * 10), min(int(shot.end * 10), len(energy))):
            energy[index] = 0.35 + 0.65 * shot.motion
    cuts = tuple(shot.start for shot in meaning.shots if 0.5 < shot.start < seconds - 1)
    return Wish(Mood(meaning.mood.valence, arousal), cuts=cuts, energy=tuple(energy), seconds=seconds)


def from_sound(meaning: Meaning, seconds: float) -> Wish:
    """A piece that fits another: its tempo, key and energy."""
    tonic, _, mode = meaning.key.partition(" ")
    key = meaning.key if tonic and (mode or "major") in MODES else ""
    tempo = meaning.tempo if 40 <= meaning.tempo <= 200 else 0.0
    return Wish(meaning.mood, tempo=tempo, key=key, seconds=seconds, energy=meaning.energy)


def over(base: Wish, words: Wish) -> Wish:
    """``base`` with what was said in words put over it."""
    said = {name: getattr(words, name) for name in ("style", "tempo", "key") if getattr(words, name)}
    mood = words.mood if words.mood != _NEUTRAL else base.mood
    return replace(base, mood=mood, **said)
