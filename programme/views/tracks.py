"""The tracks, and the page of each."""

from django.http import Http404, HttpRequest, HttpResponse

from programme.models import Edition
from programme.queries import tracks as queries
from programme.views.editions import of_edition, page, reader_language


@of_edition
def track_list(request: HttpRequest, edition: Edition) -> HttpResponse:
    context = {"tracks": queries.counted_tracks(edition, reader_language())}
    return page(request, "programme/track_list.html", edition, context)


@of_edition
def track_detail(request: HttpRequest, edition: Edition, slug: str) -> HttpResponse:
    found = queries.track_detail(edition, slug, reader_language())
    if found is None:
        raise Http404
    return page(request, "programme/track_detail.html", edition, {"track": found})
