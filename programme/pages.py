"""The page cache: public pages rendered once per revision, kept as compressed bytes, answered before all else.

A public page is a function of its address, the edition's revision and, where it says *now*, the time. Nothing
personal is in it: views mark with `keep` what may be kept. The middleware stands outermost, so that an answer
from here passes nothing else; the headers of security were given to the page when it was made. In front of it,
`kept_first` answers what needs no question to the database before Django makes a request of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from programme.page_store import Answer, Kept, Key, Page, minute

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

PARAMETERS = frozenset(
    {"day", "part", "track", "format", "room", "venue", "language", "access", "page", "view"}
)
SEARCH = "q"  # anybody could ask for endless others
LONGEST_QUERY = 500
SHARED = "festapp.kept"  # in a request's environment: what server and middleware share
STATUS = {200: "200 OK", 304: "304 Not Modified"}

type View = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, slots=True)
class Keepable:
    """What a view says of its answer; `each_minute` that it tells what is on in this minute."""

    until: datetime | None = None
    each_minute: bool = False


def keep(response: HttpResponse, *, until: datetime | None = None, each_minute: bool = False) -> HttpResponse:
    """Marks the answer as the same for everybody until the edition changes, and no longer than `until`."""
    response.keepable = Keepable(until, each_minute)  # type: ignore[attr-defined]
    return response


def pass_on(response: HttpResponse) -> HttpResponse:
    """Marks the answer as not worth keeping: anybody could ask for endless others like it."""
    response.keepable = None  # type: ignore[attr-defined]
    return response


def is_marked(response: HttpResponse) -> bool:
    return hasattr(response, "keepable")


class PageCache:
    """The outermost middleware; with PAGE_CACHE_MB=0 there is none."""

    def __init__(self, get_response: View) -> None:
        if not settings.PAGE_CACHE_MB:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.kept = Kept(settings.PAGE_CACHE_MB * 10**6)
        self.languages = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        key, slug = _key(request), self._slug(request.path_info)
        if key is None or slug is None:
            return self.get_response(request)
        kept: Kept = request.META.get(SHARED, self.kept)
        revision = kept.revisions.at(slug)  # before the page's own queries
        if revision is None:
            return self.get_response(request)
        page = kept.pages.get(key)
        if page is None or not page.is_fresh(revision):
            since = minute()
            response = self.get_response(request)
            if not _may_be_kept(response):
                return response
            mark: Keepable = response.keepable  # type: ignore[attr-defined]
            until = since + timedelta(minutes=1) if mark.each_minute else mark.until
            page = Page.of(
                response.content, response.items(), slug=slug, revision=revision, since=since, until=until
            )
            kept.pages.put(key, page)
        answer = page.answer(request.META)
        kept.pages.count(key, page)
        return _response(answer)

    def _slug(self, path: str) -> str | None:
        """Of an address like /fr/paris-2017/…"""
        parts = path.split("/", 3)
        return parts[2] if len(parts) == 4 and parts[1] in self.languages and parts[2] else None


def kept_first(application: WSGIApplication) -> WSGIApplication:
    """Answers from what the middleware keeps, while its revision is trusted; all else goes to `application`.

    Only an address in the very words under which the middleware keeps a page is found here. Django has read and
    allowed those words then, the host too, so nothing is checked again and nothing else is stored.
    """
    if not settings.PAGE_CACHE_MB:
        return application
    kept = Kept(settings.PAGE_CACHE_MB * 10**6)

    def answered(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        key = _as_written(environ)
        page = kept.known(key) if key else None
        if key is None or page is None:
            environ[SHARED] = kept
            return application(environ, start_response)
        answer = page.answer(environ)
        kept.pages.count(key, page)
        start_response(STATUS[answer.status], list(answer.headers))
        return [answer.body]

    return answered


def _as_written(environ: dict[str, Any]) -> Key | None:
    """The key that Django would find too; None where only Django can tell."""
    path = environ.get("PATH_INFO", "")
    host = environ.get("HTTP_HOST")
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not host or not path.isascii():
        return None
    scheme = environ["wsgi.url_scheme"]
    if settings.SECURE_PROXY_SSL_HEADER:
        header, _secure = settings.SECURE_PROXY_SSL_HEADER
        scheme = environ.get(header, scheme)  # in other words than http and https it is found under no page
    return scheme, host, path, environ.get("QUERY_STRING", "")


def _key(request: HttpRequest) -> Key | None:
    """Only parameters that a page knows, in order; None for what is not worth keeping, or not our host."""
    written = request.META.get("QUERY_STRING", "")
    if len(written) > LONGEST_QUERY:
        return None
    pairs = parse_qsl(written, keep_blank_values=True)
    if any(name == SEARCH for name, _value in pairs):
        return None
    # Of one given twice a page may read the last, an empty one too: they stay, and in their order.
    times = Counter(name for name, _value in pairs)
    known = sorted(
        (pair for pair in pairs if pair[0] in PARAMETERS and (pair[1] or times[pair[0]] > 1)),
        key=itemgetter(0),
    )
    try:
        return request.scheme or "http", request.get_host(), request.path_info, urlencode(known)
    except DisallowedHost:
        return None


def _response(answer: Answer) -> HttpResponse:
    """With these headers alone: they were checked when the page was made, and each costs time."""
    response = HttpResponse(answer.body, status=answer.status, content_type="-")
    response.headers._store = {name.lower(): (name, value) for name, value in answer.headers}
    return response


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and getattr(response, "keepable", None) is not None
        and not response.cookies
        and not response.streaming
    )
