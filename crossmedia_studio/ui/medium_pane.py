"""What the panes have in common that open one item of the library: a page while there is none, drops, refusals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import MediaItem, Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.asks import Asks
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.playback import Playback
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.empty import Empty
from crossmedia_studio.ui.widgets.media_drop import MediaDrop


class MediumPane(QWidget):
    """Build the two pages, then :meth:`_lay_out` and :meth:`_listen`. ``refused`` carries what cannot be done."""

    refused = Signal(str)

    def __init__(
        self,
        session: Session,
        view: ViewState,
        jobs: Jobs,
        store: MediaStore,
        playback: Playback | None,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self._session, self._view, self._jobs, self._store, self._playback = session, view, jobs, store, playback
        self._asks = Asks(jobs)

    def _lay_out(self, empty: Empty, work: QWidget) -> None:
        """Show ``empty`` until ``work`` has something to show."""
        self._empty, self._work = empty, work
        self._stack = QStackedWidget()
        self._stack.addWidget(empty)
        self._stack.addWidget(work)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _listen(
        self, show: Callable[[str], None], changed: Callable[[Project, Project], None], *inner: QWidget
    ) -> None:
        """``show`` what is chosen, opened or dropped here or onto an ``inner`` widget; say when the project changed."""
        self._view.media_changed.connect(show)
        self._view.media_opened.connect(show)
        self._drops = MediaDrop(self, (self, *inner), self._view.show_media)
        self._disconnect = self._session.changed.connect(changed)

    def release(self) -> None:
        """Stop listening, before the pane goes."""
        self._disconnect()
        self._asks.close()
        self._drops.release()

    def _path(self, item: MediaItem | None) -> Path | None:
        """The file of ``item``, if there is one; None after a refusal, if the file is not there."""
        try:
            return self._store.path(item.id, item.suffix) if item is not None else None
        except StudioError as error:
            self._refuse(error.sentence)
            return None

    def _on_failed(self, failed: m.Failed) -> None:
        if isValid(self):
            self._refuse(failed.what)

    def _refuse(self, sentence: str) -> None:
        if self._playback is not None:
            self._playback.notice.emit(sentence)
        self.refused.emit(sentence)
