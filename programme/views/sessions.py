"""A session's page."""

from django.http import Http404, HttpRequest, HttpResponse

from programme.interchange.jsonld_nodes import session_node
from programme.models import Edition
from programme.queries.pictures import picture_of_session
from programme.queries.sessions import published_session
from programme.views.editions import moved, of_edition, page, reader_of


@of_edition
def session_detail(request: HttpRequest, edition: Edition, code: str, slug: str = "") -> HttpResponse:
    """The code leads here, in either case and with any slug, and on to the address as it is now."""
    reader = reader_of(request)
    session = published_session(edition, code.upper(), reader.language)
    if session is None:
        raise Http404
    if (code, slug) != (session.code, session.slug):
        return moved("session_detail", edition.slug, session.code, session.slug)
    picture = picture_of_session(edition, session, reader)
    context = {"session": session, "node": session_node(picture.sessions[0], picture)}
    return page(request, "programme/session_detail.html", edition, context)
