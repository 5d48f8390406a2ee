"""What changed in the programme, release by release."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from programme.models import Edition
from programme.queries import changes as queries
from programme.views.editions import of_edition, page, reader_language


@of_edition
def change_list(request: HttpRequest, edition: Edition) -> HttpResponse:
    found = queries.change_list(edition, reader_language(), request.GET.get("page"))
    query = urlencode({"page": found.number}) if found.number > 1 else ""
    context = {"changes": found}
    return page(request, "programme/change_list.html", edition, context, query=query, canonical_query=query)
