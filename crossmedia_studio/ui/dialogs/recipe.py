"""How a take was made: everything that is needed to make it again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.recipe import Recipe
from crossmedia_studio.project.model import MediaItem, Project
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.dialogs.frame import Dialog
from crossmedia_studio.ui.draft import Draft


class RecipeDialog(Dialog):
    def __init__(
        self, item: MediaItem, project: Project, draft: Draft, abilities: AbilitiesView, parent: QWidget
    ) -> None:
        super().__init__(tr("How was this made?"), parent, width=520)
        assert item.recipe is not None
        self._recipe: Recipe = item.recipe
        self._name, self._project, self._draft = item.name, project, draft
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(6)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for name, value in self._facts(abilities):
            label = QLabel(value)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            head = QLabel(name)
            head.setObjectName("emptyText")
            form.addRow(head, label)
        self.body.addLayout(form)
        self.body.addStretch(1)
        self.note(tr("The same recipe makes the same take again, on any machine."))
        self.button(tr("Copy"), self._copy)
        self.button(tr("Write it into the prompt"), self._use, main=True)
        self.close_button()

    def _facts(self, abilities: AbilitiesView) -> list[tuple[str, str]]:
        recipe = self._recipe
        card = abilities.backend(recipe.backend)
        facts = [(tr("Name"), self._name), (tr("Model"), tr(card.title) if card else recipe.backend)]
        facts += [(tr("Prompt"), recipe.prompt), (tr("Seed"), str(recipe.seed))]
        if recipe.width:
            facts.append((tr("Size"), f"{recipe.width} × {recipe.height}"))
        if recipe.duration:
            facts.append((tr("Length"), tr("{seconds} s", seconds=f"{recipe.duration:g}")))
        labels = {p.name: tr(p.label) for p in card.params} if card else {}
        options = [f"{labels.get(name, name)}: {value}" for name, value in recipe.options if value != ""]
        facts.append((tr("Options"), "\n".join(options)))
        names = [self._project.items[i].name if i in self._project.items else f"{i[:12]}…" for i in recipe.inputs]
        facts.append((tr("Made from"), "\n".join(names)))
        facts.append((tr("Weights"), "\n".join(f"{name} {digest[:12]}…" for name, digest in recipe.weights)))
        facts.append((tr("Studio"), recipe.engine))
        return [(name, value) for name, value in facts if value]

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._recipe.to_json())

    def _use(self) -> None:
        self._draft.follow(self._recipe, frozenset(self._project.items))
        self.close()
