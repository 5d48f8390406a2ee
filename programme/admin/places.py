"""Venues and their rooms."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from programme.admin.filters import OfEdition
from programme.admin.in_edition import InEditionAdmin
from programme.models import Room


class VenueAdmin(InEditionAdmin):
    list_display = ("name", "address", "rooms_count", "position")
    list_editable = ("position",)
    ordering = ("position", "slug")
    search_fields = ("name", "address")
    fields = (
        "name", "slug", "address", "directions", ("latitude", "longitude"), "position",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(rooms_count=models.Count("rooms"))

    @admin.display(description=gettext_lazy("rooms"))
    def rooms_count(self, venue: Any) -> int:
        return venue.rooms_count  # type: ignore[no-any-return]


class RoomAdmin(InEditionAdmin):
    list_display = ("name", "venue", "capacity", "shared", "position")
    list_editable = ("capacity", "shared", "position")
    list_filter = ("shared", ("venue", OfEdition))
    list_select_related = ("venue", "edition")
    search_fields = ("name", "venue__name")
    autocomplete_fields = ("venue",)
    fields = (
        "name", "slug", "venue", ("capacity", "floor"), "shared",
        "access_features", "equipment", "position",
    )  # fmt: skip
    sheet = "rooms"

    def view_on_site(self, obj: Room) -> str:
        return reverse("room_detail", args=[obj.edition.slug, obj.slug])
