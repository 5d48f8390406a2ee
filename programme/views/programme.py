"""The programme: all days of what is published."""

from django.http import HttpRequest, HttpResponse

from programme.filters import ProgrammeFilter
from programme.models import Edition
from programme.pages import pass_on
from programme.queries.editions import current_release
from programme.queries.programme import published_programme
from programme.queries.showings import by_day, public_slots
from programme.views.editions import of_edition, page, reader_language


@of_edition
def programme(request: HttpRequest, edition: Edition) -> HttpResponse:
    language = reader_language()
    showings = published_programme(edition, language)
    filters = ProgrammeFilter(request.GET, queryset=public_slots(edition), edition=edition, showings=showings)
    kept = filters.keep(showings)
    context = {
        "filters": filters,
        "days": by_day(kept),
        "count": len({showing.code for showing in kept}),  # one held twice is one session
        "is_empty": not showings,
        "release": current_release(edition, language),
    }
    response = page(request, "programme/programme.html", edition, context, query=filters.query)
    return pass_on(response) if filters.refused else response
