"""Language, look, memory, folders: taken on at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from crossmedia_studio.core.folders import models_folder, projects_folder
from crossmedia_studio.core.i18n import LANGUAGES, tr
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.ui.dialogs.frame import Dialog

_THEMES = ("dark", "light", "")


class SettingsDialog(Dialog):
    def __init__(self, settings: Settings, change: Callable[[Settings], object], parent: QWidget) -> None:
        super().__init__(tr("Settings"), parent, width=520)
        self._settings, self._change = settings, change
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        self.body.addLayout(form)
        self.language = QComboBox()
        for code, name in {"": tr("As the system"), **LANGUAGES}.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(0, self.language.findData(settings.language)))
        self.language.currentIndexChanged.connect(self._on_language)
        form.addRow(tr("Language"), self.language)
        self.theme = QComboBox()
        for code, name in zip(_THEMES, (tr("Dark"), tr("Light"), tr("As the system")), strict=True):
            self.theme.addItem(name, code)
        self.theme.setCurrentIndex(max(0, self.theme.findData(settings.theme)))
        self.theme.currentIndexChanged.connect(self._on_theme)
        form.addRow(tr("Look"), self.theme)
        self.still = QCheckBox(tr("Reduce motion"))
        self.still.setChecked(settings.reduce_motion)
        self.still.toggled.connect(self._on_still)
        form.addRow("", self.still)
        cores = os.cpu_count() or 2
        self.threads = _number(settings.threads, 0, cores, tr("Automatic"), "")
        self.threads.valueChanged.connect(self._on_threads)
        form.addRow(tr("Processor cores for models"), self.threads)
        self.memory = _number(settings.memory_mb, 0, 1_000_000, tr("Automatic"), " MB")
        self.memory.setSingleStep(512)
        self.memory.valueChanged.connect(self._on_memory)
        form.addRow(tr("Memory for models"), self.memory)
        self.folders = QListWidget()
        self.folders.setFixedHeight(74)
        self.folders.addItems(list(settings.picture_folders))
        buttons = QVBoxLayout()
        for text, work in ((tr("Add…"), self._add_folder), (tr("Remove"), self._remove_folder)):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(work)
            buttons.addWidget(button)
        button.setEnabled(False)
        self.folders.currentRowChanged.connect(lambda row: button.setEnabled(row >= 0))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folders, 1)
        row.addLayout(buttons)
        form.addRow(tr("Your own pictures"), row)
        for title, path in ((tr("Projects"), projects_folder()), (tr("Models"), models_folder())):
            label = QLabel(str(path))
            label.setObjectName("small")
            label.setWordWrap(True)
            form.addRow(title, label)
        self.note(tr("Cores, memory and picture folders count from the next start."))
        self.close_button()

    def _set(self, **fields: Any) -> None:
        self._settings = replace(self._settings, **fields)
        self._change(self._settings)

    def _on_language(self, index: int) -> None:
        self.close()
        self._set(language=self.language.itemData(index))

    def _on_theme(self, index: int) -> None:
        self._set(theme=self.theme.itemData(index))

    def _on_still(self, on: bool) -> None:
        self._set(reduce_motion=on)

    def _on_threads(self, value: int) -> None:
        self._set(threads=value)

    def _on_memory(self, value: int) -> None:
        self._set(memory_mb=value)

    def _add_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Your own pictures"))
        if folder and folder not in self._settings.picture_folders:
            self.folders.addItem(folder)
            self._set(picture_folders=(*self._settings.picture_folders, folder))

    def _remove_folder(self) -> None:
        row = self.folders.currentRow()
        if row >= 0:
            self.folders.takeItem(row)
            kept = self._settings.picture_folders
            self._set(picture_folders=kept[:row] + kept[row + 1 :])


def _number(value: int, low: int, high: int, special: str, suffix: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(low, high)
    box.setSpecialValueText(special)
    box.setSuffix(suffix)
    box.setValue(value)
    box.setMaximumWidth(180)
    box.lineEdit().setTextMargins(6, 0, 6, 0)
    return box
