"""How an import writes: rows of one model in bulk with their history, and texts in the language of the file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from programme.models import Edition, Texts
from programme.queries.spreadsheet_names import folded

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 500
REASON = "import"  # of the first entry in a row's history: by it we know what a file brought
CUT = "…"


def create_rows[Row: models.Model](rows: Iterable[Row], by: User | None) -> None:
    """In bulk: nothing that `save` does for a row is done, the caller has given every field."""
    kept = list(rows)
    if kept:
        bulk_create_with_history(
            kept, type(kept[0]), batch_size=BATCH, default_user=by, default_change_reason=REASON
        )


def update_rows[Row: models.Model](rows: Iterable[Row], fields: Iterable[str], by: User | None) -> None:
    kept = list(rows)
    if kept:
        bulk_update_with_history(kept, type(kept[0]), list(fields), batch_size=BATCH, default_user=by)


class Writer:
    """Sets fields of one row and remembers which of them differ."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self.changed: list[str] = []

    def set(self, name: str, value: object) -> None:
        if getattr(self.row, name) != value:
            setattr(self.row, name, value)
            self.changed.append(name)


def put_text(texts: Texts, text: str, language: str, *, insists: bool = False) -> Texts:
    """The texts with this one in them. An empty one changes nothing, nor does one that stands there in any language.

    Who `insists` on the language replaces what stands there in it.
    """
    if not text or text in ([texts[language]] if insists and language in texts else texts.values()):
        return texts
    return texts.changed({language: text})


def is_named(texts: Texts, name: str) -> bool:
    return folded(name) in {folded(text) for text in texts.values()}


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, the last a sign that something is missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + CUT


def language_for(edition: Edition, chosen: str, spoken: str = "") -> str:
    """In which of the edition's languages the file's texts are: the chosen one, the spoken one, else the first."""
    return next((code for code in (chosen, spoken) if code in edition.languages), edition.languages[0])
