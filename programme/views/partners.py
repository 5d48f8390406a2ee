"""The partners of an edition."""

from django.http import HttpRequest, HttpResponse

from programme.models import Edition
from programme.queries import partners as queries
from programme.views.editions import of_edition, page, reader_language


@of_edition
def partner_list(request: HttpRequest, edition: Edition) -> HttpResponse:
    context = {"partners": queries.partner_list(edition, reader_language())}
    return page(request, "programme/partner_list.html", edition, context)
