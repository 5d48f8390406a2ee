"""The demo edition: it is whole, it breaks no rule of ours, and a second load changes nothing."""

from datetime import UTC, datetime

import pytest
from django.db import models, transaction

from accounts.models import User
from programme.demo.ouishare import SLUG, load_ouishare
from programme.demo.people import PASSWORD, welcome_people
from programme.models import (
    Edition,
    Format,
    Membership,
    Notice,
    Occurrence,
    Page,
    Partner,
    Release,
    Room,
    Session,
    SessionLink,
    SessionSpeaker,
    Slot,
    Speaker,
    SpeakerLink,
    Texts,
    Track,
    Venue,
)
from programme.queries.draft import draft_clashes, placed_occurrences
from programme.timetable import changes
from programme.timetable.changes import Kind, changes_between
from programme.timetable.problem import Interval

MODELS: list[type[models.Model]] = [
    Edition, Notice, Partner, Track, Format, Venue, Room, Page, Speaker, SpeakerLink, Session, SessionSpeaker,
    SessionLink, Occurrence, Release, Slot,
]  # fmt: skip


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The edition, loaded once for this module and taken back after it; with the lines that were said."""
    with django_db_blocker.unblock(), transaction.atomic():
        said: list[str] = []
        yield load_ouishare(say=said.append), said
        transaction.set_rollback(True)


@pytest.fixture
def ouishare(loaded, db) -> Edition:
    return Edition.objects.get(pk=loaded[0].pk)


def counted() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in MODELS}


def slots_of(edition: Edition, number: int) -> list[changes.Slot]:
    found = Slot.objects.filter(release__edition=edition, release__number=number)
    return [
        changes.Slot(
            occurrence=slot.occurrence_id,
            session=slot.occurrence.session.code,
            room=slot.room.slug,
            interval=Interval(slot.starts_at, slot.ends_at),
            cancelled=slot.cancelled,
        )
        for slot in found.select_related("occurrence__session", "room")
    ]


def test_everything_is_there(ouishare, loaded):
    found = counted()
    assert {name: found[name] for name in ("Track", "Room", "Venue", "Page", "Speaker", "Session")} == {
        "Track": 4,
        "Room": 12,
        "Venue": 3,
        "Page": 5,
        "Speaker": 70,
        "Session": 62,
    }
    assert (found["Occurrence"], found["Release"], found["Slot"]) == (62, 2, 2 * 61)
    assert not [name for name, count in found.items() if count == 0]
    assert loaded[1] == [
        "Loaded 3 venues, 12 rooms, 4 tracks, 5 pages, 70 speakers, 62 sessions.",
        "Published the timetable a first time.",
        "Published it again: 3 moved, 1 cancelled.",
    ]


def test_the_edition_is_public(ouishare):
    assert (ouishare.slug, ouishare.is_public, ouishare.languages) == (SLUG, True, ["fr", "en"])


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_row_passes_its_own_validation(ouishare, model):
    for row in model._default_manager.all():
        row.full_clean(exclude={"published_by"})  # nobody did; the admin's forms don't ask for it


def test_texts_have_no_blank_ends(ouishare):
    for model in MODELS:
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                texts = value.values() if isinstance(value, Texts) else [value]
                assert not [text for text in texts if isinstance(text, str) and text != text.strip()]


def test_the_draft_has_no_clash(ouishare):
    assert draft_clashes(ouishare, placed_occurrences(ouishare)) == ()


def test_times_are_those_on_the_clocks_of_paris(ouishare):
    (opening,) = Occurrence.objects.filter(edition=ouishare, session__code="PJYBR4")

    assert (opening.starts_at, opening.room.slug) == (datetime(2017, 7, 5, 7, 30, tzinfo=UTC), "agora")


def test_releases_went_out_in_june(ouishare):
    assert list(ouishare.releases.order_by("number").values_list("number", "published_at")) == [
        (1, datetime(2017, 6, 1, 7, tzinfo=UTC)),
        (2, datetime(2017, 6, 28, 16, tzinfo=UTC)),
    ]
    assert all(release.note.missing(ouishare.languages) == [] for release in ouishare.releases.all())


def test_the_second_release_moves_three_and_cancels_one(ouishare):
    found = changes_between(slots_of(ouishare, 1), slots_of(ouishare, 2))

    assert {
        (change.before.session, change.kind, change.room_changed, change.time_changed) for change in found
    } == {
        ("B2H4TK", Kind.MOVED, True, False),
        ("7F8AR3", Kind.MOVED, False, True),
        ("KLL92D", Kind.MOVED, True, True),
        ("BP4RXF", Kind.CANCELLED, False, False),
    }
    assert len(found) == 4


def test_what_is_not_confirmed_is_in_no_release(ouishare):
    hidden = Session.objects.exclude(occurrences__slots__isnull=False)

    assert sorted(hidden.values_list("state", flat=True)) == ["accepted", "accepted", "draft"]


def test_a_garden_may_hold_several_at_once(ouishare):
    shared = Slot.objects.filter(exclusive=False).values_list("room__slug", flat=True)

    assert set(shared) == {"jardin"}


def test_a_second_load_keeps_what_was_edited_and_what_was_deleted(ouishare):
    session = Session.objects.get(code="QZ4MSQ")
    session.title = Texts({"fr": "Autre titre"})
    session.save()
    Page.objects.get(slug="access").delete()
    before, said = counted(), []

    again = load_ouishare(say=said.append)

    assert (again, counted()) == (ouishare, before)
    assert Session.objects.get(code="QZ4MSQ").title == Texts({"fr": "Autre titre"})
    assert said == ["The edition paris-2017 is here already. It stays as it is."]


def test_three_people_are_made_for_their_roles(ouishare):
    people = welcome_people(ouishare)

    assert [(person.role, person.email, person.password) for person in people] == [
        ("Organiser", "organiser@festapp.example", PASSWORD),
        ("Speaker", "speaker@festapp.example", PASSWORD),
        ("Attendee", "attendee@festapp.example", PASSWORD),
    ]
    organiser, speaker, attendee = (User.objects.get(email=person.email) for person in people)
    assert list(organiser.memberships.values_list("edition__slug", "role")) == [(SLUG, "organiser")]
    assert Session.objects.filter(speakers__user=speaker).count() == 2
    assert not attendee.memberships.exists()
    assert not attendee.speakers.exists()
    assert not User.objects.filter(is_superuser=True).exists()
    for user in (organiser, speaker, attendee):
        (address,) = user.emailaddress_set.all()
        assert (address.email, address.verified, address.primary) == (user.email, True, True)


def test_people_who_are_there_stay_as_they_are(ouishare):
    welcome_people(ouishare)
    organiser = User.objects.get(email="organiser@festapp.example")
    organiser.set_password("my own long words")
    organiser.save()
    Membership.objects.filter(user=organiser).delete()
    Speaker.objects.update(user=None)

    again = welcome_people(ouishare)

    assert [person.password for person in again] == [None, PASSWORD, PASSWORD]
    assert User.objects.count() == 3
    assert not Membership.objects.exists()
    assert not Speaker.objects.filter(user__isnull=False).exists()
