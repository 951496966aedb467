"""Weather, water, fire and animals."""

from __future__ import annotations

import numpy as np

from crossmedia_studio.generate.foley.desk import RATE, Desk, band, decay, struck, sweep


def rain(desk: Desk) -> np.ndarray:
    """A hissing bed with drops that ring as they hit."""
    bed = desk.noise(900, 9000) * desk.sway(0.4, 0.7, 1.0)[:, None] + 0.35 * desk.noise(250, 900)

    def drop() -> np.ndarray:
        size = desk.rng.random()
        return struck([(900 + 4200 * (1 - size), 0.2 + size, 0.02 + 0.03 * size)], 0.0004)

    return 0.22 * bed + desk.scatter(140, drop, 1.0)


def wind(desk: Desk) -> np.ndarray:
    """Gusts: bands of noise that swell one after another, and a faint whistle."""
    out = 0.8 * desk.noise(60, 260) * desk.sway(0.35, 0.25, 1.0)[:, None] ** 2
    for low, high, level in ((200, 500, 0.8), (450, 900, 0.45), (900, 1700, 0.16)):
        out += level * desk.noise(low, high) * desk.sway(0.5, 0.0, 1.0)[:, None] ** 2
    pitch = 520 + 260 * desk.sway(0.5)
    whistle = sweep(pitch * (1 + 0.01 * desk.rng.standard_normal(desk.frames)))
    return out + (0.05 * whistle * desk.sway(0.4) ** 3)[:, None]


def sea(desk: Desk) -> np.ndarray:
    """Waves that build, break and draw back, each seven seconds or so."""
    out = 0.25 * desk.noise(40, 250)
    hiss, body = desk.noise(1200, 9000), desk.noise(150, 1200)
    moment = -2.5
    while moment < desk.seconds:
        desk.step(max(moment, 0) / desk.seconds)
        rise, fall = desk.rng.uniform(2.2, 3.2), desk.rng.uniform(3.5, 5.0)
        at = desk.time - moment
        swell = np.where(at < rise, np.clip(at / rise, 0, 1) ** 2.2, np.exp(-(at - rise) / (fall / 3)))
        late = np.where(at < rise, np.clip(at / rise, 0, 1) ** 6, np.exp(-np.maximum(at - rise, 0) / (fall / 2)))
        level = desk.rng.uniform(0.6, 1.0)
        out += level * (swell[:, None] * body * 0.6 + late[:, None] * hiss * 0.5)
        moment += desk.rng.uniform(5.5, 8.0)
    return out


def stream(desk: Desk) -> np.ndarray:
    """Running water: bubbles that ring at their Minnaert frequency, rising as they near the surface."""

    def bubble() -> np.ndarray:
        base = desk.rng.uniform(450, 2400)
        envelope = decay(desk.rng.uniform(0.02, 0.09), 0.002)
        time = np.arange(len(envelope)) / RATE
        return sweep(base * (1 + desk.rng.uniform(1, 6) * time)) * envelope * (700 / base) ** 0.6

    return desk.scatter(110, bubble, 0.9) + 0.12 * desk.noise(500, 4000) * desk.sway(1.0, 0.5, 1.0)[:, None]


def thunder(desk: Desk) -> np.ndarray:
    """A crack, then rolls of low noise that answer one another."""
    out = np.zeros((desk.frames, 2))
    rumble, crack = desk.noise(25, 160), desk.noise(300, 5000)
    moment = min(0.3, 0.1 * desk.seconds)
    first = moment
    while moment == first or moment < desk.seconds - 3:
        desk.step(moment / desk.seconds)
        at = desk.time - moment
        near = desk.rng.random()
        out += (0.9 * near) * crack * (np.where(at > 0, np.exp(-np.maximum(at, 0) / 0.07), 0))[:, None]
        delay = 0.0
        for _ in range(desk.rng.integers(4, 8)):
            hit = at - delay
            shape = np.where(hit > 0, np.minimum(hit / 0.08, 1) * np.exp(-np.maximum(hit, 0) / 0.8), 0)
            out += desk.rng.uniform(0.5, 1.2) * rumble * shape[:, None]
            delay += desk.rng.uniform(0.25, 0.8)
        moment += desk.rng.uniform(7, 12)
    return out


def fire(desk: Desk) -> np.ndarray:
    """A low roar, a breathing hiss, and crackles of dry wood."""

    def crackle() -> np.ndarray:
        burst = decay(desk.rng.uniform(0.004, 0.03), 0.0003)
        grain = desk.rng.standard_normal(len(burst)) * burst
        centre = desk.rng.uniform(900, 6000)
        return band(np.pad(grain, (0, 400)), centre * 0.7, min(centre * 1.5, 16000)) * desk.rng.exponential(1.2)

    bed = 0.3 * desk.noise(40, 220) * desk.sway(1.5, 0.5, 1.0)[:, None] + 0.06 * desk.noise(1500, 9000)
    return bed + desk.scatter(16, crackle, 0.7)


def birds(desk: Desk) -> np.ndarray:
    """Three or four birds, each with a song of its own, answering from their places."""
    out = 0.01 * desk.noise(2000, 9000)
    for _ in range(desk.rng.integers(3, 5)):
        base, speed, notes = desk.rng.uniform(2300, 5200), desk.rng.uniform(0.06, 0.16), desk.rng.integers(2, 6)
        curves = [desk.rng.uniform(-0.25, 0.3, 3) for _ in range(3)]
        song = [curves[i] for i in desk.rng.integers(0, 3, notes)]

        def phrase(base: float = base, speed: float = speed, song: list[np.ndarray] = song) -> np.ndarray:
            pieces = []
            for bend in song:
                time = np.linspace(0, 1, int(speed * RATE))
                pitch = base * (1 + bend[0] * time + bend[1] * np.sin(np.pi * time) + 0.4 * bend[2] * time**2)
                pieces += [sweep(pitch) * np.sin(np.pi * time) ** 1.5, np.zeros(int(0.35 * speed * RATE))]
            return np.concatenate(pieces) * desk.rng.uniform(0.3, 1.0)

        moments = desk.beats(desk.rng.uniform(1.4, 3.2), 0.25, desk.rng.uniform(0, 1.2))
        out += desk.place(moments, phrase, 0.9)
    return out


def crickets(desk: Desk) -> np.ndarray:
    """A summer night: pulses of a high tone from several places."""
    out = 0.01 * desk.noise(200, 2000)
    for _ in range(4):
        pitch, pulse = desk.rng.uniform(3900, 5000), desk.rng.uniform(0.35, 0.75)
        gate = np.sin(2 * np.pi * desk.rng.uniform(26, 34) * desk.time) > 0.1
        chirp = ((desk.time + desk.rng.random()) % pulse) < 0.55 * pulse
        soft = np.convolve((gate & chirp).astype(float), np.ones(240) / 240, mode="same")
        angle = desk.rng.random() * np.pi / 2
        voice = np.sin(2 * np.pi * pitch * desk.time) * soft * desk.rng.uniform(0.2, 0.6)
        out += voice[:, None] * np.array([np.cos(angle), np.sin(angle)])
    return out
