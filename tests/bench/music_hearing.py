"""How well tempo, key and mood of music are heard: python tests/bench/music_hearing.py [--count 96] [--seconds 16]

Pieces composed by rule, whose tempo and key are known: half of them in a mood alone, half at a tempo and in a key of
their own. Prints how often they are heard as they are, by instruments too; see also ``evaluate composer --count 96``.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from crossmedia_studio.core import key_names
from crossmedia_studio.core.folders import models_folder
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.evaluate.musical import Sought, rank_correlation, scores
from crossmedia_studio.generate.music.compose import compose
from crossmedia_studio.generate.music.play import play
from crossmedia_studio.generate.music.styles import STYLES
from crossmedia_studio.models.loader import Models
from crossmedia_studio.understand.audio import understand_music
from crossmedia_studio.understand.meaning import Mood


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=96)
    parser.add_argument("--seconds", type=float, default=16.0)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    models = Models(models_folder())
    chance = np.random.default_rng(chosen.seed)
    table: dict[str, list[dict[str, float]]] = defaultdict(list)
    asked, heard = [], []
    for number in range(chosen.count):
        mood = Mood(*map(float, chance.uniform(-1, 1, 2)))
        tempo, key, style = 0.0, "", list(STYLES)[number // 2 % len(STYLES)]
        if number % 2:
            tempo = float(np.exp(chance.uniform(np.log(60), np.log(160))))
            key = key_names.name(int(chance.integers(12)), "major" if mood.valence > 0 else "minor")
        score = compose(mood, chosen.seconds, chosen.seed + number, style, tempo, key)
        meaning = understand_music(play(score, models, no_step), sure=False)
        free = not number % 2
        known = Sought(score.tempo, score.key, *((mood.valence, mood.arousal) if free else (np.nan, np.nan)))
        row = scores(known, meaning)
        for name in ("all", style, "by mood" if free else "fixed"):
            table[name].append(row)
        if free:
            asked.append((mood.valence, mood.arousal))
            heard.append((meaning.mood.valence, meaning.mood.arousal))
        print(number, style, round(score.tempo), round(meaning.tempo), score.key, "|", meaning.key, flush=True)
    for name, rows in table.items():
        told = {one: _mean([row[one] for row in rows]) for one in rows[0]}
        print(f"{name:10} n={len(rows):3}", *(f"{one} {value:.2f}" for one, value in told.items()))
    for name, one, other in zip(("valence", "arousal"), np.array(asked).T, np.array(heard).T, strict=True):
        print(name, "rank correlation", round(rank_correlation(one, other), 2))


def _mean(values: list[float]) -> float:
    known = [value for value in values if np.isfinite(value)]
    return float(np.mean(known)) if known else float("nan")


if __name__ == "__main__":
    main()
