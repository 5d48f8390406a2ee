"""Tracks and formats."""

from __future__ import annotations

from django.urls import reverse

from programme.admin.in_edition import InEditionAdmin
from programme.models import Track


class TrackAdmin(InEditionAdmin):
    list_display = ("name", "question", "colour", "position")
    list_editable = ("position",)
    search_fields = ("name", "question")
    fields = ("name", "slug", "question", "description", "colour", "position")

    def view_on_site(self, obj: Track) -> str:
        return reverse("track_detail", args=[obj.edition.slug, obj.slug])


class FormatAdmin(InEditionAdmin):
    list_display = ("name", "kind", "default_minutes", "takes_seats", "yields_outcomes", "position")
    list_editable = ("default_minutes", "takes_seats", "yields_outcomes", "position")
    list_filter = ("kind",)
    search_fields = ("name",)
    fields = ("name", "kind", "default_minutes", "takes_seats", "yields_outcomes", "position")
