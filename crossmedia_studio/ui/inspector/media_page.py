"""A library item: its facts, stars, tags, how it was made, what the studio understood of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from crossmedia_studio.core.errors import StudioError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.engine import messages as m
from crossmedia_studio.project.edits import RenameMedia, SetMeaning, SetStars, SetTags
from crossmedia_studio.project.model import MediaItem
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.library_model import describe
from crossmedia_studio.ui.makes import Makes
from crossmedia_studio.ui.take_menu import TakeMenu
from crossmedia_studio.ui.thumbnails import Thumbnails
from crossmedia_studio.ui.widgets.media_grid import draw_thumbnail
from crossmedia_studio.ui.widgets.section import Section
from crossmedia_studio.understand.meaning import from_json, to_words


class MediaPage(QWidget):
    def __init__(
        self, do: Callable[..., bool], jobs: Jobs, makes: Makes, thumbnails: Thumbnails, takes: TakeMenu
    ) -> None:
        super().__init__()
        self._do, self._jobs, self._makes, self._takes = do, jobs, makes, takes
        self._item: MediaItem | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        self.picture = _Picture(thumbnails)
        column.addWidget(self.picture)
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name"))
        self.name.editingFinished.connect(self._on_name)
        column.addWidget(self.name)
        self._facts = QLabel()
        self._facts.setObjectName("small")
        self._facts.setWordWrap(True)
        column.addWidget(self._facts)
        column.addLayout(self._build_stars())
        self.tags = QLineEdit()
        self.tags.setPlaceholderText(tr("Tags, with commas between"))
        self.tags.editingFinished.connect(self._on_tags)
        column.addWidget(self.tags)
        self.recipe = QPushButton(icon("info"), tr("How was this made?"))
        self.recipe.clicked.connect(self._on_recipe)
        column.addWidget(self.recipe)
        section = Section(tr("What the studio understood"))
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.read = QPushButton(icon("eye"), tr("Look at it now"))
        self.read.setToolTip(tr("Find out what it shows or says; it can then be found by meaning"))
        self.read.clicked.connect(self._on_read)
        section.add(self._words)
        section.add(self.read)
        column.addWidget(section)
        column.addStretch(1)

    def show_item(self, item: MediaItem) -> None:
        """Show ``item`` as it is."""
        self._item = item
        self.picture.show_item(item)
        if not self.name.hasFocus():
            self.name.setText(item.name)
        self._facts.setText("\n".join(describe(item).split("\n")[1:3]))
        for count, star in enumerate(self._stars, 1):
            star.setIcon(icon("star", "warning" if item.stars >= count else "off"))
        if not self.tags.hasFocus():
            self.tags.setText(", ".join(item.tags))
        self.recipe.setVisible(item.recipe is not None)
        self._words.setText(_words(item.meaning))
        self._words.setVisible(bool(item.meaning))
        self.read.setVisible(not item.meaning)

    def _build_stars(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        self._stars: list[QToolButton] = []
        for count in range(1, 6):
            star = QToolButton()
            star.setIconSize(QSize(18, 18))
            star.setToolTip(tr("Rate with {stars} stars", stars=count))
            star.clicked.connect(partial(self._on_star, count))
            self._stars.append(star)
            row.addWidget(star)
        row.addStretch(1)
        return row

    def _on_name(self) -> None:
        if self._item is not None and self.name.text().strip() not in ("", self._item.name):
            self._do(RenameMedia(self._item.id, self.name.text()))

    def _on_tags(self) -> None:
        if self._item is None:
            return
        tags = tuple(tag.strip() for tag in self.tags.text().replace("，", ",").split(",") if tag.strip())
        if tags != self._item.tags:
            self._do(SetTags(self._item.id, tags))

    def _on_star(self, count: int, _: bool = False) -> None:
        if self._item is not None:
            self._do(SetStars(self._item.id, 0 if self._item.stars == count else count))

    def _on_recipe(self) -> None:
        if self._item is not None:
            self._takes.show_recipe(self._item)

    def _on_read(self) -> None:
        if self._item is None:
            return
        request = m.Understand(self._makes.source(self._item.id), media_id=self._item.id)
        self._jobs.submit(
            request, lane="aside", title=tr("Look at {name}", name=self._item.name),
            done=partial(self._on_meaning, self._item.id),
        )  # fmt: skip

    def _on_meaning(self, media_id: str, meaning: str) -> None:
        self._do(SetMeaning(media_id, meaning))


class _Picture(QWidget):
    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._item: MediaItem | None = None
        self.setFixedHeight(150)
        thumbnails.ready.connect(self._on_ready)

    def show_item(self, item: MediaItem) -> None:
        self._item = item
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._item is not None:
            painter = QPainter(self)
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
            draw_thumbnail(painter, QRectF(self.rect()), self._item, self._thumbnails)
            painter.end()

    def _on_ready(self, media_id: str) -> None:
        if self._item is not None and self._item.id == media_id:
            self.update()


def _words(meaning: str) -> str:
    if not meaning:
        return ""
    try:
        return to_words(from_json(meaning))
    except StudioError as error:
        return error.sentence
