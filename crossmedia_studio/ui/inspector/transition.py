"""Transitions at the two ends of the selected clip."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.timing import seconds, ticks
from crossmedia_studio.project.edits import RemoveTransition, SetTransition
from crossmedia_studio.project.model import Clip, Track, Transition
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.inspector.edits import ClipEdits
from crossmedia_studio.ui.widgets.number import NumberField

_LENGTH = 1.0


class TransitionBox(QWidget):
    """One row for the cut before the clip, one for the cut after it."""

    def __init__(self, edits: ClipEdits, session: Session, abilities: AbilitiesView) -> None:
        super().__init__()
        self._edits, self._session, self._abilities = edits, session, abilities
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.rows = (_Cut(tr("Before")), _Cut(tr("After")))
        self._cuts: list[tuple[str, str, str]] = [("", "", ""), ("", "", "")]
        for index, row in enumerate(self.rows):
            column.addWidget(row)
            row.kind.currentIndexChanged.connect(partial(self._on_kind, index))
            row.length.edited.connect(partial(self._on_length, index))

    def show_clip(self, track: Track, clip: Clip) -> bool:
        """False where the clip touches no other."""
        before, after = self._edits.touching(clip)
        table = self._abilities.current.transitions if self._abilities.current else ()
        self._cuts = [
            (track.id, before.id if before else "", clip.id),
            (track.id, clip.id, after.id if after else ""),
        ]
        for row, (_, left, right), other in zip(self.rows, self._cuts, (before, after), strict=True):
            row.setVisible(other is not None)
            there = next((t for t in track.transitions if (t.left, t.right) == (left, right)), None)
            row.show_transition(there, [(name, tr(title)) for name, title, _ in table])
        return before is not None or after is not None

    def _on_kind(self, index: int, _: int) -> None:
        track_id, left, right = self._cuts[index]
        kind = self.rows[index].kind.currentData()
        if not kind:
            self._edits.do(RemoveTransition(track_id, left, right), what="transition")
            return
        length = ticks(self.rows[index].length.value or _LENGTH)
        self._edits.do(SetTransition(track_id, Transition(left, right, length, kind)), what="transition")

    def _on_length(self, index: int, value: float, more: bool) -> None:
        track_id, left, right = self._cuts[index]
        kind = self.rows[index].kind.currentData()
        if kind and value > 0:
            transition = Transition(left, right, ticks(value), kind)
            self._edits.do(SetTransition(track_id, transition), what="transition", more=more)


class _Cut(QWidget):
    def __init__(self, label: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(QLabel(label), 1)
        self.kind = QComboBox()
        self.kind.setMinimumWidth(110)
        row.addWidget(self.kind)
        self.length = NumberField(
            _LENGTH, default=_LENGTH, minimum=0.04, maximum=60, step=0.02, decimals=2, unit=tr("s")
        )
        self.length.setFixedWidth(76)
        row.addWidget(self.length)
        self._names: list[tuple[str, str]] = []

    def show_transition(self, transition: Transition | None, table: list[tuple[str, str]]) -> None:
        self.kind.blockSignals(True)
        if table != self._names or not self.kind.count():
            self._names = table
            self.kind.clear()
            self.kind.addItem(tr("Straight cut"), "")
            for name, title in table:
                self.kind.addItem(title, name)
        self.kind.setCurrentIndex(max(0, self.kind.findData(transition.kind)) if transition else 0)
        self.kind.blockSignals(False)
        self.length.setVisible(transition is not None)
        if transition is not None:
            self.length.set_value(seconds(transition.length))
