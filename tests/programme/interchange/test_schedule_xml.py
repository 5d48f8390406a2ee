"""schedule.xml: strict out, every dialect in."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from programme.interchange import schedule_xml
from programme.interchange.problems import FormatError
from programme.interchange.snapshot import Link, Occurrence, Part, Person, Room, Session, Snapshot
from tests.programme.interchange.mangling import mangled, read_or_refused
from tests.programme.interchange.real import COUNTS, ZONES, counts_of, real_file, schema_errors_of_xml
from tests.programme.interchange.snapshots import snapshots

PARIS = "Europe/Paris"


def schedule(*events: str, conference: str = "", day: str = 'date="2017-07-05"', room: str = "Nave") -> bytes:
    """A file of one day and one room; the conference's zone is Paris unless told otherwise."""
    conference = conference or "<title>Fest</title><time_zone_name>Europe/Paris</time_zone_name>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<schedule><conference>{conference}</conference>\n'
        f'<day index="1" {day}>\n<room name="{room}">\n' + "\n".join(events) + "\n</room></day></schedule>"
    ).encode()


def event(
    inner: str = "", *, attributes: str = 'id="1"', start: str = "10:00", duration: str = "01:00"
) -> str:
    times = f"<start>{start}</start><duration>{duration}</duration>"
    return f"<event {attributes}>{times}<title>Ville</title>{inner}</event>"


def first(content: bytes, **options: str) -> tuple[Session, Occurrence]:
    snapshot = schedule_xml.read(content, **options)
    return snapshot.sessions[0], snapshot.sessions[0].occurrences[0]


def refusal(content: bytes, **options: str) -> str:
    with pytest.raises(FormatError) as caught:
        schedule_xml.read(content, **options)
    return str(caught.value)


def with_a_day(snapshot: Snapshot) -> Snapshot:
    """As every edition has one; a schedule without a day has no place for rooms."""
    held = [snapshot.day_of(one.starts_at) for _session, one in snapshot.held()]
    return snapshot.change(days=snapshot.days or tuple(held[:1]) or (date(2017, 7, 5),))


# --- out ----------------------------------------------------------------------------------------------


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(snapshots().map(with_a_day))
def test_what_is_written_reads_back_as_what_the_format_carries(snapshot):
    assert schedule_xml.read(schedule_xml.write(snapshot)) == schedule_xml.carried(snapshot)


@pytest.fixture
def fest() -> Snapshot:
    held = Occurrence(
        id="7",
        guid=UUID(int=7),
        starts_at=datetime(2017, 7, 5, 23, 30, tzinfo=UTC),
        minutes=1440,
        room="Nave",
    )
    return Snapshot(
        title="Fest",
        acronym="paris-2017",
        version="3",
        time_zone=PARIS,
        days=(date(2017, 7, 5), date(2017, 7, 6)),
        url="https://fest.example/en/paris-2017/",
        rooms=(Room(name="Nave", guid=UUID(int=1)),),
        people=(Person(id="9", name="Ana"),),
        sessions=(
            Session(
                code="ABC234",
                title="Night & city",
                url="https://fest.example/en/paris-2017/sessions/ABC234/",
                people=(Part("9"),),
                occurrences=(held,),
            ),
        ),
    )


def test_a_session_after_midnight_stays_in_its_evening_with_its_real_date(fest):
    root = etree.fromstring(schedule_xml.write(fest))
    day = root.find("day")
    assert day.get("date") == "2017-07-05"
    assert day.get("start") == "2017-07-05T04:00:00+02:00"
    assert day.get("end") == "2017-07-06T04:00:00+02:00"
    found = day.find("room/event")
    assert (found.findtext("date"), found.findtext("start")) == ("2017-07-06T01:30:00+02:00", "01:30")


def test_a_length_has_two_parts_and_is_23_59_at_most(fest):
    assert etree.fromstring(schedule_xml.write(fest)).findtext(".//duration") == "23:59"


@pytest.mark.real_data
def test_an_edition_is_valid_by_the_schema(fest):
    assert schema_errors_of_xml(schedule_xml.write(fest)) == []


def test_the_day_change_is_written_only_where_it_is_asked_for(fest):
    assert etree.fromstring(schedule_xml.write(fest)).find(".//day_change") is None
    asked = etree.fromstring(schedule_xml.write(fest, day_change=True))
    assert asked.findtext("conference/day_change") == "04:00"


def test_cancelled_sessions_are_left_out(fest):
    cancelled = fest.change(sessions=tuple(replace(one, cancelled=True) for one in fest.sessions))
    assert etree.fromstring(schedule_xml.write(cancelled)).find(".//event") is None


# --- in: the real files -------------------------------------------------------------------------------


@pytest.mark.real_data
@pytest.mark.parametrize("name", [name for name in COUNTS if name.endswith(".xml")])
def test_real_files_have_the_counts_that_an_independent_reader_found(name):
    snapshot = schedule_xml.read(real_file(name), time_zone=ZONES.get(name, ""))
    assert counts_of(snapshot) == COUNTS[name]


@pytest.mark.real_data
@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([name for name in COUNTS if name.endswith(".xml")]), st.randoms(use_true_random=False))
def test_mangled_real_files_are_read_or_refused(name: str, chance: random.Random):
    content = mangled(real_file(name), chance)
    read = read_or_refused(schedule_xml.read, content, time_zone="Europe/Brussels")
    assert read is None or read.days or read.sessions


# --- in: times ----------------------------------------------------------------------------------------


def test_a_time_without_offset_is_on_the_clocks_of_the_zone():
    _session, held = first(schedule(event()))
    assert held.starts_at == datetime(2017, 7, 5, 8, tzinfo=UTC)


def test_a_file_without_a_zone_asks_for_one():
    said = refusal(schedule(event(), conference="<title>Fest</title><city>Brussels</city>"))
    assert said == (
        "time zone: The file does not say in which time zone its times are. Give it: --time-zone Europe/Brussels."
    )


def test_the_offset_of_a_file_without_a_zone_is_believed_and_told():
    content = schedule(event("<date>2017-07-05T10:00:00+02:00</date>"), conference="<title>Fest</title>")
    snapshot = schedule_xml.read(content)
    assert (snapshot.time_zone, snapshot.sessions[0].occurrences[0].starts_at.hour) == ("Etc/GMT-2", 8)
    assert "Etc/GMT-2 was taken" in str(snapshot.remarks[0])


def test_an_utc_offset_that_nobody_filled_in_is_not_believed():
    """wafer writes +00:00 beside the local start, wherever the conference is."""
    content = schedule(event("<date>2017-08-05T10:00:00+00:00</date>"), conference="<title>DebConf</title>")
    _session, held = first(content, time_zone="America/Toronto")
    assert held.starts_at == datetime(2017, 8, 5, 14, tzinfo=UTC)


def test_utc_beside_another_local_start_is_utc():
    content = schedule(event("<date>2017-07-05T08:00:00Z</date>"))
    _session, held = first(content)
    assert held.starts_at == datetime(2017, 7, 5, 8, tzinfo=UTC)


def test_a_file_that_names_utc_means_its_offset():
    conference = "<title>F</title><time_zone_name>UTC</time_zone_name>"
    content = schedule(event("<date>2015-05-01T10:00:00+00:00</date>"), conference=conference)
    _session, held = first(content, time_zone="Europe/Paris")
    assert held.starts_at == datetime(2015, 5, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("written", ["2017-07-05", "2017-07-05T00:00:00+02:00"])
def test_a_date_without_a_time_leaves_it_to_the_start(written):
    _session, held = first(schedule(event(f"<date>{written}</date>")))
    assert held.starts_at == datetime(2017, 7, 5, 8, tzinfo=UTC)


def test_before_the_change_of_day_it_is_the_night_after():
    conference = (
        "<title>F</title><time_zone_name>Europe/Paris</time_zone_name><day_change>05:00:00</day_change>"
    )
    _session, held = first(schedule(event(start="01:00"), conference=conference))
    assert held.starts_at == datetime(2017, 7, 5, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2017-03-26", "2017-03-26 02:30 does not exist in Europe/Paris"),
        ("2017-10-29", "2017-10-29 02:30 happens twice in Europe/Paris"),
    ],
)
def test_a_time_that_is_missing_or_twice_is_refused_by_line_and_field(day, said):
    conference = "<title>F</title><time_zone_name>Europe/Paris</time_zone_name><day_change>00:00</day_change>"
    message = refusal(schedule(event(start="02:30"), conference=conference, day=f'date="{day}"'))
    assert message.startswith(f"line 5, start: {said}")


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("00:25", 25),
        ("1:30", 90),
        ("00:25:00", 25),
        ("01:30:00", 90),
        ("0:45:00", 45),
        ("90", 90),
        ("12:00", 720),
    ],
)
def test_lengths_of_every_dialect(written, minutes):
    assert first(schedule(event(duration=written)))[1].minutes == minutes


def test_what_lasts_longer_than_a_day_keeps_a_day_and_is_told():
    snapshot = schedule_xml.read(schedule(event(duration="30:00")))
    assert snapshot.sessions[0].occurrences[0].minutes == 1440
    assert "longer than a day" in str(snapshot.remarks[0])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (event(start="25:00"), "line 5, start: “25:00” is no time of the day."),
        (event(start=""), "line 5, start: There is no date or no time here: when does it begin?"),
        (event(duration="long"), "line 5, duration: “long” is no length such as 01:30."),
        (
            event("<date>2017-02-31T10:00:00</date>"),
            "line 5, date: “2017-02-31T10:00:00” is no date with a time.",
        ),
        (
            event("<date>9999-12-31T23:00:00-05:00</date>"),
            "line 5, date: The year must be between 1990 and 2199.",
        ),
    ],
)
def test_errors_name_line_and_field(changed, said):
    assert refusal(schedule(changed)) == said


def test_all_errors_are_told_at_once():
    assert refusal(schedule(event(start="x"), event(duration="y"))).count("line ") == 2


# --- in: the rest -------------------------------------------------------------------------------------


def test_html_becomes_markdown():
    session, _held = first(schedule(event("<abstract>&lt;p&gt;A &lt;b&gt;b&lt;/b&gt;&lt;/p&gt;</abstract>")))
    assert session.abstract == "A **b**"


def test_events_of_one_code_are_times_of_one_session():
    content = schedule(
        event(attributes='id="1" code="ABCDEF" guid="00000000-0000-0000-0000-000000000001"'),
        event(attributes='id="1" code="ABCDEF" guid="00000000-0000-0000-0000-000000000002"', start="14:00"),
    )
    snapshot = schedule_xml.read(content)
    assert [len(session.occurrences) for session in snapshot.sessions] == [2]
    assert [one.id for one in snapshot.sessions[0].occurrences] == ["1", ""]


def test_events_of_one_code_and_two_titles_are_two_sessions():
    content = schedule(
        event("<persons><person id='1'>Alice</person></persons>", attributes='id="1" code="ABCDEF"'),
        event(attributes='id="2" code="ABCDEF"', start="14:00").replace("Ville", "Nuit"),
    )
    assert [session.title for session in schedule_xml.read(content).sessions] == ["Ville", "Nuit"]


def test_what_differs_between_times_of_one_code_is_told():
    content = schedule(
        event("<persons><person id='1'>Alice</person></persons>", attributes='id="1" code="ABCDEF"'),
        event(
            "<persons><person id='2'>Bob</person></persons>", attributes='id="2" code="ABCDEF"', start="14:00"
        ),
    )
    snapshot = schedule_xml.read(content)
    assert [person.name for person in snapshot.people] == ["Alice"]
    assert any("has other texts or people" in str(remark) for remark in snapshot.remarks)


def test_an_address_as_text_is_a_link():
    session, _held = first(schedule(event("<links><link>https://example.org/a</link></links>")))
    assert session.links == (Link("https://example.org/a"),)


def test_events_of_one_title_are_sessions_of_their_own():
    content = schedule(event(attributes='id="1"'), event(attributes='id="2"', start="14:00"))
    assert len(schedule_xml.read(content).sessions) == 2


def test_a_room_without_name_is_no_room():
    assert first(schedule(event(), room=""))[1].room == ""


def test_people_without_ids_are_known_by_name():
    content = schedule(
        event("<persons><person>Ana</person><person id='0'>Bo</person></persons>"),
        event("<persons><person>ANA</person></persons>", attributes='id="2"', start="14:00"),
    )
    assert [person.id for person in schedule_xml.read(content).people] == ["name:ana", "name:bo"]


def test_a_link_without_a_whole_address_is_left_out_and_told():
    snapshot = schedule_xml.read(schedule(event('<links><link href="../a.pdf">Slides</link></links>')))
    assert snapshot.sessions[0].links == ()
    assert [str(remark) for remark in snapshot.remarks] == [
        "1 links were left out, being no whole web addresses: ../a.pdf."
    ]


def test_days_end_late_enough_for_their_last_session():
    content = schedule(
        event("<date>2017-07-06T05:30:00+02:00</date>", start="05:30"),
        event("<date>2017-07-05T10:00:00+02:00</date>", attributes='id="2"'),
    )
    assert schedule_xml.read(content).day_ends_at == time(6)


# --- in: bombs ----------------------------------------------------------------------------------------

BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<schedule><conference><title>&b;</title></conference></schedule>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(encoding):
    assert "defines a document type" in refusal(BOMB.encode(encoding))


@pytest.mark.parametrize("name", ["UTF-7", "GB18030", "Shift_JIS", "U0F-8"])
def test_an_encoding_hides_no_document_type(name):
    said = refusal(BOMB.replace('version="1.0"', f'version="1.0" encoding="{name}"').encode())
    assert "defines a document type" in said or "no XML that can be read" in said


def test_an_external_entity_is_refused(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    content = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><schedule><version>&e;</version></schedule>'
    )
    assert "defines a document type" in refusal(content.encode())


def test_deep_nesting_is_refused():
    assert refusal(b"<schedule>" + b"<day>" * 100_000).startswith("line ")


@pytest.mark.parametrize(
    "content",
    [b"", b"   ", b"not xml", b"<html></html>", b"\x00\x01", b"\xff\xfe", b"<schedule>", b"<schedule/>"],
)
def test_what_is_no_schedule_is_refused(content):
    assert refusal(content)
