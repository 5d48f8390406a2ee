"""What the database refuses of a sheet is told by row, and what is written in bulk is as if saved one by one."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programme.actions import spreadsheet_writing
from programme.actions.spreadsheet_writing import RowRefused, Write, create_all, update_all
from programme.models import Occurrence, Room, Session, SessionSpeaker, Speaker, Texts
from tests.factories import OccurrenceFactory, RoomFactory, SessionFactory, SpeakerFactory, VenueFactory
from tests.sheets import ROOMS, SESSIONS, SPEAKERS, counts, sentences

pytestmark = pytest.mark.django_db


def refusal(write, writes, by) -> str:
    with pytest.raises(RowRefused) as caught:
        write(writes, by)
    return str(caught.value.error)


def occurrences(session, count) -> list[Occurrence]:
    return [
        Occurrence(
            session=session, edition=session.edition, minutes=60, starts_at=datetime(2017, 7, 6, tzinfo=UTC)
        )
        for _number in range(count)
    ]


def test_a_new_part_that_a_constraint_refuses_is_told_by_its_row(edition, organiser):
    times = occurrences(SessionFactory(edition=edition), 3)
    times[1].starts_at = datetime(1971, 3, 25, tzinfo=UTC)
    writes = [Write(row, time) for row, time in enumerate(times, start=2)]
    assert refusal(create_all, writes, organiser) == "Row 3: A time is between the years 1990 and 2199."


def test_a_changed_part_that_a_constraint_refuses_is_told_by_its_row(edition, organiser):
    times = [OccurrenceFactory(session=SessionFactory(edition=edition)) for _number in range(3)]
    times[2].starts_at = datetime(2300, 1, 1, tzinfo=UTC)
    writes = [Write(row, time, ("starts_at",)) for row, time in enumerate(times, start=2)]
    assert refusal(update_all, writes, organiser) == "Row 4: A time is between the years 1990 and 2199."


def test_a_rule_without_words_is_told_by_its_name(edition, organiser):
    speakers = [Speaker(edition=edition, name=name) for name in ("Ana", "")]
    speakers[1].number = 0
    speakers[1].name = "Bo"
    writes = [Write(row, speaker) for row, speaker in enumerate(speakers, start=2)]
    assert refusal(create_all, writes, organiser) == (
        "Row 3: Constraint “speaker_number_is_31_bit” is violated."
    )


def test_random_names_that_are_taken_are_drawn_again(edition, organiser, monkeypatch):
    SessionFactory(edition=edition, code="AAAAAA")
    drawn = iter(["BBBBBB", "CCCCCC"])
    monkeypatch.setitem(spreadsheet_writing.RANDOM_NAMES, "code", lambda: next(drawn))
    format_ = Session.objects.get().format
    new = [
        Session(edition=edition, format=format_, minutes=60, title=Texts({"en": code}), code=code)
        for code in ("AAAAAA", "BBBBBB", "DDDDDD")
    ]
    create_all([Write(row, session) for row, session in enumerate(new, start=2)], organiser)
    assert sorted(Session.objects.values_list("code", flat=True)) == ["AAAAAA", "BBBBBB", "CCCCCC", "DDDDDD"]


def test_the_queries_of_an_import_do_not_grow_with_its_rows(run, edition, talk):
    SpeakerFactory(edition=edition, name="Ana")
    RoomFactory(edition=edition, slug="nave")
    header = ["external_id", "title_fr", "format", "speakers", "starts_1", "room_1"]

    def queries(first: int, count: int, title: str, hour: int) -> int:
        rows = [
            [f"{number}", f"{title} {number}", "talk", "Ana", f"2017-07-06 {hour}:00", "nave"]
            for number in range(first, first + count)
        ]
        with CaptureQueriesContext(connection) as captured:
            assert sentences(run(SESSIONS, header, *rows)) == []
        return len(captured)

    queries(0, 1, "A", 10)
    assert queries(1, 2, "A", 10) == queries(3, 40, "A", 10)
    assert queries(1, 2, "B", 11) == queries(3, 40, "B", 11)


def test_a_dry_run_locks_the_edition_only_while_it_writes(run, edition, talk):
    def locks(minutes: object) -> list[bool]:
        with CaptureQueriesContext(connection) as captured:
            run(SESSIONS, ["title_fr", "format", "minutes"], ["A", "talk", minutes], dry_run=True)
        written = [query["sql"] for query in captured if query["sql"].startswith(("SELECT", "INSERT"))]
        return ["FOR NO KEY UPDATE" in sql for sql in written]

    assert True not in locks("x")
    assert locks(60)[-4:] == [
        True,
        False,
        False,
        False,
    ]  # then the codes that are taken, the row, its history


def test_new_rooms_get_an_address_of_their_names_that_nothing_has(run, edition):
    venue = VenueFactory(edition=edition, slug="halle")
    other = VenueFactory(edition=edition, slug="jardin")
    RoomFactory(edition=edition, venue=venue, slug="nef")
    header = ["slug", "name_fr", "venue"]
    report = run(ROOMS, header, ["", "Nef", "halle"], ["", "Nef", "jardin"], ["nef-3", "Autre", "jardin"])
    assert counts(report) == (3, 0, 0)
    assert sorted(Room.objects.filter(edition=edition).values_list("slug", flat=True)) == [
        "nef", "nef-2", "nef-3", "nef-4",
    ]  # fmt: skip
    assert other.rooms.count() == 2


def test_what_is_written_in_bulk_has_who_and_what_in_its_history(run, edition, organiser, talk):
    header = ["external_id", "name", "links"]
    run(SPEAKERS, header, ["1", "Ana", "https://a.example"], ["2", "Bo", ""])
    run(SPEAKERS, header, ["1", "Ana B", "https://a.example"], ["2", "Bo B", ""])
    entries = Speaker.history.order_by("name").values_list("name", "history_type", "history_user")
    assert list(entries) == [
        ("Ana", "+", organiser.pk),
        ("Ana B", "~", organiser.pk),
        ("Bo", "+", organiser.pk),
        ("Bo B", "~", organiser.pk),
    ]


def test_new_sessions_in_bulk_take_their_length_from_their_format(run, edition, talk):
    run(SESSIONS, ["title_fr", "format", "starts_1", "room_1"], ["A", "talk", "2017-07-06 10:00", ""])
    session = Session.objects.get()
    assert (session.minutes, session.occurrences.get().minutes) == (talk.default_minutes,) * 2
    assert SessionSpeaker.objects.count() == 0
