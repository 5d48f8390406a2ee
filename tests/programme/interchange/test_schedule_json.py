"""schedule.json: strict out, lenient in."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programme.interchange import schedule_json
from programme.interchange.problems import FormatError
from programme.interchange.snapshot import Link, Occurrence, Part, Person, Room, Session, Snapshot, Track
from tests.programme.interchange.mangling import mangled, read_or_refused
from tests.programme.interchange.real import COUNTS, ZONES, counts_of, real_file, schema_errors_of_json
from tests.programme.interchange.snapshots import snapshots

SCHEDULES = ["35c3.json", "democon.json"]


def schedule(*events: dict[str, Any], **conference: Any) -> bytes:
    """A file of one day and one room."""
    day = {"index": 1, "date": "2017-07-05", "rooms": {"Nave": list(events)}}
    fields = {"title": "Fest", "time_zone_name": "Europe/Paris", "days": [day]} | conference
    return json.dumps({"schedule": {"version": "1", "conference": fields}}).encode()


def event(**fields: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "date": "2017-07-05T10:00:00+02:00",
        "start": "10:00",
        "duration": "1:00",
        "title": "Ville",
    } | fields


def refusal(content: bytes) -> str:
    with pytest.raises(FormatError) as caught:
        schedule_json.read(content)
    return str(caught.value)


def with_a_day(snapshot: Snapshot) -> Snapshot:
    held = [snapshot.day_of(one.starts_at) for _session, one in snapshot.held()]
    return snapshot.change(days=snapshot.days or tuple(held[:1]) or (date(2017, 7, 5),))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(snapshots().map(with_a_day))
def test_what_is_written_reads_back_as_what_the_format_carries(snapshot):
    assert schedule_json.read(schedule_json.write(snapshot)) == schedule_json.carried(snapshot)


@pytest.mark.real_data
@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York", "Etc/GMT-1", "US/Eastern", "UTC"])
def test_an_edition_is_valid_by_the_schema(zone):
    held = Occurrence(
        id="7", guid=UUID(int=7), starts_at=datetime(2017, 7, 5, 8, tzinfo=UTC), minutes=60, room="Nave"
    )
    again = Occurrence(
        id="8", guid=UUID(int=8), starts_at=datetime(2017, 7, 5, 12, tzinfo=UTC), minutes=1440, room=""
    )
    links = (Link("https://fest.example/a"), Link("javascript:alert(1)", "no"))
    session = Session(
        code="ABC234",
        title="Ville",
        track="City",
        language="fr",
        url="https://fest.example/en/paris-2017/sessions/ABC234/",
        people=(Part("9"),),
        links=links,
        attachments=links,
        occurrences=(held, again),
    )
    snapshot = Snapshot(
        title="Fest",
        acronym="paris-2017",
        version="3",
        time_zone=zone,
        days=(date(2017, 7, 5),),
        url="https://fest.example/en/paris-2017/",
        tracks=(Track(name="City", slug="city", colour="#1d3557"), Track(name="Other", slug="x")),
        rooms=(Room(name="Nave", guid=UUID(int=1), capacity=80), Room(name="Garden", guid=UUID(int=2))),
        people=(Person(id="9", name="Ana", guid=UUID(int=3), biography="A *bio*", links=links),),
        sessions=(session,),
    )
    content = schedule_json.write(snapshot)
    assert schema_errors_of_json(content) == []
    assert schedule_json.read(content) == schedule_json.carried(snapshot)


def test_a_person_has_a_public_name_and_no_name():
    """A reader takes one that has both for neither."""
    person = Person(id="9", name="Ana")
    held = Occurrence(id="7", starts_at=datetime(2017, 7, 5, 8, tzinfo=UTC), minutes=60)
    session = Session(title="Ville", people=(Part("9"),), occurrences=(held,))
    content = schedule_json.write(Snapshot(time_zone="UTC", people=(person,), sessions=(session,)))
    day = json.loads(content)["schedule"]["conference"]["days"][0]
    assert day["rooms"][""][0]["persons"] == [{"id": 9, "public_name": "Ana"}]


@pytest.mark.real_data
@pytest.mark.parametrize("name", SCHEDULES)
def test_real_files_have_the_counts_that_an_independent_reader_found(name):
    snapshot = schedule_json.read(real_file(name), time_zone=ZONES.get(name, ""))
    assert counts_of(snapshot) == COUNTS[name]


@pytest.mark.real_data
@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(SCHEDULES), st.randoms(use_true_random=False))
def test_mangled_real_files_are_read_or_refused(name: str, chance: random.Random):
    content = mangled(real_file(name), chance)
    read = read_or_refused(schedule_json.read, content)
    assert read is None or read.days or read.sessions


JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)  # fmt: skip


@settings(deadline=None)
@given(st.sampled_from([*sorted(event()), "persons", "links", "track", "room", "language", "guid"]), JUNK)
def test_any_value_in_any_field_is_read_or_refused(field: str, value: object):
    content = schedule(event(**{field: value})).replace(b"NaN", b"0").replace(b"Infinity", b"0")
    read = read_or_refused(schedule_json.read, content)
    assert read is None or read.days or read.sessions


def test_links_may_be_plain_addresses():
    content = schedule(event(links=["https://example.org/", {"url": "https://example.org/b", "title": "B"}]))
    assert schedule_json.read(content).sessions[0].links == (
        Link("https://example.org/"),
        Link("https://example.org/b", "B"),
    )


def test_a_room_that_stands_twice_keeps_both_halves():
    halves = [json.dumps([event(id=number, title=f"T{number}")]) for number in (1, 2)]
    day = f'{{"date": "2017-07-05", "rooms": {{"Nave": {halves[0]}, "Nave": {halves[1]}}}}}'
    conference = f'{{"title": "F", "time_zone_name": "Europe/Paris", "days": [{day}]}}'
    snapshot = schedule_json.read(f'{{"schedule": {{"conference": {conference}}}}}'.encode())
    assert [session.title for session in snapshot.sessions] == ["T1", "T2"]


@pytest.mark.parametrize("value", [True, "true", "1"])
def test_not_to_be_recorded_is_read_from_text_too(value):
    assert schedule_json.read(schedule(event(do_not_record=value))).sessions[0].recording == "refused"


def test_pretalx_names_people_by_code_where_there_is_no_id():
    person = {"code": "ABCDEF", "name": "Ana", "biography": "Bio"}
    found = schedule_json.read(schedule(event(persons=[person]))).people
    assert [(one.id, one.name, one.biography) for one in found] == [("ABCDEF", "Ana", "Bio")]


def test_people_without_id_and_code_are_told_apart_by_guid():
    """The hub of the CCC names them so."""
    people = [
        {"guid": f"b379c473-93b9-4eae-9a09-d482e86ced{end}", "name": "Ana"} for end in ("e3", "e4", "e3")
    ]
    found = schedule_json.read(schedule(event(persons=people))).people
    assert [(one.id, one.name) for one in found] == [(people[0]["guid"], "Ana"), (people[1]["guid"], "Ana")]


def test_a_guid_that_rooms_share_is_nobodys():
    rooms = [{"name": name, "guid": "b379c473-93b9-4eae-9a09-d482e86cede3"} for name in ("Nave", "Gray")]
    assert [room.guid for room in schedule_json.read(schedule(event(), rooms=rooms)).rooms] == [None, None]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1, column 1: This is no JSON"),
        (b"[1,", "line 1, column 4: This is no JSON"),
        (b"\xff", "byte 0: This is no text in UTF-8."),
        (b"[" * 100_000, "This is nested too deep to be a programme."),
        (b'{"a": NaN}', "NaN is no number in JSON."),
        (b'{"a": ' + b"1" * 5_000 + b"}", "This is no JSON"),
        (b"{}", "schedule.conference.days: This is no schedule.json"),
        (b'{"schedule": {"conference": {"days": []}}}', "There is no event in this file."),
        (schedule(event(start="x")), "schedule.conference.days[0].rooms.Nave[0], start: “x” is no time of the day."),
        (schedule(event(title=[1])), "schedule.conference.days[0].rooms.Nave[0], title: There is a list"),
    ],
)  # fmt: skip
def test_errors_name_item_and_field(content, said):
    assert refusal(content).startswith(said)
