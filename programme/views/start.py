"""The site's front door."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from festapp.clock import now
from programme.queries.editions import current_edition


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """To the edition that is on or next, in the visitor's language; while there is none, says so."""
    edition = current_edition(now())
    response: HttpResponse
    if edition is None:
        response = render(request, "programme/start.html")
    else:
        response = HttpResponseRedirect(reverse("home", args=[edition.slug]))
    patch_vary_headers(response, ["Accept-Language"])
    return response
