"""How films move, measured on films with a known motion, and the exam of models of motion."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core.errors import MediaError
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.evaluate import movement
from crossmedia_studio.evaluate.exams import motion as exam
from crossmedia_studio.evaluate.judges import films
from crossmedia_studio.evaluate.named import Named
from crossmedia_studio.evaluate.piece import Piece
from crossmedia_studio.generate import living
from crossmedia_studio.media import video
from crossmedia_studio.media.kinds import Image
from crossmedia_studio.models.loader import Models
from tests import clips


def wave(count: int = 24, turns: float = 1.0, noise: float = 0.0, axis: int = 0) -> np.ndarray:
    """A soft bar that swings along ``axis``: (count, 48, 48)."""
    chance = np.random.default_rng(0)
    place = 24 + 8 * np.sin(2 * np.pi * turns * np.arange(count) / count)
    line = np.exp(-np.square(np.arange(48) - place[:, None]) / 18)  # (count, 48)
    page = np.repeat(line[:, :, None], 48, axis=2)
    page = page if axis == 0 else page.transpose(0, 2, 1)
    return (page + noise * chance.standard_normal(page.shape)).astype(np.float32)


def test_even_motion_trembling_and_stills_are_told_apart() -> None:
    even, trembling, still = (
        movement.movement(one) for one in (wave(), wave(noise=0.05), wave()[:1].repeat(9, axis=0))
    )
    assert even.jerk < 0.4 < 0.5 < trembling.jerk
    assert 0.2 < even.still < 0.9 and trembling.still == 0 and still.still == 1
    assert still.change == 0 and math.isnan(still.seam) and math.isnan(still.jerk) and not still.pattern.any()


def test_a_loop_that_closes_has_no_seam() -> None:
    assert movement.movement(wave()).seam < 2
    assert movement.movement(wave(turns=0.75)).seam > 4


def test_motions_that_differ_are_varied() -> None:
    same = np.stack([movement.pattern(wave())] * 4)
    other = np.stack([movement.pattern(wave(axis=number % 2, turns=1 + number)) for number in range(4)])
    assert movement.variety(same, 0).value == pytest.approx(0, abs=1e-9)
    assert movement.variety(other, 0).value > 0.1
    assert math.isnan(movement.variety(same[:1], 0).value)


def test_films_are_judged_by_how_they_move(models: Models, tmp_path: Path) -> None:
    drawn = clips.bobbing()
    film = video.probe(clips.filmed(tmp_path / "film.mp4", drawn))
    page = np.array(video.frame_at(film.path, 0))
    found = films.judge([Piece(film, "a", source=Image(page)), Piece(film, "b")], None, models, no_step, 0)
    figures = {one.name: one for one in found.measures}
    assert figures["first_frame"].value > 45 and figures["first_frame"].n == 1
    assert 0.9 < figures["sameness"].value <= 1 and figures["seam"].value < 2.5
    assert figures["motion_variety"].value == pytest.approx(0, abs=1e-6)
    assert all(len(values) == 2 for values in found.scores.values())


def test_the_exam_says_how_near_it_comes_to_clips(models: Models, tmp_path: Path) -> None:
    paths = [clips.animated(tmp_path / f"{number}.webp", clips.bobbing(number)) for number in range(2)]
    named = Named(living.SHIPPED, "Motion", living.FAMILY, (models.folder(living.SHIPPED),), Kind.VIDEO)
    found = exam.sit(named, models, no_step, paths, 0)
    figures = {one.name: one for one in found.measures}
    assert {"psnr_gain", "explained", "possible", "seed_variety"} <= set(figures)
    assert figures["possible"].value > 0.5 and figures["seed_variety"].value > 0.01 and figures["explained"].n == 2
    assert all(note.picture is not None and note.picture.shape[2] == 4 for note in found.notes)
    empty = Named("mine", "Mine", living.FAMILY, (tmp_path,), Kind.VIDEO)
    with pytest.raises(MediaError):
        exam.sit(empty, models, no_step, (), 0)
