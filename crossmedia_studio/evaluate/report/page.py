"""The page of a report as HTML: every word escaped, no script, no address but that of its own pictures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape

from crossmedia_studio.core.i18n import language, mark, tr
from crossmedia_studio.evaluate.measure import CONSISTENCY, DIVERSITY, GROUPS, QUALITY, Measure
from crossmedia_studio.evaluate.piece import Judgement, Match, Note
from crossmedia_studio.evaluate.report.style import STYLE

SHOWN = 240
"""Pieces on the sheet; more would only make the page slow."""
PAIRS = 18
_LARGE = 256
"""Pixels across from which a picture and what came back of it need room to be compared."""
_TITLES = {QUALITY: mark("Quality"), DIVERSITY: mark("Diversity"), CONSISTENCY: mark("Consistency")}
_ABOUT = {
    QUALITY: mark("Are they good: like real ones, clean, and to your liking?"),
    DIVERSITY: mark("Are they varied, and are they new?"),
    CONSISTENCY: mark("Do they show what was asked?"),
}
_SAME = mark("Do they come back as they were?")
_SHARES = frozenset(
    ("precision", "recall", "coverage", "duplicates", "memorised", "subject_top1", "subject_top5", "style",
     "ground", "colour", "named", "clipped", "clipping", "silence", "distinct")
)  # fmt: skip
"""Figures between 0 and 1, which are drawn on a line."""


def page(judgement: Judgement, pictures: Sequence[str], matches: Sequence[str], before: Sequence[str] = ()) -> str:
    """The whole page. ``pictures`` are the file of each piece, ``matches`` of each remembered one, and ``before`` of
    what each was to come back as ("" for none)."""
    found = judgement.findings
    code = {"zh": "zh-Hans"}.get(language(), language())
    parts = [
        _head(judgement),
        *(_group(judgement.measures, group, _SAME if any(before) else _ABOUT[group]) for group in GROUPS),
        _differences(judgement),
        _rebuilt(found.notes, pictures, before) if any(before) else _sheet(found.notes, pictures),
        _remembered(found.remembered, found.notes, pictures, matches),
        _duplicates(found.duplicates, found.notes, pictures),
        _ranking(judgement, pictures),
        _foot(found.remarks),
    ]
    title = escape(tr("{title}: how good is it?", title=judgement.title))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(code)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="generator" content="Crossmedia Studio report">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self' file: data:; "
        "style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in parts if part)
        + "\n</main>\n</body>\n</html>\n"
    )


def number(value: float) -> str:
    """Three digits that count; a dash for what is not known."""
    if not math.isfinite(value):
        return "–"
    if value != 0 and abs(value) < 0.0005:
        return f"{value:.1e}".replace("-", "−")
    digits = 3 if abs(value) < 1 else 2 if abs(value) < 10 else 1 if abs(value) < 1000 else 0
    text = f"{value:.{digits}f}"
    return ("0" if float(text) == 0 else text).replace("-", "−")


def between(measure: Measure) -> str:
    """The interval in words of numbers."""
    if not (math.isfinite(measure.low) and math.isfinite(measure.high)):
        return "–"
    return tr("{low} to {high}", low=number(measure.low), high=number(measure.high))


def _head(judgement: Judgement) -> str:
    facts = [*judgement.facts]
    if judgement.against:
        facts.append((tr("Judged against"), judgement.against))
    items = "".join(f"<li>{escape(name)} <b>{escape(value)}</b></li>" for name, value in facts)
    return f'<header><h1>{escape(judgement.title)}</h1><ul class="facts">{items}</ul></header>'


def _group(measures: Iterable[Measure], group: str, about: str) -> str:
    chosen = [one for one in measures if one.group == group]
    if not chosen:
        return ""
    return (
        f'<section><h2>{escape(tr(_TITLES[group]))}</h2><p class="second">{escape(tr(about))}</p>'
        f"{_table(chosen)}</section>"
    )


def _table(measures: Sequence[Measure]) -> str:
    heads = (
        ("", tr("Figure")), ("number", tr("Value")), ("number", tr("95 % interval")), ("small", ""),
        ("number", tr("Number")), ("small", tr("Measured by")),
    )  # fmt: skip
    head = "".join(f'<th class="{kind}" scope="col">{escape(words)}</th>' for kind, words in heads)
    columns = "".join(f'<col class="{name}">' for name in ("wide", "slim", "middle", "middle", "slim", "by"))
    rows = "".join(_row(one) for one in measures)
    return f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(one: Measure) -> str:
    arrow = {"higher": "↑", "lower": "↓"}.get(one.better, "")
    bar = _bar(one.value, one.low, one.high) if one.name in _SHARES and 0 <= one.value <= 1 else ""
    return (
        f'<tr><td>{escape(one.title)} {arrow}<span class="second">{escape(one.about)}</span></td>'
        f'<td class="number value">{escape(number(one.value))}</td><td class="number">{escape(between(one))}</td>'
        f'<td class="small">{bar}</td><td class="number">{one.n}</td><td class="small">{escape(one.features)}</td></tr>'
    )


def _bar(value: float, low: float, high: float) -> str:
    """A line from 0 to 1 with the interval and the value on it."""
    at, left, right = (100 * min(max(x if math.isfinite(x) else value, 0.0), 1.0) for x in (value, low, high))
    return (
        f'<span class="bar" aria-hidden="true"><i style="left:{left:.1f}%;width:{right - left:.1f}%"></i>'
        f'<b style="left:{at:.1f}%"></b></span>'
    )


def _differences(judgement: Judgement) -> str:
    if not judgement.differences:
        return ""
    same = any(note.before is not None for note in judgement.findings.notes)
    words = (
        tr("Pair by pair, of the same pictures. An interval that leaves out 0 is a difference.")
        if same
        else tr("Pair by pair, from the same words and seeds. An interval that leaves out 0 is a difference.")
    )
    title = tr("Beside {name}", name=judgement.compared)
    table = _table(judgement.differences)
    return f'<section><h2>{escape(title)}</h2><p class="second">{escape(words)}</p>{table}</section>'


def _sheet(notes: Sequence[Note], pictures: Sequence[str]) -> str:
    if not any(pictures):
        items = "".join(f"<li>{_caption(note)}</li>" for note in notes[:SHOWN])
        return f'<section><h2>{escape(tr("All takes"))}</h2><ol class="words">{items}</ol></section>'
    cells = "".join(
        f"<figure>{_image(file, note.name)}<figcaption>{_caption(note)}</figcaption></figure>"
        for note, file in zip(notes[:SHOWN], pictures, strict=False)
    )
    more = len(notes) - SHOWN
    rest = f'<p class="second">{escape(tr("and {count} more", count=more))}</p>' if more > 0 else ""
    return f'<section><h2>{escape(tr("All takes"))}</h2><div class="sheet">{cells}</div>{rest}</section>'


def _rebuilt(notes: Sequence[Note], pictures: Sequence[str], before: Sequence[str]) -> str:
    """Each picture beside what came back of it."""
    shown = [i for i in range(len(notes)) if before[i]][:SHOWN]
    large = any(note.picture is not None and note.picture.shape[1] > _LARGE for note in notes)
    cells = "".join(
        f'<figure class="pair"><div>{_image(before[i], notes[i].name)}{_image(pictures[i], notes[i].name)}</div>'
        f"<figcaption>{escape(notes[i].name)}"
        + "".join(f'<span class="second">{escape(line)}</span>' for line in notes[i].lines)
        + "</figcaption></figure>"
        for i in shown
    )
    more = len(notes) - len(shown)
    rest = f'<p class="second">{escape(tr("and {count} more", count=more))}</p>' if more > 0 else ""
    words = tr("Each picture, and what came back of it on its right.")
    return (
        f'<section><h2>{escape(tr("Before and after"))}</h2><p class="second">{escape(words)}</p>'
        f'<div class="pairs{" large" if large else ""}">{cells}</div>{rest}</section>'
    )


def _caption(note: Note) -> str:
    verdict = ""
    if note.agrees is not None:
        kind, mark_of, words = ("yes", "✓", tr("as asked")) if note.agrees else ("no", "✗", tr("not as asked"))
        verdict = f'<span class="second {kind}">{mark_of} {escape(words)}</span>'
    stars = f'<span class="second">{"★" * note.stars}</span>' if note.stars else ""
    lines = "".join(f'<span class="second">{escape(line)}</span>' for line in note.lines)
    if lines and note.picture is not None:
        opened = " open" if note.agrees is False else ""
        lines = f'<details{opened}><summary class="second">{escape(tr("What was found"))}</summary>{lines}</details>'
    return f"{escape(note.asked.prompt or note.name)}{stars}{verdict}{lines}"


def _remembered(matches: Sequence[Match], notes: Sequence[Note], pictures: Sequence[str], files: Sequence[str]) -> str:
    if not matches:
        return ""
    order = sorted(range(len(matches)), key=lambda i: matches[i].distance)[:PAIRS]
    words = tr("Each take beside the training picture that is nearest to it, the nearest first.")
    cells = "".join(
        _pair(pictures[matches[i].index], files[i], matches[i], notes[matches[i].index].name, matches[i].name,
              tr("too near to be chance"))
        for i in order
    )  # fmt: skip
    return (
        f'<section><h2>{escape(tr("Nearest training pictures"))}</h2><p class="second">{escape(words)}</p>'
        f'<div class="pairs">{cells}</div></section>'
    )


def _duplicates(matches: Sequence[Match], notes: Sequence[Note], pictures: Sequence[str]) -> str:
    if not matches or not any(pictures):
        return ""
    cells = "".join(
        _pair(pictures[one.index], pictures[one.other], one, notes[one.index].name, notes[one.other].name,
              tr("the same again"))
        for one in matches[:PAIRS]
    )  # fmt: skip
    return f'<section><h2>{escape(tr("Duplicates"))}</h2><div class="pairs">{cells}</div></section>'


def _pair(left: str, right: str, match: Match, name: str, other: str, verdict: str) -> str:
    near = f' <span class="near">{escape(verdict)}</span>' if match.near else ""
    distance = escape(tr("Distance {value}", value=number(match.distance)))
    return (
        f'<figure class="pair"><div>{_image(left, name)}{_image(right, other)}</div>'
        f'<figcaption>{escape(name)} · {escape(other)}<span class="second">{distance}{near}</span></figcaption>'
        "</figure>"
    )


def _ranking(judgement: Judgement, pictures: Sequence[str]) -> str:
    if not judgement.ranking:
        return ""
    files = {note.id: (file, note.name) for note, file in zip(judgement.findings.notes, pictures, strict=True)}
    cells = []
    for one in judgement.ranking[:SHOWN]:
        file, name = files.get(one.id, ("", one.id[:12]))
        words = tr("{low} to {high}", low=number(one.low), high=number(one.high))
        cells.append(
            f'<figure>{_image(file, name)}<figcaption>{escape(name)}<span class="second">{number(one.strength)} '
            f"({escape(words)})</span>{_bar(one.strength, one.low, one.high)}</figcaption></figure>"
        )
    about = tr("How often a take would be chosen over an average one, from your choices so far.")
    return (
        f'<section><h2>{escape(tr("Your choices"))}</h2><p class="second">{escape(about)}</p>'
        f'<div class="sheet">{"".join(cells)}</div></section>'
    )


def _image(file: str, name: str) -> str:
    if not file:
        return '<div class="blank"></div>'
    return f'<img src="{escape(file)}" alt="{escape(name)}" loading="lazy">'


def _foot(remarks: Sequence[str]) -> str:
    words = (
        *remarks,
        tr("↑: higher is better. ↓: lower is better."),
        tr("Intervals hold the true value in 95 of 100 cases. Everything was measured on this machine."),
    )
    return "<footer>" + "".join(f"<p>{escape(one)}</p>" for one in words) + "</footer>"
