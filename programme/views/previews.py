"""The draft as its organisers see it, before it is published."""

from django.http import Http404, HttpRequest, HttpResponse

from programme.models import Edition
from programme.queries.programme import drafted_programme
from programme.queries.sessions import drafted_session
from programme.views.editions import of_draft, page, reader_language


@of_draft
def preview(request: HttpRequest, edition: Edition) -> HttpResponse:
    days = drafted_programme(edition, reader_language())
    return page(request, "programme/preview.html", edition, {"days": days, "is_draft": True})


@of_draft
def session_preview(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    session = drafted_session(edition, code.upper(), reader_language())
    if session is None:
        raise Http404
    context = {"session": session, "is_draft": True}
    return page(request, "programme/session_preview.html", edition, context)
