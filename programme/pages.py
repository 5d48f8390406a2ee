"""The page cache: public pages rendered once per revision, kept as compressed bytes, answered before all else.

A public page is a function of its address, the edition's revision and, where it says *now*, the minute. Nothing
personal is in it: views mark with `keep` what may be kept. The middleware stands outermost, so that an answer
from here passes nothing else; the headers of security were given to the page when it was made.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

import brotli
from django.conf import settings
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from festapp.clock import now
from programme.queries.revisions import Revision, revision_at

TRUSTED_SECONDS = 1.0  # a revision is asked for once a second and process
PARAMETERS = frozenset({"day", "part", "track", "format", "room", "venue", "language", "access", "page"})
LONGEST_QUERY = 500
# In the order in which they are offered; a browser takes the first that it knows.
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=5),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
    "identity": lambda content: content,
}
DROPPED = frozenset({"content-length", "etag", "vary", "content-encoding"})  # ours are put in their place

type Key = tuple[str, str, str, str]
type View = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, slots=True)
class Keepable:
    """What a view says of its answer; `each_minute` that it tells what is on now."""

    each_minute: bool = False


def keep(response: HttpResponse, *, each_minute: bool = False) -> HttpResponse:
    """Marks the answer as the same for everybody, until the edition changes."""
    response.keepable = Keepable(each_minute)  # type: ignore[attr-defined]
    return response


def pass_on(response: HttpResponse) -> HttpResponse:
    """Marks the answer as not worth keeping: anybody could ask for endless others like it."""
    response.keepable = None  # type: ignore[attr-defined]
    return response


def is_marked(response: HttpResponse) -> bool:
    return hasattr(response, "keepable")


@dataclass(slots=True)
class Page:
    """One page as it is sent: its headers, and its bytes in each encoding that was asked for."""

    headers: dict[str, str]
    plain: bytes
    revision: Revision
    minute: datetime | None
    digest: str
    bodies: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, response: HttpResponse, revision: Revision, minute: datetime) -> Page:
        """`revision` and `minute` are those before it was made."""
        mark: Keepable = response.keepable  # type: ignore[attr-defined]
        return cls(
            headers={"Cache-Control": "no-cache"}  # it may be shown again when we said that it still stands
            | {name: value for name, value in response.items() if name.lower() not in DROPPED},
            plain=response.content,
            revision=revision,
            minute=minute if mark.each_minute else None,
            digest=sha256(response.content).hexdigest()[:32],
        )

    @property
    def size(self) -> int:
        """In bytes, at most: the page, and its encodings, which are asked for later and smaller together."""
        return 2 * len(self.plain) + 1_000

    def is_fresh(self, revision: Revision) -> bool:
        return self.revision == revision and (self.minute is None or self.minute == _minute())

    def answer(self, request: HttpRequest) -> HttpResponse:
        """In the best encoding that the asker takes; 304 where it has these very bytes."""
        encoding = encoding_for(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        etag = f'"{self.digest}-{encoding}"'
        asked = request.META.get("HTTP_IF_NONE_MATCH")
        if asked and (asked.strip() == "*" or etag in parse_etags(asked)):
            return _answer(b"", 304, {**self._told_again, "ETag": etag, "Vary": "Accept-Encoding"})
        body = self.bodies.get(encoding)
        if body is None:
            body = self.bodies[encoding] = ENCODERS[encoding](self.plain)
        headers = {**self.headers, "Content-Length": str(len(body)), "ETag": etag, "Vary": "Accept-Encoding"}
        if encoding != "identity":
            headers["Content-Encoding"] = encoding
        return _answer(b"" if request.method == "HEAD" else body, 200, headers)

    @property
    def _told_again(self) -> dict[str, str]:
        """What a 304 has to repeat (RFC 9110, 15.4.5)."""
        names = ("Cache-Control", "Access-Control-Allow-Origin")
        return {name: self.headers[name] for name in names if name in self.headers}


def _answer(body: bytes, status: int, headers: Mapping[str, str]) -> HttpResponse:
    """With these headers alone: they were checked when the page was made, and each costs time."""
    response = HttpResponse(body, status=status, content_type="-")
    response.headers._store = {name.lower(): (name, value) for name, value in headers.items()}
    return response


class Store:
    """Pages by address, the least used dropped first when there are more bytes than allowed."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._pages: OrderedDict[Key, tuple[Page, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Page | None:
        with self._lock:
            found = self._pages.get(key)
            if found is None:
                return None
            self._pages.move_to_end(key)
            return found[0]

    def put(self, key: Key, page: Page) -> None:
        """A page larger than the whole store is not kept."""
        size = page.size
        with self._lock:
            if key in self._pages:
                self.size -= self._pages.pop(key)[1]
            if size > self.limit:
                return
            self._pages[key] = (page, size)
            self.size += size
            while self.size > self.limit:
                _key, (_page, dropped) = self._pages.popitem(last=False)
                self.size -= dropped


class PageCache:
    """The outermost middleware; with PAGE_CACHE_MB=0 there is none."""

    def __init__(self, get_response: View) -> None:
        if not settings.PAGE_CACHE_MB:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.store = Store(settings.PAGE_CACHE_MB * 10**6)
        self.languages = {code for code, _name in settings.LANGUAGES}
        self._hosts: dict[str, str] = {}
        self._revisions: dict[str, tuple[float, Revision | None]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        key, slug = self._key(request), self._slug(request.path_info)
        if key is None or slug is None:
            return self.get_response(request)
        revision = self._revision(slug)  # before the page's own queries
        if revision is None:
            return self.get_response(request)
        page = self.store.get(key)
        if page is None or not page.is_fresh(revision):
            minute = _minute()
            response = self.get_response(request)
            if not _may_be_kept(response):
                return response
            page = Page.of(response, revision, minute)
            answer = page.answer(request)
            self.store.put(key, page)
            return answer
        return page.answer(request)

    def _slug(self, path: str) -> str | None:
        """Of an address like /fr/paris-2017/…"""
        parts = path.split("/", 3)
        return parts[2] if len(parts) == 4 and parts[1] in self.languages and parts[2] else None

    def _key(self, request: HttpRequest) -> Key | None:
        """Only parameters that a page knows, sorted; None for what is not worth keeping, or not our host."""
        query = request.META.get("QUERY_STRING", "")
        if query:
            if len(query) > LONGEST_QUERY:
                return None
            pairs = sorted(pair for pair in parse_qsl(query) if pair[0] in PARAMETERS)
            query = urlencode(pairs)
        host = self._host(request)
        return None if host is None else (request.scheme or "http", host, request.path_info, query)

    def _host(self, request: HttpRequest) -> str | None:
        """As Django checked it, once for each way it is written."""
        written = request.META.get("HTTP_HOST")
        if written is None or written not in self._hosts:
            try:
                host = request.get_host()
            except DisallowedHost:
                return None
            if written is None:
                return host
            if len(self._hosts) > 100:
                self._hosts.clear()
            self._hosts[written] = host
        return self._hosts[written]

    def _revision(self, slug: str) -> Revision | None:
        """Trusted for a second; None, too, while the database does not answer: the page itself says so then."""
        asked_at, revision = self._revisions.get(slug, (0.0, None))
        moment = time.monotonic()
        if moment - asked_at > TRUSTED_SECONDS or not asked_at:
            try:
                revision = revision_at(slug)
            except DatabaseError:
                return None
            if len(self._revisions) > 1_000:  # addresses of editions that nobody made
                self._revisions.clear()
            self._revisions[slug] = (moment, revision)
        return revision


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and getattr(response, "keepable", None) is not None
        and not response.cookies
        and not response.streaming
    )


@lru_cache(maxsize=256)
def encoding_for(accepted: str) -> str:
    """The first of ours that is accepted; what is refused by q=0 is none."""
    names = {
        part.partition(";")[0].strip()
        for part in accepted.lower().split(",")
        if part.replace(" ", "").partition(";q=")[2] not in ("0", "0.0", "0.00", "0.000")
    }
    return next((name for name in ENCODERS if name in names), "identity")


def _minute() -> datetime:
    return now().replace(second=0, microsecond=0)
