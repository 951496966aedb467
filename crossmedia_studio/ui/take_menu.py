"""What can be done with a library item, as menu entries: the same in the library and under the prompt."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.edits import RemoveMedia, SetStars
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.draft import Draft, new_seed
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.makes import Makes
from crossmedia_studio.ui.view_state import ViewState


class TakeMenu:
    """Works on library items by id; raises nothing but StudioError."""

    def __init__(
        self,
        *,
        session: Session,
        do: Callable[..., bool],
        view: ViewState,
        draft: Draft,
        makes: Makes,
        store: MediaStore,
        abilities: AbilitiesView,
        project_folder: object,
        owner: QWidget,
    ) -> None:
        self._session = session
        self._do = do
        self._view = view
        self._draft = draft
        self._makes = makes
        self._store = store
        self._abilities = abilities
        self._folder = project_folder
        self._owner = owner

    def menu(self, item: MediaItem) -> QMenu:
        """Everything one item offers; deleted when it closes."""
        menu = QMenu(self._owner)
        menu.aboutToHide.connect(menu.deleteLater)
        add = menu.addAction
        add(icon("eye"), tr("Show")).triggered.connect(lambda: self._view.open_media(item.id))
        add(icon("paperclip"), tr("Use as reference")).triggered.connect(lambda: self.reference(item))
        menu.addSeparator()
        again = add(icon("repeat"), tr("Again, with another seed"))
        again.setEnabled(item.recipe is not None)
        again.triggered.connect(lambda: self.again(item))
        vary = add(icon("shuffle"), tr("Vary"))
        vary.setEnabled(self.can_vary(item))
        vary.triggered.connect(lambda: self.vary(item))
        made = add(icon("info"), tr("How was this made?"))
        made.setEnabled(item.recipe is not None)
        made.triggered.connect(lambda: self.show_recipe(item))
        menu.addSeparator()
        stars = menu.addMenu(icon("star"), tr("Stars"))
        for count in range(6):
            entry = stars.addAction("★" * count if count else tr("None"))
            entry.setCheckable(True)
            entry.setChecked(item.stars == count)
            entry.triggered.connect(self._star(item.id, count))
        add(icon("folder-open"), tr("Show the file")).triggered.connect(lambda: self.reveal(item))
        return menu

    def reference(self, item: MediaItem) -> None:
        """Start the next ask from ``item``."""
        self._draft.add_references((item.id,))

    def again(self, item: MediaItem) -> None:
        """The same ask with another seed."""
        recipe = item.recipe
        if recipe is None:
            return
        sources = tuple(self._makes.source(i) for i in recipe.inputs if i in self._session.project.items)
        request = m.Make(
            recipe.target, recipe.prompt, sources, recipe.backend, new_seed(), recipe.width, recipe.height,
            recipe.duration, recipe.language, recipe.options, project_folder=self._folder,  # type: ignore[arg-type]
        )  # fmt: skip
        self._makes.make(request, recipe.prompt or item.name)

    def can_vary(self, item: MediaItem) -> bool:
        """Whether something here makes a kind from the same kind."""
        cards = self._abilities.backends(item.kind, frozenset({item.kind}))
        return any(not card.missing for card in cards)

    def vary(self, item: MediaItem) -> None:
        """Something new that starts from ``item``."""
        prompt = item.recipe.prompt if item.recipe else ""
        request = m.Make(
            item.kind, prompt, (self._makes.source(item.id),), "", new_seed(), item.width if item.kind is Kind.IMAGE
            else 0, item.height if item.kind is Kind.IMAGE else 0, project_folder=self._folder,  # type: ignore[arg-type]
        )  # fmt: skip
        self._makes.make(request, tr("Vary {name}", name=item.name))

    def show_recipe(self, item: MediaItem) -> None:
        """How it was made, in a window of its own."""
        from crossmedia_studio.ui.dialogs.recipe import RecipeDialog

        dialog = RecipeDialog(item, self._session.project, self._draft, self._abilities, self._owner.window())
        dialog.show()

    def reveal(self, item: MediaItem) -> None:
        """The file's folder in the system's file browser."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._store.path(item.id, item.suffix).parent)))

    def star(self, media_id: str, count: int) -> None:
        self._do(SetStars(media_id, count))

    def remove(self, ids: tuple[str, ...]) -> None:
        """Out of the library. What the timeline uses stays, and the refusal says so."""
        self._do(RemoveMedia(ids))

    def _star(self, media_id: str, count: int) -> Callable[[], None]:
        return lambda: self.star(media_id, count)
