"""The speakers and the times of a session, from a sheet."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.actions.spreadsheets import FieldChange
from programme.models import Room, Session, SessionSpeaker, SpeakerLink
from tests.factories import (
    OccurrenceFactory,
    RoomFactory,
    SessionFactory,
    SessionSpeakerFactory,
    SpeakerFactory,
)
from tests.sheets import SESSIONS, SPEAKERS, counts, released, sentences, times_of

pytestmark = pytest.mark.django_db

# --- parts of a session -------------------------------------------------------------------------------


def parts_of(session: Session) -> list[tuple[str, str]]:
    return [(part.speaker.name, part.role) for part in session.parts.all()]


def test_the_speakers_of_a_session_are_set_in_their_order_with_their_roles(run, edition):
    session = SessionFactory(edition=edition)
    stays = SessionSpeakerFactory(session=session, speaker__name="Ana")
    SessionSpeakerFactory(session=session, speaker__name="Bo")
    SpeakerFactory(edition=edition, name="Cy", email="cy@example.org")
    SpeakerFactory(edition=edition, name="Di", external_id="d-1")
    cell = "cy@example.org (Moderator); ANA (host)\nd-1"
    report = run(SESSIONS, ["code", "speakers"], [session.code, cell])
    assert report.changed[0].changes == (
        FieldChange("speakers", "Ana; Bo", "Cy (moderator); Ana (host); Di"),
    )
    assert parts_of(session) == [("Cy", "moderator"), ("Ana", "host"), ("Di", "speaker")]
    assert SessionSpeaker.objects.get(speaker__name="Ana").pk == stays.pk
    assert counts(run(SESSIONS, ["code", "speakers"], [session.code, cell])) == (0, 0, 1)


def test_speakers_who_are_not_clear_are_mistakes(run, edition):
    session = SessionFactory(edition=edition)
    first, second = (SpeakerFactory(edition=edition, name="Ana") for _number in range(2))
    SpeakerFactory(edition=edition, name="Bo")
    in_order = sorted([first.number, second.number])

    def sentence(cell: str) -> list[str]:
        return sentences(run(SESSIONS, ["code", "speakers"], [session.code, cell]))

    assert sentence("Ana") == [
        f"Row 2, speakers: “Ana” could be any of these: #{in_order[0]}, #{in_order[1]}. "
        "Write one of them so that it is clear which."
    ]
    assert sentence("Bo; bo (host)") == ["Row 2, speakers: “bo (host)” is listed twice. Remove one."]
    assert sentence("Bo (boss)") == [
        "Row 2, speakers: “boss” is no role. Write one of: speaker, host, facilitator, moderator, performer."
    ]
    assert sentence(f"#{first.number}") == []


def test_the_links_of_a_speaker_are_set_in_their_order(run, edition):
    header = ["name", "links"]
    run(SPEAKERS, header, ["Ana", "Site https://a.example; https://b.example/x;y"])
    run(SPEAKERS, header, ["Ana", "https://b.example/x;y\nMy blog https://c.example"])
    assert list(SpeakerLink.objects.values_list("label", "url", "position")) == [
        ("", "https://b.example/x;y", 0),
        ("My blog", "https://c.example", 1),
    ]
    assert counts(run(SPEAKERS, header, ["Ana", "https://b.example/x;y;  My blog https://c.example"])) == (
        0,
        0,
        1,
    )
    assert sentences(run(SPEAKERS, header, ["Ana", "Site javascript:alert(1)"])) == [
        "Row 2, links: “javascript:alert(1)” is no web address. "
        "Write it whole, as in: My site https://example.org."
    ]


def test_a_link_is_up_to_a_thousand_characters_long(run, edition):
    longest = f"https://a.example/{'x' * 982}"
    assert sentences(run(SPEAKERS, ["name", "links"], ["Ana", longest])) == []
    assert SpeakerLink.objects.get().url == longest
    assert [error.column for error in run(SPEAKERS, ["name", "links"], ["Ana", f"{longest}x"]).errors] == [
        "links"
    ]


# --- times --------------------------------------------------------------------------------------------

TIMES = ["code", "starts_1", "room_1", "starts_2", "room_2"]


@pytest.fixture
def session(edition):
    for slug in ("nef", "cour"):
        RoomFactory(edition=edition, slug=slug)
    return SessionFactory(edition=edition, minutes=45)


def test_times_of_a_session_are_made_moved_and_taken_away_and_nothing_else(run, session):
    rows = [session.code, "2017-07-07 10:00", "nef", "2017-07-06T18:30", ""]
    assert counts(run(SESSIONS, TIMES, rows)) == (0, 1, 0)
    assert times_of(session) == [("06 18:30", ""), ("07 10:00", "nef")]
    assert [each.minutes for each in session.occurrences.all()] == [45, 45]
    assert counts(run(SESSIONS, TIMES, rows)) == (0, 0, 1)
    friday = session.occurrences.get(room__isnull=False)

    report = run(SESSIONS, TIMES, [session.code, "2017-07-06 18:30", "", "2017-07-07 11:00", "cour"])
    assert report.changed[0].changes == (
        FieldChange("starts_2", "2017-07-07 10:00", "2017-07-07 11:00"),
        FieldChange("room_2", "nef", "cour"),
    )
    friday.refresh_from_db()
    assert (friday.room.slug, friday.starts_at) == ("cour", datetime(2017, 7, 7, 9, tzinfo=UTC))

    report = run(SESSIONS, TIMES, [session.code, "", "", "2017-07-07 11:00", "cour"])
    assert report.changed[0].changes == (FieldChange("starts_1", "2017-07-06 18:30", ""),)
    assert list(session.occurrences.all()) == [friday]


def test_an_unplaced_time_is_what_an_empty_pair_stands_for(run, session):
    unplaced = OccurrenceFactory(session=session, room=None, starts_at=None)
    assert counts(run(SESSIONS, TIMES, [session.code, "", "", "", ""])) == (0, 0, 1)
    assert counts(run(SESSIONS, TIMES, [session.code, "2017-07-06 10:00", "nef", "", ""])) == (0, 1, 0)
    assert list(session.occurrences.all()) == [unplaced]
    assert times_of(session) == [("06 10:00", "nef")]


def test_a_sheet_with_too_few_columns_for_the_times_of_a_session_changes_none(run, session):
    for hour in (8, 9):
        OccurrenceFactory(session=session, starts_at=datetime(2017, 7, 6, hour, tzinfo=UTC))
    short = TIMES[:3]
    before = times_of(session)
    assert counts(run(SESSIONS, ["code", "minutes"], [session.code, 45])) == (0, 0, 1)
    report = run(SESSIONS, short, [session.code, "2017-07-07 10:00", "nef"])
    assert sentences(report) == [
        "Row 2, starts_1: This session is held 2 times; the sheet's columns have room for 1. "
        "Add columns up to starts_2 and room_2, and write all its times."
    ]
    room = before[1][1]
    assert counts(run(SESSIONS, short, [session.code, "2017-07-06 11:00", room])) == (0, 0, 1)
    assert times_of(session) == before


def test_a_time_that_was_published_is_moved_but_never_taken_away(run, session):
    slot = released(OccurrenceFactory(session=session, room=Room.objects.get(slug="nef")))
    report = run(SESSIONS, TIMES, [session.code, "", "", "", ""])
    assert sentences(report) == [
        "Row 2, starts_1: The time 2017-07-06 10:00 was published and stays on record, so it can't be "
        "removed. Write it again here, and cancel it in the session's own page."
    ]
    assert counts(run(SESSIONS, TIMES, [session.code, "2017-07-06 12:00", "nef", "", ""])) == (0, 1, 0)
    slot.refresh_from_db()
    assert slot.starts_at == datetime(2017, 7, 6, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2017-07-06 10:00", datetime(2017, 7, 6, 8, tzinfo=UTC)),
        ("2017-07-06T9:05:30", datetime(2017, 7, 6, 7, 5, 30, tzinfo=UTC)),
        ("2017-12-06 10:00", datetime(2017, 12, 6, 9, tzinfo=UTC)),
        ("2017-10-29 02:30+02:00", datetime(2017, 10, 29, 0, 30, tzinfo=UTC)),
        ("2017-10-29 02:30 +0100", datetime(2017, 10, 29, 1, 30, tzinfo=UTC)),
        ("2017-07-06T08:00Z", datetime(2017, 7, 6, 8, tzinfo=UTC)),
    ],
)
def test_a_start_is_a_wall_time_there_or_has_its_offset(run, session, cell, moment):
    rows = [session.code, cell, "", "", ""]
    assert counts(run(SESSIONS, TIMES, rows)) == (0, 1, 0)
    assert session.occurrences.get().starts_at == moment
    assert counts(run(SESSIONS, TIMES, rows)) == (0, 0, 1)


@pytest.mark.parametrize(
    "cell",
    ["31/04/2017 10:00", "2017-07-06", "10:00", "06/07/17 10h", "2017-07-06 10:00 PM", "٢٠١٧-٠٧-٠٦ 10:00"],
)
def test_a_start_in_another_way_is_not_guessed(run, session, cell):
    assert sentences(run(SESSIONS, TIMES, [session.code, cell, "", "", ""])) == [
        f"Row 2, starts_1: “{cell}” is no date with a time. Write it like this: 2017-07-06 10:00."
    ]


@pytest.mark.parametrize(
    "cell", ["2017-04-31 10:00", "2017-07-06 24:00", "2017-13-01 10:00", "0000-01-01 00:00"]
)
def test_a_start_that_is_not_in_the_calendar_is_a_mistake(run, session, cell):
    assert sentences(run(SESSIONS, TIMES, [session.code, cell, "", "", ""])) == [
        f"Row 2, starts_1: “{cell}” is not in the calendar: there is no such day or hour. Mend it."
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "1971-03-25 02:30",
        "1989-12-31 23:59",
        "1990-01-01 00:30",  # in Paris; in UTC it is 1989 still
        "2199-12-31 23:30-01:00",
        "2200-01-01 01:01",
        "0001-01-01 00:00",
        "9999-12-31 23:59-12:00",
    ],
)
def test_a_start_outside_the_years_that_are_reckoned_with_is_a_mistake_of_its_cell(run, session, cell):
    assert sentences(run(SESSIONS, TIMES, [session.code, cell, "", "", ""])) == [
        f"Row 2, starts_1: “{cell}”: A time is between the years 1990 and 2199."
    ]


def test_a_start_at_the_ends_of_those_years_is_taken(run, session):
    cells = ["1990-01-01 01:00", "", "2200-01-01 00:59", ""]
    assert sentences(run(SESSIONS, TIMES, [session.code, *cells])) == []


CELLS = st.tuples(
    st.sampled_from(["", "2017-07-05 10:00", "2017-07-06 10:00", "2017-07-07 10:00"]),
    st.sampled_from(["", "nef", "cour"]),
)


def test_any_times_imported_twice_are_changed_once(run, session):
    rooms = {room.slug: room for room in Room.objects.all()}

    @settings(max_examples=60, deadline=None, database=None)
    @given(present=st.lists(CELLS, max_size=4), wanted=st.lists(CELLS, min_size=1, max_size=4))
    def twice(present: list[tuple[str, str]], wanted: list[tuple[str, str]]) -> None:
        session.occurrences.all().delete()
        for start, slug in present:
            starts_at = datetime.fromisoformat(f"{start}+02:00") if start else None
            OccurrenceFactory(session=session, starts_at=starts_at, room=rooms.get(slug))
        header = [f"{kind}_{number}" for number in range(1, len(wanted) + 1) for kind in ("starts", "room")]
        rows = (["code", *header], [session.code, *(cell for pair in wanted for cell in pair)])
        first = run(SESSIONS, *rows)
        if first.errors:
            assert (len(present) > len(wanted), len(first.errors)) == (True, 1)
            return
        placed = sorted(time for time in times_of(session) if any(time))
        if len(present) <= len(wanted):
            assert placed == sorted((start[8:], slug) for start, slug in wanted if start or slug)
        before = list(session.occurrences.values_list("pk", "starts_at", "room"))
        assert counts(run(SESSIONS, *rows)) == (0, 0, 1)
        assert list(session.occurrences.values_list("pk", "starts_at", "room")) == before

    twice()


def test_a_start_is_read_in_the_zone_of_the_edition(run, edition, session):
    edition.time_zone = "America/Sao_Paulo"
    edition.save()
    run(SESSIONS, TIMES, [session.code, "2017-07-06 10:00", "", "", ""])
    assert session.occurrences.get().starts_at == datetime(2017, 7, 6, 13, tzinfo=UTC)
