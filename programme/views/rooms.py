"""A room's page."""

from django.http import Http404, HttpRequest, HttpResponse

from programme.interchange.jsonld_nodes import place_node
from programme.models import Edition
from programme.queries import rooms as queries
from programme.queries.pictures import picture_of_room
from programme.views.editions import of_edition, page, reader_language


@of_edition
def room_detail(request: HttpRequest, edition: Edition, slug: str) -> HttpResponse:
    found = queries.room_detail(edition, slug, reader_language())
    if found is None:
        raise Http404
    context = {"room": found, "node": place_node(picture_of_room(found))}
    return page(request, "programme/room_detail.html", edition, context)
