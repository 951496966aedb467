"""A film from a text: a project that can be edited, heard and seen, the same for the same seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core.progress import CancelToken, no_step
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.core.timing import TICKS_PER_SECOND
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.runner import Engine
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.models.loader import Models
from crossmedia_studio.project.file import ProjectFile
from crossmedia_studio.project.model import Project, TrackKind
from crossmedia_studio.scenarios.film import camera
from crossmedia_studio.scenarios.opening import ground, opening
from crossmedia_studio.scenarios.script import read_script

SCRIPT = "The Night\n\nA fox sleeps under the moon. A whale sings in the sea."
OPTIONS = (("width", 320), ("height", 180), ("scenes", 2))


def make(models: Models, folder: Path, script: str = SCRIPT, seed: int = 1) -> m.EngineEvent:
    events: list[m.EngineEvent] = []
    Engine(models, Settings()).run(1, m.MakeFilm(script, folder, "night", OPTIONS, seed), events.append, CancelToken())
    return events[-1]


@pytest.fixture(scope="module")
def film(models: Models, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Path]:
    folder = tmp_path_factory.mktemp("film") / "night.studio"
    end = make(models, folder)
    assert isinstance(end, m.Finished), end
    return end.result, folder


def test_the_project_is_on_disk_and_whole(film: tuple[Project, Path]) -> None:
    project, folder = film
    opened = ProjectFile.open(folder)
    try:
        assert opened.project == project
        store = MediaStore(opened.media_folder)
        assert all(store.path(item.id, item.suffix).is_file() for item in project.media)
    finally:
        opened.close()
    assert [path.name for path in folder.parent.iterdir()] == ["night.studio"]


def test_pictures_speech_music_and_captions_have_their_tracks(film: tuple[Project, Path]) -> None:
    project, _ = film
    pictures, narration, music, title, captions = project.tracks
    assert len(pictures.clips) == 3 and len(pictures.transitions) == 2
    assert narration.speech and not music.speech and music.duck > 0
    assert title.clips[0].text == "The Night"
    assert captions.kind is TrackKind.TEXT
    assert "fox sleeps" in " ".join(clip.text for clip in captions.clips)
    assert pictures.end >= narration.end and music.end <= project.length


def test_it_opens_with_whom_it_is_about(film: tuple[Project, Path]) -> None:
    project, _ = film
    pictures, narration, _, title, _ = project.tracks
    first = next(item for item in project.media if item.id == pictures.clips[0].media)
    assert first.recipe and first.recipe.prompt == "fox" and dict(first.recipe.options)["style"] == "3d"
    assert title.end <= pictures.clips[1].start <= narration.clips[0].start
    assert title.clips[0].start >= 0


@pytest.mark.parametrize(
    ("script", "style"), [("A fox sleeps under the moon.", "3d"), (SCRIPT, ""), ("On\n\nIt is what it was.", "3d")]
)
def test_a_film_without_title_wish_or_known_subject_begins_with_its_first_scene(
    models: Models, tmp_path: Path, script: str, style: str
) -> None:
    read = read_script(script, 2, models, no_step)
    assert opening(read, style, 1, 160, 90, models, tmp_path, no_step) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A fox in the snow under the stars", "night"),
        ("A fox in the snow by the sea", "snow"),
        ("狐狸在星空下", "night"),
        ("A fox is glad", "paper"),
    ],
)
def test_the_place_where_it_begins(models: Models, text: str, place: str) -> None:
    assert ground(read_script(text, 1, models, no_step)) == place


def test_captions_stand_while_their_words_are_heard(film: tuple[Project, Path]) -> None:
    project, _ = film
    narration, captions = project.tracks[1], project.tracks[-1]
    for caption in captions.clips:
        assert any(c.start <= caption.start and caption.end <= c.end + TICKS_PER_SECOND // 2 for c in narration.clips)


def test_every_take_says_how_it_was_made(film: tuple[Project, Path]) -> None:
    project, _ = film
    recipes = [item.recipe for item in project.media]
    assert all(recipes)
    assert {recipe.backend for recipe in recipes if recipe} == {"sketchbook", "collage", "speaker", "score"}
    assert all(recipe.weights for recipe in recipes if recipe and recipe.backend == "speaker")


def test_the_same_seed_gives_the_same_media(film: tuple[Project, Path], models: Models, tmp_path: Path) -> None:
    again = make(models, tmp_path / "again.studio")
    assert isinstance(again, m.Finished)
    assert [item.id for item in again.result.media] == [item.id for item in film[0].media]


def test_a_folder_with_something_in_it_is_not_touched(models: Models, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    end = make(models, tmp_path)
    assert isinstance(end, m.Failed) and "already there" in end.what
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("script", ["", "   \n\n ", "!!! ... ???"])
def test_no_words_is_one_clear_sentence(models: Models, tmp_path: Path, script: str) -> None:
    end = make(models, tmp_path / "none.studio", script)
    assert isinstance(end, m.Failed) and "words" in end.what, end
    assert not list(tmp_path.iterdir())


def test_a_cancelled_film_leaves_nothing(models: Models, tmp_path: Path) -> None:
    token = CancelToken()
    events: list[m.EngineEvent] = []

    def emit(event: m.EngineEvent) -> None:
        events.append(event)
        if isinstance(event, m.Progress) and event.fraction > 0.1:
            token.cancel()

    Engine(models, Settings()).run(1, m.MakeFilm(SCRIPT, tmp_path / "x.studio", "x", OPTIONS), emit, token)
    assert isinstance(events[-1], m.Stopped)
    assert not list(tmp_path.iterdir())


def test_the_camera_never_shows_the_edge_of_a_picture() -> None:
    for index in range(4):
        move = camera(index, 1000)
        for scale, x in zip(_ends(move.scale), _ends(move.x), strict=True):
            assert scale >= 1.0 and abs(x) <= (scale - 1) / 2 + 1e-9


def _ends(curve: object) -> np.ndarray:
    keys = getattr(curve, "keys", ())
    return np.array([keys[0].value, keys[-1].value] if keys else [getattr(curve, "value", 0.0)] * 2)
