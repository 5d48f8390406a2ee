"""The interface's words: collected from code and templates, translations compiled; without GNU gettext."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation.template import templatize

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "gettext_noop": None,
}
FOLDERS = ("accounts", "festapp", "programme", "templates")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


class Command(BaseCommand):
    help = "Collect the interface's messages into programme/locale and compile them; --check only looks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if anything is missing")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        messages = list(collect_messages(settings.BASE_DIR))
        problems = []
        for language, _name in settings.LANGUAGES:
            if language == "en":  # what is written in the code
                continue
            folder = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES"
            catalog = updated_catalog(folder / "django.po", language, messages)
            problems += [f"{language}: {problem}" for problem in problems_of(catalog)]
            if check:
                problems += [f"{language}: {problem}" for problem in _differences(folder, catalog)]
            else:
                _write(folder, catalog)
                self.stdout.write(f"{language}: {len(catalog)} messages in {folder / 'django.po'}")
        if problems:
            text = "\n".join(problems)
            if check:
                raise CommandError(f"{text}\nRun `uv run manage.py messages` and translate what is missing.")
            self.stderr.write(text)


def collect_messages(root: Path) -> Iterator[tuple[str, Any, str | None]]:
    """(file, message or messages with their plural, context) of every marked text under `root`."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in {".py", ".html", ".txt"} or "migrations" in path.parts:
                continue
            source = path.read_text(encoding="utf-8")
            if path.suffix != ".py":
                # What templatize leaves of a template is read as Python, which minds how lines begin.
                source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
            found = extract(
                "python", BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
            )
            for _line, message, _comments, context in found:
                yield str(path.relative_to(root)), message, context


def updated_catalog(path: Path, language: str, messages: list[tuple[str, Any, str | None]]) -> Catalog:
    """The catalogue at `path` with exactly `messages`: new ones empty, translated ones kept."""
    template = Catalog(charset="utf-8")
    for file, message, context in messages:
        template.add(message, locations=[(file, 0)], context=context)
    catalog = Catalog(locale=language, charset="utf-8", project="Festapp", fuzzy=False)
    if path.exists():
        catalog = read_po(BytesIO(path.read_bytes()), locale=language)
    catalog.header_comment = f"# Festapp's interface, {language}. Kept up by `manage.py messages`."
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def problems_of(catalog: Catalog) -> Iterator[str]:
    """A sentence for each message that is not translated, or that has other placeholders than the original."""
    for message in catalog:
        if not message.id:
            continue
        translations = [text or "" for text in _forms(message.string)]
        if message.fuzzy or not all(translations):
            yield f"not translated: {message.id!r}"
            continue
        known = set(PLACEHOLDER.findall(" ".join(text or "" for text in _forms(message.id))))
        for text in translations:
            if not set(PLACEHOLDER.findall(text)) <= known:
                yield f"a placeholder that the original has not: {text!r}"
        # The last plural form names everything; a singular may leave the number out.
        if not known <= set(PLACEHOLDER.findall(translations[-1])):
            yield f"a placeholder is missing in the translation of {message.id!r}"


def _forms(text: Any) -> list[str | None]:
    """A message's singular and plurals."""
    return list(text) if isinstance(text, (list, tuple)) else [text]


def _po(catalog: Catalog) -> bytes:
    buffer = BytesIO()
    write_po(buffer, catalog, width=110, include_lineno=False, sort_output=True, omit_header=False)
    kept = [
        line
        for line in buffer.getvalue().splitlines()
        if not line.startswith((b'"POT-Creation', b'"PO-Rev', b'"Generated'))
    ]
    return b"\n".join(kept) + b"\n"


def _mo(text: bytes) -> bytes:
    """The compiled catalogue; without the time of compiling, so that the same words give the same bytes."""
    catalog = read_po(BytesIO(text))
    catalog.creation_date = catalog.revision_date = datetime(2017, 7, 5, tzinfo=UTC)
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def _write(folder: Path, catalog: Catalog) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = _po(catalog)
    (folder / "django.po").write_bytes(text)
    (folder / "django.mo").write_bytes(_mo(text))


def _differences(folder: Path, catalog: Catalog) -> Iterator[str]:
    text = _po(catalog)
    for name, wanted in (("django.po", text), ("django.mo", _mo(text))):
        path = folder / name
        if not path.exists() or path.read_bytes() != wanted:
            yield f"{path.relative_to(settings.BASE_DIR)} is not up to date"
