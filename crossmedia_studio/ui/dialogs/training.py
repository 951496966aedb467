"""Train a model: what to learn, from what, under which name; three short pages, then it learns in the background."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.engine import messages as m
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.dialogs.frame import Dialog
from crossmedia_studio.ui.dialogs.training_data import DataPage
from crossmedia_studio.ui.dialogs.training_name import NamePage
from crossmedia_studio.ui.dialogs.training_recipe import RecipePage
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.trainings import Trainings
from crossmedia_studio.ui.view_state import ViewState

RECIPE, DATA, NAME = range(3)


class TrainingDialog(Dialog):
    def __init__(
        self,
        trainings: Trainings,
        abilities: AbilitiesView,
        jobs: Jobs,
        session: Session,
        view: ViewState,
        project_folder: Path,
        parent: QWidget,
    ) -> None:
        super().__init__(tr("Train a model"), parent, width=620)
        self._trainings, self._folder = trainings, project_folder
        self._where = self.note("")
        self.recipes = RecipePage(abilities)
        self.data = DataPage(jobs, session, view, project_folder)
        self.name = NamePage(abilities, trainings)
        self.pages = QStackedWidget()
        self.pages.setMinimumHeight(440)
        for page in (self.recipes, self.data, self.name):
            self.pages.addWidget(page)
            page.changed.connect(self._refresh)
        self.body.addWidget(self.pages, 1)
        self.close_button(tr("Cancel"))
        self.back = self.button(tr("Back"), self._on_back)
        self.next = self.button(tr("Next"), self._on_next, main=True)
        self._refresh()

    def request(self) -> m.Train | None:
        """What would be started; None while something is missing."""
        recipe = self.recipes.card
        if recipe is None or not all(page.ready for page in (self.recipes, self.data, self.name)):
            return None
        return m.Train(
            recipe=recipe.name,
            name=self.name.model_name,
            data=self.data.folder,
            items=self.data.items(),
            project_folder=self._folder,
            options=self.name.options(),
            resume=self.name.resume,
            title=self.name.title,
        )

    def _refresh(self) -> None:
        page = self.pages.currentIndex()
        words = (tr("What shall it learn to make?"), tr("What shall it learn from?"), tr("What shall it be called?"))
        self._where.setText(f"{page + 1} / {self.pages.count()}   {words[page]}")
        self.back.setVisible(page > RECIPE)
        self.next.setText(tr("Start") if page == NAME else tr("Next"))
        self.next.setEnabled((self.recipes, self.data, self.name)[page].ready)

    def _on_back(self) -> None:
        self._turn_to(self.pages.currentIndex() - 1)

    def _on_next(self) -> None:
        page = self.pages.currentIndex()
        if page == NAME:
            request = self.request()
            if request is not None:
                self._trainings.start(request)
                self.close()
            return
        self._turn_to(page + 1)

    def _turn_to(self, page: int) -> None:
        recipe = self.recipes.card
        if recipe is None:
            return
        if page == DATA:
            self.data.show_kind(recipe.kind)
        elif page == NAME:
            self.name.show_recipe(recipe, self.data.suggestion())
        self.pages.setCurrentIndex(page)
        (self.recipes, self.data, self.name)[page].setFocus()
        self._refresh()
