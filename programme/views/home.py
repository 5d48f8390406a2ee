"""The edition's first page."""

from django.http import HttpRequest, HttpResponse

from festapp.clock import now
from programme.models import Edition
from programme.queries.home import home_of
from programme.views.editions import of_edition, page, reader_language


@of_edition
def home(request: HttpRequest, edition: Edition) -> HttpResponse:
    return page(request, "programme/home.html", edition, {"home": home_of(edition, reader_language(), now())})
