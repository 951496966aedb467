"""The pointer on the timeline: decides which gesture a press begins, feeds it, and ends it in one edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.project import timeline
from crossmedia_studio.ui.widgets.timeline_gestures import Carry, Fade, Gesture, Roll, Stretch, Trim
from crossmedia_studio.ui.widgets.timeline_layout import Hit, Part

if TYPE_CHECKING:
    from crossmedia_studio.ui.widgets.timeline_view import TimelineView

_CURSORS = {
    Part.LEFT: Qt.CursorShape.SizeHorCursor,
    Part.RIGHT: Qt.CursorShape.SizeHorCursor,
    Part.FADE_IN: Qt.CursorShape.PointingHandCursor,
    Part.FADE_OUT: Qt.CursorShape.PointingHandCursor,
    Part.TRANSITION_LEFT: Qt.CursorShape.SizeHorCursor,
    Part.TRANSITION_RIGHT: Qt.CursorShape.SizeHorCursor,
}


class Pointer:
    """Belongs to one TimelineView. A press becomes a drag once it moved as far as the platform asks."""

    def __init__(self, view: TimelineView) -> None:
        self._view = view
        self.gesture: Gesture | None = None
        self.band: QRect | None = None
        """The rubber band in the view."""
        self.hovered = ""
        self.at = QPointF()
        self.transition: tuple[str, str, str] | None = None
        """The transition pressed last: track, left clip, right clip."""
        self._press: tuple[QPointF, Hit | None] | None = None
        self._pan: tuple[QPointF, int, int] | None = None
        self._band_from: tuple[int, float] = (0, 0.0)
        self._kept: frozenset[str] = frozenset()
        self._toggle = ""

    @property
    def busy(self) -> bool:
        return self._press is not None or self._pan is not None

    @property
    def carried(self) -> frozenset[str]:
        """Copies in the making, drawn as selected."""
        return self.gesture.ids if isinstance(self.gesture, Carry) and self.gesture.copy else frozenset()

    @property
    def faint(self) -> frozenset[str]:
        """Clips whose place is refused are drawn half there."""
        if isinstance(self.gesture, Carry) and self.gesture.refusal and not self.gesture.copy:
            return self.gesture.ids
        return frozenset()

    # ── events ──

    def press(self, event: QMouseEvent) -> None:
        self.at = event.position()
        if event.button() == Qt.MouseButton.MiddleButton:
            view = self._view
            self._pan = (self.at, view.horizontalScrollBar().value(), view.verticalScrollBar().value())
            view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            return
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        hit = self._view.lanes.hit(self.at.x(), self.at.y())
        keys = event.modifiers()
        self.transition = None
        self._toggle = ""
        if hit is not None and hit.crossing is not None:
            ends = hit.crossing
            self.transition = (hit.row.track.id, ends.left.id, ends.right.id)
            self._view.view.select(frozenset())
            self._view.viewport().update()
        elif hit is not None and hit.clip is not None:
            self._select(hit.clip.id, keys)
        elif event.button() == Qt.MouseButton.LeftButton and not _adds(keys):
            self._view.view.select(frozenset())
        if event.button() == Qt.MouseButton.LeftButton:
            self._press = (self.at, hit)
            self._kept = self._view.view.selection if _adds(keys) else frozenset()

    def move(self, event: QMouseEvent) -> None:
        self.at = event.position()
        if self._pan is not None:
            start, left, top = self._pan
            self._view.horizontalScrollBar().setValue(left - round(self.at.x() - start.x()))
            self._view.verticalScrollBar().setValue(top - round(self.at.y() - start.y()))
            return
        if self._press is None:
            self._hover()
            return
        start, hit = self._press
        if self.gesture is None and self.band is None:
            if (self.at - start).manhattanLength() < QApplication.startDragDistance() // 2 + 1:
                return
            self._begin(start, hit, event.modifiers())
        self._view.set_drifting(self.gesture is not None or self.band is not None)
        self.refresh(event.modifiers())

    def release(self, event: QMouseEvent) -> None:
        if self._pan is not None and event.button() == Qt.MouseButton.MiddleButton:
            self._pan = None
            self._view.viewport().unsetCursor()
            return
        if self._press is None or event.button() != Qt.MouseButton.LeftButton:
            return
        gesture, band, toggle = self.gesture, self.band, self._toggle
        self._end()
        if gesture is not None:
            self._commit(gesture)
        elif band is None and toggle:
            self._view.view.select(self._view.view.selection - {toggle})
        self._hover()

    def double_click(self, event: QMouseEvent) -> None:
        """Move the play head there, so that the clip is seen."""
        hit = self._view.lanes.hit(event.position().x(), event.position().y())
        if hit is not None and hit.clip is not None:
            self._view.view.set_playhead(hit.clip.start)

    def leave(self) -> None:
        if self.hovered and self._press is None:
            self.hovered = ""
            self._view.viewport().update()

    def refresh(self, keys: Qt.KeyboardModifier | None = None) -> None:
        """The pointer, the scroll position or the keys changed during a drag."""
        keys = QGuiApplication.keyboardModifiers() if keys is None else keys
        lanes = self._view.lanes
        if self.gesture is not None:
            if isinstance(self.gesture, Carry):
                self.gesture.copy = bool(keys & Qt.KeyboardModifier.AltModifier)
            row = lanes.row_at(self.at.y())
            snapping = self._view.snapping is not bool(keys & Qt.KeyboardModifier.ShiftModifier)
            self.gesture.update(lanes.time(self.at.x()), row.track if row else None, snapping)
            self._view.show_project(self.gesture.preview)
            self._view.previewed.emit(self.gesture.preview, self.gesture.sight)
        elif self.band is not None:
            time, y = self._band_from
            x, top = lanes.x(time), y - lanes.top
            left, right = sorted((x, self.at.x()))
            upper, lower = sorted((top, self.at.y()))
            self.band = QRectF(left, upper, right - left, lower - upper).toRect()
            self._view.view.select(self._kept | lanes.inside(left, upper, right, lower))
            self._view.viewport().update()

    def cancel(self) -> bool:
        """Escape: forget the running gesture. Whether there was one."""
        running = self.gesture is not None or self.band is not None
        if running:
            self._end()
        return running

    # ── inside ──

    def _select(self, clip_id: str, keys: Qt.KeyboardModifier) -> None:
        view = self._view.view
        if _adds(keys):
            if clip_id in view.selection:
                self._toggle = clip_id
            else:
                view.select(view.selection | {clip_id})
        elif clip_id not in view.selection:
            view.select(frozenset((clip_id,)))

    def _begin(self, start: QPointF, hit: Hit | None, keys: Qt.KeyboardModifier) -> None:
        view, lanes = self._view, self._view.lanes
        project = view.session.project
        if hit is None:
            self.band = QRect(start.toPoint(), start.toPoint())
            self._band_from = (lanes.time(start.x()), start.y() + lanes.top)
        elif hit.row.track.locked:
            view.refused.emit(tr("The track {name} is locked. Unlock it first.", name=hit.row.track.name))
            self._press = None
        elif hit.crossing is not None:
            if hit.part is not Part.TRANSITION:
                self.gesture = Stretch(project, hit.row.track, hit.crossing)
        elif hit.clip is not None and hit.part in (Part.LEFT, Part.RIGHT) and _rolls(keys):
            left, right = timeline.neighbours(hit.row.track, hit.clip.id)
            pair = (left, hit.clip) if hit.part is Part.LEFT else (hit.clip, right)
            if pair[0] is not None and pair[1] is not None:
                snap = view.snap(frozenset((pair[0].id, pair[1].id)))
                self.gesture = Roll(project, hit.row.track, pair[0], pair[1], snap)
        elif hit.clip is not None and hit.part in (Part.LEFT, Part.RIGHT):
            self.gesture = Trim(project, hit.clip, hit.part, view.snap(frozenset((hit.clip.id,))))
        elif hit.clip is not None and hit.part in (Part.FADE_IN, Part.FADE_OUT):
            self.gesture = Fade(project, hit.clip, hit.part)
        elif hit.clip is not None:
            ids = view.view.selection | {hit.clip.id}
            pressed = lanes.time(start.x())
            self.gesture = Carry(project, ids, hit.clip.id, pressed, view.snap(ids), copy=_copies(keys))

    def _commit(self, gesture: Gesture) -> None:
        if gesture.edit is None:
            return
        if gesture.refusal:
            places = [self._view.place(t, s, w) for t, s, w, _ in gesture.ghosts]
            homes = []
            if isinstance(gesture, Carry):
                clips = [(t, c) for t in gesture.before.tracks for c in t.clips if c.id in self._view.view.selection]
                homes = [self._view.place(t.id, c.start, c.length) for t, c in clips]
            self._view.spring_back(list(zip(places, homes, strict=False)))
            self._view.refused.emit(gesture.refusal)
        elif self._view.do(gesture.edit) and isinstance(gesture, Carry):
            self._view.view.select(gesture.ids)

    def _end(self) -> None:
        had = self.gesture is not None
        self.gesture, self.band, self._press = None, None, None
        self._view.set_drifting(False)
        self._view.show_project(self._view.session.project)
        if had:
            self._view.previewed.emit(None, None)

    def _hover(self) -> None:
        hit = self._view.lanes.hit(self.at.x(), self.at.y())
        part = hit.part if hit is not None and not hit.row.track.locked else None
        shape = _CURSORS.get(part) if part else None
        viewport = self._view.viewport()
        viewport.setCursor(shape if shape is not None else Qt.CursorShape.ArrowCursor)
        hovered = hit.clip.id if hit is not None and hit.clip is not None else ""
        if hovered != self.hovered:
            self.hovered = hovered
            viewport.update()
        if hit is not None and hit.crossing is not None:
            viewport.setToolTip(tr("Drag an edge to make the dissolve longer or shorter; Delete removes it"))
        else:
            viewport.setToolTip("")


def _adds(keys: Qt.KeyboardModifier) -> bool:
    return bool(keys & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))


def _rolls(keys: Qt.KeyboardModifier) -> bool:
    return bool(keys & Qt.KeyboardModifier.ControlModifier)


def _copies(keys: Qt.KeyboardModifier) -> bool:
    return bool(keys & Qt.KeyboardModifier.AltModifier)
