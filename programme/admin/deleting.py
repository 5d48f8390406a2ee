"""Deleting what one saw, not what somebody made of it meanwhile."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.http import HttpRequest, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from programme.admin.history import columns_shown, lines_of
from programme.admin.lost_updates import VERSION, VersionedAdmin
from programme.models.versions import version_of
from programme.refusals import Stale


class VersionedDeletion(VersionedAdmin):
    """The pages that ask "are you sure?" carry what they showed; a yes to something else is asked again (409)."""

    delete_confirmation_template = "admin/programme/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/programme/delete_selected_confirmation.html"

    # --- one ----------------------------------------------------------------------------------------

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        context = {**(extra_context or {}), "keeps_history": self._keeps_history}
        with transaction.atomic():
            row = self._row(request, object_id, lock=request.method == "POST")
            if row is not None and self.has_delete_permission(request, row):
                context["row_version"] = self._version(request, row)
                if request.method == "POST" and request.POST.get(VERSION) != context["row_version"]:
                    context["refusal"] = _(
                        "Somebody changed this after you opened the page, so it was not deleted. Look at it again."
                    )
                    context["changed"] = [self._present(request, row)]
                    _ask_anew(request)
            response = super().delete_view(request, object_id, context)
        if "refusal" in context:
            response.status_code = 409
        return response

    # --- several ------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The question about several rows, and the yes to it, come to the list's address."""
        seen, refusal = request.POST, None
        try:
            response = super().changelist_view(request, extra_context)
        except Stale as stale:
            refusal = stale
            asked = request.POST.copy()
            asked.pop("post", None)
            request.POST = asked  # type: ignore[assignment]
            response = super().changelist_view(request, extra_context)
        if (
            isinstance(response, TemplateResponse)
            and response.template_name == self.delete_selected_confirmation_template
        ):
            context: Any = response.context_data
            rows = list(context["queryset"])
            versions = self._versions(request, rows)
            context["versioned"] = [(row, versions[row.pk]) for row in rows]
            context["keeps_history"] = self._keeps_history
            context["refusal"] = refusal
            if refusal is not None:
                response.status_code = 409
                context["changed"] = [
                    self._present(request, row)
                    for row in rows
                    if seen.get(f"version-{row.pk}") != versions[row.pk]
                ]
        return response

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """Raises Stale if one row of `queryset` is not as the page showed it; then none is deleted."""
        keys = sorted(row.pk for row in queryset)
        chosen = self.model._default_manager.filter(pk__in=keys)
        rows = list(chosen.select_for_update(no_key=True).order_by("pk"))
        versions = self._versions(request, rows)
        if any(request.POST.get(f"version-{key}") != version for key, version in versions.items()):
            raise Stale(_("Somebody changed some of these after you chose them, so nothing was deleted."))
        super().delete_queryset(request, chosen)

    def _versions(self, request: HttpRequest, rows: list[Any]) -> dict[int, str]:
        """What `_version` says of each, with a query for each kind of inline and not of row."""
        parts: dict[int, list[models.Model]] = {row.pk: [] for row in rows}
        for inline in self.get_inline_instances(request, rows[0]) if rows else ():
            formset: Any = inline.get_formset(request, rows[0])
            key = formset.fk
            for part in inline.model._default_manager.filter(**{f"{key.name}__in": rows}).order_by("pk"):
                parts[getattr(part, key.attname)].append(part)
        return {row.pk: version_of(row, *parts[row.pk], without=self.unversioned) for row in rows}

    # --- both ---------------------------------------------------------------------------------------

    @property
    def _keeps_history(self) -> bool:
        return hasattr(self.model, "history")

    def _present(self, request: HttpRequest, row: models.Model) -> dict[str, Any]:
        """The row as it is now, for whoever saw it otherwise."""
        fields = [self.model._meta.get_field(name) for name in columns_shown(self, request)]
        return {"row": row, "lines": [line for field in fields for line in lines_of(field, row, None)]}


def _ask_anew(request: HttpRequest) -> None:
    """From here on the page was only opened: Django deletes whatever is posted to it."""
    request.method = "GET"
    request.POST = QueryDict()
