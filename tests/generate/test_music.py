"""Composition: form, harmony, melody, endings; and what the instruments make of it."""

from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossmedia_studio.core.errors import OptionError
from crossmedia_studio.core.i18n import language, set_language
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import params
from crossmedia_studio.core.progress import Cancelled, no_step
from crossmedia_studio.generate.backends import BACKENDS
from crossmedia_studio.generate.mastering import CEILING, limit, loudness, master
from crossmedia_studio.generate.music import brief, foretold, theory
from crossmedia_studio.generate.music.compose import compose
from crossmedia_studio.generate.music.options import MusicOptions
from crossmedia_studio.generate.music.play import RATE, play
from crossmedia_studio.generate.music.score import to_midi
from crossmedia_studio.generate.music.styles import STYLES
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand.meaning import Colour, Meaning, Mood, Shot

moods = st.builds(Mood, st.floats(-1, 1), st.floats(-1, 1))


@settings(max_examples=40, deadline=None)
@given(mood=moods, seconds=st.floats(2, 90), seed=st.integers(0, 10_000), style=st.sampled_from(["", *STYLES]))
def test_every_piece_is_playable_and_ends_on_its_tonic(mood: Mood, seconds: float, seed: int, style: str) -> None:
    score = compose(mood, seconds, seed, style)
    tonic, _ = theory.parse_key(score.key)
    assert score.seconds == seconds
    for part in score.parts:
        for note in part.notes:
            assert 0 <= note.start < seconds and note.length > 0
            assert 12 <= note.pitch <= 110 and 1 <= note.velocity <= 127
    bass = max(score.parts[2].notes, key=lambda note: note.start)
    lead = max(score.parts[0].notes, key=lambda note: note.start)
    assert bass.pitch % 12 == tonic
    assert lead.pitch % 12 == tonic
    assert score.chords[-1][0] <= seconds - 1.0, "the last chord has time to ring"


def test_a_seed_gives_the_same_piece_and_another_seed_another() -> None:
    first = compose(Mood(0.3, 0.2), 20, 7)
    assert first == compose(Mood(0.3, 0.2), 20, 7)
    assert first != compose(Mood(0.3, 0.2), 20, 8)


def test_mood_chooses_mode_and_tempo() -> None:
    sad, happy = compose(Mood(-0.7, -0.6), 30, 1), compose(Mood(0.7, 0.7), 30, 1)
    assert sad.key.endswith("minor") and happy.key.endswith(("major", "mixolydian"))
    assert happy.tempo > sad.tempo + 25
    drummed = [part.name for part in happy.parts if part.drums]
    assert drummed and not [part for part in sad.parts if part.drums]


def test_tempo_and_key_are_obeyed() -> None:
    score = compose(Mood(), 30, 3, tempo=100, key="F# minor")
    assert score.tempo == 100
    assert score.key == "F# minor"


def test_cuts_are_met_by_beats() -> None:
    cuts = (3.1, 7.45, 11.9, 16.2)

    def miss(score_beats: tuple[float, ...]) -> float:
        return float(np.mean([min(abs(cut - beat) for beat in score_beats) for cut in cuts]))

    free, bent = compose(Mood(0.2, 0.2), 22, 5), compose(Mood(0.2, 0.2), 22, 5, cuts=cuts)
    assert miss(bent.beats) <= miss(free.beats)
    assert miss(bent.beats) < 0.15


def test_a_long_piece_comes_back_to_its_opening() -> None:
    score = compose(Mood(0.2, 0.1), 60, 11, "piano", tempo=96)
    names = [name for _, name in score.chords]
    opening = names[:4]
    assert any(names[i : i + 2] == opening[:2] for i in range(8, len(names) - 1))


@pytest.mark.parametrize(
    ("seconds", "options"), [(1, {}), (1e5, {}), (20, {"tempo": 900}), (20, {"style": "kazoo"}), (20, {"key": "H dur"})]
)
def test_what_cannot_be_composed_is_refused(seconds: float, options: dict) -> None:
    with pytest.raises(OptionError):
        compose(Mood(), seconds, 0, **options)


@pytest.mark.parametrize(
    ("numeral", "tones", "bass"),
    [
        ("I", (0, 4, 7), 0),
        ("bVI", (8, 0, 3), 8),
        ("V7", (7, 11, 2, 5), 7),
        ("I/3", (0, 4, 7), 4),
        ("iio", (2, 5, 8), 2),
    ],
)
def test_numerals(numeral: str, tones: tuple[int, ...], bass: int) -> None:
    chord = theory.chord(numeral)
    assert (chord.tones, chord.bass) == (tones, bass)


def test_voices_move_little_and_without_parallel_fifths() -> None:
    chords = [theory.chord(name) for name in ["I", "vi", "IV", "V", "I", "ii", "V7", "I"]]
    voiced = theory.lead_voices(chords, 0, 50, 72)
    for before, after in pairwise(voiced):
        assert sum(abs(b - a) for a, b in zip(before, after, strict=True)) <= 9
        for (a, b), (c, d) in [((before[0], before[2]), (after[0], after[2]))]:
            assert not ((b - a) % 12 == 7 == (d - c) % 12 and a != c)


def test_midi_file_can_be_read_back() -> None:
    import mido

    score = compose(Mood(0.4, 0.6), 12, 2)
    file = mido.MidiFile(file=io.BytesIO(to_midi(score)))
    struck = sum(message.type == "note_on" for track in file.tracks for message in track)
    assert struck == sum(len(part.notes) for part in score.parts)
    assert abs(file.length - score.seconds) < 0.1


@pytest.mark.parametrize("style", STYLES)
def test_played_music_is_level_clean_and_rings_out(style: str, models: Models) -> None:
    sound = play(compose(Mood(0.2, 0.5), 8, 4, style), models, no_step)
    samples = sound.samples
    assert sound.rate == RATE and samples.shape == (8 * RATE, 2) and samples.dtype == np.float32
    assert np.abs(samples).max() <= CEILING + 1e-6
    assert abs(loudness(samples, RATE) + 18) < 0.6
    assert np.abs(samples.mean(axis=0)).max() < 1e-3
    assert np.abs(samples[-20:]).max() < 1e-3
    seconds = np.sqrt((samples.reshape(8, RATE, 2) ** 2).mean(axis=(1, 2)))
    assert (seconds[:6] > 0.01).all(), "no hole in the middle"
    assert seconds[-1] < seconds[:6].mean()


def test_playing_stops_when_cancelled(models: Models) -> None:
    calls = 0

    def step(*_: object, **__: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        play(compose(Mood(), 30, 1), models, step)
    assert calls == 2


def test_limiter_holds_its_ceiling() -> None:
    rng = np.random.default_rng(1)
    loud = rng.standard_normal((24_000, 2)) * np.linspace(0, 3, 24_000)[:, None]
    assert np.abs(limit(loud, 48_000)).max() <= CEILING + 1e-9
    assert not master(np.zeros((1000, 1)), 48_000).any()


def test_wishes_are_read_from_words_pictures_and_films() -> None:
    wish = brief.from_words("a slow piano piece in F# minor, 72 bpm", Mood(-0.2, 0.6))
    assert (wish.style, wish.tempo, wish.key) == ("piano", 72.0, "F# minor")
    assert wish.mood.arousal < 0
    assert brief.from_words("一段欢快的钢琴曲，D大调", Mood()).key == "D major"
    seen = Meaning(Kind.IMAGE, palette=(Colour((250, 20, 20), 0.8),))
    assert brief.from_picture(seen).key == "C major"
    film = Meaning(Kind.VIDEO, shots=(Shot(0, 4, 2, 0.1), Shot(4, 10, 5, 0.9)))
    heard = brief.from_film(film, 10)
    assert heard.cuts == (4,)
    assert heard.energy[10] < heard.energy[60]


def test_every_backend_of_music_has_the_same_options_after_its_task() -> None:
    common = params(MusicOptions)
    forms = {b.name: params(b.Options) for b in BACKENDS if issubclass(b.Options, MusicOptions)}
    assert set(forms) == {"composer", "melody", "score"}
    for name, first in (("composer", 0), ("melody", 2), ("score", 1)):
        assert forms[name][first : first + len(common)] == common


def test_what_is_fixed_lies_over_what_was_read() -> None:
    read = brief.Wish(Mood(0.8, -0.2), "piano", 72.0, "D minor", 700.0)
    assert MusicOptions().over(read) == brief.Wish(read.mood, "piano", 72.0, "D minor", 600.0)
    chosen = MusicOptions(key="C major", valence=0.5, arousal=-0.3)
    wish = chosen.over(read, 12.0)
    assert (wish.key, wish.tempo, wish.seconds, wish.mood) == ("C major", 72.0, 12.0, Mood(1.0, -0.5))
    assert chosen.fixed == {"key", "valence", "arousal"} and MusicOptions().over(brief.Wish()).seconds == 0.0


def test_what_music_goes_by_is_told_in_the_artists_language_and_taken_back() -> None:
    before = language()
    try:
        set_language("zh")
        rows = foretold.told(Mood(), "piano", 90.0, "F# minor", (), seconds=12.0)
        assert not [row for row in rows if row.words.isascii()], "nothing stays in English"
        (shown,) = [row.words for row in rows if row.option == "key"]
    finally:
        set_language(before)
    assert shown == "升F小调" and compose(Mood(), 8, 1, key=shown).key == "F# minor"
    assert brief.from_words(f"{shown}，安静的钢琴曲", Mood()).key == "F# minor"
    with pytest.raises(OptionError) as caught:
        compose(Mood(), 8, 1, key="升Q小调")
    assert "升Q小调 is no key" in caught.value.sentence
