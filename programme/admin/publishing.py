"""The page that shows what a release would say, and publishes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.actions.releases import publish
from programme.admin.scope import organised_or_404
from programme.models import Edition, Occurrence, Release, Texts
from programme.models.translated import TranslatedField, TranslatedFormField
from programme.queries.review import review_release
from programme.refusals import Refused, Stale


class NoteForm(forms.Form):
    """What readers are told of the release."""

    def __init__(self, data: Any, *, edition: Edition) -> None:
        super().__init__(data)
        column = Release._meta.get_field("note")
        assert isinstance(column, TranslatedField)
        field: TranslatedFormField = column.formfield()
        field.languages = edition.languages
        self.fields["note"] = field


def publish_release(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """The whole draft."""
    edition = organised_or_404(request, edition_slug)
    return _publish(request, edition, only=None)


def publish_move(request: HttpRequest, edition_slug: str, occurrence_id: int) -> HttpResponse:
    """The last release with this one occurrence as the draft has it now."""
    edition = organised_or_404(request, edition_slug)
    occurrence = get_object_or_404(Occurrence, pk=occurrence_id, edition=edition)
    if not Release.objects.filter(edition=edition).exists():
        messages.info(request, _("Nothing is published yet. Publish the timetable first, then single moves."))
        return HttpResponseRedirect(reverse("admin:publish_release", args=[edition.slug]))
    return _publish(request, edition, only=occurrence)


def _publish(request: HttpRequest, edition: Edition, *, only: Occurrence | None) -> HttpResponse:
    form = NoteForm(request.POST or None, edition=edition)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            release = publish(
                edition=edition,
                note=Texts(form.cleaned_data["note"]),
                by=request.user,  # type: ignore[arg-type]
                fingerprint=request.POST.get("fingerprint", ""),
                accepted=request.POST.getlist("accept"),
                only=only,
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("Release %(number)d is published.") % {"number": release.number})
            return HttpResponseRedirect(reverse("admin:programme_release_change", args=[release.pk]))
    context = {
        **admin.site.each_context(request),
        "title": _("Publish this move") if only else _("Publish the timetable"),
        "edition": edition,
        "only": only,
        "review": review_release(edition, only=only),
        "last": Release.objects.filter(edition=edition).order_by("-number").first(),
        "form": form,
        "accepted": set(request.POST.getlist("accept")),
        "refusal": refusal,
    }
    status = 200
    if refusal is not None or (request.method == "POST" and not form.is_valid()):
        status = 409 if isinstance(refusal, Stale) else 422
    return render(request, "admin/programme/publish.html", context, status=status)
