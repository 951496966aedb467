"""Time in whole ticks (flicks): exact for every common frame and sample rate.

705,600,000 ticks a second divide 24, 25, 30, 60, 120 and their NTSC relatives, and 8, 44.1,
48, 96 and 192 kHz. Convert at the edges only. https://github.com/facebookarchive/Flicks
"""

from __future__ import annotations

from fractions import Fraction

TICKS_PER_SECOND = 705_600_000


def ticks(seconds: float | Fraction) -> int:
    """The whole ticks nearest to ``seconds``."""
    return round(Fraction(seconds) * TICKS_PER_SECOND)


def seconds(t: int) -> float:
    """``t`` ticks in seconds."""
    return t / TICKS_PER_SECOND


def frame_ticks(fps: Fraction) -> Fraction:
    """The length of one frame in ticks (whole for every common rate)."""
    return Fraction(TICKS_PER_SECOND) / fps


def frame_index(t: int, fps: Fraction) -> int:
    """The frame on screen at ``t``: frame *i* shows from ``i/fps`` until the next begins."""
    return int(Fraction(t) * fps / TICKS_PER_SECOND // 1)


def frame_start(index: int, fps: Fraction) -> int:
    """The first tick at which frame ``index`` is on screen."""
    exact = index * frame_ticks(fps)
    return -(-exact.numerator // exact.denominator)


def frame_count(length: int, fps: Fraction) -> int:
    """How many frames cover ``length`` ticks (the last may be cut short)."""
    return frame_index(length - 1, fps) + 1 if length > 0 else 0


def sample_index(t: int, rate: int) -> int:
    """The audio sample at ``t`` for a sample rate in Hz."""
    return t * rate // TICKS_PER_SECOND


def timecode(t: int, fps: Fraction) -> str:
    """``HH:MM:SS:FF`` (non-drop), as editors print it."""
    nominal = round(fps)
    frames = frame_index(max(t, 0), fps)
    whole, f = divmod(frames, nominal)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}:{f:02d}"
