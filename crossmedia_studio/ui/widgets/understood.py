"""What the studio understood of the prompt, as chips that can be taken away or added."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QInputDialog, QMenu, QWidget

from crossmedia_studio.core.i18n import LANGUAGES, tr
from crossmedia_studio.ui.corrections import MOODS, SETTINGS, TEMPI, Correction, settings
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.widgets.chip import AddChip, Chip, swatch
from crossmedia_studio.ui.widgets.flow import Flow
from crossmedia_studio.understand.meaning import Meaning, Mood, mood_words

_MOST_SUBJECTS = 8
_MOST_COLOURS = 5


class Understood(Flow):
    """``corrected`` carries a :class:`Correction` for each gesture."""

    corrected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._meaning: Meaning | None = None

    def show_meaning(self, meaning: Meaning | None) -> None:
        """Chips for ``meaning``; None shows nothing."""
        self.clear()
        self._meaning = meaning
        if meaning is None:
            return
        mood = mood_words(meaning.mood)
        if mood:
            self._chip(mood, "smiley", tr("Mood"), Correction("mood", Mood(), True))
        for subject in meaning.subjects[:_MOST_SUBJECTS]:
            self._chip(subject, "tag", tr("Subject"), Correction("subject", subject, False))
        for name in settings(meaning):
            self._chip(tr(name), "map-pin", tr("Where and when"), Correction("setting", name, False))
        for colour in meaning.palette[:_MOST_COLOURS]:
            chip = Chip("#{:02x}{:02x}{:02x}".format(*colour.rgb), sign=swatch(QColor(*colour.rgb)), tip=tr("Colour"))
            self._connect(chip, Correction("palette", colour.rgb, False))
        if meaning.tempo:
            words = tr("{tempo} beats a minute", tempo=round(meaning.tempo))
            self._chip(words, "timer", tr("Tempo"), Correction("tempo", 0.0, False))
        if meaning.language in LANGUAGES:
            self._chip(LANGUAGES[meaning.language], "translate", tr("Language of the words"), None)
        self.add(AddChip(tr("Add"), tr("Add a subject, mood, colour or tempo"), self._show_menu))

    def _chip(self, text: str, glyph: str, tip: str, step: Correction | None) -> None:
        chip = Chip(text, sign=icon(glyph, "second"), tip=tip, removable=step is not None)
        self._connect(chip, step)

    def _connect(self, chip: Chip, step: Correction | None) -> None:
        if step is not None:
            chip.removed.connect(self._sender(step))
        self.add(chip)

    def _sender(self, step: Correction) -> Callable[[], None]:
        return lambda: self.corrected.emit(step)

    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(icon("tag"), tr("Subject…")).triggered.connect(self._ask_subject)
        places = menu.addMenu(icon("map-pin"), tr("Where and when"))
        for group in SETTINGS:
            for name in group:
                places.addAction(tr(name)).triggered.connect(self._sender(Correction("setting", name)))
            places.addSeparator()
        moods = menu.addMenu(icon("smiley"), tr("Mood"))
        for words, mood in MOODS.items():
            moods.addAction(tr(words)).triggered.connect(self._sender(Correction("mood", mood)))
        menu.addAction(icon("palette"), tr("Colour…")).triggered.connect(self._ask_colour)
        tempi = menu.addMenu(icon("timer"), tr("Tempo"))
        for words, tempo in TEMPI.items():
            tempi.addAction(tr(words)).triggered.connect(self._sender(Correction("tempo", tempo)))
        languages = menu.addMenu(icon("translate"), tr("Language of the words"))
        for code, name in LANGUAGES.items():
            languages.addAction(name).triggered.connect(self._sender(Correction("language", code)))
        button = self.widgets()[-1]
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _ask_subject(self) -> None:
        dialog = QInputDialog(self.window())
        dialog.setWindowTitle(tr("Add a subject"))
        dialog.setLabelText(tr("What shall be seen or heard?"))
        dialog.textValueSelected.connect(self._add_subject)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _add_subject(self, text: str) -> None:
        if text.strip():
            self.corrected.emit(Correction("subject", text.strip()))

    def _ask_colour(self) -> None:
        dialog = QColorDialog(self.window())
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.colorSelected.connect(self._add_colour)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _add_colour(self, colour: QColor) -> None:
        self.corrected.emit(Correction("palette", (colour.red(), colour.green(), colour.blue())))
