"""How columns are edited: pictures are re-encoded, lists of words are boxes to tick."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from programme.images import clean_picture

ATTACHMENTS = {
    ".pdf", ".odt", ".odp", ".ods", ".docx", ".pptx", ".xlsx", ".txt", ".md", ".csv",
    ".zip", ".jpg", ".jpeg", ".png", ".webp", ".mp3", ".ogg", ".mp4", ".webm",
}  # fmt: skip
ATTACHMENT_MEGABYTES = 20


class PictureField(forms.FileField):
    """An upload that comes out as a WebP without metadata, under a random name."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        return clean_picture(upload) if isinstance(upload, UploadedFile) else upload


class AttachmentField(forms.FileField):
    """A file of a kind that speakers hand out, of a bounded size."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return upload
        if PurePath(upload.name or "").suffix.lower() not in ATTACHMENTS:
            raise ValidationError(
                _("Files of this kind can't be handed out. Use one of: %(kinds)s."),
                params={"kinds": ", ".join(sorted(ATTACHMENTS))},
            )
        if (upload.size or 0) > ATTACHMENT_MEGABYTES * 1_000_000:
            raise ValidationError(
                _("The file is larger than %(limit)d MB."), params={"limit": ATTACHMENT_MEGABYTES}
            )
        return upload


def form_field_for(column: models.Field[Any, Any]) -> forms.Field | None:
    """Our own form field for `column`, or None where Django's is right."""
    common: dict[str, Any] = {
        "label": capfirst(column.verbose_name),
        "help_text": column.help_text,
        "required": not column.blank,
        "initial": column.get_default() if column.has_default() else None,
    }
    if isinstance(column, models.ImageField):
        return PictureField(**common, max_length=column.max_length)
    if isinstance(column, models.FileField):
        return AttachmentField(**common, max_length=column.max_length)
    if isinstance(column, ArrayField) and column.base_field.choices:
        return forms.TypedMultipleChoiceField(
            **common,
            choices=column.base_field.choices,
            coerce=str,
            widget=forms.CheckboxSelectMultiple,
        )
    if column.name == "colour":
        return forms.CharField(**common, max_length=7, widget=forms.TextInput(attrs={"type": "color"}))
    return None
