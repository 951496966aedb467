"""Judge: figures of a model or of takes, two takes side by side, and the ranking that comes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLabel, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.duels import Duels
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.panes import Area
from crossmedia_studio.ui.thumbnails import Thumbnails
from crossmedia_studio.ui.trainings import Run, Trainings
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.duel_page import DuelPage
from crossmedia_studio.ui.widgets.empty import Empty
from crossmedia_studio.ui.widgets.judging import Judging
from crossmedia_studio.ui.widgets.ranking_list import Ranking, RankingList

FIGURES, DUEL, RANKING = range(3)


class ReportPane(QWidget):
    NAME = "report"
    TITLE = mark("Judge")
    ICON = "scales"
    AREA = Area.CENTRE
    ON_CALL = True

    def __init__(
        self,
        *,
        session: Session,
        do: Callable[..., bool],
        view: ViewState,
        jobs: Jobs,
        store: MediaStore,
        thumbnails: Thumbnails,
        abilities: AbilitiesView,
        trainings: Trainings,
        duels: Duels,
        project_folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._view, self._jobs, self._duels = session, view, jobs, duels
        self._trained = ""
        self.figures = Judging(session, view, jobs, abilities, duels, project_folder)
        self.duel = DuelPage(session, do, view, jobs, store, thumbnails, duels)
        self.ranking = RankingList(store, thumbnails)
        self.ranking.activated.connect(self._open)
        self.ranking.doubleClicked.connect(self._open)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self._stack = QStackedWidget()
        for title, page in (
            (tr("Measures"), self.figures),
            (tr("Side by side"), self.duel),
            (tr("Ranking"), self._build_ranking()),
        ):
            self.tabs.addTab(title)
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._turn_to)
        self._stop_listening = session.changed.connect(self._on_changed)
        duels.changed.connect(self._rank)
        trainings.ended.connect(self._on_trained)
        abilities.changed.connect(self._show_trained)
        self._rank()

    def release(self) -> None:
        """The window goes."""
        self.duel.release()
        self._stop_listening()

    def show_page(self, page: int) -> None:
        """FIGURES, DUEL or RANKING."""
        self.tabs.setCurrentIndex(page)

    def _build_ranking(self) -> QWidget:
        words = tr("Compare takes side by side; here they stand in the order of your choices.")
        self._ranked = QStackedWidget()
        self._ranked.addWidget(
            Empty("trophy", tr("No choices yet"), words, tr("Compare"), lambda: self.show_page(DUEL))
        )  # fmt: skip
        note = QLabel(tr("How often each would be chosen over an average take. The line is what is sure so far."))
        note.setObjectName("small")
        note.setWordWrap(True)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addWidget(note)
        column.addWidget(self.ranking, 1)
        self._ranked.addWidget(page)
        return self._ranked

    def _turn_to(self, page: int) -> None:
        self._stack.setCurrentIndex(page)
        if page != FIGURES:
            (self.duel if page == DUEL else self.ranking).setFocus()

    def _rank(self) -> None:
        """Have the engine weigh the choices between what is still in the library."""
        items = self._session.project.items
        won, ties = (
            tuple(pair for pair in pairs if pair[0] in items and pair[1] in items)
            for pairs in (self._duels.won(), self._duels.ties())
        )
        if won or ties:
            self._jobs.submit(
                m.Rank(won, ties), lane="aside", replace="rank", done=self._on_ranked, failed=self._on_unranked
            )
        else:
            self._on_ranked(())

    def _on_ranked(self, ranking: Ranking) -> None:
        self.ranking.show_ranking(ranking, self._session.project)
        self._ranked.setCurrentIndex(1 if ranking else 0)

    def _on_unranked(self, failed: m.Failed) -> None:
        self._ranked.setCurrentIndex(0)

    def _on_changed(self, before: Project, after: Project) -> None:
        if before.media is not after.media and self._duels.all():
            self._rank()

    def _on_trained(self, run: Run) -> None:
        """What was trained last is what one wants to judge."""
        self._trained = run.request.name
        self._show_trained()

    def _show_trained(self) -> None:
        if self._trained:
            self.figures.show_model(self._trained)

    def _open(self, index: object) -> None:
        self._view.open_media(self.ranking.rows.item(index).id)  # type: ignore[arg-type]
