"""The sound that a backend works on: a chosen sound, or the sound track of a chosen film."""

from __future__ import annotations

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media.kinds import Audio, Video
from crossmedia_studio.represent.conditions import Conditions, Source


def heard(conditions: Conditions) -> tuple[Audio, Source]:
    """The first sound or film with its source. Raises MediaError for a silent film, an empty sound or none at all."""
    for source in conditions.sources:
        sound: Audio | None = None
        if isinstance(source.media, Audio):
            sound = source.media
        elif isinstance(source.media, Video):
            from crossmedia_studio.media import video

            sound = video.sound(source.media.path)
            if sound is None:
                raise MediaError(tr("This film has no sound"), do=tr("Choose a film with sound, or a sound"))
        if sound is not None:
            if not len(sound.samples):
                raise MediaError(tr("This sound is empty"), do=tr("Choose another sound"))
            return sound, source
    raise MediaError(tr("There is no sound to work with"), do=tr("Choose a sound or a film"))


KINDS = frozenset({Kind.AUDIO, Kind.VIDEO})
