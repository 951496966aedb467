"""Names of musical keys: read from what an artist writes, shown in the artist's language.

A key is a tonic (pitch class from C, 0–11) and a mode, one of :data:`FIFTHS`; written plainly "F# minor".
"""

from __future__ import annotations

import re
import unicodedata

from crossmedia_studio.core.i18n import language

NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
FIFTHS = {"lydian": 1, "major": 0, "mixolydian": -1, "dorian": -2, "minor": -3, "phrygian": -4}
"""How many sharps a mode has more than the major key on its tonic."""
_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SHIFTS = {"#": 1, "♯": 1, "sharp": 1, "升": 1, "b": -1, "♭": -1, "flat": -1, "降": -1, "": 0}
_CHINESE = {
    "mixolydian": "混合利底亚调式", "lydian": "利底亚调式", "major": "大调", "dorian": "多利亚调式", "minor": "小调",
    "phrygian": "弗里几亚调式",
}  # fmt: skip
_ENGLISH_WORDS = {
    "mixolydian": r"mixolydian", "lydian": r"lydian", "major": r"major|ionian", "dorian": r"dorian",
    "minor": r"minor|aeolian", "phrygian": r"phrygian",
}  # fmt: skip
_CHINESE_WORDS = {
    "mixolydian": "混合[利吕]底亚", "lydian": "[利吕]底亚", "major": "(?:自然|和声|旋律)?大调|[爱伊]奥尼亚",
    "dorian": "多[利里][亚安]", "minor": "(?:自然|和声|旋律)?小调|[爱伊]奥利亚", "phrygian": "[弗佛][里利][几吉]亚",
}  # fmt: skip


def _modes(words: dict[str, str]) -> str:
    return "|".join(f"(?P<{mode}>{pattern})" for mode, pattern in words.items())


_SIGN = r"[#♯♭b]|[ -]?(?:sharp|flat)"
_ENGLISH = re.compile(
    rf"(?<![A-Za-z#♯♭])(?:(?P<letter>[A-Gb-g])(?P<sign>{_SIGN})?|(?P<a>a)(?P<a_sign>[#♯♭b]))"
    rf"[ -]+(?i:{_modes(_ENGLISH_WORDS)})(?![A-Za-z])"
)
"""A small "a" is an article, unless it is sharp or flat."""
_IN_CHINESE = re.compile(
    rf"(?<![A-Za-z])(?P<before>[升降#♯♭b])?(?P<letter>[A-Ga-g])(?P<sign>[#♯♭b])? *"
    rf"(?:{_modes(_CHINESE_WORDS)})(?:调式|调)?"
)
_ALONE = re.compile(
    rf"(?P<before>[升降])?(?P<letter>[A-Ga-g])(?P<sign>{_SIGN})?"
    rf"[ -]*(?:(?i:{_modes(_ENGLISH_WORDS)})|(?P<short>M|(?i:maj)|m|(?i:min)|调))?"
)
"""A key that stands alone may leave its mode out, or only hint at it."""


def pitch_class(letter: str, accidental: str = "") -> int:
    """``letter`` A–G with an accidental as a sign or word, from C."""
    return (_LETTERS[letter.upper()] + _SHIFTS.get(accidental, 0)) % 12


def read(words: str) -> tuple[int, str]:
    """ "F# minor", "Bb", "f♯m", "升F小调", "D多利亚" → tonic and mode. Raises ``ValueError`` for what is no key."""
    plain = _plain(words).strip()
    for pattern in (_IN_CHINESE, _ALONE):
        if (match := pattern.fullmatch(plain)) and (key := _of(match)):
            return key
    raise ValueError(words)


def find(text: str) -> tuple[int, str] | None:
    """The first key that ``text`` spells with its mode, in English or Chinese."""
    plain = _plain(text)
    found = [match for pattern in (_ENGLISH, _IN_CHINESE) for match in pattern.finditer(plain)]
    return next((key for match in sorted(found, key=re.Match.start) if (key := _of(match))), None)


def name(tonic: int, mode: str) -> str:
    """Written plainly, as recipes and documents keep it: "F# minor"."""
    return f"{NAMES[tonic % 12]} {mode}"


def shown(key: str, code: str = "") -> str:
    """``key`` for a person, with as few accidentals as it can be spelt with: "F♯ minor", in Chinese "升F小调".

    ``code`` is a language, empty for the artist's; what is no key comes back as it is.
    """
    try:
        tonic, mode = read(key)
    except ValueError:
        return key
    place = tonic * 7 % 12
    spelt = min((place, place - 12), key=lambda at: (abs(at + FIFTHS[mode]), _spelt(at) != NAMES[tonic]))
    letter, sign = _spelt(spelt)[0], _spelt(spelt)[1:]
    if (code or language()) == "zh":
        return {"#": "升", "b": "降", "": ""}[sign] + letter + _CHINESE[mode]
    return letter + {"#": "♯", "b": "♭", "": ""}[sign] + " " + mode


def _spelt(fifths: int) -> str:
    """The tone so many fifths above C: −2 is "Bb"."""
    sharps = (fifths + 1) // 7
    return "FCGDAEB"[(fifths + 1) % 7] + ("#" * sharps if sharps > 0 else "b" * -sharps)


def _of(match: re.Match[str]) -> tuple[int, str] | None:
    """What a match says; None where it has accidentals on both sides."""
    said = {group: text for group, text in match.groupdict().items() if text is not None}
    signs = [said[group].strip(" -") for group in ("before", "sign", "a_sign") if group in said]
    if len(signs) > 1:
        return None
    short = "minor" if said.get("short", "") in ("m", "min", "Min", "MIN") else "major"
    return pitch_class(said.get("letter", "a"), *signs), next((mode for mode in FIFTHS if mode in said), short)


def _plain(text: str) -> str:
    """Of one width, one kind of white space and one script."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).replace("調", "调"))
