"""Who and what made this studio: version, licence, the works it stands on, the models installed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextBrowser, QWidget

from crossmedia_studio import __version__
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.dialogs.frame import Dialog

CREDITS: tuple[tuple[str, str], ...] = (
    ("Qt for Python (PySide6)", "LGPL-3.0"),
    ("PyTorch", "BSD-3-Clause"),
    ("PyAV, FFmpeg, x264", "BSD-3-Clause, LGPL-2.1, GPL-2.0"),
    ("NumPy, SciPy, soxr", "BSD-3-Clause, LGPL-2.1"),
    ("Transformers, Tokenizers, safetensors", "Apache-2.0"),
    ("ONNX Runtime, faster-whisper, kokoro-onnx, ncnn", "MIT, BSD-3-Clause"),
    ("Phosphor icons, QtAwesome", "MIT"),
    ("Noto fonts, Noto Emoji", "OFL-1.1"),
    ("pysubs2, pyloudnorm, mido, tinysoundfont, jieba, pypinyin", "MIT"),
)


class AboutDialog(Dialog):
    def __init__(self, abilities: AbilitiesView, parent: QWidget) -> None:
        super().__init__("Crossmedia Studio", parent, width=540)
        self.note(tr("Version {version}. Any medium into any other, on your own machine.", version=__version__))
        text = QTextBrowser()
        text.setOpenExternalLinks(False)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setMinimumHeight(320)
        text.setHtml(self._html(abilities))
        self.body.addWidget(text)
        self.close_button()

    def _html(self, abilities: AbilitiesView) -> str:
        licence = tr("Free software under the GNU General Public License, version 3 or later.")
        works, models_title = tr("It stands on"), tr("Installed models")
        rows = [f"<p>{licence}</p><h4>{works}</h4>{_table(CREDITS)}"]
        cards = abilities.current.models if abilities.current else ()
        models = tuple((tr(card.title), card.licence) for card in cards if card.installed)
        if models:
            rows.append(f"<h4>{models_title}</h4>{_table(models)}")
        return "".join(rows)


def _table(pairs: tuple[tuple[str, str], ...]) -> str:
    row = "<tr><td style='padding-right: 18px'>{}</td><td>{}</td></tr>"
    cells = "".join(row.format(name, licence) for name, licence in pairs)
    return f"<table cellspacing='3'>{cells}</table>"
