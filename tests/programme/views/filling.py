"""Fills every text column of a row, so that a column added later is in these tests too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from programme.models import Texts, TranslatedField

if TYPE_CHECKING:
    from collections.abc import Sequence

# They hold words of a closed list or parts of addresses; the database or the routes refuse anything else.
CLOSED = {"slug", "code", "colour", "time_zone"}


def text_columns(row: models.Model) -> list[models.Field]:  # type: ignore[type-arg]
    return [
        field
        for field in row._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.FileField | TranslatedField)
        and field.name not in CLOSED
        and not field.choices
    ]


def fill(*rows: models.Model, words: str, url: str, languages: Sequence[str] = ("fr", "en")) -> None:
    """Puts `words` into all text columns of these rows, past every form and every save()."""
    for row in rows:
        values: dict[str, object] = {}
        for field in text_columns(row):
            if isinstance(field, TranslatedField):
                values[field.name] = Texts(dict.fromkeys(languages, f"{words} {field.name}"))
            elif isinstance(field, models.URLField):
                values[field.name] = url
            elif isinstance(field, models.FileField):
                folder = "pictures" if isinstance(field, models.ImageField) else "attachments"
                values[field.name] = f"{folder}/{words.replace('/', '')}-{row.pk}.webp"
            elif field.name == "external_id":  # once per edition
                values[field.name] = f"{words} {row.pk}"
            else:
                values[field.name] = words[: field.max_length]
        type(row)._default_manager.filter(pk=row.pk).update(**values)
        row.refresh_from_db()
