"""People, objects and machines."""

from __future__ import annotations

import numpy as np

from crossmedia_studio.generate.foley.desk import RATE, Desk, band, decay, struck, sweep

_CHURCH = ((0.5, 0.7, 9.0), (1.0, 0.9, 6.5), (1.2, 0.8, 5.0), (1.5, 0.45, 3.6), (2.0, 1.0, 3.0), (2.67, 0.35, 1.8),
           (3.0, 0.3, 1.4), (4.2, 0.2, 0.9), (5.4, 0.12, 0.6))  # fmt: skip
"""Ratios, levels and decay times of a minor-third church bell: hum, prime, tierce, quint, nominal, …"""


def bell(desk: Desk) -> np.ndarray:
    """A church bell that is left to ring out."""
    pitch = desk.rng.uniform(330, 520)

    def toll() -> np.ndarray:
        force = desk.rng.uniform(0.8, 1.0)
        partials = [(pitch * ratio * (1 + 0.0015 * k), level * force / 4, seconds)
                    for ratio, level, seconds in _CHURCH for k in (-1, 1)]  # fmt: skip
        return struck(partials, 0.002)

    return desk.place(desk.beats(3.2, 0.02), toll, 0.05)


def chime(desk: Desk) -> np.ndarray:
    """Wind chimes: small tubes tuned to a pentatonic scale."""
    pitches = [1046.5 * 2 ** (step / 12) for step in (0, 2, 4, 7, 9, 12)]

    def tube() -> np.ndarray:
        pitch = desk.rng.choice(pitches)
        return struck([(pitch, 0.6, 2.4), (pitch * 2.76, 0.3, 1.0), (pitch * 5.4, 0.12, 0.4)]) * desk.rng.uniform(
            0.2, 1
        )

    return desk.scatter(2.0, tube, 0.8) + desk.place(np.array([0.1]), tube, 0.8)


def footsteps(desk: Desk) -> np.ndarray:
    """Heel and sole on gravel, at a walking pace."""

    def tread() -> np.ndarray:
        heel = struck([(95, 0.8, 0.09), (180, 0.5, 0.06)], 0.002)
        shape = np.concatenate([decay(0.09, 0.004), np.zeros(int(0.05 * RATE)), 0.7 * decay(0.14, 0.02)])
        grit = band(desk.rng.standard_normal(len(shape)) * shape, 900, 6500)
        grit *= 0.6 + 0.8 * (desk.rng.random(len(shape)) > 0.97)
        out = 0.5 * grit
        out[: len(heel)] += heel
        return out * desk.rng.uniform(0.8, 1.0)

    return desk.place(desk.beats(0.56, 0.025), tread, 0.25)


def heartbeat(desk: Desk) -> np.ndarray:
    """Lub-dub, seventy times a minute."""

    def beat() -> np.ndarray:
        lub, dub = struck([(48, 1.0, 0.22), (72, 0.5, 0.14)], 0.012), struck([(60, 0.7, 0.17), (90, 0.4, 0.1)], 0.01)
        out = np.zeros(int(0.6 * RATE))
        out[: len(lub)] += lub
        start = int(0.29 * RATE)
        out[start : start + len(dub)] += dub
        return out

    return desk.place(desk.beats(60 / 70, 0.012), beat, 0.0)


def clock(desk: Desk) -> np.ndarray:
    """A tall clock: tick and tock a shade apart."""
    turn = iter(range(1 << 30))

    def tick() -> np.ndarray:
        pitch = 2300 if next(turn) % 2 == 0 else 1850
        return struck([(pitch, 0.7, 0.03), (pitch * 1.83, 0.4, 0.02), (320, 0.35, 0.06)], 0.0004)

    return desk.place(desk.beats(0.5, 0.002), tick, 0.0)


def knock(desk: Desk) -> np.ndarray:
    """Three knocks on a wooden door, again after a while."""
    moments = [start + i * 0.24 for start in np.arange(0.2, max(desk.seconds - 0.6, 0.3), 3.5) for i in range(3)]

    def wood() -> np.ndarray:
        body = struck([(165, 0.9, 0.12), (310, 0.5, 0.09), (520, 0.3, 0.06), (1400, 0.2, 0.02)], 0.001)
        return body * desk.rng.uniform(0.8, 1.0)

    return desk.place(np.array(moments), wood, 0.05)


def click(desk: Desk) -> np.ndarray:
    """A switch: down and up."""
    moments = [m + extra for m in np.arange(0.1, max(desk.seconds - 0.2, 0.2), 1.2) for extra in (0.0, 0.09)]
    return desk.place(np.array(moments), lambda: struck([(2600, 0.7, 0.012), (4700, 0.4, 0.008)], 0.0003), 0.0)


def applause(desk: Desk) -> np.ndarray:
    """Many hands, swelling and thinning out."""

    def clap() -> np.ndarray:
        burst = decay(0.03, 0.0006)
        centre = desk.rng.uniform(900, 2200)
        return band(desk.rng.standard_normal(len(burst)) * burst, centre * 0.6, centre * 1.9) * desk.rng.uniform(0.3, 1)

    at = desk.time / desk.seconds
    shape = np.clip(at / 0.12, 0, 1) * np.clip((1 - at) / 0.35, 0, 1) ** 0.7
    return desk.scatter(260, clap, 1.0) * shape[:, None]


def siren(desk: Desk) -> np.ndarray:
    """A wail that rises and falls every four seconds."""
    pitch = 620 + 330 * np.sin(2 * np.pi * desk.time / 4.0 - np.pi / 2)
    phase = np.cumsum(pitch) / RATE
    tone = np.sum([np.sin(2 * np.pi * k * phase) / k for k in range(1, 7)], axis=0)
    return np.repeat(band(0.5 * tone, 300, 4500)[:, None], 2, axis=1)


def alarm(desk: Desk) -> np.ndarray:
    """Two short beeps a second."""
    gate = ((desk.time % 1.0) < 0.12) | (((desk.time - 0.22) % 1.0) < 0.12)
    soft = np.convolve(gate.astype(float), np.ones(192) / 192, mode="same")
    tone = np.sin(2 * np.pi * 1980 * desk.time) + 0.3 * np.sin(2 * np.pi * 3960 * desk.time)
    return np.repeat((0.6 * tone * soft)[:, None], 2, axis=1)


def engine(desk: Desk) -> np.ndarray:
    """A motor that idles and is pressed now and then."""
    speed = 26 + 20 * desk.sway(0.4) ** 2
    phase = np.cumsum(speed) / RATE
    pulses = np.sum([np.cos(2 * np.pi * k * phase + k) / k**0.8 for k in range(1, 14)], axis=0)
    wobble = 1 + 0.1 * desk.rng.standard_normal(desk.frames)
    tone = band(np.tanh(0.8 * pulses * wobble), 30, 900)
    return np.repeat(tone[:, None], 2, axis=1) + 0.1 * desk.noise(200, 2500) * (speed / 46)[:, None]


def train(desk: Desk) -> np.ndarray:
    """Wheels over rail joints above a steady rumble."""

    def joint() -> np.ndarray:
        one = struck([(110, 0.8, 0.12), (420, 0.35, 0.07), (1250, 0.25, 0.04)], 0.001)
        out = np.zeros(int(0.45 * RATE))
        for start in (0.0, 0.16):
            at = int(start * RATE)
            out[at : at + len(one)] += one[: len(out) - at]
        return out

    return desk.place(desk.beats(0.85, 0.01), joint, 0.3) + 0.25 * desk.noise(40, 320) + 0.04 * desk.noise(1000, 5000)


def whoosh(desk: Desk) -> np.ndarray:
    """Something fast going by, from left to right."""
    out = np.zeros((desk.frames, 2))
    raw, bright = desk.noise(250, 1500, 1)[:, 0], desk.noise(1500, 7000, 1)[:, 0]
    for moment in np.arange(min(0.7, desk.seconds / 2), desk.seconds, 2.6):
        at = (desk.time - moment) / 0.32
        shape = np.exp(-(at**2))
        side = 0.5 + 0.5 * np.tanh(1.4 * at)
        sound = raw * shape + 0.6 * bright * shape**2
        out += sound[:, None] * np.stack([np.sqrt(1 - side), np.sqrt(side)], axis=1)
    return out


def explosion(desk: Desk) -> np.ndarray:
    """A blow, a low wave and falling debris."""
    out = np.zeros((desk.frames, 2))
    low, mid = desk.noise(20, 120), desk.noise(120, 2500)
    for moment in np.arange(min(0.3, desk.seconds / 4), desk.seconds, 8.0):
        at = desk.time - moment
        past = np.maximum(at, 0)
        out += np.where(at > 0, 1.6 * np.exp(-past / 0.9), 0)[:, None] * low
        out += np.where(at > 0, np.exp(-past / 0.16) + 0.12 * np.exp(-past / 1.2), 0)[:, None] * mid
    return np.tanh(out)


def drone(desk: Desk) -> np.ndarray:
    """A dark held chord that slowly changes colour."""
    base = desk.rng.choice([43.65, 49.0, 55.0])
    out = np.zeros((desk.frames, 2))
    for ratio, level in ((1, 1.0), (1.5, 0.6), (2, 0.7), (3, 0.35), (4, 0.25), (6, 0.12)):
        for side in (0, 1):
            pitch = base * ratio * (1 + desk.rng.normal(0, 0.0016))
            out[:, side] += level * np.sin(2 * np.pi * pitch * desk.time) * desk.sway(0.25, 0.35, 1.0)
    return 0.4 * out + 0.04 * desk.noise(150, 900) * desk.sway(0.3)[:, None]


def laser(desk: Desk) -> np.ndarray:
    """A falling zap."""

    def zap() -> np.ndarray:
        envelope = decay(0.3, 0.002)
        return sweep(220 + 3400 * np.exp(-np.arange(len(envelope)) / RATE / 0.06)) * envelope

    return desk.place(desk.beats(1.1, 0.2), zap, 0.6)
