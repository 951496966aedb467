"""Sound effects, noise removal, notes heard and played again, transcripts and descriptions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crossmedia_studio.core import params
from crossmedia_studio.core.errors import MediaError, OptionError, Unsupported
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate.backends.clean import Clean
from crossmedia_studio.generate.backends.composer import Composer
from crossmedia_studio.generate.backends.describe import Describe
from crossmedia_studio.generate.backends.effects import Effects
from crossmedia_studio.generate.backends.instrument import Instrument
from crossmedia_studio.generate.backends.transcript import Transcript
from crossmedia_studio.generate.foley.table import EFFECTS, called
from crossmedia_studio.generate.mastering import CEILING
from crossmedia_studio.generate.music.hear import notes_of
from crossmedia_studio.generate.music.play import play
from crossmedia_studio.generate.music.score import Note, Part, Score
from crossmedia_studio.media.kinds import Audio, Image, Media
from crossmedia_studio.models.loader import Models
from crossmedia_studio.represent.conditions import Ask, Conditions, Source
from crossmedia_studio.understand.meaning import Colour, Meaning, Shot, Spoken, Tag

RATE = 48_000


def _ask(backend, target: Kind, models: Models, prompt: str = "", media: Media | None = None,
         meaning: Meaning | None = None, duration: float = 0.0, seed: int = 3, **options: object):  # fmt: skip
    source = (Source(media, meaning or Meaning(media.kind)),) if media is not None else ()
    conditions = Conditions(Ask(target, prompt, seed, duration=duration), Meaning(Kind.TEXT), source)
    return backend.generate(conditions, params.build(backend.Options, options), models, Path(), no_step)


@pytest.mark.parametrize("name", EFFECTS)
def test_every_effect_sounds_and_stays_in_bounds(name: str, models: Models) -> None:
    word = {"chime": "wind chimes", "knock": "knocking"}.get(name, name)
    assert name in [one.name for one in called(word)]
    sound = _ask(Effects(), Kind.AUDIO, models, word, duration=1.5)
    assert sound.samples.shape == (round(1.5 * RATE), 2) and sound.samples.dtype == np.float32
    assert np.isfinite(sound.samples).all()
    assert 0.02 < np.abs(sound.samples).max() <= CEILING + 1e-6
    assert np.abs(sound.samples[-5:]).max() < 0.01
    assert np.abs(sound.samples.mean(axis=0)).max() < 0.01


def test_words_call_for_layers_in_both_languages() -> None:
    assert [one.name for one in called("Distant thunder and heavy rain; a church bell.")] == ["thunder", "rain", "bell"]
    thunder, rain, _ = called("Distant thunder and heavy rain; a church bell.")
    assert thunder.far and thunder.level < rain.level
    assert {one.name for one in called("海浪声，远处有鸟叫")} == {"sea", "birds"}
    assert not called("a beautiful window display of fireflies")


def test_effects_repeat_by_seed_and_loop_without_a_seam(models: Models) -> None:
    first = _ask(Effects(), Kind.AUDIO, models, "rain and wind", duration=2)
    assert np.array_equal(first.samples, _ask(Effects(), Kind.AUDIO, models, "rain and wind", duration=2).samples)
    other = _ask(Effects(), Kind.AUDIO, models, "rain and wind", duration=2, seed=4)
    assert not np.array_equal(first.samples, other.samples)
    loop = _ask(Effects(), Kind.AUDIO, models, "wind", duration=2, loop=True).samples
    inside = np.abs(np.diff(loop, axis=0)).max()
    assert np.abs(loop[0] - loop[-1]).max() <= 1.5 * inside


def test_unknown_sounds_and_lengths_are_refused(models: Models) -> None:
    with pytest.raises(Unsupported, match="rain"):
        _ask(Effects(), Kind.AUDIO, models, "the taxation of small companies")
    with pytest.raises(OptionError):
        _ask(Effects(), Kind.AUDIO, models, "rain", duration=4000)


def test_noise_goes_and_the_tone_stays(models: Models) -> None:
    time = np.arange(3 * RATE) / RATE
    tone = 0.3 * np.sin(2 * np.pi * 440 * time) * ((time % 1.0) < 0.6)
    noisy = tone + 0.02 * np.random.default_rng(1).standard_normal(len(time))
    cleaned = _ask(Clean(), Kind.AUDIO, models, media=Audio(noisy[:, None].astype(np.float32), RATE)).samples[:, 0]
    gaps = (time % 1.0 > 0.75) & (time % 1.0 < 0.9)
    sounding = (time % 1.0 > 0.15) & (time % 1.0 < 0.45)
    assert cleaned.shape == tone.shape
    assert cleaned[gaps].std() < 0.35 * noisy[gaps].std()
    assert abs(cleaned[sounding].std() / tone[sounding].std() - 1) < 0.1


def test_notes_are_heard_and_played_again(models: Models) -> None:
    tune = tuple(Note(0.2 + 0.6 * i, 0.5, pitch, 90) for i, pitch in enumerate((60, 64, 67, 72)))
    sound = play(Score(3.5, 100, "C major", "piano", (Part("Piano", 0, tune),)), models, no_step)
    heard = notes_of(sound, models, no_step)
    loud = [note for note in heard if note.velocity > 75]
    assert [note.pitch for note in loud] == [60, 64, 67, 72]
    assert max(abs(a.start - b.start) for a, b in zip(loud, tune, strict=True)) < 0.08
    flute = _ask(Instrument(), Kind.AUDIO, models, media=sound, instrument="flute", transpose=12)
    assert abs(flute.duration - 5.0) < 0.01
    again = notes_of(flute, models, no_step)
    assert {72, 76, 79} <= {note.pitch for note in again}


def test_no_notes_no_words_no_sound(models: Models) -> None:
    silence = Audio(np.zeros((RATE, 1), np.float32), RATE)
    with pytest.raises(MediaError):
        _ask(Instrument(), Kind.AUDIO, models, media=silence)
    with pytest.raises(MediaError):
        _ask(Transcript(), Kind.TEXT, models, media=silence)
    with pytest.raises(MediaError):
        _ask(Clean(), Kind.AUDIO, models, media=Audio(np.zeros((0, 1), np.float32), RATE))


def test_a_corrected_transcript_is_used_as_it_is(models: Models) -> None:
    meaning = Meaning(Kind.AUDIO, language="en", transcript=(Spoken(0, 1, "Corrected words."),))
    sound = Audio(np.zeros((RATE, 1), np.float32), RATE)
    assert _ask(Transcript(), Kind.TEXT, models, media=sound, meaning=meaning).text == "Corrected words."


def test_descriptions_of_pictures_and_films(models: Models) -> None:
    picture = Image(np.full((8, 8, 4), 200, np.uint8))
    seen = Meaning(Kind.IMAGE, tags=(Tag("lighthouse", 0.8),), palette=(Colour((20, 40, 200), 0.9),), width=8, height=8)
    for form in ("caption", "alt", "tags", "all"):
        assert "lighthouse" in _ask(Describe(), Kind.TEXT, models, media=picture, meaning=seen, form=form).text.lower()
    with pytest.raises(Unsupported):
        _ask(Describe(), Kind.TEXT, models, media=picture, meaning=seen, form="shots")


def test_a_picture_becomes_music_of_the_length_asked(models: Models) -> None:
    picture = Image(np.full((8, 8, 4), 200, np.uint8))
    seen = Meaning(Kind.IMAGE, palette=(Colour((30, 60, 200), 0.9),), composition=(("detail", 0.2),))
    assert abs(_ask(Composer(), Kind.AUDIO, models, media=picture, meaning=seen, duration=5).duration - 5) < 1e-6


def test_film_meaning_shapes_the_score() -> None:
    from crossmedia_studio.generate.music import brief

    film = Meaning(Kind.VIDEO, shots=(Shot(0, 4, 2, 0.9), Shot(4, 8, 5, 0.9)))
    still = Meaning(Kind.VIDEO, shots=(Shot(0, 4, 2, 0.0), Shot(4, 8, 5, 0.0)))
    assert brief.from_film(film, 8).mood.arousal > brief.from_film(still, 8).mood.arousal


def test_a_picture_is_read_from_left_to_right(models: Models) -> None:
    from crossmedia_studio.generate.backends.sonify import Sonify
    from crossmedia_studio.generate.music.scan import scan

    pixels = np.zeros((80, 160, 4), np.uint8)
    pixels[..., 3] = 255
    for x in range(160):  # a bright red line that climbs
        top = 72 - x * 64 // 160
        pixels[top : top + 6, x, 0] = 255
    harp = scan(pixels, 10, True).parts[0].notes
    early = [note.pitch for note in harp if note.start < 2]
    late = [note.pitch for note in harp if 6 < note.start < 8]
    assert np.mean(late) > np.mean(early) + 12
    sound = _ask(Sonify(), Kind.AUDIO, models, media=Image(pixels), duration=6)
    assert abs(sound.duration - 6) < 1e-6 and np.abs(sound.samples).max() > 0.1
