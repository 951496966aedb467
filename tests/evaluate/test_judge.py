"""Judging as a whole: takes made by seed, files, library items, two models side by side, each kind of media."""

from __future__ import annotations

import json
import math
import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from crossmedia_studio import cli
from crossmedia_studio.core.errors import MediaError, OptionError, Unsupported
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import Cancelled, CancelToken, no_step
from crossmedia_studio.core.recipe import Recipe
from crossmedia_studio.core.settings import Settings
from crossmedia_studio.engine import messages as m
from crossmedia_studio.engine.library import item_of, media_folder
from crossmedia_studio.engine.runner import Engine, reporter
from crossmedia_studio.evaluate import judge, reference
from crossmedia_studio.evaluate.compare import compare, paired
from crossmedia_studio.evaluate.judges import JUDGES
from crossmedia_studio.evaluate.judges.films import flicker
from crossmedia_studio.evaluate.measure import Measure
from crossmedia_studio.evaluate.piece import Asked, Findings, Note, Piece
from crossmedia_studio.evaluate.plan import Plan
from crossmedia_studio.media import video
from crossmedia_studio.media.film_writer import Writer
from crossmedia_studio.media.kinds import Audio, Image, Text
from crossmedia_studio.media.store import MediaStore
from crossmedia_studio.models import manifest
from crossmedia_studio.models.loader import Models
from crossmedia_studio.models.manifest import Installed
from crossmedia_studio.train.datasets.dataset import Dataset, Item
from tests.evaluate.pictures import SHAPES, drawing, folder_of

SMALL = Plan(tuple(Asked(words) for words in ("a red fox", "a quiet sea", "an old tree")), 64, 64)


@pytest.fixture(scope="session")
def real(models: Models, tmp_path_factory: pytest.TempPathFactory) -> reference.Reference:
    """Real drawings to judge against: 8 of each of three shapes."""
    return reference.of_folder(folder_of(tmp_path_factory.mktemp("real") / "shapes", 8), models)


def drawings(count: int, first: int = 100) -> list[Piece]:
    """Takes of the shapes that were asked for, each shape in turn."""
    return [
        Piece(Image(drawing(SHAPES[i % 3], first + i)), f"take {i}",
              Asked(SHAPES[i % 3], SHAPES[i % 3], background="transparent", seed=i), f"{i:064x}", 1 + i % 5)
        for i in range(count)
    ]  # fmt: skip


def test_every_kind_of_media_has_a_judge() -> None:
    assert set(JUDGES) == set(Kind)


def test_pictures_are_judged_in_every_group(models: Models, real: reference.Reference) -> None:
    pieces = drawings(11)
    found = judge.evaluate_pieces(
        "Shapes", [*pieces, pieces[0]], models, no_step, reference=real, duels=[(pieces[0].id, pieces[1].id)]
    )
    figures = {one.name: one for one in found.measures}
    assert {one.group for one in found.measures} == {"quality", "diversity", "consistency"}
    assert all(one.features and one.title and one.n for one in found.measures)
    known = [one for one in found.measures if math.isfinite(one.low)]
    assert all(one.low <= one.value <= one.high for one in known)
    assert figures["ground"].value == 1.0 and figures["stars"].n == 12
    assert figures["duplicates"].value == pytest.approx(2 / 12)
    assert [(one.index, one.other) for one in found.findings.duplicates] == [(0, 11)]
    assert found.ranking[0].id == pieces[0].id and found.against == "shapes"
    assert len(found.findings.notes) == 12 and all(note.picture is not None for note in found.findings.notes)


def test_real_pictures_beside_themselves_are_near_and_noise_is_far(models: Models, real: reference.Reference) -> None:
    chance = np.random.default_rng(1)
    blots = [Piece(Image(chance.integers(0, 255, (64, 64, 4), dtype=np.uint8)), str(i)) for i in range(9)]
    near = judge.evaluate_pieces("near", drawings(9, 300), models, no_step, reference=real)
    far = judge.evaluate_pieces("far", blots, models, no_step, reference=real)
    kid = [next(one for one in found.measures if one.name == "kid") for found in (near, far)]
    assert kid[0].high < kid[1].low


def test_a_model_is_asked_by_seed_and_answers_the_same_again(models: Models, tmp_path: Path) -> None:
    first, second = (
        judge.evaluate_model("painter", models, tmp_path, no_step, count=4, seed=7, plan=SMALL) for _ in range(2)
    )
    assert [one.value for one in first.measures] == [one.value for one in second.measures]
    notes = first.findings.notes
    assert [note.asked.seed for note in notes] == [7, 8, 9, 10]
    assert {note.asked.prompt for note in notes} == {one.prompt for one in SMALL.asked}
    assert first.findings.features is not None and second.findings.features is not None
    assert (first.findings.features == second.findings.features).all()


def test_a_model_is_judged_as_its_own_folder_says(models: Models, tmp_path: Path) -> None:
    """What ships beside a model makes its figures come out again, without the pictures it was trained on."""
    place = tmp_path / "models" / "mine"
    place.mkdir(parents=True)
    prompts = [{"prompt": "a disc", "subject": "disc", "style": "flat"}]
    config = {"judging": {"prompts": prompts, "width": 64, "height": 64}}
    (place / "config.json").write_text(json.dumps(config))
    shutil.copytree(models.folder("labels"), tmp_path / "models" / "labels")
    shapes = folder_of(tmp_path / "shapes", 5)
    items = tuple(
        Item(path.name, path, (("en", f"a {path.parent.name}"),), (), path.parent.name,
             "flat" if int(path.stem) % 2 else "3d", "CC0", "test" if path.stem in "34" else "train")
        for path in sorted(shapes.rglob("*.png"))
    )  # fmt: skip
    reference.save(reference.of_dataset(Dataset("shapes", Kind.IMAGE, items), models), place / reference.FILE)
    shutil.rmtree(shapes)
    files = tuple((path.name, "0" * 64, path.stat().st_size) for path in place.iterdir())
    manifest.write(place, Installed("mine", "Mine", "", "", "", "", files, True, "painter"))
    own = Models(tmp_path / "models")
    first, second = (judge.evaluate_model("mine", own, tmp_path, no_step, count=3) for _ in range(2))
    assert first.title == "Mine" and first.against == "shapes"
    assert [note.asked.subject for note in first.findings.notes] == ["disc"] * 3
    figures = {one.name: one for one in first.measures}
    assert {"kid", "memorised", "variety", "style"} <= set(figures)
    assert [one.value for one in second.measures] == [one.value for one in first.measures]
    assert len(first.findings.remembered) == 3 and first.findings.remembered[0].picture is not None


def test_two_models_are_compared_pair_by_pair(models: Models, tmp_path: Path, real: reference.Reference) -> None:
    one, other = (
        judge.evaluate_model(name, models, tmp_path, no_step, count=4, plan=SMALL, reference=real)
        for name in ("painter", "collage")
    )
    found = judge.against(one, other, real)
    assert found.compared and {"kid", "sharpness"} <= {difference.name for difference in found.differences}
    assert all(difference.n <= 4 for difference in found.differences)
    itself = compare(one.findings, one.findings, real.features)
    assert all(difference.value == 0 for difference in itself)


def test_pairs_share_words_and_seed() -> None:
    def findings(*keys: tuple[str, int]) -> Findings:
        return Findings((), tuple(Note("", Asked(words, seed=seed)) for words, seed in keys))

    a, b = findings(("x", 1), ("x", 2), ("y", 1)), findings(("y", 1), ("x", 2), ("z", 1))
    assert paired(a, b).tolist() == [[1, 1], [2, 0]]
    with pytest.raises(OptionError, match="compared"):
        compare(a, b)


def test_a_paired_difference_sees_what_chance_of_prompts_hides() -> None:
    chance = np.random.default_rng(2)
    base = chance.normal(0, 5, 60)
    notes = tuple(Note("", Asked(str(i), seed=i)) for i in range(60))
    like = (Measure("sharpness", "Sharpness", "", "quality", 0, 0, 0, 60, "f"),)
    a = Findings(like, notes, {"sharpness": base + chance.normal(0.4, 0.5, 60)})
    b = Findings(like, notes[::-1], {"sharpness": base[::-1]})
    (found,) = compare(a, b)
    assert 0 < found.low < 0.4 < found.high and found.n == 60


@pytest.mark.parametrize("name", ["nobody", "", "../../etc", "labels"])
def test_an_unknown_model_is_named(models: Models, name: str) -> None:
    with pytest.raises(OptionError) as caught:
        judge.maker_of(name, models)
    assert "painter" in caught.value.do


def test_impossible_asks_are_refused(models: Models, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="0 takes"):
        judge.evaluate_model("painter", models, tmp_path, no_step, count=0)
    with pytest.raises(Unsupported, match="starts from"):
        judge.evaluate_model("upscale", models, tmp_path, no_step, count=1)
    with pytest.raises(MediaError, match="nothing to judge"):
        judge.evaluate_pieces("", [], models, no_step)
    mixed = [*drawings(1), Piece(Text("words"), "a text")]
    with pytest.raises(MediaError, match="a text is no picture"):
        judge.evaluate_pieces("", mixed, models, no_step)


def test_cancel_stops_between_takes(models: Models, tmp_path: Path) -> None:
    token = CancelToken()
    step = reporter(1, lambda event: token.cancel(), token)
    with pytest.raises(Cancelled):
        judge.evaluate_model("painter", models, tmp_path, step, count=50, plan=SMALL)


def test_sounds_are_judged_by_their_level(models: Models) -> None:
    time = np.arange(44_100) / 44_100
    tone = 0.25 * np.sin(2 * np.pi * 440 * time)
    loud = np.clip(8 * tone, -1, 1)
    pieces = [Piece(Audio(sound[:, None].astype(np.float32), 44_100), name)
              for name, sound in (("tone", tone), ("loud", loud), ("none", np.zeros(44_100)))]  # fmt: skip
    found = judge.evaluate_pieces("Sounds", pieces, models, no_step).findings
    scores = found.scores
    assert scores["clipping"][0] == 0 and scores["clipping"][1] > 0.5
    assert scores["silence"].tolist() == [0, 0, 1]
    assert scores["loudness"][0] == pytest.approx(-15.8, abs=0.1) and math.isnan(scores["loudness"][2])
    assert found.remarks


def test_texts_are_judged_by_repetition_and_what_they_name(models: Models) -> None:
    fresh = Piece(Text("The fox ran to the sea and saw a ship."), "one", Asked("a fox and a ship"))
    dull = Piece(Text("so so so so so so"), "two", Asked("a fox"))
    found = judge.evaluate_pieces("Tales", [fresh, dull, dull], models, no_step).findings
    assert found.scores["distinct"][0] == 1 and found.scores["distinct"][1] == pytest.approx(0.2)
    assert found.scores["named"].tolist() == [1, 0, 0]
    assert next(one for one in found.measures if one.name == "duplicates").value == pytest.approx(2 / 3)


def test_films_are_judged_by_their_light_and_middle(models: Models, tmp_path: Path) -> None:
    found = {}
    for name, lights in (("steady", [90] * 12), ("flickers", [60, 160] * 6)):
        path = tmp_path / f"{name}.mp4"
        with Writer(path, 64, 64, Fraction(12)) as film:
            for light in lights:
                film.write(np.full((64, 64, 4), [light, light, light, 255], np.uint8))
        found[name] = video.probe(path)
    assert flicker(found["steady"]) < 0.01 < 0.3 < flicker(found["flickers"])
    judged = judge.evaluate_pieces("Films", [Piece(one, name) for name, one in found.items()], models, no_step)
    assert judged.measures[0].name == "flicker" and judged.kind is Kind.VIDEO


def run(models: Models, request: m.Evaluate) -> m.EngineEvent:
    events: list[m.EngineEvent] = []
    Engine(models, Settings()).run(1, request, events.append, CancelToken())
    return events[-1]


def test_the_engine_judges_library_items_with_stars_and_duels(models: Models, tmp_path: Path) -> None:
    store = MediaStore(media_folder(tmp_path / "project"))
    items = []
    for index in range(3):
        stored = store.add(Image(drawing("disc", index)))
        recipe = Recipe("painter", Kind.IMAGE, "a disc without background", seed=index)
        items.append(item_of(stored, f"disc {index}", recipe=recipe))
    duels = ((items[2].id, items[0].id),)
    end = run(models, m.Evaluate(items=tuple(items), project_folder=tmp_path / "project", duels=duels))
    assert isinstance(end, m.Finished), end
    assert end.result.report.is_file() and end.result.ranking[0][0] == items[2].id
    assert {one.name for one in end.result.figures} >= {"ground", "spread", "duplicates"}


@pytest.mark.parametrize(
    "request_", [m.Evaluate(), m.Evaluate(model="painter", files=(Path("a"),)), m.Evaluate(files=(Path("gone.png"),)),
                 m.Evaluate(files=(Path("gone.png"),), against="painter"), m.Evaluate(model="painter", count=-3),
                 m.Evaluate(model="painter", reference=Path("gone"))],
)  # fmt: skip
def test_the_engine_answers_a_wrong_ask_in_one_sentence(models: Models, request_: m.Evaluate) -> None:
    end = run(models, request_)
    assert isinstance(end, m.Failed) and end.what and "inside the studio" not in end.what


def test_the_command_judges_files(
    models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    takes = folder_of(tmp_path / "takes", 2)
    (takes / "disc" / "0.png").with_name("9.png").write_bytes((takes / "disc" / "0.png").read_bytes())
    (takes / "disc" / "notes.txt").write_text("passed over")
    (takes / "disc" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    args = ["evaluate", str(takes), "--reference", str(takes), "-o", str(tmp_path / "report"), "--json"]
    monkeypatch.setattr("sys.argv", ["crossmedia-studio", *args])
    with pytest.raises(SystemExit) as end:
        cli.run()
    out = capsys.readouterr().out
    assert not end.value.code
    result = json.loads(out)
    assert Path(result["report"]) == tmp_path / "report" / "index.html"
    figures = {one["name"]: one for one in result["figures"]}
    assert figures["duplicates"]["value"] == pytest.approx(2 / 7) and figures["kid"]["n"] == 7
    monkeypatch.setattr("sys.argv", ["crossmedia-studio", "evaluate", str(takes), "-o", str(tmp_path / "report")])
    with pytest.raises(SystemExit):
        cli.run()
    assert "[1]" in capsys.readouterr().out


def test_broken_files_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    Pillow.new("RGB", (8, 8)).save(tmp_path / "ok.png")
    monkeypatch.chdir(tmp_path)
    for args in (["cut.png"], ["ok.png", "gone.png"], ["nobody"], ["ok.png", "--reference", "gone"]):
        monkeypatch.setattr("sys.argv", ["crossmedia-studio", "evaluate", *args])
        with pytest.raises(SystemExit) as end:
            cli.run()
        err = capsys.readouterr().err
        assert end.value.code == 1 and len(err.strip().splitlines()) == 1, err
    assert {one.name for one in tmp_path.iterdir()} == {"cut.png", "ok.png"}
