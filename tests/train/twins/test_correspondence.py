"""What eye and ear share: qualities that follow what is seen and heard, and pairs in which they agree."""

from __future__ import annotations

import numpy as np

from crossmedia_studio.media.kinds import Audio
from crossmedia_studio.train.twins.correspondence import QUALITIES, of_picture, of_sound, pair, ranked

BRIGHTNESS, ROUGHNESS, SIZE, VIVIDNESS = range(len(QUALITIES))
RATE = 22_050


def disc(radius: int, colour: tuple[int, int, int]) -> np.ndarray:
    y, x = np.mgrid[:64, :64] - 31.5
    inside = np.hypot(x, y) < radius
    return np.dstack([np.where(inside, value, 0) for value in (*colour, 255)]).astype(np.uint8)


def star(radius: int) -> np.ndarray:
    y, x = np.mgrid[:64, :64] - 31.5
    inside = np.hypot(x, y) < radius * (0.6 + 0.4 * np.sign(np.sin(9 * np.arctan2(y, x))))
    return np.dstack([np.where(inside, 200, 0)] * 3 + [np.where(inside, 255, 0)]).astype(np.uint8)


def sound(samples: np.ndarray) -> Audio:
    return Audio(np.pad(samples, (0, RATE))[:RATE, None].astype(np.float32), RATE)


def tone(hertz: float, seconds: float = 0.8) -> np.ndarray:
    return 0.3 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)


def test_pictures() -> None:
    dark, bright = of_picture(disc(20, (40, 40, 40))), of_picture(disc(20, (230, 230, 230)))
    assert bright[BRIGHTNESS] > dark[BRIGHTNESS]
    assert of_picture(disc(28, (90, 90, 90)))[SIZE] > dark[SIZE]
    assert of_picture(disc(20, (230, 20, 20)))[VIVIDNESS] > bright[VIVIDNESS]
    assert of_picture(star(28))[ROUGHNESS] > of_picture(disc(24, (200, 200, 200)))[ROUGHNESS]
    assert np.isfinite(of_picture(np.zeros((32, 32, 4), np.uint8))).all()


def test_sounds() -> None:
    noise = 0.3 * np.random.default_rng(0).standard_normal(RATE)
    low, high, rough = of_sound(sound(tone(110))), of_sound(sound(tone(3000))), of_sound(sound(noise))
    assert high[BRIGHTNESS] > low[BRIGHTNESS] and low[SIZE] > high[SIZE]
    assert rough[ROUGHNESS] > high[ROUGHNESS] and high[VIVIDNESS] > rough[VIVIDNESS]
    assert of_sound(sound(tone(440, 0.8)))[SIZE] > of_sound(sound(tone(440, 0.1)))[SIZE]
    assert np.isfinite(of_sound(sound(np.zeros(RATE)))).all()


def test_pairs_agree_and_every_sound_is_used() -> None:
    chance = np.random.default_rng(1)
    pictures, sounds = ranked(chance.standard_normal((60, 4))), ranked(chance.standard_normal((20, 4)))
    nobody = frozenset[str]()
    found = pair(pictures, [nobody] * 60, sounds, [nobody] * 20, np.random.default_rng(2))
    assert np.bincount(found, minlength=20).tolist() == [3] * 20
    agreement = [np.corrcoef(pictures[:, k], sounds[found, k])[0, 1] for k in range(4)]
    assert min(agreement[:2]) > 0.6 and min(agreement) > 0.2


def test_what_shares_a_name_goes_together() -> None:
    chance = np.random.default_rng(3)
    pictures, sounds = ranked(chance.standard_normal((8, 4))), ranked(chance.standard_normal((8, 4)))
    names = [frozenset({"dog", "狗"}) if i == 5 else frozenset({"cup"}) for i in range(8)]
    called = [frozenset({"dog", "bark"}) if i == 2 else frozenset({"rain"}) for i in range(8)]
    assert pair(pictures, names, sounds, called, np.random.default_rng(4))[5] == 2


def test_ranks_are_spread_alike() -> None:
    values = np.array([[3.0], [1.0], [2.0], [100.0]])
    assert ranked(values)[:, 0].argsort().tolist() == [1, 2, 0, 3]
    np.testing.assert_allclose(ranked(values).mean(), 0.0, atol=1e-9)
