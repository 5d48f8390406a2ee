"""What search engines read first: which addresses there are, and which they need not ask for.

Django's own templates write the maps; its Sitemap class would make one for all languages and editions anew at
each request. Here each edition has one in each language beside its pages, kept as they are until it changes.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from programme.models import Edition
from programme.queries.sitemap import Address, public_addresses, public_editions
from programme.views.editions import of_edition, reader_of, without_language

AN_HOUR = "public, max-age=3600"
CLOSED = ("/admin/", "/accounts/", "/*/preview/")
XML = "application/xml"


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Names the maps of all public editions: a festival keeps its years."""
    reader = reader_of(request)
    maps = [
        {"location": reader.site + path}
        for slug in public_editions()
        for path in _in_each_language(Address("edition_sitemap", (slug,))).values()
    ]
    response = render(request, "sitemap_index.xml", {"sitemaps": maps}, content_type=XML)
    response["Cache-Control"] = AN_HOUR
    return response


@of_edition
def edition_sitemap(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The public pages in one language, each with its others. Before the edition is public nobody has one."""
    if not edition.is_public:
        raise Http404
    reader = reader_of(request)
    urls = []
    for address in public_addresses(edition):
        paths = _in_each_language(address)
        others = {**paths, "x-default": without_language(paths)}
        urls.append(
            {
                "location": reader.site + paths[reader.language],
                "alternates": [
                    {"lang_code": code, "location": reader.site + path} for code, path in others.items()
                ],
            }
        )
    response = render(request, "sitemap.xml", {"urlset": urls}, content_type=XML)
    response["X-Robots-Tag"] = "noindex"  # the map itself is nothing to find
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Django has checked the host that the map's address is made of."""
    rules = "".join(f"Disallow: {path}\n" for path in CLOSED)
    address = request.build_absolute_uri(reverse("sitemap"))
    content = f"User-agent: *\n{rules}\nSitemap: {address}\n"
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = AN_HOUR
    return response


def _in_each_language(address: Address) -> dict[str, str]:
    paths = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            path = reverse(address.name, args=address.arguments)
        paths[code] = f"{path}?{address.query}" if address.query else path
    return paths
