"""Publishing: what is frozen, what is refused, and that it is one thing or nothing."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import psycopg2
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from programme.actions.releases import publish
from programme.models import AcceptedClash, Edition, Release, Session, Slot, Texts
from programme.queries.plan import plan_release
from programme.queries.review import Hidden, review_release
from programme.refusals import Clashing, Refused, Stale
from programme.timetable.changes import Kind
from tests.factories import (
    THURSDAY_TEN,
    AvailabilityFactory,
    EditionFactory,
    OccurrenceFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
    UserFactory,
)
from tests.racing import all_at_once

pytestmark = pytest.mark.django_db


def publish_now(edition, **given):
    plan = plan_release(edition, only=given.get("only"))
    return publish(
        **{
            "edition": edition,
            "note": Texts({"en": "New"}),
            "by": None,
            "fingerprint": plan.fingerprint,
            **given,
        }
    )


def kinds(edition, **given):
    return [(change.kind, change.occurrence) for change in plan_release(edition, **given).changes]


def test_a_release_freezes_confirmed_placed_sessions_only(edition):
    shown = OccurrenceFactory(session__edition=edition)
    OccurrenceFactory(session__edition=edition, session__state=Session.State.ACCEPTED)
    OccurrenceFactory(session__edition=edition, starts_at=None)
    OccurrenceFactory()  # another edition's
    release = publish_now(edition)
    slot = Slot.objects.get()
    assert (release.number, slot.occurrence, slot.room, slot.starts_at, slot.ends_at) == (
        1,
        shown,
        shown.room,
        THURSDAY_TEN,
        THURSDAY_TEN + timedelta(minutes=60),
    )
    assert (slot.cancelled, slot.exclusive) == (False, True)


def test_the_draft_moves_and_the_release_stays(edition):
    occurrence = OccurrenceFactory(session__edition=edition)
    publish_now(edition)
    occurrence.starts_at += timedelta(hours=1)
    occurrence.save()
    assert Slot.objects.get().starts_at == THURSDAY_TEN
    assert kinds(edition) == [(Kind.MOVED, occurrence.pk)]
    assert publish_now(edition).number == 2
    assert list(Slot.objects.order_by("release__number").values_list("release__number", flat=True)) == [1, 2]
    assert kinds(edition) == []


def test_nothing_new_is_no_release(edition):
    OccurrenceFactory(session__edition=edition)
    publish_now(edition)
    with pytest.raises(Refused, match="Nothing has changed since release 1"):
        publish_now(edition)
    assert Release.objects.count() == 1


def test_a_release_that_shows_nothing_is_refused(edition):
    OccurrenceFactory(session__edition=edition, session__state=Session.State.ACCEPTED)
    with pytest.raises(Refused, match="Readers would see nothing"):
        publish_now(edition)


def test_a_hard_clash_is_refused_until_it_is_accepted_by_name(edition):
    room = RoomFactory(edition=edition)
    first = OccurrenceFactory(session__edition=edition, room=room)
    second = OccurrenceFactory(session__edition=edition, room=room)
    with pytest.raises(Clashing, match="1 clash stands") as refusal:
        publish_now(edition)
    (clash,) = refusal.value.clashes
    assert Release.objects.count() == 0
    publish_now(edition, accepted=[clash.key])
    assert list(Slot.objects.values_list("exclusive", flat=True)) == [False, False]
    accepted = AcceptedClash.objects.get()
    assert (accepted.rule, {accepted.first, accepted.second}) == ("room", {first, second})


def test_an_accepted_clash_must_be_accepted_again_by_the_next_release_too(edition):
    room = RoomFactory(edition=edition)
    OccurrenceFactory(session__edition=edition, room=room)
    OccurrenceFactory(session__edition=edition, room=room)
    (clash,) = plan_release(edition).clashes
    publish_now(edition, accepted=[clash.key])
    OccurrenceFactory(session__edition=edition)
    plan = plan_release(edition)
    assert plan.accepted_before == {clash.key}
    with pytest.raises(Clashing):
        publish_now(edition)


def test_speakers_in_two_places_and_away_are_clashes(edition):
    speaker = SpeakerFactory(edition=edition)
    for _number in range(2):
        session = SessionFactory(edition=edition)
        SessionSpeakerFactory(session=session, speaker=speaker)
        OccurrenceFactory(session=session)
    AvailabilityFactory(
        speaker=speaker,
        starts_at=THURSDAY_TEN + timedelta(days=1),
        ends_at=THURSDAY_TEN + timedelta(days=1, hours=3),
    )
    assert sorted(clash.rule for clash in plan_release(edition).clashes) == [
        "availability",
        "availability",
        "speaker",
    ]


def test_a_shared_room_holds_several_at_once(edition):
    garden = RoomFactory(edition=edition, shared=True)
    for _number in range(3):
        OccurrenceFactory(session__edition=edition, room=garden)
    publish_now(edition)
    assert list(Slot.objects.values_list("exclusive", flat=True)) == [False] * 3


def test_outside_the_festivals_days_is_a_clash_and_after_midnight_is_not(edition):
    OccurrenceFactory(session__edition=edition, starts_at=datetime(2017, 7, 7, 23, 30, tzinfo=UTC))  # 01:30
    assert plan_release(edition).clashes == ()
    late = OccurrenceFactory(
        session__edition=edition, starts_at=datetime(2017, 7, 8, 2, 30, tzinfo=UTC)
    )  # 04:30
    assert [(c.rule, c.occurrences) for c in plan_release(edition).clashes] == [("outside_days", (late.pk,))]


def test_a_cancelled_session_that_was_published_stays_as_cancelled(edition):
    occurrence = OccurrenceFactory(session__edition=edition)
    publish_now(edition)
    occurrence.session.state = Session.State.CANCELLED
    occurrence.session.save()
    assert kinds(edition) == [(Kind.CANCELLED, occurrence.pk)]
    publish_now(edition)
    assert Slot.objects.get(release__number=2, occurrence=occurrence).cancelled is True


def test_a_session_cancelled_before_anybody_knew_leaves_no_trace(edition):
    OccurrenceFactory(session__edition=edition)
    OccurrenceFactory(session__edition=edition, session__state=Session.State.CANCELLED)
    publish_now(edition)
    assert Slot.objects.count() == 1


def test_a_cancelled_session_frees_its_room(edition):
    room = RoomFactory(edition=edition)
    first = OccurrenceFactory(session__edition=edition, room=room)
    publish_now(edition)
    first.is_cancelled = True
    first.save()
    OccurrenceFactory(session__edition=edition, room=room)
    assert publish_now(edition).number == 2


def test_publishing_one_move_leaves_the_rest_of_the_draft_alone(edition):
    urgent = OccurrenceFactory(session__edition=edition)
    other = OccurrenceFactory(session__edition=edition)
    publish_now(edition)
    for occurrence in (urgent, other):
        occurrence.starts_at += timedelta(hours=3)
        occurrence.save()
    OccurrenceFactory(session__edition=edition)
    assert kinds(edition, only=urgent) == [(Kind.MOVED, urgent.pk)]
    publish_now(edition, only=urgent)
    starts = dict(Slot.objects.filter(release__number=2).values_list("occurrence", "period"))
    assert {key: period.lower for key, period in starts.items()} == {
        urgent.pk: THURSDAY_TEN + timedelta(hours=3),
        other.pk: THURSDAY_TEN,
    }


def test_publishing_one_move_into_a_held_room_is_refused(edition):
    held = OccurrenceFactory(session__edition=edition)
    urgent = OccurrenceFactory(session__edition=edition)
    publish_now(edition)
    urgent.room = held.room
    urgent.save()
    with pytest.raises(Clashing):
        publish_now(edition, only=urgent)


def test_who_publishes_what_she_did_not_read_is_refused(edition):
    occurrence = OccurrenceFactory(session__edition=edition)
    read = plan_release(edition).fingerprint
    occurrence.starts_at += timedelta(minutes=5)
    occurrence.save()
    with pytest.raises(Stale):
        publish_now(edition, fingerprint=read)
    assert Release.objects.count() == 0


def test_the_review_says_what_stays_hidden_and_why(edition):
    OccurrenceFactory(session__edition=edition)
    waiting = OccurrenceFactory(session__edition=edition, session__state=Session.State.ACCEPTED).session
    unplaced = SessionFactory(edition=edition)
    french = OccurrenceFactory(session__edition=edition, session__title=Texts({"fr": "Seulement"})).session
    half = OccurrenceFactory(session__edition=edition, session__subtitle=Texts({"en": "Only"})).session
    review = review_release(edition)
    assert (review.visible, review.total) == (3, 5)
    assert set(review.hidden) == {(waiting, Hidden.UNCONFIRMED), (unplaced, Hidden.UNPLACED)}
    assert set(review.untranslated) == {(french, ("en",)), (half, ("fr",))}


@pytest.mark.parametrize("count", [3, 40])
def test_a_review_takes_a_constant_number_of_queries(edition, count, django_assert_num_queries):
    for number in range(count):
        session = SessionFactory(edition=edition)
        SessionSpeakerFactory(session=session)
        OccurrenceFactory(session=session, starts_at=THURSDAY_TEN + timedelta(minutes=number))
    publish_now(edition)
    edition = Edition.objects.get(pk=edition.pk)
    with django_assert_num_queries(10):
        review_release(edition)


# --- one thing or nothing -------------------------------------------------------------------------------


@contextmanager
def killed_at(statement: int):
    """Ends the database's side of this connection, as a kill would, just before the given statement."""
    reached = 0

    def count(execute, sql, params, many, context):
        nonlocal reached
        reached += 1
        if reached == statement:
            with psycopg2.connect(**connection.get_connection_params()) as killer, killer.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid]
                )
            killer.close()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_kill_between_any_two_statements_leaves_a_whole_release_or_none():
    edition = EditionFactory()
    room = RoomFactory(edition=edition)
    OccurrenceFactory(session__edition=edition, room=room)
    OccurrenceFactory(session__edition=edition, room=room)
    plan = plan_release(edition)
    given = {
        "edition": edition,
        "note": Texts(),
        "by": None,
        "fingerprint": plan.fingerprint,
        "accepted": [clash.key for clash in plan.clashes],
    }
    statement = 0
    published = False
    while not published:
        statement += 1
        with killed_at(statement):
            try:
                publish(**given)
                published = True
            except DatabaseError:
                pass
        if not published:
            counts = (Release.objects.count(), Slot.objects.count(), AcceptedClash.objects.count())
            assert counts == (0, 0, 0), f"killed before statement {statement}"
    assert statement > 8
    assert (Release.objects.count(), Slot.objects.count(), AcceptedClash.objects.count()) == (1, 2, 1)


@pytest.mark.django_db(transaction=True)
def test_of_eight_organisers_who_publish_at_once_one_succeeds():
    edition = EditionFactory()
    OccurrenceFactory(session__edition=edition)
    fingerprint = plan_release(edition).fingerprint
    organisers = [UserFactory() for _number in range(8)]

    def go(organiser):
        try:
            return publish(edition=edition, note=Texts(), by=organiser, fingerprint=fingerprint).number
        except Refused as refusal:
            return type(refusal).__name__

    outcomes = all_at_once([partial(go, organiser) for organiser in organisers])
    assert sorted(outcomes, key=str) == [1, *["Stale"] * 7]
    assert (Release.objects.count(), Slot.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_a_second_holding_even_where_the_rules_were_asked_before():
    edition = EditionFactory()
    room = RoomFactory(edition=edition)
    first = OccurrenceFactory(session__edition=edition, room=room)
    second = OccurrenceFactory(session__edition=edition, room=room)
    release = Release.objects.create(edition=edition, number=1)
    period = (THURSDAY_TEN, THURSDAY_TEN + timedelta(hours=1))
    Slot.objects.create(edition=edition, release=release, occurrence=first, room=room, period=period)
    with pytest.raises(IntegrityError, match="slot_room_held_once"), transaction.atomic():
        Slot.objects.create(edition=edition, release=release, occurrence=second, room=room, period=period)


# --- one move at a time ---------------------------------------------------------------------------------


def test_a_single_move_is_no_first_release(edition):
    occurrence = OccurrenceFactory(session__edition=edition)
    OccurrenceFactory(session__edition=edition)
    with pytest.raises(Refused, match="Nothing is published yet"):
        publish_now(edition, only=occurrence)
    assert Release.objects.count() == 0


def test_a_single_move_keeps_the_place_of_a_session_that_is_a_draft_at_that_moment(edition):
    hidden = OccurrenceFactory(session__edition=edition)
    moved = OccurrenceFactory(session__edition=edition)
    publish_now(edition)
    Session.objects.filter(pk=hidden.session_id).update(state=Session.State.DRAFT)
    moved.minutes = 90
    moved.save()
    publish_now(edition, only=moved)
    Session.objects.filter(pk=hidden.session_id).update(state=Session.State.CONFIRMED)
    assert set(Slot.objects.public().values_list("occurrence", flat=True)) == {hidden.pk, moved.pk}


def test_a_session_whose_times_are_all_called_off_is_told_apart_from_one_without_a_time(edition):
    off = OccurrenceFactory(session__edition=edition, is_cancelled=True).session
    unplaced = OccurrenceFactory(session__edition=edition, starts_at=None).session
    assert set(review_release(edition).hidden) == {(off, Hidden.CALLED_OFF), (unplaced, Hidden.UNPLACED)}
