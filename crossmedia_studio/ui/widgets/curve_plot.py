"""Curves over steps, in the colours of the theme. pyqtgraph is imported when the first curve is drawn, not before."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.trainings import Curve

_DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
_INKS = ("accent", "warning", "done", "medium_audio", "medium_video")


@dataclass(frozen=True)
class Ink:
    """How a curve is drawn: a colour of the theme and a kind of line, so that it is never colour alone."""

    token: str
    dash: Qt.PenStyle

    def pen(self, width: float = 2.0) -> QPen:
        pen = QPen(theme.colour(self.token), width, self.dash)
        pen.setCosmetic(True)
        return pen

    def swatch(self) -> QPixmap:
        """A short stretch of the line."""
        result = QPixmap(22, 12)
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        painter.setPen(self.pen())
        painter.drawLine(1, 6, 21, 6)
        painter.end()
        return result


def ink(index: int, *, dashed: bool = False) -> Ink:
    """The ink of the ``index``-th figure."""
    turn = index // len(_INKS)
    return Ink(_INKS[index % len(_INKS)], _DASHES[(turn + dashed) % len(_DASHES)])


class CurvePlot(QWidget):
    """Wheel zooms, dragging moves, a double click shows everything again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot: Any = None
        self._lines: dict[str, Any] = {}
        self._log = False
        self._shown: dict[str, tuple[Curve, Ink]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.setMinimumSize(180, 120)
        self.setAccessibleName(tr("Curves"))

    @property
    def logarithmic(self) -> bool:
        return self._log

    def set_logarithmic(self, on: bool) -> None:
        """Equal distances for equal ratios; values at or below zero are then left out."""
        self._log = on
        if self._plot is not None:
            self._plot.setLogMode(y=on)
            self._fill()

    def show_curves(self, curves: Mapping[str, tuple[Curve, Ink]]) -> None:
        """These, and no others."""
        self._shown = dict(curves)
        if self._plot is None and curves:
            self._build()
        self._fill()

    def points(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """What is drawn of a curve (steps and values, on a logarithmic scale their log10)."""
        x, y = self._lines[name].getData()
        return (np.empty(0), np.empty(0)) if x is None else (x, y)

    def fit(self) -> None:
        """Show everything."""
        if self._plot is not None:
            self._plot.getPlotItem().vb.enableAutoRange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange) and self._plot is not None:
            self._dress()

    def _build(self) -> None:
        import pyqtgraph

        self._plot = pyqtgraph.PlotWidget(self)
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        item = self._plot.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.vb.setLimits(xMin=0)
        item.setLogMode(y=self._log)
        for side in ("left", "bottom"):
            item.getAxis(side).enableAutoSIPrefix(False)
        item.getAxis("left").logTickStrings = _powers
        item.setLabel("bottom", tr("Steps"))
        self._plot.scene().sigMouseClicked.connect(self._clicked)
        self._dress()
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self._plot)

    def _clicked(self, event: Any) -> None:
        if event.double():
            self.fit()

    def _dress(self) -> None:
        self._plot.setBackground(theme.colour("field"))
        item = self._plot.getPlotItem()
        item.showGrid(x=True, y=True, alpha=0.12)
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setPen(theme.colour("line"))
            axis.setTextPen(theme.colour("second"))
            axis.setTickFont(theme.font("small", tabular=True))
            axis.label.setFont(theme.font("small"))
        for name, line in self._lines.items():
            if name in self._shown:
                line.setPen(self._shown[name][1].pen())

    def _fill(self) -> None:
        if self._plot is None:
            return
        for name in [name for name in self._lines if name not in self._shown]:
            self._plot.removeItem(self._lines.pop(name))
        for name, (curve, drawn) in self._shown.items():
            x, y = np.asarray(curve.steps), np.asarray(curve.values)
            if self._log:
                y = np.where(y > 0, y, math.nan)
            line = self._lines.get(name)
            if line is None:
                line = self._plot.plot(pen=drawn.pen(), antialias=True, connect="finite", symbolSize=5)
                self._lines[name] = line
            few = len(x) < 40
            line.setData(
                x, y, symbol="o" if few else None, symbolPen=None, symbolBrush=theme.colour(drawn.token)
            )  # fmt: skip


def _powers(values: list[float], scale: float, spacing: float) -> list[str]:
    """Marks of a logarithmic axis as plain numbers."""
    return [f"{10.0**value * scale:.3g}" for value in values]
