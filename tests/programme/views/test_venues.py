"""Venues with their rooms, each there once a release uses it."""

from decimal import Decimal

import pytest

from programme.models import Session, Texts
from tests.factories import OccurrenceFactory, RoomFactory, SessionFactory, VenueFactory
from tests.programme.views.reading import read
from tests.releases import release_of


def docks(edition, **fields):
    return VenueFactory(
        edition=edition,
        slug="docks",
        name=Texts({"en": "Docks", "fr": "Les Docks"}),
        address="1 Quay Street",
        latitude=Decimal("48.892300"),
        longitude=Decimal("2.401200"),
        directions=Texts({"en": "Take *line 5*."}),
        **fields,
    )


def held_in(room, title="Talk", **fields):
    session = SessionFactory(edition=room.edition, title=Texts({"en": title}), **fields)
    return OccurrenceFactory(session=session, room=room)


def venues(edition, language="en"):
    return f"/{language}/{edition.slug}/venues/"


def facts(element):
    return dict(zip(element.words_of("dt"), element.words_of("dd"), strict=True))


def test_the_list_tells_of_each_venue_where_it_is_and_which_rooms_it_has(client, edition):
    venue = docks(edition, position=2)
    held_in(
        RoomFactory(
            edition=edition,
            venue=venue,
            slug="nave",
            name=Texts({"en": "Nave"}),
            floor="2nd",
            capacity=80,
            access_features=["hearing_loop", "step_free"],
            position=1,
        )
    )
    held_in(RoomFactory(edition=edition, venue=venue, slug="barn", name=Texts({"en": "Barn"}), capacity=None))
    held_in(RoomFactory(edition=edition, venue__name=Texts({"en": "Park"}), venue__position=1))
    release_of(edition)

    page = read(client.get(venues(edition)))
    assert page.words_of("h1") == ["Venues"]
    assert page.words_of("h2") == ["Park", "Docks"]
    entry = page.one("ul", class_="venues").children
    entry = [child for child in entry if not isinstance(child, str)][1]
    assert entry.one("h2").one("a")["href"] == f"/en/{edition.slug}/venues/docks/"
    assert [link["href"] for link in entry.one("ul", class_="rooms").all("a")] == [
        f"/en/{edition.slug}/rooms/barn/",
        f"/en/{edition.slug}/rooms/nave/",
    ]
    assert facts(entry) == {"Address": "1 Quay Street", "On a map": "48.892300,2.401200"}
    assert entry.one("ul", class_="rooms").words_of("p") == [
        "Floor 2nd · 80 seats",
        "Step-free, Hearing loop",
    ]
    assert read(client.get(venues(edition, "fr"))).words_of("h2")[1] == "Les Docks"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_map_opens_by_coordinates_in_no_languages_way_of_writing_them(client, edition, language):
    held_in(RoomFactory(edition=edition, venue=docks(edition)))
    release_of(edition)
    for address in (venues(edition, language), f"{venues(edition, language)}docks/"):
        links = [link["href"] for link in read(client.get(address)).all("a")]
        assert "geo:48.892300,2.401200" in links


def test_a_venue_tells_how_to_get_there_its_rooms_and_what_is_held_there_by_day(client, edition):
    venue = docks(edition)
    nave, barn = (RoomFactory(edition=edition, venue=venue, name=Texts({"en": name})) for name in "NB")
    held_in(nave, "In the nave")
    held_in(barn, "In the barn")
    held_in(RoomFactory(edition=edition), "Elsewhere")
    release_of(edition)
    page = read(client.get(f"{venues(edition)}docks/"))
    assert page.words_of("h1") == ["Docks"]
    assert page.one("title").words == f"Docks – {edition.name['en']}"
    assert page.one("section", aria_labelledby="directions").one("em").words == "line 5"
    assert page.words_of("h2") == ["How to get there", "Rooms", "Thursday 6 July"]
    assert sorted(page.one("section", class_="day").words_of("h3")) == ["In the barn", "In the nave"]
    assert sorted(page.one("ul", class_="rooms").words_of("h3")) == ["B", "N"]


def test_search_engines_are_told_where_a_venue_is(client, edition):
    held_in(RoomFactory(edition=edition, venue=docks(edition)))
    release_of(edition)
    page = read(client.get(f"{venues(edition)}docks/"))
    assert page.one("script", type="application/ld+json").words == (
        '{"@context":"https://schema.org","@type":"Place","name":"Docks","address":"1 Quay Street",'
        '"geo":{"@type":"GeoCoordinates","latitude":48.8923,"longitude":2.4012}}'
    )


def test_a_room_leads_to_its_venue(client, edition):
    held_in(RoomFactory(edition=edition, venue=docks(edition), slug="nave"))
    release_of(edition)
    room = read(client.get(f"/en/{edition.slug}/rooms/nave/"))
    assert room.one("dl").all("a")[0]["href"] == f"{venues(edition)}docks/"


def test_a_venue_and_a_room_that_no_release_uses_are_not_there(client, edition):
    venue = docks(edition)
    held_in(RoomFactory(edition=edition, venue=venue, name=Texts({"en": "Nave"})))
    release_of(edition)
    held_in(RoomFactory(edition=edition, venue=venue, name=Texts({"en": "Barn"})))
    held_in(RoomFactory(edition=edition, venue__slug="later"))
    page = read(client.get(venues(edition)))
    assert page.words_of("h2") == ["Docks"]
    assert page.one("ul", class_="rooms").words_of("a") == ["Nave"]
    assert client.get(f"{venues(edition)}later/").status_code == 404


@pytest.mark.parametrize("count", [2, 20])
def test_many_venues_are_read_as_few_are(client, edition, django_assert_num_queries, count):
    for _venue in range(count):
        venue = VenueFactory(edition=edition)
        for _room in range(2):
            held_in(RoomFactory(edition=edition, venue=venue))
    release_of(edition)
    with django_assert_num_queries(3):
        page = read(client.get(venues(edition)))
    assert len(page.all("h2")) == count


def test_a_venue_of_a_session_that_is_a_draft_again_is_gone(client, edition):
    occurrence = held_in(RoomFactory(edition=edition, venue=docks(edition)))
    release_of(edition)
    Session.objects.filter(pk=occurrence.session_id).update(state=Session.State.DRAFT)
    assert client.get(f"{venues(edition)}docks/").status_code == 404
    assert read(client.get(venues(edition))).all("h2") == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Where the festival is held is not published yet. Come back later. Go to the programme"),
        (
            "fr",
            "Les lieux du festival ne sont pas encore publiés. Revenez bientôt ! Aller au programme",
        ),
    ],
)
def test_before_the_first_release_the_list_says_so(client, edition, language, words):
    empty = read(client.get(venues(edition, language))).one("p", class_="empty")
    assert empty.words == words
    assert empty.one("a")["href"] == f"/{language}/{edition.slug}/programme/"
