"""The look in one place: tokens → palette and style sheet, dark and light, one colour per medium, type scale.

Widgets that paint themselves ask :func:`tokens` while painting; on a change of theme Qt repaints them all.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from string import Template

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication

from crossmedia_studio.core.files import atomic
from crossmedia_studio.core.folders import cache_folder
from crossmedia_studio.core.i18n import mark
from crossmedia_studio.core.kinds import Kind
from crossmedia_studio.project.model import TrackKind
from crossmedia_studio.ui import glyphs
from crossmedia_studio.ui.style_sheet import STYLE_SHEET


@dataclass(frozen=True)
class Tokens:
    """Colours as ``#rrggbb``. Text keeps 4.5 : 1 and controls 3 : 1 against every surface they lie on."""

    window: str
    panel: str
    raised: str
    field: str
    line: str
    border: str
    """The outline of a control: 3 : 1 against panel and field."""
    text: str
    second: str
    off: str
    accent: str
    on_accent: str
    error: str
    warning: str
    done: str
    medium_text: str
    medium_image: str
    medium_audio: str
    medium_video: str


DARK = Tokens(
    window="#1b1c1f", panel="#232529", raised="#2b2e33", field="#17181a", line="#34373d", border="#747a84",
    text="#e6e7ea", second="#a4a8b0", off="#6d727b", accent="#5b9dff", on_accent="#0b1526",
    error="#ff6b62", warning="#e8b339", done="#5fc27e",
    medium_text="#e0a84e", medium_image="#45b8a0", medium_audio="#a98bf0", medium_video="#ee7c6b",
)  # fmt: skip

LIGHT = Tokens(
    window="#e9ebee", panel="#f4f5f6", raised="#e4e6ea", field="#ffffff", line="#d2d5da", border="#7a8089",
    text="#1c1e22", second="#52575f", off="#888d96", accent="#1a63cf", on_accent="#ffffff",
    error="#bd241b", warning="#855c00", done="#1f7040",
    medium_text="#895a05", medium_image="#0e6b5a", medium_audio="#6a45c4", medium_video="#b23a28",
)  # fmt: skip

THEMES = {"dark": DARK, "light": LIGHT}

SIZES = {"small": 11.0, "body": 12.5, "title": 15.0, "empty": 22.0}
"""The type scale in pixels at 96 dots an inch."""

GRID = 4
CONTROL = 28
RADIUS = 6

KIND_TITLES = {
    Kind.TEXT: mark("Text"), Kind.IMAGE: mark("Image"), Kind.AUDIO: mark("Sound"), Kind.VIDEO: mark("Film"),
}  # fmt: skip
KIND_ICONS = {Kind.TEXT: "article", Kind.IMAGE: "image", Kind.AUDIO: "music-notes", Kind.VIDEO: "film-strip"}

_current = DARK
_name = "dark"
_reduce_motion = False


def tokens() -> Tokens:
    """The colours in use. Process-wide, like the application's palette that they fill."""
    return _current


def colour(name: str, alpha: float = 1.0) -> QColor:
    """The token ``name`` as a QColor with ``alpha`` 0–1."""
    value = QColor(getattr(_current, name))
    value.setAlphaF(alpha)
    return value


def medium(kind: Kind | TrackKind, alpha: float = 1.0) -> QColor:
    """The colour of a medium (or of a track that carries it)."""
    return colour(f"medium_{kind.value}", alpha)


def name() -> str:
    """``dark`` or ``light``."""
    return _name


def motion(milliseconds: int) -> int:
    """How long a movement may take: 0 when the artist wants none."""
    return 0 if _reduce_motion else milliseconds


def font(size: str = "body", *, bold: bool = False, tabular: bool = False) -> QFont:
    """A font of the type scale; ``tabular`` for time codes and numbers."""
    result = QFont(QApplication.font())
    result.setPointSizeF(points(SIZES[size]))
    result.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    if tabular:
        result.setFeature(QFont.Tag("tnum"), 1)
    return result


def points(pixels: float) -> float:
    """``pixels`` at 96 dots an inch as points of this platform."""
    screen = QGuiApplication.primaryScreen()
    dots = screen.logicalDotsPerInch() if screen else 96.0
    return pixels * 72.0 / dots * (dots / 96.0 if dots > 96.0 else 1.0)


def apply(app: QApplication, theme: str, *, reduce_motion: bool = False) -> None:
    """Dress the application; an empty ``theme`` follows the system."""
    global _current, _name, _reduce_motion
    if theme not in THEMES:
        theme = "light" if app.styleHints().colorScheme().name == "Light" else "dark"
    _current, _name, _reduce_motion = THEMES[theme], theme, reduce_motion
    app.setStyle("Fusion")
    app.setFont(_body_font())
    app.setPalette(palette(_current))
    app.setStyleSheet(style_sheet(_current))


def style_sheet(look: Tokens) -> str:
    """The style sheet with the tokens and the type scale filled in."""
    sizes = {f"{key}_size": f"{points(value):.2f}pt" for key, value in SIZES.items()}
    signs = {
        "caret": sign("caret-down", look.second), "check": sign("check-bold", look.on_accent),
    }  # fmt: skip
    return Template(STYLE_SHEET).substitute(asdict(look), **sizes, **signs)


def sign(glyph: str, ink: str) -> str:
    """An icon as a picture file for the style sheet, which takes no other; kept in the cache folder."""
    path = cache_folder() / "look" / f"{glyph}-{ink[1:]}.png"
    if not path.exists():
        image = QImage(32, 32, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        glyphs.paint(painter, QRectF(0, 0, 32, 32), glyph, QColor(ink))
        painter.end()
        with atomic(path) as temporary:
            image.save(str(temporary))
    return path.as_posix()


def palette(look: Tokens) -> QPalette:
    """The palette for widgets that the style sheet does not reach."""
    role = QPalette.ColorRole
    pairs = {
        role.Window: look.panel, role.WindowText: look.text, role.Base: look.field, role.AlternateBase: look.panel,
        role.Text: look.text, role.Button: look.raised, role.ButtonText: look.text, role.BrightText: look.text,
        role.Highlight: look.accent, role.HighlightedText: look.on_accent, role.Link: look.accent,
        role.ToolTipBase: look.raised, role.ToolTipText: look.text, role.PlaceholderText: look.second,
        role.Light: look.line, role.Midlight: look.line, role.Mid: look.line, role.Dark: look.field,
        role.Shadow: look.field, role.Accent: look.accent,
    }  # fmt: skip
    result = QPalette()
    for key, value in pairs.items():
        result.setColor(key, QColor(value))
    for key in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, key, QColor(look.off))
    return result


def contrast(first: str, second: str) -> float:
    """The WCAG 2 contrast ratio of two ``#rrggbb`` colours, 1–21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(value: str) -> float:
    parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _body_font() -> QFont:
    """The platform's own UI font; where that is a bare fallback, the best humanist sans there is. CJK behind it."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    own = QFontInfo(system).family()
    installed = set(QFontDatabase.families())
    wanted = ("Inter", "Noto Sans", "Ubuntu", "Cantarell", "Open Sans", "Source Sans 3", "Noto Sans CJK SC")
    if own in ("DejaVu Sans", "Bitstream Vera Sans", "Liberation Sans", "Sans"):
        own = next((family for family in wanted if family in installed), own)
    families = [
        own,
        *(f for f in ("Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei") if f in installed and f != own),
    ]
    result = QFont()
    result.setFamilies(families)
    result.setPointSizeF(points(SIZES["body"]))
    return result


TOKEN_NAMES = tuple(field.name for field in fields(Tokens))
