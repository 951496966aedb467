"""Splits: the same for the same files, whole groups, no near-duplicate on two sides."""

from __future__ import annotations

import hashlib
import io

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from crossmedia_studio.media.kinds import Image
from crossmedia_studio.train.datasets.alike import BITS, look, near_duplicates
from crossmedia_studio.train.datasets.split import TINY, assign, groups
from tests.train.datasets.pictures import cut_out, picture

ids = st.integers(0, 10**6).map(lambda n: hashlib.sha256(str(n).encode()).hexdigest())


def jpeg(pixels: np.ndarray, quality: int) -> np.ndarray:
    data = io.BytesIO()
    Pillow.fromarray(pixels[..., :3]).save(data, "JPEG", quality=quality)
    return np.asarray(Pillow.open(data).convert("RGBA"))


def resized(pixels: np.ndarray, share: float) -> np.ndarray:
    size = (max(round(pixels.shape[1] * share), 16), max(round(pixels.shape[0] * share), 16))
    return np.asarray(Pillow.fromarray(pixels).resize(size, Pillow.Resampling.LANCZOS))


def brightened(pixels: np.ndarray, gain: float) -> np.ndarray:
    out = pixels.copy()
    out[..., :3] = np.clip(pixels[..., :3] * gain, 0, 255).astype(np.uint8)
    return out


@given(st.integers(0, 10**6), st.integers(60, 95), st.floats(0.5, 2.0), st.floats(0.93, 1.07))
@settings(max_examples=60)
def test_what_is_nearly_the_same_is_found(seed: int, quality: int, share: float, gain: float) -> None:
    first = picture(seed, 96, 80)
    looks = [look(Image(p)) for p in (first, jpeg(first, quality), resized(first, share), brightened(first, gain))]
    found = near_duplicates(looks)
    assert {(0, 1), (0, 2), (0, 3)} <= set(found)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=12, unique=True))
@settings(max_examples=30)
def test_what_differs_is_kept_apart(seeds: list[int]) -> None:
    assert near_duplicates([look(Image(picture(seed))) for seed in seeds]) == []


def test_cut_outs_are_compared_by_what_is_drawn() -> None:
    first, other = cut_out(1), cut_out(2)
    hidden = first.copy()
    hidden[..., :3][first[..., 3] == 0] = 255  # another colour under nothing
    assert near_duplicates([look(Image(one)) for one in (first, other, hidden)]) == [(0, 2)]


def test_plain_colours_differ_by_their_colour() -> None:
    plain = [np.full((32, 32, 4), (*rgb, 255), np.uint8) for rgb in ((200, 0, 0), (205, 4, 2), (0, 0, 200))]
    assert near_duplicates([look(Image(one)) for one in plain]) == [(0, 1)]


@given(st.integers(0, 2**64 - 1), st.sets(st.integers(0, 63), max_size=BITS))
def test_no_pair_within_the_threshold_is_missed(code: int, flips: set[int]) -> None:
    first = look(Image(picture(3)))
    other = code
    for bit in flips:
        other ^= 1 << bit
    pair = [type(first)(code, first.thumbnail), type(first)(other, first.thumbnail)]
    assert near_duplicates(pair) == [(0, 1)]


@given(st.sets(ids, max_size=60), st.data())
@settings(max_examples=40)
def test_groups_are_components_in_any_order(members: set[str], data: st.DataObject) -> None:
    pairs = (
        data.draw(st.lists(st.tuples(st.sampled_from(sorted(members)), st.sampled_from(sorted(members)))))
        if members
        else []
    )
    found = groups(members, pairs)
    assert sorted(id for group in found for id in group) == sorted(members)
    place = {id: number for number, group in enumerate(found) for id in group}
    assert all(place[a] == place[b] for a, b in pairs)
    shuffled = data.draw(st.permutations(sorted(members)))
    turned = data.draw(st.permutations([(b, a) for a, b in pairs]))
    assert groups(shuffled, turned) == found


@given(st.sets(ids, min_size=1, max_size=120), st.data())
@settings(max_examples=40)
def test_splits_hold_whole_groups_and_depend_on_nothing_else(members: set[str], data: st.DataObject) -> None:
    pool = st.sampled_from(sorted(members))
    found = groups(members, data.draw(st.lists(st.tuples(pool, pool), max_size=20)))
    chosen = assign(found)
    assert set(chosen) == members
    assert all(len({chosen[id] for id in group}) == 1 for group in found)
    assert assign(data.draw(st.permutations(found))) == chosen
    if len(members) < TINY:
        assert set(chosen.values()) == {"train"}
    elif len(found) > len(members) * 0.9:
        assert set(chosen.values()) == {"train", "valid", "test"}


def test_splits_have_their_shares_and_small_groups_no_favour() -> None:
    members = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(6000)]
    pairs = [(members[i], members[i + 1]) for i in range(0, 3000, 2)]
    chosen = assign(groups(members, pairs))
    for half in (members[:3000], members[3000:]):
        held = sum(chosen[id] != "train" for id in half) / 3000
        assert 0.07 < held < 0.13


def test_a_giant_group_is_learned() -> None:
    members = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(50)]
    found = groups(members, [(members[0], id) for id in members[1:40]])
    chosen = assign(found)
    assert {chosen[id] for id in members[:40]} == {"train"} and "valid" in chosen.values()


@given(st.lists(st.sampled_from(["train", "valid", "test"]), min_size=25, max_size=60))
@settings(max_examples=40)
def test_stated_splits_hold(stated: list[str]) -> None:
    members = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(len(stated))]
    named = dict(zip(members, stated, strict=True))
    chosen = assign([[id] for id in members], named)
    if "valid" in stated:
        assert chosen == named
    else:
        assert all(chosen[id] == named[id] or (named[id] == "train" and chosen[id] == "valid") for id in members)
    crossed = assign([members[:3], *([id] for id in members[3:])], named)
    if len(set(stated[:3])) > 1:
        assert {crossed[id] for id in members[:3]} == {"train"}
