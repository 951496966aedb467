"""Judging a model or takes: what, against what, and the figures that come out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.engine import messages as m
from crossmedia_studio.project.model import MediaItem, Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.duels import Duels
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.jobs import Job, Jobs, State
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.empty import Empty
from crossmedia_studio.ui.widgets.figure_list import FigureList
from crossmedia_studio.ui.widgets.number import NumberField
from crossmedia_studio.ui.widgets.running_card import RunningCard

MODEL, CHOSEN, TAKES = "model", "chosen", "takes"
REBUILT, EXAMINED = "rebuilt", "examined"
_COUNT = 64
_TAKES = {
    Kind.IMAGE: mark("All pictures made in this project ({count})"),
    Kind.AUDIO: mark("All sounds made in this project ({count})"),
    Kind.VIDEO: mark("All films made in this project ({count})"),
    Kind.TEXT: mark("All texts made in this project ({count})"),
}


class Judging(QWidget):
    def __init__(
        self, session: Session, view: ViewState, jobs: Jobs, abilities: AbilitiesView, duels: Duels, folder: Path
    ) -> None:
        super().__init__()
        self._session, self._view, self._jobs, self._abilities = session, view, jobs, abilities
        self._duels, self._folder = duels, folder
        self._reference: Path | None = None
        self._report: Path | None = None
        self._job = 0
        self._build()
        abilities.changed.connect(self.refresh)
        view.chosen_changed.connect(self.refresh)
        jobs.changed.connect(self._on_job)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Offer what there is to judge."""
        project = self._session.project
        chosen = chosen_alike(project, self._view)
        entries = [(icon("cube", "second"), title, (MODEL, name)) for name, title in self._makers()]
        for kind, label in _TAKES.items():
            if count := len(takes(project, kind)):
                entries.append((icon("sparkle", "second"), tr(label, count=count), (TAKES, str(kind))))
        if chosen:
            words = tr("Selected in the library ({count})", count=len(chosen))
            entries.append((icon("selection", "second"), words, (CHOSEN, "")))
        before = self.subject
        self.box.blockSignals(True)
        self.box.clear()
        for sign, words, data in entries:
            self.box.addItem(sign, tr(words), data)
        self.box.setCurrentIndex(max(0, next((i for i, e in enumerate(entries) if e[2] == before), 0)))
        self.box.blockSignals(False)
        self.box.setEnabled(bool(entries))
        self._fill_other()
        self._on_subject()

    @property
    def subject(self) -> tuple[str, str]:
        """(MODEL, its name), (TAKES, their kind) or (CHOSEN, "")."""
        data = self.box.currentData()
        return (str(data[0]), str(data[1])) if data else ("", "")

    def show_model(self, name: str) -> None:
        """Make ``name`` what is judged next."""
        for index in range(self.box.count()):
            if tuple(self.box.itemData(index)) == (MODEL, name):
                self.box.setCurrentIndex(index)

    def request(self) -> m.Evaluate | None:
        """What would be asked of the engine; None while there is nothing to judge."""
        sort, name = self.subject
        if not sort or self._running():
            return None
        project = self._session.project
        items: tuple[MediaItem, ...] = ()
        if sort != MODEL:
            items = chosen_alike(project, self._view) if sort == CHOSEN else takes(project, Kind(name))
        return m.Evaluate(
            model=name if sort == MODEL else "",
            items=items,
            project_folder=self._folder,
            reference=self._reference,
            count=round(self.count.value),
            against=str(self.other.currentData() or "") if sort == MODEL else "",
            duels=self._duels.won(),
            ties=self._duels.ties(),
        )

    def judge(self) -> None:
        request = self.request()
        if request is not None:
            title = tr("Judge {name}", name=self.box.currentText())
            self._job = self._jobs.submit(request, title=title, done=self._on_judged)
            self._on_subject()

    # ── inside ──

    def _build(self) -> None:
        self.box = QComboBox()
        self.box.setToolTip(tr("What is judged"))
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(14)
        self.box.currentIndexChanged.connect(self._on_box)
        self.count = NumberField(_COUNT, default=_COUNT, minimum=4, maximum=5000, step=1, decimals=0)
        self.count.setFixedWidth(72)
        self.count.setToolTip(tr("How many takes are made to judge by. More takes longer and says more."))
        self._takes = QLabel(tr("takes"))
        self.other = QComboBox()
        self.other.setToolTip(tr("Another model that is asked the same, to see the difference"))
        self.other.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.other.setMinimumContentsLength(12)
        self.against = QPushButton(icon("folder-open"), "")
        self.against.clicked.connect(self._choose_reference)
        self.button = QPushButton(icon("scales", "on_accent"), tr("Judge"))
        self.button.setObjectName("primary")
        self.button.clicked.connect(self.judge)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.box, 1)
        first.addWidget(self.count)
        first.addWidget(self._takes)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self.other, 1)
        second.addWidget(self.against)
        second.addStretch(1)
        self.open = QPushButton(icon("arrow-square-out"), tr("Open the report"))
        self.open.setToolTip(tr("With pictures, in the browser"))
        self.open.clicked.connect(self._open)
        self.open.hide()
        second.addWidget(self.open)
        second.addWidget(self.button)
        self.running = RunningCard()
        self.running.cancelled.connect(self._jobs.cancel)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty = Empty(
            "scales",
            tr("Nothing judged yet"),
            tr("Choose a model or takes, then see how good, varied and true they are."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._area)
        self._at_work = QWidget()
        inner = QVBoxLayout(self._at_work)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.running)
        inner.addStretch(1)
        self._stack.addWidget(self._at_work)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self._stack, 1)
        self._show_reference()

    def _makers(self) -> list[tuple[str, str]]:
        """(name, title) of what can be judged: models of the studio's own families, then the other generators."""
        current = self._abilities.current
        if current is None:
            return []
        own = [card for card in current.models if card.installed and card.judged]
        known = {card.family for card in own}
        others = [
            card for card in current.backends if Kind.TEXT in card.sources and card.ready and card.name not in known
        ]
        return [*((card.name, card.title) for card in own), *((card.name, card.title) for card in others)]

    def _judged_by(self, name: str) -> str:
        """How the model ``name`` is judged; see ``ModelCard.judged``."""
        card = self._abilities.model(name)
        return card.judged if card and card.judged else "made"

    def _makes(self, name: str) -> Kind | None:
        """What the model or generator ``name`` makes; None for one that makes nothing of its own."""
        card = self._abilities.model(name)
        maker = self._abilities.maker(card) if card is not None else None
        backend = self._abilities.backend(name) if card is None else maker[0] if maker is not None else None
        return backend.target if backend is not None else None

    def _fill_other(self) -> None:
        name = self.subject[1]
        before, by, kind = self.other.currentData(), self._judged_by(name), self._makes(name)
        self.other.clear()
        self.other.addItem(tr("On its own"), "")
        for other, title in self._makers() if by != EXAMINED else ():
            if other != name and self._judged_by(other) == by and (by == REBUILT or self._makes(other) is kind):
                self.other.addItem(tr("Beside {name}", name=tr(title)), other)
        self.other.setCurrentIndex(max(0, self.other.findData(before)))

    def _running(self) -> bool:
        return any(job.id == self._job and not _ended(job) for job in self._jobs.jobs())

    def _on_box(self, *_: object) -> None:
        self._fill_other()
        self._on_subject()

    def _on_subject(self, *_: object) -> None:
        sort, name = self.subject
        self.other.setVisible(sort == MODEL and self._judged_by(name) != EXAMINED)
        for widget in (self.count, self._takes):
            widget.setVisible(sort == MODEL and self._judged_by(name) == "made")
        self.button.setEnabled(self.request() is not None)
        self.button.setToolTip("" if self.subject[0] else tr("There is no model and no take to judge yet"))

    def _choose_reference(self) -> None:
        if self._reference is not None:
            self._reference = None
        else:
            folder = QFileDialog.getExistingDirectory(self, tr("Compare with real pictures"), str(Path.home()))
            self._reference = Path(folder) if folder else None
        self._show_reference()

    def _show_reference(self) -> None:
        if self._reference is None:
            self.against.setText(tr("Compare with a folder…"))
            self.against.setToolTip(tr("Real pictures to measure against; without them, what the model learned from"))
            self.against.setIcon(icon("folder-open"))
        else:
            self.against.setText(self._reference.name)
            self.against.setToolTip(tr("Remove {name}", name=str(self._reference)))
            self.against.setIcon(icon("x"))

    def _on_job(self, job: Job) -> None:
        if job.id == self._job:
            if _ended(job):
                self._stack.setCurrentIndex(0 if self._report is None else 1)
            else:
                self.running.show_job(job, 0)
                self._stack.setCurrentWidget(self._at_work)
            self._on_subject()

    def _on_judged(self, result: m.EvaluateResult) -> None:
        self._report = result.report
        self.open.show()
        self._area.setWidget(FigureList(result))
        self._stack.setCurrentIndex(1)

    def _open(self) -> None:
        if self._report is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._report)))


def _ended(job: Job) -> bool:
    return job.state in (State.DONE, State.STOPPED, State.FAILED)


def takes(project: Project, kind: Kind) -> tuple[MediaItem, ...]:
    """What was generated of ``kind`` in the library, newest first."""
    return tuple(item for item in reversed(project.media) if item.kind is kind and item.recipe is not None)


def chosen_alike(project: Project, view: ViewState, kind: Kind | None = None) -> tuple[MediaItem, ...]:
    """Those selected in the library that are of ``kind``, else of the kind of the first one."""
    found = [item for media_id in view.chosen if (item := project.items.get(media_id)) is not None]
    return tuple(item for item in found if item.kind is (kind or found[0].kind))
