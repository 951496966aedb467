"""Between two sounds: their latents mixed moment by moment, by one share throughout or on a walk from one to the
other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.i18n import tr
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


@dataclass(frozen=True)
class Walk:
    """From the ``first`` sound to the ``second``, both as latents (latent, moments) of one length, and how loud each is
    in its own place (root mean square)."""

    first: np.ndarray
    second: np.ndarray
    levels: tuple[float, float]

    def latents(self) -> np.ndarray:
        """Mixed on the way: float32 (latent, moments)."""
        at = np.linspace(0.0, 1.0, self.first.shape[1]) if self.first.shape[1] > 1 else np.array([0.5])
        share = (at * at * (3.0 - 2.0 * at)).astype(np.float32)
        return (1.0 - share) * self.first + share * self.second

    def levelled(self, samples: np.ndarray) -> np.ndarray:
        """``samples`` (frames, channels) as loud at their ends as the two sounds are, evenly in between in decibels."""
        quarter = max(len(samples) // 4, 1)
        gains = [20.0 * np.log10(max(level, 1e-5) / max(_rms(part), 1e-5))
                 for level, part in zip(self.levels, (samples[:quarter], samples[-quarter:]), strict=True)]  # fmt: skip
        ramp = np.linspace(gains[0], gains[1], len(samples))[:, None]
        return (samples * 10.0 ** (ramp / 20.0)).astype(np.float32)


def walk(
    space: SoundSpace, first: Audio, second: Audio, seconds: float, leave: float = 0.0, arrive: float = 0.0
) -> Walk:
    """Over ``seconds``, from the first as it is from ``leave`` seconds on to the second as it is up to ``arrive``
    seconds (0: both from their beginnings on). A sound that ends too soon goes back and forth.

    Raises MediaError where a sound is silent there.
    """
    count = moments(seconds)
    frames = round(seconds * first.rate)
    begin = min(round(leave * first.rate), max(len(first.samples) - round(0.25 * first.rate), 0))
    one = Audio(first.samples[begin : begin + frames], first.rate)
    if arrive:
        end = min(max(round(arrive * second.rate), round(0.25 * second.rate)), len(second.samples))
        two = Audio(second.samples[max(end - round(seconds * second.rate), 0) : end], second.rate)
        heard = _rounds(space.encode(two)[:, ::-1], count)[:, ::-1]
    else:
        two = Audio(second.samples[: round(seconds * second.rate)], second.rate)
        heard = _rounds(space.encode(two), count)
    return Walk(_rounds(space.encode(one), count), heard, (_rms(one.samples), _rms(two.samples)))


def _rounds(latents: np.ndarray, count: int) -> np.ndarray:
    """``count`` moments of (latent, moments): forth and back again, so that no moment jumps."""
    length = latents.shape[1]
    if length == 1:
        return np.repeat(latents, count, axis=1)
    turn = np.arange(count) % (2 * length - 2)
    return latents[:, np.minimum(turn, 2 * length - 2 - turn)]


def _rms(samples: np.ndarray) -> float:
    return float(np.sqrt(np.square(samples, dtype=np.float64).mean())) if samples.size else 0.0


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
