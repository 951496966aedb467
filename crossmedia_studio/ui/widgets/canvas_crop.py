"""The frame of the crop tool: drawn anew, moved from inside, pulled by its edges and corners. Holds no widget."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt

_LEAST = 4
"""Pixels of the picture; smaller frames are slips of the hand."""


class CropFrame:
    """``rect`` in pixels of a picture that fills ``bounds``; None while there is none."""

    def __init__(self, bounds: QRect) -> None:
        self._bounds = bounds
        self.rect: QRect | None = None
        self._from: QPointF | None = None
        self._start: QRect | None = None
        self._edges = ""

    @property
    def dragging(self) -> bool:
        return self._from is not None

    def edges_at(self, place: QPointF, reach: float) -> str:
        """Which edges lie within ``reach`` of ``place``: letters of "lrtb"; "in" for the inside, "" for none."""
        if self.rect is None:
            return ""
        rect = QRectF(self.rect)
        if not rect.adjusted(-reach, -reach, reach, reach).contains(place):
            return ""
        distances = {
            "l": place.x() - rect.left(), "r": rect.right() - place.x(),
            "t": place.y() - rect.top(), "b": rect.bottom() - place.y(),
        }  # fmt: skip
        return "".join(edge for edge, distance in distances.items() if abs(distance) <= reach) or "in"

    def cursor_at(self, place: QPointF, reach: float) -> Qt.CursorShape:
        """What a press at ``place`` would do."""
        edges = self.edges_at(place, reach)
        shapes = {
            "": Qt.CursorShape.CrossCursor, "in": Qt.CursorShape.SizeAllCursor,
            "l": Qt.CursorShape.SizeHorCursor, "r": Qt.CursorShape.SizeHorCursor,
            "t": Qt.CursorShape.SizeVerCursor, "b": Qt.CursorShape.SizeVerCursor,
            "lt": Qt.CursorShape.SizeFDiagCursor, "rb": Qt.CursorShape.SizeFDiagCursor,
            "rt": Qt.CursorShape.SizeBDiagCursor, "lb": Qt.CursorShape.SizeBDiagCursor,
        }  # fmt: skip
        return shapes.get(edges, Qt.CursorShape.CrossCursor)

    def press(self, place: QPointF, reach: float) -> None:
        self._edges = self.edges_at(place, reach)
        self._from, self._start = place, self.rect

    def drag(self, place: QPointF) -> None:
        if self._from is None:
            return
        if not self._edges or self._start is None:
            self.rect = QRectF(self._from, place).normalized().toAlignedRect().intersected(self._bounds)
            return
        moved = (place - self._from).toPoint()
        rect = QRect(self._start)
        if self._edges == "in":
            rect.translate(moved)
            rect.moveLeft(min(max(rect.left(), 0), self._bounds.width() - rect.width()))
            rect.moveTop(min(max(rect.top(), 0), self._bounds.height() - rect.height()))
        else:
            self._pull(rect, moved)
        self.rect = rect.intersected(self._bounds)

    def release(self) -> None:
        self._from = None
        if self.rect is not None and (self.rect.width() < _LEAST or self.rect.height() < _LEAST):
            self.rect = None

    def _pull(self, rect: QRect, moved: QPoint) -> None:
        if "l" in self._edges:
            rect.setLeft(min(rect.left() + moved.x(), rect.right() - _LEAST))
        if "r" in self._edges:
            rect.setRight(max(rect.right() + moved.x(), rect.left() + _LEAST))
        if "t" in self._edges:
            rect.setTop(min(rect.top() + moved.y(), rect.bottom() - _LEAST))
        if "b" in self._edges:
            rect.setBottom(max(rect.bottom() + moved.y(), rect.top() + _LEAST))
