"""Filters of the admin's lists that no column answers: what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programme.admin import scope
from programme.queries import todo


class Missing(admin.SimpleListFilter):
    """Rows that lack the chosen thing."""

    title = _("missing")
    parameter_name = "missing"
    lacks: dict[str, tuple[Any, Callable[[models.QuerySet[Any]], models.QuerySet[Any]]]]
    texts: tuple[str, ...]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            *((key, label) for key, (label, _rows) in self.lacks.items()),
            ("translation", _("a translation")),
        ]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        chosen = self.value()
        edition = scope.working_edition(request)
        if chosen == "translation" and edition is not None:
            return todo.untranslated(queryset, edition, self.texts)
        return self.lacks[chosen][1](queryset) if chosen in self.lacks else queryset


class MissingOfSession(Missing):
    lacks = {
        "confirmation": (_("a confirmation"), todo.unconfirmed),
        "time": (_("a time"), todo.without_time),
        "room": (_("a room"), todo.without_room),
        "speaker": (_("a speaker"), todo.without_speaker),
        "track": (_("a track"), todo.without_track),
    }
    texts = todo.SESSION_TEXTS


class MissingOfSpeaker(Missing):
    lacks = {"bio": (_("a bio"), todo.without_bio)}
    texts = todo.SPEAKER_TEXTS


class OfEdition(admin.RelatedFieldListFilter):
    """Offers the rows of the edition worked on, and no others."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        limit = {"edition": scope.working_edition(request)}
        return field.get_choices(include_blank=False, ordering=(), limit_choices_to=limit)


class DayFilter(admin.SimpleListFilter):
    """Sessions of one festival day."""

    title = _("day")
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        edition = scope.working_edition(request)
        return [(day.isoformat(), f"{day:%d/%m/%Y}") for day in edition.days] if edition else []

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        edition = scope.working_edition(request)
        day = (
            next((day for day in edition.days if day.isoformat() == self.value()), None) if edition else None
        )
        if edition is None or day is None:
            return queryset
        start, end = edition.day_bounds(day)
        return queryset.filter(occurrences__starts_at__gte=start, occurrences__starts_at__lt=end).distinct()
