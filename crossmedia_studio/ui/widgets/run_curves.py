"""The curves of a training run, with a legend that is read, pressed and holds the latest values."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.trainings import Run
from crossmedia_studio.ui.widgets.curve_plot import CurvePlot, Ink, ink
from crossmedia_studio.ui.widgets.flow import Flow

_KEPT_ASIDE = "valid "
"""What the training loop puts before figures measured on examples kept aside."""

_AT_FIRST = (("loss", f"{_KEPT_ASIDE}loss"), ("generator", "critic"))
"""What is shown until other figures, of other scales, are pressed."""
_NO_CURVE = "valid held out"
"""Whether checks are on examples kept aside: the same at every step."""

FIGURES = {
    "loss": mark("Error"),
    "generator": mark("Inventor"),
    "critic": mark("Critic"),
    "fooled": mark("Critic fooled"),
    "real": mark("Critic on real ones"),
    "invented": mark("Critic on invented ones"),
    "again": mark("Drawn again"),
    "error": mark("Difference"),
    "psnr": mark("Likeness (dB)"),
    "kl": mark("Information"),
    "bits a pixel": mark("Bits a pixel"),
    "perplexity": mark("Perplexity"),
    "perplexity a word": mark("Perplexity a word"),
    "bits a character": mark("Bits a character"),
    "note": mark("Surprise a note"),
    "melody": mark("Surprise of the melody"),
    "decibels": mark("Difference (dB)"),
    "distance": mark("Distance (dB)"),
    "spectra": mark("Spectra"),
    "phase": mark("Phases"),
    "flow": mark("Inventor"),
    "bleu": mark("Agreeing words (BLEU)"),
    "cider": mark("Agreeing words (CIDEr)"),
    "explained": mark("Motion explained"),
    "possible": mark("Motion that could be explained"),
    "off": mark("Off the way"),
    "found": mark("Pairs not found"),
    "order": mark("Disorder of the knob"),
}  # fmt: skip


def figure_words(name: str) -> str:
    """A figure's name for an artist."""
    if name in FIGURES:
        return tr(FIGURES[name])
    if name.startswith(_KEPT_ASIDE):
        return tr("{figure}, at checks", figure=figure_words(name.removeprefix(_KEPT_ASIDE)))
    return name[:1].upper() + name[1:].replace("_", " ")


class RunCurves(QWidget):
    """``show_run`` as often as wanted; the plot is drawn anew each time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self._hidden: set[str] = set()
        self._known: set[str] = set()
        self.chips: dict[str, QToolButton] = {}
        self.plot = CurvePlot()
        self._legend = Flow(spacing=4)
        self.logarithmic = QCheckBox(tr("Log scale"))
        self.logarithmic.setToolTip(tr("Show small changes near the end as clearly as large ones at the start"))
        self.logarithmic.toggled.connect(self.plot.set_logarithmic)
        waiting = QLabel(tr("The curves begin with the first figures."))
        waiting.setObjectName("emptyText")
        waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        waiting.setWordWrap(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(waiting)
        self._stack.addWidget(self.plot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._legend)
        column.addWidget(self._stack, 1)
        column.addWidget(self.logarithmic, 0, Qt.AlignmentFlag.AlignRight)

    def show_run(self, run: Run) -> None:
        """The curves of ``run`` as they are now."""
        if run is not self._run:
            if self._run is None or self._run.request.recipe != run.request.recipe:
                self._hidden.clear()
                self._known.clear()
            self._run = run
            self.plot.fit()
        names = [name for name in run.curves if name != _NO_CURVE]
        if names != list(self.chips):
            self._build_legend(names)
        for name, chip in self.chips.items():
            chip.setText(f"{figure_words(name)}  {number(run.curves[name].latest)}")
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            for name, chip in self.chips.items():
                chip.setIcon(QIcon(self._ink(name).swatch()))

    def _build_legend(self, names: list[str]) -> None:
        self._legend.clear()
        self.chips = {}
        new = [name for name in names if name not in self._known]
        first = next((some for some in _AT_FIRST if some[0] in names), names)
        self._hidden.update(name for name in new if name not in first)
        self._known.update(names)
        for name in names:
            chip = QToolButton()
            chip.setCheckable(True)
            chip.setChecked(name not in self._hidden)
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setIconSize(QSize(22, 12))
            chip.setFont(theme.font("small", tabular=True))
            chip.setToolTip(_tip(name))
            chip.setObjectName(name)
            chip.toggled.connect(self._toggled)
            self.chips[name] = chip
            self._legend.add(chip)
        for name, chip in self.chips.items():
            chip.setIcon(QIcon(self._ink(name).swatch()))

    def _ink(self, name: str) -> Ink:
        """A figure on examples kept aside has the colour of its twin."""
        bases = list(dict.fromkeys(each.removeprefix(_KEPT_ASIDE) for each in self.chips))
        return ink(bases.index(name.removeprefix(_KEPT_ASIDE)), dashed=name.startswith(_KEPT_ASIDE))

    def _toggled(self, on: bool) -> None:
        name = self.sender().objectName()
        (self._hidden.discard if on else self._hidden.add)(name)
        self._draw()

    def _draw(self) -> None:
        if self._run is None:
            return
        curves = self._run.curves
        self._stack.setCurrentIndex(1 if any(curve.steps for curve in curves.values()) else 0)
        self.plot.show_curves(
            {name: (curves[name], self._ink(name)) for name in self.chips if name not in self._hidden}
        )


def _tip(name: str) -> str:
    what = tr("Show or hide: {figure}", figure=figure_words(name))
    if not name.startswith(_KEPT_ASIDE):
        return what
    return f"{what}\n{tr('Measured now and then, on examples kept aside where there are enough')}"


def number(value: float) -> str:
    """Three significant digits, without an exponent where it reads well."""
    if value != value:
        return "–"
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
