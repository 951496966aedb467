"""Bring the catalogues up to date with the source: gather, merge, compile.

    .venv/bin/python installer/translate.py          gather every tr("…") and mark("…"), keep what is translated
    .venv/bin/python installer/translate.py --check  change nothing; fail if something is missing or stale
    .venv/bin/python installer/translate.py --todo   print what has no translation yet, as JSON

English sentences are the keys; ``resources/locale/LANG/LC_MESSAGES/studio.po`` is the one file to edit by hand.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import re
import sys
from datetime import UTC, datetime
from gettext import GNUTranslations
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "crossmedia_studio"
LOCALE = ROOT / "resources" / "locale"
LANGUAGES = ("zh",)

_DATE = datetime(2026, 1, 1, tzinfo=UTC)
"""One date for all, so that the same sentences give the same file."""

_FIELD = re.compile(r"\{([a-z_]+)[^{}]*\}")


def gather() -> set[str]:
    """Every sentence in a ``tr("…")`` or ``mark("…")`` of the source, those within f-strings too."""
    found = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "mark"):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
                    found.add(first.value)
    return found


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "studio.po"


def read(language: str) -> Catalog:
    """The catalogue as it lies on disk."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def merged(language: str) -> Catalog:
    """A catalogue of exactly the source's sentences, with the translations that are there."""
    old = read(language)
    new = Catalog(
        locale=language, project="Crossmedia Studio", version="", copyright_holder="", header_comment="",
        fuzzy=False, creation_date=_DATE, revision_date=_DATE,
    )  # fmt: skip
    for message in sorted(gather()):
        known = old.get(message)
        new.add(message, string=known.string if known else "").flags.discard("python-format")
    return new


def written(catalog: Catalog) -> tuple[bytes, bytes]:
    """The catalogue as .po and .mo."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalog, omit_header=True, width=0)
    head = f'msgid ""\nmsgstr ""\n"Language: {catalog.locale}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    write_mo(mo, catalog)
    return head.encode() + po.getvalue().lstrip(), mo.getvalue()


def faults(catalog: Catalog) -> list[str]:
    """Sentences without a translation, and translations whose {fields} differ."""
    bad = []
    for message in catalog:
        if not message.id:
            continue
        if not message.string:
            bad.append(f"not translated: {message.id}")
        elif sorted(_FIELD.findall(str(message.id))) != sorted(_FIELD.findall(str(message.string))):
            bad.append(f"other fields: {message.id} → {message.string}")
    return bad


def stale(language: str, catalog: Catalog) -> list[str]:
    """The files on disk that say something else than ``catalog``."""
    said = {m.id: m.string for m in catalog if m.id}
    path = po_path(language)
    bad = [path.name] if {m.id: m.string for m in read(language) if m.id} != said else []
    compiled = path.with_suffix(".mo")
    if not compiled.exists():
        return [*(f"not up to date: {name}" for name in bad), f"not there: {compiled.name}"]
    with compiled.open("rb") as stream:
        spoken = GNUTranslations(stream)
    if any(spoken.gettext(str(key)) != value for key, value in said.items() if value):
        bad.append(compiled.name)
    return [f"not up to date: {name}" for name in bad]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--todo", action="store_true")
    asked = parser.parse_args()
    failed = False
    for language in LANGUAGES:
        catalog = merged(language)
        if asked.todo:
            todo = [m.id for m in catalog if m.id and not m.string]
            sys.stdout.write(json.dumps(todo, ensure_ascii=False, indent=1) + "\n")
            continue
        path = po_path(language)
        if asked.check:
            bad = [*faults(catalog), *stale(language, catalog)]
            sys.stderr.write("".join(f"{language}: {line}\n" for line in bad))
            failed = failed or bool(bad)
            continue
        po, mo = written(catalog)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po)
        path.with_suffix(".mo").write_bytes(mo)
        sys.stdout.write(f"{language}: {len(catalog)} sentences, {len(faults(catalog))} to translate\n")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
