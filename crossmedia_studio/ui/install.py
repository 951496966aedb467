"""Installing a model from the window: asked first, with its size and licence, never on its own."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.engine import messages as m
from crossmedia_studio.ui.abilities import AbilitiesView


def ask_install(abilities: AbilitiesView, names: tuple[str, ...], parent: QWidget) -> QMessageBox | None:
    """Ask whether to fetch the catalogue entries ``names``; None if the catalogue does not know them."""
    cards = [card for card in (abilities.model(name) for name in names) if card and not card.installed]
    if not cards:
        return None
    box = QMessageBox(parent)
    box.setWindowTitle(tr("Install"))
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setText(
        tr("Install {name}?", name=tr(cards[0].title))
        if len(cards) == 1
        else tr("Install {count} models?", count=len(cards))
    )
    lines = [f"{tr(card.title)}: {facts(card)}\n{tr(card.about)}" for card in cards]
    lines.append(tr("This fetches files over the network, once. Afterwards everything works unplugged."))
    box.setInformativeText("\n\n".join(lines))
    yes = box.addButton(tr("Install"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(tr("Not now"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(yes)

    def finished(result: int) -> None:
        if box.clickedButton() is yes:
            for card in cards:
                abilities.install(card.name, tr("Install {name}", name=tr(card.title)))
        box.deleteLater()

    box.finished.connect(finished)
    box.open()
    return box


def facts(card: m.ModelCard) -> str:
    """Size and licence of a model."""
    return tr("{size}, licence {licence}", size=size_words(card.download), licence=card.licence)


def size_words(size: int) -> str:
    """Bytes as MB or GB."""
    megabytes = size / 1_000_000
    return f"{megabytes / 1000:.1f} GB" if megabytes >= 1000 else f"{megabytes:.0f} MB"
