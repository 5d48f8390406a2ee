"""The programme's filters take a closed list of parameters and of values."""

from __future__ import annotations

from datetime import timedelta

from django.http import QueryDict

from programme.filters import ProgrammeFilter
from programme.models import Texts
from programme.queries.programme import published_programme
from programme.queries.showings import public_slots
from tests.factories import THURSDAY_TEN, OccurrenceFactory, RoomFactory, SessionFactory, VenueFactory
from tests.releases import release_of


def filtered(edition, query):
    showings = published_programme(edition, "en")
    filters = ProgrammeFilter(
        QueryDict(query), queryset=public_slots(edition), edition=edition, showings=showings
    )
    return filters, showings


def test_the_parameters_are_these_and_no_others(edition):
    filters, _showings = filtered(edition, "")
    assert list(filters.filters) == [
        *("q", "day", "part", "track", "format", "venue", "room", "language", "access", "view")
    ]


def test_what_is_chosen_makes_one_canonical_query(edition):
    OccurrenceFactory(
        session=SessionFactory(edition=edition, language="en", access_features=["quiet", "captions"])
    )
    release_of(edition)
    one, _ = filtered(edition, "access=quiet&language=en&x=1&day=2017-07-06&access=captions&room=")
    other, _ = filtered(
        edition, "day=2017-07-06&access=captions&access=quiet&access=quiet&language=en&track=nowhere"
    )
    assert one.query == other.query == "day=2017-07-06&language=en&access=captions&access=quiet"
    assert (one.refused, other.refused) == ([], ["Track"])


def test_nothing_chosen_asks_nothing_and_keeps_all(edition, django_assert_num_queries):
    OccurrenceFactory(session__edition=edition)
    release_of(edition)
    filters, showings = filtered(edition, "unknown=1")
    with django_assert_num_queries(0):
        assert filters.keep(showings) == showings
    assert (filters.query, filters.refused) == ("", [])


def test_what_is_left_to_the_page_asks_nothing_and_only_the_part_of_the_day_is_kept_to(
    edition, django_assert_num_queries
):
    morning = OccurrenceFactory(session__edition=edition)
    OccurrenceFactory(session__edition=edition, starts_at=THURSDAY_TEN + timedelta(hours=4))
    release_of(edition)
    filters, showings = filtered(edition, "day=2017-07-06&view=list&q=zebrule")
    with django_assert_num_queries(0):
        assert filters.keep(showings) == showings
    filters, showings = filtered(edition, "part=morning")
    with django_assert_num_queries(0):
        assert [showing.number for showing in filters.keep(showings)] == [morning.number]


def test_the_day_and_the_view_narrow_nothing(edition):
    OccurrenceFactory(session__edition=edition)
    release_of(edition)
    filters, _showings = filtered(edition, "day=2017-07-06&view=list")
    assert (filters.narrowing, filters.chips, filters.is_list) == ({}, [], True)
    assert filters.query_with(view=None, day="all") == "day=all"


def test_a_filter_without_choices_is_not_shown(edition):
    OccurrenceFactory(session=SessionFactory(edition=edition, track=None, language=""), room=None)
    release_of(edition)
    filters, _showings = filtered(edition, "")
    assert list(filters.form_shown(None).fields) == ["q", "day", "part", "format"]


def test_of_a_session_held_twice_only_the_time_that_passes_is_kept(edition):
    session = SessionFactory(edition=edition)
    OccurrenceFactory(session=session)
    room = RoomFactory(edition=edition, slug="second")
    second = OccurrenceFactory(session=session, room=room, starts_at=THURSDAY_TEN + timedelta(days=1))
    release_of(edition)
    filters, showings = filtered(edition, "room=second")
    assert [showing.number for showing in filters.keep(showings)] == [second.number]


def test_rooms_of_one_name_are_told_apart(edition):
    venues = [
        VenueFactory(edition=edition, name=Texts({"en": name}), position=at)
        for at, name in enumerate(("Docks", "Farm"))
    ]
    for name, venue, slug in (
        ("Garden", venues[0], "garden"),
        ("Garden", venues[1], "garden-2"),
        ("Nave", venues[0], "nave"),
        ("nave", venues[0], "nave-2"),
        ("Barn", venues[1], "barn"),
    ):
        room = RoomFactory(edition=edition, venue=venue, name=Texts({"en": name}), slug=slug)
        OccurrenceFactory(session__edition=edition, room=room)
    release_of(edition)
    filters, _showings = filtered(edition, "")
    assert dict(filters.choices["room"]) == {
        "garden": "Garden (Docks)",
        "garden-2": "Garden (Farm)",
        "nave": "Nave (Docks) – nave",
        "nave-2": "nave (Docks) – nave-2",
        "barn": "Barn",
    }
