"""A page of practical information."""

from django.http import Http404, HttpRequest, HttpResponse

from programme.models import Edition
from programme.queries import pages as queries
from programme.views.editions import of_edition, page, reader_language


@of_edition
def page_detail(request: HttpRequest, edition: Edition, slug: str) -> HttpResponse:
    found = queries.page_detail(edition, slug, reader_language())
    if found is None:
        raise Http404
    return page(request, "programme/page_detail.html", edition, {"information": found})
