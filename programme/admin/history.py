"""Who changed what, and how to bring it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from programme.actions.history import restore_row
from programme.admin import scope
from programme.admin.lost_updates import VERSION, VersionedAdmin
from programme.models import Texts
from programme.models.translated import language_name
from programme.refusals import Refused, Stale


class RestorableAdmin(VersionedAdmin, SimpleHistoryAdmin):  # type: ignore[misc]
    """The history of a row, and of rows that are deleted; an entry is shown beside what is stored now."""

    object_history_list_template = "admin/programme/history_list.html"

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        self._entry_or_404(request, pk=object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        record = self._entry_or_404(request, pk=object_id, version=version_id)
        edition = next(
            own for own in scope.own_editions(request) if own.pk == scope.edition_key(record.instance)
        )
        scope.work_on(request, edition)
        columns = columns_shown(self, request)
        refusal: Refused | None = None
        if request.method == "POST":
            try:
                row = restore_row(
                    record=record,
                    columns=columns,
                    seen=request.POST.get(VERSION, ""),
                    version=lambda row: self._version(request, row),
                    by=request.user,  # type: ignore[arg-type]
                )
            except Refused as no:
                refusal = no
            else:
                messages.success(request, _("“%(row)s” is restored.") % {"row": row})
                return HttpResponseRedirect(
                    reverse(f"admin:programme_{self.opts.model_name}_change", args=[row.pk])
                )
        live = self.model._default_manager.filter(pk=record.instance.pk).first()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Restore an earlier state"),
            "opts": self.opts,
            "record": record,
            "live": live,
            "row_version": self._version(request, live) if live is not None else "",
            "lines": [
                line
                for name in columns
                for line in lines_of(self.model._meta.get_field(name), record, live)
                if line["then"] != line["now"]
            ],
            "refusal": refusal,
        }
        status = 200 if refusal is None else 409 if isinstance(refusal, Stale) else 422
        return render(request, "admin/programme/history_entry.html", context, status=status)

    def _entry_or_404(self, request: HttpRequest, *, pk: str, version: str | None = None) -> Any:
        """The entry of a row in one's own editions. Nothing is followed: what it points to may be gone."""
        try:
            records = self.model.history.filter(**{self.opts.pk.attname: pk})
            record = records.filter(**({"history_id": version} if version else {})).first()
        except ValueError:
            raise Http404 from None
        own = {edition.pk for edition in scope.own_editions(request)}
        if record is None or scope.edition_key(record.instance) not in own:
            raise Http404
        return record

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> Any:
        return TextsInHistory(self.model, historical_record)


class TextsInHistory(HistoricalRecordContextHelper):  # type: ignore[misc]
    """Shows all languages of a changed text."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        return (
            _texts(value) if isinstance(value, Texts) else super().prepare_delta_change_value(change, value)
        )


def columns_shown(admin: ModelAdmin[Any], request: HttpRequest) -> list[str]:
    """What the change form shows of the row itself: nothing else is brought back."""
    shown = flatten_fieldsets(admin.get_fieldsets(request, admin.model()))
    stored = {field.name for field in admin.model._meta.concrete_fields}
    return [name for name in shown if name in stored]


def lines_of(field: Any, record: Any, live: Any) -> Iterator[dict[str, str]]:
    """A column then and now; a text has a line for each language."""
    then, now = getattr(record, field.attname), getattr(live, field.attname) if live is not None else None
    label = capfirst(field.verbose_name)
    if not isinstance(then, Texts):
        yield {"label": label, "then": _shown(field, then), "now": _shown(field, now)}
        return
    stored: Mapping[str, str] = now or {}
    for language in sorted({*then, *stored}):
        yield {
            "label": f"{label} ({language_name(language)})",
            "then": then.get(language, "–"),
            "now": stored.get(language, "–"),
        }


def _shown(field: Any, value: Any) -> str:
    """A stored value as a person reads it."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(field, models.ForeignKey):
        target: Any = field.related_model
        return str(target._base_manager.filter(pk=value).first() or "–")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d, %H:%M}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(dict(field.flatchoices).get(value, value))


def _texts(texts: Texts) -> str:
    return "; ".join(f"{language}: {text}" for language, text in texts.items())
