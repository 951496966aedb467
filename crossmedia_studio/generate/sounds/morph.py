"""Between two sounds: their latents mixed moment by moment, by one share throughout or on a walk from one to the
other."""

from __future__ import annotations

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.media.audio import trim_silence
from crossmedia_studio.media.kinds import Audio, Video
from crossmedia_studio.represent.conditions import Conditions
from crossmedia_studio.represent.sound_latents import MOMENT, RATE, SoundSpace, moments

LONGEST = 60.0
_FLOOR, _KEPT = -50.0, 0.005


def two_sounds(conditions: Conditions) -> tuple[Audio, Audio]:
    """The two sounds to go between, of films their sound. Raises MediaError for fewer."""
    found = [sound for source in conditions.sources if (sound := _sound(source.media)) is not None]
    if len(found) < 2:
        raise MediaError(tr("This needs two sounds"), do=tr("Choose a second sound as a reference"))
    return found[0], found[1]


def read(space: SoundSpace, sound: Audio) -> np.ndarray:
    """A sound from its onset on as latents, float32 (latent, moments); at most a minute of it."""
    sound = trim_silence(sound, floor=_FLOOR, keep=_KEPT)
    return space.encode(Audio(sound.samples[: round(LONGEST * sound.rate)], sound.rate))


def mixed(space: SoundSpace, first: Audio, second: Audio, share: float) -> np.ndarray:
    """One sound that is ``share`` (0 … 1) the second: float32 (latent, moments), as long as they are in between.

    Both begin together; the shorter one is followed by silence.
    """
    one, two = read(space, first), read(space, second)
    length = max(round((1.0 - share) * one.shape[1] + share * two.shape[1]), 1)
    silence = _silence(space)
    one, two = (np.concatenate([each, np.repeat(silence, max(length - each.shape[1], 0), axis=1)], axis=1)[:, :length]
                for each in (one, two))  # fmt: skip
    return (1.0 - share) * one + share * two


def walked(space: SoundSpace, first: Audio, second: Audio, seconds: float, step: Step = no_step) -> np.ndarray:
    """A walk from the first to the second over ``seconds``: float32 (latent, moments). Each goes round and round, back
    and forth, while it lasts."""
    step(0.0, 1.0, tr("Listening"))
    count = moments(seconds)
    one, two = (_rounds(read(space, each), count) for each in (first, second))
    at = np.linspace(0.0, 1.0, count) if count > 1 else np.array([0.5])
    share = (at * at * (3.0 - 2.0 * at)).astype(np.float32)
    return (1.0 - share) * one + share * two


def _rounds(latents: np.ndarray, count: int) -> np.ndarray:
    """``count`` moments of (latent, moments): forth and back again, so that no moment jumps."""
    length = latents.shape[1]
    if length == 1:
        return np.repeat(latents, count, axis=1)
    turn = np.arange(count) % (2 * length - 2)
    return latents[:, np.minimum(turn, 2 * length - 2 - turn)]


def _silence(space: SoundSpace) -> np.ndarray:
    """What a moment of silence after a sound is condensed to: (latent, 1)."""
    click = np.zeros((MOMENT * 6, 1), np.float32)
    click[0] = 1.0
    return space.encode(Audio(click, RATE))[:, -1:]


def _sound(media: object) -> Audio | None:
    if isinstance(media, Audio):
        return media if len(media.samples) else None
    if isinstance(media, Video):
        from crossmedia_studio.media import video

        return video.sound(media.path)
    return None
