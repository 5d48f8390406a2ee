"""What the database itself refuses, asked by plain SQL or bulk writes that no form has seen."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from programme.models import Occurrence, Release, Session, Slot, Texts, Track
from tests.factories import (
    EditionFactory,
    FormatFactory,
    OccurrenceFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TrackFactory,
)

pytestmark = pytest.mark.django_db


def refused_by(constraint: str, sql: str, *values: object) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        run(sql, *values)


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def insert_slot(release: Release, occurrence: Occurrence, room: object, period: str, **flags: bool) -> tuple:
    return (
        "INSERT INTO programme_slot (edition_id, release_id, occurrence_id, room_id, period, cancelled, exclusive)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        release.edition_id,
        release.pk,
        occurrence.pk,
        room.pk,
        period,
        flags.get("cancelled", False),
        flags.get("exclusive", True),
    )


def test_a_room_is_not_held_twice_in_a_release_even_by_sql(edition):
    room = RoomFactory(edition=edition)
    first = OccurrenceFactory(session__edition=edition, room=room)
    second = OccurrenceFactory(session__edition=edition, room=room)
    release = Release.objects.create(edition=edition, number=1)
    run(*insert_slot(release, first, room, "[2017-07-06 10:00+02, 2017-07-06 11:00+02)"))
    refused_by(
        "slot_room_held_once",
        *insert_slot(release, second, room, "[2017-07-06 10:59+02, 2017-07-06 12:00+02)"),
    )
    run(*insert_slot(release, second, room, "[2017-07-06 11:00+02, 2017-07-06 12:00+02)"))
    assert Slot.objects.filter(release=release).count() == 2


@pytest.mark.parametrize("flags", [{"cancelled": True}, {"exclusive": False}])
def test_cancelled_and_shared_slots_may_overlap(edition, flags):
    room = RoomFactory(edition=edition)
    release = Release.objects.create(edition=edition, number=1)
    for _number in range(2):
        occurrence = OccurrenceFactory(session__edition=edition, room=room)
        run(*insert_slot(release, occurrence, room, "[2017-07-06 10:00+02, 2017-07-06 11:00+02)", **flags))
    assert Slot.objects.filter(release=release).count() == 2


def test_a_session_keeps_to_its_own_edition(edition):
    session = SessionFactory(edition=edition)
    strangers_track = TrackFactory()
    refused_by(
        "session_track_of_its_edition",
        "UPDATE programme_session SET track_id = %s WHERE id = %s",
        strangers_track.pk,
        session.pk,
    )
    refused_by(
        "session_format_of_its_edition",
        "UPDATE programme_session SET format_id = %s WHERE id = %s",
        FormatFactory().pk,
        session.pk,
    )


def test_an_occurrence_keeps_to_its_own_edition(edition):
    occurrence = OccurrenceFactory(session__edition=edition)
    refused_by(
        "occurrence_room_of_its_edition",
        "UPDATE programme_occurrence SET room_id = %s WHERE id = %s",
        RoomFactory().pk,
        occurrence.pk,
    )


def test_a_speaker_of_another_edition_gives_no_session(edition):
    session = SessionFactory(edition=edition)
    refused_by(
        "sessionspeaker_speaker_of_its_edition",
        "INSERT INTO programme_sessionspeaker (edition_id, session_id, speaker_id, role, position)"
        " VALUES (%s, %s, %s, 'speaker', 0)",
        edition.pk,
        session.pk,
        SpeakerFactory().pk,
    )


def test_another_editions_track_is_refused_in_words_before_the_database_has_to(edition):
    session = SessionFactory(edition=edition)
    session.track = TrackFactory()
    with pytest.raises(ValidationError) as refusal:
        session.full_clean()
    assert refusal.value.message_dict == {"track": ["This belongs to another edition."]}


@pytest.mark.parametrize(
    "title", ['"text"', "{}", '{"fr": ""}', '{"fr": 3}', '{"fr": {"en": "x"}}', "[]", "null"]
)
def test_a_title_is_texts_by_language(edition, title):
    session = SessionFactory(edition=edition)
    refused_by(
        "title_check", "UPDATE programme_session SET title = %s::jsonb WHERE id = %s", title, session.pk
    )


@pytest.mark.parametrize(
    ("constraint", "column", "value"),
    [
        ("session_minutes_within_a_day", "minutes", 0),
        ("session_minutes_within_a_day", "minutes", 1441),
        ("session_state_is_known", "state", "lost"),
        ("session_recording_is_known", "recording", "maybe"),
        ("session_access_is_known", "access_features", ["flying"]),
        ("session_code_is_a_code", "code", "abc"),
        ("session_age_is_human", "minimum_age", 121),
    ],
)
def test_a_session_column_holds_only_what_it_may(edition, constraint, column, value):
    session = SessionFactory(edition=edition)
    refused_by(constraint, f"UPDATE programme_session SET {column} = %s WHERE id = %s", value, session.pk)


@pytest.mark.parametrize(
    ("constraint", "column", "value"),
    [
        ("edition_ends_after_start", "ends_on", "2017-07-04"),
        ("edition_has_a_language", "languages", []),
        ("edition_day_ends_in_the_morning", "day_ends_at", "12:00"),
        ("edition_colour_is_a_colour", "colour", "red"),
    ],
)
def test_an_edition_column_holds_only_what_it_may(edition, constraint, column, value):
    refused_by(constraint, f"UPDATE programme_edition SET {column} = %s WHERE id = %s", value, edition.pk)


def test_a_release_number_stands_once(edition):
    Release.objects.create(edition=edition, number=1)
    refused_by(
        "release_number_once_per_edition",
        "INSERT INTO programme_release (edition_id, number, note, published_at) VALUES (%s, 1, '{}', now())",
        edition.pk,
    )


def test_an_id_in_another_tool_names_one_occurrence_of_an_edition(edition):
    first, second = (OccurrenceFactory(session__edition=edition) for _number in range(2))
    update = "UPDATE programme_occurrence SET external_id = %s WHERE id = %s"
    run(update, "fd-12", first.pk)
    refused_by("occurrence_external_id_once_per_edition", update, "fd-12", second.pk)
    run(update, "fd-12", OccurrenceFactory().pk)  # of another edition
    second.external_id = "fd-12"
    with pytest.raises(ValidationError) as refusal:
        second.full_clean()
    assert refusal.value.messages == ["Another occurrence has this id."]


def test_occurrences_need_no_id_in_another_tool(edition):
    for _number in range(2):
        OccurrenceFactory(session__edition=edition)
    assert set(Occurrence.objects.values_list("external_id")) == {("",)}


def test_a_room_has_a_uuid_that_no_other_has_in_any_edition(edition):
    room, elsewhere = RoomFactory(edition=edition), RoomFactory()
    assert room.uuid != elsewhere.uuid
    refused_by(
        "programme_room_uuid", "UPDATE programme_room SET uuid = %s WHERE id = %s",
        str(room.uuid), elsewhere.pk,
    )  # fmt: skip


@pytest.mark.parametrize("factory", [RoomFactory, TrackFactory, FormatFactory])
def test_a_name_is_up_to_two_hundred_characters_long(edition, factory):
    row = factory(edition=edition, name=Texts({"fr": "x" * 200}))
    row.full_clean()
    row.name = Texts({"fr": "x" * 201})
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert refusal.value.message_dict == {
        "name": ["The text in français is 201 characters long; 200 is the most."]
    }


def test_codes_and_numbers_are_random_and_kept(edition):
    sessions = [SessionFactory(edition=edition) for _number in range(5)]
    assert len({session.code for session in sessions}) == 5
    code = sessions[0].code
    sessions[0].title = Texts({"en": "Another"})
    sessions[0].save()
    assert Session.objects.get(pk=sessions[0].pk).code == code


def test_a_slug_is_made_once_and_is_free(edition):
    tracks = [
        Track.objects.create(edition=edition, name=Texts({"fr": "Œuvres & cités"})) for _number in range(2)
    ]
    assert [track.slug for track in tracks] == ["oeuvres-cites", "oeuvres-cites-2"]
    elsewhere = Track.objects.create(edition=EditionFactory(), name=Texts({"fr": "Œuvres & cités"}))
    assert elsewhere.slug == "oeuvres-cites"
