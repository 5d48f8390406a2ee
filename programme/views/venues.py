"""The venues, and the page of each."""

from django.http import Http404, HttpRequest, HttpResponse

from programme.interchange.jsonld_nodes import place_node
from programme.models import Edition
from programme.queries import venues as queries
from programme.queries.pictures import picture_of_venue
from programme.views.editions import of_edition, page, reader_language


@of_edition
def venue_list(request: HttpRequest, edition: Edition) -> HttpResponse:
    context = {"venues": queries.venue_list(edition, reader_language())}
    return page(request, "programme/venue_list.html", edition, context)


@of_edition
def venue_detail(request: HttpRequest, edition: Edition, slug: str) -> HttpResponse:
    found = queries.venue_detail(edition, slug, reader_language())
    if found is None:
        raise Http404
    context = {"venue": found, "node": place_node(picture_of_venue(found))}
    return page(request, "programme/venue_detail.html", edition, context)
