"""What is on now, and what begins next."""

from django.http import HttpRequest, HttpResponse

from festapp.clock import now as current_moment
from programme.models import Edition
from programme.pages import keep
from programme.queries.now import now_of
from programme.views.editions import of_edition, page, reader_language


@of_edition
def now(request: HttpRequest, edition: Edition) -> HttpResponse:
    context = {"now": now_of(edition, reader_language(), current_moment())}
    return keep(page(request, "programme/now.html", edition, context), each_minute=True)
