"""A room's page, there once a release uses the room."""

from decimal import Decimal

from programme.models import Texts
from tests.factories import OccurrenceFactory, RoomFactory, SessionFactory, VenueFactory
from tests.programme.views.reading import read
from tests.releases import release_of


def nave(edition, **fields):
    venue = VenueFactory(
        edition=edition,
        name=Texts({"en": "Docks"}),
        address="1 Quay Street",
        latitude=Decimal("48.892300"),
        longitude=Decimal("2.401200"),
        directions=Texts({"en": "Take *line 5*."}),
    )
    return RoomFactory(edition=edition, venue=venue, slug="nave", name=Texts({"en": "Nave"}), **fields)


def test_it_tells_where_it_is_and_what_is_held_there(client, edition):
    room = nave(edition, floor="2nd", capacity=80, access_features=["hearing_loop", "step_free"])
    OccurrenceFactory(session=SessionFactory(edition=edition, title=Texts({"en": "Held here"})), room=room)
    OccurrenceFactory(session__edition=edition)
    release_of(edition)

    for language in ("en", "fr"):  # a French comma would break the geo: address
        page = read(client.get(f"/{language}/{edition.slug}/rooms/nave/"))
        assert page.one("dl").all("a")[1]["href"] == "geo:48.892300,2.401200"
        assert page.words_of("h3") == ["Held here"]

    page = read(client.get(f"/en/{edition.slug}/rooms/nave/"))
    assert page.words_of("h1") == ["Nave"]
    assert dict(zip(page.words_of("dt"), page.words_of("dd"), strict=True)) == {
        "Venue": "Docks",
        "Address": "1 Quay Street",
        "On a map": "48.892300,2.401200",
        "Floor": "2nd",
        "Seats": "80",
        "Access": "Step-free, Hearing loop",
    }
    assert page.one("section", aria_labelledby="directions").one("em").words == "line 5"


def test_a_room_that_no_release_uses_is_not_found(client, edition):
    OccurrenceFactory(session__edition=edition)
    release_of(edition)
    OccurrenceFactory(session__edition=edition, room=nave(edition))
    assert client.get(f"/en/{edition.slug}/rooms/nave/").status_code == 404


def test_a_move_in_the_draft_leaves_the_session_in_its_released_room(client, edition):
    occurrence = OccurrenceFactory(session__edition=edition, room=nave(edition))
    release_of(edition)
    occurrence.room = RoomFactory(edition=edition, slug="barn")
    occurrence.save()
    assert len(read(client.get(f"/en/{edition.slug}/rooms/nave/")).all("h3")) == 1
    assert client.get(f"/en/{edition.slug}/rooms/barn/").status_code == 404
