"""Everything that can be set on the selected clips."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.timing import frame_ticks, seconds, ticks, timecode
from crossmedia_studio.project.model import Blend, Clip, Curve, Project, Track, TrackKind
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui.abilities import AbilitiesView
from crossmedia_studio.ui.inspector.curves import CurveRow, toggled, with_value
from crossmedia_studio.ui.inspector.edits import ClipEdits
from crossmedia_studio.ui.inspector.effects import EffectsBox
from crossmedia_studio.ui.inspector.rows import labelled
from crossmedia_studio.ui.inspector.style import StyleBox
from crossmedia_studio.ui.inspector.transition import TransitionBox
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.elided import Elided
from crossmedia_studio.ui.widgets.number import NumberField
from crossmedia_studio.ui.widgets.section import Section

BLENDS = {
    Blend.NORMAL: mark("Normal"), Blend.MULTIPLY: mark("Multiply"), Blend.SCREEN: mark("Screen"),
    Blend.OVERLAY: mark("Overlay"), Blend.ADD: mark("Add light"), Blend.DARKEN: mark("Darken"),
    Blend.LIGHTEN: mark("Lighten"),
}  # fmt: skip

FITS = {"cover": mark("Fill the frame"), "contain": mark("Show everything")}


class ClipPage(QWidget):
    """Shows the first of the selected clips; changes go to all of them."""

    def __init__(self, session: Session, do: Callable[..., bool], view: ViewState, abilities: AbilitiesView) -> None:
        super().__init__()
        self._session, self._view = session, view
        self.edits = ClipEdits(session, do, view)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        self._title = Elided("")
        self._title.setObjectName("title")
        self._when = QLabel()
        self._when.setObjectName("small")
        column.addWidget(self._title)
        column.addWidget(self._when)
        self.text = QPlainTextEdit()
        self.text.setFixedHeight(74)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Words"))
        self.text.textChanged.connect(self._on_text)
        column.addWidget(self.text)
        self.style_box = StyleBox(self.edits)
        self._lettering = Section(tr("Lettering"))
        self._lettering.add(self.style_box)
        column.addWidget(self._lettering)
        self._picture = self._build_picture()
        column.addWidget(self._picture)
        self._sound = Section(tr("Sound"))
        self.gain = CurveRow(
            tr("Loudness"), default=0.0, minimum=-60, maximum=24, step=0.2, decimals=1, unit=tr("dB"),
            tip=tr("0 dB leaves it as it is"),
        )  # fmt: skip
        self.gain.edited.connect(self._on_gain)
        self.gain.keyed.connect(self._key_gain)
        self._sound.add(self.gain)
        column.addWidget(self._sound)
        column.addWidget(self._build_fades())
        self.transitions = TransitionBox(self.edits, session, abilities)
        self._cuts = Section(tr("Transitions"))
        self._cuts.add(self.transitions)
        column.addWidget(self._cuts)
        self.effects = EffectsBox(self.edits, abilities)
        self._effects = Section(tr("Effects"))
        self._effects.add(self.effects)
        column.addWidget(self._effects)
        column.addStretch(1)

    def show_project(self, project: Project) -> None:
        """Show the selected clips as they are in ``project``."""
        selected = self.edits.selected()
        if not selected:
            return
        track, clip = selected[0]
        self._show_head(project, track, clip, len(selected))
        time, near = self.edits.clip_time(clip), int(frame_ticks(project.fps) / 2)
        for name, row in self.curves.items():
            row.show_curve(getattr(clip.transform, name), time, near)
        self.gain.show_curve(clip.gain, time, near)
        _show_choice(self.fit, clip.transform.fit)
        _show_choice(self.blend, clip.blend)
        self.fade_in.set_value(seconds(clip.fade_in))
        self.fade_out.set_value(seconds(clip.fade_out))
        item = project.items.get(clip.media)
        is_text = track.kind is TrackKind.TEXT
        self._lettering.setVisible(bool(clip.text))
        self.text.setVisible(bool(clip.text) and len(selected) == 1)
        if clip.text != self.text.toPlainText() and not self.text.hasFocus():
            self.text.blockSignals(True)
            self.text.setPlainText(clip.text)
            self.text.blockSignals(False)
        self.style_box.show_style(clip.style)
        self._picture.setVisible(track.kind is TrackKind.VIDEO)
        self._sound.setVisible(track.kind is TrackKind.AUDIO or bool(item and item.has_audio))
        self._cuts.setVisible(not is_text and len(selected) == 1 and self.transitions.show_clip(track, clip))
        self._effects.setVisible(self.effects.show_clip(track, clip))

    def _show_head(self, project: Project, track: Track, clip: Clip, count: int) -> None:
        item = project.items.get(clip.media)
        name = clip.name or (item.name if item else clip.text)
        self._title.setText(name if count == 1 else tr("{count} clips", count=count))
        start, end = timecode(clip.start, project.fps), timecode(clip.end, project.fps)
        self._when.setText(f"{track.name} · {start} – {end}")

    def _build_picture(self) -> Section:
        section = Section(tr("Picture"))
        percent = {"scale": 100.0, "step": 1.0, "decimals": 0, "unit": "%"}
        place = {"minimum": -500.0, "maximum": 500.0}
        self.curves = {
            "opacity": CurveRow(tr("Opacity"), default=1.0, minimum=0, maximum=100, **percent),  # type: ignore[arg-type]
            "scale": CurveRow(tr("Size"), default=1.0, minimum=1, maximum=2000, **percent),  # type: ignore[arg-type]
            "x": CurveRow(tr("Across"), default=0.0, tip=tr("100 % is one frame width"), **percent, **place),  # type: ignore[arg-type]
            "y": CurveRow(tr("Down"), default=0.0, tip=tr("100 % is one frame height"), **percent, **place),  # type: ignore[arg-type]
            "rotation": CurveRow(tr("Turn"), default=0.0, minimum=-3600, maximum=3600, step=1, decimals=1, unit="°"),
        }  # fmt: skip
        for name, row in self.curves.items():
            row.edited.connect(partial(self._on_transform, name))
            row.keyed.connect(partial(self._key_transform, name))
            section.add(row)
        self.fit = _choice({key: tr(title) for key, title in FITS.items()}, tr("How it fits the frame"))
        self.fit.currentIndexChanged.connect(self._on_fit)
        self.blend = _choice({key: tr(title) for key, title in BLENDS.items()}, tr("How it mixes with what is below"))
        self.blend.currentIndexChanged.connect(self._on_blend)
        for label, box in ((tr("Fit"), self.fit), (tr("Blending"), self.blend)):
            section.add(labelled(label, box))
        return section

    def _build_fades(self) -> Section:
        section = Section(tr("Fades"))
        options = {"minimum": 0.0, "maximum": 600.0, "step": 0.02, "decimals": 2, "unit": tr("s")}
        self.fade_in = NumberField(0.0, **options)  # type: ignore[arg-type]
        self.fade_out = NumberField(0.0, **options)  # type: ignore[arg-type]
        for field, name, label in (
            (self.fade_in, "fade_in", tr("Fade in")),
            (self.fade_out, "fade_out", tr("Fade out")),
        ):
            field.edited.connect(partial(self._on_fade, name))
            section.add(labelled(label, field))
        return section

    # ── gestures ──

    def _on_text(self) -> None:
        text = self.text.toPlainText()
        if text.strip():
            self.edits.change(lambda clip: {"text": text}, what="text", more=True)

    def _on_transform(self, name: str, value: float, more: bool) -> None:
        self._curve(name, lambda curve, time, near: with_value(curve, time, value, near), more)

    def _key_transform(self, name: str) -> None:
        self._curve(name, toggled, False)

    def _curve(self, name: str, work: Callable[[Curve, int, int], Curve], more: bool) -> None:
        near = int(frame_ticks(self._session.project.fps) / 2)

        def changes(clip: Clip) -> dict[str, object]:
            curve = work(getattr(clip.transform, name), self.edits.clip_time(clip), near)
            moved: dict[str, Any] = {name: curve}
            return {"transform": replace(clip.transform, **moved)}

        self.edits.change(changes, what=name, more=more)

    def _on_gain(self, value: float, more: bool) -> None:
        near = int(frame_ticks(self._session.project.fps) / 2)
        self.edits.change(
            lambda clip: {"gain": with_value(clip.gain, self.edits.clip_time(clip), value, near)},
            what="gain", more=more,
        )  # fmt: skip

    def _key_gain(self) -> None:
        near = int(frame_ticks(self._session.project.fps) / 2)
        self.edits.change(lambda clip: {"gain": toggled(clip.gain, self.edits.clip_time(clip), near)}, what="gain")

    def _on_fit(self, index: int) -> None:
        fit = self.fit.currentData()
        self.edits.change(lambda clip: {"transform": replace(clip.transform, fit=fit)}, what="fit")

    def _on_blend(self, index: int) -> None:
        blend = Blend(self.blend.currentData())
        self.edits.change(lambda clip: {"blend": blend}, what="blend")

    def _on_fade(self, name: str, value: float, more: bool) -> None:
        self.edits.change(lambda clip: {name: min(ticks(value), clip.length)}, what=name, more=more)


def _choice(entries: dict[str, str] | dict[Blend, str], tip: str) -> QComboBox:
    box = QComboBox()
    for key, title in entries.items():
        box.addItem(title, str(key))
    box.setToolTip(tip)
    return box


def _show_choice(box: QComboBox, value: str) -> None:
    box.blockSignals(True)
    box.setCurrentIndex(max(0, box.findData(str(value))))
    box.blockSignals(False)
