"""What the web server's door answers before Django is asked: the very same, and nothing that might be old."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from wsgiref.util import setup_testing_defaults

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from programme import page_store
from programme.models import Edition, Session, Texts
from programme.pages import PageCache, keep, kept_first
from tests.factories import OccurrenceFactory, SessionFactory
from tests.racing import all_at_once
from tests.releases import release_of

if TYPE_CHECKING:
    from wsgiref.types import StartResponse

pytestmark = pytest.mark.django_db(transaction=True)


class Door:
    """A web server's worker; `passed` counts what Django had to answer."""

    def __init__(self) -> None:
        self.django = WSGIHandler()
        self.application = kept_first(self._pass)
        self.passed = 0

    def _pass(self, environ: dict[str, Any], start_response: StartResponse) -> Any:
        self.passed += 1
        return self.django(environ, start_response)

    def ask(self, path: str, query: str = "", **environ: str) -> SimpleNamespace:
        asked: dict[str, Any] = {
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "testserver",
            **environ,
        }
        setup_testing_defaults(asked)
        said: list[Any] = []
        body = b"".join(self.application(asked, lambda *start: said.extend(start)))  # type: ignore[arg-type, return-value]
        return SimpleNamespace(status=said[0], headers=dict(said[1]), body=body)

    def is_passed(self, path: str, query: str = "", **environ: str) -> bool:
        before = self.passed
        self.ask(path, query, **environ)
        return self.passed > before


@pytest.fixture(autouse=True)
def clock(settings, monkeypatch) -> list[float]:
    """Seconds, to be set: a revision is trusted for one of them."""
    settings.PAGE_CACHE_MB = 10
    seconds = [100.0]
    monkeypatch.setattr(page_store, "time", SimpleNamespace(monotonic=lambda: seconds[0]))
    return seconds


@pytest.fixture
def session(edition: Edition) -> Session:
    found = SessionFactory(edition=edition, state="confirmed", title=Texts({"en": "Ville"}))
    OccurrenceFactory(session=found)
    release_of(edition)
    return found


@pytest.fixture
def programme(session: Session) -> str:
    return f"/en/{session.edition.slug}/programme/"


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("encoding", ["br", "gzip", ""])
def test_the_door_says_what_django_says(door, programme, method, encoding):
    asked = {"REQUEST_METHOD": method, "HTTP_ACCEPT_ENCODING": encoding}
    by_django = door.ask(programme, **asked)
    at_the_door = door.ask(programme, **asked)
    assert door.passed == 1
    assert at_the_door == by_django
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Vary"):
        assert at_the_door.headers[name]


def test_who_has_the_page_is_told_so_at_the_door(door, programme):
    tag = door.ask(programme).headers["ETag"]
    assert door.is_passed(programme, HTTP_IF_NONE_MATCH=tag) is False
    same = door.ask(programme, HTTP_IF_NONE_MATCH=tag)
    assert (same.status, same.body) == ("304 Not Modified", b"")
    assert same.headers == {"Cache-Control": "no-cache", "ETag": tag, "Vary": "Accept-Encoding"}


def test_the_door_asks_the_database_nothing(door, programme):
    door.ask(programme)
    with CaptureQueriesContext(connection) as queries:
        assert not door.is_passed(programme)
    assert len(queries) == 0


def test_a_write_is_public_after_a_second_at_most(door, programme, clock):
    door.ask(programme)
    Session.objects.update(title=Texts({"en": "Another city"}))
    clock[0] += 0.9
    assert not door.is_passed(programme)
    clock[0] += 0.2
    assert b"Another city" in door.ask(programme).body


def test_an_edition_that_is_withdrawn_is_gone_after_a_second(door, programme, clock):
    door.ask(programme)
    Edition.objects.update(is_public=False)
    clock[0] += 1
    assert door.ask(programme).status == "404 Not Found"


def test_one_question_a_second_is_enough_for_all_pages(door, programme, session, clock):
    speakers = f"/en/{session.edition.slug}/speakers/"
    door.ask(programme)
    door.ask(speakers)
    clock[0] += 2
    assert door.is_passed(programme)
    assert not door.is_passed(speakers)


def test_a_page_of_this_minute_is_asked_for_in_the_next(door, session, monkeypatch):
    home = f"/en/{session.edition.slug}/"
    moment = page_store.minute()
    monkeypatch.setattr(page_store, "now", lambda: moment)
    door.ask(home)
    assert not door.is_passed(home)
    monkeypatch.setattr(page_store, "now", lambda: moment + timedelta(minutes=1))
    assert door.is_passed(home)


def test_a_host_that_is_not_ours_never_gets_a_page(door, programme):
    door.ask(programme)
    assert door.ask(programme, HTTP_HOST="evil.example").status == "400 Bad Request"
    assert door.ask(programme, HTTP_HOST="evil.example").status == "400 Bad Request"


def test_the_header_of_the_proxy_says_the_scheme_if_it_is_trusted(door, programme, settings):
    door.ask(programme)
    assert not door.is_passed(programme, HTTP_X_FORWARDED_PROTO="https")
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert b"http://testserver" in door.ask(programme, HTTP_X_FORWARDED_PROTO="http").body
    assert door.is_passed(programme, HTTP_X_FORWARDED_PROTO="https")
    secure = door.ask(programme, HTTP_X_FORWARDED_PROTO="https")
    assert b"https://testserver" in secure.body
    assert b"http://testserver" not in secure.body
    assert door.is_passed(programme, HTTP_X_FORWARDED_PROTO="https, http")


@pytest.mark.parametrize(
    ("query", "is_passed"),
    [("", False), ("page=1", False), ("utm_source=x", True), ("q=", True), ("page=", True)],
)
def test_the_door_knows_an_address_only_as_it_is_kept(door, programme, query, is_passed):
    door.ask(programme)
    door.ask(programme, query)
    assert door.is_passed(programme, query) is is_passed


def test_letters_that_server_and_django_read_differently_are_djangos(door, session):
    """Servers hand on bytes as Latin letters: the second address is written as the first one is kept."""
    cache = PageCache(lambda request: keep(HttpResponse(request.path_info)))

    def echo(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        response = cache(WSGIRequest(environ))
        start_response("200 OK", list(response.items()))
        return [response.content]

    door.application = kept_first(echo)  # type: ignore[arg-type]
    first, second = (f"/en/{session.edition.slug}/{name}/" for name in ("Ã©", "é"))
    for address in (first, second):
        for _time in range(2):
            assert door.ask(address.encode().decode("latin-1")).body == address.encode()


def test_nothing_is_answered_to_a_post(door, programme):
    door.ask(programme)
    assert door.ask(programme, REQUEST_METHOD="POST").status == "405 Method Not Allowed"


def test_without_room_for_pages_the_door_is_djangos(settings):
    settings.PAGE_CACHE_MB = 0
    django = WSGIHandler()
    assert kept_first(django) is django


def test_all_threads_of_a_worker_get_one_page(door, programme):
    """Cold and at once, in two encodings: what each of them reads is the page."""
    asked = ["br", ""] * 4
    pages = all_at_once([lambda name=name: door.ask(programme, HTTP_ACCEPT_ENCODING=name) for name in asked])
    plain = {
        brotli.decompress(page.body) if "Content-Encoding" in page.headers else page.body for page in pages
    }
    assert len(plain) == 1
    assert b"Ville" in plain.pop()
