"""A form that is sent twice makes one row: the form for a new row carries the row's uuid."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.models import Edition

FIELD = "_uuid"


class OnceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """For kinds of rows that have a uuid; others are made as often as they are sent."""

    def add_once(self, request: HttpRequest, edition: Edition, extra_context: Any) -> Any:
        """The add form of `edition`; the second of two who send one form is led to the row that the first made."""
        if not any(field.name == "uuid" for field in self.model._meta.fields):
            return None
        posted = _uuid(request.POST.get(FIELD, ""))
        extra_context["uuid"] = posted or uuid4()
        if posted is None:
            return None
        # One new row at a time: the second waits here until the first is saved.
        Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        row: models.Model | None = self.model._default_manager.filter(edition=edition, uuid=posted).first()
        if row is None:
            return None
        messages.info(request, _("This was saved already; here it is."))
        return HttpResponseRedirect(reverse(f"admin:programme_{self.opts.model_name}_change", args=[row.pk]))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        posted = _uuid(request.POST.get(FIELD, ""))
        if not change and posted is not None and hasattr(obj, "uuid"):
            obj.uuid = posted
        super().save_model(request, obj, form, change)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
