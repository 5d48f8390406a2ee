"""Search engines are told of every public page, in each language, and of nothing else."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.urls import resolve

from programme import urls
from programme.models import Session, Texts
from tests.factories import (
    THURSDAY_TEN,
    EditionFactory,
    MembershipFactory,
    OccurrenceFactory,
    PageFactory,
    PartnerFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    TrackFactory,
    VenueFactory,
)
from tests.releases import release_of

pytestmark = pytest.mark.django_db

NAMES = {
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "html": "http://www.w3.org/1999/xhtml",
}
MARK = "zebrule"

# Public addresses that are not in the map, and why.
LEFT_OUT = {
    "now": "tells of one minute",
    "session_by_code": "leads on to session_detail",
    "preview": "for organisers",
    "session_preview": "for organisers",
}


def locations(answer):
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    return [found.text for found in ElementTree.fromstring(answer.content).iterfind(".//map:loc", NAMES)]  # noqa: S314  # our own


def paths(answer):
    return {address.removeprefix("http://testserver") for address in locations(answer)}


@pytest.fixture
def festival(edition):
    track = TrackFactory(edition=edition, slug="track")
    venue = VenueFactory(edition=edition, slug="venue")
    room = RoomFactory(edition=edition, slug="room", venue=venue)
    session = SessionFactory(edition=edition, track=track, code="SHOWN2", title=Texts({"en": "Shown"}))
    speaker = SpeakerFactory(edition=edition, name="Ana", number=7)
    SessionSpeakerFactory(session=session, speaker=speaker)
    OccurrenceFactory(session=session, room=room)
    OccurrenceFactory(session=session, room=room, starts_at=THURSDAY_TEN + timedelta(days=1))
    PageFactory(edition=edition, slug="access")
    PartnerFactory(edition=edition)
    release_of(edition)
    return edition


def add_what_is_not_public(edition):
    """In the making, under slugs that would be seen."""
    for at, state in enumerate(Session.State):
        session = SessionFactory(edition=edition, title=Texts({"en": MARK}), state=state, track=None)
        SessionSpeakerFactory(session=session, speaker=SpeakerFactory(edition=edition, name=MARK))
        room = RoomFactory(
            edition=edition,
            slug=f"{MARK}-{at}",
            venue=VenueFactory(edition=edition, slug=f"{MARK}-venue-{at}"),
        )
        OccurrenceFactory(session=session, room=room, starts_at=THURSDAY_TEN + timedelta(days=9))
    PageFactory(edition=edition, slug=MARK, is_public=False)
    secret = EditionFactory(slug=f"{MARK}-edition", is_public=False)
    OccurrenceFactory(session=SessionFactory(edition=secret))
    release_of(secret)


def test_the_index_names_a_map_for_each_public_edition(client, festival):
    EditionFactory(slug="hidden", is_public=False)
    other = EditionFactory(slug="other")
    found = locations(client.get("/sitemap.xml"))
    assert sorted(found) == sorted(
        f"http://testserver/{language}/{edition.slug}/sitemap.xml"
        for edition in (festival, other)
        for language in ("fr", "en")
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_map_names_all_pages_in_its_language(client, festival, language):
    home = f"/{festival.slug}/"
    tails = {
        "",
        "programme/",
        "programme/?day=2017-07-06",
        "programme/?day=2017-07-07",
        "changes/",
        "sessions/SHOWN2-shown/",
        "speakers/",
        "speakers/7-ana/",
        "tracks/",
        "tracks/track/",
        "venues/",
        "venues/venue/",
        "rooms/room/",
        "partners/",
        "pages/access/",
    }
    found = paths(client.get(f"/{language}{home}sitemap.xml"))
    assert found == {f"/{language}{home}{tail}" for tail in tails}
    assert {client.get(path).status_code for path in found} == {200}


def test_every_page_of_the_urlconf_is_in_the_map_or_left_out_for_a_reason(client, festival):
    """Files have a dot in their address; all else is a page."""
    pages = {pattern.name for pattern in urls.urlpatterns if "." not in str(pattern.pattern)}
    named = paths(client.get(f"/en/{festival.slug}/sitemap.xml"))
    found = {resolve(urlsplit(path).path).url_name for path in named}
    assert found == pages - LEFT_OUT.keys()


def test_each_page_is_named_with_its_languages_and_the_visitors(client, festival):
    root = ElementTree.fromstring(client.get(f"/en/{festival.slug}/sitemap.xml").content)  # noqa: S314
    for url in root.iterfind("map:url", NAMES):
        found = {link.get("hreflang"): link.get("href") for link in url.iterfind("html:link", NAMES)}
        assert found.keys() == {"fr", "en", "x-default"}
        assert url.find("map:loc", NAMES).text == found["en"]
        assert found["x-default"] == found["en"].replace("/en/", "/", 1)
        assert url.find("map:lastmod", NAMES) is None  # nothing says when a page changed


def test_an_address_without_a_language_leads_on_to_the_visitors(client, festival):
    answer = client.get(f"/{festival.slug}/programme/?day=2017-07-06", headers={"accept-language": "fr"})
    assert (answer.status_code, answer["Location"]) == (302, f"/fr/{festival.slug}/programme/?day=2017-07-06")


def test_nothing_changes_by_what_is_not_public(client, festival):
    addresses = ["/sitemap.xml", f"/en/{festival.slug}/sitemap.xml"]
    before = [client.get(address).content for address in addresses]
    add_what_is_not_public(festival)
    after = [client.get(address) for address in addresses]
    assert [answer.content for answer in after] == before
    assert MARK.encode() not in b"".join(answer.content for answer in after)


@pytest.mark.parametrize("who", ["anonymous", "its organiser"])
def test_an_edition_that_is_not_public_has_no_map(client, who):
    secret = EditionFactory(is_public=False)
    if who == "its organiser":
        client.force_login(MembershipFactory(edition=secret).user)
    answers = [client.get(f"/en/{slug}/sitemap.xml") for slug in (secret.slug, "unknown")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_an_edition_with_nothing_yet_is_a_short_map(client, edition):
    found = paths(client.get(f"/en/{edition.slug}/sitemap.xml"))
    assert found == {f"/en/{edition.slug}/{tail}" for tail in ("", "programme/")}


def test_the_index_is_kept_for_an_hour_and_a_map_until_its_edition_changes(client, festival):
    assert client.get("/sitemap.xml")["Cache-Control"] == "public, max-age=3600"
    answer = client.get(f"/en/{festival.slug}/sitemap.xml")
    assert answer.keepable
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


@pytest.mark.parametrize("address", ["/sitemap.xml", "/en/paris/sitemap.xml", "/robots.txt"])
@pytest.mark.parametrize("header", ["host", "x-forwarded-host"])
def test_no_address_is_made_of_a_host_that_is_not_ours(client, address, header):
    EditionFactory(slug="paris")
    answer = client.get(address, headers={header: "evil.example"})
    assert answer.status_code == (400 if header == "host" else 200)
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize("count", [1, 20])
def test_it_asks_as_often_for_few_as_for_many(client, festival, django_assert_num_queries, count):
    for _ in range(count):
        session = SessionFactory(edition=festival)
        SessionSpeakerFactory(session=session)
        OccurrenceFactory(session=session)
        PageFactory(edition=festival)
        EditionFactory()
    release_of(festival)
    with django_assert_num_queries(1):
        client.get("/sitemap.xml")
    with django_assert_num_queries(7):
        client.get(f"/en/{festival.slug}/sitemap.xml")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(client, edition, method):
    client.raise_request_exception = False
    for address in ("/sitemap.xml", f"/en/{edition.slug}/sitemap.xml", "/robots.txt", "/favicon.ico"):
        assert getattr(client, method)(address).status_code == 405
