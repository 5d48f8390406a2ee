"""What all forms of the admin share, and the widget that looks names up while one types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models

from programme.models import Edition, Texts
from programme.models.translated import TranslatedFormField


class RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row of an edition, or a part of one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            stored = getattr(self.instance, name, None)
            if isinstance(field, TranslatedFormField) and isinstance(stored, Texts):
                # A text in a language that the form does not show is enough: the edition gave that language up.
                field.required = field.required and not set(stored) - set(field.languages)

    def validate_constraints(self) -> None:
        """The edition is not in the form, but what must be unique in it is asked here, not of the database."""
        exclusions = self._get_validation_exclusions() - {"edition"}  # type: ignore[attr-defined]
        try:
            self.instance.validate_constraints(exclude=exclusions)
        except ValidationError as refusal:
            self._update_errors(refusal)  # type: ignore[attr-defined]


class EditionAutocomplete(AutocompleteSelect):
    """Looks up rows of the form's edition, whatever is worked on in another tab.

    In an inline, `label` names the column that rows are called by: all names are read once, not one a line.
    """

    def __init__(self, column: Any, site: Any, *, edition: Edition | None, label: str | None = None) -> None:
        super().__init__(column, site)
        self.edition = edition
        self.label = label
        self.names: dict[str, str] = {}  # shared by the copies in all lines of an inline

    def get_url(self) -> str:
        address = super().get_url()
        return f"{address}?edition={self.edition.pk}" if self.edition else address

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """What is typed into an address, or forged, may be no key at all."""
        keys = [key for key in value if str(key).isdecimal() and len(str(key)) < 19]
        if self.label is None or not keys:
            return super().optgroups(name, keys or [""], attrs)
        if not self.names:
            rows: models.QuerySet[Any] = self.choices.queryset.only(self.label)
            self.names |= {str(row.pk): str(row) for row in rows}
        options = [
            self.create_option(name, key, self.names[str(key)], True, index, attrs=attrs)
            for index, key in enumerate(keys)
            if str(key) in self.names
        ]
        return [(None, options, 0)]
