"""A public page says of itself what search engines and networks show of it; other pages say nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from programme.models import Page, Session, Speaker, Texts, Track
from tests.factories import (
    MembershipFactory,
    OccurrenceFactory,
    PageFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    TrackFactory,
    VenueFactory,
)
from tests.programme.views.reading import read
from tests.releases import release_of

pytestmark = pytest.mark.django_db

SITE = "http://testserver"


@pytest.fixture
def festival(edition):
    edition.slug, edition.name = "paris", Texts({"en": "City Fest", "fr": "Fest en ville"})
    edition.tagline = Texts({"en": "Cities in common"})
    edition.save()
    session = SessionFactory(
        edition=edition,
        code="SHOWN2",
        title=Texts({"en": "Who holds the city?"}),
        abstract=Texts({"en": "A *long* look at [power](https://example.org/)."}),
        track=TrackFactory(edition=edition, slug="power", name=Texts({"en": "Power"})),
    )
    SessionSpeakerFactory(
        session=session,
        speaker=SpeakerFactory(edition=edition, name="Ana", number=7, bio=Texts({"en": "Reads **maps**."})),
    )
    venue = VenueFactory(edition=edition, slug="hall", name=Texts({"en": "The hall"}), address="1 quay")
    OccurrenceFactory(session=session, room=RoomFactory(edition=edition, slug="nave", venue=venue))
    PageFactory(
        edition=edition, slug="access", title=Texts({"en": "Access"}), body=Texts({"en": "By *bus*."})
    )
    release_of(edition)
    return edition


def head(client, address):
    page = read(client.get(address))
    found = {
        meta.get("property") or meta.get("name"): meta["content"]
        for meta in page.all("meta")
        if meta.get("content")
    }
    links = {
        link["hreflang"]: link["href"] for link in page.all("link", rel="alternate") if link.get("hreflang")
    }
    return found, links


def test_a_session_is_shared_with_its_words_and_its_card(client, festival):
    found, links = head(client, "/en/paris/sessions/SHOWN2-who-holds-the-city/")
    address = f"{SITE}/en/paris/sessions/SHOWN2-who-holds-the-city/"
    told = {name: value for name, value in found.items() if name[:3] in ("og:", "twi", "des")}
    assert told == {
        "description": "A long look at power.",
        "og:site_name": "City Fest",
        "og:title": "Who holds the city?",
        "og:description": "A long look at power.",
        "og:type": "article",
        "og:url": address,
        "og:locale": "en_GB",
        "og:locale:alternate": "fr_FR",
        "og:image": f"{SITE}/en/paris/sessions/SHOWN2.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Who holds the city? – City Fest",
        "twitter:card": "summary_large_image",
    }
    assert links == {
        "en": address,
        "fr": address.replace("/en/", "/fr/"),
        "x-default": address.replace("/en/", "/"),
    }


@pytest.mark.parametrize(
    ("tail", "title", "description", "card"),
    [
        ("", "City Fest", "Cities in common", "card.png"),
        ("programme/", "City Fest", "Cities in common", "card.png"),
        ("speakers/7-ana/", "Ana", "Reads maps.", "speakers/7.png"),
        ("tracks/power/", "Power", None, "card.png"),
        ("rooms/nave/", None, "The hall", "card.png"),
        ("venues/hall/", "The hall", "1 quay", "card.png"),
        ("pages/access/", "Access", "By bus.", "card.png"),
    ],
)
def test_each_page_tells_its_own_words_or_the_editions(client, festival, tail, title, description, card):
    found, _links = head(client, f"/en/paris/{tail}")
    assert found["og:title"] == (title or found["og:title"])
    assert found["description"] == found["og:description"] == (description or found["description"])
    assert found["og:image"] == f"{SITE}/en/paris/{card}"
    assert client.get(found["og:image"]).status_code == 200


def test_a_page_of_a_list_is_told_from_the_others_and_chosen_filters_are_not(client, festival):
    _found, links = head(client, "/en/paris/programme/?day=2017-07-06")
    assert links["fr"] == f"{SITE}/fr/paris/programme/?day=2017-07-06"
    found, links = head(client, "/en/paris/programme/?track=power")
    assert links["fr"] == f"{SITE}/fr/paris/programme/"
    assert found["og:url"] == f"{SITE}/en/paris/programme/"


def test_without_words_of_its_own_an_edition_tells_when_it_is(client, edition):
    found, _links = head(client, f"/en/{edition.slug}/")
    assert found["description"] == "5–7 July 2017, Paris"
    found, _links = head(client, f"/fr/{edition.slug}/")
    assert found["description"] == "5–7 juillet 2017, Paris"


def test_long_texts_are_cut_at_a_word(client, festival):
    Session.objects.update(abstract=Texts({"en": "cities " * 400}))
    found, _links = head(client, "/en/paris/sessions/SHOWN2-who-holds-the-city/")
    assert len(found["description"]) <= 200
    assert found["description"].endswith("cities…")


HOSTILE = "\"'><img src=x onerror=alert(1)>\u202e\x07\u2028 <!-- {{ 7 }} 🎉"


def test_no_words_leave_their_attribute(client, festival):
    for model in (Session, Speaker, Track, Page):
        texts = {
            field.name: Texts({"en": HOSTILE})
            for field in model._meta.fields
            if field.name in {"title", "abstract", "body", "question", "bio"}
        }
        model.objects.update(**texts)
    Speaker.objects.update(name=HOSTILE)
    Track.objects.update(name=Texts({"en": HOSTILE}))
    slugs = {
        "session": Session.objects.get().slug,
        "speaker": Speaker.objects.get().slug,
    }
    for tail in (f"sessions/SHOWN2-{slugs['session']}/", f"speakers/7-{slugs['speaker']}/", "tracks/power/"):
        found, _links = head(client, f"/en/paris/{tail}")
        assert found["og:title"].startswith("\"'><img src=x onerror=alert(1)>")
        assert not {"\u202e", "\x07", "\u2028"} & set(found["og:title"] + found["og:description"])


@pytest.mark.parametrize("tail", ["", "preview/", "preview/sessions/SHOWN2/"])
def test_what_is_not_public_says_nothing_of_itself(client, festival, tail):
    festival.is_public = "preview" in tail
    festival.save()
    client.force_login(MembershipFactory(edition=festival).user)
    found, links = head(client, f"/en/paris/{tail}")
    assert found["robots"] == "noindex"
    assert {name for name in found if name[:3] in ("og:", "twi", "des")} == set()
    assert links == {}


def test_no_address_is_made_of_a_host_that_is_not_ours(client, festival):
    address = reverse("home", args=["paris"])
    assert client.get(address, headers={"host": "evil.example"}).status_code == 400
    assert b"evil.example" not in client.get(address, headers={"x-forwarded-host": "evil.example"}).content
