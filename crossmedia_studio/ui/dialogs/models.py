"""The models: what each can do, its size and licence; install, verify, remove."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.engine import messages as m
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.dialogs.frame import Dialog
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.install import ask_install, facts, size_words
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.widgets.import_button import ImportButton
from crossmedia_studio.ui.widgets.message_bar import sentences
from crossmedia_studio.ui.widgets.sign import Sign


class ModelsDialog(Dialog):
    def __init__(self, abilities: AbilitiesView, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(tr("Models"), parent, width=620)
        self._abilities, self._jobs = abilities, jobs
        self._note = self.note(tr("Models live on this machine. Nothing is fetched unless you press Install."))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setMinimumHeight(420)
        self.body.addWidget(self._area, 1)
        self.bring = ImportButton(abilities)
        self.close_button()
        self.at_left(self.bring)
        abilities.changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        cards = self._abilities.current.models if self._abilities.current else ()
        for card in sorted(cards, key=lambda card: not card.installed):
            column.addWidget(self._row(card))
        column.addStretch(1)
        self._area.setWidget(content)

    def _row(self, card: m.ModelCard) -> QFrame:
        frame = QFrame()
        frame.setObjectName("card")
        row = QHBoxLayout(frame)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        sign = Sign(icon("check-circle", "done") if card.installed else icon("circle-dashed", "second"), 20)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        title = QLabel(f"<b>{tr(card.title)}</b>")
        about = QLabel(tr(card.about))
        about.setWordWrap(True)
        size = QLabel(facts(card))
        size.setObjectName("small")
        size.setWordWrap(True)
        for label in (title, about, size):
            words.addWidget(label)
        if card.figures:
            reached = QLabel(" · ".join(_figure(*one[:5]) for one in card.figures))
            reached.setObjectName("small")
            reached.setWordWrap(True)
            features = "; ".join(dict.fromkeys(tr(one[5]) for one in card.figures))
            why = tr("What it reached when it was judged, with 95 % intervals")
            reached.setToolTip(f"{why}\n{tr('Measured by')}: {features}")
            words.addWidget(reached)
        row.addLayout(words, 1)
        if card.installed:
            for glyph, tip, work in (
                ("shield-check", tr("Check that every file is whole"), self._verify),
                ("trash", tr("Remove from this machine"), self._ask_remove),
            ):
                button = QToolButton()
                button.setIcon(icon(glyph))
                button.setIconSize(QSize(18, 18))
                button.setToolTip(tip)
                button.clicked.connect(_with(work, card))
                row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        else:
            press = QPushButton(tr("Install…"))
            press.setAutoDefault(False)
            press.clicked.connect(_with(self._install, card))
            row.addWidget(press, 0, Qt.AlignmentFlag.AlignVCenter)
        return frame

    def _install(self, card: m.ModelCard) -> None:
        ask_install(self._abilities, (card.name,), self)

    def _verify(self, card: m.ModelCard) -> None:
        title = tr("Check {name}", name=tr(card.title))
        self._note.setText(tr("Checking {name}…", name=tr(card.title)))
        self._jobs.submit(
            m.VerifyModel(card.name), lane="aside", title=title, done=partial(self._on_verified, card),
            failed=self._on_failed,
        )  # fmt: skip

    def _on_verified(self, card: m.ModelCard, result: object) -> None:
        self._note.setText(tr("{name} is whole.", name=tr(card.title)))

    def _on_failed(self, failed: m.Failed) -> None:
        self._note.setText(sentences(failed.what, failed.why, failed.do))

    def _ask_remove(self, card: m.ModelCard) -> None:
        box = QMessageBox(self)
        box.setWindowTitle(tr("Remove"))
        box.setText(tr("Remove {name}?", name=tr(card.title)))
        frees = mark("This frees {size}. It can be installed again.")
        if card.imported:
            frees = mark("This frees {size}. The studio has no copy of it.")
        box.setInformativeText(tr(frees, size=size_words(card.download)))
        yes = box.addButton(tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr("Keep"), QMessageBox.ButtonRole.RejectRole)

        def finished(result: int) -> None:
            if box.clickedButton() is yes:
                self._jobs.submit(
                    m.RemoveModel(card.name), lane="aside", title=tr("Remove {name}", name=tr(card.title)),
                    done=self._on_removed, failed=self._on_failed,
                )  # fmt: skip
            box.deleteLater()

        box.finished.connect(finished)
        box.open()

    def _on_removed(self, result: object) -> None:
        self._abilities.refresh()


def _figure(title: str, value: float, low: float, high: float, n: int) -> str:
    return tr("{title} {value} ({low}–{high}, n = {n})", title=tr(title), value=f"{value:.3g}", low=f"{low:.3g}",
              high=f"{high:.3g}", n=n)  # fmt: skip


def _with(work: object, card: m.ModelCard) -> object:
    return lambda *_: work(card)  # type: ignore[operator]
