"""A room's page."""

from django.http import Http404, HttpRequest, HttpResponse

from programme.models import Edition
from programme.queries import rooms as queries
from programme.views.editions import of_edition, page, reader_language


@of_edition
def room_detail(request: HttpRequest, edition: Edition, slug: str) -> HttpResponse:
    found = queries.room_detail(edition, slug, reader_language())
    if found is None:
        raise Http404
    return page(request, "programme/room_detail.html", edition, {"room": found})
