"""What the window tells without blocking: bars that wait under the menu, toasts when long work is done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QPixmap
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.engine.messages import Export, Failed, InstallModel
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.install import ask_install
from crossmedia_studio.ui.jobs import Job, Jobs, State
from crossmedia_studio.ui.makes import Makes
from crossmedia_studio.ui.thumbnails import Thumbnails
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.message_bar import Button, MessageBar, MessageBars, sentences
from crossmedia_studio.ui.widgets.toast import Toast


class Notices(QObject):
    """``bars`` is the widget for under the menu; toasts lie over ``over``. Lives as long as its window."""

    def __init__(
        self,
        over: QWidget,
        *,
        session: Session,
        view: ViewState,
        makes: Makes,
        thumbnails: Thumbnails,
        jobs: Jobs,
        abilities: AbilitiesView,
    ) -> None:
        super().__init__(over)
        self._over = over
        self._session, self._view, self._thumbnails, self._abilities = session, view, thumbnails, abilities
        self._told = {job.id for job in jobs.jobs()}
        self.bars = MessageBars()
        jobs.changed.connect(self._on_job)
        makes.taken.connect(self._on_taken)
        makes.refused.connect(self.show_error)

    def show_bar(self, tone: str, text: str, *, more: str = "", buttons: tuple[Button, ...] = ()) -> None:
        """A bar that waits; ``tone``: error, warning, done or accent."""
        self.bars.show_bar(MessageBar(tone, text, more=more, buttons=buttons))

    def show_error(self, error: StudioError) -> None:
        """What happened, why, what to do; details folded away."""
        details, more = getattr(error, "details", ""), sentences(error.why, error.do)
        self.bars.show_bar(MessageBar("error", sentences(error.what), more=more, details=details))

    def show_failure(self, failed: Failed) -> None:
        """A failed request that nobody else handles; a missing model can be installed from here."""
        buttons: tuple[Button, ...] = ()
        more = sentences(failed.why, failed.do)
        if failed.missing and self._abilities.model(failed.missing) is not None:
            install = partial(ask_install, self._abilities, (failed.missing,), self._over.window())
            buttons = ((tr("Install…"), install),)
            more = sentences(failed.why)
        bar = MessageBar("error", sentences(failed.what), more=more, details=failed.details, buttons=buttons)
        self.bars.show_bar(bar)

    def show_toast(
        self,
        text: str,
        media_id: str = "",
        clicked: Callable[[], object] | None = None,
        picture: QPixmap | None = None,
    ) -> None:
        """A quiet word; a click on it opens the library item, or does ``clicked``."""
        item = self._session.project.items.get(media_id)
        picture = self._thumbnails.get(item) if item else picture
        for old in self.toasts():
            old.deleteLater()
        if clicked is None:
            clicked = partial(self._view.open_media, media_id) if media_id else _nothing
        toast = Toast(self._over, text, picture, clicked)
        if item is not None and picture is None:
            self._thumbnails.ready.connect(partial(self._complete, toast, item))

    def toasts(self) -> list[Toast]:
        """Those that are shown."""
        return self._over.window().findChildren(Toast)

    def _on_job(self, job: Job) -> None:
        if job.state is not State.DONE or job.id in self._told:
            return
        self._told.add(job.id)
        if isinstance(job.request, Export):
            output = job.request.output
            self.show_toast(tr("Exported: {name}", name=output.name), clicked=partial(_reveal, output))
        elif isinstance(job.request, InstallModel):
            card = self._abilities.model(job.request.name)
            self.show_toast(tr("Installed: {name}", name=tr(card.title) if card else job.request.name))

    def _on_taken(self, job: int, media_id: str) -> None:
        QTimer.singleShot(0, self, partial(self._tell_take, media_id))

    def _tell_take(self, media_id: str) -> None:
        """Nothing needs to be said of a take that is before the artist's eyes already."""
        item = self._session.project.items.get(media_id)
        if item and self._view.media != media_id:
            self.show_toast(tr("Ready: {name}", name=item.name), media_id)

    def _complete(self, toast: Toast, item: MediaItem, media_id: str) -> None:
        picture = self._thumbnails.get(item) if media_id == item.id and isValid(toast) else None
        if picture is not None:
            toast.set_picture(picture)


def _nothing() -> None:
    """A toast without a result goes away when it is clicked."""


def _reveal(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
