"""What judging found: figures by group, each with its interval, how many takes it is of, and by which features."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.engine import messages as m
from crossmedia_studio.ui import theme

GROUPS = {
    "quality": mark("Quality: how good it is"),
    "diversity": mark("Diversity: how much it differs"),
    "consistency": mark("Consistency: how true it is to the ask"),
}  # fmt: skip
_BETTER = {"higher": mark("higher is better"), "lower": mark("lower is better")}


class FigureList(QWidget):
    def __init__(self, result: m.EvaluateResult) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        title = QLabel(result.title)
        title.setObjectName("title")
        title.setWordWrap(True)
        column.addWidget(title)
        groups = dict.fromkeys((*GROUPS, *(figure.group for figure in result.figures)))
        for group in groups:
            words = tr(GROUPS[group]) if group in GROUPS else group
            _part(column, words, [figure for figure in result.figures if figure.group == group])
        _part(column, tr("The difference, both asked the same"), list(result.differences))
        column.addStretch(1)


def _part(column: QVBoxLayout, words: str, figures: list[m.Figure]) -> None:
    if figures:
        head = QLabel(words)
        head.setObjectName("section")
        column.addWidget(head)
    for figure in figures:
        column.addWidget(_row(figure))


def _row(figure: m.Figure) -> QFrame:
    frame = QFrame()
    frame.setObjectName("card")
    frame.setToolTip("\n".join(filter(None, (figure.about, facts(figure)))))
    grid = QGridLayout(frame)
    grid.setContentsMargins(12, 8, 12, 8)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(0, 1)
    name = QLabel(figure.title)
    value = QLabel(number(figure.value))
    value.setFont(theme.font("title", bold=True, tabular=True))
    between = QLabel(interval(figure))
    between.setObjectName("small")
    about = QLabel(figure.about)
    about.setObjectName("small")
    under = QLabel(facts(figure))
    under.setObjectName("small")
    for label in (name, about, under):
        label.setWordWrap(True)
        label.setMinimumWidth(120)
        label.setVisible(bool(label.text()))
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
    grid.addWidget(name, 0, 0)
    grid.addWidget(value, 0, 1, right)
    grid.addWidget(about, 1, 0)
    grid.addWidget(between, 1, 1, right)
    grid.addWidget(under, 2, 0, 1, 2)
    return frame


def interval(figure: m.Figure) -> str:
    """The 95 % interval, or nothing where there is none."""
    if figure.low != figure.low or figure.high != figure.high or figure.low == figure.high:
        return ""
    return tr("{low} to {high}", low=number(figure.low), high=number(figure.high))


def facts(figure: m.Figure) -> str:
    """Which way is better, of how many, by what."""
    parts = [tr(_BETTER[figure.better])] if figure.better in _BETTER else []
    if figure.n:
        parts.append(tr("of {count}", count=figure.n))
    if figure.features:
        parts.append(figure.features)
    return " · ".join(parts)


def number(value: float) -> str:
    """Three significant digits, without an exponent where it reads well."""
    if value != value:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
