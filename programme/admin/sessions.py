"""Sessions, with their times, speakers, links and files."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.admin import bulk, scope
from programme.admin.filters import DayFilter, MissingOfSession, OfEdition
from programme.admin.in_edition import InEditionAdmin, PartInline
from programme.models import Attachment, Occurrence, Session, SessionLink, SessionSpeaker


class OccurrenceInline(PartInline):
    model = Occurrence
    fields = ("starts_at", "minutes", "room", "is_cancelled", "publish")
    readonly_fields = ("publish",)
    related = ("session", "room")

    @admin.display(description=gettext_lazy("on its own"))
    def publish(self, occurrence: Occurrence) -> str:
        if occurrence.pk is None:
            return "–"
        address = reverse("admin:publish_move", args=[occurrence.edition.slug, occurrence.pk])
        return format_html('<a href="{}">{}</a>', address, _("Publish this move"))


class SessionSpeakerInline(PartInline):
    model = SessionSpeaker
    fk_name = "session"
    fields = ("speaker", "role", "position")
    autocomplete_fields = ("speaker",)
    called_by = {"speaker": "name"}
    related = ("speaker",)


class SessionLinkInline(PartInline):
    model = SessionLink
    fields = ("label", "url", "position")


class AttachmentInline(PartInline):
    model = Attachment
    fields = ("label", "file")


class SessionAdmin(InEditionAdmin):
    list_display = (
        "title",
        "state",
        "track",
        "format",
        "when_and_where",
        "speaker_names",
        "code",
    )
    list_filter = (
        "state",
        MissingOfSession,
        DayFilter,
        ("track", OfEdition),
        ("format", OfEdition),
        ("occurrences__room", OfEdition),
        "language",
    )
    search_fields = ("title", "abstract", "code", "external_id", "speakers__name")
    search_help_text = gettext_lazy("Title, abstract, code or speaker")
    list_select_related = ("track", "format", "edition")
    autocomplete_fields = ("track", "format")
    fieldsets = (
        (None, {"fields": ("title", "subtitle", "abstract", "description")}),
        (
            gettext_lazy("What it is"),
            {"fields": (("state", "format", "track"), ("minutes", "language", "interpreted_into"))},
        ),
        (
            gettext_lazy("For whom"),
            {"fields": (("seat_limit", "minimum_age", "recording"), "access_features", "external_id")},
        ),
    )
    inlines = (OccurrenceInline, SessionSpeakerInline, SessionLinkInline, AttachmentInline)
    actions = ("confirm", "cancel", "set_track", "set_format", "set_room")
    sheet = "sessions"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Session]:
        rows = super().get_queryset(request)
        match = request.resolver_match
        if match and match.url_name == "programme_session_changelist":
            return rows.prefetch_related(
                models.Prefetch("occurrences", Occurrence.objects.select_related("room")), "speakers"
            )
        return rows

    @admin.display(description=gettext_lazy("when and where"))
    def when_and_where(self, session: Session) -> str:
        return "; ".join(_place(occurrence) for occurrence in session.occurrences.all()) or _("no time yet")

    @admin.display(description=gettext_lazy("speakers"))
    def speaker_names(self, session: Session) -> str:
        return ", ".join(speaker.name for speaker in session.speakers.all())

    def view_on_site(self, obj: Session) -> str:
        if obj.state in Session.PUBLIC_STATES and obj.occurrences.filter(slots__isnull=False).exists():
            return reverse("session_detail", args=[obj.edition.slug, obj.code, obj.slug])
        return reverse("session_preview", args=[obj.edition.slug, obj.code])

    # --- many at once -------------------------------------------------------------------------------

    @admin.action(description=gettext_lazy("Confirm…"))
    def confirm(self, request: HttpRequest, queryset: models.QuerySet[Session]) -> HttpResponse:
        return self._ask(request, "confirm", queryset)

    @admin.action(description=gettext_lazy("Cancel…"))
    def cancel(self, request: HttpRequest, queryset: models.QuerySet[Session]) -> HttpResponse:
        return self._ask(request, "cancel", queryset)

    @admin.action(description=gettext_lazy("Set track…"))
    def set_track(self, request: HttpRequest, queryset: models.QuerySet[Session]) -> HttpResponse:
        return self._ask(request, "track", queryset)

    @admin.action(description=gettext_lazy("Set format…"))
    def set_format(self, request: HttpRequest, queryset: models.QuerySet[Session]) -> HttpResponse:
        return self._ask(request, "format", queryset)

    @admin.action(description=gettext_lazy("Set room…"))
    def set_room(self, request: HttpRequest, queryset: models.QuerySet[Session]) -> HttpResponse:
        return self._ask(request, "room", queryset)

    def _ask(self, request: HttpRequest, verb: str, queryset: models.QuerySet[Session]) -> HttpResponse:
        edition: Any = scope.working_edition(request)
        return bulk.ask(request, edition, verb, queryset)


def _place(occurrence: Occurrence) -> str:
    if occurrence.starts_at is None:
        return _("no time yet")
    start = timezone.localtime(occurrence.starts_at)
    room = occurrence.room or _("no room yet")
    off = f" ({_('cancelled')})" if occurrence.is_cancelled else ""
    return f"{start:%d/%m %H:%M} {room}{off}"
