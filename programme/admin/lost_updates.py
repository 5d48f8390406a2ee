"""No save on top of somebody else's: forms carry the version they saw, and a stale one is shown both texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms import BaseModelFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programme.models.translated import language_name
from programme.models.versions import version_of

VERSION = "_version"


class VersionedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Change form, inlines and list edits of one kind of row."""

    unversioned: Collection[str] = ()  # columns that change without anybody's editing

    # --- the change form --------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        context = dict(extra_context or {})
        with transaction.atomic():
            row = self._row(request, object_id, lock=request.method == "POST")
            if row is not None:
                parts = self._inline_rows(request, row)
                current = version_of(row, *chain(*parts.values()), without=self.unversioned)
                stale = request.method == "POST" and request.POST.get(VERSION) != current
                request.stale = stale  # type: ignore[attr-defined]
                if stale:
                    context["parts_changed"] = parts_changed(request.POST, parts)
                if not context.get("parts_changed"):
                    # Else the page can't be saved again: it does not show the rows that came or went.
                    context["row_version"] = current
            response = super().changeform_view(request, object_id, form_url, context)
        if getattr(request, "stale", False):
            response.status_code = 409
        return response

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return _refusing(form) if getattr(request, "stale", False) else form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        if getattr(request, "stale", False):
            forms_shown = [context["adminform"].form]
            for inline in context["inline_admin_formsets"]:
                forms_shown.extend(inline.formset.forms)
            context["differences"] = [line for form in forms_shown for line in differences(form)]
            context["last_change"] = self._last_change(context["original"])
        return super().render_change_form(request, context, *args, **kwargs)

    def _row(self, request: HttpRequest, object_id: str | None, *, lock: bool) -> models.Model | None:
        if object_id is None:
            return None
        row = self.get_object(request, unquote(object_id))
        if row is None or not lock:
            return row
        locked: models.Model | None = (
            self.model._default_manager.select_for_update(no_key=True).filter(pk=row.pk).first()
        )
        return locked

    def _version(self, request: HttpRequest, row: models.Model) -> str:
        parts = self._inline_rows(request, row)
        return version_of(row, *chain(*parts.values()), without=self.unversioned)

    def _inline_rows(self, request: HttpRequest, row: models.Model) -> dict[str, list[models.Model]]:
        """The rows of each inline, by the prefix that its fields have in the form."""
        found: dict[str, list[models.Model]] = {}
        for inline in self.get_inline_instances(request, row):
            formset: Any = inline.get_formset(request, row)
            rows = inline.model._default_manager.filter(**{formset.fk.name: row}).order_by("pk")
            found[formset.get_default_prefix()] = list(rows)
        return found

    def _last_change(self, row: models.Model) -> Any:
        history = getattr(row, "history", None)
        return history.select_related("history_user").first() if history is not None else None

    # --- edits in the list ------------------------------------------------------------------------

    def action_checkbox(self, obj: models.Model) -> SafeString:
        return format_html(
            '{}<input type="hidden" name="version-{}" value="{}">',
            super().action_checkbox(obj),
            obj.pk,
            version_of(obj, without=self.unversioned),
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        with transaction.atomic():
            return super().changelist_view(request, extra_context)

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        posted = request.POST

        class RefusingFormSet(super().get_changelist_formset(request, **kwargs)):  # type: ignore[misc]
            def _construct_form(self, number: int, **given: Any) -> Any:
                """A row that nobody touched is not validated: that would ask the database for each."""
                return super()._construct_form(
                    number, **{**given, "empty_permitted": True, "use_required_attribute": False}
                )

            def clean(self) -> None:
                super().clean()
                refuse_stale_rows(self, posted)

        return RefusingFormSet


def parts_changed(posted: Mapping[str, str], parts: Mapping[str, list[models.Model]]) -> list[str]:
    """A line for each row of an inline that came or went since the posted form was opened."""
    lines = []
    for prefix, rows in parts.items():
        key = re.compile(rf"{re.escape(prefix)}-\d+-id")
        shown = {value for name, value in posted.items() if value and key.fullmatch(name)}
        stored = {str(row.pk): row for row in rows}
        lines += [_("Added: %(row)s") % {"row": row} for key, row in stored.items() if key not in shown]
        lines += [_("Removed: %(row)s") % {"row": f"#{key}"} for key in sorted(shown - stored.keys())]
    return lines


def _refusing(form: type[forms.ModelForm[Any]]) -> type[forms.ModelForm[Any]]:
    """`form` with an error, so that the page comes back with what was typed in it."""

    class Refusing(form):  # type: ignore[valid-type, misc]
        def clean(self) -> Any:
            cleaned = super().clean()
            self.add_error(
                None,
                _(
                    "Somebody changed this after you opened it, so nothing was saved. What you typed still stands "
                    "below. Compare it with what is stored now, and save again if yours is right."
                ),
            )
            return cleaned

    return Refusing


def refuse_stale_rows(formset: BaseModelFormSet[Any, Any], posted: Mapping[str, str]) -> None:
    """Gives each changed form whose row is not as the list showed it an error with both values."""
    changed = [form for form in formset.forms if form.has_changed() and form.instance.pk]
    model: Any = formset.model
    rows = model._default_manager.select_for_update(no_key=True).in_bulk(
        sorted(form.instance.pk for form in changed)
    )
    for form in changed:
        row = rows.get(form.instance.pk)
        if row is not None and posted.get(f"version-{row.pk}") == version_of(row):
            continue
        lines = "; ".join(
            _("%(field)s: now “%(stored)s”, yours “%(typed)s”")
            % {"field": line["label"], "stored": line["stored"], "typed": line["typed"]}
            for line in differences(form)
        )
        form.add_error(
            None,
            ValidationError(
                _("Somebody changed this row after you opened the list. %(lines)s"), params={"lines": lines}
            ),
        )


def differences(form: forms.BaseForm) -> list[dict[str, str]]:
    """What is typed in a bound form and is not what is stored: label, stored and typed text, a line a language."""
    found: list[dict[str, str]] = []
    for name in form.changed_data:
        bound = form[name]
        stored, typed = form.get_initial_for_field(bound.field, name), bound.data
        if isinstance(typed, Mapping):
            texts = stored if isinstance(stored, Mapping) else {}
            found.extend(
                {
                    "label": f"{bound.label} ({language_name(language)})",
                    "stored": texts.get(language, ""),
                    "typed": text,
                }
                for language, text in typed.items()
                if text != texts.get(language, "")
            )
        else:
            found.append(
                {"label": str(bound.label), "stored": _shown(bound, stored), "typed": _shown(bound, typed)}
            )
    return found


def _shown(bound: forms.BoundField, value: Any) -> str:
    """A field's value as a person reads it: the name behind a key, the words of a choice."""
    field = bound.field
    if value in (None, ""):
        return "–"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d, %H:%M:%S}"
    if isinstance(field, forms.ModelChoiceField):
        return str(field.queryset.filter(pk=getattr(value, "pk", value)).first() or "–")  # type: ignore[union-attr]
    if isinstance(value, (list, tuple)):
        return ", ".join(str(part) for part in value if part not in (None, "")) or "–"
    choices = dict(getattr(field, "choices", None) or ())
    return str(choices.get(value, value))


def versions_seen(request: HttpRequest, keys: list[int]) -> dict[int, str]:
    """What the list showed of the chosen rows; rows of other pages of the list are missing here."""
    found = {key: request.POST.get(f"version-{key}", "") for key in keys}
    return {key: version for key, version in found.items() if version}
