"""The effects of the selected clips: added from the engine's table, each with its own form."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.params import Param
from crossmedia_studio.project.model import Clip, EffectUse, Track, TrackKind
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.inspector.edits import ClipEdits
from crossmedia_studio.ui.widgets.form import Form


class EffectsBox(QWidget):
    def __init__(self, edits: ClipEdits, abilities: AbilitiesView) -> None:
        super().__init__()
        self._edits, self._abilities = edits, abilities
        self._shown: tuple[str, ...] = ()
        self._cards: list[_EffectCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.button = QPushButton(icon("plus"), tr("Add an effect"))
        self.button.clicked.connect(self._show_menu)
        self._column.addWidget(self.button)

    def show_clip(self, track: Track, clip: Clip) -> bool:
        """The effects of ``clip``; False where there is nothing to show or add."""
        known = {name: (title, params) for name, title, params in self._table()}
        names = (clip.id, *(use.name for use in clip.effects))
        if names != self._shown or len(self._cards) != len(clip.effects):
            self._shown = names
            for card in self._cards:
                card.hide()
                card.deleteLater()
            self._cards = []
            for index, use in enumerate(clip.effects):
                title, params = known.get(use.name, (use.name, ()))
                card = _EffectCard(self, index, tr(title), params)
                self._cards.append(card)
                self._column.insertWidget(index, card)
        for card, use in zip(self._cards, clip.effects, strict=True):
            card.show_use(use)
        return track.kind is TrackKind.VIDEO and bool(known or clip.effects)

    def add(self, name: str) -> None:
        """One more effect on every selected clip."""
        self._edits.change(lambda clip: {"effects": (*clip.effects, EffectUse(name))}, what="effects")

    def remove(self, index: int) -> None:
        self._edits.change(lambda clip: {"effects": clip.effects[:index] + clip.effects[index + 1 :]}, what="effects")

    def enable(self, index: int, on: bool) -> None:
        self._replace(index, f"effect{index}", False, enabled=on)

    def set_option(self, index: int, name: str, value: Any, more: bool) -> None:
        def changes(clip: Clip) -> dict[str, object]:
            if index >= len(clip.effects):
                return {}
            use = clip.effects[index]
            options = tuple(sorted({**dict(use.options), name: value}.items()))
            return _with(clip, index, replace(use, options=options))

        self._edits.change(changes, what=f"effect{index}.{name}", more=more)

    def _replace(self, index: int, what: str, more: bool, **fields: Any) -> None:
        def changes(clip: Clip) -> dict[str, object]:
            return _with(clip, index, replace(clip.effects[index], **fields)) if index < len(clip.effects) else {}

        self._edits.change(changes, what=what, more=more)

    def _table(self) -> tuple[tuple[str, str, tuple[Param, ...]], ...]:
        return self._abilities.current.effects if self._abilities.current else ()

    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for name, title, _ in self._table():
            menu.addAction(tr(title)).triggered.connect(_later(self.add, name))
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))


class _EffectCard(QFrame):
    def __init__(self, box: EffectsBox, index: int, title: str, params: tuple[Param, ...]) -> None:
        super().__init__()
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 4, 8)
        column.setSpacing(4)
        row = QHBoxLayout()
        self.on = QCheckBox(title)
        self.on.setToolTip(tr("Switch this effect on or off"))
        self.on.clicked.connect(partial(box.enable, index))
        row.addWidget(self.on, 1)
        away = QToolButton()
        away.setIcon(icon("trash"))
        away.setIconSize(QSize(14, 14))
        away.setToolTip(tr("Remove this effect"))
        away.clicked.connect(_later(box.remove, index))
        row.addWidget(away)
        column.addLayout(row)
        self.form = Form(params)
        self.form.changed.connect(partial(box.set_option, index))
        column.addWidget(self.form)

    def show_use(self, use: EffectUse) -> None:
        self.on.setChecked(use.enabled)
        self.form.set_values(dict(use.options))


def _with(clip: Clip, index: int, use: EffectUse) -> dict[str, object]:
    return {"effects": (*clip.effects[:index], use, *clip.effects[index + 1 :])}


def _later(work: Any, *args: Any) -> Any:
    """A slot that leaves out the state that a button or action sends along."""
    return lambda *_: work(*args)
