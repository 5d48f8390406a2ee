"""The edition's first page."""

from django.http import HttpRequest, HttpResponse

from festapp.clock import now
from programme.interchange.jsonld_nodes import festival_node
from programme.models import Edition
from programme.pages import keep
from programme.queries.home import home_of
from programme.queries.snapshots import festival_of
from programme.views.editions import of_edition, page, reader_of


@of_edition
def home(request: HttpRequest, edition: Edition) -> HttpResponse:
    reader = reader_of(request)
    context = {
        "home": home_of(edition, reader.language, now()),
        "node": festival_node(festival_of(edition, reader)),
    }
    return keep(page(request, "programme/home.html", edition, context), each_minute=True)
