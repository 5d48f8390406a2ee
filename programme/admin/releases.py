"""Releases, to read: they are made by publishing, and never changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from programme import policies
from programme.admin import scope
from programme.admin.in_edition import EditionChangeList, OrganisersPermissions
from programme.models import Release


class ReleaseAdmin(OrganisersPermissions, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("number", "published_at", "published_by", "slots_count", "note")
    list_display_links = ("number", "published_at")
    ordering = ("-number",)
    fields = ("number", "published_at", "published_by", "note", "slots_count", "accepted")
    readonly_fields = ("slots_count", "accepted")
    change_list_template = "admin/programme/change_list.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return EditionChangeList

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = policies.visible_to(request.user, super().get_queryset(request))
        return rows.select_related("edition", "published_by").annotate(slots_count=models.Count("slots"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        release = self.get_object(request, object_id)
        if release is not None:
            scope.work_on(request, release.edition)
        return super().change_view(request, object_id, form_url, extra_context)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        raise Http404

    @admin.display(description=gettext_lazy("times in the release"))
    def slots_count(self, release: Any) -> int:
        return release.slots_count  # type: ignore[no-any-return]

    @admin.display(description=gettext_lazy("accepted clashes"))
    def accepted(self, release: Release) -> str:
        clashes = release.accepted_clashes.select_related("first__session", "second__session")
        return "; ".join(
            " – ".join(str(one.session) for one in (clash.first, clash.second) if one is not None)
            for clash in clashes
        )
