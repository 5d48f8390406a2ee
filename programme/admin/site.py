"""The admin's site: who may enter, in which edition one works, and the pages that belong to no single list."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.admin import bulk, clashes, imports, publishing, scope, spreadsheets, start


class FestivalAdminSite(AdminSite):
    site_header = _("Festapp")
    site_title = _("Festapp")
    index_title = _("Start")
    index_template = "admin/programme/start.html"

    def has_permission(self, request: HttpRequest) -> bool:
        return scope.may_enter(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseRedirect:
        """There is one way to sign in, with its limits and checks; this address leads to it."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise Http404
        next_page = request.GET.get("next") or reverse("admin:index")
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': next_page})}")

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Every page of the admin: forbidden is unknown (404), and times are those of the edition worked on."""

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            edition = scope.working_edition(request)
            try:
                with timezone.override(edition.zone if edition else None):
                    response = view(request, *args, **kwargs)
                    # Rendered here, where the edition's zone holds.
                    return response.render() if hasattr(response, "render") else response
            except PermissionDenied:
                raise Http404 from None

        inner = super().admin_view(guarded, cacheable)

        @wraps(inner)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)  # type: ignore[no-any-return]

        return door

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            **super().each_context(request),
            "working_edition": scope.working_edition(request),
            "own_editions": scope.own_editions(request),
        }

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        edition = scope.working_edition(request)
        return super().index(request, {**(extra_context or {}), **start.context(edition)})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Lists stand in the order of work, in which they are registered, not of the alphabet."""
        order = [model._meta.object_name for model in self._registry]
        found = super().get_app_list(request, app_label)
        for app in found:
            app["models"].sort(key=lambda entry: order.index(entry["object_name"]))
        return found

    def get_urls(self) -> list[URLPattern | URLResolver]:
        def guarded(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(route, self.admin_view(view), name=name)  # type: ignore[no-any-return]

        own: list[URLPattern | URLResolver] = [
            guarded("editions/<slug:edition_slug>/choose/", scope.choose_edition, "choose_edition"),
            guarded("editions/<slug:edition_slug>/publish/", publishing.publish_release, "publish_release"),
            guarded(
                "editions/<slug:edition_slug>/publish/<int:occurrence_id>/",
                publishing.publish_move,
                "publish_move",
            ),
            guarded("editions/<slug:edition_slug>/clashes/", clashes.clash_list, "clash_list"),
            guarded("editions/<slug:edition_slug>/sessions/change/", bulk.change_sessions, "change_sessions"),
            guarded("editions/<slug:edition_slug>/import/", imports.programme_import, "programme_import"),
            guarded(
                "editions/<slug:edition_slug>/spreadsheets/<slug:sheet_name>/",
                spreadsheets.spreadsheet_import,
                "spreadsheet_import",
            ),
            guarded(
                "editions/<slug:edition_slug>/spreadsheets/<slug:sheet_name>.<slug:file_format>",
                spreadsheets.spreadsheet_export,
                "spreadsheet_export",
            ),
        ]
        return [*own, *super().get_urls()]
