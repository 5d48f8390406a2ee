"""The page cache: what is kept, for how long, and that nobody ever reads an old page."""

from __future__ import annotations

import gzip
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli
import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from programme import page_store
from programme.models import Edition, Mark, Occurrence, Session, Texts
from programme.page_store import OVERHEAD, Store
from programme.pages import PARAMETERS, PageCache, keep
from programme.queries.revisions import FOLD_AT, fold_marks, revision_at
from tests.factories import (
    EditionFactory,
    NoticeFactory,
    OccurrenceFactory,
    PageFactory,
    PartnerFactory,
    SessionFactory,
    SessionSpeakerFactory,
    UserFactory,
)
from tests.racing import all_at_once
from tests.releases import release_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _cache(settings, monkeypatch):
    settings.PAGE_CACHE_MB = 10
    monkeypatch.setattr(page_store, "TRUSTED_SECONDS", 0)


@pytest.fixture
def session(edition: Edition) -> Session:
    found = SessionFactory(edition=edition, state="confirmed", title=Texts({"en": "Ville"}))
    SessionSpeakerFactory(session=found)
    OccurrenceFactory(session=found)
    release_of(edition)
    return found


@pytest.fixture
def programme(session: Session) -> str:
    return f"/en/{session.edition.slug}/programme/"


def number(edition: Edition) -> int:
    revision = revision_at(edition.slug)
    assert revision is not None
    return revision.number


# --- the revision -------------------------------------------------------------------------------------

# A column that a page shows, of each table behind one; written by SQL, as nobody's code would.
WRITES = {
    "edition": "UPDATE programme_edition SET colour = '#000000'",
    "partner": "UPDATE programme_partner SET name = 'Other'",
    "notice": "UPDATE programme_notice SET is_shown = NOT is_shown",
    "page": "UPDATE programme_page SET slug = 'other'",
    "track": "UPDATE programme_track SET colour = '#000000'",
    "format": "UPDATE programme_format SET position = 9",
    "venue": "UPDATE programme_venue SET address = 'Elsewhere'",
    "room": "UPDATE programme_room SET capacity = 9",
    "speaker": "UPDATE programme_speaker SET name = 'Other'",
    "session": "UPDATE programme_session SET minutes = 9",
    "sessionspeaker": "UPDATE programme_sessionspeaker SET role = 'host'",
    "occurrence": "UPDATE programme_occurrence SET is_cancelled = NOT is_cancelled",
    "release": "UPDATE programme_release SET published_by_id = NULL",
    "slot": "UPDATE programme_slot SET cancelled = NOT cancelled",
}


@pytest.mark.parametrize("table", WRITES)
def test_a_write_by_any_way_is_another_revision(table, session):
    edition = session.edition
    PartnerFactory(edition=edition)
    NoticeFactory(edition=edition)
    PageFactory(edition=edition)
    before = number(edition)
    with connection.cursor() as cursor:
        cursor.execute(WRITES[table])
    assert number(edition) == before + 1


def test_a_new_row_and_a_deleted_one_are_other_revisions(session):
    before = number(session.edition)
    partner = PartnerFactory(edition=session.edition)
    assert number(session.edition) == before + 1
    partner.delete()
    assert number(session.edition) == before + 2


def test_what_the_public_does_not_see_is_the_same_revision(session):
    room = session.occurrences.get().room
    before = number(session.edition)
    Occurrence.objects.update(minutes=15)
    OccurrenceFactory(session=session, room=room)
    assert number(session.edition) == before


def test_another_edition_is_another_story(session):
    before = number(session.edition)
    SessionFactory(edition=EditionFactory())
    assert number(session.edition) == before


def test_a_transaction_is_one_mark_however_much_it_writes(session):
    before = number(session.edition)
    with transaction.atomic():
        for _time in range(3):
            SessionFactory(edition=session.edition)
    assert number(session.edition) == before + 1


def test_folding_marks_keeps_the_revision(session):
    edition = session.edition
    Mark.objects.bulk_create(Mark(edition_id=edition.pk, transaction=-one) for one in range(1, FOLD_AT + 2))
    before = number(edition)
    assert Mark.objects.filter(edition_id=edition.pk).count() == 0
    assert number(edition) == before
    fold_marks(edition.pk)
    assert number(edition) == before


def test_writers_of_one_edition_do_not_wait_for_each_other(session):
    """Each writes another row and ends its transaction only when all have written."""
    import threading

    edition = session.edition
    others = SessionFactory.create_batch(8, edition=edition)
    before = number(edition)
    together = threading.Barrier(8, timeout=20)

    def write(pk: int) -> None:
        with transaction.atomic():
            Session.objects.filter(pk=pk).update(minutes=33)
            together.wait()

    all_at_once([lambda pk=other.pk: write(pk) for other in others])
    assert Session.objects.filter(minutes=33).count() == 8
    assert number(edition) == before + 8


def test_folding_while_others_write_loses_no_mark(session):
    edition = session.edition
    before = number(edition)
    others = SessionFactory.create_batch(6, edition=edition)
    made = number(edition) - before

    def write(pk: int) -> None:
        Session.objects.filter(pk=pk).update(minutes=33)

    deeds: list[Any] = [lambda pk=other.pk: write(pk) for other in others]
    all_at_once([*deeds, lambda: fold_marks(edition.pk), lambda: fold_marks(edition.pk)])
    assert number(edition) == before + made + 6


# --- pages --------------------------------------------------------------------------------------------


def test_a_kept_page_costs_one_query_at_most(client, programme):
    first = client.get(programme)
    with CaptureQueriesContext(connection) as queries:
        second = client.get(programme)
    assert len(queries) <= 1
    assert second.content == first.content


@pytest.mark.parametrize(
    ("name", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes), ("zstd", bytes)]
)
def test_each_encoding_holds_the_same_page_and_has_a_tag_of_its_own(client, programme, name, unpack):
    plain = client.get(programme)
    packed = client.get(programme, headers={"accept-encoding": name})
    assert unpack(packed.content) == plain.content
    assert packed.headers.get("Content-Encoding", "") == (name if name in ("br", "gzip") else "")
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert (packed.headers["ETag"] == plain.headers["ETag"]) is (name not in ("br", "gzip"))


def test_who_has_the_page_is_told_so(client, programme):
    tag = client.get(programme, headers={"accept-encoding": "br"}).headers["ETag"]
    again = client.get(programme, headers={"accept-encoding": "br", "if-none-match": tag})
    other = client.get(programme, headers={"accept-encoding": "gzip", "if-none-match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert other.status_code == 200


def test_head_has_the_headers_and_no_page(client, programme):
    whole, head = client.get(programme), client.head(programme)
    assert (head.content, head.headers["Content-Length"]) == (b"", str(len(whole.content)))


def test_a_kept_page_keeps_the_headers_of_security(client, programme):
    client.get(programme)
    kept = client.get(programme)
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"):
        assert kept.headers[name]


def test_a_page_is_new_as_soon_as_its_edition_is(client, programme, session):
    assert b"Ville" in client.get(programme).content
    session.title = Texts({"en": "Another city"})
    session.save()
    assert b"Another city" in client.get(programme).content


def test_a_session_is_crossed_out_as_soon_as_one_time_is_cancelled(client, programme):
    client.get(programme)
    Occurrence.objects.update(is_cancelled=True)
    assert b"<s>" in client.get(programme).content


def test_an_edition_that_is_not_public_any_more_is_gone_at_once(client, programme, session):
    client.get(programme)
    Edition.objects.update(is_public=False)
    assert client.get(programme).status_code == 404


def test_nothing_personal_is_kept(programme, session):
    person = Client()
    person.force_login(UserFactory(name="Somebody"))
    signed_in = person.get(programme)
    anonymous = Client().get(programme)
    assert signed_in.content == anonymous.content
    assert "Set-Cookie" not in str(signed_in.headers)
    assert not signed_in.cookies


def test_parameters_that_no_page_knows_make_no_other_page(client, programme, monkeypatch):
    client.get(programme)
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{programme}?utm_source=x&fbclid=y")
    assert len(queries) <= 1


def test_the_order_of_parameters_makes_no_other_page(client, programme, session):
    track, room = session.track.slug, session.occurrences.get().room.slug
    client.get(f"{programme}?track={track}&room={room}")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{programme}?room={room}&track={track}")
    assert len(queries) <= 1


def test_a_filter_that_is_no_choice_is_not_kept(client, programme):
    client.get(f"{programme}?track=nothing")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{programme}?track=nothing")
    assert len(queries) > 1


def test_the_host_is_part_of_the_page_and_a_strange_one_gets_none(settings, programme):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    one, two = (Client(headers={"host": name}) for name in ("one.example", "two.example"))
    assert b"https://two.example" not in one.get(programme).content
    assert b"one.example" not in two.get(programme).content
    assert Client(headers={"host": "evil.example"}).get(programme).status_code == 400


def test_home_is_made_anew_each_minute(client, session, monkeypatch):
    home = f"/en/{session.edition.slug}/"
    moment = datetime.now().astimezone()
    monkeypatch.setattr(page_store, "now", lambda: moment)
    client.get(home)
    with CaptureQueriesContext(connection) as kept:
        client.get(home)
    monkeypatch.setattr(page_store, "now", lambda: moment + timedelta(minutes=1))
    with CaptureQueriesContext(connection) as made:
        client.get(home)
    assert len(kept) <= 1 < len(made)


@pytest.mark.parametrize(
    "name", ["schedule.xml", "schedule.json", "schedule.ics", "schedule.csv", "releases.atom"]
)
def test_files_are_kept_like_pages(client, session, name):
    address = f"/en/{session.edition.slug}/{name}"
    first = client.get(address)
    with CaptureQueriesContext(connection) as queries:
        second = client.get(address)
    assert len(queries) <= 1
    assert (second.content, second.headers["Content-Type"]) == (first.content, first.headers["Content-Type"])


def test_a_post_passes_by(client, programme):
    client.get(programme)
    assert client.post(programme).status_code == 405


def test_a_preview_and_a_redirect_are_not_kept(client, session):
    address = f"/en/{session.edition.slug}/sessions/{session.code}/"
    assert client.get(address).status_code == 301
    assert client.get(address).status_code == 301
    assert client.get(f"/en/{session.edition.slug}/preview/").status_code == 404


# --- what a view may say ------------------------------------------------------------------------------

NOON = datetime(2017, 7, 6, 12, 0, 30, tzinfo=UTC)


@dataclass
class Site:
    """The middleware before one view, which counts how often it's asked and answers `said`, marked with `marks`."""

    edition: Edition
    said: Any = "page"
    content_type: str = "text/html"
    marks: dict[str, Any] = field(default_factory=dict)
    made: int = 0

    def __post_init__(self) -> None:
        self.cache = PageCache(self._view)

    def _view(self, _request: HttpRequest) -> HttpResponse:
        self.made += 1
        return keep(HttpResponse(self.said, content_type=self.content_type), **self.marks)

    def get(self, query: str = "", **headers: str) -> HttpResponse:
        address = f"/en/{self.edition.slug}/place/{query}"
        return self.cache(RequestFactory().get(address, headers=headers))


@pytest.fixture
def clock(monkeypatch) -> list[datetime]:
    """What time it is, to be set."""
    moments = [NOON]
    monkeypatch.setattr(page_store, "now", lambda: moments[0])
    return moments


def made_at(site: Site, clock: list[datetime], moment: datetime) -> bool:
    """Whether the page is made anew at that moment."""
    before, clock[0] = site.made, moment
    site.get()
    return site.made > before


def test_a_page_is_right_until_the_moment_that_it_says(edition, clock):
    until = NOON + timedelta(hours=3)
    site = Site(edition, marks={"until": until})
    site.get()
    assert not made_at(site, clock, until - timedelta(seconds=1))
    assert made_at(site, clock, until)


def test_a_page_of_this_minute_is_right_to_its_end(edition, clock):
    site = Site(edition, marks={"each_minute": True})
    site.get()
    assert not made_at(site, clock, NOON + timedelta(seconds=29))
    assert made_at(site, clock, NOON + timedelta(seconds=30))


@pytest.mark.parametrize("marks", [{"until": NOON + timedelta(hours=3)}, {"each_minute": True}])
def test_a_clock_that_goes_back_shows_no_page_of_the_future(edition, clock, marks):
    site = Site(edition, marks=marks)
    site.get()
    assert not made_at(site, clock, NOON.replace(second=0))
    assert made_at(site, clock, NOON.replace(second=0) - timedelta(seconds=1))


def test_a_page_that_says_nothing_of_the_time_is_right_at_any(edition, clock):
    site = Site(edition)
    site.get()
    assert not made_at(site, clock, NOON + timedelta(days=1))
    assert not made_at(site, clock, NOON - timedelta(days=1))


def test_a_picture_is_kept_and_sent_as_it_is(edition):
    picture = os.urandom(5_000)
    site = Site(edition, said=picture, content_type="image/png")
    first = site.get(**{"accept-encoding": "br, gzip"})
    again = site.get(**{"accept-encoding": "br, gzip", "if-none-match": first.headers["ETag"]})
    assert (first.content, first.headers["Content-Length"]) == (picture, "5000")
    assert "Content-Encoding" not in first.headers
    assert "Vary" not in first.headers
    assert (again.status_code, site.made) == (304, 1)
    assert site.cache.kept.pages.size == OVERHEAD + 5_000


def test_a_drawing_is_a_text(edition):
    site = Site(edition, said="<svg/>" * 100, content_type="image/svg+xml")
    assert site.get(**{"accept-encoding": "br"}).headers["Content-Encoding"] == "br"


def test_each_encoding_counts_once_it_was_asked_for(edition):
    site = Site(edition, said=os.urandom(4_000).hex())
    packed = site.get(**{"accept-encoding": "br"})
    assert site.cache.kept.pages.size == OVERHEAD + len(packed.content)
    plain = site.get()
    site.get()
    assert site.cache.kept.pages.size == OVERHEAD + len(packed.content) + len(plain.content)


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_a_parameter_that_pages_know_makes_another_page(edition, name):
    site = Site(edition)
    for query in ("", f"?{name}=1", f"?{name}=2", f"?{name}=1", f"?{name}="):
        site.get(query)
    assert site.made == 3


@pytest.mark.parametrize("query", ["?q=city", "?q=", "?day=2017-07-06&q=city", "?day=" + "0" * 500])
def test_a_search_and_a_long_address_are_never_kept(edition, query):
    site = Site(edition)
    site.get(query)
    site.get(query)
    assert (site.made, site.cache.kept.pages.size) == (2, 0)


def test_of_a_parameter_given_twice_the_order_counts(edition):
    site = Site(edition)
    site.get("?page=1&page=2")
    site.get("?page=2&page=1")
    assert site.made == 2


def test_a_tag_that_a_proxy_weakened_is_the_same(edition):
    site = Site(edition)
    tag = site.get().headers["ETag"]
    for asked in (f"W/{tag}", f'"other", W/{tag}', "*"):
        assert site.get(**{"if-none-match": asked}).status_code == 304
    assert site.get(**{"if-none-match": '"other"'}).status_code == 200


def test_what_no_page_knows_leaves_no_trace_in_what_is_kept(session):
    """The one who asks first might ask for anything."""
    home = f"/en/{session.edition.slug}/"
    names = ("", "programme/", "speakers/", f"sessions/{session.code}-{session.slug}/")
    for address in (home + name for name in names):
        strange = Client().get(f"{address}?utm_source=strange&track=&day=")
        assert strange.content == Client().get(address).content


def test_the_store_drops_the_least_used_when_it_is_full():
    class Sized:
        size = 40

    store = Store(100)
    for name in "ab":
        store.put(("", "", name, ""), Sized())  # type: ignore[arg-type]
    store.get(("", "", "a", ""))
    store.put(("", "", "c", ""), Sized())  # type: ignore[arg-type]
    assert [name for name in "abc" if store.get(("", "", name, ""))] == ["a", "c"]
    assert store.size == 80
