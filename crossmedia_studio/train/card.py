"""The card of a trained model: what it learned from, how, how well, in Markdown that a person reads.

After Mitchell et al. 2019, "Model Cards for Model Reporting", and Gebru et al. 2021, "Datasheets for Datasets".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crossmedia_studio import __version__
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.train.datasets.card import data_card, markdown
from crossmedia_studio.train.datasets.dataset import Dataset
from crossmedia_studio.train.recipe import Recipe


@dataclass(frozen=True)
class Account:
    """How one training went. ``seconds`` of training; ``figures`` of the kept moment, measured at ``best_step``."""

    steps: int
    best_step: int
    seconds: float
    device: str
    precision: str
    figures: Mapping[str, float]
    notes: tuple[str, ...]
    ended: str


def licence(dataset: Dataset) -> str:
    """The licences of the examples, the commonest first."""
    licences = {item.id: item.licence for item in dataset.items}
    named = Counter(licence for licence in licences.values() if licence)
    return ", ".join(one for one, _ in named.most_common()) or tr("as the examples it learned from")


def card(
    name: str, recipe: Recipe, dataset: Dataset, options: Mapping[str, Any], account: Account, sheet: bool,
    told: Sequence[str] = (),
) -> str:  # fmt: skip
    """The whole card; ``sheet``: whether ``sheet.png`` lies beside it. ``told``: samples in words."""
    lines = [f"# {name}", "", f"**{tr(recipe.title)}.** {tr(recipe.about)}", ""]
    lines += ["![](sheet.png)", ""] if sheet else []
    lines += [line for sample in told for line in (f"> {' '.join(sample.split())}", "")]
    lines += [f"## {tr('What it learned from')}", "", *_data(dataset), ""]
    lines += [f"## {tr('How it learned')}", "", *_way(recipe, options, account), ""]
    lines += [f"## {tr('Figures')}", "", *_table((tr("Figure"), tr("Value")), _figures(account)), ""]
    lines += ["![](curves.png)", ""]
    lines += [f"## {tr('Limits')}", "", _limits(dataset), ""]
    return "\n".join(lines)


def _data(dataset: Dataset) -> list[str]:
    """The card of the data under the headings of this one."""
    _, *lines = markdown(data_card(dataset)).rstrip().splitlines()
    return [f"**{dataset.name}**", *(f"#{line}" if line.startswith("## ") else line for line in lines)]


def _way(recipe: Recipe, options: Mapping[str, Any], account: Account) -> list[str]:
    minutes = account.seconds / 60.0
    lines = [
        "- " + tr("{steps} steps in {minutes} minutes on {device}, in {precision}", steps=f"{account.steps:,}",
                  minutes=f"{minutes:.1f}", device=account.device, precision=account.precision),
        "- " + account.ended,
        "- " + tr("The model of step {step} is kept", step=f"{account.best_step:,}"),
        *(f"- {note}" for note in account.notes),
        "- " + tr("Recipe {recipe} of Crossmedia Studio {version}", recipe=recipe.name, version=__version__),
        "", *_table((tr("Option"), tr("Value")), options),
    ]  # fmt: skip
    return lines


def _figures(account: Account) -> dict[str, str]:
    return {name: f"{value:.5g}" for name, value in account.figures.items()}


def _limits(dataset: Dataset) -> str:
    return tr(
        "It knows only what resembles its {count} examples, and may repeat some of them. Look at its results beside "
        "them before you show them as new.",
        count=len({item.id for item in dataset.split("train")}),
    )


def _table(head: tuple[str, str], rows: Mapping[str, Any]) -> list[str]:
    return [f"| {head[0]} | {head[1]} |", "| --- | --- |", *(f"| {key} | {value} |" for key, value in rows.items())]
