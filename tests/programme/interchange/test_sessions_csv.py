"""The sessions CSV: out and in again, and each row's mistakes told by row and column."""

from __future__ import annotations

import csv
import io
import random
import re
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programme.interchange.problems import FormatError
from programme.interchange.sessions_csv import COLUMNS, carried, read, write
from programme.interchange.snapshot import Link, Occurrence, Part, Person, Room, Session, Snapshot, Track
from programme.interchange.tables import write_xlsx
from tests.programme.interchange.mangling import mangled
from tests.programme.interchange.snapshots import snapshots

PARIS = "Europe/Paris"
FORMULA = re.compile(r"(\A|[;\"])\s*[=+\-@\t\r\n＝＋－＠]")
START = datetime(2017, 7, 6, 8, tzinfo=UTC)
ANA, BO = Person(id="5", name="Ana; Silva"), Person(id="7", name="Bo")
SNAPSHOT = Snapshot(
    time_zone=PARIS,
    tracks=(Track(name="City"),),
    rooms=(Room(name="Nave"),),
    people=(ANA, BO),
    sessions=(
        Session(
            code="ABC234",
            title="La ville",
            description="Use `<b>`; *all* of it",
            track="City",
            language="fr",
            people=(Part("5"), Part("7")),
            links=(Link("https://example.org/a;b"), Link("https://example.org/c", "See; here")),
            url="https://fest.example/ABC234/",
            recording="refused",
            occurrences=(
                Occurrence(id="1", guid=UUID(int=1), starts_at=START, minutes=90, room="Nave"),
                Occurrence(id="2", guid=UUID(int=2), starts_at=START.replace(day=7), minutes=60),
            ),
        ),
        Session(title="Not held yet", id="w-12", people=(Part("5"),)),
    ),
)


def table(header: str, *rows: str) -> bytes:
    return "\n".join((header, *rows, "")).encode()


def problems(content: bytes, time_zone: str = PARIS) -> list[str]:
    with pytest.raises(FormatError) as caught:
        read(content, time_zone=time_zone)
    return [str(problem) for problem in caught.value.problems]


def remarks(content: bytes) -> list[str]:
    return [str(remark) for remark in read(content, time_zone=PARIS).remarks]


def only(content: bytes, time_zone: str = PARIS) -> Session:
    (session,) = read(content, time_zone=time_zone).sessions
    return session


def assert_read_or_refused(content: bytes) -> None:
    try:
        outcome: Snapshot | FormatError = read(content, time_zone=PARIS)
    except FormatError as no:
        outcome = no
    assert isinstance(outcome, Snapshot) or all(str(problem) for problem in outcome.problems)


# --- out and in again ---------------------------------------------------------------------------------


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(snapshots())
def test_what_is_written_reads_back_as_what_the_format_carries(snapshot):
    assert read(write(snapshot), time_zone=snapshot.time_zone) == carried(snapshot)


def test_a_table_keeps_sessions_times_people_and_links():
    assert read(write(SNAPSHOT), time_zone=PARIS) == SNAPSHOT.change(
        days=(date(2017, 7, 6), date(2017, 7, 7))
    )


def test_a_table_has_one_row_for_each_time():
    rows = list(csv.DictReader(io.StringIO(write(SNAPSHOT).decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["title"], row["starts"], row["minutes"], row["room"]) for row in rows] == [
        ("La ville", "2017-07-06T10:00+02:00", "90", "Nave"),
        ("La ville", "2017-07-07T10:00+02:00", "60", ""),
        ("Not held yet", "", "", ""),
    ]
    assert rows[0]["speakers"] == "Ana; Silva\nBo"
    assert rows[2]["speakers"] == "Ana; Silva\n"  # the line break keeps it one name


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a;=1", 'say "=1"', "＝1"])
def test_no_cell_is_a_formula(text):
    """Not even where a spreadsheet divides the line at semicolons or quotes."""
    session = Session(title=text, abstract=text, description=text, format=text, people=(Part("5"),))
    snapshot = Snapshot(people=(Person(id="5", name=text),), sessions=(session,))
    content = write(snapshot)
    _header, *cells = io.StringIO(content.decode("utf-8-sig"), newline="").read().split("\r\n", 1)
    (row,) = csv.reader(cells)
    assert not [cell for cell in row if FORMULA.search(cell)]
    assert read(content) == carried(snapshot)


def test_excel_is_told_that_accents_are_utf8():
    content = write(Snapshot(sessions=(Session(title="L’été"),)))
    assert content.startswith(b"\xef\xbb\xbf")
    assert "L’été".encode() in content


# --- which rows are one session -----------------------------------------------------------------------


def test_rows_of_one_code_are_one_session():
    content = table("code,title,starts", "ABC234,A,2017-07-06 10:00", ",B,", "ABC234,A,2017-07-07 10:00")
    assert [(one.title, len(one.occurrences)) for one in read(content, time_zone=PARIS).sessions] == [
        ("A", 2),
        ("B", 0),
    ]


def test_rows_of_one_address_and_title_are_one_session_and_others_are_not():
    content = table(
        "url,title,starts",
        "https://a.example/,A,2017-07-06 10:00",
        "https://a.example/,A,2017-07-07 10:00",
        "https://a.example/,B,2017-07-07 10:00",
        ",A,2017-07-07 10:00",
        ",A,2017-07-07 10:00",
    )
    found = read(content, time_zone=PARIS).sessions
    assert [(one.title, len(one.occurrences)) for one in found] == [
        ("A", 2),
        ("B", 1),
        ("A", 1),
        ("A", 1),
    ]


def test_a_row_that_contradicts_its_session_is_remarked():
    content = table("code,title", "ABC234,A", "ABC234,B")
    assert only(content).title == "A"
    assert remarks(content) == [
        "row 3: it differs from row 2, a row of the same session. What stands there was taken."
    ]


def test_a_session_is_cancelled_where_each_row_is():
    content = table(
        "code,title,starts,status",
        "ABC234,A,2017-07-06 10:00,cancelled",
        "ABC234,A,2017-07-07 10:00,confirmed",
        "DEF234,B,2017-07-06 10:00,Canceled",
    )
    found = read(content, time_zone=PARIS).sessions
    assert [(one.cancelled, [time.cancelled for time in one.occurrences]) for one in found] == [
        (False, [True, False]),
        (True, [True]),
    ]


def test_the_id_of_a_row_without_a_code_is_the_sessions_too():
    session = only(table("id,title,starts", "w-12,A,2017-07-06 10:00"))
    assert (session.id, [one.id for one in session.occurrences]) == ("w-12", ["w-12"])


# --- times --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2017-07-06T10:00+02:00", START),
        ("2017-07-06 10:00:00+0200", START),
        ("2017-07-06T08:00Z", START),
        ("2017-07-06 10:00", START),
        ("2017-07-06T10:00:59", START),
        ("2017-10-29 02:30+02:00", datetime(2017, 10, 29, 0, 30, tzinfo=UTC)),
        ("2017-10-29 02:30+01:00", datetime(2017, 10, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_starts_have_an_offset_or_are_on_the_clocks_of_the_zone(text, moment):
    assert only(table("title,starts,minutes", f"A,{text},60")).occurrences[0].starts_at == moment


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("06/07/2017 10:00", "“06/07/2017 10:00” may be two days. Write the year first: 2017-07-06 10:00."),
        ("6.7.2017", "“6.7.2017” may be two days. Write the year first: 2017-07-06 10:00."),
        ("2017-04-31 10:00", "There is no such day or time as “2017-04-31 10:00”."),
        ("2017-04-30 24:00", "There is no such day or time as “2017-04-30 24:00”."),
        ("2017-04-30 10:00+24:00", "There is no such day or time as “2017-04-30 10:00+24:00”."),
        (
            "2017-03-26 02:30",
            "2017-03-26 02:30 does not exist in Europe/Paris: the clocks go forward over it.",
        ),
        (
            "2017-10-29 02:30",
            "2017-10-29 02:30 happens twice in Europe/Paris: the clocks go back over it. Give it an offset.",
        ),
        ("1989-07-06 10:00", "The year must be between 1990 and 2199."),
        ("2200-07-06 10:00", "The year must be between 1990 and 2199."),
        ("0001-01-01 00:00+14:00", "The year must be between 1990 and 2199."),
        (
            "tomorrow",
            "“tomorrow” is no date with a time. Write it like 2017-07-06 10:00 or 2017-07-06T10:00+02:00.",
        ),
        (
            "2017-07-06",
            "“2017-07-06” is no date with a time. Write it like 2017-07-06 10:00 or 2017-07-06T10:00+02:00.",
        ),
    ],
)
def test_a_start_that_names_no_moment_is_a_problem_of_its_row(text, sentence):
    assert problems(table("title,starts", "Fine,2017-07-06 10:00", f"A,{text}")) == [
        f"row 3, starts: {sentence}"
    ]


def test_a_start_without_an_offset_needs_a_zone():
    assert problems(table("title,starts", "A,2017-07-06 10:00"), time_zone="") == [
        "row 2, starts: The file does not say in which time zone its times are. Give it: --time-zone Europe/Paris."
    ]
    assert (
        only(table("title,starts", "A,2017-07-06T10:00+02:00"), time_zone="").occurrences[0].starts_at
        == START
    )


def test_a_zone_that_is_none_is_refused():
    assert problems(table("title", "A"), time_zone="Paris") == [
        "time zone: “Paris” is no time zone. Name one such as Europe/Paris."
    ]


@pytest.mark.parametrize("text", ["0", "1441", "-5", "1.5", "an hour", "٣", "9" * 5000])
def test_minutes_are_whole_and_at_most_a_day(text):
    assert problems(table("title,starts,minutes", f"A,2017-07-06 10:00,{text}")) == [
        f"row 2, minutes: “{text[:40]}” is no whole number from 1 to 1440."
    ]


def test_an_end_may_stand_for_the_minutes():
    content = table("title,starts,ends", "A,2017-10-28 23:00,2017-10-29 04:00")
    assert only(content).occurrences[0].minutes == 360


@pytest.mark.parametrize(
    ("ends", "sentence"),
    [
        ("2017-07-06 10:00", "It ends before it begins, or at once."),
        ("2017-07-06 09:00", "It ends before it begins, or at once."),
        ("2017-07-07 10:01", "It lasts 1441 minutes, and 1440 are the most. Divide it by days."),
        ("2017-07-32 10:01", "There is no such day or time as “2017-07-32 10:01”."),
    ],
)
def test_an_end_is_after_its_start_and_within_a_day(ends, sentence):
    content = table("title,starts,ends", f"A,2017-07-06 10:00,{ends}")
    assert problems(content) == [f"row 2, ends: {sentence}"]


def test_without_a_length_it_is_an_hour_and_remarked():
    content = table("title,starts", "A,2017-07-06 10:00")
    assert only(content).occurrences[0].minutes == 60
    assert remarks(content) == ["row 2: there is no length; one hour was taken."]


def test_a_row_without_a_start_keeps_no_room():
    content = table("title,room,minutes", "A,Nave,60", "B,,", "C,Nave,")
    assert [one.occurrences for one in read(content).sessions] == [(), (), ()]
    assert remarks(content) == ["Rows without a start keep no length and no room: 2, 4."]


# --- cells --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_tables_as_the_programs_of_this_world_write_them(delimiter, encoding):
    lines = [["TITLE", "Starts ", "room"], ["L’été", "2017-07-06 10:00", "Nef"]]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    session = only(content)
    assert (session.title, session.occurrences[0].room) == ("L’été", "Nef")


def test_a_workbook_is_read_too():
    assert only(write_xlsx(["title", "starts"], [["A", "2017-07-06 10:00"]], title="sessions")).title == "A"


def test_titles_alone_are_enough():
    assert [one.title for one in read(table("title", "A", "", "B")).sessions] == ["A", "B"]


def test_without_titles_nothing_is_read():
    assert problems(table("name,starts", "A,2017-07-06 10:00")) == [
        "row 1, title: There is no column “title”. It is the one that must be there; name it in the first row."
    ]


def test_unknown_columns_are_remarked():
    assert remarks(table("title,mood,Seats", "A,good,3")) == [
        "Columns that are not known were left out: mood, seats."
    ]


def test_flaws_of_cells_are_problems_of_their_row():
    assert problems(table("title,room,", "A,NU\x00L,", " ,x,", "B,,lost")) == [
        "row 2, room: This holds the control character U+0000, which is no text. Type it anew.",
        "row 3, title: There is no title. Each row needs one.",
        "row 4: There is a text in column 3, which has no name in the first row.",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The first row is empty."),
        (b'title\n"A\n', "Row 2 can't be read"),
        (b"title,Title\nA,B\n", "Two columns are named “title”."),
        (b"\x89PNG\r\n\x1a\n\x81", "This is no spreadsheet."),
        (b"title\n" + b"A\n" * 20_001, "This sheet has more than 20000 rows."),
        (write_xlsx(["title"], [["x"]], title="x").replace(b"PK", b"PK\x03\x04", 1), "This XLSX file is damaged."),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(content, said):
    (sentence,) = problems(content)
    assert sentence.startswith(said)


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("guid", "x", "“x” is no guid. Leave it empty, or put it in the column “id”."),
        ("code", "abc", "“abc” is no code: six capital letters and digits. Other names belong into “id”."),
        ("language", "French", "“French” is no code of a language, such as fr."),
        ("recording", "maybe", "“maybe” is none of: undecided, planned, refused."),
        ("status", "draft", "“draft” is none of: confirmed, cancelled."),
    ],
)
def test_words_that_are_not_known_are_problems(column, value, sentence):
    assert problems(table(f"title,{column}", f"A,{value}")) == [f"row 2, {column}: {sentence}"]


@pytest.mark.parametrize("column", ["id", "guid"])
def test_a_row_has_its_own_id(column):
    value = "b379c473-93b9-4eae-9a09-d482e86cede3"
    assert problems(table(f"title,{column}", f"A,{value}", "B,", "C,", f"D,{value}")) == [
        f"row 5, {column}: “{value}” is that of row 2 already. Each row needs its own, or none."
    ]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ana; Bo;", ["Ana", "Bo"]),
        ('"Ana\nBo\n"', ["Ana", "Bo"]),
        ('"Ana; Silva\nBo"', ["Ana; Silva", "Bo"]),
        ('"Ana; Silva\n"', ["Ana; Silva"]),
        ("Ana; ANA", ["Ana"]),
        ("", []),
    ],
)
def test_speakers_stand_on_lines_or_between_semicolons(cell, names):
    assert [person.name for person in read(table("title,speakers", f"A,{cell}")).people] == names


def test_speakers_without_ids_go_by_their_names():
    content = table("title,speakers,speaker_ids", "A,Ana; Bo,", 'B,"Bo\nCy","\n7"')
    assert [person.id for person in read(content).people] == ["name:ana", "name:bo", "7"]


def test_each_speaker_has_an_id_or_none():
    assert problems(table("title,speakers,speaker_ids", "A,Ana; Bo,1;2;3", "B,Ana; Bo,1")) == [
        "row 2, speaker_ids: Speakers: 2, ids: 3. Give each speaker an id, in the same order, or none.",
        "row 3, speaker_ids: Speakers: 2, ids: 1. Give each speaker an id, in the same order, or none.",
    ]


def test_two_names_of_one_id_are_remarked():
    assert remarks(table("title,speakers,speaker_ids", "A,Ana,1", "B,Bo,1")) == [
        "The id 1 is given to Ana, Bo; they were taken for one person, Ana."
    ]


def test_links_are_web_addresses_with_or_without_a_label():
    content = table(
        "title,links,url", "A,https://a.example/x;y a; b; https://b.example/;,javascript:alert(1)"
    )
    session = only(content)
    assert session.links == (Link("https://a.example/x;y", "a; b"), Link("https://b.example/"))
    assert session.url == ""
    assert remarks(content) == ["1 links were left out, being no whole web addresses: javascript:alert(1)."]


def test_html_becomes_markdown_but_in_a_table_of_ours():
    assert only(table("title,description", "A,<p>One <b>two</b></p>")).description == "One **two**"
    assert (
        only(write(Snapshot(sessions=(Session(title="A", description="<b>x</b>"),)))).description
        == "<b>x</b>"
    )


def test_one_reading_tells_every_problem_up_to_a_hundred():
    assert len(problems(table("title,starts", *["A,x"] * 99))) == 99
    assert len(problems(table("title,starts", *["A,x"] * 500))) == 100


# --- damage -------------------------------------------------------------------------------------------

LONG = table(
    "id,title,starts,minutes,room,speakers,speaker_ids,links,status,url",
    *(
        f'{number},"Ville, {number}",2017-07-06T10:00+02:00,90,Nave,"Ana\nBo","5\n7",'
        f"https://example.org/{number} label,confirmed,https://fest.example/{number}/"
        for number in range(50)
    ),
)


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_mangled_tables_are_read_or_refused(chance: random.Random):
    assert_read_or_refused(mangled(LONG, chance))


@settings(deadline=None)
@given(st.sampled_from([*COLUMNS, "ends"]), st.text(max_size=30))
def test_any_text_in_any_column_is_read_or_refused(column, text):
    row = {"title": "A", "starts": "2017-07-06 10:00"} | {column: text}
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, list(row))
    writer.writeheader()
    writer.writerow(row)
    assert_read_or_refused(target.getvalue().encode("utf-8", "replace"))
