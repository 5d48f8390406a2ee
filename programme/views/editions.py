"""What all pages of an edition share: who may read it, what stands around the page, what caches may keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from festapp.clock import seconds_ahead
from programme import policies
from programme.models import Edition
from programme.models.translated import language_name
from programme.pages import is_marked, keep, pass_on
from programme.queries.editions import edition_at, frame_of
from programme.queries.sharing import sharing_of
from programme.queries.snapshots import Reader

PRIVATE = "private, no-store"
LOCALES = {"fr": "fr_FR", "en": "en_GB"}  # Open Graph wants a country with each language

type View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Translation:
    """The same page in a language of the site."""

    code: str
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page for search engines: its full address in a language, or in the visitor's (x-default)."""

    code: str
    url: str
    locale: str
    is_current: bool


def reader_language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def reader_of(request: HttpRequest) -> Reader:
    """Django has checked the host that the site's address is made of."""
    return Reader(language=reader_language(), site=request.build_absolute_uri("/").rstrip("/"))


def edition_or_404(request: HttpRequest, slug: str) -> Edition:
    """The edition at this address, if the visitor may read it.

    For one that is not there the same question is asked, of nobody's edition: the answers are alike, to
    the headers.
    """
    return _or_404(policies.may_read, request, slug)


def of_edition(view: View) -> View:
    """Gives the view the edition that its address names. Nothing is kept of one that is not public yet."""

    @csrf_exempt  # every method that could change something is refused, as such
    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, edition: str, **rest: Any) -> HttpResponse:
        found = edition_or_404(request, edition)
        response = view(request, found, **rest)
        if not found.is_public:
            response["Cache-Control"] = PRIVATE
            pass_on(response)
        elif not is_marked(response):
            keep(response)
        return response

    return wrapped


def of_draft(view: View) -> View:
    """Gives the view the edition that its address names, for its organisers only; nothing is kept."""

    @csrf_exempt
    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, edition: str, **rest: Any) -> HttpResponse:
        response = view(request, _or_404(policies.may_preview, request, edition), **rest)
        response["Cache-Control"] = PRIVATE
        return response

    return wrapped


def page(
    request: HttpRequest,
    template: str,
    edition: Edition,
    context: Mapping[str, Any],
    *,
    query: str = "",
    canonical_query: str = "",
) -> HttpResponse:
    """The template in the edition's frame. `query` holds the parameters kept when the language changes.

    A `node` in the context is what search engines are told in JSON-LD. What sharing.html needs is made here for
    all pages; a draft, and a page of an edition that is not public, has none of it.
    """
    address = f"?{query}" if query else ""
    canonical_address = f"?{canonical_query}" if canonical_query else ""
    reader = reader_of(request)
    language = reader.language
    frame: dict[str, Any] = {
        "edition": frame_of(edition, language),
        "clock_ahead": seconds_ahead(),  # a demo's clock
        "canonical": request.build_absolute_uri(request.path + canonical_address),
        "webcal": f"webcal://{request.get_host()}",  # calendar programs subscribe to what begins so
        "translations": [
            Translation(
                code=code,
                name=str(language_name(code)),
                url=translate_url(request.path, code) + address,
                is_current=code == language,
            )
            for code, _name in settings.LANGUAGES
        ],
    }
    if edition.is_public and not context.get("is_draft"):
        frame |= {
            "sharing": sharing_of(edition, context, reader),
            "alternates": _alternates(request, language, canonical_address),
        }
    return render(request, template, {**frame, **context})


def _alternates(request: HttpRequest, language: str, address: str) -> tuple[Alternate, ...]:
    by_language = {code: translate_url(request.path, code) for code, _name in settings.LANGUAGES}
    found = [
        Alternate(
            code=code,
            url=request.build_absolute_uri(path + address),
            locale=LOCALES.get(code, ""),
            is_current=code == language,
        )
        for code, path in by_language.items()
    ]
    everybodys = request.build_absolute_uri(without_language(by_language) + address)
    return (*found, Alternate("x-default", everybodys, "", False))


def without_language(paths: Mapping[str, str]) -> str:
    """Of a page's paths by language, the one that leads on to the visitor's."""
    default = settings.LANGUAGE_CODE
    return paths[default].replace(f"/{default}/", "/", 1)


def moved(address: str, *args: Any) -> HttpResponse:
    """A permanent redirect that is asked for again: a title may change back, and browsers would circle."""
    response = HttpResponsePermanentRedirect(reverse(address, args=args))
    response["Cache-Control"] = "no-cache"
    return response


def _or_404(may: Callable[[Any, Edition], bool], request: HttpRequest, slug: str) -> Edition:
    found = edition_at(slug)
    if may(request.user, found or Edition()) and found:
        return found
    raise Http404
