"""Reading a data set from a folder, whatever its layout. Used by training, judging and the command line."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from crossmedia_studio.core.errors import MediaError, TrainingError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Step, no_step, part
from crossmedia_studio.train.datasets.alike import near_duplicates
from crossmedia_studio.train.datasets.contents import Contents, contents
from crossmedia_studio.train.datasets.dataset import Dataset, Item
from crossmedia_studio.train.datasets.listing import Found, Listing
from crossmedia_studio.train.datasets.readers import READERS
from crossmedia_studio.train.datasets.split import assign, groups, with_splits

_THREADS = 4
"""Decoding at once: more would hold too many of the largest pictures in memory."""
_AHEAD = 64


def read(folder: Path, kind: Kind = Kind.IMAGE, step: Step = no_step) -> Dataset:
    """The data set in ``folder``: a built one, COCO captions, AudioSet segments, a folder per class, or a plain folder.

    Files that cannot be used are named in ``broken``, never raised. Raises TrainingError when none is left.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise TrainingError(
            tr("{name} is no folder", name=folder) if folder.exists() else tr("{name} was not found", name=folder),
            do=tr("Choose a folder of examples"),
        )
    try:
        place = _descended(folder, kind)
        listing = next(reader for reader in READERS if reader.fits(place, kind)).read(place, kind)
    except OSError as error:
        raise TrainingError(
            tr("{name} cannot be looked through", name=folder.name), why=error.strerror or str(error)
        ) from error
    return assemble(listing.name or folder.resolve().name, kind, listing, step)


def assemble(name: str, kind: Kind, listing: Listing, step: Step = no_step) -> Dataset:
    """A data set of what was listed: files opened and checked, the same file once, in splits.

    Raises TrainingError when no file can be used.
    """
    items: dict[str, Item] = {}
    inside: dict[str, Contents] = {}
    stated: dict[str, str] = {}
    broken = list(listing.broken)
    for found, looked in _looked_through(listing.found, kind, part(step, 0.0, 0.97)):
        if isinstance(looked, MediaError):
            broken.append((found.path, looked.sentence))
        elif found.id and found.id != looked.id:
            broken.append((found.path, tr("{name} was changed after the set was built", name=found.path.name)))
        elif looked.id in items:
            first = items[looked.id]
            if first.path != found.path:
                other = "/".join(first.path.parts[-2:])
                broken.append((found.path, tr("{name} is the same file as {other}", name=found.path.name, other=other)))
            items[looked.id] = _joined(first, found)
            if stated[looked.id] != found.split:
                stated[looked.id] = "train"
        else:
            inside[looked.id] = looked
            stated[looked.id] = found.split
            items[looked.id] = Item(
                looked.id, found.path, found.captions, found.tags, found.subject, found.style, found.licence,
                start=found.start, end=found.end,
            )  # fmt: skip
    if not items:
        raise _nothing(name, kind, broken)
    step(0.98, 1.0, tr("Looking for pictures that are nearly the same"))
    chosen = assign(groups(items, _pairs(inside)), stated)
    step(1.0)
    return with_splits(Dataset(name, kind, tuple(items.values()), tuple(broken)), chosen)


def _descended(folder: Path, kind: Kind) -> Path:
    """``folder``, or the only folder in it when an archive was unpacked one level too deep."""
    for _ in range(8):
        if any(reader.fits(folder, kind) for reader in READERS[:-1]):
            break
        inner = [path for path in folder.iterdir() if not path.name.startswith((".", "__MACOSX"))]
        if len(inner) != 1 or not inner[0].is_dir():
            break
        folder = inner[0]
    return folder


def _looked_through(listed: Sequence[Found], kind: Kind, step: Step) -> Iterator[tuple[Found, Contents | MediaError]]:
    """Every file with what it holds, or why it cannot be used, in order."""

    def look(found: Found) -> Contents | MediaError:
        try:
            whole = contents(found.path, kind)
            return _stretch(whole, found) if found.end else whole
        except MediaError as error:
            return error

    with ThreadPoolExecutor(min(_THREADS, os.cpu_count() or 1)) as pool:
        waiting: list[Future[Contents | MediaError]] = []
        try:
            for number, found in enumerate(listed):
                while len(waiting) < len(listed) and len(waiting) < number + _AHEAD:
                    waiting.append(pool.submit(look, listed[len(waiting)]))
                words = tr("Reading the examples, {number} of {count}", number=number + 1, count=len(listed))
                step(number, len(listed), words)
                yield found, waiting[number].result()
        finally:
            pool.shutdown(cancel_futures=True)


def _stretch(whole: Contents, found: Found) -> Contents:
    """Of a file its ``found`` stretch: an item of its own that is not parted from others of that file."""
    words = f"{whole.id} {found.start:g} {found.end:g}"
    return Contents(hashlib.sha256(words.encode()).hexdigest(), words=whole.id)


def _joined(first: Item, again: Found) -> Item:
    """One item for a file that was listed twice."""
    return replace(
        first,
        captions=tuple(dict.fromkeys(first.captions + again.captions)),
        tags=tuple(dict.fromkeys(first.tags + again.tags)),
    )


def _pairs(inside: dict[str, Contents]) -> Iterator[tuple[str, str]]:
    """Ids that must not be parted."""
    seen: dict[str, str] = {}
    for id, one in inside.items():
        if one.words:
            yield seen.setdefault(one.words, id), id
    pictures = [(id, one.look) for id, one in inside.items() if one.look is not None]
    for a, b in near_duplicates([look for _, look in pictures]):
        yield pictures[a][0], pictures[b][0]


def _nothing(name: str, kind: Kind, broken: Sequence[tuple[Path, str]]) -> TrainingError:
    what = {
        Kind.IMAGE: tr("There is no picture to learn from in {name}", name=name),
        Kind.TEXT: tr("There is no text to learn from in {name}", name=name),
        Kind.AUDIO: tr("There is no sound to learn from in {name}", name=name),
        Kind.VIDEO: tr("There is no film to learn from in {name}", name=name),
    }[kind]
    if not broken:
        return TrainingError(what, why=tr("it is empty"), do=tr("Choose a folder of examples"))
    why = tr("{count} files cannot be used, the first one: {sentence}", count=len(broken), sentence=broken[0][1])
    return TrainingError(what, why=why, do=tr("Choose another folder, or mend these files"))
