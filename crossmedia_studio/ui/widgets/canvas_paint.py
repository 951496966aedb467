"""A picture being painted: strokes, fills and crops with an undo of its own. Holds no widget."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QRadialGradient

from crossmedia_studio.ui.widgets.canvas_image import pixels_of

_DEPTH = 100
_BYTES = 512 << 20
_SPACING = 0.1
_FORMAT = QImage.Format.Format_ARGB32_Premultiplied


class Ink(Enum):
    """What a stroke does."""

    PAINT = auto()
    ERASE = auto()
    MASK = auto()
    UNMASK = auto()


@dataclass(frozen=True)
class Brush:
    """``size`` in pixels across; ``opacity`` of the whole stroke and ``hardness`` of its edge, 0–1."""

    size: float = 24.0
    opacity: float = 1.0
    hardness: float = 0.8
    colour: str = "#1b1c1f"
    ink: Ink = Ink.PAINT


@dataclass(frozen=True)
class _Step:
    """``image`` and ``mask`` as they were in ``rect``; a null rect means the whole picture."""

    rect: QRect
    image: QImage
    mask: QImage

    @property
    def bytes(self) -> int:
        return self.image.sizeInBytes() + self.mask.sizeInBytes()


class CanvasPaint:
    """``image`` is what is painted, ``mask`` an image whose alpha marks what a model may change."""

    def __init__(self, image: QImage) -> None:
        self.image = image.convertToFormat(_FORMAT)
        self.mask = _clear(self.image.size())
        self.has_mask = False
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._stroke: QImage | None = None
        self._brush = Brush()
        self._last = QPointF()
        self._rest = 0.0
        self._pressure = 1.0
        self._dirty = QRect()
        self._dabs: OrderedDict[tuple[int, float, int], QImage] = OrderedDict()
        self.saved = 0
        """How many steps deep the undo was when the picture was last kept."""

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    @property
    def changed(self) -> bool:
        """Whether there are strokes that are not kept."""
        return len(self._undo) != self.saved

    @property
    def steps(self) -> int:
        """How many steps can be undone."""
        return len(self._undo)

    def mark_saved(self, steps: int) -> None:
        """The picture was kept as it was ``steps`` deep."""
        self.saved = steps

    # ── strokes ──

    @property
    def painting(self) -> bool:
        return self._stroke is not None

    def begin(self, brush: Brush, at: QPointF, pressure: float = 1.0) -> QRect:
        """Set the brush down; the changed part of the picture."""
        self._stroke = _clear(self.image.size())
        self._brush, self._last, self._rest, self._pressure = brush, at, 0.0, pressure
        self._dirty = QRect()
        return self._dab(at, pressure)

    def extend(self, to: QPointF, pressure: float = 1.0) -> QRect:
        """Draw on to ``to``; the changed part of the picture."""
        if self._stroke is None:
            return QRect()
        delta = to - self._last
        distance = math.hypot(delta.x(), delta.y())
        spacing = max(1.0, self._brush.size * min(self._pressure, pressure) * _SPACING)
        changed, along = QRect(), spacing - self._rest
        while along <= distance:
            share = along / distance
            force = self._pressure + (pressure - self._pressure) * share
            changed = changed.united(self._dab(self._last + delta * share, force))
            along += spacing
        self._rest = distance - (along - spacing)
        self._last, self._pressure = to, pressure
        return changed

    def end(self) -> QRect:
        """Lift the brush: the stroke becomes part of the picture, and one step to undo."""
        rect, stroke = self._dirty, self._stroke
        if stroke is None or rect.isEmpty():
            self._stroke = None
            return QRect()
        self._keep(rect)
        target = self._target()
        self._compose(target, rect, stroke, rect.topLeft())
        self._stroke = None
        if self._brush.ink is Ink.MASK:
            self.has_mask = True
        return rect

    def cancel(self) -> QRect:
        """Forget the running stroke."""
        rect, self._stroke = self._dirty, None
        return rect

    def preview(self, rect: QRect) -> QImage:
        """The picture (or the mask) in ``rect`` with the running stroke in it."""
        part = self._target().copy(rect)
        if self._stroke is not None:
            self._compose(part, QRect(0, 0, rect.width(), rect.height()), self._stroke, rect.topLeft())
        return part

    @property
    def on_mask(self) -> bool:
        """Whether the running stroke goes to the mask."""
        return self._stroke is not None and self._brush.ink in (Ink.MASK, Ink.UNMASK)

    @property
    def dirty(self) -> QRect:
        """What the running stroke has touched."""
        return self._dirty if self._stroke is not None else QRect()

    def _target(self) -> QImage:
        return self.mask if self._brush.ink in (Ink.MASK, Ink.UNMASK) else self.image

    def _compose(self, target: QImage, rect: QRect, stroke: QImage, source: object) -> None:
        painter = QPainter(target)
        erases = self._brush.ink in (Ink.ERASE, Ink.UNMASK)
        mode = QPainter.CompositionMode
        painter.setCompositionMode(mode.CompositionMode_DestinationOut if erases else mode.CompositionMode_SourceOver)
        painter.setOpacity(self._brush.opacity)
        painter.drawImage(rect.topLeft(), stroke, QRect(source, rect.size()))  # type: ignore[call-overload]
        painter.end()

    def _dab(self, at: QPointF, pressure: float) -> QRect:
        assert self._stroke is not None
        size = max(1.0, self._brush.size * max(pressure, 0.05))
        image = self._dab_image(size)
        rect = QRectF(at.x() - image.width() / 2, at.y() - image.height() / 2, image.width(), image.height())
        painter = QPainter(self._stroke)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(rect.topLeft(), image)
        painter.end()
        touched = rect.toAlignedRect().adjusted(-1, -1, 1, 1).intersected(self.image.rect())
        self._dirty = self._dirty.united(touched)
        return touched

    def _dab_image(self, size: float) -> QImage:
        colour = QColor(self._brush.colour if self._brush.ink is Ink.PAINT else "#ffffff")
        step = 1.0 if size < 16 else 2.0
        across = max(1.0, round(size / step) * step)
        key = (round(across * 4), self._brush.hardness, colour.rgba())
        found = self._dabs.get(key)
        if found is None:
            pixels = math.ceil(across) + 2
            found = _clear(QSize(pixels, pixels))
            centre = QPointF(pixels / 2, pixels / 2)
            gradient = QRadialGradient(centre, across / 2 + 0.5)
            edge = min(max(self._brush.hardness, 0.0), 1.0 - 1.0 / (across + 1))
            gradient.setColorAt(0.0, colour)
            gradient.setColorAt(edge, colour)
            faint = QColor(colour)
            faint.setAlphaF(0.0)
            gradient.setColorAt(1.0, faint)
            painter = QPainter(found)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(gradient))
            painter.drawEllipse(centre, across / 2 + 0.5, across / 2 + 0.5)
            painter.end()
            self._dabs[key] = found
            if len(self._dabs) > 64:
                self._dabs.popitem(last=False)
        return found

    # ── whole-picture edits ──

    def fill(self, at: QPointF, colour: str, opacity: float = 1.0, tolerance: int = 24) -> QRect:
        """Fill the area around ``at`` whose colour is like that at ``at`` (each channel within ``tolerance``)."""
        x, y = int(at.x()), int(at.y())
        if not self.image.rect().contains(x, y):
            return QRect()
        from scipy import ndimage

        pixels = pixels_of(self.image).astype(np.int16)
        alike = (np.abs(pixels - pixels[y, x]) <= tolerance).all(axis=2)
        labels, _ = ndimage.label(alike)
        region = labels == labels[y, x]
        rows, columns = np.flatnonzero(region.any(axis=1)), np.flatnonzero(region.any(axis=0))
        rect = QRect(int(columns[0]), int(rows[0]), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)
        self._keep(rect)
        cover = region[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.uint8) * 255
        stencil = QImage(
            np.ascontiguousarray(cover).data, rect.width(), rect.height(), rect.width(), QImage.Format.Format_Alpha8
        ).convertToFormat(_FORMAT)
        painter = QPainter(stencil)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(stencil.rect(), QColor(colour))
        painter.end()
        painter = QPainter(self.image)
        painter.setOpacity(opacity)
        painter.drawImage(rect.topLeft(), stencil)
        painter.end()
        return rect

    def crop(self, rect: QRect) -> bool:
        """Cut the picture down to ``rect``; whether that changed anything."""
        rect = rect.intersected(self.image.rect())
        if rect.isEmpty() or rect == self.image.rect():
            return False
        self._keep(QRect())
        self.image, self.mask = self.image.copy(rect), self.mask.copy(rect)
        return True

    def clear_mask(self) -> None:
        self._keep(self.mask.rect())
        self.mask.fill(0)
        self.has_mask = False

    def mask_picture(self) -> np.ndarray:
        """The mask as a picture, uint8 (h, w, 4): white where it was painted, black elsewhere."""
        alpha = pixels_of(self.mask)[..., 3]
        result = np.repeat(alpha[..., None], 4, axis=2)
        result[..., 3] = 255
        return result

    def undo(self) -> bool:
        """Take the last step back."""
        return self._swap(self._undo, self._redo)

    def redo(self) -> bool:
        return self._swap(self._redo, self._undo)

    def _swap(self, source: list[_Step], target: list[_Step]) -> bool:
        if not source:
            return False
        step = source.pop()
        target.append(self._copy(step.rect))
        if step.rect.isNull():
            self.image, self.mask = step.image.copy(), step.mask.copy()
        else:
            for whole, part in ((self.image, step.image), (self.mask, step.mask)):
                painter = QPainter(whole)
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
                painter.drawImage(step.rect.topLeft(), part)
                painter.end()
        return True

    def _keep(self, rect: QRect) -> None:
        self._redo.clear()
        self._undo.append(self._copy(rect))
        if self.saved >= len(self._undo):
            self.saved = -1
        while len(self._undo) > _DEPTH or (len(self._undo) > 1 and sum(s.bytes for s in self._undo) > _BYTES):
            del self._undo[0]
            self.saved -= 1

    def _copy(self, rect: QRect) -> _Step:
        whole = self.image.rect() if rect.isNull() else rect
        return _Step(rect, self.image.copy(whole), self.mask.copy(whole))


def _clear(size: QSize) -> QImage:
    image = QImage(size, _FORMAT)
    image.fill(0)
    return image
