"""The checks every reader makes before it opens a file, and how a decoder's complaint becomes one sentence."""

from __future__ import annotations

from pathlib import Path

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr


def check_file(path: Path, limit: int | None = None) -> Path:
    """``path`` if it is a file with something in it, at most ``limit`` bytes. Raises :class:`MediaError`."""
    path = Path(path)
    try:
        if path.is_dir():
            raise MediaError(tr("{name} is a folder", name=path.name), do=tr("Choose the files in it"))
        size = path.stat().st_size
        if not path.is_file():
            raise MediaError(tr("{name} is not an ordinary file", name=path.name), do=tr("Choose another file"))
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise MediaError(
            tr("{name} was not found", name=path), do=tr("Check whether it was moved or renamed")
        ) from error
    except PermissionError as error:
        raise MediaError(
            tr("{name} may not be read", name=path.name), do=tr("Check the permissions of the file")
        ) from error
    except (OSError, ValueError) as error:  # a name too long or with a NUL in it
        raise MediaError(tr("{name} cannot be opened", name=path), why=_reason(error)) from error
    if size == 0:
        raise MediaError(tr("{name} is empty", name=path.name), do=tr("Choose another file"))
    if limit is not None and size > limit:
        raise MediaError(
            tr("{name} is too large", name=path.name),
            why=tr("it has {size} MB, the limit is {limit} MB", size=size // 10**6, limit=limit // 10**6),
            do=tr("Choose a smaller file"),
        )
    return path


def damaged(path: Path, what: str, error: BaseException | None = None) -> MediaError:
    """``what`` (translated, about the kind of file) as an error that keeps the decoder's own words."""
    return MediaError(what, why=_reason(error) if error else "", do=tr("The file may be damaged or incomplete"))


def _reason(error: BaseException) -> str:
    words = getattr(error, "strerror", None) or str(error)
    return words.splitlines()[0][:160] if words else type(error).__name__
