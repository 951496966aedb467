"""Reading what a trained model carries: whatever is wrong with its files is said in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Inside, the files of the model in ``folder`` are read and checked. Raises ModelError for a damaged one."""
    from safetensors import SafetensorError

    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError) as error:
        raise ModelError(
            tr("The model {name} is damaged", name=folder.name),
            why=str(error)[:200],
            do=tr("Install or train it again"),
        ) from error
