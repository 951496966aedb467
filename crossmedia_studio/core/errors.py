"""Errors an artist can read: what happened, why, and what to do about it. Raised everywhere."""

from __future__ import annotations


class StudioError(Exception):
    """One clear sentence for the artist.

    ``what`` says what happened, ``why`` the cause if known, ``do`` the next step. All three are
    already translated (see :mod:`crossmedia_studio.core.i18n`) and end without a full stop.
    """

    def __init__(self, what: str, *, why: str = "", do: str = "") -> None:
        self.what, self.why, self.do = what, why, do
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The error on one line: ``what: why. do.``, with the full stops of its language."""
        what = _closed(f"{self.what}: {self.why}" if self.why else self.what)
        if not self.do:
            return what
        return what + ("" if what.endswith("。") else " ") + _closed(self.do)

    def __reduce__(self):
        return _rebuild, (type(self), self.what, self.why, self.do)


def _closed(words: str) -> str:
    """``words`` with one full stop: the Chinese one after a Chinese character."""
    words = words.rstrip(".。")
    return words + ("。" if words[-1:] >= "\u2e80" else ".")


def _rebuild(cls: type[StudioError], what: str, why: str, do: str) -> StudioError:
    return cls(what, why=why, do=do)


class MediaError(StudioError):
    """A file that is missing, empty, broken, too large or of the wrong kind."""


class OptionError(StudioError):
    """An option outside its limits, or unknown."""


class ModelError(StudioError):
    """A model that is not installed, is damaged, or does not fit into memory."""


class ModelMissing(ModelError):
    """A model that would have to be installed first; ``entry`` is its name in the catalogue."""

    def __init__(self, what: str, *, why: str = "", do: str = "", entry: str = "") -> None:
        super().__init__(what, why=why, do=do)
        self.entry = entry

    def __reduce__(self):
        return _rebuild_missing, (self.what, self.why, self.do, self.entry)


def _rebuild_missing(what: str, why: str, do: str, entry: str) -> ModelMissing:
    return ModelMissing(what, why=why, do=do, entry=entry)


class ProjectError(StudioError):
    """A project that cannot be opened, is locked, is newer than this studio, or a refused edit."""


class StorageError(StudioError):
    """A full disk, an unwritable folder, a file that vanished while being written."""


class TrainingError(StudioError):
    """Data that a recipe cannot learn from, or a training run that cannot go on."""


class Unsupported(StudioError):
    """A conversion, format or feature that this studio does not have."""
