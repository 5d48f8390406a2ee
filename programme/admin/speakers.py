"""Speakers, with their links and when they can come."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from programme.admin.filters import MissingOfSpeaker
from programme.admin.in_edition import InEditionAdmin, PartInline
from programme.models import Availability, SessionSpeaker, Speaker, SpeakerLink


class SpeakerLinkInline(PartInline):
    model = SpeakerLink
    fields = ("label", "url", "position")


class AvailabilityInline(PartInline):
    model = Availability
    fields = ("starts_at", "ends_at")


class SpeakersSessionInline(PartInline):
    model = SessionSpeaker
    fk_name = "speaker"
    fields = ("session", "role")
    autocomplete_fields = ("session",)
    called_by = {"session": "title"}
    related = ("session", "speaker")
    verbose_name = gettext_lazy("session")
    verbose_name_plural = gettext_lazy("sessions")


class SpeakerAdmin(InEditionAdmin):
    list_display = ("name", "organisation", "email", "sessions_count", "has_bio", "has_photo")
    list_filter = (MissingOfSpeaker,)
    ordering = ("name", "number")
    search_fields = ("name", "organisation", "email", "bio")
    search_help_text = gettext_lazy("Name, organisation, address or bio")
    fields = ("name", "pronouns", "organisation", "email", "bio", "photo", "external_id")
    inlines = (SpeakersSessionInline, SpeakerLinkInline, AvailabilityInline)
    sheet = "speakers"

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("edition")
        return rows.annotate(sessions_count=models.Count("parts"))

    @admin.display(description=gettext_lazy("sessions"), ordering="sessions_count")
    def sessions_count(self, speaker: Any) -> int:
        return speaker.sessions_count  # type: ignore[no-any-return]

    @admin.display(description=gettext_lazy("bio"), boolean=True)
    def has_bio(self, speaker: Speaker) -> bool:
        return bool(speaker.bio)

    @admin.display(description=gettext_lazy("photo"), boolean=True)
    def has_photo(self, speaker: Speaker) -> bool:
        return bool(speaker.photo)

    def view_on_site(self, obj: Speaker) -> str:
        return reverse("speaker_detail", args=[obj.edition.slug, obj.number, obj.slug])
