"""The Text pane: write, find, keep a version, and turn words into a film, a voice or an ask."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from crossmedia_studio.core.i18n import LANGUAGES, mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.engine import messages as m
from crossmedia_studio.media.kinds import Text
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.edits import AddMedia
from crossmedia_studio.project.model import MediaItem, Project
from crossmedia_studio.project.session import Session
from crossmedia_studio.ui import theme
from crossmedia_studio.ui.actions import Actions
from crossmedia_studio.ui.draft import Draft, new_seed
from crossmedia_studio.ui.icons import icon
from crossmedia_studio.ui.jobs import Jobs
from crossmedia_studio.ui.makes import Makes
from crossmedia_studio.ui.medium_pane import MediumPane
from crossmedia_studio.ui.panes import Area
from crossmedia_studio.ui.playback import Playback
from crossmedia_studio.ui.unsaved import Unsaved
from crossmedia_studio.ui.view_state import ViewState
from crossmedia_studio.ui.widgets.empty import Empty
from crossmedia_studio.ui.widgets.find_bar import FindBar
from crossmedia_studio.ui.widgets.timeline_commands import Do
from crossmedia_studio.ui.widgets.tool_button import tool_button
from crossmedia_studio.understand.meaning import from_json

NEW = "new"
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_IDEOGRAPH = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_PAUSE = 800
_SPEAKER = "speaker"
"""The backend that reads words aloud."""


class TextPane(MediumPane):
    """Opens text items of the library; keeping makes a new item, so every version stays."""

    NAME = "text"
    TITLE = mark("Text")
    ICON = "article"
    AREA = Area.CENTRE
    SHOWS = Kind.TEXT

    film_wanted = Signal(str)
    speech_wanted = Signal(str)

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
        makes: Makes | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, view, jobs, store, playback, parent)
        self._do, self._folder = do, project_folder
        self._draft, self._actions, self._makes = draft, actions, makes
        self._unsaved = Unsaved(project_folder)
        self._key = ""
        self._name = ""
        self._kept = ""
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._remember)
        self.editor = QPlainTextEdit()
        self.editor.setFrameStyle(0)
        self.editor.setTabChangesFocus(False)
        self.editor.setAccessibleName(tr("Text"))
        self.editor.document().setDocumentMargin(28)
        self.editor.setFont(theme.font("title"))
        self.editor.setStyleSheet("QPlainTextEdit { border: none; border-radius: 0; }")
        self.editor.textChanged.connect(self._on_typed)
        self.editor.selectionChanged.connect(self._count)
        empty = Empty(
            "article",
            tr("Choose a text in the library, or write one"),
            tr("Words become pictures, voices, music and films"),
            tr("New text"),
            self.new,
        )
        work = QWidget()
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_top())
        self.find_bar = FindBar(self.editor)
        column.addWidget(self.find_bar)
        column.addWidget(self.editor, 1)
        column.addWidget(self._build_bottom())
        self._lay_out(empty, work)
        self._listen(self.show_media, self._on_project, self.editor.viewport())
        self.film_wanted.connect(self._make_film)
        self.speech_wanted.connect(self._speak)
        if self._unsaved.text(NEW):
            self.new()
        self.show_media(view.media)

    def release(self) -> None:
        """Keep what is unsaved and stop listening, before the pane goes."""
        self._remember()
        self._pause.stop()
        super().release()
        self.find_bar.release()

    # ── building ──

    def _build_top(self) -> QWidget:
        top = QWidget()
        row = QHBoxLayout(top)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(4)
        self._title = QLabel()
        row.addWidget(self._title)
        self._changed = QLabel(tr("changed"))
        self._changed.setObjectName("small")
        row.addWidget(self._changed)
        row.addStretch(1)
        row.addWidget(tool_button("file-plus", tr("Write a new text"), self.new))
        row.addWidget(tool_button("magnifying-glass", tr("Find in the text (Ctrl+F)"), self.show_find))
        self.keep_button = QPushButton(tr("Keep version"))
        self.keep_button.setToolTip(tr("Keep this text in the library; earlier versions stay"))
        self.keep_button.clicked.connect(self.keep)
        row.addWidget(self.keep_button)
        return top

    def _build_bottom(self) -> QWidget:
        bottom = QWidget()
        row = QHBoxLayout(bottom)
        row.setContentsMargins(12, 6, 12, 6)
        self._counts = QLabel()
        self._counts.setObjectName("small")
        row.addWidget(self._counts)
        row.addStretch(1)
        for text, icon_name, tip, signal in (
            (tr("Speak it"), "speaker-high", tr("Make a voice read these words"), self.speech_wanted),
            (
                tr("Make a film"),
                "film-strip",
                tr("Pictures, narration, music and captions from this text"),
                self.film_wanted,
            ),
        ):
            button = QPushButton(icon(icon_name), text)
            button.setToolTip(tip)
            button.clicked.connect(lambda _=False, signal=signal: signal.emit(self.words()))
            row.addWidget(button)
        return bottom

    # ── texts ──

    def words(self) -> str:
        """The selected words, or all of them."""
        selected = self.editor.textCursor().selectedText().replace("\u2029", "\n")
        return selected or self.editor.toPlainText()

    @property
    def changed(self) -> bool:
        """Whether there are words that no version in the library holds."""
        return bool(self._key) and self.editor.toPlainText() != self._kept

    def new(self) -> None:
        """An empty page (or the one that was begun and not kept)."""
        self._remember()
        self._open(NEW, tr("New text"), "", self._unsaved.text(NEW))
        self.editor.setFocus()

    def show_media(self, media_id: str) -> None:
        """Open a text of the library; other media leave the page as it is."""
        item = self._session.project.items.get(media_id)
        if item is None or item.kind is not Kind.TEXT or item.id == self._key:
            return
        path = self._path(item)
        if path is None:
            return

        def read(text: Text) -> None:
            self._remember()
            self._open(item.id, item.name, text.text, self._unsaved.text(item.id))

        self._asks.submit(m.Read(path), read, lambda failed: self._refuse(failed.what), replace="text")

    def keep(self) -> None:
        """Keep the page as a new item of the library."""
        text = self.editor.toPlainText()
        if not text.strip():
            self._refuse(tr("There are no words to keep yet"))
            return
        name = self._name
        if self._key == NEW:
            first = next((line.strip() for line in text.splitlines() if line.strip()), tr("Text"))
            name, ok = QInputDialog.getText(self, tr("Keep text"), tr("Name"), text=first[:40])
            if not ok or not name.strip():
                return
            name = name.strip() if name.strip().endswith(".txt") else name.strip() + ".txt"
        key = self._key
        old = self._session.project.items.get(key)
        self._jobs.submit(
            m.Keep(Text(text), name, self._folder),
            lane="media",
            done=lambda item: self._on_kept(item, old, key, text),
            failed=self._on_failed,
        )

    def _on_kept(self, item: MediaItem, old: MediaItem | None, key: str, text: str) -> None:
        if not isValid(self._view):
            return
        known = self._session.project.items.get(item.id)
        if known is None and not self._do(AddMedia((replace(item, tags=old.tags if old else ()),))):
            return
        self._unsaved.drop(key)
        if isValid(self) and self._key == key:
            self._key, self._name, self._kept = item.id, (known or item).name, text
            self._show_state()
            self._view.show_media(item.id)

    def _open(self, key: str, name: str, kept: str, unsaved: str | None) -> None:
        self._key, self._name, self._kept = key, name, kept
        self.editor.blockSignals(True)
        self.editor.setPlainText(kept if unsaved is None else unsaved)
        self.editor.blockSignals(False)
        self.editor.document().setModified(False)
        self._stack.setCurrentWidget(self._work)
        self._show_state()
        self.find_bar.refresh()

    def _remember(self) -> None:
        """Write unsaved words to the disk; forget them once they equal what is kept."""
        if not self._key:
            return
        if self.changed:
            self._unsaved.put_text(self._key, self.editor.toPlainText())
        else:
            self._unsaved.drop(self._key)

    # ── showing ──

    def _on_typed(self) -> None:
        self._pause.start()
        self._show_state()

    def _show_state(self) -> None:
        self._title.setText(self._name)
        self._changed.setVisible(self.changed)
        self.keep_button.setEnabled(self.changed)
        self._count()

    def _count(self) -> None:
        text = self.words()
        latin, ideographs = len(_WORD.findall(_IDEOGRAPH.sub(" ", text))), len(_IDEOGRAPH.findall(text))
        parts = []
        if latin or not ideographs:
            parts.append(tr("{count} words", count=latin))
        if ideographs:
            parts.append(tr("{count} Chinese characters", count=ideographs))
        minutes = latin / 150 + ideographs / 260
        parts.append(tr("about {seconds} s spoken", seconds=round(minutes * 60)))
        parts.append(self._language(latin, ideographs))
        self._counts.setText("   ·   ".join(part for part in parts if part))

    def _language(self, latin: int, ideographs: int) -> str:
        """What the studio understood, if it read this text; else what the script says."""
        item = self._session.project.items.get(self._key)
        code = from_json(item.meaning).language if item is not None and item.meaning else ""
        if not code and ideographs > latin:
            code = "zh"
        return LANGUAGES.get(code, code)

    def show_find(self) -> None:
        """Find in the page."""
        self.find_bar.open()

    # ── what words become ──

    def _make_film(self, text: str) -> None:
        if self._draft is not None and self._actions is not None and text.strip():
            self._draft.film_text = text
            self._actions["make.film"].trigger()

    def _speak(self, text: str) -> None:
        """Read the words aloud; the ask that stands in the Prompt pane is left as it is."""
        words = text.strip()
        if self._makes is not None and words:
            request = m.Make(Kind.AUDIO, words, backend=_SPEAKER, seed=new_seed(), project_folder=self._folder)
            self._makes.make(request, words.split("\n")[0])

    # ── events ──

    def _on_project(self, before: Project, after: Project) -> None:
        item = after.items.get(self._key)
        if item is not None and item.name != self._name:
            self._name = item.name
            self._show_state()
