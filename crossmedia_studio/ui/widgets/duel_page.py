"""Two takes side by side: which is better? Keys 1, 2 and 0, or a click on the better one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.edits import SetStars
from crossmedia_studio.project.model import MediaItem, Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.asks import Asks
from crossmedia_studio.ui.duels import Duel, Duels
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.thumbnails import Thumbnails, pixmap
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.elided import Elided
from crossmedia_studio.ui.widgets.empty import Empty
from crossmedia_studio.ui.widgets.judging import CHOSEN, TAKES, chosen_alike, takes
from crossmedia_studio.ui.widgets.picture_view import PictureView
from crossmedia_studio.ui.widgets.star_row import StarRow

_LARGE = 1024


class Side(QWidget):
    """One of the two: its picture, name and stars. ``chosen`` when it was clicked, ``rated`` 0–5."""

    chosen = Signal()
    rated = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.item: MediaItem | None = None
        self.view = PictureView()
        self.view.setCursor(Qt.CursorShape.PointingHandCursor)
        self.view.clicked.connect(self.chosen)
        self.name = Elided()
        self.name.setObjectName("small")
        self.stars = StarRow()
        self.stars.rated.connect(self.rated)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.name, 1)
        foot.addWidget(self.stars)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.view, 1)
        column.addLayout(foot)

    def show_item(self, item: MediaItem, picture: QPixmap | None) -> None:
        if self.item is None or self.item.id != item.id:
            self.view.show_picture(picture)
        self.item = item
        self.name.setText(item.name)
        self.name.setToolTip(item.recipe.prompt if item.recipe else "")
        self.stars.show_stars(item.stars)


class DuelPage(QWidget):
    def __init__(
        self, session: Session, do: Callable[..., bool], view: ViewState, jobs: Jobs, store: MediaStore,
        thumbnails: Thumbnails, duels: Duels,
    ) -> None:  # fmt: skip
        super().__init__()
        self._session, self._do, self._view, self._store = session, do, view, store
        self._thumbnails, self._duels = thumbnails, duels
        self._asks = Asks(jobs)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build()
        self._stop_listening = session.changed.connect(self._on_changed)
        view.chosen_changed.connect(self.refresh)
        duels.changed.connect(self._next)
        self.refresh()

    def release(self) -> None:
        """The window goes."""
        self._asks.close()
        self._stop_listening()

    def refresh(self, *_: object) -> None:
        """What can be compared; the two on show stay if they are still among it."""
        project = self._session.project
        chosen, made = chosen_alike(project, self._view, Kind.IMAGE), takes(project, Kind.IMAGE)
        before = self.box.currentData()
        self.box.blockSignals(True)
        self.box.clear()
        if len(made) > 1:
            self.box.addItem(
                icon("sparkle", "second"), tr("All takes of this project ({count})", count=len(made)), TAKES
            )
        if len(chosen) > 1:
            words = tr("Selected in the library ({count})", count=len(chosen))
            self.box.addItem(icon("selection", "second"), words, CHOSEN)
        self.box.setCurrentIndex(max(0, self.box.findData(before)))
        self.box.blockSignals(False)
        self._on_pool()

    def choose(self, side: int) -> None:
        """The left one (1) is better, the right one (2), or neither (0)."""
        left, right = self.left.item, self.right.item
        if left is None or right is None or self._stack.currentIndex() == 0:
            return
        better, other = (right, left) if side == 2 else (left, right)
        self._duels.add(Duel(better.id, other.id, tie=side == 0))

    def pool(self) -> tuple[str, ...]:
        """Ids of what is compared."""
        project = self._session.project
        chosen = self.box.currentData() == CHOSEN
        items = chosen_alike(project, self._view, Kind.IMAGE) if chosen else takes(project, Kind.IMAGE)
        return tuple(item.id for item in items)

    # ── Qt ──

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {Qt.Key.Key_1: 1, Qt.Key.Key_2: 2, Qt.Key.Key_0: 0}
        if event.key() in keys and not event.isAutoRepeat():
            self.choose(keys[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Backspace:
            self._duels.take_back()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    # ── inside ──

    def _build(self) -> None:
        self.box = QComboBox()
        self.box.setToolTip(tr("What is compared"))
        self.box.currentIndexChanged.connect(self._on_pool)
        self.count = QLabel()
        self.count.setObjectName("small")
        self.back = QToolButton()
        self.back.setIcon(icon("arrow-u-up-left"))
        self.back.setToolTip(tr("Take back the last choice (Backspace)"))
        self.back.clicked.connect(self._duels.take_back)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.box)
        head.addStretch(1)
        head.addWidget(self.count)
        head.addWidget(self.back)
        self.left, self.right = Side(), Side()
        self.left.setToolTip(tr("Click the better one, or press 1"))
        self.right.setToolTip(tr("Click the better one, or press 2"))
        both = QHBoxLayout()
        both.setSpacing(12)
        answers = QHBoxLayout()
        answers.setSpacing(8)
        answers.addStretch(1)
        self.answers: dict[int, QPushButton] = {}
        for number, text in ((1, tr("Left is better")), (0, tr("Neither")), (2, tr("Right is better"))):
            button = QPushButton(f"{text}   {number}")
            button.setToolTip(tr("Key {number}", number=number))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self.choose, number))
            self.answers[number] = button
            answers.addWidget(button)
        answers.addStretch(1)
        for side, number in ((self.left, 1), (self.right, 2)):
            side.chosen.connect(partial(self.choose, number))
            side.rated.connect(partial(self._rate, side))
            both.addWidget(side, 1)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(both, 1)
        column.addLayout(answers)
        words = tr("Make a few takes of one ask, or select pictures in the library; then choose the better of two.")
        self._stack = QStackedWidget()
        self._stack.addWidget(Empty("columns", tr("It takes two to compare"), words))
        self._stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _on_pool(self, *_: object) -> None:
        pool = self.pool() if self.box.count() else ()
        self._stack.setCurrentIndex(1 if len(pool) > 1 else 0)
        shown = (self.left.item, self.right.item)
        if any(item is None or item.id not in pool for item in shown):
            self._next()
        self._show_count()

    def _next(self) -> None:
        pair = self._duels.next_pair(self.pool()) if self.box.count() else None
        items = self._session.project.items
        self._show_count()
        if pair is None:
            return
        for side, media_id in zip((self.left, self.right), pair, strict=True):
            item = items[media_id]
            fresh = side.item is None or side.item.id != item.id
            side.show_item(item, self._thumbnails.get(item))
            if fresh:
                self._load(side, item)

    def _load(self, side: Side, item: MediaItem) -> None:
        """The picture in full; until then its thumbnail."""
        try:
            path = self._store.path(item.id, item.suffix)
        except MediaError:
            return
        request = m.Thumbnail(path, item.kind, _LARGE)
        self._asks.submit(request, partial(self._loaded, side, item.id), _quiet)

    def _loaded(self, side: Side, media_id: str, pixels: np.ndarray) -> None:
        if side.item is not None and side.item.id == media_id:
            side.view.show_picture(pixmap(pixels))

    def _show_count(self) -> None:
        made = len(self._duels.all())
        self.count.setText(tr("{count} choices so far", count=made) if made else tr("Which is better?"))
        self.back.setEnabled(made > 0)

    def _rate(self, side: Side, stars: int) -> None:
        if side.item is not None:
            self._do(SetStars(side.item.id, stars))

    def _on_changed(self, before: Project, after: Project) -> None:
        if before.media is after.media:
            return
        self.refresh()
        for side in (self.left, self.right):
            item = after.items.get(side.item.id) if side.item else None
            if item is not None:
                side.show_item(item, None)


def _quiet(failed: m.Failed) -> None:
    """The thumbnail stays."""
