"""What requests give back, and the cards by which the window and the command line show what there is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.core.params import Param
from crossmedia_studio.core.recipe import Recipe
from crossmedia_studio.project.model import MediaItem


@dataclass(frozen=True)
class ImportResult:
    """``failed``: (path, sentence) of each file that could not be taken in."""

    items: tuple[MediaItem, ...]
    failed: tuple[tuple[Path, str], ...] = ()


@dataclass(frozen=True)
class MakeResult:
    """The take as a library item (None when written to ``output``), with its recipe."""

    item: MediaItem | None
    recipe: Recipe
    output: Path | None = None


@dataclass(frozen=True)
class TrainResult:
    """The trained model: its name, folder, figures (name, value), sample sheet, and why training ended (translated)."""

    name: str
    folder: Path
    steps: int
    figures: tuple[tuple[str, float], ...]
    sheet: Path | None
    ended: str


@dataclass(frozen=True)
class DataCard:
    """What a data set holds: how many examples, its card in translated Markdown, and (path, sentence) of what is left
    out."""

    count: int
    words: str
    broken: tuple[tuple[Path, str], ...] = ()


@dataclass(frozen=True)
class Figure:
    """One judged figure: ``value`` with its 95 % interval, of ``n`` samples, by stated ``features``.

    ``group`` is quality, diversity or consistency; ``better`` "higher", "lower" or empty; title and about translated.
    """

    name: str
    title: str
    about: str
    group: str
    value: float
    low: float
    high: float
    n: int
    features: str
    better: str = ""


@dataclass(frozen=True)
class EvaluateResult:
    """Figures, the ranking by duels as (media id, strength, low, high), and the report's HTML file.

    The best comes first; strengths, 0–1, say how often it would be chosen over an average take.
    """

    title: str
    figures: tuple[Figure, ...]
    ranking: tuple[tuple[str, float, float, float], ...]
    report: Path
    differences: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Compressed:
    """The file, its bytes, bits a pixel, and how near the picture stays (PSNR in dB, MS-SSIM 0–1)."""

    output: Path
    bytes: int
    bits_a_pixel: float
    psnr: float
    ms_ssim: float


@dataclass(frozen=True)
class RecipeCard:
    """A training recipe for the wizard; ``params`` are its own options and the loop's."""

    name: str
    title: str
    about: str
    kind: Kind
    params: tuple[Param, ...]
    missing: tuple[str, ...] = ()
    lacks: str = ""
    """What the artist must bring first, as a marked sentence; empty where nothing is lacking."""
    family: str = ""
    """Of the models it makes."""

    @property
    def ready(self) -> bool:
        """Whether nothing must be installed or brought first."""
        return not (self.missing or self.lacks)


@dataclass(frozen=True)
class BackendCard:
    """A backend as the Prompt pane shows it; title and about are translated by the reader of the card."""

    name: str
    title: str
    about: str
    sources: tuple[Kind, ...]
    target: Kind
    params: tuple[Param, ...]
    missing: tuple[str, ...] = ()
    """Catalogue entries that must be installed first."""
    memory_mb: int = 0
    lacks: str = ""
    """What the artist must bring first, as a marked sentence; empty where nothing is lacking."""
    words: tuple[str, ...] = ()
    """A prompt that holds one of these, alone or beside pictures, makes it the first choice."""
    foretells: bool = False
    """Whether it says beforehand what it will go by (see ``Foretell``)."""

    @property
    def ready(self) -> bool:
        """Whether nothing must be installed or brought first."""
        return not (self.missing or self.lacks)


@dataclass(frozen=True)
class ModelCard:
    """A catalogue entry: title, about and licence; sizes in bytes."""

    name: str
    title: str
    about: str
    licence: str
    download: int
    installed: bool
    starter: bool
    family: str = ""
    """What it is of, as options name it (``Param.family``); empty for those that no option can name."""
    imported: bool = False
    """Trained or brought by the artist."""
    judged: str = ""
    """What it is judged by: "made", what it makes, "rebuilt", pictures as they come back,
    "examined", held-out examples alone, or empty: nothing."""
    figures: tuple[tuple[str, float, float, float, int, str], ...] = ()
    """What it reached when it was last judged: title, value, its 95 % interval, n, and its features."""


@dataclass(frozen=True)
class FormatCard:
    """An export format for the dialog."""

    name: str
    title: str
    suffix: str
    params: tuple[Param, ...]


@dataclass(frozen=True)
class Abilities:
    """Everything the window offers: backends, models, formats, film options, transitions, effects, device in words."""

    backends: tuple[BackendCard, ...]
    models: tuple[ModelCard, ...]
    formats: tuple[FormatCard, ...]
    film: tuple[Param, ...]
    transitions: tuple[tuple[str, str, tuple[Param, ...]], ...]
    effects: tuple[tuple[str, str, tuple[Param, ...]], ...]
    device: str = ""
    memory_mb: int = 0
    recipes: tuple[RecipeCard, ...] = ()
