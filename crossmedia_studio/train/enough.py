"""What a recipe learns from and what it keeps aside to check itself; a folder with too little in it is refused."""

from __future__ import annotations

from crossmedia_studio.core.errors import TrainingError
from crossmedia_studio.core.i18n import mark, tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.train.datasets.dataset import Dataset, Item

LEAST = 2
_TOO_FEW = {
    Kind.IMAGE: (
        mark("{name} holds too few pictures to learn from"),
        mark("Choose a folder with at least {count} pictures"),
    ),
    Kind.AUDIO: (
        mark("{name} holds too few sounds to learn from"),
        mark("Choose a folder with at least {count} sounds"),
    ),
    Kind.VIDEO: (
        mark("{name} holds too few films to learn from"),
        mark("Choose a folder with at least {count} films"),
    ),
}


def to_learn(dataset: Dataset, kind: Kind, least: int = LEAST) -> tuple[Item, ...]:
    """What of ``dataset`` is learned from: pictures, sounds or films. Raises TrainingError for fewer than ``least``."""
    learn = dataset.split("train")
    if len(learn) < least:
        what, do = _TOO_FEW[kind]
        raise TrainingError(
            tr(what, name=dataset.name), why=tr("{count} were found", count=len(learn)), do=tr(do, count=least)
        )
    return learn


def to_check(dataset: Dataset, learn: tuple[Item, ...], most: int | None = None) -> tuple[Item, ...]:
    """At most ``most`` of those kept aside, none of which is also learned."""
    known = {item.id for item in learn}
    return tuple(item for item in dataset.split("valid") if item.id not in known)[:most]
