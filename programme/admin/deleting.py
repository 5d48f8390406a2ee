"""Deleting what one saw, not what somebody made of it meanwhile."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.admin.lost_updates import VERSION, VersionedAdmin, versions_seen
from programme.models.versions import version_of


class VersionedDeletion(VersionedAdmin):
    """The pages that ask "are you sure?" carry what they showed; a yes to something else deletes nothing."""

    delete_confirmation_template = "admin/programme/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/programme/delete_selected_confirmation.html"

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        context = dict(extra_context or {})
        with transaction.atomic():
            row = self._row(request, object_id, lock=request.method == "POST")
            if row is not None:
                context["row_version"] = self._version(request, row)
                if request.method == "POST" and request.POST.get(VERSION) != context["row_version"]:
                    messages.error(
                        request,
                        _(
                            "Somebody changed this after you opened the page, so it was not deleted. Look at it again."
                        ),
                    )
                    change = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
                    return HttpResponseRedirect(reverse(change, args=[row.pk]))
            return super().delete_view(request, object_id, context)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The yes to deleting several comes back to the list's address."""
        if (
            request.method == "POST"
            and request.POST.get("action") == "delete_selected"
            and "post" in request.POST
        ):
            with transaction.atomic():
                if self._some_are_stale(request):
                    messages.error(
                        request,
                        _("Somebody changed some of these after you chose them, so nothing was deleted."),
                    )
                    return HttpResponseRedirect(request.get_full_path())
                return super().changelist_view(request, extra_context)
        return super().changelist_view(request, extra_context)

    def _some_are_stale(self, request: HttpRequest) -> bool:
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        keys = [int(key) for key in chosen if key.isdecimal() and len(key) < 19]
        seen = versions_seen(request, keys)
        rows = self.model._default_manager.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
        return any(seen.get(row.pk) != version_of(row, without=self.unversioned) for row in rows)
