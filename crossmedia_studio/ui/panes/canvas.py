"""The Canvas pane: look at a picture closely, paint on it, mark a mask, crop; keep the result as a new picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QColorDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.edits import AddMedia
from crossmedia_studio.project.model import MediaItem, Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.actions import Actions
from crossmedia_studio.ui.draft import Draft
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.medium_pane import MediumPane
from crossmedia_studio.ui.panes import Area
from crossmedia_studio.ui.playback import Playback
from crossmedia_studio.ui.unsaved import Unsaved
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.canvas_image import image_of, pixels_of
from crossmedia_studio.ui.widgets.canvas_paint import CanvasPaint
from crossmedia_studio.ui.widgets.canvas_view import CanvasView, Tool
from crossmedia_studio.ui.widgets.empty import Empty
from crossmedia_studio.ui.widgets.number import NumberField
from crossmedia_studio.ui.widgets.timeline_commands import Do
from crossmedia_studio.ui.widgets.tool_button import tool_button

NEW = "new-picture"
_IDLE = 4000

_TOOLS = (
    (Tool.BRUSH, "paint-brush", lambda: tr("Brush (B). Shift+wheel or [ ] changes its size")),
    (Tool.ERASER, "eraser", lambda: tr("Eraser (E)")),
    (Tool.FILL, "paint-bucket", lambda: tr("Fill an area with the colour (G)")),
    (Tool.PICKER, "eyedropper", lambda: tr("Take a colour from the picture (P, or Alt+click with any tool)")),
    (Tool.MASK, "selection-background", lambda: tr("Paint a mask: what a model may change (N)")),
    (Tool.CROP, "crop", lambda: tr("Crop (C): drag a frame, then press Enter")),
)


class Swatch(QAbstractButton):
    """The colour in use; a click chooses another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colour = QColor("#1b1c1f")
        self.setFixedSize(28, 28)
        self.setToolTip(tr("Colour"))
        self.setAccessibleName(tr("Colour"))

    def set_colour(self, colour: QColor) -> None:
        self.colour = colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "border"), 1))
        painter.setBrush(self.colour)
        painter.drawRoundedRect(self.rect().adjusted(3, 3, -4, -4), 5, 5)
        painter.end()


class CanvasPane(MediumPane):
    """Opens pictures of the library; keeping makes a new one. Strokes are undone here, before anything is kept."""

    NAME = "canvas"
    TITLE = mark("Canvas")
    ICON = "paint-brush"
    AREA = Area.CENTRE
    SHOWS = Kind.IMAGE

    reference_wanted = Signal(str)

    def __init__(
        self,
        *,
        session: Session,
        do: Do,
        view: ViewState,
        jobs: Jobs,
        project_folder: Path,
        store: MediaStore,
        playback: Playback | None = None,
        draft: Draft | None = None,
        actions: Actions | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, view, jobs, store, playback, parent)
        self._do, self._folder, self._draft = do, project_folder, draft
        self._unsaved = Unsaved(project_folder)
        self._key = ""
        self._name = ""
        self._idle = QTimer(self, singleShot=True, interval=_IDLE)
        self._idle.timeout.connect(self._remember)
        self.canvas = CanvasView()
        empty = Empty(
            "paint-brush",
            tr("Choose a picture in the library, or start with a blank one"),
            tr("Paint, mark a mask, crop; the first picture stays as it is"),
            tr("Blank picture"),
            self.new,
        )
        work = QWidget()
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_top())
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._build_tools())
        middle.addWidget(self.canvas, 1)
        column.addLayout(middle, 1)
        column.addWidget(self._build_bottom())
        self._lay_out(empty, work)
        self.canvas.painted.connect(self._on_painted)
        self.canvas.tool_changed.connect(self._show_tool)
        self.canvas.size_changed.connect(self.size_field.set_value)
        self.canvas.colour_picked.connect(self.set_colour)
        self.canvas.pointed.connect(self._on_pointed)
        self.canvas.zoomed.connect(lambda zoom: self._zoom.setText(f"{zoom * 100:.0f} %"))
        self.reference_wanted.connect(self._refer)
        self._listen(self.show_media, self._on_project)
        begun = self._unsaved.picture(NEW)
        if begun is not None:
            self._open(NEW, tr("New picture"), begun)
        self.show_media(view.media)

    def release(self) -> None:
        """Keep what is unsaved and stop listening, before the pane goes."""
        self._remember()
        self._idle.stop()
        super().release()

    # ── building ──

    def _build_top(self) -> QWidget:
        top = QWidget()
        row = QHBoxLayout(top)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(6)
        self.swatch = Swatch()
        self.swatch.clicked.connect(self._ask_colour)
        row.addWidget(self.swatch)
        self.size_field = NumberField(24, default=24, minimum=1, maximum=800, step=0.5, decimals=0, unit="px")
        self.opacity_field = NumberField(100, default=100, minimum=1, maximum=100, step=0.5, decimals=0, unit="%")
        self.hardness_field = NumberField(80, default=80, minimum=0, maximum=100, step=0.5, decimals=0, unit="%")
        for text, field in (
            (tr("Size"), self.size_field),
            (tr("Opacity"), self.opacity_field),
            (tr("Hardness"), self.hardness_field),
        ):
            label = QLabel(text)
            label.setObjectName("small")
            field.setAccessibleName(text)
            field.setFixedWidth(66)
            field.edited.connect(lambda *_: self._set_brush())
            row.addWidget(label)
            row.addWidget(field)
        row.addStretch(1)
        self._undo = tool_button("arrow-u-up-left", tr("Undo the last stroke (Ctrl+Z on the canvas)"), self.canvas.undo)
        self._redo = tool_button("arrow-u-up-right", tr("Do the stroke again (Ctrl+Shift+Z)"), self.canvas.redo)
        self._crop = QPushButton(tr("Crop"))
        self._crop.clicked.connect(self.canvas.apply_crop)
        self._keep = QPushButton(tr("Keep as new picture"))
        self._keep.setToolTip(tr("Keep what you painted in the library; the first picture stays"))
        self._keep.clicked.connect(self.keep)
        for widget in (self._undo, self._redo, self._crop, self._keep):
            row.addWidget(widget)
        more = tool_button("dots-three", tr("More"))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setMenu(self._more_menu())
        row.addWidget(more)
        return top

    def _more_menu(self) -> QMenu:
        menu = QMenu(self)
        blank = menu.addMenu(icon("file-plus"), tr("New blank picture"))
        frame = (self._session.project.width, self._session.project.height)
        for text, size in (
            (tr("As the film: {width} × {height}", width=frame[0], height=frame[1]), frame),
            (tr("Square: {width} × {height}", width=1024, height=1024), (1024, 1024)),
            (tr("Upright: {width} × {height}", width=1024, height=1536), (1024, 1536)),
            (tr("Wide: {width} × {height}", width=1920, height=1080), (1920, 1080)),
        ):
            action = blank.addAction(text)
            action.triggered.connect(lambda _=False, size=size: self.new(size))
        menu.addSeparator()
        self._refer_action = menu.addAction(icon("paperclip"), tr("Use as reference"))
        self._refer_action.triggered.connect(lambda: self.reference_wanted.emit(self._key))
        menu.addAction(icon("selection-background"), tr("Keep the mask as a picture"), self.keep_mask)
        menu.addAction(icon("selection-slash"), tr("Clear the mask"), self._clear_mask)
        return menu

    def _build_tools(self) -> QWidget:
        strip = QWidget()
        column = QVBoxLayout(strip)
        column.setContentsMargins(6, 8, 6, 8)
        column.setSpacing(4)
        group = QButtonGroup(strip)
        self.tools: dict[Tool, QToolButton] = {}
        for tool, icon_name, tip in _TOOLS:
            button = tool_button(icon_name, tip())
            button.setIconSize(QSize(20, 20))
            button.setFixedSize(34, 34)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, tool=tool: self.canvas.set_tool(tool))
            group.addButton(button)
            column.addWidget(button)
            self.tools[tool] = button
        self.tools[Tool.BRUSH].setChecked(True)
        column.addStretch(1)
        return strip

    def _build_bottom(self) -> QWidget:
        bottom = QWidget()
        row = QHBoxLayout(bottom)
        row.setContentsMargins(12, 4, 12, 4)
        self._title, self._readout, self._zoom = QLabel(), QLabel(), QLabel()
        for label in (self._title, self._readout, self._zoom):
            label.setObjectName("small")
            label.setFont(theme.font("small", tabular=True))
        self._chip = Swatch()
        self._chip.setFixedSize(20, 20)
        self._chip.setEnabled(False)
        self._chip.hide()
        row.addWidget(self._title)
        row.addStretch(1)
        row.addWidget(self._chip)
        row.addWidget(self._readout)
        row.addSpacing(12)
        row.addWidget(tool_button("frame-corners", tr("See the whole picture (0)"), self.canvas.fit))
        row.addWidget(self._zoom)
        return bottom

    # ── pictures ──

    def new(self, size: tuple[int, int] | None = None) -> None:
        """A blank white picture, as large as the film unless ``size`` says otherwise.

        One that was begun and not kept opens again, or goes to the library to make room."""
        self._remember()
        begun = self._unsaved.picture(NEW)
        if begun is not None and self._key != NEW and size is None:
            self._open(NEW, tr("New picture"), begun)
            return
        if begun is not None:
            self._submit(pixels_of(begun), tr("New picture"), "")
        width, height = size or (self._session.project.width, self._session.project.height)
        blank = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        blank.fill(Qt.GlobalColor.white)
        self._unsaved.drop(NEW)
        self._open(NEW, tr("New picture"), blank)
        self.canvas.setFocus()

    def show_media(self, media_id: str) -> None:
        """Open a picture of the library; other media leave the canvas as it is."""
        item = self._session.project.items.get(media_id)
        if item is None or item.kind is not Kind.IMAGE or item.id == self._key:
            return
        path = self._path(item)
        if path is None:
            return

        def read(picture: Image) -> None:
            self._remember()
            begun = self._unsaved.picture(item.id)
            self._open(item.id, item.name, begun or image_of(picture.pixels), begun is not None)

        self._asks.submit(m.Read(path), read, lambda failed: self._refuse(failed.what), replace="canvas")

    def keep(self) -> None:
        """Keep the picture as it is now as a new item of the library."""
        stem = Path(self._name).stem
        name = self._name if self._key == NEW else tr("{name} painted", name=stem)
        self._submit(pixels_of(self.canvas.paint.image), name, self._key)

    def keep_mask(self) -> None:
        """Keep the mask as a picture: white is what may change."""
        if self.canvas.paint.has_mask:
            self._submit(self.canvas.paint.mask_picture(), tr("{name} mask", name=Path(self._name).stem), "")
        else:
            self._refuse(tr("Paint a mask first: press N and paint over what may change"))

    def _submit(self, pixels: np.ndarray, name: str, key: str) -> None:
        paint = self.canvas.paint
        steps = paint.steps
        self._jobs.submit(
            m.Keep(Image(pixels), name + ".png", self._folder),
            lane="media",
            title=tr("Keep {name}", name=name),
            done=lambda item: self._on_kept(item, key, paint, steps),
            failed=self._on_failed,
        )

    def _on_kept(self, item: MediaItem, key: str, paint: CanvasPaint, steps: int) -> None:
        if not isValid(self._view):
            return
        old = self._session.project.items.get(key)
        tagged = replace(item, tags=old.tags if old else ())
        if item.id not in self._session.project.items and not self._do(AddMedia((tagged,))):
            return
        if not key:
            return
        self._unsaved.drop(key)
        paint.mark_saved(steps)
        if not isValid(self):
            return
        if paint is self.canvas.paint:
            self._key, self._name = item.id, item.name
            self._view.show_media(item.id)
        if self._keep.hasFocus():  # it is about to rest; the keys belong to the picture
            self.canvas.setFocus()
        self._show_state()

    def _open(self, key: str, name: str, image: QImage, changed: bool = False) -> None:
        self._key, self._name = key, name
        paint = CanvasPaint(image)
        if changed or key == NEW:
            paint.saved = -1
        self._stack.setCurrentWidget(self._work)
        self.canvas.show_picture(paint)
        self._show_state()

    def _remember(self) -> None:
        """Keep an unsaved picture on the disk."""
        paint = self.canvas.paint
        if self._key and paint.changed and (self._key != NEW or paint.can_undo):
            self._unsaved.put_picture(self._key, paint.image)

    # ── brush ──

    def set_colour(self, colour: QColor) -> None:
        self.swatch.set_colour(colour)
        self._set_brush()

    def _set_brush(self) -> None:
        self.canvas.set_brush(
            replace(
                self.canvas.brush,
                size=self.size_field.value,
                opacity=self.opacity_field.value / 100,
                hardness=self.hardness_field.value / 100,
                colour=self.swatch.colour.name(),
            )
        )

    def _ask_colour(self) -> None:
        options = QColorDialog.ColorDialogOption.DontUseNativeDialog
        chosen = QColorDialog.getColor(self.swatch.colour, self, tr("Colour"), options)
        if chosen.isValid():
            self.set_colour(chosen)

    def _clear_mask(self) -> None:
        self.canvas.paint.clear_mask()
        self.canvas.update()
        self._on_painted()

    # ── showing ──

    def _on_painted(self) -> None:
        self._idle.start()
        self._show_state()

    def _show_tool(self, tool: Tool) -> None:
        self.tools[tool].setChecked(True)
        self._show_state()

    def _show_state(self) -> None:
        paint = self.canvas.paint
        size = paint.image.size()
        changed = f"  ·  {tr('changed')}" if paint.changed and self._key else ""
        self._title.setText(f"{self._name}  ·  {size.width()} × {size.height()}{changed}")
        self._undo.setEnabled(paint.can_undo)
        self._redo.setEnabled(paint.can_redo)
        self._keep.setEnabled(paint.changed)
        self._crop.setVisible(self.canvas.tool is Tool.CROP)
        self._crop.setEnabled(self.canvas.crop_rect is not None)
        self._refer_action.setEnabled(self._key in self._session.project.items)

    def _on_pointed(self, place: QPoint | None, colour: QColor | None) -> None:
        self._chip.setVisible(colour is not None)
        if place is None or colour is None:
            self._readout.clear()
            return
        self._chip.set_colour(colour)
        alpha = f"  α {round(colour.alphaF() * 100)} %" if colour.alpha() < 255 else ""
        self._readout.setText(f"{place.x()}, {place.y()}   {colour.name()}{alpha}")

    def _refer(self, media_id: str) -> None:
        if self._draft is not None and media_id in self._session.project.items:
            self._draft.add_references((media_id,))

    def _on_project(self, before: Project, after: Project) -> None:
        item = after.items.get(self._key)
        if item is not None:
            self._name = item.name
        self._show_state()
