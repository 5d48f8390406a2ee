"""What else is on while a session is held."""

from __future__ import annotations

from datetime import timedelta

import pytest

from programme.models import Occurrence, Session, Texts
from programme.queries.sessions import ELSEWHERE, drafted_session, published_session
from tests.factories import THURSDAY_TEN, OccurrenceFactory, RoomFactory, SessionFactory, TrackFactory
from tests.releases import release_of

HALF = timedelta(minutes=30)


@pytest.fixture
def session(edition):
    """At ten, for an hour."""
    return held(edition, "This", track=TrackFactory(edition=edition, name=Texts({"en": "Ours"}))).session


def held(edition, title, starts_at=THURSDAY_TEN, *, room=None, **fields):
    session = SessionFactory(edition=edition, title=Texts({"en": title}), **fields)
    rest = {"room": room} if room else {}
    return OccurrenceFactory(session=session, starts_at=starts_at, **rest)


def elsewhere(session):
    found = published_session(session.edition, session.code, "en")
    return [[neighbour.title for neighbour in sitting.elsewhere] for sitting in found.sittings]


def test_what_overlaps_is_told_with_its_track_and_room(edition, session):
    room = RoomFactory(edition=edition, name=Texts({"en": "Nave"}))
    other = held(
        edition, "Other", THURSDAY_TEN + HALF, room=room, track=TrackFactory(edition=edition, slug="theirs")
    )
    release_of(edition)
    (sitting,) = published_session(edition, session.code, "en").sittings
    (neighbour,) = sitting.elsewhere
    assert (neighbour.code, neighbour.slug, neighbour.title) == (other.session.code, "other", "Other")
    assert (neighbour.starts_at, neighbour.ends_at) == (other.starts_at, other.ends_at)
    assert str(neighbour.starts_at.tzinfo) == "Europe/Paris"
    assert (neighbour.track.slug, neighbour.room, neighbour.cancelled) == ("theirs", "Nave", False)


def test_what_only_touches_is_not_at_the_same_time(edition, session):
    for title, halves in (("Before", -2), ("Into", -1), ("Out of", 1), ("After", 2)):
        held(edition, title, THURSDAY_TEN + halves * HALF)
    release_of(edition)
    assert elsewhere(session) == [["Into", "Out of"]]


def test_its_own_track_comes_first_then_start_then_room(edition, session):
    held(edition, "Second room", room=RoomFactory(edition=edition, position=1, venue__position=2))
    held(edition, "First room", room=RoomFactory(edition=edition, position=2, venue__position=1))
    held(edition, "Earlier", THURSDAY_TEN - HALF)
    held(edition, "No track", THURSDAY_TEN + HALF, track=None)
    held(edition, "Same track", THURSDAY_TEN + HALF, track=session.track)
    release_of(edition)
    assert elsewhere(session) == [["Same track", "Earlier", "First room", "Second room", "No track"]]


def test_a_session_without_a_track_is_of_no_track(edition):
    session = held(edition, "This", track=None).session
    held(edition, "Late, no track", THURSDAY_TEN + HALF, track=None)
    held(edition, "Other")
    release_of(edition)
    assert elsewhere(session) == [["Other", "Late, no track"]]


def test_a_few_at_most_are_told(edition, session):
    for number in range(ELSEWHERE + 2):
        held(edition, f"Other {number}")
    release_of(edition)
    assert [len(titles) for titles in elsewhere(session)] == [ELSEWHERE]


def test_each_time_has_its_own(edition, session):
    OccurrenceFactory(session=session, starts_at=THURSDAY_TEN + timedelta(days=1))
    held(edition, "Thursday")
    held(edition, "Friday", THURSDAY_TEN + timedelta(days=1))
    release_of(edition)
    assert elsewhere(session) == [["Thursday"], ["Friday"]]


def test_neither_what_is_cancelled_nor_the_draft_is_on(edition, session):
    held(edition, "Off", state=Session.State.CANCELLED)
    this_time = held(edition, "This time is off")
    again = held(edition, "A draft again")
    far = held(edition, "Moved in the draft", THURSDAY_TEN + timedelta(days=1))
    here = held(edition, "Moved away in the draft")
    release_of(edition)
    Occurrence.objects.filter(pk=this_time.pk).update(is_cancelled=True)
    Session.objects.filter(pk=again.session_id).update(state=Session.State.DRAFT)
    Occurrence.objects.filter(pk=far.pk).update(starts_at=THURSDAY_TEN)
    Occurrence.objects.filter(pk=here.pk).update(starts_at=None)
    held(edition, "Unreleased")
    assert elsewhere(session) == [["Moved away in the draft"]]


def test_a_draft_tells_nothing_of_others(edition, session):
    held(edition, "Other")
    found = drafted_session(edition, session.code, "en")
    assert [sitting.elsewhere for sitting in found.sittings] == [()]
