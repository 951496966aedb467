"""A data set of open tunes: Ryan's Mammoth Collection (1883), O'Neill's Music of Ireland (1850 melodies, 1903) and
Bach's chorales, out of the corpus folder of the music21 package that the artist has unpacked.

The melodies are in the public domain, and their encodings are given on without a condition. Collections of that corpus
with conditions (Essen: non-commercial, Nottingham: copyleft) or without a word on them are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from crossmedia_studio.core.errors import MediaError, TrainingError
from crossmedia_studio.core.files import write_bytes
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, no_step
from crossmedia_studio.media import scores
from crossmedia_studio.media.notation import Notation
from crossmedia_studio.media.scores import abc, keys

COLLECTIONS = ("ryansMammoth", "oneills1850")
CHORALES = "bach"
_SINGERS = ("soprano", "alto", "tenor", "bass")
_LEAST_BARS = 7


def build(corpus: Path, folder: Path, step: Step = no_step) -> int:
    """Tunes and chorales from ``corpus`` as ABC files, one each, in ``folder``; how many there are.

    Left out: tunes whose bars do not add up, which were mistyped. Raises TrainingError where there is nothing to take.
    """
    sources = [path for name in COLLECTIONS for path in sorted((corpus / name).glob("*.abc"))]
    choirs = sorted((corpus / CHORALES).glob("*.mxl"))
    total, count = len(sources) + len(choirs), 0
    for number, path in enumerate(sources):
        step(number, total, tr("Reading {name}", name=path.name))
        for text in _tunes(path):
            count += 1
            write_bytes(folder / "tunes" / f"{path.parent.name}-{count:04d}.abc", text.encode())
    for number, path in enumerate(choirs, len(sources)):
        step(number, total, tr("Reading {name}", name=path.name))
        if (chorale := _chorale(path)) is not None:
            count += 1
            write_bytes(folder / "chorales" / f"{path.stem}.abc", scores.to_text(chorale).encode())
    if not count:
        raise TrainingError(
            tr("{name} holds none of the open tunes", name=corpus.name),
            do=tr("Choose the folder music21/corpus of the unpacked package"),
        )
    return count


def _tunes(path: Path) -> Iterator[str]:
    """Each tune of a file as text of its own, if every bar of it adds up."""
    words = path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
    for block in re.split(r"^(?=X:)", words, flags=re.M)[1:]:
        read = abc.read_checked(block, repeats=False)
        if read and read[0][1] == 0 and len(read[0][0].bars()) >= _LEAST_BARS:
            yield block.rstrip() + "\n"


def _chorale(path: Path) -> Notation | None:
    """The four singers of a chorale, in the key on which the bass ends; None for other settings."""
    try:
        found = scores.read(path, repeats=False)[0]
    except MediaError:
        return None
    voices = [next((voice for voice in found.voices if voice.name.lower() == name), None) for name in _SINGERS]
    sung = tuple(voice for voice in voices if voice is not None)
    if len(sung) < len(_SINGERS):
        return None
    last = sung[-1].tones[-1].pitch % 12
    tonic, mode = keys.heard(tone for voice in sung for tone in voice.tones)
    if tonic != last:
        third = {tone.pitch % 12 for voice in sung for tone in voice.tones if tone.end >= found.end}
        tonic, mode = last, "minor" if (last + 3) % 12 in third or mode == "minor" else "major"
    return replace(found, voices=sung, tonic=tonic, mode=mode, title=found.title or path.stem)
