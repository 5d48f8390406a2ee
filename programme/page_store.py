"""What is kept of public pages: their bytes in each encoding, by address, and what their editions were last seen at."""

from __future__ import annotations

import gzip
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

import brotli
from django.db import DatabaseError
from django.utils.http import parse_etags

from festapp.clock import now
from programme.queries.revisions import Revision, revision_at

TRUSTED_SECONDS = 1.0  # a revision is asked for once a second and process
# How each encoding is made and undone, in the order in which they are offered: a browser takes the first it knows.
# The largest window finds what a schedule says again megabytes later.
CODECS: dict[str, tuple[Codec, Codec]] = {
    "br": (lambda plain: brotli.compress(plain, quality=5, lgwin=24), brotli.decompress),
    "gzip": (lambda plain: gzip.compress(plain, compresslevel=6, mtime=0), gzip.decompress),
    "identity": (bytes, bytes),
}
TEXTS = re.compile(r"text/|image/svg\+xml|application/([\w.-]+\+)?(json|xml|javascript)\b")
DROPPED = frozenset({"content-length", "etag", "vary", "content-encoding"})  # ours are put in their place
TOLD_AGAIN = ("Cache-Control", "Access-Control-Allow-Origin")  # by a 304 too (RFC 9110, 15.4.5)
OVERHEAD = 2_000  # bytes, of a page beside its bodies

type Codec = Callable[[bytes], bytes]
type Key = tuple[str, str, str, str]  # scheme, host, path, parameters
type Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent, ready made."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Packed:
    """A page in one encoding: the answers to who does not have it, to who only asks about it, to who has it."""

    etag: str
    whole: Answer
    head: Answer
    same: Answer


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the edition at `slug`, right from the moment `since` until `until`.

    Only the encodings that were asked for are there, texts always as Brotli, which the others are made of.
    """

    slug: str
    revision: Revision
    since: datetime
    until: datetime | None
    headers: Headers
    digest: str
    is_text: bool
    packed: dict[str, Packed] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        content: bytes,
        headers: Iterable[tuple[str, str]],
        *,
        slug: str,
        revision: Revision,
        since: datetime,
        until: datetime | None,
    ) -> Page:
        """`revision` and `since` are those before it was made."""
        # It may be shown again when we said that it still stands.
        found = {"Cache-Control": "no-cache"} | {
            name: value for name, value in headers if name.lower() not in DROPPED
        }
        page = cls(
            slug=slug,
            revision=revision,
            since=since,
            until=until,
            headers=tuple(found.items()),
            digest=sha256(content).hexdigest()[:32],
            is_text=bool(TEXTS.match(found.get("Content-Type", ""))),
        )
        page._pack("br" if page.is_text else "identity", content)
        return page

    @property
    def size(self) -> int:
        """In bytes; it grows when another encoding is asked for."""
        return OVERHEAD + sum(len(packed.whole.body) for packed in list(self.packed.values()))

    def is_fresh(self, revision: Revision) -> bool:
        """A clock may go back: a page of later is as wrong as one of before."""
        return self.revision == revision and (self.until is None or self.since <= now() < self.until)

    def answer(self, environ: Mapping[str, Any]) -> Answer:
        """In the best encoding that the asker takes; 304 where it has these very bytes."""
        encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")) if self.is_text else "identity"
        packed = self.packed.get(encoding) or self._pack(encoding, self._plain())
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and (asked == packed.etag or _names(asked, packed.etag)):
            return packed.same
        return packed.head if environ["REQUEST_METHOD"] == "HEAD" else packed.whole

    def _plain(self) -> bytes:
        encoding = "br" if self.is_text else "identity"
        _pack, unpack = CODECS[encoding]
        return unpack(self.packed[encoding].whole.body)

    def _pack(self, encoding: str, plain: bytes) -> Packed:
        pack, _unpack = CODECS[encoding]
        body = pack(plain)
        etag = f'"{self.digest}-{encoding}"'
        tagged: Headers = (("ETag", etag), *((("Vary", "Accept-Encoding"),) if self.is_text else ()))
        headers: Headers = (*self.headers, *tagged, ("Content-Length", str(len(body))))
        if encoding != "identity":
            headers = (*headers, ("Content-Encoding", encoding))
        again = tuple(header for header in self.headers if header[0] in TOLD_AGAIN)
        packed = self.packed[encoding] = Packed(
            etag=etag,
            whole=Answer(200, headers, body),
            head=Answer(200, headers, b""),
            same=Answer(304, (*again, *tagged), b""),
        )
        return packed


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

    def count(self, key: Key, page: Page) -> None:
        """Anew, after an answer that may have made another encoding of a page that is kept."""
        found = self._pages.get(key)
        if found is not None and found[0] is page and found[1] != page.size:
            self.put(key, page)

    def put(self, key: Key, page: Page) -> None:
        """A page larger than the whole store is not kept."""
        with self._lock:
            self._put(key, page)

    def _put(self, key: Key, page: Page) -> None:
        size = page.size
        if key in self._pages:
            self.size -= self._pages.pop(key)[1]
        if size > self.limit:
            return
        self._pages[key] = (page, size)
        self.size += size
        while self.size > self.limit:
            _key, (_page, dropped) = self._pages.popitem(last=False)
            self.size -= dropped


class Revisions:
    """Of the editions that were asked for, each trusted for a second."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[float, Revision | None]] = {}

    def trusted(self, slug: str) -> Revision | None:
        """None where it has to be asked for; never a query."""
        seen = self._seen.get(slug)
        return seen[1] if seen and time.monotonic() - seen[0] < TRUSTED_SECONDS else None

    def at(self, slug: str) -> Revision | None:
        """None, too, while the database does not answer: the page itself says so then."""
        moment = time.monotonic()
        seen = self._seen.get(slug)
        if seen and moment - seen[0] < TRUSTED_SECONDS:
            return seen[1]
        try:
            revision = revision_at(slug)
        except DatabaseError:
            return None
        if len(self._seen) > 1_000:  # addresses of editions that nobody made
            self._seen.clear()
        self._seen[slug] = (moment, revision)
        return revision


class Kept:
    """One process's pages and the revisions they are held against."""

    def __init__(self, limit: int) -> None:
        self.pages = Store(limit)
        self.revisions = Revisions()

    def known(self, key: Key) -> Page | None:
        """The page at this address if it is known to be fresh without asking the database."""
        page = self.pages.get(key)
        if page is None:
            return None
        revision = self.revisions.trusted(page.slug)
        return page if revision and page.is_fresh(revision) else None


def minute() -> datetime:
    """The one that has begun, by the clock of the site."""
    return now().replace(second=0, microsecond=0)


@lru_cache(maxsize=256)
def encoding_for(accepted: str) -> str:
    """The first of ours that is accepted; what is refused by q=0 is none."""
    names = {
        part.partition(";")[0].strip()
        for part in accepted.lower().split(",")
        if part.replace(" ", "").partition(";q=")[2] not in ("0", "0.0", "0.00", "0.000")
    }
    return next((name for name in CODECS if name in names), "identity")


def _names(asked: str, etag: str) -> bool:
    """Weakly compared, as RFC 9110 has it for this header: a proxy that repacks the page weakens its tag."""
    return asked.strip() == "*" or etag in {tag.removeprefix("W/") for tag in parse_etags(asked)}
