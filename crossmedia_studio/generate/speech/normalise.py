"""Written English as it is read aloud: numbers, dates, money, units, abbreviations, addresses."""

from __future__ import annotations

import re
import unicodedata
from re import Match

from crossmedia_studio.generate.speech.numbers import cardinal, decimal, ordinal, year

_WORDS = {
    "mr": "mister", "mrs": "missus", "ms": "miz", "dr": "doctor", "prof": "professor", "sr": "senior", "jr": "junior",
    "vs": "versus", "etc": "et cetera", "approx": "approximately", "dept": "department", "inc": "incorporated",
    "ltd": "limited", "gen": "general", "col": "colonel", "lt": "lieutenant", "sgt": "sergeant", "capt": "captain",
    "rev": "reverend", "vol": "volume", "fig": "figure", "e.g": "for example", "i.e": "that is", "mt": "mount",
    "jan": "January", "feb": "February", "aug": "August", "sept": "September", "oct": "October", "nov": "November",
    "dec": "December",
}  # fmt: skip
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_UNITS = {
    "km/h": "kilometres an hour", "mph": "miles an hour", "m/s": "metres a second", "km²": "square kilometres",
    "m²": "square metres", "km": "kilometres", "cm": "centimetres", "mm": "millimetres", "kg": "kilograms",
    "mg": "milligrams", "ml": "millilitres", "°C": "degrees Celsius", "℃": "degrees Celsius",
    "°F": "degrees Fahrenheit", "°": "degrees", "GB": "gigabytes", "MB": "megabytes", "kHz": "kilohertz",
    "Hz": "hertz", "ft": "feet", "lbs": "pounds", "lb": "pounds", "oz": "ounces", "min": "minutes", "hrs": "hours",
    "m": "metres", "g": "grams", "%": "percent",
}  # fmt: skip
_MONEY = {
    "$": ("dollar", "cent"), "£": ("pound", "penny"), "€": ("euro", "cent"), "¥": ("yuan", ""), "￥": ("yuan", ""),
}  # fmt: skip
_ROMAN = {"II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10, "XI": 11, "XII": 12}
_SYMBOLS = {
    "&": " and ",
    "@": " at ",
    "+": " plus ",
    "=": " equals ",
    "×": " times ",
    "÷": " divided by ",
    "#": " number ",
}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_MONTH = "|".join(_MONTHS)


def clean(text: str) -> str:
    """Either language: one form of quotes, dashes and blanks; no markup, emoji or control characters."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"\n{3,}", "\n\n", re.sub(r" ?\n ?", "\n", re.sub(r"[^\S\n]+", " ", text)))
    text = re.sub(r"(\d{24})(?=\d)", r"\1 ", text)  # longer runs of digits are no number, and slow to look through
    text = re.sub(r"!?\[([^\]]{0,300})\]\([^)]{0,600}\)", r"\1", text)
    text = re.sub(r"[*_`~|<>\\^{}\[\]]+", " ", text)
    text = re.sub(r"^\s*(#+|[-•‣])\s+", "", text, flags=re.MULTILINE)
    text = text.replace("\u2019", "'").replace("\u2018", "'").replace("\u201c", '"').replace("\u201d", '"')
    text = re.sub(r"\s*(?:—|–{2,}|--+|——+)\s*", ", ", text)
    text = re.sub(r"(?<=\d)\s*[–]\s*(?=\d)", "-", text)
    text = re.sub(r"\s–\s", ", ", text).replace("…", "...")
    kept = (
        c
        for c in text
        if c.isspace() or c in "°℃" or unicodedata.category(c) not in ("So", "Cc", "Cf", "Cs", "Co", "Sk")
    )
    return re.sub(r"[ \t]+", " ", "".join(kept)).strip()


def english(text: str) -> str:
    """``text`` with everything that is not a word written out. Never raises; what it does not know it leaves."""
    ends = text.rstrip().endswith(".")
    text = re.sub(r"([\w.@-]{80})(?=[\w.@-])", r"\1 ", text)  # nobody can read it, and patterns would take for ever
    text = re.sub(r"\b(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)(?:/[^\s,;]*)?", _address, text)
    text = re.sub(r"([\w.]+)@([\w.-]+\w)", lambda m: f"{_dots(m[1])} at {_dots(m[2])}", text)
    text = re.sub(rf"([$£€¥￥])\s?({_NUMBER})(?:\s?(thousand|million|billion|trillion|bn|m|k)\b)?", _money, text)
    text = re.sub(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", lambda m: _date(m[0], m[1], m[2], m[3]), text)
    text = re.sub(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", lambda m: _date(m[0], m[3], m[1], m[2]), text)
    text = re.sub(rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)", lambda m: f"{m[1]} {ordinal(int(m[2]))}", text)
    text = re.sub(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({_MONTH})\b", lambda m: f"the {ordinal(int(m[1]))} of {m[2]}", text)
    text = re.sub(r"\b([01]?\d|2[0-3]):([0-5]\d)(?:\s?([ap])\.?m\b\.?)?", _time, text, flags=re.IGNORECASE)
    text = re.sub(r"\b(\d{1,2})\s?([ap])\.?m\b\.?", lambda m: f"{cardinal(int(m[1]))} {m[2].upper()} M", text)
    text = re.sub(r"\b(\d+)(?:st|nd|rd|th)\b", lambda m: ordinal(int(m[1][:15])), text)
    text = re.sub(r"\b(1[1-9]|20)(\d)0s\b", lambda m: _plural(year(int(m[0][:-1]))), text)
    text = re.sub(r"(?<![\d.])([1-9])/([2-9]|10)(?![\d/])", _fraction, text)
    text = re.sub(rf"(?<![\w.])({_NUMBER})-({_NUMBER})(?![\w-])", lambda m: f"{m[1]} to {m[2]}", text)
    text = re.sub(rf"(?<!\w)[-−]({_NUMBER})", lambda m: f"minus {m[1]}", text)
    text = re.sub(rf"(?<![\w.])({_NUMBER})\s?({_UNIT})(?!\w)", _quantity, text)
    text = re.sub(r"\b(chapter|part|act|war|volume|henry|louis|elizabeth|charles) ([IVX]+)\b", _roman, text, flags=re.I)
    text = re.sub(r"\b([A-Za-z](?:\.[A-Za-z])*|[A-Za-z]+)\.(?=\s|,|$|\))", _abbreviation, text)
    text = re.sub(r"\bNo\. (?=\d)", "number ", text)
    text = re.sub(r"(?<![\d.,])(1[1-9]\d\d|20[1-9]\d)(?![\d%]|[.,]\d)", lambda m: year(int(m[1])), text)
    text = re.sub(_NUMBER, lambda m: f" {decimal(m[0])} ", text)
    for symbol, word in _SYMBOLS.items():
        text = text.replace(symbol, word)
    text = re.sub(r"\s*/\s*", " ", text)
    text = re.sub(r"\s+([,.;:!?])", r"\1", re.sub(r"\s+", " ", text))
    text = text.strip()
    return f"{text}." if ends and text[-1:].isalnum() else text


def _address(match: Match[str]) -> str:
    name = match[1]
    if not re.search(r"\.(com|org|net|edu|gov|io|cn|uk|de|fr|eu|info|art|dev|app)$", name, re.I):
        return match[0]
    return _dots(name)


def _dots(name: str) -> str:
    return name.replace(".", " dot ").replace("-", " dash ").replace("_", " ")


def _money(match: Match[str]) -> str:
    unit, small = _MONEY[match[1]]
    number, scale = match[2].replace(",", ""), match[3]
    plural = unit if unit in ("yuan",) else f"{unit}s"
    if scale:
        word = {"bn": "billion", "m": "million", "k": "thousand"}.get(scale, scale)
        return f"{decimal(number)} {word} {plural}"
    whole, _, part = number.partition(".")
    words = f"{cardinal(int(whole))} {unit if int(whole) == 1 else plural}"
    if len(part) == 2 and int(part) and small:
        coins = small if int(part) == 1 else "pence" if small == "penny" else f"{small}s"
        return f"{words} and {cardinal(int(part))} {coins}"
    return f"{decimal(number)} {plural}" if part and int(part) else words


def _date(written: str, years: str, month: str, day: str) -> str:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return written
    return f"{_MONTHS[int(month) - 1]} {ordinal(int(day))}, {year(int(years))}"


def _time(match: Match[str]) -> str:
    hour, minute, half = int(match[1]), int(match[2]), match[3]
    words = cardinal(hour)
    if minute:
        words += f" {'oh ' if minute < 10 else ''}{cardinal(minute)}"
    elif not half:
        words += " o'clock" if 1 <= hour <= 12 else " hundred"
    return words + (f" {half.upper()} M" if half else "")


def _plural(words: str) -> str:
    return words[:-1] + "ies" if words.endswith("y") else words + "s"


def _fraction(match: Match[str]) -> str:
    top, bottom = int(match[1]), int(match[2])
    name = {2: "half", 4: "quarter"}.get(bottom, ordinal(bottom))
    plural = "halves" if name == "half" else f"{name}s"
    return f"{cardinal(top)} {name if top == 1 else plural}"


def _quantity(match: Match[str]) -> str:
    words = _UNITS[match[2]]
    if match[1] == "1":
        words = re.sub(r"^(degree|\w+?)s\b", r"\1", words).replace("feet", "foot")
    return f"{decimal(match[1])} {words}"


def _roman(match: Match[str]) -> str:
    number = _ROMAN.get(match[2])
    if number is None:
        return match[0]
    royal = match[1].lower() in ("henry", "louis", "elizabeth", "charles")
    return f"{match[1]} the {ordinal(number)}" if royal else f"{match[1]} {cardinal(number)}"


def _abbreviation(match: Match[str]) -> str:
    word = match[1]
    if word == "St":
        after = match.string[match.end() :].lstrip()
        return "Saint" if after[:1].isupper() else "Street"
    known = _WORDS.get(word.lower())
    if known is not None and (word[0].isupper() or "." in word or word in ("vs", "etc", "approx")):
        return known if match.end() < len(match.string) else f"{known}."
    if "." in word:
        return " ".join(word.replace(".", "").upper())
    return match[0]
