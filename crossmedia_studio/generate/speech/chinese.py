"""Written Chinese as it is read aloud: numbers, dates, times, money, units in characters."""

from __future__ import annotations

import re
from re import Match

_DIGITS = "零一二三四五六七八九"
_UNITS = {
    "km/h": "公里每小时", "km²": "平方公里", "m²": "平方米", "km": "公里", "cm": "厘米", "mm": "毫米", "kg": "公斤",
    "mg": "毫克", "ml": "毫升", "℃": "摄氏度", "°C": "摄氏度", "°": "度", "GB": "吉字节", "MB": "兆字节", "Hz": "赫兹",
    "m": "米", "g": "克",
}  # fmt: skip
_MONEY = {"$": "美元", "£": "英镑", "€": "欧元", "¥": "元", "￥": "元"}
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))


def chinese(text: str) -> str:
    """``text`` with digits and signs written out in characters. Never raises; letters stay as they are."""
    text = text.translate(str.maketrans("０１２３４５６７８９％：", "0123456789%:"))
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    text = re.sub(r"([$£€¥￥])\s?(\d+(?:\.\d+)?)([万亿]?)", lambda m: f"{m[2]}{m[3]}{_MONEY[m[1]]}", text)
    text = re.sub(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)", r"\1年\2月\3日", text)
    text = re.sub(r"(\d{2,4})(?=年)", lambda m: _each(m[1]) if len(m[1]) != 3 else m[1], text)
    text = re.sub(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?!\d)", _time, text)
    text = re.sub(rf"(\d)\s?({_UNIT})(?![A-Za-z])", lambda m: m[1] + _UNITS[m[2]], text)
    text = re.sub(r"(\d+(?:\.\d+)?)\s?%", lambda m: f"百分之{_number(m[1])}", text)
    text = re.sub(r"(?<!\d)(\d{1,4})/(\d{1,4})(?!\d)", lambda m: f"{_number(m[2])}分之{_number(m[1])}", text)
    text = re.sub(r"(\d)\s?[-–~～]\s?(?=\d)", r"\1到", text)
    text = re.sub(r"(?<![0-9A-Za-z.])[-−](?=\d)", "负", text)
    text = re.sub(r"(?<!\d)1\d{10}(?!\d)|(?<![\d.])0\d{2,}(?!\d)", lambda m: _each(m[0]).replace("一", "幺"), text)
    text = re.sub(r"(?<!\d)2(?=[个只条座位张本天年人头颗种次块件])", "两", text)
    text = re.sub(r"\d+(?:\.\d+)?", lambda m: _number(m[0]), text)
    return text.replace("&", "和").replace("+", "加").replace("=", "等于")


def _each(digits: str) -> str:
    return "".join(_DIGITS[int(d)] for d in digits)


def _number(written: str) -> str:
    """``"1205.3"`` → 一千二百零五点三; beyond sixteen digits, digit by digit."""
    whole, _, fraction = written.partition(".")
    whole = whole.lstrip("0") or "0"
    words = _each(whole) if len(whole) > 16 else _whole(int(whole))
    return f"{words}点{_each(fraction)}" if fraction else words


def _whole(number: int) -> str:
    if number == 0:
        return "零"
    words, gap = "", False
    for power, name in ((12, "万亿"), (8, "亿"), (4, "万"), (0, "")):
        group = number // 10**power % 10**4
        if not group:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):
            words += "零"
        words += _group(group) + name
        gap = False
    return words[1:] if words.startswith("一十") else words


def _group(number: int) -> str:
    """1 … 9999 in characters."""
    words, gap = "", False
    for power, name in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
        digit = number // 10**power % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = bool(words)
    return words


def _time(match: Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    words = ("两" if hour == 2 else _whole(hour)) + "点"
    return words if not minute else f"{words}{'零' if minute < 10 else ''}{_whole(minute)}分"
