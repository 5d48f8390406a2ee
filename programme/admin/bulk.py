"""One change to many sessions: chosen in the list, looked at once more, then done to all or to none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from programme.actions import sessions as actions
from programme.admin.lost_updates import versions_seen
from programme.admin.scope import organised_or_404
from programme.models import Edition, Format, Occurrence, Room, Session, Track
from programme.models.versions import version_of
from programme.refusals import Refused, Stale

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

TITLES = {
    "confirm": gettext_lazy("Confirm sessions"),
    "cancel": gettext_lazy("Cancel sessions"),
    "track": gettext_lazy("Set the track of sessions"),
    "format": gettext_lazy("Set the format of sessions"),
    "room": gettext_lazy("Set the room of sessions"),
}


class ChoiceForm(forms.Form):
    """What to set, where there is something to choose."""

    choice = forms.ModelChoiceField(queryset=Session.objects.none())

    def __init__(self, data: Any, *, edition: Edition, verb: str) -> None:
        super().__init__(data)
        field: Any = self.fields["choice"]
        if verb == "track":
            field.queryset, field.required = Track.objects.filter(edition=edition), False
            field.label, field.empty_label = _("Track"), _("No track")
        elif verb == "format":
            field.queryset, field.label = Format.objects.filter(edition=edition), _("Format")
        elif verb == "room":
            field.queryset, field.required = Room.objects.filter(edition=edition), False
            field.label, field.empty_label = _("Room"), _("No room")
        else:
            del self.fields["choice"]


def ask(request: HttpRequest, edition: Edition, verb: str, sessions: QuerySet[Session]) -> HttpResponse:
    """The page between the list and the deed; it says which sessions changed since the list was opened."""
    chosen = sessions.values_list("pk", flat=True)
    rows = _rows(Session.objects.filter(edition=edition, pk__in=list(chosen)))
    seen = versions_seen(request, [row.pk for row in rows])
    changed = {row.pk for row in rows if row.pk in seen and seen[row.pk] != version_of(row)}
    form = ChoiceForm(None, edition=edition, verb=verb)
    return _page(request, edition, verb, rows, form, changed=changed, refusal=None)


@require_POST
def change_sessions(request: HttpRequest, edition_slug: str) -> HttpResponse:
    edition = organised_or_404(request, edition_slug)
    verb = request.POST.get("verb", "")
    if verb not in TITLES:
        raise Http404
    keys = [int(key) for key in request.POST.getlist("session") if key.isdecimal() and len(key) < 19]
    seen = versions_seen(request, keys)
    form = ChoiceForm(request.POST, edition=edition, verb=verb)
    refusal: Refused | None = None
    if form.is_valid():
        try:
            changed = _deed(verb, form)(
                edition=edition, versions={key: seen.get(key, "") for key in keys}, by=request.user
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(
                request,
                ngettext("%(count)d session was changed.", "%(count)d sessions were changed.", len(changed))
                % {"count": len(changed)},
            )
            return HttpResponseRedirect(reverse("admin:programme_session_changelist"))
    rows = _rows(Session.objects.filter(edition=edition, pk__in=keys))
    changed_since = {row.pk for row in rows if seen.get(row.pk) != _version(verb)(row)}
    response = _page(request, edition, verb, rows, form, changed=changed_since, refusal=refusal)
    response.status_code = 409 if isinstance(refusal, Stale) else 422
    return response


def _rows(sessions: QuerySet[Session]) -> list[Session]:
    """With everything that the page shows of them."""
    rows = sessions.select_related("track", "format", "edition").order_by("code")
    return list(rows.prefetch_related(Prefetch("occurrences", Occurrence.objects.select_related("room"))))


def _version(verb: str) -> Callable[[Session], str]:
    """What a deed must not overwrite: of `room`, the occurrences too."""
    return actions.version_with_times if verb == "room" else version_of


def _deed(verb: str, form: ChoiceForm) -> Callable[..., list[Session]]:
    choice: Any = form.cleaned_data.get("choice")

    def deed(*, edition: Edition, versions: Mapping[int, str], by: User) -> list[Session]:
        match verb:
            case "confirm":
                return actions.confirm_sessions(edition=edition, versions=versions, by=by)
            case "cancel":
                return actions.cancel_sessions(edition=edition, versions=versions, by=by)
            case "track":
                return actions.set_track(edition=edition, versions=versions, track=choice, by=by)
            case "format":
                return actions.set_format(edition=edition, versions=versions, chosen=choice, by=by)
            case _:
                return actions.set_room(edition=edition, versions=versions, room=choice, by=by)

    return deed


def _page(
    request: HttpRequest,
    edition: Edition,
    verb: str,
    rows: list[Session],
    form: ChoiceForm,
    *,
    changed: Collection[int],
    refusal: Refused | None,
) -> HttpResponse:
    lines = [{"session": row, "version": _version(verb)(row), "changed": row.pk in changed} for row in rows]
    context = {
        **admin.site.each_context(request),
        "title": TITLES[verb],
        "edition": edition,
        "verb": verb,
        "lines": lines,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "admin/programme/change_sessions.html", context)
