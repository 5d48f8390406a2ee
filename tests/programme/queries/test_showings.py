"""Showings: what is published and what is drafted, in one shape."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import FieldFetchBlocked

from programme.models import Occurrence, Session, Texts
from programme.queries.showings import by_day, drafted, public_slots, published, with_what_is_listed
from tests.factories import (
    THURSDAY_TEN,
    EditionFactory,
    OccurrenceFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    VenueFactory,
)
from tests.releases import release_of


def of_release(edition, language="en"):
    return published(edition, language, public_slots(edition))


def of_draft(edition, language="en"):
    return drafted(edition, language, Occurrence.objects.all())


def test_a_fresh_release_shows_what_the_draft_shows_without_the_state(edition):
    session = SessionFactory(
        edition=edition, seat_limit=9, interpreted_into=["de"], access_features=["quiet"]
    )
    SessionSpeakerFactory(session=session, role="performer")
    OccurrenceFactory(session=session)
    OccurrenceFactory(session=session, room=None, starts_at=THURSDAY_TEN + timedelta(days=1))
    release_of(edition)
    draft = of_draft(edition)
    assert [showing.state for showing in draft] == ["Confirmed", "Confirmed"]
    assert of_release(edition) == tuple(replace(showing, state="") for showing in draft)


def test_place_and_time_are_frozen_and_texts_are_live(edition):
    occurrence = OccurrenceFactory(session__edition=edition)
    release_of(edition)
    (before,) = of_release(edition)
    occurrence.room = RoomFactory(edition=edition)
    occurrence.starts_at += timedelta(hours=1)
    occurrence.minutes = 5
    occurrence.save()
    occurrence.session.title = Texts({"en": "Corrected"})
    occurrence.session.save()
    (after,) = of_release(edition)
    assert after == replace(before, title=after.title, slug="corrected")
    assert (str(after.title), after.title.language) == ("Corrected", "en")


@pytest.mark.parametrize("what", ["slot", "occurrence", "session"])
def test_each_of_three_cancels_a_showing(edition, what):
    occurrence = OccurrenceFactory(session__edition=edition)
    release = release_of(edition)
    assert [showing.cancelled for showing in of_release(edition)] == [False]
    if what == "slot":
        release.slots.update(cancelled=True)
    elif what == "occurrence":
        Occurrence.objects.filter(pk=occurrence.pk).update(is_cancelled=True)
    else:
        Session.objects.update(state=Session.State.CANCELLED)
    assert [showing.cancelled for showing in of_release(edition)] == [True]
    assert [showing.cancelled for showing in of_draft(edition)] == [what != "slot"]


def test_a_day_ends_when_the_edition_says(db):
    edition = EditionFactory(day_ends_at=time(6))
    for hour in (3, 4):  # 05:00 and 06:00 in Paris
        OccurrenceFactory(session__edition=edition, starts_at=datetime(2017, 7, 7, hour, tzinfo=UTC))
    found = by_day(of_draft(edition))
    assert [(day.date, [showing.at_night for showing in day.showings]) for day in found] == [
        (date(2017, 7, 6), [True]),
        (date(2017, 7, 7), [False]),
    ]


def test_times_are_told_in_the_editions_zone(db):
    edition = EditionFactory(time_zone="Pacific/Auckland")
    OccurrenceFactory(session__edition=edition)
    (showing,) = of_draft(edition)
    assert showing.starts_at.isoformat() == "2017-07-06T20:00:00+12:00"
    assert showing.ends_at.isoformat() == "2017-07-06T21:00:00+12:00"


def test_rooms_at_one_time_go_by_venue_then_room(edition):
    far, near = VenueFactory(edition=edition, position=2), VenueFactory(edition=edition, position=1)
    for venue, position, slug in ((far, 1, "c"), (near, 2, "b"), (near, 1, "a"), (far, 2, "d")):
        OccurrenceFactory(
            session__edition=edition,
            room=RoomFactory(edition=edition, venue=venue, position=position, slug=slug),
        )
    assert [showing.place.slug for showing in of_draft(edition)] == ["a", "b", "c", "d"]


def test_a_text_comes_in_the_readers_language_or_the_editions_first(db):
    edition = EditionFactory(languages=["de", "fr"])
    session = SessionFactory(edition=edition, title=Texts({"fr": "Ville", "de": "Stadt"}))
    OccurrenceFactory(session=session)
    titles = [of_draft(edition, language)[0].title for language in ("fr", "en")]
    assert [(str(title), title.language) for title in titles] == [("Ville", "fr"), ("Stadt", "de")]


@pytest.mark.parametrize(
    ("limit", "capacity", "seats"), [(0, 40, 0), (12, 40, 12), (None, 40, 40), (None, None, None)]
)
def test_seats_are_the_sessions_limit_else_the_rooms(edition, limit, capacity, seats):
    session = SessionFactory(edition=edition, seat_limit=limit)
    OccurrenceFactory(session=session, room=RoomFactory(edition=edition, capacity=capacity))
    assert of_draft(edition)[0].seats == seats


def test_a_list_asks_twice_and_never_later(edition, django_assert_num_queries):
    for _ in range(3):
        SessionSpeakerFactory(session=OccurrenceFactory(session__edition=edition).session)
    release_of(edition)
    with django_assert_num_queries(2):
        assert len(of_release(edition)) == 3
    slot = with_what_is_listed(public_slots(edition))[0]
    for unlisted in ("subtitle", "description"):
        with pytest.raises(FieldFetchBlocked):
            getattr(slot.occurrence.session, unlisted)
