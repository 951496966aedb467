"""Third page of the training wizard: the name, how long it may take, and what else can be set."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from crossmedia_studio.core.folders import runs_folder
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.params import Param
from crossmedia_studio.engine import messages as m
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.trainings import Trainings, folder_name
from crossmedia_studio.ui.widgets.form import Form
from crossmedia_studio.ui.widgets.section import Section

_FIRST_OF_LOOP = "minutes"
"""A card's options are the recipe's own, then the loop's, of which the time limit is the first."""


class NamePage(QWidget):
    """``changed`` with every change of the name."""

    changed = Signal()

    def __init__(self, abilities: AbilitiesView, trainings: Trainings) -> None:
        super().__init__()
        self._abilities, self._trainings = abilities, trainings
        self._recipe: m.RecipeCard | None = None
        self._shown: tuple[Param, ...] = ()
        self._forms: list[Form] = []
        self.edit = QLineEdit()
        self.edit.setAccessibleName(tr("Name"))
        self.edit.setPlaceholderText(tr("Name of the model"))
        self.edit.setMaxLength(60)
        self.edit.textChanged.connect(self._refresh)
        self.again = QCheckBox(tr("Go on where it stopped"))
        self.again.setChecked(True)
        self.again.setToolTip(tr("Otherwise it starts from nothing and takes the place of the earlier one"))
        self.again.toggled.connect(self._refresh)
        self._note = QLabel()
        self._note.setObjectName("small")
        self._note.setWordWrap(True)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        promise = QLabel(tr("It learns in the background. You can stop it at any time; the best it was is kept."))
        promise.setObjectName("small")
        promise.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.edit, self._note, self.again):
            column.addWidget(widget)
        column.addWidget(self._area, 1)
        column.addWidget(promise)
        self.setFocusProxy(self.edit)

    def show_recipe(self, recipe: m.RecipeCard, suggestion: str) -> None:
        """The options of ``recipe``; a name that was typed stays."""
        params = self._abilities.params(recipe)
        if self._recipe is None or (self._recipe.name, self._shown) != (recipe.name, params):
            self._recipe, self._shown = recipe, params
            self._build_forms(params)
        if not self.edit.text().strip():
            self.edit.setText(self._free(suggestion))
            self.edit.selectAll()
        self._refresh()

    @property
    def title(self) -> str:
        """As the artist calls it."""
        return self.edit.text().strip()

    @property
    def model_name(self) -> str:
        """The name that can be a folder's."""
        return folder_name(self.title, self._recipe.name) if self._recipe and self.title else ""

    @property
    def resume(self) -> bool:
        return self.again.isChecked() if self._has_run() else True

    @property
    def ready(self) -> bool:
        return bool(self.title) and not self._taken()

    def options(self) -> tuple[tuple[str, Any], ...]:
        """Option values; those of a run that goes on stay as they were, but for its time limit and what is changed."""
        if self._recipe is None:
            return ()
        values = {name: value for form in self._forms for name, value in form.values().items()}
        if self._has_run() and self.resume:
            own, plain = self._own.values(), {param.name: param.default for param in self._recipe.params}
            values = {k: v for k, v in values.items() if k not in own and (k == _FIRST_OF_LOOP or v != plain[k])}
        return tuple(sorted(values.items()))

    def _build_forms(self, params: tuple[Param, ...]) -> None:
        names = [param.name for param in params]
        first = names.index(_FIRST_OF_LOOP) if _FIRST_OF_LOOP in names else len(names)
        time, own, fine = params[first : first + 1], params[:first], params[first + 1 :]
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 4, 8, 0)
        column.setSpacing(10)
        self._own = Form(own)
        """What shapes the model: it stays as it was when a run goes on."""
        self._forms = [Form(time), self._own, Form(fine)]
        column.addWidget(self._forms[0])
        self._shape = Section(tr("What the model is like"), is_open=False)
        self._shape.add(self._own)
        teaching = Section(tr("How it learns"), is_open=False)
        teaching.add(self._forms[2])
        for section in (self._shape, teaching):
            column.addWidget(section)
        teaching.setVisible(bool(fine))
        column.addStretch(1)
        self._area.setWidget(content)

    def _free(self, title: str) -> str:
        """``title``, with a number if there is a model of another kind that is called so."""
        assert self._recipe is not None
        tries = (title, *(f"{title} {number}" for number in range(2, 100)))
        return next((one for one in tries if not self._another_kind(folder_name(one, self._recipe.name))), title)

    def _another_kind(self, name: str) -> bool:
        """Whether the model called ``name`` is none that this recipe makes."""
        model = self._abilities.model(name)
        family = self._recipe.family if self._recipe else ""
        return model is not None and bool(family) and model.family != family

    def _has_run(self) -> bool:
        """Whether there is a run of this name to go on with."""
        name = self.model_name
        return bool(name) and (runs_folder() / name).is_dir() and not self._another_kind(name)

    def _running(self) -> bool:
        run = self._trainings.run_named(self.model_name)
        return run is not None and run.active

    def _taken(self) -> bool:
        """Whether the name belongs to another model, or to a run that is still learning."""
        return self._running() or (self._abilities.model(self.model_name) is not None and not self._has_run())

    def _refresh(self, *_: object) -> None:
        has_run = self._has_run()
        if self._forms:
            self._shape.setVisible(bool(self._own.values()) and not (has_run and self.resume))
        self.again.setVisible(has_run and not self._running())
        if self.title and self._running():
            words = tr("{name} is learning right now. Choose another name.", name=self.title)
        elif self.title and self._taken():
            words = tr("There is a model called {name} already. Choose another name.", name=self.title)
        elif has_run:
            words = tr("There is a training called {name} already.", name=self.title)
        else:
            words = ""
        self._note.setText(words)
        self._note.setVisible(bool(words))
        self.changed.emit()
