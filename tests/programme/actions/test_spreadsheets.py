"""Importing sheets: all or nothing, once, for one edition, and told in words."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from programme.actions.spreadsheets import import_sheet
from programme.models import Occurrence, Session, SessionSpeaker, Texts
from programme.refusals import Stale
from tests.factories import (
    EditionFactory,
    OccurrenceFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TrackFactory,
    VenueFactory,
)
from tests.sheets import SESSIONS, SPEAKERS, counts, histories, released, sentences, table

pytestmark = pytest.mark.django_db

# --- five hundred sessions ----------------------------------------------------------------------------

HEADER = ["external_id", "title_fr", "format", "language", "minutes", "state", "seat_limit", "track",
          "speakers", "starts_1", "room_1", "starts_2", "room_2", "access_features"]  # fmt: skip


def five_hundred() -> list[list[object]]:
    return [
        [f"id-{number}", f"Séance {number}", "Exposé", "fr", 60, "confirmed", 30, "ville",
         f"Intervenante {number % 50} (host)", f"2017-07-06 {9 + number % 10:02}:00", f"salle-{number % 5}",
         "", "", "captions, quiet"]
        for number in range(500)
    ]  # fmt: skip


@pytest.fixture
def festival(edition, talk):
    """What the five hundred sessions refer to."""
    TrackFactory(edition=edition, slug="ville", name=Texts({"fr": "Ville", "en": "City"}))
    venue = VenueFactory(edition=edition)
    for number in range(5):
        RoomFactory(edition=edition, venue=venue, slug=f"salle-{number}")
    for number in range(50):
        SpeakerFactory(edition=edition, name=f"Intervenante {number}")
    return edition


def test_five_hundred_sessions_with_twelve_broken_rows_are_refused_then_mended_and_imported_once(
    run, festival
):
    rows = five_hundred()
    broken = {  # by index: column, value
        3: ("minutes", "une heure"),
        17: ("starts_1", "2017-04-31 10:00"),
        42: ("starts_1", "2017-03-26 02:30"),
        43: ("starts_1", "2017-10-29 02:30"),
        99: ("track", "vile"),
        100: ("speakers", "Intervenante 1; Personne"),
        120: ("external_id", "id-119"),
        200: ("title_fr", ""),
        201: ("title_fr", "T" * 301),
        300: ("room_1", "cave"),
        400: ("state", "confirmé"),
        499: ("format", ""),
    }
    good = [list(row) for row in rows]
    for index, (column, value) in broken.items():
        rows[index][HEADER.index(column)] = value
    before = histories()

    report = run(SESSIONS, HEADER, *rows)

    assert sentences(report) == [
        "Row 5, minutes: “une heure” is no whole number from 1 to 1440.",
        "Row 19, starts_1: “2017-04-31 10:00” is not in the calendar: there is no such day or hour. Mend it.",
        "Row 44, starts_1: “2017-03-26 02:30” does not exist in Europe/Paris, where the clocks go forward that night. "
        "Write a time before or after.",
        "Row 45, starts_1: “2017-10-29 02:30” happens twice in Europe/Paris, where the clocks go back that night. "
        "Write 2017-10-29 02:30+02:00 or 2017-10-29 02:30+01:00.",
        "Row 101, track: There is no track “vile”. Write the name or the address of one of this edition.",
        "Row 102, speakers: There is no speaker “Personne”. Import the speakers first, or correct the name.",
        "Row 122, external_id: Rows 121 and 122 describe the same thing. "
        "Remove one, or give each an id of its own.",
        "Row 202, title_fr: A new session needs a title in one language at least.",
        "Row 203, title_fr: The text in français is 301 characters long; 300 is the most.",
        "Row 302, room_1: There is no room “cave”. Write the name or the address of one of this edition.",
        "Row 402, state: “confirmé” is not known here. Write one of: draft, accepted, confirmed, cancelled.",
        "Row 501, format: A new session needs a format.",
    ]
    assert Session.objects.count() == 0
    assert histories() == before

    started = time.monotonic()
    assert counts(run(SESSIONS, HEADER, *good)) == (500, 0, 0)
    assert time.monotonic() - started < 20
    assert (Session.objects.count(), Occurrence.objects.count(), SessionSpeaker.objects.count()) == (500,) * 3
    after = histories()
    assert after == {**before, "Session": 500, "Occurrence": 500, "SessionSpeaker": 500}

    assert counts(run(SESSIONS, HEADER, *good)) == (0, 0, 500)
    assert histories() == after


def test_a_dry_run_reports_what_an_import_does_and_writes_nothing(run, festival):
    before = histories()
    dry = run(SESSIONS, HEADER, *five_hundred(), dry_run=True)
    assert (Session.objects.count(), histories()) == (0, before)
    assert run(SESSIONS, HEADER, *five_hundred(), confirmed=dry.digest) == dry


def test_the_queries_of_an_import_do_not_grow_with_unchanged_rows(run, festival):
    run(SESSIONS, HEADER, *five_hundred())
    with CaptureQueriesContext(connection) as few:
        run(SESSIONS, HEADER, *five_hundred()[:3])
    with CaptureQueriesContext(connection) as many:
        run(SESSIONS, HEADER, *five_hundred())
    assert (len(few), len(many)) == (10, 10)


def test_changed_rows_take_as_many_queries_as_one(run, festival):
    run(SESSIONS, HEADER, *five_hundred())
    rows = five_hundred()
    for row in rows[:20]:
        row[HEADER.index("minutes")] = 90
    with CaptureQueriesContext(connection) as queries:
        report = run(SESSIONS, HEADER, *rows)
    assert (counts(report), len(queries)) == ((0, 20, 480), 14)


# --- other editions, other people ---------------------------------------------------------------------


def test_an_import_neither_finds_nor_touches_rows_of_another_edition(run, edition, talk):
    other = EditionFactory()
    theirs = SessionFactory(edition=other, external_id="1", title=Texts({"fr": "A"}))
    SpeakerFactory(edition=other, name="Ana", external_id="1")
    RoomFactory(edition=other, slug="nef")
    before = [*histories().values()]
    report = run(
        SESSIONS,
        ["code", "external_id", "title_fr", "format", "track", "speakers", "starts_1", "room_1"],
        ["", "1", "A", "talk", theirs.track.slug, "Ana", "2017-07-06 10:00", "nef"],
        [theirs.code, "", "A", "talk", "", "", "", ""],
    )
    assert sentences(report) == [
        f"Row 2, track: There is no track “{theirs.track.slug}”. "
        "Write the name or the address of one of this edition.",
        "Row 2, speakers: There is no speaker “Ana”. Import the speakers first, or correct the name.",
        "Row 2, room_1: There is no room “nef”. Write the name or the address of one of this edition.",
        f"Row 3, code: No session has the code {theirs.code}. Leave the cell empty for a new session.",
    ]
    assert counts(run(SPEAKERS, ["external_id", "name"], ["1", "Ana"])) == (1, 0, 0)
    assert counts(run(SESSIONS, ["external_id", "title_fr", "format"], ["1", "A", "talk"])) == (1, 0, 0)
    assert theirs.history.count() == 1
    assert [*histories().values()] == [
        count + 1 if position in (0, 3) else count for position, count in enumerate(before)
    ]


def test_an_import_that_would_do_another_thing_than_was_read_is_stale(run, edition, talk):
    session = SessionFactory(edition=edition, format=talk)
    rows = (["code", "minutes"], [session.code, 90])
    read = run(SESSIONS, *rows, dry_run=True)
    session.minutes = 30
    session.save()
    with pytest.raises(Stale) as caught:
        run(SESSIONS, *rows, confirmed=read.digest)
    assert str(caught.value) == (
        "Somebody changed the edition meanwhile, so nothing was imported. "
        "Read the changes below again, then import."
    )
    session.refresh_from_db()
    assert session.minutes == 30


def test_what_the_database_alone_refuses_is_a_sentence_too(edition, organiser, talk, monkeypatch):
    """An id that somebody gives away between our look and our write."""
    from programme.actions import spreadsheets

    class Late(spreadsheets.SessionImport):
        def write(self, by):
            SessionFactory(edition=self.edition, external_id="new")
            super().write(by)

    monkeypatch.setitem(spreadsheets.IMPORTS, SESSIONS, Late)
    rows = table(["external_id", "title_fr", "format"], ["x", "A", "talk"], ["new", "B", "talk"])
    report = import_sheet(edition=edition, sheet=SESSIONS, table=rows, by=organiser, dry_run=False)
    assert sentences(report) == ["Row 3: Another session has this id."]
    assert Session.objects.count() == 0


def test_what_stands_in_the_way_of_a_part_is_refused_whole(edition, organiser, monkeypatch):
    from programme.actions import spreadsheets

    session = SessionFactory(edition=edition, minutes=45)
    occurrence = OccurrenceFactory(session=session)

    class Late(spreadsheets.SessionImport):
        def write(self, by):
            released(occurrence)
            super().write(by)

    monkeypatch.setitem(spreadsheets.IMPORTS, SESSIONS, Late)
    report = import_sheet(
        edition=edition,
        sheet=SESSIONS,
        table=table(["code", "minutes", "starts_1", "room_1"], [session.code, 5, "", ""]),
        by=organiser,
        dry_run=False,
    )
    assert sentences(report) == [
        "Row 2: Something that somebody else wrote meanwhile stands in the way. Nothing was imported."
    ]
    session.refresh_from_db()
    assert session.minutes == 45


@pytest.mark.django_db(transaction=True)
def test_two_who_import_one_file_at_a_time_create_its_rows_once(edition, organiser, talk):
    rows = table(["title_fr", "format"], *([f"Séance {number}", "talk"] for number in range(40)))

    def imports(_number: int) -> tuple[int, int, int]:
        try:
            report = import_sheet(edition=edition, sheet=SESSIONS, table=rows, by=organiser, dry_run=False)
        finally:
            connections.close_all()
        return counts(report)

    with ThreadPoolExecutor(4) as threads:
        outcomes = sorted(threads.map(imports, range(4)))
    assert outcomes == [(0, 0, 40), (0, 0, 40), (0, 0, 40), (40, 0, 0)]
    assert Session.objects.count() == 40
