"""The edition that an organiser works on: her lists show it alone, and what she adds belongs to it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from programme import policies
from programme.models import Edition

SESSION_KEY = "working_edition"


def may_enter(request: HttpRequest) -> bool:
    """The admin's door, asked of the policy once a request."""
    found: bool | None = getattr(request, "_may_enter", None)
    if found is None:
        found = policies.may_use_admin(request.user)
        request._may_enter = found  # type: ignore[attr-defined]
    return found


def own_editions(request: HttpRequest) -> list[Edition]:
    """The editions that this person organises, newest first; read once a request."""
    found: list[Edition] | None = getattr(request, "_own_editions", None)
    if found is None:
        found = list(policies.visible_to(request.user, Edition.objects.all()))
        request._own_editions = found  # type: ignore[attr-defined]
    return found


def working_edition(request: HttpRequest) -> Edition | None:
    """The one chosen last, else the newest; None for who organises none."""
    editions = own_editions(request)
    chosen = request.session.get(SESSION_KEY)
    return next((edition for edition in editions if edition.pk == chosen), editions[0] if editions else None)


def work_on(request: HttpRequest, edition: Edition) -> None:
    """From here on, and on her next pages; times of this answer are the edition's own."""
    timezone.activate(edition.zone)
    if request.session.get(SESSION_KEY) != edition.pk:
        request.session[SESSION_KEY] = edition.pk


def organised_or_404(request: HttpRequest, slug: str) -> Edition:
    """The edition of an admin address, which from now on is the one worked on."""
    edition = next((edition for edition in own_editions(request) if edition.slug == slug), None)
    if edition is None:
        raise Http404
    work_on(request, edition)
    return edition


@require_POST
def choose_edition(request: HttpRequest, edition_slug: str) -> HttpResponse:
    organised_or_404(request, edition_slug)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("admin:index")
    return HttpResponseRedirect(back)


def forget_editions(request: HttpRequest) -> None:
    """After one was made or deleted, or a role was given: read them anew."""
    if hasattr(request, "_own_editions"):
        del request._own_editions


def asked_edition(request: HttpRequest) -> Edition | None:
    """The one that an address names by `?edition=`, if one's own; else the one worked on."""
    asked = request.GET.get("edition", "")
    own = (edition for edition in own_editions(request) if str(edition.pk) == asked)
    return next(own, None) or working_edition(request)


def edition_key(row: Any) -> int | None:
    """The primary key of a row's edition, without reading that edition."""
    key: int | None = row.pk if isinstance(row, Edition) else getattr(row, "edition_id", None)
    return key


def edition_of(row: Any) -> Edition | None:
    """The edition that a row belongs to; an edition belongs to itself."""
    return row if isinstance(row, Edition) else getattr(row, "edition", None)
