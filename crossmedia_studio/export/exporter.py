"""``export``: the document to a file, whole or not at all."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import av
import soundfile

from crossmedia_studio.core.errors import ProjectError, Unsupported
from crossmedia_studio.core.files import atomic, storage_error
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.params import build
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.export.formats import FORMATS
from crossmedia_studio.export.reel import Reel
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.project.model import Project

_FULL = 1 << 20
"""Bytes left on a disk that count as full."""


def export(
    project: Project,
    store: MediaStore,
    output: Path,
    format: str,
    options: Mapping[str, Any] | Iterable[tuple[str, Any]] = (),
    step: Step = no_step,
) -> Path:
    """Write ``project`` to ``output`` as ``format``, a name in ``FORMATS``; the path written (a missing suffix added).

    Nothing is left behind on an error or a cancel, and a file that was there stays as it was. Raises Unsupported,
    OptionError, ProjectError (nothing to export), MediaError (a file is missing) and StorageError.
    """
    if format not in FORMATS:
        raise Unsupported(
            tr("This studio cannot export {name}", name=format),
            do=tr("Choose one of: {names}", names=", ".join(FORMATS)),
        )
    chosen = FORMATS[format]
    values: Any = build(chosen.Options, dict(options))
    if project.length <= 0:
        raise ProjectError(tr("There is nothing to export"), do=tr("Put something on the timeline first"))
    output = Path(output)
    output = output if output.suffix else output.with_suffix(chosen.suffix)
    with atomic(output) as temporary, closing(Reel(project, store)) as reel:
        step(0.0, 1.0, tr("Starting the export"))
        try:
            chosen.write(reel, values, temporary, step)
        except (av.FFmpegError, soundfile.SoundFileError) as error:
            raise storage_error(output, _as_oserror(error, output.parent)) from error
        step(1.0, 1.0, tr("Done"))
    return output


def _as_oserror(error: Exception, folder: Path) -> OSError:
    """What an encoder raised, as the system error behind it: libraries often hide a full disk."""
    if shutil.disk_usage(folder).free < _FULL:
        return OSError(errno.ENOSPC, str(error))
    number = getattr(error, "errno", None)
    return OSError(number if isinstance(number, int) else errno.EIO, getattr(error, "strerror", None) or str(error))
