"""The neutral picture of a release: what is in it, and how its changes are counted."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programme.interchange.snapshot import Occurrence, Snapshot
from programme.models import Edition, Session, Texts
from programme.queries.snapshots import Reader, slots_of_release, snapshot_of
from tests.factories import (
    OccurrenceFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    VenueFactory,
)
from tests.releases import release_of

pytestmark = pytest.mark.django_db

READER = Reader("en", "https://fest.example")


@pytest.fixture
def session(edition: Edition) -> Session:
    return SessionFactory(edition=edition, state="confirmed")


def only_time(edition: Edition) -> Occurrence:
    (found,) = [one for session in snapshot_of(edition, READER).sessions for one in session.occurrences]
    return found


def test_a_revision_grows_with_each_change_that_readers_see_and_never_falls(edition, session):
    occurrence = OccurrenceFactory(session=session)
    release_of(edition)
    seen = [only_time(edition).revision]
    release_of(edition)  # nothing new
    seen.append(only_time(edition).revision)
    occurrence.minutes += 30
    occurrence.save()
    release_of(edition)
    seen.append(only_time(edition).revision)
    for state in ("cancelled", "confirmed", "cancelled"):
        session.state = state
        session.save()
        seen.append(only_time(edition).revision)
    occurrence.is_cancelled = True
    occurrence.save()
    seen.append(only_time(edition).revision)
    assert seen == [0, 0, 1, 2, 3, 4, 5]


def test_a_move_in_the_draft_changes_nothing_of_the_picture(edition, session):
    occurrence = OccurrenceFactory(session=session)
    release_of(edition)
    before = snapshot_of(edition, READER)
    occurrence.minutes += 30
    occurrence.save()
    assert snapshot_of(edition, READER) == before


def test_rooms_of_one_name_are_told_apart_by_their_venues(edition):
    for venue in ("Cabaret", "Canal"):
        room = RoomFactory(
            edition=edition,
            name=Texts({"en": "Room 1"}),
            venue=VenueFactory(edition=edition, name=Texts({"en": venue})),
        )
        OccurrenceFactory(session=SessionFactory(edition=edition, state="confirmed"), room=room)
    release_of(edition)
    assert sorted(room.name for room in snapshot_of(edition, READER).rooms) == [
        "Room 1 (Cabaret)",
        "Room 1 (Canal)",
    ]


def test_texts_are_in_the_language_asked_for_or_the_next(edition):
    titles = Texts({"fr": "Ville", "en": "City"}), Texts({"fr": "Nuit"})
    for title in titles:
        OccurrenceFactory(session=SessionFactory(edition=edition, state="confirmed", title=title))
    release_of(edition)
    assert sorted(one.title for one in snapshot_of(edition, READER).sessions) == ["City", "Nuit"]


def test_an_earlier_release_is_as_it_was(edition, session):
    occurrence = OccurrenceFactory(session=session)
    was = occurrence.minutes
    release_of(edition)
    occurrence.minutes += 30
    occurrence.save()
    release_of(edition)
    earlier = snapshot_of(edition, READER, slots_of_release(edition, 1))
    assert (earlier.version, earlier.sessions[0].occurrences[0].minutes) == ("1", was)
    assert only_time(edition).minutes == was + 30


def test_an_edition_without_a_release_is_an_empty_picture(edition, session):
    OccurrenceFactory(session=session)
    found = snapshot_of(edition, READER)
    assert (found.sessions, found.rooms, found.people) == ((), (), ())
    assert isinstance(found, Snapshot)


@pytest.mark.parametrize("count", [2, 20])
def test_six_queries_however_many_sessions(edition, count):
    for _session in range(count):
        found = SessionFactory(edition=edition, state="confirmed")
        SessionSpeakerFactory(session=found)
        OccurrenceFactory(session=found)
    release_of(edition)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        snapshot_of(edition, READER)
    assert len(queries) == 6
